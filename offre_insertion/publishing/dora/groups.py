"""Fields of a sheet that are one statement: half of ours beside half of theirs would be nobody's."""

from __future__ import annotations

_PLACE = frozenset({"address1", "address2", "postalCode", "cityCode", "geom", "longitude", "latitude"})
_ZONE = frozenset({"diffusionZoneType", "diffusionZoneDetails"})
_FEES = frozenset({"feeCondition", "feeDetails"})
_THEMES = frozenset({"categories", "subcategories"})
CONTACT = frozenset({"contactName", "contactPhone", "contactEmail"})
_BENEFICIARIES, _COACHES = (
    frozenset({modes, f"{modes}ExternalFormLink", f"{modes}ExternalFormLinkText", f"{modes}Other"})
    for modes in ("beneficiariesAccessModes", "coachOrientationModes")
)


def _by_name(*groups: frozenset[str]) -> dict[str, frozenset[str]]:
    return {name: group for group in groups for name in group}


#: Name → those that are replaced with it.
REPLACED_WITH = _by_name(_PLACE, _ZONE, _FEES, _THEMES, CONTACT, _BENEFICIARIES, _COACHES)
#: Those beside which an empty one may not be filled: « for professionals only » is said by one list being empty.
FILLED_WITH = _by_name(
    _PLACE, _ZONE, _FEES, _THEMES, CONTACT, _BENEFICIARIES | _COACHES | {"onlineForm"},
    frozenset({"publics", "publicsPrecisions"}),
)  # fmt: skip
#: Empty, they still say something: no public is everyone (contract §5).
SPEAKING = frozenset({"publics"})
