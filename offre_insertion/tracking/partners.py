"""The register of partners: from the events of the history to where each one stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise
from typing import Any, Literal, get_args

from rapidfuzz import fuzz, process
from stdnum.exceptions import ValidationError
from stdnum.fr import siren as official_siren

from offre_insertion.errors import ReadError
from offre_insertion.history.registers import Event
from offre_insertion.text import fold
from offre_insertion.tracking.values import Facts

Stage = Literal["identifie", "contacte", "accord", "actif", "autonome"]
STAGES: tuple[Stage, ...] = get_args(Stage)
STAGE_LABELS: dict[Stage, str] = {
    "identifie": "identifié",
    "contacte": "contacté",
    "accord": "accord",
    "actif": "actif",
    "autonome": "autonome",
}

#: From this resemblance, a name may be that of a partner badly written.
_ALIKE = 75


def read_stage(text: str) -> Stage | None:
    """The stage that a person names: « contacté », « Contacte », « d’accord »."""
    wanted = fold(text).removeprefix("d ")
    return next((one for one in STAGES if one == wanted), None)


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact with a partner, in words."""

    day: dt.date
    note: str
    author: str


@dataclass(frozen=True, slots=True)
class Partner:
    """A legal entity that has an offer. ``structures`` are ids of its records, for one that has no SIREN there."""

    nom: str
    added: dt.date
    stage: Stage = "identifie"
    since: dt.date | None = None
    siren: str | None = None
    type: str | None = None
    structures: tuple[str, ...] = ()
    courriel: str | None = None
    telephone: str | None = None
    contacts: tuple[Contact, ...] = ()

    @property
    def key(self) -> str:
        """What names it in the register: its name without case nor accents."""
        return fold(self.nom)

    @property
    def called(self) -> str:
        """When it was last spoken to, in words: one that is further than « identifié » was, though nobody noted it."""
        if self.last_contact is not None:
            return f"dernier contact le {self.last_contact:%d/%m/%Y}"
        return "jamais contacté" if self.stage == "identifie" else "aucun contact noté"

    @property
    def rank(self) -> int:
        """How far it is, 0 to 4."""
        return STAGES.index(self.stage)

    @property
    def last_contact(self) -> dt.date | None:
        """Day of the last contact."""
        return max((one.day for one in self.contacts), default=None)

    def has_siren(self, siret: str | None) -> bool:
        """Whether a SIRET is of its SIREN."""
        return self.siren is not None and (siret or "")[:9] == self.siren

    def owns(self, facts: Facts) -> bool:
        """Whether a service is its own: same SIREN, or a structure it names."""
        return (self.siren is not None and facts.siren == self.siren) or facts.structure in self.structures

    @property
    def is_linked(self) -> bool:
        """Whether anything tells which records are its own."""
        return self.siren is not None or bool(self.structures)

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready, without what was said in the contacts."""
        return {
            "nom": self.nom,
            "etape": self.stage,
            "depuis": self.since.isoformat() if self.since else None,
            "siren": self.siren,
            "type": self.type,
            "structures": list(self.structures),
            "courriel": self.courriel,
            "telephone": self.telephone,
            "ajoute_le": self.added.isoformat(),
            "dernier_contact": self.last_contact.isoformat() if self.last_contact else None,
        }


#: What can be said of a partner when it is added or corrected.
FIELDS = ("siren", "type", "structures", "courriel", "telephone")


def read_partners(events: Iterable[Event], *, on: dt.date | None = None) -> list[Partner]:
    """The partners of the register, in the order of letters, as they stood on a day (today by default).

    The day said counts, not the order of writing: a contact of January noted in May was of January. One that is taken
    out and added again begins again.
    """
    lives: dict[str, list[list[Event]]] = {}
    for event in events:
        known = lives.setdefault(event.subject, [])
        if known and known[-1][-1].action != "retire":
            known[-1].append(event)
        elif event.action == "ajoute":
            known.append([event])
    partners = [_partner(_life(known, on), on) for known in lives.values() if known]
    return sorted((one for one in partners if one is not None), key=lambda one: one.key)


def _life(lives: Sequence[list[Event]], on: dt.date | None) -> list[Event]:
    """The events that tell a day: what is noted after a new addition does not rewrite the days before it."""
    ended = ((one, max(one[-1].day, again[0].day)) for one, again in pairwise(lives))
    return next((one for one, end in ended if on is not None and on < end), lives[-1])


def _partner(life: Sequence[Event], on: dt.date | None) -> Partner | None:
    """Where a partner stands on a day; ``None`` before its first day, and once taken out."""
    said = [one for one in life if on is None or one.day <= on]
    if not said or any(one.action == "retire" for one in said):
        return None
    said.sort(key=lambda one: one.day)  # those of one day stay in the order of writing
    return reduce(_after, said, Partner(str(life[0].details["nom"]), life[0].day, since=said[0].day))


def _after(partner: Partner, event: Event) -> Partner:
    details = event.details
    partner = with_fields(partner, details)
    if event.action == "contact":
        contact = Contact(event.day, str(details.get("note", "")), event.author)
        partner = replace(partner, contacts=(*partner.contacts, contact))
        if partner.rank < STAGES.index("contacte"):
            partner = replace(partner, stage="contacte", since=event.day)
    stage = next((one for one in STAGES if one == details.get("etape")), None)
    # Only a contact says that a partner went back: what was noted of the days before its addition is not undone.
    is_lower = stage is not None and event.action != "contact" and STAGES.index(stage) < partner.rank
    return replace(partner, stage=stage, since=event.day) if stage and not is_lower else partner


def with_fields(partner: Partner, details: Mapping[str, Any]) -> Partner:
    """The partner with what an event says of it, its stage aside: structures add up, another value replaces."""
    given = {name: details[name] for name in FIELDS if details.get(name)}
    structures = dict.fromkeys((*partner.structures, *given.get("structures", ())))
    return replace(partner, **{**given, "structures": tuple(structures)})


def find_partner(partners: Iterable[Partner], name: str) -> Partner:
    """The partner of a name or of a SIREN. Raises :class:`ReadError` when there is none, or several."""
    wanted = fold(name)
    partners = list(partners)
    found = [one for one in partners if wanted and (one.key == wanted or one.siren == name.replace(" ", ""))]
    found = found or [one for one in partners if wanted and wanted in one.key]
    if len(found) == 1:
        return found[0]
    if not found:
        raise ReadError(
            f"Aucun partenaire « {name} » au registre. {_nearest(wanted, partners)}« offre-insertion partenaires "
            "ajouter » en ajoute un."
        )
    names = ", ".join(f"« {one.nom} »" for one in found[:5])
    raise ReadError(f"« {name} » désigne plusieurs partenaires : {names}. Donnez le nom entier.")


def _nearest(wanted: str, partners: Iterable[Partner]) -> str:
    names = {one.nom: one.key for one in partners}
    found = process.extract(wanted, names, scorer=fuzz.WRatio, limit=3, score_cutoff=_ALIKE)
    return f"Les plus proches : {', '.join(f'« {name} »' for _, _, name in found)}. " if found else ""


@dataclass(frozen=True, slots=True)
class NewPartner:
    """What a person gives of a partner, to add it or to complete it; without a stage it is only identified."""

    nom: str
    siren: str | None = None
    type: str | None = None
    structures: tuple[str, ...] = ()
    courriel: str | None = None
    telephone: str | None = None
    etape: Stage | None = None

    @property
    def details(self) -> dict[str, Any]:
        """What the register keeps of one to add, JSON-ready."""
        details: dict[str, Any] = {"nom": self.nom, "etape": self.etape or "identifie"}
        for name in FIELDS:
            if value := getattr(self, name):
                details[name] = list(value) if isinstance(value, tuple) else value
        return details

    def event(self, *, author: str, day: dt.date, at: dt.datetime) -> Event:
        """The line to add to the register."""
        return Event("partenaire", fold(self.nom), "ajoute", author, day, at, self.details)


def check_partner(
    new: NewPartner, partners: Iterable[Partner], *, structures: Container[str] = ()
) -> NewPartner:
    """The partner with its SIREN in nine digits. ``structures`` are the ids that exist.

    Raises :class:`ReadError`: no name, already there, wrong SIREN, unknown structure.
    """
    if not fold(new.nom):
        raise ReadError("Un partenaire a un nom.")
    partners = list(partners)
    for one in partners:
        if one.key == fold(new.nom):
            raise ReadError(
                f"« {one.nom} » est déjà au registre. Pour dire de lui autre chose : « offre-insertion partenaires "
                "completer »."
            )
    siren = check_siren(new, partners)
    check_structures(new, structures)
    return replace(new, nom=" ".join(new.nom.split()), siren=siren)


def check_siren(new: NewPartner, others: Iterable[Partner]) -> str | None:
    """Its SIREN in nine digits. Raises :class:`ReadError`: wrong, or that of another partner.

    Legal entities are counted, not branches (§4.1, metric 13): a SIREN is in the register once.
    """
    siren = _clean_siren(new.siren)
    for one in others:
        if siren is not None and one.siren == siren:
            raise ReadError(
                f"« {new.nom} » : le SIREN {siren} est déjà celui de « {one.nom} ». Une entité juridique compte "
                "une fois : complétez plutôt celui-ci (« offre-insertion partenaires completer »)."
            )
    return siren


def check_structures(new: NewPartner, known: Container[str]) -> None:
    """Raises :class:`ReadError` on a structure that nobody has: its partner would seem to have no offer."""
    for one in new.structures:
        if one not in known:
            raise ReadError(
                f"« {new.nom} » : aucune structure n’a l’identifiant « {one} », ni au dernier passage, ni dans l’offre "
                "nationale gardée. Copiez-le des sorties de « offre-insertion synchroniser »."
            )


def _clean_siren(text: str | None) -> str | None:
    """Nine digits of a SIREN or of a SIRET. Raises :class:`ReadError`."""
    if not text or not text.strip():
        return None
    digits = "".join(text.split())
    try:
        return str(official_siren.validate(digits[:9] if len(digits) == 14 else digits))
    except ValidationError as exc:
        raise ReadError(
            f"« {text.strip()} » n’est pas un SIREN : neuf chiffres, avec la bonne clé. Cherchez-le sur "
            "annuaire-entreprises.data.gouv.fr, ou laissez vide."
        ) from exc
