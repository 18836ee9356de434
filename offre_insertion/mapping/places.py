"""The place of a record: commune → ``code_insee``, and a service's place taken from its structure."""

from __future__ import annotations

from functools import lru_cache

from offre_insertion.geography import distance_km, find_commune, load_geography
from offre_insertion.issues import Issue, Noted, Severity
from offre_insertion.mapping.rows import Draft
from offre_insertion.schema import Kind, Record
from offre_insertion.text import fold

#: From the centre of a commune; no commune is 50 km wide (Arles, the widest, is 45), but in Guyane (Maripasoula, 190).
_FAR_KM = 50
_FAR_OVERSEAS_KM = 200
#: What a place is named by.
_NAMING = ("commune", "code_postal", "code_insee")


class PlaceResolver:
    """Resolves communes, with the département that lifts homonyms."""

    def __init__(self, departement: str | None) -> None:
        self._departement = departement
        self._find = lru_cache(maxsize=1 << 15)(self._find_commune)

    def _find_commune(self, nom: str | None, code_postal: str | None, code_insee: str | None) -> Noted[str]:
        return find_commune(
            nom=nom, code_postal=code_postal, code_insee=code_insee, departement=self._departement
        )

    def resolve(self, kind: Kind, draft: Draft) -> list[Issue]:
        """Sets ``code_insee`` (today's commune) and the official spelling of ``commune``."""
        record = draft.record
        given = {name: record.get(name) for name in _NAMING}
        if not any(given.values()):
            return []
        noted = self._find(given["commune"], given["code_postal"], given["code_insee"])
        record.pop("code_insee", None)
        if noted.value is not None:
            record["code_insee"] = noted.value
            _spell(record, noted.value)
        text = " ".join(value for value in (given["code_postal"], given["commune"]) if value)
        issues = [
            Issue.of(note, row=draft.row, sheet=draft.sheet, field=f"{kind}.code_insee", value=text)
            for note in noted.notes
        ]
        astray = drop_astray_point(kind, draft)
        return [*issues, astray] if astray else issues


def _spell(record: Record, code_insee: str) -> None:
    """« MAYENNE CEDEX » is written « Mayenne »; a commune the source does not name is not added."""
    commune = load_geography().commune(code_insee)
    if commune is not None and "commune" in record:
        record["commune"] = commune.nom


def drop_astray_point(kind: Kind, draft: Draft) -> Issue | None:
    """A point far from its commune comes from a geocoder that found the street elsewhere: it is not kept."""
    record = draft.record
    code: str = record.get("code_insee", "")
    commune = load_geography().commune(code)
    if commune is None or commune.point is None or not {"latitude", "longitude"} <= record.keys():
        return None
    away_km = distance_km(commune.point, (record["longitude"], record["latitude"]))
    if away_km <= (_FAR_OVERSEAS_KM if code.startswith(("97", "98")) else _FAR_KM):
        return None
    value = f"{record.pop('latitude')}, {record.pop('longitude')}"
    return Issue(
        code="coordonnee-incoherente",
        severity=Severity.AVERTISSEMENT,
        message=f"« {value} » est à {away_km:.0f} km de {commune.nom} ({code}) : les coordonnées ne sont pas retenues. "
        "Corrigez-les, ou la commune.",
        row=draft.row,
        sheet=draft.sheet,
        field=f"{kind}.latitude",
        value=value,
    )


def note_place(structure: Draft, read: Record, cells: str) -> None:
    """Keeps from which row a structure has each part of its place: the first that says it, ``read`` in ``cells``."""
    for name in _NAMING:
        if name in read:
            structure.placed = structure.placed or {}
            structure.placed.setdefault(name, cells)


def borrow_place(service: Draft, structure: Draft) -> None:
    """A service without its own place takes its structure's code: the API drops records without one.

    A service that names a place nobody knows is not at its structure's: it stays without a code. Both depend on the
    rows that the place of the structure comes from.
    """
    if "code_insee" in service.record:
        return
    service.placed = structure.placed
    if "code_insee" in structure.record and not _is_elsewhere(service.record, structure.record):
        service.record["code_insee"] = structure.record["code_insee"]


def _is_elsewhere(service: Record, structure: Record) -> bool:
    return any(
        name in service and fold(service[name]) != fold(structure.get(name, ""))
        for name in ("commune", "code_postal")
    )


def without_commune(kind: Kind, draft: Draft) -> Issue | None:
    """data·inclusion drops a record without a known ``code_insee``: said, the record is kept."""
    if "code_insee" in draft.record:
        return None
    return Issue(
        code="commune-absente",
        severity=Severity.AVERTISSEMENT,
        message="Pas de commune reconnue : data·inclusion ne prendra pas cette fiche. "
        "Renseignez la commune et le code postal.",
        row=draft.row,
        sheet=draft.sheet,
        field=f"{kind}.code_insee",
    )
