"""The CSV import of services (contract §7.1): thirteen columns, a row instantiates a model of DORA."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple

from offre_insertion.geography import expand_zone, load_geography
from offre_insertion.publishing.dora.csv_forecast import (
    FileForecast,
    Known,
    RowForecast,
    ServiceKey,
    key_of,
    parse,
    source_conflict,
    split_cell,
)
from offre_insertion.publishing.dora.drafts import DoraDraft
from offre_insertion.publishing.dora.lists import VALUES
from offre_insertion.publishing.dora.values import plain, texts
from offre_insertion.schema import Record

HEADERS = (
    "modele_slug", "structure_siret_or_slug", "contact_email", "diffusion_zone_type", "labels_financement",
    "contact_name", "contact_phone", "location_kinds", "location_city", "location_address", "location_complement",
    "location_postal_code", "is_contact_info_public",
)  # fmt: skip

#: Lengths of DORA's columns: past them the database refuses, and so every line that follows.
_LENGTHS = {
    "contact_phone": 10, "contact_name": 140, "contact_email": 254, "location_city": 255, "location_address": 255,
    "location_complement": 255, "location_postal_code": 5,
}  # fmt: skip
_WITHOUT_SPACES = frozenset({"structure_siret_or_slug", "contact_phone", "location_postal_code"})
_IN_PERSON = "en-presentiel"

#: What api-adresse.data.gouv.fr answers of an address: found, nothing sure enough, no answer, or a commune
#: that DORA does not have.
Geocoding = Literal["trouvee", "incertaine", "sans-reponse", "commune-inconnue"]
Geocode = Callable[[str, str, str], Geocoding]


def service_row(
    service: Record, draft: DoraDraft, *, siret: str, model: str, labels: tuple[str, ...] = ()
) -> dict[str, str]:
    """The row of a service: only the place, the contact and the kind of zone; the rest is the model's."""
    payload = draft.payload
    kinds = payload["locationKinds"]
    return {
        "modele_slug": model,
        "structure_siret_or_slug": siret,
        "contact_email": plain(payload["contactEmail"]),
        "diffusion_zone_type": plain(payload["diffusionZoneType"]),
        "labels_financement": ",".join(labels),
        "contact_name": plain(payload["contactName"]),
        "contact_phone": plain(payload["contactPhone"]),
        "location_kinds": ",".join(map(str, kinds)) if isinstance(kinds, list) else "",
        "location_city": _city(service, plain(payload["cityCode"])),
        "location_address": plain(payload["address1"]),
        "location_complement": plain(payload["address2"]),
        "location_postal_code": plain(payload["postalCode"]),
        "is_contact_info_public": "oui" if draft.defaults.get("isContactInfoPublic") else "non",
    }


def _city(service: Record, city_code: str) -> str:
    """The commune as the record names it; by its code, for a place taken from the structure."""
    commune = load_geography().commune(city_code)
    return plain(service.get("commune")) or (commune.nom if commune else "")


def zone_warning(service: Record) -> str | None:
    """DORA takes the territory around the address, whatever the zone of the record says."""
    codes = texts(service.get("zone_eligibilite"))
    code = plain(service.get("code_insee"))
    if not code or not codes or code in expand_zone(codes):
        return None
    return "L’adresse est hors de la zone d’éligibilité : DORA retiendra le territoire de l’adresse."


class _Told(NamedTuple):
    reasons: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    is_duplicate: bool = False
    is_database_error: bool = False


