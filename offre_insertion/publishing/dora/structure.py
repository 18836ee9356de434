"""A structure: v1 → DORA and back, field by field (contract §4 and §8)."""

from __future__ import annotations

from offre_insertion.cleaning.text import without_final_dot
from offre_insertion.publishing.dora.contacts import email_of, phone_back, phone_of
from offre_insertion.publishing.dora.drafts import (
    DEFAULTS,
    Converted,
    DoraDraft,
    DoraOptions,
    Fields,
    Losses,
)
from offre_insertion.publishing.dora.hours import hours_back, is_readable_by_dora, spell_days
from offre_insertion.publishing.dora.lists import ReferenceLists
from offre_insertion.publishing.dora.models import DoraStructure
from offre_insertion.publishing.dora.networks import labels_of, networks_of, possible_typologies
from offre_insertion.publishing.dora.payloads import ACCESSLIBRE, StructurePayload
from offre_insertion.publishing.dora.persons import SHOWN_STRUCTURE, without_persons
from offre_insertion.publishing.dora.places import to_dora_place
from offre_insertion.publishing.dora.requirements import missing_of_structure
from offre_insertion.publishing.dora.service import SHORT_DESC_MAX
from offre_insertion.publishing.dora.values import URL_MAX, is_url, limited, plain, summarise, texts
from offre_insertion.schema import ENUMS, Record

NAME_MAX = 255
HOURS_MAX = 255


def to_dora_structure(structure: Record, *, options: DoraOptions = DEFAULTS) -> DoraDraft:
    """What DORA would receive of a v1 structure. Never raises on a valid record; every loss is reported.

    ``missing`` is what the form would ask for: a structure is better not created without it. ``siret`` is
    among the defaults, for it is only sent at creation: writing it later would change who the structure is.
    """
    losses = Losses()
    structure = without_persons(structure, SHOWN_STRUCTURE, losses, accepted=options.accepted)
    place = to_dora_place(structure, losses)
    description = plain(structure.get("description"))
    area = place.city_code or place.postal_code
    fields: Fields = {
        "name": limited(plain(structure.get("nom")), NAME_MAX, losses, field="nom", dora_field="name",
                        advice="Raccourcissez-le."),
        **_networks(structure, options, losses),
        "shortDesc": summarise(description, SHORT_DESC_MAX),
        "fullDesc": description,
        **{name: getattr(place, attribute) for name, attribute in _PLACE.items()},
        "phone": phone_of(structure, area, "phone", losses),
        "email": email_of(structure, "email", losses),
        "url": _url(structure, losses),
        "accesslibreUrl": _accesslibre(structure, losses),
        **_hours(plain(structure.get("horaires_accueil")), losses),
    }  # fmt: skip
    payload = StructurePayload.model_validate(fields).fields()
    defaults: Fields = {"siret": plain(structure.get("siret"))}
    missing = missing_of_structure({**payload, **defaults})
    return DoraDraft(payload, "DRAFT" if missing else "PUBLISHED", missing, losses.found(), defaults)


_PLACE = {
    "address1": "address1",
    "address2": "address2",
    "postalCode": "postal_code",
    "cityCode": "city_code",
    "longitude": "longitude",
    "latitude": "latitude",
}


def _networks(structure: Record, options: DoraOptions, losses: Losses) -> Fields:
    """Typology: the one a person chose, else the only possible one; labels: those the instance has."""
    networks: list[str] = sorted(texts(structure.get("reseaux_porteurs")))
    possible = possible_typologies(networks)
    chosen = options.typologies.get(str(structure.get("id"))) or (possible[0] if len(possible) == 1 else "")
    labels = labels_of(networks, options.lists.national_labels)
    if chosen and chosen not in options.lists.values["typologies"]:
        losses.add("reseaux_porteurs", "typology", "ecarte", f"DORA n’a pas la typologie « {chosen} » : elle n’est pas "
                   "envoyée. Choisissez-en une autre.")  # fmt: skip
        chosen = ""
    _report_networks(networks, possible, chosen, options.lists, losses)
    return {"typology": chosen, "nationalLabels": labels}


