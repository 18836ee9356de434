"""A service: v1 → DORA and back, field by field (contract §5 and §8)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from offre_insertion.cleaning.text import without_final_dot
from offre_insertion.publishing.dora.conditions import from_dora_conditions, to_dora_conditions
from offre_insertion.publishing.dora.contacts import email_of, phone_back, phone_of
from offre_insertion.publishing.dora.drafts import (
    DEFAULTS,
    Converted,
    DoraDraft,
    DoraOptions,
    Fields,
    Losses,
    Missing,
)
from offre_insertion.publishing.dora.hours import hours_back, rules_within
from offre_insertion.publishing.dora.lists import EVERYONE, VALUES, ReferenceLists
from offre_insertion.publishing.dora.mobilisation import from_dora_modes, to_dora_modes
from offre_insertion.publishing.dora.models import DoraService
from offre_insertion.publishing.dora.payloads import ServicePayload
from offre_insertion.publishing.dora.persons import SHOWN_SERVICE, shown_to, without_persons
from offre_insertion.publishing.dora.places import SHOWN_PLACE, Place, has_place, to_dora_place
from offre_insertion.publishing.dora.requirements import missing_of_service
from offre_insertion.publishing.dora.values import limited, plain, summarise, texts
from offre_insertion.publishing.dora.zones import from_diffusion_zone, to_diffusion_zone
from offre_insertion.schema import Record

NAME_MAX = 140
SHORT_DESC_MAX = 280
DESCRIPTION_MAX = 10_000
RECURRENCE_MAX = 140
_HOURS_IN_A_WEEK = 168
#: As far as DORA's integers go (PostgreSQL, 32 bits).
_COUNT_MAX = 2**31 - 1


def to_dora_service(
    service: Record, structure: Record | None = None, *, options: DoraOptions = DEFAULTS
) -> DoraDraft:
    """What DORA would receive of a v1 service. Never raises on a valid record; every loss is reported.

    ``structure`` is the v1 structure that carries it: its address serves when the service, in person, has
    none of its own. The slug and the structure's slug are added at creation: :func:`creation_body`.
    """
    losses = Losses()
    nom = plain((structure or {}).get("nom"))
    service = without_persons(service, SHOWN_SERVICE, losses, accepted=options.accepted, structure=nom)
    place = _place(service, structure, options, losses)
    description = plain(service.get("description"))
    fields: Fields = {
        "name": limited(plain(service.get("nom")), NAME_MAX, losses, field="nom", dora_field="name",
                        advice="Mettez le détail dans la description."),
        "shortDesc": summarise(description, SHORT_DESC_MAX),
        "description": limited(description, DESCRIPTION_MAX, losses, field="description",
                               dora_field="description", advice="Raccourcissez-la."),
        **_codes(service, options.lists, losses),
        **to_dora_conditions(service.get("conditions_acces"), options.lists, losses),
        "feeDetails": plain(service.get("frais_precisions")),
        **to_dora_modes(service, options, losses),
        **_contact(service, losses),
        **_place_fields(place),
        **_zone(service, losses),
        "recurrence": rules_within(plain(service.get("horaires_accueil")), RECURRENCE_MAX, losses,
                                   dora_field="recurrence"),
        "durationWeeklyHours": _weekly_hours(service.get("volume_horaire_hebdomadaire"), losses),
        "durationWeeks": _weeks(service.get("nombre_semaines"), losses),
    }  # fmt: skip
    payload = ServicePayload.model_validate(fields).fields()
    missing = (*missing_of_service(payload), *_lost_publics(service, payload))
    return DoraDraft(
        payload, "DRAFT" if missing else "PUBLISHED", missing, losses.found(),
        **shown_to(service, options),
        stated=frozenset({"publics"} if EVERYONE in texts(service.get("publics")) else ()),
    )  # fmt: skip


def creation_body(draft: DoraDraft, *, slug: str, structure_slug: str | None = None) -> Fields:
    """The body of a POST: payload, defaults, our key; the status and the structure of a service."""
    of_structure: Fields = (
        {} if structure_slug is None else {"structure": structure_slug, "status": draft.status}
    )
    return {**draft.payload, **draft.defaults, **of_structure, "slug": slug}


# --- v1 → DORA ----------------------------------------------------------------------------------------------


def _codes(service: Record, lists: ReferenceLists, losses: Losses) -> Fields:
    """The closed lists, identical on both sides: only what the instance knows is sent."""
    publics = [code for code in texts(service.get("publics")) if code != EVERYONE]
    subcategories = _known(service, "thematiques", "subcategories", lists, losses)
    return {
        "kind": _one_known(service, "type", "kind", lists.values["kinds"], losses),
        "subcategories": subcategories,
        "categories": sorted(
            {code.partition("--")[0] for code in subcategories} & lists.values["categories"]
        ),
        "publics": _known({"publics": publics}, "publics", "publics", lists, losses),
        "publicsPrecisions": plain(service.get("publics_precisions")),
        "feeCondition": _one_known(service, "frais", "feeCondition", lists.values["feeConditions"], losses),
        "locationKinds": _known(service, "modes_accueil", "locationKinds", lists, losses),
    }


def _known(
    record: Mapping[str, object], field: str, name: str, lists: ReferenceLists, losses: Losses
) -> list[str]:
    codes = sorted(set(texts(record.get(field))))
    for code in codes:
        if code not in lists.values[name]:
            _unknown(field, name, code, losses)
    return [code for code in codes if code in lists.values[name]]


def _lost_publics(service: Record, payload: Fields) -> tuple[Missing, ...]:
    """Publics that DORA has none of: without any, the service would be said to be for everyone."""
    given = set(texts(service.get("publics")))
    if not given or EVERYONE in given or payload["publics"]:
        return ()
    advice = "DORA n’a aucun de ses publics, et la montrerait comme ouverte à tous : choisissez-en d’autres."
    return (Missing("publics", "Publics", advice),)


def _one_known(record: Record, field: str, name: str, known: frozenset[str], losses: Losses) -> str | None:
    code = plain(record.get(field))
    if code and code not in known:
        _unknown(field, name, code, losses)
    return code if code in known else None


def _unknown(field: str, name: str, code: str, losses: Losses) -> None:
    losses.add(
        field,
        name,
        "ecarte",
        f"DORA n’a pas « {code} » : la valeur n’est pas envoyée. Choisissez-en une autre.",
    )


def _contact(service: Record, losses: Losses) -> Fields:
    area = plain(service.get("code_insee")) or plain(service.get("code_postal"))
    return {
        "contactName": limited(plain(service.get("contact_nom_prenom")), NAME_MAX, losses,
                               field="contact_nom_prenom", dora_field="contactName", is_private=True,
                               advice="Raccourcissez-le."),
        "contactPhone": phone_of(service, area, "contactPhone", losses),
        "contactEmail": email_of(service, "contactEmail", losses),
    }  # fmt: skip


def _place(service: Record, structure: Record | None, options: DoraOptions, losses: Losses) -> Place:
    in_person = "en-presentiel" in texts(service.get("modes_accueil"))
    if not in_person or structure is None or has_place(service) or not has_place(structure):
        return to_dora_place(service, losses)
    losses.add("adresse", "address1", "repris", "Le service est en présentiel et n’a pas d’adresse : celle de la "
               "structure est envoyée. Si ce n’est pas là, remplissez son adresse.")  # fmt: skip
    return to_dora_place(without_persons(structure, SHOWN_PLACE, losses, accepted=options.accepted), losses)


def _place_fields(place: Place) -> Fields:
    geom = None
    if place.longitude is not None and place.latitude is not None:
        geom = {"type": "Point", "coordinates": (place.longitude, place.latitude)}
    return {
        "address1": place.address1,
        "address2": place.address2,
        "postalCode": place.postal_code,
        "cityCode": place.city_code,
        "geom": geom,
    }


def _zone(service: Record, losses: Losses) -> Fields:
    (kind, details), exact = to_diffusion_zone(texts(service.get("zone_eligibilite")), losses)
    fields: Fields = {"diffusionZoneType": kind, "diffusionZoneDetails": details}
    if exact:
        precisions = plain(service.get("publics_precisions"))
        fields["publicsPrecisions"] = f"{precisions}\n{zone_sentence(exact)}".lstrip()
    return fields


def zone_sentence(words: str) -> str:
    """How the exact zone is said among the precisions."""
    return f"Zone d’éligibilité : {words}."


def _weekly_hours(value: object, losses: Losses) -> int | None:
    """Whole hours, halves upwards; the form of DORA wants one at least."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        return None
    hours = int(Decimal(str(value)).quantize(Decimal(1), ROUND_HALF_UP))
    field, dora_field = "volume_horaire_hebdomadaire", "durationWeeklyHours"
    said = f"{value:g} h par semaine".replace(".", ",")
    if not 1 <= hours <= _HOURS_IN_A_WEEK:
        losses.add(field, dora_field, "ecarte", f"{said} : DORA veut de 1 à {_HOURS_IN_A_WEEK} heures entières, "
                   "rien n’est envoyé. Dites la durée dans la description.")  # fmt: skip
        return None
    if hours != value:
        losses.add(
            field, dora_field, "arrondi", f"{said} : DORA veut des heures entières, {hours} est envoyé."
        )
    return hours


