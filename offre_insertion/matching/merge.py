"""One record out of a cluster, field by field, with the origin of each value. The originals are kept: it unmerges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from offre_insertion.matching.profiles import values_of
from offre_insertion.schema import FIELDS, LIST_FIELDS, Kind, Record

#: How to choose between records: the order of the sources, the latest valid ``date_maj``, the most filled fields.
Rule = Literal["source", "fraicheur", "completude"]

_EVERYBODY = "tous-publics"
#: Fields that only make sense together are taken from one record: the street of one with the town of another
#: would be an address that exists nowhere.
_TOGETHER: tuple[tuple[str, ...], ...] = (
    ("commune", "code_postal", "code_insee", "adresse", "complement_adresse", "longitude", "latitude"),
    ("frais", "frais_precisions"),
)
_IDENTITY = ("source", "id")
_CONTACT = "contact_nom_prenom"


@dataclass(frozen=True, slots=True)
class Preferences:
    """Which record a value is taken from: ``rules`` in order, or those that ``fields`` states for a field.

    ``sources``: best first; the others come after. ``today``: a later ``date_maj`` is no valid date. ``known``: ids
    under which others know the records: the first of them stays the id of a merged record, whichever record is best.
    """

    sources: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ("source", "fraicheur", "completude")
    fields: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    today: dt.date | None = None
    known: Container[str] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """The record of a cluster. ``origins``: field → ids of the records its value comes from, the best first.

    ``record`` bears the id of ``kept``, that does not change; ``originals`` are the records as they were.
    """

    record: Record
    origins: Mapping[str, tuple[str, ...]]
    originals: tuple[Record, ...]

    @property
    def kept(self) -> str:
        """The id that stays."""
        return str(self.record["id"])

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the records merged, the kept one first."""
        return tuple(str(record["id"]) for record in self.originals)


def _valid_date(record: Record, today: dt.date | None) -> str:
    """``date_maj`` as ISO text, empty when absent, unreadable or still to come."""
    value = record.get("date_maj")
    try:
        date = dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return ""
    return "" if today is not None and date > today else date.isoformat()


def _rank(records: Iterable[Record], rules: Sequence[Rule], preferences: Preferences) -> list[Record]:
    """Best first by the rules in order, then by id. Sorting by the last rule first: the sort is stable."""
    order = {source: position for position, source in enumerate(preferences.sources)}
    keys: dict[Rule, Callable[[Record], int]] = {
        "source": lambda record: order.get(str(record.get("source")), len(order)),
        "fraicheur": lambda record: -int(_valid_date(record, preferences.today).replace("-", "") or 0),
        "completude": lambda record: -sum(not _is_empty(value) for value in record.values()),
    }
    ranked = sorted(records, key=lambda record: str(record.get("id", "")))
    for rule in reversed(rules):
        ranked.sort(key=keys[rule])
    return ranked


def _is_empty(value: object) -> bool:
    return value is None or value == "" or value == []


def _union(name: str, ranked: Sequence[Record]) -> tuple[list[Any], tuple[str, ...]]:
    """Values of all the records, each once, and where they come from.

    ``tous-publics`` stands alone in the schema: the better record says whether everybody is meant, and the others
    only add what agrees.
    """
    values: list[Any] = []
    origins: list[str] = []
    for record in ranked:
        given = values_of(record, name)
        if name == "publics" and values and (_EVERYBODY in given) != (_EVERYBODY in values):
            continue
        if any(value not in values for value in given):
            origins.append(str(record["id"]))
        values.extend(value for value in given if value not in values)
    return values, tuple(origins)


