"""OSM opening hours at the limits of DORA: rules are kept whole, an expression cut anywhere would lie."""

from __future__ import annotations

import re

from offre_insertion.cleaning.horaires.osm import checked, is_osm
from offre_insertion.publishing.dora.drafts import Losses

_FIELD = "horaires_accueil"
_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_DAY = "(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)"
_RANGE = r"(?:off|\d{1,2}:\d{2}-\d{1,2}:\d{2})"
#: What the parser of DORA reads (osm_time): « day or days, one space, ranges », no comment, no month; and of
#: days, one span, or a list without span.
_PLAIN_RULE = re.compile(rf"{_DAY}(?:-{_DAY}|(?:,{_DAY})*) {_RANGE}(?:,{_RANGE})*")


def rules_within(hours: str, limit: int, losses: Losses, *, dora_field: str) -> str:
    """The first rules that fit: an expression of OSM is a list separated by « ; ».

    Nothing is sent when the first rule alone is too long.
    """
    if len(hours) <= limit:
        return hours
    kept = ""
    for rule in _rules(hours):
        longer = f"{kept}; {rule}" if kept else rule
        if len(longer) > limit or checked(longer) is None:
            break
        kept = longer
    what = f"sont coupés après « {kept[-25:]} »" if kept else "ne sont pas envoyés"
    losses.add(_FIELD, dora_field, "coupe" if kept else "ecarte",
               f"Les horaires ont {len(hours)} caractères, DORA en admet {limit} : ils {what}. Dites-les plus "
               "simplement, ou dans la description.")  # fmt: skip
    return kept


_SPAN = re.compile(r"\b(Mo|Tu|We|Th|Fr|Sa|Su)-(Mo|Tu|We|Th|Fr|Sa|Su)\b")
_MIXED = re.compile(rf"^(?={_DAY}[-,\w]*,)(?=[-,\w]*-)[-,\w]+(?= )")


def spell_days(hours: str) -> str:
    """The same hours, each day named where spans and days are mixed: « Tu,Th-Fr » is « Tu,Th,Fr »."""
    return "; ".join(_MIXED.sub(lambda days: _SPAN.sub(_span, days.group()), rule) for rule in _rules(hours))


def _span(match: re.Match[str]) -> str:
    """Days from one to the other, through the end of the week if need be."""
    first, last = (_DAYS.index(day) for day in match.groups())
    return ",".join((_DAYS * 2)[first : last + 1 + (7 if last < first else 0)])


def is_readable_by_dora(hours: str) -> bool:
    """DORA's own parser takes the expression: ours knows far more of OSM."""
    return hours == "24/7" or all(_PLAIN_RULE.fullmatch(rule.strip()) for rule in hours.split(";"))


def _rules(hours: str) -> list[str]:
    """The rules, a « ; » inside a comment left alone."""
    rules: list[str] = []
    for part in hours.split(";"):
        if rules and rules[-1].count('"') % 2:
            rules[-1] += f";{part}"
        else:
            rules.append(part.strip())
    return [rule for rule in rules if rule]


def hours_back(text: str, losses: Losses, *, dora_field: str) -> str | None:
    """The hours when DORA's free text is an expression of OSM; else ``None``, and the loss."""
    if not text or is_osm(text):
        return text or None
    losses.add(_FIELD, dora_field, "ecarte", f"« {text[:60]} » n’est pas un horaire OpenStreetMap.")
    return None
