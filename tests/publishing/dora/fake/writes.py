"""What a write does to the world, in the order of the real one: nothing is a transaction (contract §1, §5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from offre_insertion.text import slug as slugify
from tests.publishing.dora.fake import referentials as ref
from tests.publishing.dora.fake.bodies import check_service, check_structure
from tests.publishing.dora.fake.errors import by_hand, crash, forbidden, not_found
from tests.publishing.dora.fake.world import Service, Structure, User, World

Body = Mapping[str, Any]


def create_service(world: World, user: User, body: Body, *, partial: bool = False) -> Service:
    """``POST /services/``: validation first (it creates conditions), rights after."""
    good = check_service(world, _writable(world, user, body), known=None, whole=True)
    if world.ignores_slugs:
        good.pop("slug", None)
    structure = world.structure(good["structure"])
    assert structure is not None
    if not world.can_edit_services(user, structure):
        raise forbidden()
    if good.get("slug") in world.models:
        raise crash()
    now = world.clock.stamp()
    fields = ref.SERVICE_DEFAULTS | (_first_half(good) if partial else good)
    fields["slug"] = good.get("slug") or world.service_slug(structure, good["name"])
    service = Service(fields, structure, now, now, published=now if fields["status"] == "PUBLISHED" else None)
    service.moderation = "NEED_INITIAL_MODERATION" if service.published else None
    _drop_dora_form(service)
    world.services.append(service)
    if partial:
        raise crash()
    return service


def update_service(
    world: World, user: User, service: Service, body: Body, *, whole: bool = False, partial: bool = False
) -> None:
    """``PATCH`` and ``PUT``: even an empty one moves ``modificationDate``."""
    good = check_service(world, _writable(world, user, body), known=service, whole=whole)
    target = world.structure(good.get("structure", service.structure.slug))
    assert target is not None
    if not world.can_edit_services(user, target):
        raise forbidden()
    if partial:
        good = _first_half(good)
    if "publicationDate" in good:
        service.published = good.pop("publicationDate")
    before = dict(service.fields)
    service.fields.update(good)
    service.structure = target
    _drop_dora_form(service)
    if "status" in good and not good["status"]:
        service.fields["status"] = None
        raise crash()  # after the write
    _touch(world, service, before)
    if partial:
        raise crash()


def _touch(world: World, service: Service, before: Body) -> None:
    service.modified = world.clock.stamp()
    service.patches += 1
    if service.status == "PUBLISHED" and before["status"] != "PUBLISHED":
        service.published = service.modified
        service.moderation = "NEED_INITIAL_MODERATION"
    elif service.status == "PUBLISHED" and service.fields != before:
        service.moderation = "NEED_NEW_MODERATION"


def _first_half(good: Body) -> dict[str, Any]:
    """The columns of the row are written, the lists are not yet."""
    return {name: value for name, value in good.items() if not isinstance(value, tuple)}


def _writable(world: World, user: User, body: Body) -> Body:
    """Trap 1: without the full serializer the contact is dropped, without a word."""
    if world.has_full_serializer(user):
        return body
    return {name: value for name, value in body.items() if name not in ref.CONTACT}


def _drop_dora_form(service: Service) -> None:
    if service.structure.no_dora_form:
        modes = service.fields["coachOrientationModes"]
        service.fields["coachOrientationModes"] = tuple(one for one in modes if one != "formulaire-dora")


def mark_up_to_date(world: World, user: User, body: Body) -> None:
    """Unknown slugs are ignored, one forbidden slug refuses all."""
    if "services" not in body:
        raise crash()
    found = [one for slug in body["services"] if (one := world.service(slug)) is not None]
    if not all(world.can_edit_services(user, one.structure) for one in found):
        raise forbidden()
    for one in found:
        one.modified = world.clock.stamp()


def create_structure(world: World, user: User, body: Body, *, partial: bool = False) -> Structure:
    """``POST /structures/``: the caller becomes member and administrator."""
    good = check_structure(world, body, known=None, whole=True)
    if not good.get("siret"):
        raise crash()
    made = world.add_structure(**(_first_half(good) if partial else good))
    made.source = "equipe-dora" if user.is_staff else "porteur"
    made.members.add(user.email)
    made.admins.add(user.email)
    made.moderation = "NEED_INITIAL_MODERATION"
    return made


def update_structure(world: World, user: User, slug: str, body: Body, *, partial: bool = False) -> Structure:
    """``PATCH``; works on an obsolete structure too."""
    structure = world.structure(slug)
    if structure is None:
        raise not_found()
    if not world.can_edit_structure(user, structure):
        raise forbidden()
    good = check_structure(world, body, known=structure, whole=False)
    structure.fields.update(_first_half(good) if partial else good)
    structure.modified = world.clock.stamp()
    structure.has_been_edited = True
    return structure


def invite_first_admin(world: World, user: User, body: Body) -> Structure:
    """Creates the structure from Sirene, does not enrol the caller, sends an e-mail to a real person."""
    if not (user.is_staff or (user.is_manager and user.departments)):
        raise forbidden()
    structure = world.by_siret(body["siret"])
    if structure is not None and structure.admins:
        raise by_hand("Cette structure a déjà un administrateur")
    if structure is None:
        structure = _from_sirene(world, body["siret"])
    structure.invited.append(body["inviteeEmail"])
    return structure


def _from_sirene(world: World, siret: str) -> Structure:
    row = world.sirene.get(siret)
    if row is None:
        raise by_hand("SIRET inconnu")
    names = (
        "name",
        "address1",
        "address2",
        "postalCode",
        "cityCode",
        "ape",
        "latitude",
        "longitude",
    )
    slug = world.free_slug(slugify(row["name"])[:20], world.structure_slugs())
    made = world.add_structure(**{name: row.get(name) or "" for name in names} | {"siret": siret}, slug=slug)
    made.fields |= {name: row.get(name) for name in ("latitude", "longitude")}
    made.source = "porteur"
    return made
