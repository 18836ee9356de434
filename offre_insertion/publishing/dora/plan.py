"""What to do with each record so that DORA says what we say: pure, printable, nothing is sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from offre_insertion.history.dora import DoraLink
from offre_insertion.matching import Judgement
from offre_insertion.publishing.dora.adoption import Adoptions, find_adoptions
from offre_insertion.publishing.dora.answers import Json, ServiceRow, instant
from offre_insertion.publishing.dora.comparison import Comparison
from offre_insertion.publishing.dora.drafts import DoraDraft, Fields
from offre_insertion.publishing.dora.operations import Action, Operation, Plan
from offre_insertion.publishing.dora.service import creation_body
from offre_insertion.publishing.dora.slugs import service_slug
from offre_insertion.publishing.dora.structure_plan import StructurePlan, plan_structures
from offre_insertion.publishing.dora.survey import LocalOffer, Survey, ours_of
from offre_insertion.publishing.dora.withdrawal import hold_back, plan_withdrawals

_PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person decided. ``overwrite`` are the ids whose edits on DORA are replaced; ``adopt`` our id → slug;
    ``create`` the ids that are no existing sheet whatever they look like; ``invite`` structure id → e-mail of its
    first administrator. ``archive_max`` is the share of our sheets (0 to 1) that may be archived at once."""

    departement: str
    create_structures: bool = False
    overwrite: frozenset[str] = frozenset()
    adopt: Mapping[str, str] = field(default_factory=dict)
    create: frozenset[str] = frozenset()
    invite: Mapping[str, str] = field(default_factory=dict)
    archive_max: float = 0.2
    accept_archives: bool = False


def plan(
    offer: LocalOffer,
    seen: Survey,
    links: Iterable[DoraLink],
    choices: Choices,
    *,
    judgements: Iterable[Judgement] = (),
) -> Plan:
    """The operations, one per record that there is something to say of. Touches nothing."""
    links = list(links)
    by_record = {link.record_id: link for link in links if link.kind == "service"}
    structures = plan_structures(offer, seen, links, choices)
    adoptions = _adoptions(offer, seen, by_record, choices, judgements)
    planner = _Planner(offer, seen, by_record, structures, adoptions, choices)
    operations = [*structures.operations, *map(planner.plan_service, sorted(offer.services))]
    withdrawn = plan_withdrawals(
        seen, [link for link in links if link.record_id not in offer.services], choices
    )
    active = sum(1 for link in by_record.values() if link.origin == "cree" and _is_shown(link, seen))
    held, notes = hold_back(
        withdrawn, active=active, limit=choices.archive_max, accept=choices.accept_archives
    )
    return Plan.of([*operations, *held], [*structures.notes, *notes])


def _is_shown(link: DoraLink, seen: Survey) -> bool:
    row = seen.rows.get(link.slug)
    return row is not None and row.status != "ARCHIVED"


def _adoptions(
    offer: LocalOffer,
    seen: Survey,
    links: Mapping[str, DoraLink],
    choices: Choices,
    judgements: Iterable[Judgement],
) -> Adoptions:
    """Our keys found on DORA without a link first, then what a person says, then what looks alike."""
    linked = {link.slug for link in links.values()}
    waiting = {
        record_id: one
        for record_id, one in offer.services.items()
        if record_id not in links or is_lost(links[record_id], seen)
    }
    by_key = {one: service_slug(one) for one in waiting if service_slug(one) in seen.rows.keys() - linked}
    told = {one: slug for one, slug in choices.adopt.items() if one in waiting and one not in by_key}
    taken = linked | set(by_key.values()) | set(told.values())
    free = [sheet for slug, sheet in seen.sheets.items() if sheet is not None and slug not in taken]
    asked = [
        one
        for key, one in waiting.items()
        if key not in by_key and key not in told | dict.fromkeys(choices.create)
    ]
    found = find_adoptions(asked, free, seen.structures, judgements=judgements)
    return Adoptions({**found.certain, **told, **by_key}, found.unclear)