def forecast_services(
    content: bytes,
    known: Known,
    *,
    name: str = "services.csv",
    label: str | None = None,
    geocode: Geocode | None = None,
    skip: int = 0,
) -> FileForecast:
    """The fate of each row of a file of services; one refused row cancels the whole import.

    ``label`` is the name of the source typed in the form; ``skip`` the lines of instructions above the header.
    """
    parsed = parse(content, HEADERS, name=name, skip=skip)
    refusal = parsed.refusal or source_conflict(name, label, known)
    if refusal:
        return FileForecast((), refusal, parsed.missing, known, is_all_or_nothing=True)
    rows: list[RowForecast] = []
    seen, broken = _Seen(known), False
    for line, raw in enumerate(parsed.rows, 2):
        told = _POISONED if broken else _tell(raw, seen, geocode)
        broken = broken or told.is_database_error
        rows.append(_forecast(line, raw, told))
        if not told.reasons:
            seen.add(seen.key(_cleaned(raw)))
    failed = any(row.fate == "refuse" for row in rows)
    return FileForecast(
        tuple(rows), known=known if failed else known.with_services(seen.services), is_all_or_nothing=True
    )


class _Seen:
    """What DORA holds, grown row after row, and ready to be asked."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.structures = known.index()
        self.services = set(known.services)
        self._without_place = {key[:3] for key in known.services}

    def key(self, row: Mapping[str, str]) -> ServiceKey:
        return ServiceKey(
            key_of(row["structure_siret_or_slug"], self.structures), row["modele_slug"], row["contact_email"],
            row["location_address"], row["location_postal_code"],
        )  # fmt: skip

    def add(self, key: ServiceKey) -> None:
        self.services.add(key)
        self._without_place.add(key[:3])

    def has(self, key: ServiceKey) -> bool:
        """The same service at the same place: two services without an address are only alike."""
        return bool(key.adresse and key.code_postal) and key in self.services

    def has_like(self, key: ServiceKey) -> bool:
        """A service that differs by the place, or has none."""
        return key[:3] in self._without_place


_POISONED = _Told(
    ("Une ligne au-dessus est refusée par la base de DORA : toutes les suivantes échouent avec elle.",),
    is_database_error=True,
)


def _forecast(line: int, raw: Mapping[str, str], told: _Told) -> RowForecast:
    who = " · ".join(filter(None, (raw.get("modele_slug", ""), raw.get("structure_siret_or_slug", ""))))
    if told.reasons:
        return RowForecast(line, who, "refuse", told.reasons, is_poisoned=told is _POISONED)
    reasons = (
        (f"Il manque pour publier : {', '.join(_MISSING[one] for one in told.missing)}.",)
        if told.missing
        else ()
    )
    return RowForecast(
        line,
        who,
        "brouillon" if told.missing else "publie",
        reasons,
        told.warnings,
        told.missing,
        told.is_duplicate,
    )


def _cleaned(raw: Mapping[str, str]) -> dict[str, str]:
    return {
        name: raw[name].replace(" ", "").strip() if name in _WITHOUT_SPACES else raw[name].strip()
        for name in HEADERS
    }


def _tell(raw: Mapping[str, str], seen: _Seen, geocode: Geocode | None) -> _Told:
    """One row, in the order of DORA's own checks: the first that fails ends it."""
    if any(name not in raw for name in HEADERS):
        return _Told(("La ligne a moins de cellules que l’en-tête : ajoutez les virgules qui manquent.",))
    row = _cleaned(raw)
    known, key = seen.known, seen.key(row)
    refused = _refused_values(row, known) or _refused_references(row, seen)
    if refused:
        return _Told((refused,))
    if seen.has(key):
        return _Told(
            ("Le même service (modèle, courriel, adresse) existe déjà pour cette structure : ôtez la ligne.",)
        )
    too_long = [name for name, limit in _LENGTHS.items() if len(row[name]) > limit]
    if too_long:
        limits = ", ".join(f"« {name} » ({_LENGTHS[name]} caractères au plus)" for name in too_long)
        return _Told((f"Trop long pour la base de DORA : {limits}.",), is_database_error=True)
    answer = _geocoded(row, geocode)
    if answer in ("sans-reponse", "commune-inconnue"):
        return _Told((_UNREACHABLE if answer == "sans-reponse" else _UNKNOWN_COMMUNE,))
    like = seen.has_like(key)
    return _Told((), tuple(_warnings(row, known, answer, like=like)), _missing(row), like)


