"""``modes_mobilisation`` × ``mobilisable_par`` ↔ the two lists of modes of DORA (contract §8)."""

from __future__ import annotations

from dataclasses import dataclass

from offre_insertion.publishing.dora.drafts import DoraOptions, Fields, Losses
from offre_insertion.publishing.dora.models import DoraService
from offre_insertion.publishing.dora.values import URL_MAX, is_url, limited, plain, texts
from offre_insertion.schema import Record

MAIL, PHONE, FORM, OTHER = "envoyer-un-mail", "telephoner", "completer-le-formulaire-dadhesion", "autre"
MAIL_WITH_FORM = "envoyer-un-mail-avec-une-fiche-de-prescription"
DORA_FORM = "formulaire-dora"
PRESENT = "se-presenter"

OTHER_MAX = 280
#: Text of the link; 27 characters at most.
LINK_TEXT = "Faire une demande en ligne"
#: Professionals have no « se présenter » in DORA: it is said in words, and read back from these words.
PRESENT_TEXT = "Se présenter sur place."

_LINK_MODE = "utiliser-lien-mobilisation"
_MODES = {
    "envoyer-un-courriel": MAIL,
    "telephoner": PHONE,
    "se-presenter": PRESENT,
    _LINK_MODE: FORM,
}
_COACH_BACK = {
    MAIL: "envoyer-un-courriel",
    MAIL_WITH_FORM: "envoyer-un-courriel",
    PHONE: "telephoner",
    FORM: _LINK_MODE,
    DORA_FORM: _LINK_MODE,
}
_BENEFICIARY_BACK = {
    MAIL: "envoyer-un-courriel",
    PHONE: "telephoner",
    PRESENT: PRESENT,
    FORM: _LINK_MODE,
}


@dataclass(frozen=True, slots=True)
class _Side:
    """Fields of one kind of person: the list of modes, and the three texts beside it."""

    modes: str
    can_present: bool

    @property
    def link(self) -> str:
        return f"{self.modes}ExternalFormLink"

    @property
    def link_text(self) -> str:
        return f"{self.modes}ExternalFormLinkText"

    @property
    def other(self) -> str:
        return f"{self.modes}Other"

    def empty(self) -> Fields:
        return {self.modes: [], self.link: "", self.link_text: "", self.other: ""}


BENEFICIARIES = _Side("beneficiariesAccessModes", can_present=True)
COACHES = _Side("coachOrientationModes", can_present=False)
_SIDES = {"usagers": BENEFICIARIES, "professionnels": COACHES}


def to_dora_modes(service: Record, options: DoraOptions, losses: Losses) -> Fields:
    """The eight fields of mobilisation, and ``onlineForm``."""
    link = _link(service, losses)
    modes = _usable_modes(service, link, losses)
    details = plain(service.get("mobilisation_precisions"))
    said = texts(service.get("mobilisable_par"))
    people = said or options.mobilisable_par
    if not people and (modes or details):
        losses.add("mobilisable_par", BENEFICIARIES.modes, "ecarte", "On ne sait pas qui peut mobiliser le service : "
                   "ni les modes ni leurs précisions ne sont envoyés. Remplissez « mobilisable_par ».")  # fmt: skip
    if said and not (modes or details):
        losses.add("mobilisable_par", BENEFICIARIES.modes, "ecarte", "On sait qui peut mobiliser le service, pas "
                   "comment : rien n’est envoyé. Remplissez « modes_mobilisation ».")  # fmt: skip
    fields: Fields = {"onlineForm": link, **BENEFICIARIES.empty(), **COACHES.empty()}
    for person, side in _SIDES.items():
        if person in people:
            known = options.lists.values[side.modes]
            fields |= _side_fields(side, _known(side, modes, known, losses), details, link, losses)
    if options.open_dora_form and "professionnels" in people and plain(service.get("courriel")):
        fields[COACHES.modes] = sorted({*texts(fields[COACHES.modes]), DORA_FORM})
    return fields


def _known(side: _Side, modes: list[str], known: frozenset[str], losses: Losses) -> list[str]:
    """The modes that the instance has; « se présenter » is said in words where it cannot be a mode."""
    unknown = [mode for mode in modes if _MODES[mode] not in known and (mode != PRESENT or side.can_present)]
    for mode in unknown:
        losses.add("modes_mobilisation", side.modes, "ecarte", f"DORA n’a pas « {_MODES[mode]} » : le mode n’est "
                   "pas envoyé. Choisissez-en un autre.")  # fmt: skip
    return [mode for mode in modes if mode not in unknown]