@dataclass(frozen=True)
class _Planner:
    """Everything that planning one service needs."""

    offer: LocalOffer
    seen: Survey
    links: Mapping[str, DoraLink]
    structures: StructurePlan
    adoptions: Adoptions
    choices: Choices

    def plan_service(self, record_id: str) -> Operation:
        """The operation of one of our services."""
        structure_id = str(self.offer.services[record_id].get("structure_id"))
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
            ways = "Dites laquelle (--adopter ID=FICHE), ou que c’en est une autre (--creer ID)."
            return self._operation(Action.BLOQUER, record_id, reasons=(*reasons, ways))
        return self._plan_creation(record_id, structure)

    def _starts_again(self, record_id: str, link: DoraLink) -> bool:
        """A creation that never happened; or a sheet that is gone, of which a person says what becomes of it."""
        if link.is_reserved and link.slug not in self.seen.rows:
            return True
        return is_lost(link, self.seen) and (
            record_id in self.choices.create or record_id in self.choices.adopt
        )

    def _operation(self, action: Action, record_id: str, **values: object) -> Operation:
        nom = str(self.offer.services[record_id].get("nom", ""))
        return Operation(action, "service", record_id, nom, **values)  # type: ignore[arg-type]  # named below

    def _draft(self, record_id: str) -> DoraDraft:
        return self.seen.drafts[record_id]

    def _plan_creation(self, record_id: str, structure: str) -> Operation:
        draft = self._draft(record_id)
        slug = service_slug(record_id)
        missing = what_is_missing(draft)
        reasons = ("créée en brouillon, il manque pour la publier :", *missing) if missing else ()
        return self._operation(
            Action.CREER,
            record_id,
            slug=slug,
            structure=structure,
            ours=ours_of(draft),
            body=creation_body(draft, slug=slug, structure_slug=structure),
            reasons=reasons,
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
        origin = "cree" if slug == service_slug(record_id) else "adopte"
        link = DoraLink("service", record_id, slug, structure, origin)  # type: ignore[arg-type]  # an Origin
        found = self._compare(record_id, link, sheet)
        said = "retrouvée par sa clé" if origin == "cree" else "déjà sur DORA : liée, pas doublée"
        reasons: tuple[str, ...] = (f"fiche {said}",)
        if found.kept and record_id not in self.choices.overwrite:
            reasons += (
                f"gardés comme ils sont sur DORA : {', '.join(found.kept)} (--ecraser pour les remplacer)",
            )
        names = self._to_send(record_id, found, sheet)
        return self._change(Action.ADOPTER, record_id, link, sheet, found, names, reasons)

    def _owner(self, record_id: str, slug: str) -> str | None:
        """Another record that has this sheet, or that takes it in this plan."""
        linked = (one.record_id for one in self.links.values() if one.slug == slug)
        taking = (
            one for one, taken in sorted(self.adoptions.certain.items()) if taken == slug and one < record_id
        )
        return next((one for one in (*linked, *taking) if one != record_id), None)

    def _plan_linked(self, record_id: str, link: DoraLink, structure: str) -> Operation:
        row = self.seen.rows.get(link.slug)
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
        if names:
            return self._change(Action.MODIFIER, record_id, link, sheet, found, names, ())
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
        """Our record was looked at since the sheet was last touched: DORA is told so."""
        date_maj = str(self.offer.services[record_id].get("date_maj") or "")
        return status == "PUBLISHED" and date_maj > day_of(modified)

    def _leave(self, record_id: str, link: DoraLink, found: Comparison, sheet: Json) -> Operation:
        reasons = [f"modifiée sur DORA depuis notre dernier envoi : {', '.join(found.edited)}."]
        if found.updates:
            reasons.append(f"nos changements attendent : {', '.join(found.updates)}.")
        reasons.append("Reprenez ce que dit DORA dans le catalogue, ou remplacez-le (--ecraser ID).")
        return self._operation(
            Action.LAISSER, record_id, slug=link.slug, structure=link.structure,
            ours=ours_of(self._draft(record_id)), before=before_of(found.edited, sheet),
            reasons=tuple(reasons), conflicts=found.edited, link=link,
        )  # fmt: skip

    def _compare(self, record_id: str, link: DoraLink, sheet: Json) -> Comparison:
        return Comparison(ours_of(self._draft(record_id)), sheet, link)

    def _protected(self, record_id: str, sheet: Json) -> set[str]:
        """What an incomplete record must not undo on a published sheet: its status, and the fields it lacks."""
        missing = self._draft(record_id).missing
        return {"status", *(one.dora_field for one in missing)} if missing and is_published(sheet) else set()

    def _to_send(self, record_id: str, found: Comparison, sheet: Json) -> tuple[str, ...]:
        if record_id not in self.choices.overwrite:
            return found.updates
        protected = self._protected(record_id, sheet)
        return tuple(name for name in found.differences if name not in protected)

    def _change(
        self, action: Action, record_id: str, link: DoraLink, sheet: Json, found: Comparison,
        names: tuple[str, ...], reasons: tuple[str, ...],
    ) -> Operation:  # fmt: skip
        ours = ours_of(self._draft(record_id))
        return self._operation(
            action, record_id, slug=link.slug, structure=link.structure, ours=ours,
            body={name: ours[name] for name in names}, before=before_of(names, sheet),
            seen=found.theirs, reasons=reasons, link=link, modified=instant(sheet),
        )  # fmt: skip


def before_of(names: Iterable[str], sheet: Mapping[str, object]) -> Fields:
    """The values of DORA for these fields, conditions as texts."""
    return {name: sheet.get(f"{name}Display") if f"{name}Display" in sheet and name in _TEXTS else sheet.get(name)
            for name in names}  # fmt: skip


def is_lost(link: DoraLink, seen: Survey) -> bool:
    """True for a sheet that its structure no longer lists, and that cannot be read."""
    return link.slug not in seen.rows and seen.sheets.get(link.slug) is None


def what_is_missing(draft: DoraDraft) -> tuple[str, ...]:
    """What to fill in, each thing once."""
    return tuple(dict.fromkeys(one.message for one in draft.missing))


def is_published(sheet: Json) -> bool:
    """True for what everybody sees."""
    return sheet.get("status") == "PUBLISHED"


_TEXTS = frozenset({"requirements", "credentials"})


def day_of(modified: str) -> str:
    """The day, in Paris, of an instant of DORA; ``""`` when it cannot be read."""
    try:
        return dt.datetime.fromisoformat(modified).astimezone(_PARIS).date().isoformat()
    except ValueError:
        return ""