_UNREACHABLE = "L’adresse ne peut pas être géocodée (le service ne répond pas) : relancez l’import plus tard."
_UNKNOWN_COMMUNE = "L’adresse est dans une commune que DORA ne connaît pas : corrigez-la."


def _refused_values(row: Mapping[str, str], known: Known) -> str | None:
    for name, values, words in (
        ("location_kinds", VALUES["locationKinds"], "mode d’accueil"),
        ("labels_financement", known.funding_labels, "label de financement"),
    ):
        cells = split_cell(row[name])
        unknown = [] if values is None else [cell for cell in cells if cell not in values]
        if unknown:
            return f"{words.capitalize()} inconnu : {', '.join(unknown)}."
        if len(set(cells)) < len(cells):
            return f"Un {words} est écrit deux fois."
    kind = row["diffusion_zone_type"]
    if kind and kind not in VALUES["diffusionZoneType"]:
        return f"« {kind} » n’est pas un périmètre : city, epci, department, region ou country."
    return None


def _refused_references(row: Mapping[str, str], seen: _Seen) -> str | None:
    known, structure, model = seen.known, row["structure_siret_or_slug"], row["modele_slug"]
    if not structure:
        return "Il manque le SIRET ou le slug de la structure."
    if known.structures is not None and structure not in seen.structures:
        return (
            f"La structure « {structure} » n’est pas dans DORA : importez d’abord le fichier des structures."
        )
    if not model or (known.models is not None and model not in known.models):
        return f"Le modèle « {model} » n’est pas dans DORA."
    return None


def _geocoded(row: Mapping[str, str], geocode: Geocode | None) -> Geocoding | None:
    place = (row["location_address"], row["location_city"], row["location_postal_code"])
    return geocode(*place) if geocode and all(place) else None


def _warnings(row: Mapping[str, str], known: Known, answer: Geocoding | None, *, like: bool) -> list[str]:
    found = []
    if like:
        found.append(
            "La structure a déjà un service de ce modèle et de ce courriel : DORA en créera un second."
        )
    if row["diffusion_zone_type"] not in ("", "country") and not _has_address(row):
        found.append("Sans adresse, DORA laisse le territoire vide : complétez-le ensuite dans DORA.")
    if row["diffusion_zone_type"] == "country" and _has_address(row):
        found.append(
            "DORA écrira la commune de l’adresse comme territoire de « France entière » : effacez-la ensuite."
        )
    if answer == "incertaine":
        found.append("L’adresse n’est pas reconnue : le territoire restera vide. Vérifiez-la.")
    if known.structures is None or known.models is None:
        found.append(
            "Rien ne dit que la structure et le modèle sont dans DORA : sinon, tout l’import est annulé."
        )
    if row["is_contact_info_public"] and not re.fullmatch(
        "oui|non", row["is_contact_info_public"], re.IGNORECASE
    ):
        found.append(f"« {row['is_contact_info_public']} » est lu comme « non » : écrivez oui ou non.")
    return found


def _has_address(row: Mapping[str, str]) -> bool:
    return all(row[name] for name in ("location_address", "location_city", "location_postal_code"))


_MISSING = {
    "contact_name": "le nom du contact",
    "contact_phone": "le téléphone du contact",
    "diffusion_zone_type": "le périmètre",
    "location_kinds": "le mode d’accueil",
    "location_city": "la ville",
    "location_postal_code": "le code postal",
    "location_address": "l’adresse",
}


def _missing(row: Mapping[str, str]) -> tuple[str, ...]:
    """What makes a draft of the row: DORA's own rule for this import, not that of its form."""
    wanted = ["contact_name", "contact_phone", "diffusion_zone_type", "location_kinds"]
    if _IN_PERSON in split_cell(row["location_kinds"]):
        wanted += ["location_city", "location_postal_code", "location_address"]
    return tuple(name for name in wanted if not row[name])