def _link(service: Record, losses: Losses) -> str:
    link = plain(service.get("lien_mobilisation"))
    if not link or is_url(link):
        if link and _LINK_MODE not in texts(service.get("modes_mobilisation")):
            losses.add("lien_mobilisation", "onlineForm", "elargi",
                       "Le lien est envoyé comme formulaire en ligne : data·inclusion y lira aussi le mode « utiliser "
                       "un lien ». Ajoutez-le à « modes_mobilisation », ou retirez le lien.")  # fmt: skip
        return link
    reason = (
        f"a {len(link)} caractères, DORA en admet {URL_MAX}"
        if len(link) > URL_MAX
        else "n’est pas admis par DORA"
    )
    losses.add("lien_mobilisation", "onlineForm", "ecarte",
               f"Le lien {reason} : il n’est pas envoyé. Donnez une adresse plus courte, qui commence par "
               "http:// ou https://.")  # fmt: skip
    return ""


def _usable_modes(service: Record, link: str, losses: Losses) -> list[str]:
    """The modes of the schema, without the link when there is none to follow."""
    modes = sorted(mode for mode in texts(service.get("modes_mobilisation")) if mode in _MODES)
    if _LINK_MODE in modes and not link:
        losses.add("modes_mobilisation", BENEFICIARIES.modes, "ecarte",
                   "Le mode « utiliser un lien » n’a pas de lien utilisable : il n’est pas envoyé. "
                   "Remplissez « lien_mobilisation ».")  # fmt: skip
        modes.remove(_LINK_MODE)
    return modes


def _side_fields(side: _Side, modes: list[str], details: str, link: str, losses: Losses) -> Fields:
    values = {_MODES[mode] for mode in modes}
    text = details
    if PRESENT in values and not side.can_present:
        values.remove(PRESENT)
        text = f"{PRESENT_TEXT} {details}".rstrip()
    if text:
        values.add(OTHER)
        text = limited(
            text, OTHER_MAX, losses, field="mobilisation_precisions", dora_field=side.other,
            advice="Raccourcissez-les, ou dites le reste dans la description.",
        )  # fmt: skip
    has_form = FORM in values
    return {
        side.modes: sorted(values),
        side.link: link if has_form else "",
        side.link_text: LINK_TEXT if has_form else "",
        side.other: text,
    }


def from_dora_modes(service: DoraService, losses: Losses) -> Record:
    """The fields of mobilisation of the schema; a value without equivalent is reported."""
    coach = set(service.coach_orientation_modes)
    beneficiary = set(service.beneficiaries_access_modes)
    modes = {_COACH_BACK[one] for one in coach if one in _COACH_BACK}
    modes |= {_BENEFICIARY_BACK[one] for one in beneficiary if one in _BENEFICIARY_BACK}
    details, presents = _details(service, coach, beneficiary)
    if presents:
        modes.add(PRESENT)
    links = (
        service.online_form,
        service.beneficiaries_access_modes_external_form_link,
        service.coach_orientation_modes_external_form_link,
    )
    link = next(filter(None, links), None)
    if service.online_form:
        modes.add(_LINK_MODE)
    _report(coach, beneficiary, set(filter(None, links)), losses)
    people = _people(coach, beneficiary)
    return {
        "modes_mobilisation": sorted(modes) or None,
        "mobilisable_par": people or None,
        "mobilisation_precisions": details or None,
        "lien_mobilisation": link,
    }


def _people(coach: set[str], beneficiary: set[str]) -> list[str]:
    """« Se faire orienter par un professionnel » speaks of professionals, whatever data·inclusion reads in it."""
    people = set()
    if coach or "professionnel" in beneficiary:
        people.add("professionnels")
    if beneficiary - {"professionnel"}:
        people.add("usagers")
    return sorted(people)


def _details(service: DoraService, coach: set[str], beneficiary: set[str]) -> tuple[str, bool]:
    """The words of both sides, once each, and whether professionals may come in person."""
    words: dict[str, None] = {}
    presents = False
    if OTHER in coach:
        text = service.coach_orientation_modes_other
        presents = text.startswith(PRESENT_TEXT)
        words[text.removeprefix(PRESENT_TEXT).strip()] = None
    if OTHER in beneficiary:
        words[service.beneficiaries_access_modes_other] = None
    return "\n".join(filter(None, words)), presents


def _report(coach: set[str], beneficiary: set[str], links: set[str], losses: Losses) -> None:
    if MAIL_WITH_FORM in coach:
        losses.add("modes_mobilisation", COACHES.modes, "ecarte",
                   "La fiche de prescription à joindre n’a pas de place dans le schéma.")  # fmt: skip
    if DORA_FORM in coach:
        losses.add("modes_mobilisation", COACHES.modes, "ecarte",
                   "Le formulaire d’orientation de DORA n’existe que dans DORA.")  # fmt: skip
    if len(links) > 1:
        losses.add("lien_mobilisation", "onlineForm", "ecarte",
                   "DORA a plusieurs liens, le schéma n’en a qu’un : le premier est retenu.")  # fmt: skip
