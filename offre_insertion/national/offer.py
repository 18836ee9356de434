"""The offer already referenced nationally, as the rest of the product uses it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from offre_insertion.history import History
from offre_insertion.history.national import last_offers, offer_records
from offre_insertion.national.models import Tolerant
from offre_insertion.schema import LIST_FIELDS, Kind, Record

#: Origin of an offer that was read in the open files, as the history keeps it.
OPEN_DATA = "open data"

#: Lists whose order says something, and is kept by the server.
_ORDERED = frozenset({"zone_eligibilite"})
_SETS = LIST_FIELDS - _ORDERED


@dataclass(frozen=True, slots=True)
class Part:
    """The offer of one département: where it was read (an address or a file), for which day."""

    departement: str
    origin: str
    day: dt.date


@dataclass(frozen=True)
class NationalOffer:
    """Id → v1 record, of all the sources, for some départements.

    Beside the schema a record has ``score_qualite`` (0 to 1; only services have one in open data),
    ``adresse_certifiee``, and a structure ``doublons`` (``[{"source", "id"}]``, some of which no list shows). The
    name of a contact is never there. ``sources`` are those that data·inclusion declares, when known.
    """

    structures: Mapping[str, Record]
    services: Mapping[str, Record]
    parts: tuple[Part, ...]
    sources: frozenset[str] | None = field(default=None)

    def records(self, kind: Kind) -> Mapping[str, Record]:
        """Id → record."""
        return self.structures if kind == "structure" else self.services

    @property
    def day(self) -> dt.date:
        """The day it is of: the oldest of its parts."""
        return min(part.day for part in self.parts)

    @property
    def departements(self) -> tuple[str, ...]:
        """What it covers."""
        return tuple(part.departement for part in self.parts)

    def describe(self, today: dt.date) -> str:
        """« offre nationale du 03/03/2026 (il y a 12 jours), département 53, API data·inclusion »."""
        origins = ", ".join(dict.fromkeys(name_origin(part.origin) for part in self.parts))
        word = "département" if len(self.parts) < 2 else "départements"
        places = ", ".join(self.departements)
        return (
            f"offre nationale du {self.day:%d/%m/%Y} ({describe_age(self.day, today)}), "
            f"{word} {places}, lue dans {origins}"
        )


def name_origin(origin: str) -> str:
    """Where an offer was read, in French: the stored word for the open files is English."""
    return "les fichiers ouverts" if origin == OPEN_DATA else origin


def describe_age(day: dt.date, today: dt.date) -> str:
    """« aujourd’hui », « hier », « il y a 12 jours »."""
    days = (today - day).days
    if days <= 0:
        return "aujourd’hui"
    return "hier" if days == 1 else f"il y a {days} jours"


def load_offer(history: History) -> NationalOffer | None:
    """The last national offer stored, every département of it, ``None`` when there is none.

    This is what coverage, matching and follow-up read; nothing is asked of any server. Raises ``HistoryError``.
    """
    stored = [offer for _, offer in sorted(last_offers(history).items())]
    if not stored:
        return None
    records: dict[Kind, dict[str, Record]] = {"structure": {}, "service": {}}
    for offer in stored:
        for kind, found in records.items():
            found.update(offer_records(history, offer, kind))
    declared = [offer.sources for offer in stored if offer.sources is not None]
    return NationalOffer(
        records["structure"],
        records["service"],
        tuple(Part(offer.departement, offer.origin, offer.day) for offer in stored),
        frozenset(source for sources in declared for source in sources) if declared else None,
    )


def stored_record(found: Tolerant) -> tuple[Record, float | None]:
    """What is kept of a record of the API, always written the same way, and its score.

    The order of sets changes each time the server starts (contract §1.6); the name of a contact stays with its
    producer.
    """
    return tidy_record(found.record())


def tidy_record(record: Record) -> tuple[Record, float | None]:
    """The same of a record as a mapping; keys without a value are left out."""
    kept = {
        name: sorted(set(value)) if name in _SETS and isinstance(value, list) else value
        for name, value in record.items()
        if value is not None and value != [] and name not in {"score_qualite", "contact_nom_prenom", "extra"}
    }
    if "doublons" in kept:
        kept["doublons"] = sorted(kept["doublons"], key=lambda one: str(one["id"]))
    return kept, record.get("score_qualite")