def _weeks(value: object, losses: Losses) -> int | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    if 1 <= value <= _COUNT_MAX:
        return value
    message = f"{value} semaines : DORA en veut une au moins, rien n’est envoyé. Corrigez le nombre."
    losses.add("nombre_semaines", "durationWeeks", "ecarte", message)
    return None


# --- DORA → v1 ----------------------------------------------------------------------------------------------


def from_dora_service(
    service: DoraService,
    *,
    source: str = "dora",
    service_id: str | None = None,
    structure_id: str | None = None,
) -> Converted:
    """The v1 record of a service of DORA, empty keys left out. It is read to be compared, not to be published:
    DORA allows names and descriptions too short for the schema.

    By default ids are ``dora--<slug>``.
    """
    losses = Losses()
    area = service.city_code or service.postal_code
    record: Record = {
        "source": source,
        "structure_id": structure_id or f"{source}--{service.structure}",
        "id": service_id or f"{source}--{service.slug}",
        "nom": without_final_dot(service.name),
        "description": service.description or service.full_desc or service.short_desc,
        "date_maj": service.modification_date.date().isoformat() if service.modification_date else None,
        "type": service.kind,
        "thematiques": sorted(service.subcategories),
        "frais": service.fee_condition,
        "frais_precisions": service.fee_details,
        "publics": _publics(service),
        "publics_precisions": service.publics_precisions,
        "conditions_acces": from_dora_conditions(service, losses),
        **_place_back(service),
        "telephone": phone_back(service.contact_phone, area, "contactPhone", losses),
        "courriel": service.contact_email,
        "contact_nom_prenom": service.contact_name,
        "modes_accueil": sorted(service.location_kinds),
        "zone_eligibilite": from_diffusion_zone(service.diffusion_zone_type, service.diffusion_zone_details),
        **from_dora_modes(service, losses),
        "volume_horaire_hebdomadaire": service.duration_weekly_hours or None,
        "nombre_semaines": service.duration_weeks or None,
        "horaires_accueil": hours_back(service.recurrence, losses, dora_field="recurrence"),
    }
    _report_dora_only(service, losses)
    return Converted(
        {name: value for name, value in record.items() if value not in (None, "", [])}, losses.found()
    )


