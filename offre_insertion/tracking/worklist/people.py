"""Tasks with people: conventions to renew, partners to call, signals to check, holes to qualify."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence

from offre_insertion.text import counted, quoted
from offre_insertion.tracking.dates import is_fresh
from offre_insertion.tracking.inputs import Cell
from offre_insertion.tracking.metrics.freshness import latest
from offre_insertion.tracking.metrics.people import ending_conventions
from offre_insertion.tracking.metrics.quality import best
from offre_insertion.tracking.partners import STAGE_LABELS, Partner
from offre_insertion.tracking.values import Facts
from offre_insertion.tracking.worklist.records import State
from offre_insertion.tracking.worklist.tasks import Item, Task

_UNPUBLISHED = ("fiche ne sera plus publiée", "fiches ne seront plus publiées")


def renew_conventions(state: State) -> Iterator[Task]:
    """Conventions that end soon, one task per end and grace: renewed, or closed knowingly."""
    survey, days = state.story.end, state.story.parameters.convention_jours
    by_end: dict[tuple[dt.date, int], list[Facts]] = defaultdict(list)
    for name, end in ending_conventions(survey, days=days):
        if name in state.dispositifs:
            members = state.dispositifs[name]
            grace = max(survey.grace_days(one.source) for one in members if one.convention_fin == end)
            by_end[end, grace].append(members[0])
    for (end, grace), ending in by_end.items():
        last_day = end + dt.timedelta(days=grace)
        yield Task(
            "convention",
            f"Renouveler ou clore {counted(len(ending), 'convention')} : fin le {end:%d/%m/%Y}",
            f"sans date nouvelle, {counted(len(ending), *_UNPUBLISHED)} après le {last_day:%d/%m/%Y} "
            f"(délai : {counted(grace, 'jour')})",
            len(ending),
            tuple(state.item(one) for one in ending),
            end,
        )


def call_partners(state: State) -> Iterator[Task]:
    """Partners never contacted, and those that have something to update and were not called lately."""
    partners = state.partners if state.partner is None else (state.partner,)
    for partner in partners:
        owned = [
            members for members in state.story.end.dispositifs.values() if any(map(partner.owns, members))
        ]
        todo = [members[0] for members in owned if _needs_something(state, members)]
        if partner.stage == "identifie" or (todo and not _was_called_lately(state, partner)):
            yield _call(state, partner, len(owned), todo)


def _needs_something(state: State, members: Sequence[Facts]) -> bool:
    parameters = state.story.parameters
    months = parameters.mois_a_jour
    old = not is_fresh(latest(members, on=state.day, months=months), on=state.day, months=months)
    return old or best(members).score < parameters.score_minimum


def _was_called_lately(state: State, partner: Partner) -> bool:
    """Within the rhythm of the watch: calling twice a month about the same thing loses a partner."""
    last = partner.last_contact
    return last is not None and (state.day - last).days <= state.story.parameters.passage_jours


def _call(state: State, partner: Partner, owned: int, todo: Sequence[Facts]) -> Task:
    return Task(
        "partenaire",
        f"Appeler « {partner.nom} » ({STAGE_LABELS[partner.stage]}, {partner.called})",
        f"{len(todo)} de ses dispositifs à compléter ou à rafraîchir, sur {owned}"
        if owned
        else "aucun de ses dispositifs n’est recensé",
        len(todo),
        tuple(state.item(one) for one in todo),
    )


def check_signals(state: State) -> Iterator[Task]:
    """Signals still open."""
    for signal in state.story.signals:
        if signal.closed is None:
            days = (state.day - signal.opened).days
            yield Task(
                "signal",
                f"Vérifier le signal n° {signal.id}, {quoted(signal.text)}",
                f"ouvert depuis {counted(max(days, 0), 'jour')}",
                1,
                (
                    Item(signal.record, state.names.get(signal.record, ""))
                    if signal.record
                    else Item(signal.id, signal.text),
                ),
            )


def qualify_cells(state: State) -> Iterator[Task]:
    """Red and orange cells that nobody qualified, or whose facts have changed since, by theme."""
    coverage = state.story.inputs.coverage
    by_theme: dict[str, list[Cell]] = defaultdict(list)
    for cell in coverage.cells if coverage else ():
        if cell.is_hole and cell.qualification in (None, "a-revoir"):
            by_theme[cell.theme_label].append(cell)
    for label, cells in sorted(by_theme.items()):
        again = sum(cell.qualification == "a-revoir" for cell in cells)
        more = f", dont {again} à revoir" if again else ""
        yield Task(
            "qualifier",
            f"Dire si « {label} » manque vraiment dans {counted(len(cells), 'EPCI', 'EPCI')}{more}",
            "trou de recensement ou trou d’offre ; seuls les trous confirmés vont au comité",
            len(cells),
            tuple(map(_cell_item, cells)),
        )


def _cell_item(cell: Cell) -> Item:
    parts = ("qualification à revoir" if cell.qualification == "a-revoir" else "", cell.reason)
    return Item(f"{cell.theme} {cell.epci}", cell.epci_label, ", ".join(filter(None, parts)))
