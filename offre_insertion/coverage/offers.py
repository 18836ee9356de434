"""A v1 service as coverage reads it: where it may be used, how it is given, and what makes it unusable."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from offre_insertion.coverage.ground import EVERYWHERE
from offre_insertion.coverage.themes import Reading, read_thematiques
from offre_insertion.coverage.values import Reason
from offre_insertion.geography import Geography, Point
from offre_insertion.geography.zone_codes import is_national
from offre_insertion.schema import Record
from offre_insertion.settings.coverage import Couverture

_SERVICE_CONTACTS = ("courriel", "telephone", "lien_mobilisation")
_STRUCTURE_CONTACTS = ("courriel", "telephone", "site_web")


@dataclass(frozen=True)
class Knowledge:
    """What is known of the records beside themselves.

    ``dispositifs`` and ``structures``: id of a service, of a structure → id of its cluster; a record that is absent
    stands alone. ``lines``: service → line of its source, itself when absent; the lieux of one action are one line.
    ``itinerant``: services declared so. ``places``: service → places that are open.
    """

    dispositifs: Mapping[str, str] = field(default_factory=dict)
    structures: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, str] = field(default_factory=dict)
    itinerant: Collection[str] = frozenset()
    places: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Offer:
    """One record. ``zone`` is where people may come from, ``EVERYWHERE`` when nobody knows.

    Records of one ``line`` are the lieux of one action. ``place`` is (longitude, latitude); ``commune`` the code of the
    place. ``defects`` make it unusable.
    """

    id: str
    nom: str
    source: str
    dispositif: str
    line: str
    structure: str
    about: Reading
    zone: tuple[str, ...]
    has_zone: bool
    is_national: bool
    place: Point | None
    commune: str | None
    is_on_site: bool
    is_remote: bool
    is_itinerant: bool
    defects: Reason
    publics: frozenset[str]
    places: float | None


def read_offers(
    structures: Iterable[Record],
    services: Iterable[Record],
    *,
    geography: Geography,
    parameters: Couverture,
    on: dt.date,
    knowledge: Knowledge | None = None,
) -> list[Offer]:
    """The offers of v1 records, as of a day. Any key may be absent; a service without ``id`` is left out."""
    known = knowledge or Knowledge()
    named = [service for service in services if service.get("id")]
    by_id = {str(one["id"]): one for one in structures if one.get("id")}
    oldest = oldest_day(on, parameters).isoformat()
    reader = _Reader(geography, parameters, by_id, known, _latest_dates(named, known), oldest)
    return [reader.read(service) for service in named]


def oldest_day(on: dt.date, parameters: Couverture) -> dt.date:
    """Rule « fraîcheur »: the same day so many calendar months before, itself included; the last of a shorter
    month."""
    months = on.year * 12 + on.month - 1 - parameters.fraicheur_max_mois
    year, month = divmod(months, 12)
    return dt.date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))


def _latest_dates(services: Iterable[Record], known: Knowledge) -> dict[str, str]:
    """Rule « doublons »: a dispositif is as fresh as its latest record. ISO dates sort as texts."""
    latest: dict[str, str] = {}
    for service in services:
        record_id = str(service["id"])
        dispositif = known.dispositifs.get(record_id, record_id)
        day = str(service.get("date_maj") or "")[:10]
        if day > latest.get(dispositif, ""):
            latest[dispositif] = day
    return latest


def _codes(record: Record, field: str) -> tuple[str, ...]:
    """The codes of a list; of one text, that code; of anything else, none."""
    value = record.get(field)
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(map(str, value)) if isinstance(value, list | tuple | set | frozenset) else ()


def _is_degrees(value: object, limit: float) -> bool:
    return isinstance(value, int | float) and -limit <= value <= limit


@dataclass(frozen=True)
class _Reader:
    geography: Geography
    parameters: Couverture
    structures: Mapping[str, Record]
    known: Knowledge
    latest: Mapping[str, str]
    oldest: str

    def read(self, service: Record) -> Offer:
        record_id = str(service["id"])
        structure_id = str(service.get("structure_id") or "")
        structure = self.structures.get(structure_id, {})
        commune = self._current(service.get("code_insee"))
        codes = _codes(service, "zone_eligibilite")
        zone = codes or self._zone_of_place(commune, structure)
        knows_zone = bool(codes) or commune is not None
        modes = _codes(service, "modes_accueil")
        national = any(map(is_national, codes))
        on_site = "en-presentiel" in modes
        dispositif = self.known.dispositifs.get(record_id, record_id)
        publics = frozenset(_codes(service, "publics"))
        return Offer(
            id=record_id,
            nom=str(service.get("nom") or record_id),
            source=str(service.get("source") or record_id.partition("--")[0]),
            dispositif=dispositif,
            line=self.known.lines.get(record_id, record_id),
            structure=self.known.structures.get(structure_id, structure_id or dispositif),
            about=read_thematiques(_codes(service, "thematiques")),
            zone=zone,
            has_zone=bool(codes),
            is_national=national,
            place=self._place(service, commune),
            commune=commune,
            is_on_site=on_site,
            is_remote="a-distance" in modes,
            is_itinerant=on_site and not national and self._is_itinerant(service, structure, codes),
            defects=self._defects(service, structure, dispositif, publics, knows_zone=knows_zone),
            publics=publics,
            places=self.known.places.get(record_id),
        )

    def _current(self, code: object) -> str | None:
        return self.geography.current_code(str(code)) if code else None

    def _zone_of_place(self, commune: str | None, structure: Record) -> tuple[str, ...]:
        """Rule « zone absente »: the EPCI of the place (the commune, outside any EPCI), nowhere else; without a
        place, « zone inconnue » in the département of the structure, or wherever one looks."""
        if commune is not None:
            return (self._epci(commune) or commune,)
        found = self._current(structure.get("code_insee"))
        known = self.geography.commune(found) if found else None
        return (known.code_departement if known else EVERYWHERE,)

    def _epci(self, commune: str) -> str | None:
        found = self.geography.commune(commune)
        return found.code_epci if found else None

    def _place(self, service: Record, commune: str | None) -> Point | None:
        """Rule « lieu »: the point of the service, else the centre of its commune; never those of its structure."""
        longitude, latitude = service.get("longitude"), service.get("latitude")
        if _is_degrees(longitude, 180) and _is_degrees(latitude, 90):
            return float(longitude), float(latitude)  # type: ignore[arg-type]  # they are numbers
        found = self.geography.commune(commune) if commune else None
        return found.point if found else None

    def _is_itinerant(self, service: Record, structure: Record, codes: tuple[str, ...]) -> bool:
        """Rule « itinérant »: on site, without address nor point of its own (a code_insee that is its structure's
        does not count), its whole zone inside one EPCI; or declared so. Never national."""
        if str(service["id"]) in self.known.itinerant:
            return True
        own = service.get("adresse") or service.get("longitude") is not None
        code = service.get("code_insee")
        if own or (code and code != structure.get("code_insee")) or not codes:
            return False
        return (
            len({self._epci_of_code(one) for one in codes}) == 1 and self._epci_of_code(codes[0]) is not None
        )

    def _epci_of_code(self, code: str) -> str | None:
        """The EPCI that a code of zone is, or is inside of; a commune outside any EPCI is its own."""
        if self.geography.epci(code):
            return code
        current = self.geography.current_code(code)
        return (self._epci(current) or current) if current else None

    def _defects(
        self,
        service: Record,
        structure: Record,
        dispositif: str,
        publics: frozenset[str],
        *,
        knows_zone: bool,
    ) -> Reason:
        defects = Reason(0)
        if self.latest.get(dispositif, "") < self.oldest:
            defects |= Reason.PERIMEE
        # Rule « contact »: the service's own, else its structure's.
        if not any(map(service.get, _SERVICE_CONTACTS)) and not any(map(structure.get, _STRUCTURE_CONTACTS)):
            defects |= Reason.SANS_CONTACT
        # Rule « publics »: nothing said is open to all; only those of the list, and no other, is not.
        if publics and publics <= set(self.parameters.publics_insuffisants):
            defects |= Reason.PUBLICS_EXCLUS
        return defects if knows_zone else defects | Reason.ZONE_INCONNUE
