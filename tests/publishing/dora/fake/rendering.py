"""What DORA answers: a service, a structure, the rows of the lists (shapes of the recordings)."""

from __future__ import annotations

from typing import Any

from tests.publishing.dora.fake import referentials as ref
from tests.publishing.dora.fake.world import CITIES, Service, Structure, User, World, department_of

Json = dict[str, Any]
_MODES = ("beneficiariesAccessModes", "coachOrientationModes")


def label(value: str | None) -> str:
    return (value or "").replace("-", " ").capitalize()


def contact_of(world: World, service: Service, user: User | None) -> Json:
    """The contact, hidden from those who may not read it; ``None`` marks the serializer of the anonymous."""
    full = world.has_full_serializer(user)
    public = service.fields["isContactInfoPublic"]
    shown = {name: service.fields[name] if full or public else "" for name in ref.CONTACT[:3]}
    return shown | {"isContactInfoPublic": public if full or public else None}


def render_service(world: World, service: Service, user: User | None) -> Json:
    """``GET /services/<slug>/``: 81 keys."""
    fields = service.fields
    city = CITIES.get(fields["cityCode"], "")
    shown: Json = {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()}
    shown |= {f"{name}Display": [label(one) for one in fields[name]] for name in ref.SERVICE_LISTS}
    shown |= {"publicsDisplay": [label(one) for one in fields["publics"]]}
    shown |= {
        f"{kind}Display": [world.conditions[kind][number][0] for number in fields[kind]]
        for kind in ref.CONDITIONS
    }
    shown |= contact_of(world, service, user)
    address = " - ".join(filter(None, (fields["address1"], f"{fields['postalCode']} {city}".strip())))
    return shown | {
        "fullDesc": fields["description"],
        "addressLine": address,
        "city": city,
        "department": department_of(fields["cityCode"]),
        "canWrite": world.can_edit_services(user, service.structure),
        "contactInfoFilled": bool(fields["contactEmail"] and fields["contactName"]),
        "creationDate": service.created,
        "modificationDate": service.modified,
        "publicationDate": service.published,
        "diffusionZoneDetailsDisplay": _zone(fields),
        "diffusionZoneTypeDisplay": label(fields["diffusionZoneType"]),
        "formsInfo": [],
        "hasAlreadyBeenUnpublished": False,
        "isAvailable": True,
        "isModel": False,
        "isOrientable": service.status == "PUBLISHED" and bool(fields["contactEmail"]),
        "isOrientableFtService": False,
        "kindDisplay": label(fields["kind"]) if fields["kind"] else None,
        "modelChanged": False if fields["model"] else None,
        "modelName": None,
        "updateFrequencyDisplay": label(fields["updateFrequency"]),
        "updateNeeded": False,
        "status": service.status,
        "structure": service.structure.slug,
        "structureInfo": _structure_info(world, service.structure)
        | {
            "hasAdmin": bool(service.structure.admins),
            "numServices": len(world.services_of(service.structure)),
            "phone": service.structure.fields["phone"],
            "email": service.structure.fields["email"],
        },
    }


def _zone(fields: Json) -> str:
    """Empty for a code that DORA does not know: nothing is checked."""
    known = fields["diffusionZoneType"] == "country" or len(fields["diffusionZoneDetails"]) in {2, 3}
    return label(fields["diffusionZoneDetails"] or fields["diffusionZoneType"]) if known else ""


def _structure_info(world: World, structure: Structure) -> Json:
    names = ("address1", "address2", "name", "postalCode", "shortDesc", "siret", "slug", "url")
    return {
        **{name: structure.fields[name] for name in names},
        "city": CITIES.get(structure.fields["cityCode"], ""),
        "department": structure.department,
    }


def service_row(world: World, service: Service, user: User | None) -> Json:
    """A row of ``GET /services/``."""
    whole = render_service(world, service, user)
    names = (
        "categoriesDisplay", "city", "coachOrientationModes", "contactEmail", "contactName", "contactPhone",
        "department", "diffusionZoneDetailsDisplay", "diffusionZoneType", "diffusionZoneTypeDisplay", "model",
        "modelChanged", "modificationDate", "name", "postalCode", "shortDesc", "slug", "status", "structure",
    )  # fmt: skip
    return {name: whole[name] for name in names} | {
        "structureInfo": _structure_info(world, service.structure)
    }


def structure_row(world: World, structure: Structure, user: User | None) -> Json:
    """A row of ``GET /structures/``."""
    names = ("name", "siret", "slug")
    return {
        **{name: structure.fields[name] for name in names},
        "department": structure.department,
        "modificationDate": structure.modified,
        "noDoraForm": structure.no_dora_form,
        "parent": None,
        "typologyDisplay": structure.fields["typology"],
        "canEditInformations": world.can_edit_structure(user, structure),
        "servicesToUpdate": [],
    }


def render_structure(world: World, structure: Structure, user: User | None) -> Json:
    """``GET /structures/<slug>/``: 52 keys."""
    fields = structure.fields
    can_edit = world.can_edit_structure(user, structure)
    visible = [one for one in world.services_of(structure) if world.can_see(user, one)]
    rows = {
        name: [
            _structure_service(world, one, user) for one in visible if (one.status == "ARCHIVED") == archived
        ]
        for name, archived in (("services", False), ("archivedServices", True))
    }
    email = user.email if user else ""
    return {
        **{name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()},
        **rows,
        "branches": [],
        "canEditInformations": can_edit,
        "canEditMembers": can_edit,
        "canEditServices": world.can_edit_services(user, structure),
        "canViewMembers": world.can_edit_services(user, structure),
        "city": CITIES.get(fields["cityCode"], ""),
        "creationDate": structure.created,
        "department": structure.department,
        "hasAdmin": bool(structure.admins),
        "hasBeenEdited": structure.has_been_edited,
        "isAdmin": email in structure.admins,
        "isMember": email in structure.members | structure.admins,
        "isPendingMember": email in structure.pending,
        "models": [],
        "modificationDate": structure.modified,
        "noDoraForm": structure.no_dora_form,
        "numAdmins": len(structure.admins),
        "numModels": 0,
        "numServices": len(rows["services"]),
        "parent": None,
        "parentName": None,
        "parentSiret": None,
        "parentSlug": None,
        "shortAdminNames": sorted(structure.admins) if user else [],
        "source": {"value": structure.source, "label": label(structure.source)} if structure.source else None,
        "typologyDisplay": label(fields["typology"]),
    }


def _structure_service(world: World, service: Service, user: User | None) -> Json:
    whole = render_service(world, service, user)
    names = ["categoriesDisplay", "city", "department", "diffusionZoneDetailsDisplay", "diffusionZoneType",
             "diffusionZoneTypeDisplay", "isAvailable", "locationKinds", "model", "modelChanged", "modificationDate",
             "name", "postalCode", "shortDesc", "slug", "status", "structure", "updateNeeded"]  # fmt: skip
    if service.status != "ARCHIVED":
        names += ["address1", "address2", "cityCode", "coachOrientationModes", "contactEmail", "contactName",
                  "contactPhone", "isCumulative", "locationKindsDisplay", "modelName", "remoteUrl"]  # fmt: skip
    return {name: whole[name] for name in names}