def _report_networks(
    networks: list[str], possible: tuple[str, ...], chosen: str, lists: ReferenceLists, losses: Losses
) -> None:
    if len(possible) > 1 and not chosen:
        message = (
            f"Plusieurs typologies sont possibles ({', '.join(possible)}) : aucune n’est envoyée. "
            "Choisissez-la dans le projet."
        )
        losses.add("reseaux_porteurs", "typology", "ecarte", message)
    lost = [
        network
        for network in networks
        if not possible_typologies([network]) and not labels_of([network], lists.national_labels)
    ]
    if lost:
        message = f"DORA n’a ni typologie ni label pour : {', '.join(lost)}. Rien n’est envoyé pour eux."
        losses.add("reseaux_porteurs", "nationalLabels", "ecarte", message)


def _url(structure: Record, losses: Losses) -> str:
    url = plain(structure.get("site_web"))
    if not url or is_url(url):
        return url
    losses.add("site_web", "url", "ecarte", f"DORA veut une adresse de {URL_MAX} caractères au plus, qui commence par "
               "http:// ou https:// : le site n’est pas envoyé. Corrigez-la.")  # fmt: skip
    return ""


def _accesslibre(structure: Record, losses: Losses) -> str | None:
    url = plain(structure.get("accessibilite_lieu"))
    if not url or (url.startswith(ACCESSLIBRE) and is_url(url)):
        return url or None
    losses.add("accessibilite_lieu", "accesslibreUrl", "ecarte", f"DORA n’admet qu’une page de {ACCESSLIBRE} : le lien "
               "n’est pas envoyé. Remplacez-le.")  # fmt: skip
    return None


def _hours(hours: str, losses: Losses) -> Fields:
    """Hours that DORA's own parser reads; those it might not go to the free details, in full."""
    spelt = spell_days(hours)
    if not hours or (len(spelt) <= HOURS_MAX and is_readable_by_dora(spelt)):
        return {"openingHours": spelt or None, "openingHoursDetails": None}
    details = limited(hours, HOURS_MAX, losses, field="horaires_accueil", dora_field="openingHoursDetails",
                      advice="Dites-les plus simplement.")  # fmt: skip
    return {"openingHours": None, "openingHoursDetails": details}


# --- DORA → v1 ----------------------------------------------------------------------------------------------


def from_dora_structure(
    structure: DoraStructure, *, source: str = "dora", structure_id: str | None = None
) -> Converted:
    """The v1 record of a structure of DORA, empty keys left out; ``dora--<slug>`` is its id by default."""
    losses = Losses()
    area = structure.city_code or structure.postal_code
    modified = structure.modification_date
    networks = networks_of(
        structure.typology, structure.national_labels, frozenset(ENUMS["reseaux_porteurs"])
    )
    record: Record = {
        "source": source,
        "id": structure_id or f"{source}--{structure.slug}",
        "nom": without_final_dot(structure.name),
        "date_maj": modified.date().isoformat() if modified else None,
        "description": structure.full_desc or structure.short_desc,
        "siret": structure.siret,
        "commune": structure.city,
        "code_postal": structure.postal_code,
        "code_insee": structure.city_code,
        "adresse": structure.address1,
        "complement_adresse": structure.address2,
        "longitude": structure.longitude,
        "latitude": structure.latitude,
        "telephone": phone_back(structure.phone, area, "phone", losses),
        "courriel": structure.email,
        "site_web": structure.url,
        "horaires_accueil": _hours_of(structure, losses),
        "accessibilite_lieu": structure.accesslibre_url,
        "reseaux_porteurs": networks,
    }
    _report_dora_only(structure, networks, losses)
    return Converted(
        {name: value for name, value in record.items() if value not in (None, "", [])}, losses.found()
    )


def _hours_of(structure: DoraStructure, losses: Losses) -> str | None:
    """The hours, else the details when they are hours all the same: where we write what DORA cannot read."""
    if structure.opening_hours:
        return hours_back(structure.opening_hours, losses, dora_field="openingHours")
    return hours_back(structure.opening_hours_details, losses, dora_field="openingHoursDetails")


def _report_dora_only(structure: DoraStructure, networks: list[str], losses: Losses) -> None:
    if structure.typology and not networks_of(structure.typology, (), frozenset(networks)):
        losses.add(
            "reseaux_porteurs",
            "typology",
            "ecarte",
            f"Aucun réseau du schéma ne dit « {structure.typology} ».",
        )
    if structure.other_labels:
        losses.add(
            "reseaux_porteurs",
            "otherLabels",
            "ecarte",
            "Les autres labels n’ont pas de place dans le schéma.",
        )
