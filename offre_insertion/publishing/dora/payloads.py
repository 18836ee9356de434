"""What is sent to DORA, held to the limits that its API checks: a value it would refuse never leaves.

Only the fields that a v1 record decides. Texts are never null, and ``status`` is not here: see
:class:`~offre_insertion.publishing.dora.drafts.DoraDraft`. Contract §4 and §5.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from offre_insertion.publishing.dora.drafts import Fields
from offre_insertion.publishing.dora.models import Point
from offre_insertion.publishing.dora.values import URL_MAX, is_email, is_url

ACCESSLIBRE = "https://acceslibre.beta.gouv.fr/"


def _url(text: str) -> str:
    if text and not is_url(text):
        raise ValueError("DORA refuse cette adresse")
    return text


def _email(text: str) -> str:
    if text and not is_email(text):
        raise ValueError("DORA refuse ce courriel")
    return text


Text140 = Annotated[str, Field(max_length=140)]
Text255 = Annotated[str, Field(max_length=255)]
Text280 = Annotated[str, Field(max_length=280)]
Code5 = Annotated[str, Field(max_length=5)]
Url = Annotated[str, Field(max_length=URL_MAX), AfterValidator(_url)]
Email = Annotated[str, AfterValidator(_email)]
Phone = Annotated[str, Field(pattern=r"^(?:0\d{9}|\d{0,9})$")]
Condition = Annotated[str, Field(min_length=1, max_length=140)]
Count = Annotated[int, Field(ge=1)] | None
Degrees = float | None


class _Payload(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        extra="forbid",
        frozen=True,
        str_strip_whitespace=True,
    )

    def fields(self) -> Fields:
        """The JSON body, camelCase."""
        return self.model_dump(by_alias=True, mode="json")


class ServicePayload(_Payload):
    """The managed fields of a service."""

    #: DORA wants one; a record without it is said to lack it, like any other.
    name: Text140 = ""
    short_desc: Text280 = ""
    description: Annotated[str, Field(max_length=10_000)] = ""
    kind: str | None = None
    categories: list[str] = []
    subcategories: list[str] = []
    publics: list[str] = []
    publics_precisions: str = ""
    requirements: list[Condition] = []
    credentials: list[Condition] = []
    fee_condition: Literal["gratuit", "payant"] | None = None
    fee_details: str = ""
    beneficiaries_access_modes: list[str] = []
    beneficiaries_access_modes_external_form_link: Url = ""
    beneficiaries_access_modes_external_form_link_text: Annotated[str, Field(max_length=27)] = ""
    beneficiaries_access_modes_other: Text280 = ""
    coach_orientation_modes: list[str] = []
    coach_orientation_modes_external_form_link: Url = ""
    coach_orientation_modes_external_form_link_text: Annotated[str, Field(max_length=27)] = ""
    coach_orientation_modes_other: Text280 = ""
    contact_name: Text140 = ""
    contact_phone: Phone = ""
    contact_email: Email = ""
    location_kinds: list[str] = []
    address1: Text255 = ""
    address2: Text255 = ""
    postal_code: Code5 = ""
    city_code: Code5 = ""
    geom: Point | None = None
    online_form: Url = ""
    diffusion_zone_type: Literal["city", "epci", "department", "region", "country", ""] = ""
    diffusion_zone_details: Annotated[str, Field(max_length=9)] = ""
    recurrence: Text140 = ""
    duration_weekly_hours: Count = None
    duration_weeks: Count = None


class StructurePayload(_Payload):
    """The managed fields of a structure. ``siret`` and ``slug`` are sent at creation only."""

    name: Text255 = ""
    typology: str = ""
    short_desc: Text280 = ""
    full_desc: str = ""
    address1: Text255 = ""
    address2: Text255 = ""
    postal_code: Code5 = ""
    city_code: Code5 = ""
    longitude: Degrees = None
    latitude: Degrees = None
    phone: Phone = ""
    email: Email = ""
    url: Url = ""
    accesslibre_url: Annotated[Url, Field(pattern=rf"^(?:{ACCESSLIBRE}.*)?$")] | None = None
    opening_hours: Text255 | None = None
    opening_hours_details: Text255 | None = None
    national_labels: list[str] = []
