"""An assessment as the history keeps it, and as it comes back: what was measured that day, by the rules of that day.

Levels, statuses and reasons are kept under their own codes, and nothing is judged again: neither a new threshold, nor a
new rule, nor the communes of another year change it.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict

from offre_insertion.coverage.coverage import Assessment
from offre_insertion.coverage.ground import Ground
from offre_insertion.coverage.tally import ThemeLevels
from offre_insertion.coverage.values import Area, Cell, Dispositifs, Level, Maille, Reason, Status
from offre_insertion.coverage.weights import Weights
from offre_insertion.geography import Commune, Geography
from offre_insertion.settings.coverage import Couverture

_LEVELS = {level.code: level for level in Level}
_REASONS = {reason.code: reason for reason in Reason}
#: Of the letters that stand for the states of communes: the first one.
_FIRST = ord("A")


class KeptCommune(NamedTuple):
    """A commune of that year, and what it weighed."""

    code: str
    nom: str
    population: int
    poids: float


class KeptArea(NamedTuple):
    """``communes`` are positions."""

    maille: Maille
    code: str
    nom: str
    groupe: str
    communes: tuple[int, ...]


class KeptCell(NamedTuple):
    """A cell, without what its area says. ``niveaux`` and ``raisons``: code → weight."""

    statut: Status
    raison: str
    structures: int
    dispositifs: tuple[int, int, int, int]
    imprecis: int
    places: float | None
    documentes: int
    fragile: bool
    manque_de_places: bool
    c4: float | None
    c3: float | None
    jugee_sur: float | None
    niveaux: dict[str, float]
    raisons: dict[str, float]


class KeptTheme(NamedTuple):
    """``etats``: (level, reasons) that communes are in; ``communes``: for each, the letter of its state, « A » the
    first; ``cases``: one by area."""

    etats: tuple[tuple[str, tuple[str, ...]], ...]
    communes: str
    structures_nationales: int
    cases: tuple[KeptCell, ...]


class Kept(BaseModel):
    """What is kept of an assessment; its parameters are kept with the rules of the survey."""

    model_config = ConfigDict(frozen=True)

    jour: dt.date
    poids: str
    communes: tuple[KeptCommune, ...]
    territoires: tuple[KeptArea, ...]
    thematiques: dict[str, KeptTheme]


def dump_assessment(coverage: Assessment) -> dict[str, Any]:
    """What is kept of it, JSON-ready."""
    ground, weights = coverage.ground, coverage.weights
    kept = Kept(
        jour=coverage.day,
        poids=weights.nom,
        communes=tuple(
            KeptCommune(one.code_insee, one.nom, one.population, weight)
            for one, weight in zip(ground.communes, weights.values, strict=True)
        ),
        territoires=tuple(
            KeptArea(one.maille, one.code, one.nom, one.group, one.communes) for one in ground.areas
        ),
        thematiques={code: _keep_theme(coverage, code) for code in coverage.thematiques},
    )
    return kept.model_dump(mode="json")


def _keep_theme(coverage: Assessment, code: str) -> KeptTheme:
    levels = coverage.levels[code]
    states: dict[tuple[Level, Reason], int] = {}
    letters = [
        chr(_FIRST + states.setdefault((levels.level(i), levels.reason(i)), len(states)))
        for i in range(len(coverage.ground.communes))
    ]
    return KeptTheme(
        tuple((level.code, tuple(one.code for one in reason)) for level, reason in states),
        "".join(letters),
        levels.national_structures,
        tuple(_keep_cell(coverage.cell(code, area)) for area in coverage.ground.areas),
    )


def _keep_cell(cell: Cell) -> KeptCell:
    counts = cell.dispositifs
    return KeptCell(
        cell.status,
        cell.reason.code,
        cell.structures,
        (counts.proches, counts.autres, counts.inutilisables, counts.nationaux),
        cell.imprecise,
        cell.places,
        cell.documented,
        cell.is_fragile,
        cell.is_short_of_places,
        cell.c4,
        cell.c3,
        cell.judged,
        {level.code: weight for level, weight in sorted(cell.by_level.items())},
        {reason.code: weight for reason, weight in sorted(cell.by_reason.items())},
    )


def load_assessment(
    document: Mapping[str, Any], *, geography: Geography, parameters: Couverture
) -> Assessment:
    """The assessment that was kept. ``geography`` only places its communes on a map; ``parameters`` are those kept with
    its survey. Raises ``pydantic.ValidationError`` on what another version wrote otherwise."""
    kept = Kept.model_validate(document)
    areas = [Area(one.maille, one.code, one.nom, one.communes, one.groupe) for one in kept.territoires]
    ground = Ground(geography, [_commune(one, geography) for one in kept.communes], areas)
    weights = Weights(kept.poids, tuple(one.poids for one in kept.communes))
    return Assessment(
        day=kept.jour,
        parameters=parameters,
        ground=ground,
        weights=weights,
        thematiques=tuple(kept.thematiques),
        levels={code: _levels(one) for code, one in kept.thematiques.items()},
        cells={
            (code, area.key): _cell(code, area, cell, ground, weights.values)
            for code, one in kept.thematiques.items()
            for area, cell in zip(areas, one.cases, strict=True)
        },
    )


def _commune(kept: KeptCommune, geography: Geography) -> Commune:
    """Of a commune that is no more, what was kept of it, without a centre."""
    known = geography.commune(kept.code)
    if known is not None and known.code_insee == kept.code:
        return replace(known, nom=kept.nom, population=kept.population)
    departement = known.code_departement if known else ""
    return Commune(kept.code, kept.nom, departement, "", None, (), kept.population, None, None)


def _levels(kept: KeptTheme) -> ThemeLevels:
    states = [(_LEVELS[level], _all(reasons)) for level, reasons in kept.etats]
    found = [states[ord(letter) - _FIRST] for letter in kept.communes]
    return ThemeLevels(
        bytes(level for level, _ in found),
        array("H", [int(reason) for _, reason in found]),
        kept.structures_nationales,
    )


def _all(codes: Iterable[str]) -> Reason:
    return reduce(or_, (_REASONS[code] for code in codes), Reason(0))


def _cell(code: str, area: Area, kept: KeptCell, ground: Ground, weights: Sequence[float]) -> Cell:
    return Cell(
        thematique=code,
        area=area,
        population=sum(ground.communes[i].population for i in area.communes),
        weight=sum(weights[i] for i in area.communes),
        by_level={_LEVELS[name]: weight for name, weight in kept.niveaux.items()},
        by_reason={_REASONS[name]: weight for name, weight in kept.raisons.items()},
        c4=kept.c4,
        c3=kept.c3,
        judged=kept.jugee_sur,
        status=kept.statut,
        reason=_all([kept.raison] if kept.raison else []),
        structures=kept.structures,
        dispositifs=Dispositifs(*kept.dispositifs),
        imprecise=kept.imprecis,
        places=kept.places,
        documented=kept.documentes,
        is_fragile=kept.fragile,
        is_short_of_places=kept.manque_de_places,
    )
