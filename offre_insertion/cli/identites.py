"""``offre-insertion identites``: the records that may be others, renamed; a person decides."""

from __future__ import annotations

from pathlib import Path

import click

from offre_insertion.cli.french import FrenchCommand, FrenchGroup
from offre_insertion.cli.options import session_name
from offre_insertion.cli.projet import project_option

#: Answer of a person for whom the record is a new one.
NEW = "nouvelle"


@click.group(cls=FrenchGroup, name="identites")
def command() -> None:
    """Décide quelles fiches sont la suite de fiches disparues du catalogue."""


@command.command(cls=FrenchCommand, name="lister")
@project_option
def list_waiting(*, projet: Path) -> int:
    """Liste les fiches en attente d'une décision, et celles dont elles sont peut-être la suite."""
    from offre_insertion.history import open_history
    from offre_insertion.settings import load_settings

    settings = load_settings(projet)
    waiting = []
    if settings.has_history:
        with open_history(settings.history_url, timeout_s=settings.historique.attente_s) as history:
            waiting = history.waiting_identities()
    for identity in waiting:
        click.echo(f"{identity.record_id}")
        for candidate in identity.candidates:
            click.echo(f"  est peut-être {candidate}")
    if not waiting:
        click.echo("Rien à décider.")
    return 0


@command.command(cls=FrenchCommand, name="decider")
@click.argument("fiche")
@click.argument("reponse")
@click.option("--auteur", help="Qui décide (sinon, le nom de la session).")
@project_option
def decide(*, projet: Path, fiche: str, reponse: str, auteur: str | None) -> int:
    """Dit que FICHE est la suite de REPONSE (un identifiant proposé), ou qu'elle est « nouvelle ».

    La décision est datée et signée ; elle vaut au prochain passage.
    """
    from offre_insertion.history import open_history
    from offre_insertion.settings import load_settings

    author = auteur or session_name()
    if author is None:
        raise click.UsageError("il manque l'option --auteur : une décision est signée.")
    settings = load_settings(projet)
    with open_history(settings.history_url, timeout_s=settings.historique.attente_s) as history:
        asked = next((one for one in history.waiting_identities() if one.record_id == fiche), None)
        if asked is None:
            raise click.UsageError(
                f"« {fiche} » n'attend pas de décision. Voir « offre-insertion identites lister »."
            )
        if reponse not in {NEW, *asked.candidates}:
            raise click.UsageError(f"répondez « {NEW} », ou l'un de : {', '.join(asked.candidates)}.")
        record_id = asked.record_id if reponse == NEW else reponse
        history.decide_identity(asked, record_id, author=author)
    click.echo(
        f"Noté : « {fiche} » est « {record_id} ». Vaut au prochain passage (offre-insertion synchroniser)."
    )
    return 0
