"""What to do with each record so that DORA says what we say: pure, printable, nothing is sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from offre_insertion.history.dora import DoraLink
from offre_insertion.matching import Judgement
from offre_insertion.publishing.dora.adoption import Adoptions, find_adoptions
from offre_insertion.publishing.dora.agreement import is_archiving
from offre_insertion.publishing.dora.choices import Choices
from offre_insertion.publishing.dora.operations import Plan
from offre_insertion.publishing.dora.service_plan import ServicePlanner, is_lost
from offre_insertion.publishing.dora.slugs import service_slug
from offre_insertion.publishing.dora.structure_plan import plan_structures
from offre_insertion.publishing.dora.survey import LocalOffer, Survey
from offre_insertion.publishing.dora.withdrawal import hold_back, plan_withdrawals


def plan(
    offer: LocalOffer,
    seen: Survey,
    links: Iterable[DoraLink],
    choices: Choices,
    *,
    judgements: Iterable[Judgement] = (),
    archived: Collection[str] = (),
) -> Plan:
    """The operations, one per record that there is something to say of. Touches nothing.

    ``archived`` are the ids of the services archived of late: a catalogue that shrinks every night is stopped too.
    """
    links = list(links)
    by_record = {link.record_id: link for link in links if link.kind == "service"}
    structures = plan_structures(offer, seen, links, choices)
    adoptions = _adoptions(offer, seen, by_record, choices, judgements)
    planner = ServicePlanner(offer, seen, by_record, structures, adoptions, choices)
    services = [planner.plan_service(one) for one in sorted(offer.services)]
    kept = {one.slug for one in services}  # those of gone records that another one takes over
    left = [link for link in links if link.record_id not in offer.services and link.slug not in kept]
    withdrawn = plan_withdrawals(offer, seen, left, choices, asked=adoptions.asked)
    own = [link for link in by_record.values() if link.origin == "cree"]
    shown = {link.record_id for link in own if _is_shown(link, seen)}
    late = {link.record_id for link in own if link.record_id in archived or is_archiving(link)}
    held, notes = hold_back(
        withdrawn,
        active=len(shown),
        late=len(late - shown - offer.services.keys()),
        limit=choices.archive_max,
        accept=choices.accept_archives,
    )
    notes = [
        *structures.notes,
        *notes,
        *_unseen(offer, by_record, seen),
        *_unheard(offer, by_record, choices),
        *_vain(offer, seen, by_record, adoptions, choices),
    ]
    return Plan.of([*structures.operations, *services, *held], notes)


def _unseen(offer: LocalOffer, links: Mapping[str, DoraLink], seen: Survey) -> Iterator[str]:
    """The linked sheets that stay as somebody else left them: without a word they would look published."""
    adopted = (
        link for link in links.values() if link.origin == "adopte" and link.record_id in offer.services
    )
    unseen = sorted(
        link.record_id
        for link in adopted
        if link.slug in seen.rows and seen.rows[link.slug].status != "PUBLISHED"
    )
    if unseen:
        yield f"Liées à une fiche que sa structure n’a pas publiée sur DORA : {', '.join(unseen)}. Voyez avec elle."


def _unheard(offer: LocalOffer, links: Mapping[str, DoraLink], choices: Choices) -> Iterator[str]:
    """What a person said of ids that nothing bears: a slip of the keyboard must not look done."""
    services = offer.services.keys()
    known = {
        "--ecraser": (choices.overwrite, services | offer.structures.keys() | links.keys()),
        "--adopter": (choices.adopt.keys(), services),
        "--creer": (choices.create, services),
        "--inviter": (choices.invite.keys(), offer.structures.keys()),
    }
    for option, (told, ids) in known.items():
        if unknown := sorted(told - ids):
            yield f"{option} : {', '.join(unknown)}, inconnu dans l’offre, est sans effet. Vérifiez l’identifiant."


def _vain(
    offer: LocalOffer, seen: Survey, links: Mapping[str, DoraLink], adoptions: Adoptions, choices: Choices
) -> Iterator[str]:
    """What a person said of services that have a sheet already: it is kept, and that is said."""
    told = [("--adopter", record_id, slug) for record_id, slug in sorted(choices.adopt.items())]
    told += [("--creer", record_id, "") for record_id in sorted(choices.create - choices.adopt.keys())]
    for option, record_id, slug in told:
        link = links.get(record_id)
        is_linked = link is not None and not is_lost(link, seen)
        kept = link.slug if link is not None and is_linked else adoptions.certain.get(record_id, slug)
        if record_id in offer.services and kept != slug:
            how = "a déjà sa fiche" if is_linked else "a déjà sa fiche, retrouvée par sa clé"
            yield (
                f"{option} : {record_id} {how} « {kept} » sur DORA ; l’option est sans effet, la fiche est gardée et "
                "mise à jour."
            )


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
    """Our keys found on DORA without a link first, then what a person says, then what looks alike.

    The sheet of a record that is gone may be that of a record of today: ids change.
    """
    linked = {link.slug for link in links.values() if link.record_id in offer.services}
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
        if key not in by_key and key not in told and key not in choices.create
    ]
    found = find_adoptions(asked, free, seen.structures, judgements=judgements)
    return replace(found, certain={**found.certain, **told, **by_key})
