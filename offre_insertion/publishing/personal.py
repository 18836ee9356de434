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
from urllib.parse import unquote

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from offre_insertion.cleaning.courriel import is_masked_in_open_data
from offre_insertion.publishing.nominative import is_nominative
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
#: Fields that hold a web address.
_LINKS = ("site_web", "lien_source", "lien_mobilisation", "accessibilite_lieu")
#: « jean.exemple@x.fr », and against robots « jean.exemple @ x.fr », « jean.exemple [at] x [point] fr ».
_COURRIEL = re.compile(
    r"(?<![\w.+-])(?P<local>[\w.+-]+)(?:\s{0,2}@\s{0,2}|\s{0,2}[\[({]\s?(?:at|@|arobase|arobas|a)\s?[\])}]\s{0,2})"
    r"(?P<domain>[\w-]+(?:(?:\.|\s{0,2}[\[({]\s?(?:dot|point|\.)\s?[\])}]\s{0,2})[\w-]+)+)",
    re.IGNORECASE,
)
_DOT = re.compile(r"\s*[\[({]\s?(?:dot|point|\.)\s?[\])}]\s*", re.IGNORECASE)
#: A French mobile by pairs whatever stands between them, always the same, and a zero that may be the letter.
_PAIRED_MOBILE = re.compile(
    r"(?<!\d)(?:[0Oo]|(?:\+|00)33[\s.(0)]{0,4})[67](?P<between>|\s?[\s./·•_‧∙–—-]\s?)\d{2}(?:(?P=between)\d{2}){3}"
    r"(?!(?P=between)?\d)"
)
#: The same in a link: « wa.me/33612345678 », « tel:+33612345678 ».
_LINKED_MOBILE = re.compile(r"(?<!\d)(?:0|(?:\+|00)?33)[67]\d{8}(?!\d)")
#: Something that may be a mobile number: looking for real ones in every text would take minutes.
_MAYBE_MOBILE = re.compile(r"(?:(?:\b00|\+)\s?\d{2,3}[\s.()0-]*|\b0)[\s.-]*[67]")
#: Names of the structure and of the service.
Names = tuple[str, ...]


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

    def refuses(self, courriel: str, names: Names = ()) -> bool:
        """Whether an address may be a person's who did not accept; ``names`` are those of the place."""
        return courriel.casefold() not in self.courriels and is_nominative(courriel, names)


NOTHING_ACCEPTED = Accepted()


@dataclass(frozen=True, slots=True)
class Withheld:
    """A value that is not published: its field, and why. The value itself is not kept."""

    field: str
    reason: str


def remove_personal(
    record: Record, accepted: Accepted, *, structure: str = ""
) -> tuple[Record, tuple[Withheld, ...]]:
    """The record without what looks like a person, and what was withheld. The record given is left as it is.

    ``structure`` is the name of the structure of a service: an address that has a word of it is no person's.
    """
    names = (str(record.get("nom") or ""), structure)
    changes: dict[str, str | None] = {}
    withheld = [
        *_contact(record, changes),
        *_coordinates(record, changes, accepted, names),
        *_texts(record, changes, accepted, names),
        *_links(record, changes, accepted, names),
    ]
    if not withheld:
        return record, ()
    kept = {**record, **changes}
    return {name: value for name, value in kept.items() if value is not None}, tuple(withheld)


def _contact(record: Record, changes: dict[str, str | None]) -> Iterator[Withheld]:
    if record.get(CONTACT):
        changes[CONTACT] = None
        yield Withheld(CONTACT, "le nom d’une personne n’est jamais publié")


def _coordinates(
    record: Record, changes: dict[str, str | None], accepted: Accepted, names: Names
) -> Iterator[Withheld]:
    courriel, telephone = record.get("courriel"), record.get("telephone")
    is_refused = isinstance(courriel, str) and accepted.refuses(courriel, names)
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


def _texts(
    record: Record, changes: dict[str, str | None], accepted: Accepted, names: Names
) -> Iterator[Withheld]:
    for name in _TEXTS:
        text = record.get(name)
        if not isinstance(text, str):
            continue
        tidy = _without_telephones(_without_courriels(text, accepted, names), accepted)
        if tidy != text:
            changes[name] = tidy
            yield Withheld(name, "le texte contient l’adresse ou le mobile d’une personne")


def _links(
    record: Record, changes: dict[str, str | None], accepted: Accepted, names: Names
) -> Iterator[Withheld]:
    """A link cannot be written without a part of it: the whole is withheld."""
    for name in _LINKS:
        link = record.get(name)
        if not isinstance(link, str):
            continue
        plain = unquote(link)
        mobiles = (match.group() for match in _LINKED_MOBILE.finditer(plain))
        if _without_courriels(plain, accepted, names) != plain or any(
            _canonical(one if one.startswith(("0", "+")) else f"+{one}") not in accepted.telephones
            for one in mobiles
        ):
            changes[name] = None
            yield Withheld(name, "le lien contient l’adresse ou le mobile d’une personne")


def _without_courriels(text: str, accepted: Accepted, names: Names) -> str:
    def replace(match: re.Match[str]) -> str:
        courriel = f"{match['local'].strip('.')}@{_DOT.sub('.', match['domain'])}"
        return REMOVED if accepted.refuses(courriel, names) else match.group()

    return _COURRIEL.sub(replace, text)


def _without_telephones(text: str, accepted: Accepted) -> str:
    def replace(match: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", match.group().replace("O", "0").replace("o", "0"))
        return match.group() if _canonical(f"0{digits[-9:]}") in accepted.telephones else REMOVED

    text = _PAIRED_MOBILE.sub(replace, text)
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
