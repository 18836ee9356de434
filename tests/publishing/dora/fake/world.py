"""What the fake holds, and who may do what (contract §2)."""

from __future__ import annotations

import string
from dataclasses import dataclass, field
from random import Random
from typing import Any

from offre_insertion.text import slug as slugify
from tests.publishing.dora.fake.clock import Clock
from tests.publishing.dora.fake.referentials import CONDITIONS, SERVICE_DEFAULTS, STRUCTURE_DEFAULTS

#: The communes that the fake knows, by INSEE code.
CITIES = {
    "35238": "Rennes", "35288": "Saint-Malo", "35047": "Bruz", "44109": "Nantes", "35115": "Fougères",
    "53130": "Laval", "53147": "Mayenne", "53107": "Gorron",
}  # fmt: skip


def department_of(city_code: str) -> str:
    """2 digits, 3 overseas, nothing without a commune."""
    return city_code[: 3 if city_code.startswith("97") else 2]


@dataclass
class User:
    """An account. ``is_valid`` is the e-mail validated."""

    email: str
    token: str
    is_manager: bool = False
    is_staff: bool = False
    is_valid: bool = True
    is_active: bool = True
    departments: tuple[str, ...] | None = None


@dataclass
class Structure:
    """``fields`` are what the API writes; ``pending`` the people on the waiting list."""

    fields: dict[str, Any]
    created: str
    modified: str
    source: str | None = None
    has_been_edited: bool = False
    no_dora_form: bool = False
    members: set[str] = field(default_factory=set)
    admins: set[str] = field(default_factory=set)
    pending: set[str] = field(default_factory=set)
    invited: list[str] = field(default_factory=list)
    moderation: str = "VALIDATED"

    @property
    def slug(self) -> str:
        return str(self.fields["slug"])

    @property
    def department(self) -> str:
        return department_of(self.fields["cityCode"])

    @property
    def is_obsolete(self) -> bool:
        return bool(self.fields["isObsolete"])


@dataclass
class Service:
    """``patches`` counts the writes, ``moderation`` says whether one reopened it."""

    fields: dict[str, Any]
    structure: Structure
    created: str
    modified: str
    published: str | None = None
    moderation: str | None = None
    patches: int = 0

    @property
    def slug(self) -> str:
        return str(self.fields["slug"])

    @property
    def status(self) -> str | None:
        found: str | None = self.fields["status"]
        return found


class World:
    """The database of the fake."""

    def __init__(self, clock: Clock, *, seed: int = 0) -> None:
        self.clock = clock
        self.random = Random(seed)
        self.users: dict[str, User] = {}
        self.structures: list[Structure] = []
        self.services: list[Service] = []
        self.models: set[str] = set()
        #: What DORA may do one day (contract §6): the slug that is sent is ignored.
        self.ignores_slugs = False
        #: SIRET → row of the copy of Sirene.
        self.sirene: dict[str, dict[str, Any]] = {}
        #: Kind → id → (name, slug of the owner or ``None`` for everybody).
        self.conditions = {
            kind: {number: (name, None) for number, name in enumerate(names, 1)}
            for kind, names in CONDITIONS.items()
        }  # type: dict[str, dict[int, tuple[str, str | None]]]

    # --- making things, outside the API ------------------------------------------------------------------

    def add_user(self, email: str, **options: Any) -> User:
        user = User(email, token=f"{len(self.users) + 1:040x}", **options)
        self.users[user.token] = user
        return user

    def add_structure(self, **fields: Any) -> Structure:
        """A structure as if somebody had made it with the web site."""
        now = self.clock.stamp()
        fields = STRUCTURE_DEFAULTS | fields
        fields["slug"] = fields["slug"] or self.free_slug(
            slugify(fields["name"])[:20], self.structure_slugs()
        )
        made = Structure(fields, now, now)
        self.structures.append(made)
        return made

    def add_service(self, structure: Structure, **fields: Any) -> Service:
        """A service as if somebody had made it with the web site."""
        now = self.clock.stamp()
        fields = SERVICE_DEFAULTS | {"structure": structure.slug, "status": "PUBLISHED"} | fields
        fields["slug"] = fields["slug"] or self.service_slug(structure, fields["name"])
        made = Service(fields, structure, now, now, published=now)
        self.services.append(made)
        return made

    # --- slugs -------------------------------------------------------------------------------------------

    def structure_slugs(self) -> set[str]:
        return {one.slug for one in self.structures}

    def service_slugs(self) -> set[str]:
        return {one.slug for one in self.services}

    def service_slug(self, structure: Structure, name: str) -> str:
        base = f"{structure.slug}-{slugify(name)[:20]}"
        return self.free_slug(base, self.service_slugs() | self.models)

    def free_slug(self, base: str, taken: set[str]) -> str:
        """The slug, with four random letters when it is taken."""
        found = base
        while found in taken:
            found = f"{base}-{''.join(self.random.choices(string.ascii_lowercase, k=4))}"
        return found

    # --- finding -----------------------------------------------------------------------------------------

    def structure(self, slug: object) -> Structure | None:
        return next((one for one in self.structures if one.slug == slug), None)

    def service(self, slug: object) -> Service | None:
        return next((one for one in self.services if one.slug == slug), None)

    def by_siret(self, siret: object) -> Structure | None:
        return next((one for one in self.structures if one.fields["siret"] == siret), None)

    def services_of(self, structure: Structure) -> list[Service]:
        return [one for one in self.services if one.structure is structure]

    # --- rights ------------------------------------------------------------------------------------------

    def is_manager_of(self, user: User | None, structure: Structure) -> bool:
        return bool(
            user
            and user.is_manager
            and structure.department
            and structure.department in (user.departments or ())
        )

    def can_edit_structure(self, user: User | None, structure: Structure) -> bool:
        if user is None:
            return False
        return user.is_staff or user.email in structure.admins or self.is_manager_of(user, structure)

    def can_edit_services(self, user: User | None, structure: Structure) -> bool:
        if user is None:
            return False
        return self.can_edit_structure(user, structure) or user.email in structure.members

    def can_see(self, user: User | None, service: Service) -> bool:
        if service.structure.is_obsolete:
            return False
        return service.status == "PUBLISHED" or self.can_edit_services(user, service.structure)

    def memberships(self, user: User) -> list[Structure]:
        return [one for one in self.structures if user.email in one.members | one.admins]

    def has_full_serializer(self, user: User | None) -> bool:
        """Trap 1: otherwise the contact fields are lost."""
        return bool(user and (user.is_staff or (user.is_valid and self.memberships(user))))

    # --- free-text conditions ----------------------------------------------------------------------------

    def condition_id(self, kind: str, name: str, structure: Structure | None) -> int:
        """Exact name, in the structure then for everybody, else created: even when the request fails later."""
        owner = structure.slug if structure else ""
        for wanted in (owner, None):
            for number, (known, holder) in self.conditions[kind].items():
                if known == name and holder == wanted:
                    return number
        number = max(self.conditions[kind]) + 1
        self.conditions[kind][number] = (name, owner)
        return number
