"""The DORA of a project, opened by the commands that speak to it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from offre_insertion.publishing.dora.api import Dora
    from offre_insertion.publishing.dora.drafts import DoraOptions
    from offre_insertion.settings import Settings
    from offre_insertion.settings.dora import DoraSettings

#: Beside the lock: the requests of the last minute, whatever command sent them.
_QUOTA_FILE = "dora-requetes"


def read_dora(settings: Settings) -> DoraSettings:
    """The ``[dora]`` table. Raises :class:`offre_insertion.errors.ConnectorError`."""
    from offre_insertion.errors import ConnectorError

    if settings.dora is None:
        raise ConnectorError(
            "ce projet ne dit pas où est DORA. Ajoutez [dora] et url = \"…\" ; l'équipe DORA donne l'adresse et le "
            "jeton (voir docs/dora.md).",
            where="dora",
        )
    return settings.dora


@contextlib.contextmanager
def opened_dora(settings: Settings) -> Iterator[Dora]:
    """DORA, within the département of the project. Raises :class:`offre_insertion.errors.ConnectorError`."""
    from offre_insertion.errors import ConnectorError
    from offre_insertion.publishing.dora.api import Dora, dora_client
    from offre_insertion.publishing.dora.scope import Scope

    dora = read_dora(settings)
    if settings.dora_token is None:
        raise ConnectorError(
            "il manque le jeton de DORA : la variable OFFRE_INSERTION_DORA_JETON, ou le fichier .env voisin du projet. "
            "Demandez-le à l'équipe DORA.",
        )
    with dora_client(
        dora.url,
        settings.dora_token,
        requests_per_minute=dora.requetes_par_minute,
        quota_path=settings.work / _QUOTA_FILE,
    ) as client:
        yield Dora(client, Scope(settings.territoire.departement))


def instance_of(settings: Settings) -> str:
    """The name of this DORA in the history: its host, for sheets of a test instance are others."""
    return urlsplit(read_dora(settings).url).hostname or ""


def options_of(settings: Settings) -> DoraOptions:
    """How records are converted, from the project."""
    from offre_insertion.publishing.dora.drafts import DoraOptions
    from offre_insertion.publishing.personal import NOTHING_ACCEPTED, Accepted

    dora, publication = read_dora(settings), settings.publication
    accepted = NOTHING_ACCEPTED
    if publication is not None:
        accepted = Accepted.of(courriels=publication.courriels_admis, telephones=publication.telephones_admis)
    return DoraOptions(
        accepted=accepted,
        contact_public=dora.contacts_publics,
        open_dora_form=dora.formulaire_dora,
        mobilisable_par=dora.mobilisable_par,
        update_frequency=dora.frequence_maj,
        typologies=dora.typologies,
    )
