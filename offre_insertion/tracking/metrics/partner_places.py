"""Where partners are (metric 13): the EPCI of the records that they provide, which is all that anybody wrote."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from offre_insertion.geography import load_geography
from offre_insertion.tracking.dates import is_fresh
from offre_insertion.tracking.metric import Breakdown, Row
from offre_insertion.tracking.partners import STAGES, Partner
from offre_insertion.tracking.story import Story
from offre_insertion.tracking.values import Facts

#: Rows that are not an EPCI of the département.
OUTSIDE, UNKNOWN, WITHOUT = "hors du département", "territoire inconnu", "sans fiche active"
#: Keys of the two tables: those that are active there, the others.
ACTIVE, OTHERS = "territoires", "territoires-autres"
_AGREED = STAGES.index("accord")


def places_of_partners(story: Story) -> tuple[Breakdown, ...]:
    """Partners by territory, active there or not; nothing when no partner is linked to records.

    A partner counts in each EPCI where one of its active records is: rows do not add up to the partners. It is active
    there when it agreed and one of those records is fresh. One that nothing links to records, or whose records say no
    commune, is in « territoire inconnu »; one whose records are all closed in « sans fiche active ». Every EPCI of the
    coverage has its row, a zero where nobody is.
    """
    if not any(one.is_linked for one in story.partners):
        return ()
    coverage = story.inputs.coverage
    known = {one.epci: one.label for one in coverage.densities} if coverage else {}
    active: Counter[str] = Counter()
    others: Counter[str] = Counter()
    records = _Records(story.end.local)
    for partner in story.partners:
        for place, is_active in _places(story, partner, records.of(partner), known).items():
            (active if is_active else others)[place] += 1
    labels = _ordered(known.values(), {*active, *others})
    return tuple(
        Breakdown(key, title, "partenaires", tuple(Row(label, counts[label]) for label in labels))
        for key, title, counts in (
            (ACTIVE, "Partenaires actifs, par EPCI de leurs fiches", active),
            (OTHERS, "Autres partenaires, par EPCI de leurs fiches", others),
        )
    )


class _Records:
    """The records of each partner, found without going through all of them each time."""

    def __init__(self, records: Iterable[Facts]) -> None:
        self._by_siren: dict[str, list[Facts]] = defaultdict(list)
        self._by_structure: dict[str, list[Facts]] = defaultdict(list)
        for one in records:
            if one.siren is not None:
                self._by_siren[one.siren].append(one)
            self._by_structure[one.structure].append(one)

    def of(self, partner: Partner) -> list[Facts]:
        """As :meth:`Partner.owns` says."""
        found = list(self._by_siren.get(partner.siren, ())) if partner.siren else []
        for structure in partner.structures:
            found += self._by_structure.get(structure, ())
        return found


def _places(
    story: Story, partner: Partner, records: Sequence[Facts], known: Mapping[str, str]
) -> dict[str, bool]:
    """Place → whether the partner is active there."""
    if not partner.is_linked:
        return {UNKNOWN: False}
    if not records:
        return {WITHOUT: False}
    found: dict[str, bool] = {}
    for one in records:
        place, months = _place(one.epci, known), story.parameters.mois_a_jour
        is_active = partner.rank >= _AGREED and is_fresh(one.date, on=story.day, months=months)
        found[place] = found.get(place, False) or is_active
    return found


def _place(epci: str | None, known: Mapping[str, str]) -> str:
    if epci is None:
        return UNKNOWN
    if known:
        return known.get(epci, OUTSIDE)
    found = load_geography().epci(epci)
    return found.nom if found else epci


def _ordered(known: Iterable[str], found: Iterable[str]) -> list[str]:
    """The EPCI first, then what is not one."""
    known, last = list(known), (OUTSIDE, UNKNOWN, WITHOUT)
    more = sorted(set(found) - {*known, *last})
    return [*known, *more, *(one for one in last if one in set(found))]
