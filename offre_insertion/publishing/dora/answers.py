"""The short answers of DORA: the account, the rows of its lists (contract §1, §4, §5.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from offre_insertion.schema import Record

#: The JSON of one answer, camelCase.
Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Account:
    """``GET /auth/user-info/``. ``structures`` are the slugs of those it is a member of; ``repr`` hides who it is."""

    courriel: str = field(repr=False)
    is_manager: bool
    is_staff: bool
    departments: tuple[str, ...]
    structures: tuple[str, ...]

    def manages(self, departement: str) -> bool:
        """True when the account may write in every structure of the département."""
        return self.is_staff or (self.is_manager and departement in self.departments)

    @property
    def keeps_contacts(self) -> bool:
        """False when DORA would drop the contact fields of all it writes, without a word (contract §2, trap 1)."""
        return self.is_staff or bool(self.structures)


@dataclass(frozen=True, slots=True)
class StructureRow:
    """A structure, as much of it as finding it needs. ``modified`` is an ISO instant, UTC."""

    slug: str
    siret: str
    department: str
    modified: str
    is_obsolete: bool = False


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A row of ``GET /services/?structure=``: too short to compare, enough to know whether to read the sheet."""

    slug: str
    structure: str
    status: str | None
    name: str
    short_desc: str
    city: str
    postal_code: str
    contact_email: str
    modified: str

    def as_record(self) -> Record:
        """What is known of it, as a v1 service: enough for a first resemblance."""
        fields = {
            "id": f"dora--{self.slug}",
            "structure_id": self.structure,
            "nom": self.name,
            "description": self.short_desc,
            "commune": self.city,
            "code_postal": self.postal_code,
            "courriel": self.contact_email,
        }
        return {name: value for name, value in fields.items() if value}


def read_account(body: object) -> Account:
    """``departments`` is null for those who manage nothing."""
    fields = as_json(body)
    return Account(
        courriel=text(fields, "email"),
        is_manager=fields.get("isManager") is True,
        is_staff=fields.get("isStaff") is True,
        departments=tuple(str(one) for one in as_list(fields.get("departments"))),
        structures=tuple(text(as_json(one), "slug") for one in as_list(fields.get("structures"))),
    )


def read_structure(body: object) -> StructureRow:
    """A row of a list, or a whole structure."""
    fields = as_json(body)
    return StructureRow(
        slug=text(fields, "slug"),
        siret=text(fields, "siret"),
        department=text(fields, "department"),
        modified=instant(fields),
        is_obsolete=fields.get("isObsolete") is True,
    )


def read_service_row(body: object) -> ServiceRow:
    """One row."""
    fields = as_json(body)
    status = fields.get("status")
    return ServiceRow(
        slug=text(fields, "slug"),
        structure=text(fields, "structure"),
        status=status if isinstance(status, str) else None,
        name=text(fields, "name"),
        short_desc=text(fields, "shortDesc"),
        city=text(fields, "city"),
        postal_code=text(fields, "postalCode"),
        contact_email=text(fields, "contactEmail"),
        modified=instant(fields),
    )


def as_json(body: object) -> Json:
    """The object, an empty one when it is something else."""
    return body if isinstance(body, dict) else {}


def as_list(body: object) -> list[object]:
    """The list, or the results of a page."""
    if isinstance(body, dict):
        body = body.get("results")
    return body if isinstance(body, list) else []


def text(fields: Mapping[str, object], name: str) -> str:
    """A text, empty when it is null or absent."""
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def instant(fields: Mapping[str, object]) -> str:
    """``modificationDate`` in UTC: two texts of one instant are equal. As it is when it cannot be read."""
    written = text(fields, "modificationDate")
    try:
        return dt.datetime.fromisoformat(written).astimezone(dt.UTC).isoformat()
    except ValueError:
        return written