def _publics(service: DoraService) -> list[str]:
    """Nobody named, or everybody: everyone (data·inclusion's own reading)."""
    known = VALUES["publics"] & set(service.publics)
    return sorted(known) if known and known != VALUES["publics"] else [EVERYONE]


def _place_back(service: DoraService) -> Record:
    longitude, latitude = service.geom.coordinates if service.geom else (None, None)
    return {
        "commune": service.city,
        "code_postal": service.postal_code,
        "code_insee": service.city_code,
        "adresse": service.address1,
        "complement_adresse": service.address2,
        "longitude": longitude,
        "latitude": latitude,
    }


def _report_dora_only(service: DoraService, losses: Losses) -> None:
    """What DORA says and the schema has no field for."""
    said = {
        "suspensionDate": service.suspension_date
        and f"suspendu à partir du {service.suspension_date:%d/%m/%Y}",
        "remoteUrl": service.remote_url and "lien de visioconférence",
        "qpvOrZrr": service.qpv_or_zrr and "réservé aux QPV et ZFRR",
        "forms": service.forms and "documents à compléter",
        "fundingLabels": service.funding_labels and "labels de financement",
    }
    for dora_field, words in said.items():
        if words:
            losses.add("", dora_field, "ecarte", f"Le schéma n’a pas de champ pour : {words}.")
