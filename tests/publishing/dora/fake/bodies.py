"""The checks of a service and of a structure, put together."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from tests.publishing.dora.fake import referentials as ref
from tests.publishing.dora.fake import validation as check
from tests.publishing.dora.fake.errors import ApiError, item
from tests.publishing.dora.fake.world import Service, Structure, World

_NULLABLE = ("status", "kind", "feeCondition", "model", "geom", "suspensionDate", *ref.SERVICE_INTS)
_NULLABLE_STRUCTURE = (
    "siret", "latitude", "longitude", "accesslibreUrl", "openingHours", "openingHoursDetails", "codeSafirFt",
)  # fmt: skip
_HOURS = re.compile(r"((Mo|Tu|We|Th|Fr|Sa|Su|PH|24/7|off|closed)|[\d:;, +-])+\Z")
_ACCESLIBRE = "https://acceslibre.beta.gouv.fr/"


def check_service(
    world: World, body: Mapping[str, Any], *, known: Service | None, whole: bool
) -> check.Checked:
    """What would be written. Raises the 400 of the fields; conditions are created even then."""
    body = dict(body)
    if "fullDesc" in body:  # wins over description
        body["description"] = body.pop("fullDesc")
    structure = known.structure if known else None
    structure = world.structure(body["structure"]) if "structure" in body else structure
    checks = _service_checks(world, known, structure)
    if known is not None:
        checks["publicationDate"] = lambda value: value
    good, errors = check.check_fields(body, checks, nullable=(*_NULLABLE, "publicationDate"))
    if "structure" in body and world.structure(body["structure"]) is None:
        good.pop("structure", None)
        errors["structure"] = [item("does_not_exist", f"L'objet avec slug={body['structure']} n'existe pas.")]
    for name in ("name", "structure"):
        if whole and name not in body:
            errors[name] = [item("required")]
    if errors:
        raise ApiError(400, errors)
    return good


def _service_checks(
    world: World, known: Service | None, structure: Structure | None
) -> dict[str, Callable[[Any], Any]]:
    taken = world.service_slugs() - ({known.slug} if known else set())
    checks: dict[str, Callable[[Any], Any]] = {
        name: check.text(limit, required=name == "name") for name, limit in ref.SERVICE_TEXTS.items()
    }
    checks |= dict.fromkeys(ref.SERVICE_URLS, check.url)
    checks |= {name: check.related(values) for name, values in ref.SERVICE_LISTS.items()}
    checks |= dict.fromkeys(ref.SERVICE_BOOLS, check.boolean)
    checks |= dict.fromkeys(ref.SERVICE_INTS, check.natural)
    checks |= {kind: check.conditions(world, kind, structure) for kind in ref.CONDITIONS}
    return checks | {
        "structure": lambda value: value,
        "slug": check.slug_check(100, taken, "service"),
        "status": check.choice(ref.STATUSES, blank=True),
        "kind": lambda value: check.choice(ref.CHOICES["kinds"], blank=True)(value) or None,
        "feeCondition": _fee,
        "publics": check.publics,
        "contactEmail": check.email,
        "diffusionZoneType": check.choice(ref.CHOICES["diffusionZoneType"], blank=True),
        "updateFrequency": check.choice(ref.CHOICES["updateFrequencies"]),
        "suspensionDate": check.day,
        "geom": check.point,
        "forms": lambda value: tuple(map(str, check.as_list(value))),
        "model": lambda value: value,
    }


def _fee(value: Any) -> str | None:
    return check.related(ref.CHOICES["feeConditions"])([value])[0] if value != "" else None


def check_structure(
    world: World, body: Mapping[str, Any], *, known: Structure | None, whole: bool
) -> check.Checked:
    """What would be written of a structure. Raises the 400 of the fields."""
    good, errors = check.check_fields(body, _structure_checks(world, known), nullable=_NULLABLE_STRUCTURE)
    if whole and "name" not in body:
        errors["name"] = [item("required")]
    if errors:
        raise ApiError(400, errors)
    return good


def _structure_checks(world: World, known: Structure | None) -> dict[str, Callable[[Any], Any]]:
    taken = world.structure_slugs() - ({known.slug} if known else set())
    checks: dict[str, Callable[[Any], Any]] = {
        name: check.text(limit, required=name == "name") for name, limit in ref.STRUCTURE_TEXTS.items()
    }
    return checks | {
        "siret": lambda value: _siret(world, value, known),
        "slug": check.slug_check(50, taken, "structure"),
        "typology": check.choice(ref.TYPOLOGIES, blank=True),
        "phone": _phone,
        "email": check.email,
        "url": check.url,
        "latitude": check.number,
        "longitude": check.number,
        "accesslibreUrl": _acceslibre,
        "openingHours": _hours,
        "openingHoursDetails": check.text(255),
        "nationalLabels": check.related(ref.NATIONAL_LABELS),
        "otherLabels": lambda value: tuple(map(str, check.as_list(value))),
        "codeSafirFt": check.text(5),
        "quickStartDone": check.boolean,
        "isObsolete": check.boolean,
    }


def _siret(world: World, value: Any, known: Structure | None) -> str:
    found = str(value).strip()
    problems = []
    if not re.fullmatch(r"\d{14}", found):
        problems.append(item("invalid", "Le numéro SIRET doit être composé de 14 chiffres."))
    if len(found) > 14:
        problems.append(check.too_long(14))
    owner = world.by_siret(found)
    if owner is not None and owner is not known:
        problems.append(item("unique", "Un objet structure avec ce champ SIRET existe déjà."))
    if problems:
        raise check.RefusedError(*problems)
    return found


def _phone(value: Any) -> str:
    found = str(value).strip()
    problems = []
    if found and not (found.isdigit() and (len(found) != 10 or found.startswith("0"))):
        problems.append(item("invalid", f"Le numéro de téléphone {found} est incorrect."))
    if len(found) > 10:
        problems.append(check.too_long(10))
    if problems:
        raise check.RefusedError(*problems)
    return found


def _acceslibre(value: Any) -> str:
    if value and not str(value).startswith(_ACCESLIBRE):
        raise check.refuse("invalid", f"L’URL doit débuter par {_ACCESLIBRE}")
    return check.url(value)


def _hours(value: Any) -> str:
    found = check.text(255)(value)
    if found and not _HOURS.match(found):
        raise check.refuse("invalid", "Le format des horaires d’ouverture est incorrect")
    return found
