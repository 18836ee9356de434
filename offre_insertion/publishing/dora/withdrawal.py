"""Sheets whose record is gone: archived when they are ours, never too many at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from offre_insertion.history.dora import DoraLink
from offre_insertion.publishing.dora.agreement import (
    EMPTY,
    NEVER,
    digests_there,
    found_done,
    is_archiving,
    settled,
)
from offre_insertion.publishing.dora.choices import Choices
from offre_insertion.publishing.dora.operations import Action, Operation
from offre_insertion.publishing.dora.survey import LocalOffer, Survey
from offre_insertion.text import counted

#: The threshold counts the sheets archived since then.
ARCHIVING_DAYS = 30
#: Of a sheet that we made, only people can have filled them.
_NEVER_SENT = ("suspensionDate", "forms", "accessConditions", "fundingLabels", "remoteUrl", "qpvOrZrr")
_SAME = "est peut-être la fiche d’un service nouveau, qui attend une décision."


def plan_withdrawals(
    offer: LocalOffer,
    seen: Survey,
    links: Iterable[DoraLink],
    choices: Choices,
    *,
    asked: Collection[str] = (),
) -> list[Operation]:
    """One operation per sheet whose record left the offer; the doubtful ones wait for a person.

    ``asked`` are the slugs of the sheets of which it is asked whether they are a new record.
    """
    found = (_plan_one(link, seen, choices) for link in links if link.kind == "service")
    return [
        _held(one, _SAME if one.slug in asked else offer.doubt(one.record_id), choices)
        for one in found
        if one is not None
    ]


def _held(operation: Operation, doubt: str | None, choices: Choices) -> Operation:
    if operation.action is not Action.ARCHIVER or doubt is None or choices.accept_archives:
        return operation
    reasons = (doubt, "Laissée comme elle est ; --accepter-archivages l’archive.")
    return replace(operation, action=Action.BLOQUER, body={}, reasons=reasons)


def _plan_one(link: DoraLink, seen: Survey, choices: Choices) -> Operation | None:
    row, sheet = seen.rows.get(link.slug), seen.sheets.get(link.slug)
    if row is None or (row.status == "ARCHIVED" and not is_archiving(link)):
        # Whoever archived it, there is nothing to do; somebody else's doing is not remembered as ours.
        return None
    there = digests_there({**link.fields, **link.pending}, sheet) if sheet is not None else _last_seen(link)
    late, link = found_done(link, there), settled(link, there)
    base = Operation(
        Action.INCHANGE, "service", link.record_id, row.name, slug=link.slug, structure=row.structure, link=link,
        late=late, ours={"status": "ARCHIVED"}, seen=there, modified=row.modified,
    )  # fmt: skip
    if row.status == "ARCHIVED":
        return base
    if link.origin == "adopte":
        reason = (
            "n’est plus dans le catalogue ; la fiche n’est pas de nous : à archiver sur DORA s’il le faut."
        )
        return replace(base, action=Action.LAISSER, reasons=(reason,))
    edited = (*_edited(link, there), *(name for name in _NEVER_SENT if sheet is not None and sheet.get(name)))
    if edited and link.record_id not in choices.overwrite:
        said = ", ".join(edited)
        reason = f"n’est plus dans le catalogue, mais a été modifiée sur DORA : {said}. Voyez --ecraser ID."
        return replace(base, action=Action.LAISSER, reasons=(reason,), conflicts=edited)
    return replace(
        base,
        action=Action.ARCHIVER,
        body={"status": "ARCHIVED"},
        before={"status": row.status},
        reasons=("n’est plus dans le catalogue.",),
    )


def _last_seen(link: DoraLink) -> dict[str, str]:
    return {name: both[1] for name, both in link.fields.items() if both[1] != NEVER}


def _edited(link: DoraLink, there: Mapping[str, str]) -> tuple[str, ...]:
    """Fields that are not what they were when we last agreed, or that somebody wrote and that we never agreed upon."""
    return tuple(
        name
        for name, (ours, theirs) in link.fields.items()
        if (there.get(name, NEVER) not in {ours, EMPTY} if theirs == NEVER else there[name] != theirs)
    )


def hold_back(
    operations: Sequence[Operation], *, active: int, late: int, limit: float, accept: bool
) -> tuple[list[Operation], list[str]]:
    """The same, archiving blocked when it would withdraw more than ``limit`` (0 to 1) of our sheets.

    They are the ``active`` ones, and the ``late``: archived in the last :data:`ARCHIVING_DAYS`, and not back.
    """
    count = sum(one.action is Action.ARCHIVER for one in operations)
    total, gone = active + late, count + late
    if accept or not count or not total or gone / total <= limit:
        return list(operations), []
    share, most = (f"{one:.0%}".replace("%", "\N{NO-BREAK SPACE}%") for one in (gone / total, limit))
    before = f" et {counted(late, 'archivée')} depuis {ARCHIVING_DAYS} jours" if late else ""
    note = (
        f"{counted(count, 'fiche')} à archiver{before} sur {total}, soit {share} (au plus {most} admis) : aucune ne "
        "l’est. Le catalogue est-il complet ? Si oui, relancez avec --accepter-archivages."
    )
    blocked = [
        replace(one, action=Action.BLOQUER, body={}, reasons=(*one.reasons, "trop d’archivages d’un coup."))
        if one.action is Action.ARCHIVER
        else one
        for one in operations
    ]
    return blocked, [note]
