"""What the exports of the instruction are made of: the services of one dispositif, and what is kept beside them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from offre_insertion.connector import Connector, Rules, alternatives
from offre_insertion.extension import Extension
from offre_insertion.reporting.fiches.words import french, legal, tidy
from offre_insertion.schema import Record
from offre_insertion.text import one_line

_NOTHING = Extension()


@dataclass(frozen=True)
class Dispositif:
    """One action: the services that share its key (one for each place), else a single service.

    ``id`` is that of its first service. A row that gave three services says its places and its cost once: the
    exports count it once.
    """

    id: str
    services: tuple[Record, ...]
    structure: Record
    extensions: tuple[Extension, ...]
    is_published: bool = True

    @property
    def source(self) -> str:
        """The catalogue it comes from."""
        return str(self.services[0].get("source") or self.id.partition("--")[0])

    @property
    def nom(self) -> str:
        """Its name; its id when the record has none."""
        return str(self.services[0].get("nom") or self.id)

    @property
    def title(self) -> str:
        """« Auto-école sociale (Cap sur la Route) »: its name, and who carries it, on one line."""
        nom, structure = one_line(tidy(self.nom)), one_line(tidy(self.structure.get("nom")))
        named = nom or legal(self.id)
        return f"{named} ({structure})" if structure else named

    def values(self, name: str) -> list[object]:
        """The different values of a field of the services, lists opened, in the order they are met."""
        found = [record.get(name) for record in self.services]
        flat = [item for value in found for item in (value if isinstance(value, list) else [value])]
        return [value for value in _distinct(flat) if value not in (None, "")]

    def private(self, name: str) -> list[object]:
        """The different values of a private field."""
        return [
            value for value in _distinct(getattr(one, name) for one in self.extensions) if value is not None
        ]

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of its services."""
        return frozenset(str(one["id"]) for one in self.services)


def _distinct(values: Iterable[object]) -> list[object]:
    found: list[object] = []
    for value in values:
        if value not in found:
            found.append(value)
    return found


@dataclass(frozen=True, slots=True)
class Holding:
    """The dispositifs at hand.

    ``day`` is that of the snapshot, ``None`` when nobody knows it; ``departement`` is « Mayenne (53) ». ``columns``
    says, by source, which columns of the catalogue feed each field (``prive.duree``, ``service.publics``); a source
    that is not there was read without its connector. ``absent`` counts the services kept and not published whose
    record is not at hand.
    """

    dispositifs: tuple[Dispositif, ...]
    day: dt.date | None = None
    departement: str | None = None
    columns: Mapping[str, Mapping[str, tuple[str, ...]]] | None = None
    absent: int = 0

    @property
    def published(self) -> tuple[Dispositif, ...]:
        """Those that can be mobilised: not suspended, convention not ended."""
        return tuple(one for one in self.dispositifs if one.is_published)

    @property
    def subtitle(self) -> str:
        """Whose offer, and of which day: « Département : Mayenne (53), catalogue au 02/03/2026 »."""
        whose = f"Département : {legal(self.departement)}" if self.departement else ""
        when = f"catalogue au {self.day:%d/%m/%Y}" if self.day else ""
        return french(", ".join(filter(None, (whose, when))))

    @property
    def withheld(self) -> int:
        """How many are kept and not published."""
        return len(self.dispositifs) - len(self.published)

    def having(self, ids: Collection[str]) -> tuple[Dispositif, ...]:
        """The dispositifs that have one of these services."""
        wanted = set(ids)
        return tuple(one for one in self.dispositifs if one.ids & wanted)


def gather(
    services: Iterable[Record],
    structures: Mapping[str, Record],
    extensions: Mapping[str, Extension],
    *,
    withheld: Collection[str] = (),
) -> tuple[Dispositif, ...]:
    """The dispositifs of some services, in the order of their first service.

    ``structures`` and ``extensions`` are by structure id and service id; ``withheld`` are ids of services kept and
    not published: a dispositif is published when one of its services is.
    """
    groups: dict[tuple[str, str, str], list[Record]] = {}
    for record in services:
        service_id = str(record["id"])
        source = str(record.get("source") or service_id.partition("--")[0])
        key = extensions.get(service_id, _NOTHING).dispositif
        groups.setdefault((source, "dispositif", key) if key else (source, "service", service_id), []).append(
            record
        )
    return tuple(
        Dispositif(
            str(records[0]["id"]),
            tuple(records),
            structures.get(str(records[0].get("structure_id")), {}),
            tuple(extensions.get(str(one["id"]), _NOTHING) for one in records),
            any(str(one["id"]) not in withheld for one in records),
        )
        for records in groups.values()
    )


def columns_read(connector: Connector) -> dict[str, tuple[str, ...]]:
    """Field (``prive.duree``, ``service.publics``) → the columns of the catalogue it is read from."""
    return {
        f"{section}.{name}": tuple(dict.fromkeys(_columns(rules)))
        for section, fields in (("service", connector.service), ("prive", connector.prive))
        for name, rules in fields.items()
    }


def _columns(rules: Rules) -> Iterator[str]:
    for rule in alternatives(rules):
        named = (rule.column, *(rule.columns or ()), *(rule.ticked or {}))
        yield from (one for one in named if one and not one.startswith("@"))
