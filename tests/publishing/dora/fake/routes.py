"""The endpoints that the fake has, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.publishing.dora.fake import referentials as ref
from tests.publishing.dora.fake import writes
from tests.publishing.dora.fake.errors import by_hand, crash, detail, forbidden, not_found
from tests.publishing.dora.fake.rendering import render_service, render_structure, service_row, structure_row
from tests.publishing.dora.fake.world import Service, User, World


@dataclass(frozen=True)
class Call:
    """One request, authenticated, its body in camelCase. ``partial`` breaks a write in the middle."""

    world: World
    user: User | None
    query: dict[str, str]
    body: Any
    base: str
    partial: bool = False

    @property
    def who(self) -> User:
        assert self.user is not None
        return self.user


Answer = tuple[int, Any]
Handler = Callable[..., Answer]


def user_info(call: Call) -> Answer:
    user = call.who
    name = user.email.partition("@")[0]
    return 200, {
        "bookmarks": [],
        "departments": list(user.departments) if user.departments is not None else None,
        "email": user.email,
        "firstName": name,
        "fullName": name,
        "isManager": user.is_manager,
        "isStaff": user.is_staff,
        "lastName": "Test",
        "newsletter": False,
        "pendingStructures": [],
        "savedSearches": [],
        "shortName": name,
        "structures": [structure_row(call.world, one, user) for one in call.world.memberships(user)],
        "mainActivity": "",
        "cguVersionsAccepted": {},
    }


def invite(call: Call) -> Answer:
    return 201, render_structure(
        call.world, writes.invite_first_admin(call.world, call.who, call.body), call.user
    )


def services_options(call: Call) -> Answer:
    return 200, ref.services_options(call.world.conditions)


def structures_options(_call: Call) -> Answer:
    return 200, ref.structures_options()


def search_siret(call: Call) -> Answer:
    siret = call.query.get("siret")
    if not siret:
        return 200, "need siret"
    row = call.world.sirene.get(siret)
    if row is None:
        raise not_found()
    known = call.world.by_siret(siret)
    names = (
        "address1",
        "address2",
        "ape",
        "city",
        "cityCode",
        "isSiege",
        "latitude",
        "longitude",
        "name",
        "postalCode",
    )
    return 200, {
        **{name: row.get(name) for name in names},
        "siren": siret[:9],
        "siret": siret,
        "linkedStructureHasAdmin": bool(known and known.admins),
    }


def siret_claimed(call: Call, siret: str) -> Answer:
    structure = call.world.by_siret(siret)
    if structure is None:
        raise not_found()
    return 200, render_structure(call.world, structure, call.user)


def list_structures(call: Call) -> Answer:
    world, user = call.world, call.user
    found = [one for one in world.structures if not one.is_obsolete]
    if call.query.get("managed") and user and not user.is_staff:
        own = world.memberships(user)
        found = [
            one for one in found if world.is_manager_of(user, one) or (not user.is_manager and one in own)
        ]
    if words := call.query.get("search", "").lower():
        found = [one for one in found if words in one.fields["name"].lower()]
    rows = [structure_row(world, one, user) for one in found]
    return 200, _page(call, sorted(rows, key=lambda row: row["modificationDate"], reverse=True), "structures")


def list_services(call: Call) -> Answer:
    structure = call.world.structure(call.query.get("structure"))
    wanted = call.world.services_of(structure) if structure else []
    if "structure" not in call.query:
        wanted = call.world.services
    found = [
        one
        for one in wanted
        if call.world.can_see(call.user, one) and (one.status == "PUBLISHED" or "published" not in call.query)
    ]
    found.sort(key=lambda one: one.modified, reverse=True)
    return 200, _page(call, [service_row(call.world, one, call.user) for one in found], "services")


def _page(call: Call, rows: list[Any], name: str) -> Any:
    """Without ``page_size``, or with 0, the flat list; ``page`` alone is ignored."""
    size = int(call.query.get("page_size") or 0)
    if not size:
        return rows
    page = int(call.query.get("page", 1))
    last = max(1, -(-len(rows) // size))
    if not 1 <= page <= last:
        raise not_found("Page non valide.")

    def address(number: int) -> str:
        kept = {key: value for key, value in call.query.items() if key != "page"} | {"page_size": str(size)}
        kept |= {"page": str(number)} if number > 1 else {}
        return f"{call.base}/{name}/?" + "&".join(f"{key}={kept[key]}" for key in sorted(kept))

    return {
        "count": len(rows),
        "next": address(page + 1) if page < last else None,
        "previous": address(page - 1) if page > 1 else None,
        "results": rows[(page - 1) * size : page * size],
    }


def create_structure(call: Call) -> Answer:
    return 201, render_structure(
        call.world,
        writes.create_structure(call.world, call.who, _body(call), partial=call.partial),
        call.user,
    )


def get_structure(call: Call, slug: str) -> Answer:
    structure = call.world.structure(slug)
    if structure is None or structure.is_obsolete:
        raise not_found()
    return 200, render_structure(call.world, structure, call.user)


def patch_structure(call: Call, slug: str) -> Answer:
    structure = writes.update_structure(call.world, call.who, slug, _body(call), partial=call.partial)
    return 200, render_structure(call.world, structure, call.user)


def refuse_deletion(_call: Call, slug: str) -> Answer:
    raise forbidden()


def create_service(call: Call) -> Answer:
    service = writes.create_service(call.world, call.who, _body(call), partial=call.partial)
    return 201, render_service(call.world, service, call.user)


def _body(call: Call) -> dict[str, Any]:
    if isinstance(call.body, dict):
        return call.body
    name = type(call.body).__name__
    error = by_hand(f"Donnée non valide. Attendait un dictionnaire, a reçu {name}.")
    error.body = {"nonFieldErrors": error.body}
    raise error


def _visible(call: Call, slug: str) -> Service:
    service = call.world.service(slug)
    if service is None or not call.world.can_see(call.user, service):
        raise not_found()
    return service


def _writable(call: Call, slug: str) -> Service:
    service = _visible(call, slug)
    if not call.world.can_edit_services(call.user, service.structure):
        raise forbidden()
    return service


def get_service(call: Call, slug: str) -> Answer:
    return 200, render_service(call.world, _visible(call, slug), call.user)


def patch_service(call: Call, slug: str) -> Answer:
    service = _writable(call, slug)
    writes.update_service(call.world, call.who, service, _body(call), partial=call.partial)
    return 200, render_service(call.world, service, call.user)


def put_service(call: Call, slug: str) -> Answer:
    service = _writable(call, slug)
    writes.update_service(call.world, call.who, service, _body(call), whole=True)
    return 200, render_service(call.world, service, call.user)


def delete_service(call: Call, slug: str) -> Answer:
    """Only suggestions can be deleted."""
    service = _writable(call, slug)
    if service.status != "SUGGESTION":
        raise forbidden()
    call.world.services.remove(service)
    return 204, None


def mark_up_to_date(call: Call) -> Answer:
    writes.mark_up_to_date(call.world, call.who, call.body)
    return 204, None


#: Pattern → method → (handler, whether anonymous callers are refused).
ROUTES: dict[str, dict[str, tuple[Handler, bool]]] = {
    r"/auth/user-info/": {"GET": (user_info, True)},
    r"/auth/invite-first-admin/": {"POST": (invite, True)},
    r"/services-options/": {"GET": (services_options, False)},
    r"/structures-options/": {"GET": (structures_options, False)},
    r"/search-siret/": {"GET": (search_siret, False)},
    r"/siret-claimed/(\d{14})/": {"GET": (siret_claimed, True)},
    r"/structures/": {"GET": (list_structures, False), "POST": (create_structure, True)},
    r"/structures/([\w-]+)/": {
        "GET": (get_structure, False),
        "PATCH": (patch_structure, True),
        "DELETE": (refuse_deletion, True),
    },
    r"/services/": {"GET": (list_services, False), "POST": (create_service, True)},
    r"/services/mark-as-up-to-date/": {"POST": (mark_up_to_date, True)},
    r"/services/([\w-]+)/": {
        "GET": (get_service, False),
        "PATCH": (patch_service, True),
        "PUT": (put_service, True),
        "DELETE": (delete_service, True),
    },
}


def find_route(method: str, path: str) -> tuple[Handler, bool, tuple[str, ...]]:
    """The handler of a request. An address that matches nothing is an HTML 404."""
    for pattern, handlers in ROUTES.items():
        if match := re.fullmatch(pattern, path):
            if method not in handlers:
                raise detail(405, "method_not_allowed")
            return (*handlers[method], match.groups())
    raise crash(404)