def merge(
    records: Iterable[Record], *, kind: Kind = "structure", preferences: Preferences | None = None
) -> Merged:
    """Merge the records of a cluster, all with an ``id``.

    Each field comes from the best record that has it; lists are the union of all; address and point, and frais with
    their precisions, come from one record; a person is never put beside the line of another;
    ``date_maj`` is the latest valid one, since the offer was seen then.
    The id, the source and the ``structure_id`` are those of the best record. Raises ``ValueError`` without record.
    """
    wanted = preferences or Preferences()
    ranked = _rank(records, wanted.rules, wanted)
    if not ranked:
        raise ValueError("merge() demande au moins une fiche.")
    known = (record for record in ranked if str(record["id"]) in wanted.known)
    best = min(known, key=lambda record: str(record["id"]), default=ranked[0])
    ranked = [best, *(record for record in ranked if record is not best)]
    merged: Record = {name: best[name] for name in _IDENTITY if name in best}
    origins: dict[str, tuple[str, ...]] = {name: (str(best["id"]),) for name in merged}
    for names in _groups(FIELDS[kind]):
        by_rule = _rank(ranked, wanted.fields.get(names[0], wanted.rules), wanted)
        _take(names, by_rule, merged, origins)
    _take_date(ranked, wanted.today, merged, origins)
    _match_contact(ranked, merged, origins)
    ordered = {name: merged[name] for name in FIELDS[kind] if name in merged}
    return Merged(ordered, {name: origins[name] for name in ordered}, tuple(ranked))


def _groups(names: Sequence[str]) -> list[tuple[str, ...]]:
    """Fields to choose together: the groups above, then each other field alone."""
    together = [tuple(name for name in group if name in names) for group in _TOGETHER]
    grouped = {name for group in together for name in group}
    alone = [(name,) for name in names if name not in grouped and name not in _IDENTITY]
    return [group for group in together if group] + alone


def _take(
    names: tuple[str, ...], ranked: Sequence[Record], merged: Record, origins: dict[str, tuple[str, ...]]
) -> None:
    if names[0] in LIST_FIELDS:
        values, ids = _union(names[0], ranked)
        if values:
            merged[names[0]], origins[names[0]] = values, ids
        return
    # The first record with a street, or with a commune if none has: an address is better than a town.
    leading = ("adresse", "commune") if "adresse" in names else names[:1]
    chosen = (record for name in leading for record in ranked if not _is_empty(record.get(name)))
    record = next(chosen, None) or next(
        (r for r in ranked if any(not _is_empty(r.get(n)) for n in names)), None
    )
    for name in names:
        if record is not None and not _is_empty(record.get(name)):
            merged[name], origins[name] = record[name], (str(record["id"]),)


def _take_date(
    ranked: Sequence[Record], today: dt.date | None, merged: Record, origins: dict[str, tuple[str, ...]]
) -> None:
    freshest = max(ranked, key=lambda record: _valid_date(record, today))
    if date := _valid_date(freshest, today):
        merged["date_maj"], origins["date_maj"] = date, (str(freshest["id"]),)


def _match_contact(ranked: Sequence[Record], merged: Record, origins: dict[str, tuple[str, ...]]) -> None:
    """The person is the one whose courriel or telephone is kept; nobody, when those are of two people."""
    by_id = {str(record["id"]): record for record in ranked}
    givers = [origins[name][0] for name in ("courriel", "telephone") if name in origins]
    people = {
        str(by_id[giver][_CONTACT]): giver for giver in givers if not _is_empty(by_id[giver].get(_CONTACT))
    }
    if len(people) == 1:
        merged[_CONTACT], origins[_CONTACT] = next((person, (giver,)) for person, giver in people.items())
    elif people:
        merged.pop(_CONTACT, None)


def unmerge(merged: Merged) -> tuple[Record, ...]:
    """The records as they were before the merge."""
    return merged.originals


def move_services(services: Iterable[Record], merges: Iterable[Merged]) -> list[Record]:
    """The services, those of a merged structure given to the record that was kept. Their own ids stay."""
    kept = {lost: merged.kept for merged in merges for lost in merged.ids}
    return [
        {**service, "structure_id": kept[structure]}
        if kept.get(structure := str(service.get("structure_id")), structure) != structure
        else service
        for service in services
    ]
