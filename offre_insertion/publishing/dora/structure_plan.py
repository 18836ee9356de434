"""The structures of a plan: found by SIRET, created or invited when the project says so, else said to be missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from offre_insertion.history.dora import DoraLink
from offre_insertion.publishing.dora.answers import StructureRow, instant
from offre_insertion.publishing.dora.choices import Choices
from offre_insertion.publishing.dora.comparison import Comparison
from offre_insertion.publishing.dora.drafts import Fields
from offre_insertion.publishing.dora.operations import Action, Operation
from offre_insertion.publishing.dora.scope import STRUCTURE_FIELDS, department_of
from offre_insertion.publishing.dora.service import creation_body
from offre_insertion.publishing.dora.slugs import structure_slug
from offre_insertion.publishing.dora.survey import LocalOffer, Survey, carrier_id

ADMINISTRATOR = (
    "Créer une structure fait de votre compte son administrateur : la vraie première personne devra attendre votre "
    "accord. Autre voie : --inviter ID=COURRIEL, qui la crée d’après Sirene et écrit à cette personne."
)


@dataclass(frozen=True, slots=True)
class StructurePlan:
    """``slugs`` is local id → slug, of those where services may go; ``problems`` local id → French sentence."""

    operations: tuple[Operation, ...]
    slugs: Mapping[str, str]
    problems: Mapping[str, str]
    notes: tuple[str, ...]


def plan_structures(
    offer: LocalOffer, seen: Survey, links: Iterable[DoraLink], choices: Choices
) -> StructurePlan:
    """One operation per structure that there is something to do with, or that stops services."""
    made = {link.record_id: link for link in links if link.kind == "structure"}
    needed = {carrier_id(one) for one in offer.services.values()}
    slugs: dict[str, str] = {}
    problems: dict[str, str] = {}
    operations: list[Operation] = []
    for record_id in sorted(needed):
        found = _plan_one(record_id, offer, seen, made, choices)
        if isinstance(found, str):
            problems[record_id] = found
        else:
            slugs[record_id] = found.slug
        if isinstance(found, Operation):
            operations.append(found)
            if found.action is Action.INVITER:
                problems[record_id] = "n’existe qu’après l’invitation : au prochain passage."
    operations += _blocked(offer, problems, operations)
    is_creating = any(one.action is Action.CREER for one in operations)
    return StructurePlan(tuple(operations), slugs, problems, (ADMINISTRATOR,) if is_creating else ())


def _plan_one(
    record_id: str,
    offer: LocalOffer,
    seen: Survey,
    made: Mapping[str, DoraLink],
    choices: Choices,
) -> Operation | StructureRow | str:
    """The operation, the structure as it is, or why nothing may be done in it."""
    if not record_id:
        return "n’est pas dite : remplissez « structure_id »."
    if record_id not in offer.structures:
        return "n’est pas dans le jeu."
    row = seen.structures.get(record_id)
    if row is not None:
        return _found(row, choices.departement) or _update(record_id, row, offer, seen, made, choices) or row
    siret = str(offer.structures[record_id].get("siret") or "")
    if not siret:
        return "n’a pas de SIRET : DORA n’en crée pas sans. Ajoutez-le au catalogue."
    nom = str(offer.structures[record_id].get("nom", ""))
    if courriel := choices.invite.get(record_id):
        commune = str(offer.structures[record_id].get("code_insee") or "")
        if commune and department_of(commune) != choices.departement:
            return "est d’une commune hors du département : personne n’y est invité."
        reason = "sa première personne recevra un courriel de DORA ; la structure est créée d’après Sirene."
        body: Fields = {"siret": siret, "inviteeEmail": courriel}
        return Operation(Action.INVITER, "structure", record_id, nom, body=body, reasons=(reason,))
    if not choices.create_structures:
        return (
            "n’est pas sur DORA, et le projet n’en crée pas. Faites-la créer, invitez sa première "
            "personne (--inviter ID=COURRIEL), ou mettez creer_structures = true dans [dora]."
        )
    return _create(record_id, nom, seen, choices.departement)


def _found(row: StructureRow, departement: str) -> str | None:
    """Why nothing may be done in a structure that exists."""
    if row.is_obsolete:
        return (
            f"({row.siret}) est marquée obsolète sur DORA. Demandez à l’équipe DORA de la réactiver, ou "
            "corrigez le SIRET."
        )
    if not row.department:
        return (
            f"« {row.slug} » n’a pas de commune sur DORA : aucun gestionnaire n’y a de droits. Demandez à "
            "l’équipe DORA de la compléter."
        )
    if row.department != departement:
        return f"est sur DORA dans un autre département ({row.department})."
    return None


def _create(record_id: str, nom: str, seen: Survey, departement: str) -> Operation | str:
    draft = seen.structure_drafts[record_id]
    if draft.missing:
        said = " ".join(one.message for one in draft.missing)
        return f"ne peut pas être créée sur DORA, il manque : {said}"
    if department_of(str(draft.payload["cityCode"])) != departement:
        return "est d’une commune hors du département : elle n’est pas créée."
    slug = structure_slug(record_id)
    if slug in seen.taken:
        return (
            f"est déjà sur DORA (« {slug} ») sous un autre SIRET, et nous n’en changeons pas. Corrigez celui du "
            "catalogue, demandez à l’équipe DORA de corriger le sien, ou donnez un autre identifiant à la structure."
        )
    return Operation(
        Action.CREER,
        "structure",
        record_id,
        nom,
        slug=slug,
        ours=draft.payload,
        body=creation_body(draft, slug=slug),
        reasons=("votre compte en deviendra l’administrateur.",),
    )


def _update(
    record_id: str,
    row: StructureRow,
    offer: LocalOffer,
    seen: Survey,
    made: Mapping[str, DoraLink],
    choices: Choices,
) -> Operation | None:
    """Only structures that we made are changed: the others describe themselves."""
    link, sheet = made.get(record_id), seen.own_structures.get(row.slug)
    if link is None or link.slug != row.slug or sheet is None:
        return None
    payload = seen.structure_drafts[record_id].payload
    ours = {name: value for name, value in payload.items() if name in STRUCTURE_FIELDS}
    found = Comparison(ours, sheet, link)
    action, names = Action.MODIFIER, found.updates
    if record_id in choices.overwrite:
        names = found.replacing()
    elif found.edited:
        action, names = Action.LAISSER, ()
    elif not names:
        action = Action.INCHANGE
    return Operation(
        action, "structure", record_id, str(offer.structures[record_id].get("nom", "")), slug=row.slug, ours=ours,
        body={name: ours[name] for name in names}, before={name: sheet.get(name) for name in (*names, *found.edited)},
        seen=found.theirs, link=found.link, late=found.late,
        remembered=found.remembered(names, is_told=record_id in choices.overwrite), modified=instant(sheet),
        reasons=(f"modifiée sur DORA : {', '.join(found.edited)}.",) if action is Action.LAISSER else (),
        conflicts=found.edited if action is Action.LAISSER else (),
    )  # fmt: skip


def _blocked(
    offer: LocalOffer, problems: Mapping[str, str], operations: Iterable[Operation]
) -> list[Operation]:
    said = {one.record_id for one in operations}
    return [
        Operation(
            Action.BLOQUER,
            "structure",
            record_id,
            str(offer.structures.get(record_id, {}).get("nom", "")),
            reasons=(problem,),
        )
        for record_id, problem in problems.items()
        if record_id and record_id not in said
    ]
