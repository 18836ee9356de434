"""What DORA answers, read with tolerance: unknown keys ignored, nulls and absences made empty.

The keys are camelCase, without underscore before a digit (``address1``); contract §1, §4, §5.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic.alias_generators import to_camel, to_snake

T = TypeVar("T")


def _text(value: object) -> str:
    """A number is its digits; anything else that is no text is nothing."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""


def _list(value: object) -> list[object]:
    return [one for one in value if one is not None] if isinstance(value, list | tuple) else []


def _values(value: object) -> list[str]:
    return [text for one in _list(value) if (text := _text(one))]


def _or_none(value: object, read: ValidatorFunctionWrapHandler) -> object:
    """Nothing rather than an error: another endpoint may give another form of the same key."""
    try:
        return read(value)
    except ValidationError:
        return None


def _point(value: object) -> object:
    """A GeoJSON point; any other geometry is none: no record of ours is a surface."""
    return value if isinstance(value, dict) and value.get("type") == "Point" else None


Text = Annotated[str, BeforeValidator(_text)]
Values = Annotated[tuple[str, ...], BeforeValidator(_values)]
Maybe = Annotated[T | None, WrapValidator(_or_none)]


class DoraModel(BaseModel):
    """Base of every answer."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        extra="ignore",
        frozen=True,
        coerce_numbers_to_str=True,
    )


class Point(DoraModel):
    """GeoJSON: ``coordinates`` are (longitude, latitude)."""

    type: str = "Point"
    coordinates: tuple[float, float]


class DoraService(DoraModel):
    """``GET /services/<slug>/``. Conditions are read from their texts: the identifiers mean nothing elsewhere."""

    slug: Text = ""
    structure: Text = ""
    status: Maybe[str] = None
    name: Text = ""
    short_desc: Text = ""
    description: Text = ""
    full_desc: Text = ""
    kind: Maybe[str] = None
    categories: Values = ()
    subcategories: Values = ()
    publics: Values = ()
    publics_precisions: Text = ""
    access_conditions_display: Values = ()
    requirements_display: Values = ()
    credentials_display: Values = ()
    fee_condition: Maybe[str] = None
    fee_details: Text = ""
    beneficiaries_access_modes: Values = ()
    beneficiaries_access_modes_external_form_link: Text = ""
    beneficiaries_access_modes_external_form_link_text: Text = ""
    beneficiaries_access_modes_other: Text = ""
    coach_orientation_modes: Values = ()
    coach_orientation_modes_external_form_link: Text = ""
    coach_orientation_modes_external_form_link_text: Text = ""
    coach_orientation_modes_other: Text = ""
    contact_name: Text = ""
    contact_phone: Text = ""
    contact_email: Text = ""
    #: Null is the mark of an account that DORA treats as anonymous (contract §2, trap 1).
    is_contact_info_public: Maybe[bool] = None
    location_kinds: Values = ()
    address1: Text = ""
    address2: Text = ""
    postal_code: Text = ""
    city: Text = ""
    city_code: Text = ""
    department: Text = ""
    geom: Annotated[Maybe[Point], BeforeValidator(_point)] = None
    remote_url: Text = ""
    online_form: Text = ""
    diffusion_zone_type: Text = ""
    diffusion_zone_details: Text = ""
    qpv_or_zrr: Maybe[bool] = None
    is_cumulative: Maybe[bool] = None
    recurrence: Text = ""
    duration_weekly_hours: Maybe[int] = None
    duration_weeks: Maybe[int] = None
    suspension_date: Maybe[dt.date] = None
    update_frequency: Text = ""
    update_needed: Maybe[bool] = None
    forms: Values = ()
    funding_labels: Values = ()
    model: Maybe[str] = None
    can_write: Maybe[bool] = None
    creation_date: Maybe[dt.datetime] = None
    modification_date: Maybe[dt.datetime] = None
    publication_date: Maybe[dt.datetime] = None


class SourceChoice(DoraModel):
    """Where a structure comes from."""

    value: Text = ""
    label: Text = ""


class DoraStructure(DoraModel):
    """``GET /structures/<slug>/`` and ``GET /siret-claimed/<siret>/``."""

    slug: Text = ""
    siret: Text = ""
    name: Text = ""
    typology: Text = ""
    short_desc: Text = ""
    full_desc: Text = ""
    address1: Text = ""
    address2: Text = ""
    postal_code: Text = ""
    city: Text = ""
    city_code: Text = ""
    department: Text = ""
    longitude: Maybe[float] = None
    latitude: Maybe[float] = None
    phone: Text = ""
    email: Text = ""
    url: Text = ""
    ape: Text = ""
    accesslibre_url: Text = ""
    opening_hours: Text = ""
    opening_hours_details: Text = ""
    national_labels: Values = ()
    other_labels: Values = ()
    is_obsolete: Annotated[bool, BeforeValidator(lambda value: value is True)] = False
    no_dora_form: Maybe[bool] = None
    has_admin: Maybe[bool] = None
    is_member: Maybe[bool] = None
    is_admin: Maybe[bool] = None
    has_been_edited: Maybe[bool] = None
    parent: Maybe[str] = None
    source: Maybe[SourceChoice] = None
    creation_date: Maybe[dt.datetime] = None
    modification_date: Maybe[dt.datetime] = None


class Choice(DoraModel):
    """A value and its label."""

    value: str
    label: Text = ""


class CustomChoice(DoraModel):
    """A condition: its identifier, its text, the structure it belongs to (none: everyone's)."""

    value: int
    label: Text = ""
    structure: Maybe[str] = None


Choices = Annotated[tuple[Choice, ...], BeforeValidator(_list)]
CustomChoices = Annotated[tuple[CustomChoice, ...], BeforeValidator(_list)]


class ServicesOptions(DoraModel):
    """``GET /services-options/``."""

    categories: Choices = ()
    subcategories: Choices = ()
    kinds: Choices = ()
    publics: Choices = ()
    fee_conditions: Choices = ()
    location_kinds: Choices = ()
    coach_orientation_modes: Choices = ()
    beneficiaries_access_modes: Choices = ()
    diffusion_zone_type: Choices = ()
    update_frequencies: Choices = ()
    access_conditions: CustomChoices = ()
    requirements: CustomChoices = ()
    credentials: CustomChoices = ()

    def choices(self, name: str) -> tuple[Choice, ...]:
        """A list by its name in the answer (camelCase)."""
        found: tuple[Choice, ...] = getattr(self, to_snake(name))
        return found

    def conditions(self, name: str) -> tuple[CustomChoice, ...]:
        """The conditions of a field by its name in the answer (camelCase)."""
        found: tuple[CustomChoice, ...] = getattr(self, to_snake(name))
        return found


class StructuresOptions(DoraModel):
    """``GET /structures-options/``."""

    typologies: Choices = ()
    national_labels: Choices = ()
    restricted_national_labels: Choices = ()
