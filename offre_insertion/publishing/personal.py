"""What looks like a person in a record that is about to be published, and the record without it.

The rule is that of data·inclusion, which blanks the value and keeps the record (contract §4.3), made wider as
referencement.md §7 asks: nominative addresses of any domain, mobile numbers (personal data, CADA 20213227), the
name of the contact always, and the same inside texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from offre_insertion.cleaning.courriel import is_masked_in_open_data, is_personal_courriel
from offre_insertion.schema import Record

#: What takes the place of an address or of a number in the middle of a text.
REMOVED = "[coordonnées retirées]"
CONTACT = "contact_nom_prenom"
#: Fields that people write freely.
_TEXTS = (
    "nom",
    "description",
    "adresse",
    "complement_adresse",
    "horaires_accueil",
    "conditions_acces",
    "publics_precisions",
    "frais_precisions",
    "mobilisation_precisions",
)
_COURRIEL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
#: Something that may be a mobile number: looking for real ones in every text would take minutes.
_MAYBE_MOBILE = re.compile(r"(?:(?:\b00|\+)\s?\d{2,3}[\s.()0-]*|\b0)[\s.-]*[67]")


@dataclass(frozen=True, slots=True)
class Accepted:
    """The addresses and the numbers that the project accepts by name, however they are spelt."""

    courriels: frozenset[str] = frozenset()
    telephones: frozenset[str] = frozenset()

    @classmethod
    def of(cls, *, courriels: Iterable[str] = (), telephones: Iterable[str] = ()) -> Accepted:
        """From the lists of the project file."""
        return cls(
            frozenset(one.strip().casefold() for one in courriels),
            frozenset(_canonical(one) for one in telephones),
        )


NOTHING_ACCEPTED = Accepted()


@dataclass(frozen=True, slots=True)
class Withheld:
    """A value that is not published: its field, and why. The value itself is not kept."""

    field: str
    reason: str


def remove_personal(record: Record, accepted: Accepted) -> tuple[Record, tuple[Withheld, ...]]:
    """The record without what looks like a person, and what was withheld. The record given is left as it is."""
    changes: dict[str, str | None] = {}
    withheld = [
        *_contact(record, changes),
        *_coordinates(record, changes, accepted),
        *_texts(record, changes, accepted),
    ]
    if not withheld:
        return record, ()
    kept = {**record, **changes}
    return {name: value for name, value in kept.items() if value is not None}, tuple(withheld)


def _contact(record: Record, changes: dict[str, str | None]) -> Iterator[Withheld]:
    if record.get(CONTACT):
        changes[CONTACT] = None
        yield Withheld(CONTACT, "le nom d’une personne n’est jamais publié")


def _coordinates(record: Record, changes: dict[str, str | None], accepted: Accepted) -> Iterator[Withheld]:
    courriel, telephone = record.get("courriel"), record.get("telephone")
    is_refused = isinstance(courriel, str) and _is_refused_courriel(courriel, accepted)
    if is_refused:
        changes["courriel"] = None
        yield Withheld("courriel", "l’adresse semble être celle d’une personne")
    if not isinstance(telephone, str) or _canonical(telephone) in accepted.telephones:
        return
    if _is_mobile(telephone) or _without_telephones(telephone, accepted) != telephone:
        changes["telephone"] = None
        yield Withheld("telephone", "le numéro est celui d’un mobile")
    elif is_refused and is_masked_in_open_data(str(courriel)):
        changes["telephone"] = None
        yield Withheld("telephone", "il accompagne l’adresse d’une personne chez un fournisseur grand public")


def _texts(record: Record, changes: dict[str, str | None], accepted: Accepted) -> Iterator[Withheld]:
    for name in _TEXTS:
        text = record.get(name)
        if not isinstance(text, str):
            continue
        tidy = _without_telephones(_without_courriels(text, accepted), accepted)
        if tidy != text:
            changes[name] = tidy
            yield Withheld(name, "le texte contient l’adresse ou le mobile d’une personne")


def _is_refused_courriel(courriel: str, accepted: Accepted) -> bool:
    return courriel.casefold() not in accepted.courriels and (
        is_personal_courriel(courriel) or is_masked_in_open_data(courriel)
    )


def _without_courriels(text: str, accepted: Accepted) -> str:
    if "@" not in text:
        return text

    def replace(match: re.Match[str]) -> str:
        return REMOVED if _is_refused_courriel(match.group().rstrip("."), accepted) else match.group()

    return _COURRIEL.sub(replace, text)


def _without_telephones(text: str, accepted: Accepted) -> str:
    if not _MAYBE_MOBILE.search(text):
        return text
    for match in reversed(list(phonenumbers.PhoneNumberMatcher(text, "FR", phonenumbers.Leniency.POSSIBLE))):
        if _is_mobile_number(match.number) and _e164(match.number) not in accepted.telephones:
            text = f"{text[: match.start]}{REMOVED}{text[match.end :]}"
    return text


@lru_cache(maxsize=1 << 13)
def _is_mobile(telephone: str) -> bool:
    number = _parse(telephone)
    return number is not None and _is_mobile_number(number)


def _is_mobile_number(number: PhoneNumber) -> bool:
    """By the plan of the country; in mainland France by the first digit, since new ranges open every year."""
    if number.country_code == 33:
        return str(number.national_number).startswith(("6", "7"))
    return bool(phonenumbers.number_type(number) == PhoneNumberType.MOBILE)


@lru_cache(maxsize=1 << 13)
def _canonical(telephone: str) -> str:
    """E.164, or the text itself when it is no number."""
    number = _parse(telephone)
    return telephone if number is None else _e164(number)


def _parse(telephone: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(telephone, "FR")
    except NumberParseException:
        return None


def _e164(number: PhoneNumber) -> str:
    return str(phonenumbers.format_number(number, PhoneNumberFormat.E164))
