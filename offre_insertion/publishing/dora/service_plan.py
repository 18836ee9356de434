"""The operation of one service: against its sheet, against one that may be it, or against none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from offre_insertion.history.dora import DoraLink
from offre_insertion.publishing.dora.adoption import Adoptions
from offre_insertion.publishing.dora.answers import Json, ServiceRow, instant
from offre_insertion.publishing.dora.api import PARIS
from offre_insertion.publishing.dora.choices import Choices
from offre_insertion.publishing.dora.comparison import Comparison
from offre_insertion.publishing.dora.drafts import DoraDraft
from offre_insertion.publishing.dora.groups import CONTACT
from offre_insertion.publishing.dora.operations import Action, Operation
from offre_insertion.publishing.dora.service import creation_body
from offre_insertion.publishing.dora.settling import SHOWN
from offre_insertion.publishing.dora.slugs import service_slug
from offre_insertion.publishing.dora.structure_plan import StructurePlan
from offre_insertion.publishing.dora.survey import LocalOffer, Survey, carrier_id, never_happened, ours_of
from offre_insertion.publishing.dora.telling import (
    before_of,
    is_published,
    what_is_kept,
    what_is_lost,
    what_is_missing,
)

_WHICH = "Dites laquelle (--adopter ID=FICHE), ou que c’en est une autre (--creer ID)."
#: Sheets that nobody sees, by a decision that is not ours.
_CLOSED = {
    "ARCHIVED": "qu’elle a archivée",
    "SUGGESTION": "suggérée, et pas encore acceptée",
    "None": "sans statut",
}
_ASK = "Demandez à la structure de le réserver aux professionnels."


@dataclass(frozen=True)
class ServicePlanner:
    """Everything that planning one service needs."""

    offer: LocalOffer
    seen: Survey
    links: Mapping[str, DoraLink]
    structures: StructurePlan
    adoptions: Adoptions
    choices: Choices

    def plan_service(self, record_id: str) -> Operation:
        """The operation of one of our services."""
        structure_id = carrier_id(self.offer.services[record_id])
        link = self.links.get(record_id)
        if problem := self.structures.problems.get(structure_id):
            slug = link.slug if link else ""
            return self._operation(Action.BLOQUER, record_id, slug=slug, reasons=(f"sa structure {problem}",))
        structure = self.structures.slugs[structure_id]
        if link is not None and not self._starts_again(record_id, link):
            return self._plan_linked(record_id, link, structure)
        if record_id in self.adoptions.certain:
            return self._plan_adoption(record_id, self.adoptions.certain[record_id], structure)
        if reasons := self.adoptions.unclear.get(record_id):
            return self._operation(Action.BLOQUER, record_id, reasons=(*reasons, _WHICH))
        return self._plan_creation(record_id, structure)

    def _starts_again(self, record_id: str, link: DoraLink) -> bool:
        """A creation that never happened; or a sheet that is gone, of which a person says what becomes of it."""
        is_told = record_id in self.choices.create or record_id in self.choices.adopt
        return never_happened(link, self.seen.rows) or (is_told and is_lost(link, self.seen))

    def _operation(self, action: Action, record_id: str, **values: object) -> Operation:
        nom = str(self.offer.services[record_id].get("nom", ""))
        return Operation(action, "service", record_id, nom, **values)  # type: ignore[arg-type]  # named below

    def _draft(self, record_id: str) -> DoraDraft:
        return self.seen.drafts[record_id]

    def _plan_creation(self, record_id: str, structure: str) -> Operation:
        draft = self._draft(record_id)
        slug = service_slug(record_id)
        if (owner := self._owner(record_id, slug)) is not None:
            reason = (
                f"sa clé « {slug} » est celle de la fiche de « {owner} » : donnez-lui un autre identifiant."
            )
            return self._operation(Action.BLOQUER, record_id, slug=slug, reasons=(reason,))
        gone = self._gone(slug)
        if gone is not None and record_id not in self.choices.create:
            return self._plan_taken_over(record_id, gone, structure)
        missing = what_is_missing(draft)
        reasons = ("créée en brouillon, il manque pour la publier :", *missing) if missing else ()
        reasons += what_is_lost(draft, draft.payload)
        return self._operation(
            Action.CREER,
            record_id,
            slug=slug,
            structure=structure,
            ours=ours_of(draft),
            body=creation_body(draft, slug=slug, structure_slug=structure),
            reasons=reasons,
            former=() if gone is None else (gone,),
        )

    def _plan_adoption(self, record_id: str, slug: str, structure: str) -> Operation:
        """Linked; only its empty fields are filled, unless a person says to replace the rest."""
        sheet = self.seen.sheets.get(slug)
        if sheet is None or sheet.get("structure") != structure:
            reason = f"la fiche « {slug} » n’est pas visible dans la structure « {structure} »."
            return self._operation(Action.BLOQUER, record_id, slug=slug, reasons=(reason,))
        if (owner := self._owner(record_id, slug)) is not None:
            reason = f"la fiche « {slug} » est déjà celle de « {owner} »."
            return self._operation(Action.BLOQUER, record_id, slug=slug, reasons=(reason,))
        if (gone := self._gone(slug)) is not None:
            return self._plan_taken_over(record_id, gone, structure)
        origin = "cree" if slug == service_slug(record_id) else "adopte"
        link = DoraLink("service", record_id, slug, structure, origin)  # type: ignore[arg-type]  # an Origin
        closed = _CLOSED.get(str(sheet.get("status")))
        if closed and origin == "adopte" and record_id not in self.choices.adopt:
            reason = f"la structure a déjà cette fiche (« {slug} »), {closed} : rien n’est lié ni créé."
            return self._operation(Action.BLOQUER, record_id, reasons=(reason, _WHICH))
        found = self._compare(record_id, link, sheet)
        said = "retrouvée par sa clé" if origin == "cree" else "déjà sur DORA : liée, pas doublée"
        names = self._to_send(record_id, found, sheet)
        is_told = record_id in self.choices.overwrite
        reasons = (f"fiche {said}", *what_is_kept(found, names, sheet, is_told=is_told))
        return self._change(Action.ADOPTER, record_id, link, sheet, found, names, reasons)

    def _gone(self, slug: str) -> DoraLink | None:
        """The link of a sheet whose record is not in the offer any more."""
        gone = (one for one in self.links.values() if one.record_id not in self.offer.services)
        return next((one for one in gone if one.slug == slug), None)

    def _plan_taken_over(self, record_id: str, gone: DoraLink, structure: str) -> Operation:
        """The same record under another id: the link follows, with all that is remembered of the sheet."""
        found = self._plan_linked(record_id, replace(gone, record_id=record_id), structure)
        if found.action in {Action.BLOQUER, Action.LAISSER}:
            return found
        said = (
            f"fiche de « {gone.record_id} », qui n’est plus dans le catalogue : le même service, elle le suit"
        )
        return replace(found, action=Action.ADOPTER, reasons=(said, *found.reasons), former=(gone,))

    def _owner(self, record_id: str, slug: str) -> str | None:
        """Another record that has this sheet, or that takes it in this plan."""
        linked = (
            one.record_id
            for one in self.links.values()
            if one.slug == slug and one.record_id in self.offer.services
        )
        taking = (
            one for one, taken in sorted(self.adoptions.certain.items()) if taken == slug and one < record_id
        )
        return next((one for one in (*linked, *taking) if one != record_id), None)

    def _plan_linked(self, record_id: str, link: DoraLink, structure: str) -> Operation:
        row = self.seen.rows.get(link.slug)
        there = row.structure if row is not None else structure
        if there != structure:
            reason = (
                f"le catalogue la met dans la structure « {structure} », sa fiche est dans « {there} », et DORA ne "
                "déplace pas une fiche. Donnez-lui un autre identifiant : une autre fiche y sera créée."
            )
            return self._operation(Action.BLOQUER, record_id, slug=link.slug, reasons=(reason,))
        link = replace(link, structure=structure)  # its slug may have been changed on DORA
        if link.slug not in self.seen.sheets and row is not None:
            return self._plan_unread(record_id, link, row)
        sheet = self.seen.sheets.get(link.slug)
        if sheet is None or sheet.get("structure") != structure:
            reason = (
                "la fiche n’est plus visible sur DORA : supprimée, renommée, ou passée à une autre structure. Dites "
                "laquelle (--adopter ID=FICHE), ou créez-la de nouveau (--creer ID)."
            )
            return self._operation(Action.BLOQUER, record_id, slug=link.slug, reasons=(reason,))
        found = self._compare(record_id, link, sheet)
        draft = self._draft(record_id)
        if record_id not in self.choices.overwrite and self._protected(record_id, sheet) & set(found.updates):
            reasons = ("la fiche publiée n’est pas touchée, il manque :", *what_is_missing(draft))
            return self._operation(Action.BLOQUER, record_id, slug=link.slug, reasons=reasons)
        if found.edited and record_id not in self.choices.overwrite:
            return self._leave(record_id, link, found, sheet)
        names = self._to_send(record_id, found, sheet)
        held = self._held(record_id, link, sheet, names)
        sent = tuple(name for name in names if name not in held)
        if sent or held:
            action = Action.MODIFIER if sent else Action.LAISSER
            is_told = record_id in self.choices.overwrite
            reasons = what_is_kept(found, names, sheet, is_told=True) if is_told else ()
            return self._change(action, record_id, link, sheet, found, names, reasons)
        return self._nothing(record_id, link, found, sheet)

    def _plan_unread(self, record_id: str, link: DoraLink, row: ServiceRow) -> Operation:
        """Neither side moved since we last agreed: the sheet was not even read."""
        action = (
            Action.CONFIRMER if self._is_fresher(record_id, row.status, row.modified) else Action.INCHANGE
        )
        return self._operation(
            action, record_id, slug=link.slug, structure=link.structure, link=link, modified=row.modified
        )

    def _nothing(self, record_id: str, link: DoraLink, found: Comparison, sheet: Json) -> Operation:
        status = sheet.get("status")
        is_fresher = self._is_fresher(record_id, status if isinstance(status, str) else None, instant(sheet))
        action = Action.CONFIRMER if is_fresher else Action.INCHANGE
        return self._change(action, record_id, link, sheet, found, (), ())

    def _is_fresher(self, record_id: str, status: str | None, modified: str) -> bool:
        """Our record was looked at since the sheet was last touched: DORA is told so. A day to come is a slip."""
        date_maj = str(self.offer.services[record_id].get("date_maj") or "")
        return status == "PUBLISHED" and day_of(modified) < date_maj <= self.seen.day

    def _leave(self, record_id: str, link: DoraLink, found: Comparison, sheet: Json) -> Operation:
        reasons = [f"modifiée sur DORA depuis notre dernier envoi : {', '.join(found.edited)}."]
        if found.updates:
            reasons.append(f"nos changements attendent : {', '.join(found.updates)}.")
        reasons.append("Reprenez ce que dit DORA dans le catalogue, ou remplacez-le (--ecraser ID).")
        return self._operation(
            Action.LAISSER, record_id, slug=link.slug, structure=link.structure,
            ours=ours_of(self._draft(record_id)), before=before_of(found.edited, sheet),
            reasons=tuple(reasons), conflicts=found.edited, link=found.link, late=found.late,
        )  # fmt: skip

    def _compare(self, record_id: str, link: DoraLink, sheet: Json) -> Comparison:
        draft = self._draft(record_id)
        return Comparison(ours_of(draft), sheet, link, stated=draft.stated)

    def _protected(self, record_id: str, sheet: Json) -> set[str]:
        """What an incomplete record must not undo on a published sheet: its status, and the fields it lacks."""
        missing = self._draft(record_id).missing
        return {"status", *(one.dora_field for one in missing)} if missing and is_published(sheet) else set()

    def _to_send(self, record_id: str, found: Comparison, sheet: Json) -> tuple[str, ...]:
        if record_id not in self.choices.overwrite:
            return found.updates
        return found.replacing(self._protected(record_id, sheet))

    def _held(self, record_id: str, link: DoraLink, sheet: Json, names: Iterable[str]) -> tuple[str, ...]:
        """What would show a person to everyone on a sheet that is somebody else's."""
        if link.origin == "cree" or sheet.get(SHOWN) is not True:
            return ()
        private = self._draft(record_id).private & set(names)
        return tuple(name for name in names if name in CONTACT) if private else ()

    def _change(
        self, action: Action, record_id: str, link: DoraLink, sheet: Json, found: Comparison,
        names: tuple[str, ...], reasons: tuple[str, ...],
    ) -> Operation:  # fmt: skip
        ours = ours_of(self._draft(record_id))
        held = self._held(record_id, link, sheet, names)
        names = tuple(name for name in names if name not in held)
        private = self._draft(record_id).private & set(names)
        body = {name: ours[name] for name in names}
        reasons += what_is_lost(self._draft(record_id), names)
        if private and sheet.get(SHOWN) is True:
            body[SHOWN] = False
            reasons += ("le contact est celui d’une personne : il n’est plus montré à tous.",)
        if held:
            said = ", ".join(held)
            reasons += (f"non envoyés, la fiche montre son contact à tous : {said}. {_ASK}",)
        return self._operation(
            action, record_id, slug=link.slug, structure=link.structure, ours=ours,
            body=body, before=before_of(body, sheet), seen=found.theirs, reasons=reasons, conflicts=held,
            link=found.link, late=found.late, private=private, modified=instant(sheet),
            remembered=found.remembered(names, is_told=record_id in self.choices.overwrite),
        )  # fmt: skip


def is_lost(link: DoraLink, seen: Survey) -> bool:
    """True for a sheet that its structure no longer lists, and that cannot be read."""
    return link.slug not in seen.rows and seen.sheets.get(link.slug) is None


def day_of(modified: str) -> str:
    """The day, in Paris, of an instant of DORA; ``""`` when it cannot be read."""
    try:
        return dt.datetime.fromisoformat(modified).astimezone(PARIS).date().isoformat()
    except ValueError:
        return ""
