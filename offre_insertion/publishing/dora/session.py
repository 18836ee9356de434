"""From records to a plan that may be applied: what DORA has, what is remembered, what a person chose."""

from __future__ import annotations

from collections.abc import Iterable

from offre_insertion.history.dora import DoraLink, DoraMemory
from offre_insertion.matching import Judgement
from offre_insertion.publishing.dora.api import Dora
from offre_insertion.publishing.dora.choices import Choices
from offre_insertion.publishing.dora.drafts import DEFAULTS, DoraOptions
from offre_insertion.publishing.dora.operations import Operation, Plan
from offre_insertion.publishing.dora.plan import plan
from offre_insertion.publishing.dora.scope import Scope
from offre_insertion.publishing.dora.slugs import service_slug
from offre_insertion.publishing.dora.survey import LocalOffer, Survey, is_usable, survey
from offre_insertion.publishing.dora.withdrawal import ARCHIVING_DAYS


def make_plan(
    dora: Dora,
    memory: DoraMemory,
    offer: LocalOffer,
    choices: Choices,
    *,
    options: DoraOptions = DEFAULTS,
    judgements: Iterable[Judgement] = (),
) -> Plan:
    """Reads DORA, plans, and gives ``dora`` the perimeter of the plan. Nothing is written, here or there.

    Raises ``RemoteError``, ``HistoryError``, ``UnsafeDoraError``.
    """
    links = memory.links()
    seen = survey(
        dora,
        offer,
        links,
        options=options,
        services_options=dora.services_options(),
        structures_options=dora.structures_options(),
        also=_named(choices, links),
    )
    archived = memory.archived(days=ARCHIVING_DAYS)
    made = plan(offer, seen, links, choices, judgements=judgements, archived=archived)
    dora.scope = scope_of(choices.departement, seen, links, made.operations)
    return made


def _named(choices: Choices, links: Iterable[DoraLink]) -> set[str]:
    """The sheets that a person spoke of: they are read whatever their dates say."""
    overwritten = {one.slug for one in links if one.kind == "service" and one.record_id in choices.overwrite}
    return overwritten | set(choices.adopt.values())


def scope_of(
    departement: str, seen: Survey, links: Iterable[DoraLink], operations: Iterable[Operation]
) -> Scope:
    """The sheets of the plan and of the history, in structures seen in the département; nothing else."""
    links = list(links)
    services = [one for one in operations if one.kind == "service" and one.slug]
    keys = {one.slug for one in services if one.slug == service_slug(one.record_id)}
    keys |= {one.slug for one in links if one.kind == "service" and one.origin == "cree"}
    adopted = {one.slug for one in links if one.kind == "service" and one.origin == "adopte"}
    adopted |= {one.slug for one in services if one.link is not None and one.link.origin == "adopte"}
    usable = {row.slug for row in seen.structures.values() if is_usable(row, departement)}
    listed = {row.structure for row in seen.rows.values()}
    own_structures = {one.slug for one in links if one.kind == "structure"} & usable
    return Scope(
        departement,
        frozenset(usable | listed),
        frozenset(keys),
        frozenset(adopted),
        frozenset(own_structures),
    )
