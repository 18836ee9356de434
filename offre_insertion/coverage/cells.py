"""From the levels of communes to the status of territories (referencement.md §4.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from offre_insertion.coverage.ground import Ground
from offre_insertion.coverage.tally import AreaTally, Tally, ThemeLevels
from offre_insertion.coverage.values import Area, Cell, Dispositifs, Level, Maille, Reason, Status
from offre_insertion.settings.coverage import Couverture

_NOTHING = AreaTally()
#: Shares are sums of floats: 80 % exactly must not fail by a rounding.
_EPSILON = 1e-9


@dataclass(frozen=True)
class Weighing:
    """Communes, their weights and their inhabitants, in the same order."""

    ground: Ground
    weights: Sequence[float]
    parameters: Couverture

    def population(self, communes: Iterable[int]) -> int:
        """Inhabitants of some communes."""
        return sum(self.ground.communes[i].population for i in communes)


def area_cells(
    code: str, tally: Tally, levels: ThemeLevels, weighing: Weighing
) -> dict[tuple[str, str], Cell]:
    """The cell of each area of the ground for one thematique, by key of area."""
    cells = {
        area.key: _cell(code, area, tally, tally.areas.get(position, _NOTHING), levels, weighing)
        for position, area in enumerate(weighing.ground.areas)
    }
    short = _short_of_places(cells.values(), weighing.parameters)
    return {key: _judge(cell, key in short, weighing.parameters) for key, cell in cells.items()}


def commune_cell(code: str, area: Area, levels: ThemeLevels, weighing: Weighing) -> Cell:
    """A commune as a territory. Its dispositifs are not counted; its structures are, up to two for those near it,
    and without the local remote ones: at worst the status is too severe."""
    level, reason = levels.level(area.communes[0]), levels.reason(area.communes[0])
    structures = 0
    if level is Level.PROXIMITE:
        structures = 1 if Reason.MONO_PORTEUR in reason else 2
    if code in weighing.parameters.thematiques_a_distance:
        structures = max(structures, levels.national_structures)
    cell = replace(_weigh(code, area, levels, weighing), structures=structures)
    return _judge(cell, False, weighing.parameters)


def _weigh(code: str, area: Area, levels: ThemeLevels, weighing: Weighing) -> Cell:
    """The weights of an area by level and by reason; its status is still to be judged."""
    by_level: dict[Level, float] = {}
    by_reason: dict[Reason, float] = {}
    served = _served_levels(code, levels, weighing.parameters)
    for i in area.communes:
        level, weight = levels.level(i), weighing.weights[i]
        by_level[level] = by_level.get(level, 0.0) + weight
        if level not in served:
            first = levels.reason(i).first
            by_reason[first] = by_reason.get(first, 0.0) + weight
    total = sum(by_level.values())
    judged = sum(weight for level, weight in by_level.items() if level in served)
    near = by_level.get(Level.PROXIMITE, 0.0)
    return Cell(
        thematique=code,
        area=area,
        population=weighing.population(area.communes),
        weight=total,
        by_level=by_level,
        by_reason=by_reason,
        c4=near / total if total else None,
        c3=(near + by_level.get(Level.DISTANCE, 0.0)) / total if total else None,
        judged=judged / total if total else None,
        status=Status.NON_COUVERTE,
        reason=Reason(0),
        structures=0,
        dispositifs=Dispositifs(),
    )


def _served_levels(code: str, levels: ThemeLevels, parameters: Couverture) -> frozenset[Level]:
    """Rule « thématiques à distance »: N ≥ 3, or a usable national offer, which is for every commune; N = 4 for the
    other thematiques."""
    if code not in parameters.thematiques_a_distance:
        return frozenset({Level.PROXIMITE})
    if levels.national_structures:
        return frozenset(Level)
    return frozenset({Level.DISTANCE, Level.PROXIMITE})


def _cell(
    code: str, area: Area, tally: Tally, one: AreaTally, levels: ThemeLevels, weighing: Weighing
) -> Cell:
    structures = set(one.structures)
    if code in weighing.parameters.thematiques_a_distance:
        structures |= one.remote_structures | tally.national_structures
    usable = one.near | one.others | tally.national
    return replace(
        _weigh(code, area, levels, weighing),
        structures=len(structures),
        dispositifs=Dispositifs(
            proches=len(one.near),
            autres=len(one.others - one.near),
            inutilisables=len((one.unusable | tally.national_unusable) - usable),
            nationaux=len(tally.national),
        ),
        imprecise=len(one.imprecise),
        places=sum(one.places.values()) if one.places else None,
        documented=len(one.places),
    )


def _short_of_places(cells: Iterable[Cell], parameters: Couverture) -> set[tuple[str, str]]:
    """Rule « places »: only areas where every near dispositif says its places are compared, to the median of those
    of their kind in their département: what is not documented is not zero."""
    groups: dict[tuple[Maille, str], dict[tuple[str, str], float]] = {}
    for cell in cells:
        density = cell.places_pour_100
        if density is not None and cell.documented == cell.dispositifs.proches:
            groups.setdefault((cell.area.maille, cell.area.group), {})[cell.area.key] = density
    return {
        key
        for known in groups.values()
        for key, density in known.items()
        if density < parameters.places_part_mediane * median(known.values())
    }


def _judge(cell: Cell, is_short: bool, parameters: Couverture) -> Cell:
    """The status of a cell and the reason that is shown for it."""
    share = -1.0 if cell.judged is None else cell.judged + _EPSILON
    is_fragile = share >= parameters.couverte_min and cell.structures < parameters.structures_min
    if cell.judged is None or cell.population < parameters.population_min_statut:
        status = Status.MASQUE
    elif share < parameters.a_renforcer_min:
        status = Status.NON_COUVERTE
    elif share < parameters.couverte_min or is_fragile or is_short:
        status = Status.A_RENFORCER
    else:
        status = Status.COUVERTE
    return replace(
        cell,
        status=status,
        reason=_main_reason(cell, is_fragile, is_short and share >= parameters.couverte_min),
        is_fragile=is_fragile,
        is_short_of_places=is_short,
    )


def _main_reason(cell: Cell, is_fragile: bool, lacks_only_places: bool) -> Reason:
    """The reason that weighs most where people are not served; « mono-porteur » when they are, by one structure,
    « manque de places » when they are, by several."""
    if is_fragile:
        return Reason.MONO_PORTEUR
    if lacks_only_places:
        return Reason.MANQUE_DE_PLACES
    if not cell.by_reason:
        return Reason(0)
    return max(sorted(cell.by_reason), key=lambda reason: cell.by_reason[reason])


def reached_subs(cells: Mapping[str, Cell], parameters: Couverture) -> tuple[str, ...]:
    """« Éventail »: the thematiques whose C4 reaches the threshold, of the cells given by thematique."""
    return tuple(
        code
        for code, cell in cells.items()
        if cell.c4 is not None and cell.c4 + _EPSILON >= parameters.eventail_min
    )
