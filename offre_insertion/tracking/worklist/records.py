"""Tasks on records: communes to give, fields to fill, records to refresh."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from offre_insertion.history.values import Ref
from offre_insertion.review import Spoken
from offre_insertion.schema import FIELD_LABELS, Record
from offre_insertion.text import counted, fold
from offre_insertion.tracking.dates import is_fresh
from offre_insertion.tracking.metrics.freshness import is_exempt, latest
from offre_insertion.tracking.metrics.quality import best
from offre_insertion.tracking.owning import judged_same, with_judged
from offre_insertion.tracking.partners import Partner
from offre_insertion.tracking.story import Story
from offre_insertion.tracking.survey import Offered
from offre_insertion.tracking.values import Facts
from offre_insertion.tracking.worklist.fixes import (
    fields_of,
    repairs_of,
    score_with,
    scores_with,
    smallest_repair,
    supposed,
)
from offre_insertion.tracking.worklist.publishable import HeldBack
from offre_insertion.tracking.worklist.tasks import Item, Task

_VISIBLE = "dans DORA"


@dataclass(frozen=True, slots=True)
class State:
    """What the tasks are drawn from: the story, the records of its last run, the partner asked for.

    ``partners`` are those of the register, with the structures that people judged the same as theirs, as ``partner``
    has them. ``dispositifs`` are those of the partner when there is one; ``held`` is what the gate would not publish.
    """

    story: Story
    records: Mapping[str, Offered]
    partners: tuple[Partner, ...]
    partner: Partner | None
    dispositifs: Mapping[str, tuple[Facts, ...]]
    names: Mapping[str, str]
    held: HeldBack

    @classmethod
    def of(cls, story: Story, offered: Iterable[Offered], partner: Partner | None) -> State:
        """The state of a story, limited to a partner."""
        records = {one.id: one for one in offered}
        hosts = {str(host["id"]): host for one in records.values() if (host := one.structure)}
        same = judged_same(story.judgements)
        partners = tuple(with_judged(one, hosts.values(), same) for one in story.partners)
        partner = with_judged(partner, hosts.values(), same) if partner else None
        kept = {
            name: members
            for name, members in story.end.dispositifs.items()
            if partner is None or any(partner.owns(one) for one in members)
        }
        names = {name: str(host["nom"]) for name, host in hosts.items()}
        names |= {name: str(one.service["nom"]) for name, one in records.items()}
        held = HeldBack.of(records.values(), spoken=Spoken(story.judgements), day=story.day)
        return cls(story, records, partners, partner, kept, names, held)

    def owns(self, facts: Facts) -> bool:
        """Whether a record is of the partner asked for."""
        return self.partner is None or self.partner.owns(facts)

    def name(self, record_id: str) -> str:
        """Name of a service or of a structure, its id when it is unknown."""
        return self.names.get(record_id, record_id)

    @property
    def day(self) -> dt.date:
        """The day of the last run."""
        return self.story.day

    def item(self, facts: Facts, detail: str = "") -> Item:
        """The line of a record."""
        one = self.records.get(facts.id)
        host = str(one.structure.get("nom", "")) if one is not None else ""
        return Item(facts.id, facts.nom, detail or host)

    def ours(self, members: Sequence[Facts]) -> Facts | None:
        """The best record of a dispositif among those of the catalogues, that can be corrected here."""
        own = [one for one in members if one.origin == "catalogue" and one.id in self.records]
        return best(own) if own else None


class _Hidden(NamedTuple):
    """A dispositif that DORA would not show, by the record to correct."""

    facts: Facts
    record: Record


def _hidden(state: State) -> Iterator[_Hidden]:
    minimum = state.story.parameters.score_minimum
    for members in state.dispositifs.values():
        facts = state.ours(members)
        if facts is not None and best(members).score < minimum:
            yield _Hidden(facts, state.records[facts.id].service)


def locate(state: State) -> Iterator[Task]:
    """« Donner la commune de ces 14 fiches : 12 services deviennent publiables. »

    One task, since a commune is given the same way everywhere: services held back for that alone, and their structures.
    Records that are published as one count once.
    """
    stuck = _stuck(state)
    if not stuck:
        return
    minimum = state.story.parameters.score_minimum
    shown = sum(facts.score >= minimum for facts, _ in stuck)
    more = f", dont {counted(shown, 'visible', 'visibles')} {_VISIBLE}" if shown else ""
    services = [facts for facts, record in stuck if state.held.lacks_place(Ref("service", record["id"]))]
    hosts = sorted({host.id for _, one in stuck if state.held.lacks_place(host := state.held.host_of(one))})
    items = [Item(host, state.name(host), "structure") for host in hosts]
    items += [state.item(facts) for facts in sorted(services, key=lambda one: (one.structure, one.nom))]
    whose = "cette fiche" if len(items) == 1 else f"ces {len(items)} fiches"
    effect = f"{counted(len(stuck), 'service devient publiable', 'services deviennent publiables')}{more}"
    yield Task("completer", f"Donner la commune de {whose}", effect, len(stuck), tuple(items))


def _stuck(state: State) -> list[tuple[Facts, Record]]:
    found = {
        record["id"]: (facts, record)
        for facts in state.story.end.facts
        if facts.is_active
        and facts.origin == "catalogue"
        and facts.id in state.records
        and state.owns(facts)
        and state.held.lacks_only_place(record := state.held.published(state.records[facts.id].service))
    }
    return list(found.values())


def complete(state: State) -> Iterator[Task]:
    """« Renseigner « frais » pour ces 23 services : 19 deviennent visibles dans DORA. »

    One task per field that is enough alone for some; then one per set of fields, for those that need several. What
    the gate holds back becomes visible to nobody, whatever its score.
    """
    minimum, day = state.story.parameters.score_minimum, state.day
    lacking: dict[str, list[_Filled]] = defaultdict(list)
    together: dict[tuple[str, ...], list[_Filled]] = defaultdict(list)
    for facts, record in _hidden(state):
        found = {
            name: _Filled.of(facts, record, (name,), state)
            for name, filled in repairs_of(record).items()
            if state.held.is_released(record, filled)
        }
        for name, one in found.items():
            lacking[name].append(one)
        if any(one.is_enough for one in found.values()):
            continue
        names = smallest_repair(record, minimum=minimum, on=day)
        if names and state.held.is_released(record, [field for one in names for field in fields_of(one)]):
            together[tuple(sorted(names))].append(_Filled.of(facts, record, names, state))
    for name, several in lacking.items():
        if any(one.is_enough for one in several):
            yield _fill(state, (name,), several)
    for names, several in together.items():
        yield _fill(state, names, several)


class _Filled(NamedTuple):
    """A record once some fields are filled: whether the best answers are enough to be shown, and whether any are."""

    facts: Facts
    is_enough: bool
    is_sure: bool

    @classmethod
    def of(cls, facts: Facts, record: Record, names: Iterable[str], state: State) -> _Filled:
        minimum, names = state.story.parameters.score_minimum, tuple(names)
        best_score, *others = scores_with(record, names, on=state.day)
        is_enough = best_score >= minimum
        return cls(facts, is_enough, is_enough and all(one >= minimum for one in others))


def _fill(state: State, names: tuple[str, ...], found: Sequence[_Filled]) -> Task:
    *first, last = (_named(name) for one in names for name in fields_of(one))
    fields = f"{', '.join(first)} et {last}" if first else last
    whose = "ce service" if len(found) == 1 else f"ces {len(found)} services"
    gain, sure = sum(one.is_enough for one in found), sum(one.is_sure for one in found)
    effect = f"{counted(gain, 'devient visible', 'deviennent visibles')} {_VISIBLE}"
    if sure < gain:
        effect += f" {supposed(names)}, {sure or 'aucun'} sinon"
    items = tuple(
        state.item(one.facts) for one in sorted(found, key=lambda one: (one.facts.structure, one.facts.nom))
    )
    return Task("completer", f"Renseigner {fields} pour {whose}", effect, gain, items)


def _named(field: str) -> str:
    """« frais »; « qui peut mobiliser » (champ mobilisable_par): the name of a field where its words do not say it.

    A description is there, but short.
    """
    label = FIELD_LABELS[field]
    if field == "description":
        return f"« {label} » (200 caractères ou plus)"
    return f"« {label} »" if fold(label) == field else f"« {label} » (champ {field})"


def refresh(state: State) -> Iterator[Task]:
    """Dispositifs whose last update is too old, or unknown, by structure: one call confirms all of a structure."""
    months, day = state.story.parameters.mois_a_jour, state.day
    by_host: dict[str, list[Facts]] = defaultdict(list)
    for members in state.dispositifs.values():
        facts = state.ours(members)
        if (
            facts is not None
            and not is_exempt(members)
            and not is_fresh(latest(members, on=day, months=months), on=day, months=months)
        ):
            by_host[facts.structure].append(facts)
    for _, old in sorted(by_host.items()):
        yield _confirm(state, old)


def _confirm(state: State, old: Sequence[Facts]) -> Task:
    minimum, today = state.story.parameters.score_minimum, state.day.isoformat()
    now = {"date_maj": today}
    shown = sum(
        one.score < minimum <= score_with(record, now, on=state.day) and state.held.is_released(record, now)
        for one in old
        if (record := state.records[one.id].service)
    )
    host = str(state.records[old[0].id].structure.get("nom", "structure inconnue"))
    more = f", dont {counted(shown, 'devient visible', 'deviennent visibles')} {_VISIBLE}" if shown else ""
    items = tuple(state.item(one, _last_update(one)) for one in old)
    return Task(
        "rafraichir",
        f"Faire confirmer {counted(len(old), 'fiche')} de « {host} »",
        f"{counted(len(old), 'redevient', 'redeviennent')} à jour{more}",
        len(old),
        items,
    )


def _last_update(one: Facts) -> str:
    return f"mise à jour le {one.date:%d/%m/%Y}" if one.date else "sans date de mise à jour"
