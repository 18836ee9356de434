"""What a project says of its communes, ``[couverture]``: its local territories, what they weigh, their households with
RSA. The same for ``couverture``, for the surveys and for the report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from offre_insertion.connector_loader import load_connector
from offre_insertion.coverage import Ground, Maille, Weights, by_population, ground_of_departement
from offre_insertion.coverage.weights import FOYERS_COLUMNS, WEIGHT_COLUMNS
from offre_insertion.errors import ConnectorError, ReadError
from offre_insertion.geography import Territoires, load_geography, load_territoires
from offre_insertion.review.weights import read_weights
from offre_insertion.settings import PROJECT_FILE, Settings


@dataclass(frozen=True)
class Territory:
    """The communes of a project, their areas, their weights, each read when it is first asked for.

    Each raises :class:`ConnectorError` naming the file and the key that is wrong: nothing else is lost with it.
    """

    settings: Settings

    @cached_property
    def ground(self) -> Ground:
        """The communes and their areas, local territories included."""
        departement = self.settings.territoire.departement
        found = find_territoires(self.settings, departement)
        return ground_of_departement(load_geography(), departement, territoires=found)

    @cached_property
    def official(self) -> Ground:
        """The same without the local territories: no file is read."""
        departement = self.settings.territoire.departement
        return ground_of_departement(load_geography(), departement, territoires=None)

    @cached_property
    def weights(self) -> Weights:
        """What the communes weigh: their people, unless a file says otherwise."""
        return _weights(self.settings, "poids", self.official) or by_population(self.official)

    @cached_property
    def foyers(self) -> Weights | None:
        """Households with RSA, when there is a file."""
        return _weights(self.settings, "foyers_rsa", self.official)

    @property
    def foyers_by_epci(self) -> dict[str, int | None]:
        """EPCI → its households in the département, to the nearest; ``None`` when no line gives one of its communes."""
        foyers = self.foyers
        if foyers is None:
            return {}
        return {
            area.code: None
            if foyers.ungiven.issuperset(area.communes)
            else round(sum(foyers.values[i] for i in area.communes))
            for area in self.official.areas
            if area.maille is Maille.EPCI
        }

    @property
    def foyers_rsa(self) -> int | None:
        """Those of the département, when the file leaves out no inhabited commune."""
        if self.foyers is None or self.foyers.missing:
            return None
        return round(sum(self.foyers.values))

    def remarks(self) -> Iterator[str]:
        """Where the households come from, what was not taken of the files, and those that cannot be read: French
        sentences."""
        said: list[str] = []
        for read in (self._remarks_on_foyers, self._remarks_on_weights, self._remarks_on_ground):
            try:
                said += read()
            except ConnectorError as exc:
                said.append(f"Ne se lit pas aujourd’hui, et manque à ce qui en dépend : {exc}")
        yield from dict.fromkeys(said)

    def _remarks_on_weights(self) -> Iterator[str]:
        yield from self.weights.left_out()

    def _remarks_on_foyers(self) -> Iterator[str]:
        if self.foyers is not None:
            yield f"Foyers RSA du projet : ceux de « {self.foyers.nom} »."
            yield from self.foyers.left_out()

    def _remarks_on_ground(self) -> Iterator[str]:
        """None, but it is read: its file may be wrong."""
        _ = self.ground
        yield from ()


def find_weights(settings: Settings, ground: Ground) -> Weights | None:
    """Those of ``[couverture] poids``. Raises :class:`ConnectorError`."""
    return _weights(settings, "poids", ground)


def find_territoires(settings: Settings, departement: str) -> Territoires | None:
    """The table of ``[couverture] territoires``, else the first of the département that a connector gives.

    Raises :class:`ConnectorError`, also when the table of the project is not of its département.
    """
    written = settings.couverture.territoires
    if written and departement == settings.territoire.departement:
        found = load_territoires(settings.locate(written))
        if found.departement != departement:
            raise ConnectorError(
                f"« {written} » est du département {found.departement}, le projet du {departement}.",
                path=PROJECT_FILE,
                where="couverture.territoires",
            )
        return found
    for entry in settings.catalogues:
        path = load_connector(settings.locate_connector(entry.connecteur)).territoires_path
        table = load_territoires(path) if path is not None else None
        if table is not None and table.departement == departement:
            return table
    return None


def _weights(settings: Settings, key: Literal["poids", "foyers_rsa"], ground: Ground) -> Weights | None:
    written = getattr(settings.couverture, key)
    if not written:
        return None
    try:
        columns = FOYERS_COLUMNS if key == "foyers_rsa" else WEIGHT_COLUMNS
        return read_weights(settings.folder / written, ground, columns=columns)
    except ReadError as exc:
        raise ConnectorError(str(exc), path=PROJECT_FILE, where=f"couverture.{key}") from exc
