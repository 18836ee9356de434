"""Applying a plan: one write after the other, each remembered before and after, so that a stop loses nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from offre_insertion.errors import PublishError, RemoteError
from offre_insertion.history.dora import DoraEntry, DoraLink, DoraMemory
from offre_insertion.publishing.dora import settling
from offre_insertion.publishing.dora.agreement import digests_of, digests_there
from offre_insertion.publishing.dora.answers import Json, instant, read_structure, text
from offre_insertion.publishing.dora.api import Dora
from offre_insertion.publishing.dora.confirmation import MOVED, confirm
from offre_insertion.publishing.dora.operations import Action, Operation, Plan
from offre_insertion.publishing.dora.refusals import DoraRefusedError
from offre_insertion.publishing.dora.report import Outcome, Report
from offre_insertion.publishing.dora.safety import UnsafeDoraError, account_problems, check_account

_logger = logging.getLogger(__name__)

#: Failures one after the other that stop everything: DORA, or the network, is down.
_FAILURES_IN_A_ROW = 3

Observer = Callable[[Outcome], None]


def apply_plan(
    plan: Plan,
    dora: Dora,
    memory: DoraMemory,
    *,
    limit: int | None = None,
    observe: Observer = lambda _outcome: None,
) -> Report:
    """Does what the plan says, at most ``limit`` writes.

    Never raises for one record: its outcome says why. Raises :class:`UnsafeDoraError` before the first write when the
    account cannot publish safely, and whatever the history raises.
    """
    applier = _Applier(dora, memory, limit, observe)
    if plan.writes:
        check_account(dora.account(), dora.scope.departement)
    try:
        with memory.held():
            applier.apply(plan.operations)
    except UnsafeDoraError as exc:
        return Report(tuple(applier.outcomes), stopped=str(exc), is_unsafe=True)
    except RemoteError as exc:
        return Report(tuple(applier.outcomes), stopped=str(exc), is_unsafe=exc.is_refusal)
    return Report(tuple(applier.outcomes), remaining=applier.remaining)


class _Applier:
    def __init__(self, dora: Dora, memory: DoraMemory, limit: int | None, observe: Observer) -> None:
        self._dora, self._memory, self._observe = dora, memory, observe
        self._left = limit
        self._failures = 0
        self.outcomes: list[Outcome] = []
        self.remaining = 0

    def apply(self, operations: Sequence[Operation]) -> None:
        """Links first, then writes in the order of the plan, confirmations in one call."""
        for operation in operations:
            if not operation.is_write:
                self._note(operation)
        confirmed = [one for one in operations if one.action is Action.CONFIRMER]
        for operation in operations:
            if operation.action is Action.CONFIRMER:
                if confirmed and self._take():
                    self._confirm(confirmed)
                confirmed = []
            elif operation.is_write and self._take():
                self._write(operation)

    def _take(self) -> bool:
        """Whether one more write is allowed."""
        if self._left == 0:
            self.remaining += 1
            return False
        if self._left is not None:
            self._left -= 1
        return True

    # --- what is remembered ------------------------------------------------------------------------------

    def _note(self, operation: Operation) -> None:
        """A sheet that was read and is not written to: what was seen of an earlier write, and what needs nothing."""
        if operation.link is None:
            return
        is_adoption = operation.action is Action.ADOPTER
        is_settled = is_adoption or operation.action is Action.INCHANGE
        link = _noted(operation, operation.modified) if is_settled else operation.link
        if is_adoption or operation.late or link != operation.link:
            entries = [self._entry(operation, "fait")] if is_adoption else []
            self._memory.save([link], [*_late(operation), *entries], former=operation.former)
        if is_adoption:
            self._done(operation)

    def _reserve(self, operation: Operation) -> DoraLink:
        """Before the write: after a crash, the next plan knows what was being sent, and what was agreed before."""
        link = operation.link or DoraLink(
            operation.kind, operation.record_id, operation.slug, operation.structure, is_reserved=True
        )
        pending = {name: one for name, one in digests_of(operation.ours).items() if name in operation.body}
        link = replace(link, structure=operation.structure, pending=pending)
        self._memory.save([link], _late(operation), former=operation.former)
        return link

    def _remember(self, link: DoraLink, operation: Operation, answer: Json) -> None:
        """What was sent and came back is agreed; of the rest, only what did not move since the plan."""
        there = digests_there({**operation.seen, **operation.ours}, answer)
        moved = {name for name, seen in operation.seen.items() if there[name] != seen} - operation.body.keys()
        # A contact that DORA dropped is not agreed upon: it is to be sent again.
        lost = settling.lost_contacts(operation.body, answer)
        sent = {name: ours for name, ours in link.pending.items() if name not in lost}
        rest = operation.remembered.keys() - moved - operation.body.keys()
        done = replace(
            link,
            slug=text(answer, "slug") or link.slug,
            fields={
                **link.fields,
                **{name: operation.remembered[name] for name in rest},
                **{name: (ours, there[name]) for name, ours in sent.items()},
            },
            pending={},
            is_reserved=False,
            # Somebody was writing at the same time: the next plan looks at the sheet again.
            modified=None if moved else instant(answer),
        )
        changed = settling.rewritten(operation.body, answer)
        detail = f"DORA garde autrement : {', '.join(changed)}" if changed else None
        self._memory.save([done], [] if lost else [self._entry(operation, "fait", detail=detail)])

    @staticmethod
    def _entry(
        operation: Operation, outcome: str, *, detail: str | None = None, error: Exception | None = None
    ) -> DoraEntry:
        return DoraEntry(
            operation.action.value,
            operation.kind,
            operation.record_id,
            operation.slug,
            outcome,
            fields=tuple(operation.body),
            status=getattr(error, "status", None),
            request_id=getattr(error, "request_id", None),
            detail=detail,
        )

    # --- what is written ---------------------------------------------------------------------------------

    def _write(self, operation: Operation) -> None:
        try:
            self._send(operation)
        except UnsafeDoraError as exc:
            self._failed(operation, "echec", exc)
            raise
        except settling.LeftAloneError as exc:
            self._failed(operation, "laisse", exc)
        except PublishError as exc:
            self._failed(operation, "refuse", exc)
            if isinstance(exc, DoraRefusedError) and exc.is_forbidden:
                self._check_rights()
        except RemoteError as exc:
            self._failed(operation, "echec", exc)
            self._failures += 1
            if exc.is_refusal or exc.status == 429 or self._failures == _FAILURES_IN_A_ROW:
                raise
        else:
            self._failures = 0
            self._done(operation)

    def _check_rights(self) -> None:
        """One sheet may be out of reach. Without rights, every creation would leave conditions that nothing erases."""
        self._failures += 1
        problems = account_problems(self._dora.account(), self._dora.scope.departement)
        if problems or self._failures == _FAILURES_IN_A_ROW:
            said = problems or ["Demandez à l’équipe DORA quels droits il a."]
            raise UnsafeDoraError(" ".join(["DORA ne laisse plus ce compte écrire. Tout est arrêté.", *said]))

    def _send(self, operation: Operation) -> None:
        if operation.kind == "structure":
            self._send_structure(operation)
            return
        if operation.structure not in self._dora.scope.structures:
            raise settling.LeftAloneError("Sa structure n’est pas sur DORA : au prochain passage.")
        link = self._reserve(operation)
        if operation.action is Action.CREER:
            answer = settling.create_service(self._dora, operation)
        else:
            answer = settling.change_service(self._dora, operation)
        self._remember(link, operation, answer)
        settling.check_contacts(operation.body, answer)
        settling.check_slug(operation, answer)

    def _send_structure(self, operation: Operation) -> None:
        if operation.action is Action.INVITER:
            settling.invite(self._dora, operation)
            self._memory.save(entries=[replace(self._entry(operation, "fait"), fields=())])
            return
        link = self._reserve(operation)
        is_new = operation.action is Action.CREER
        send = settling.create_structure if is_new else settling.change_structure
        answer = send(self._dora, operation)
        self._remember(link, operation, answer)
        settling.check_slug(operation, answer)
        if read_structure(answer).department != self._dora.scope.departement:
            raise UnsafeDoraError("DORA a mis la structure dans un autre département. Tout est arrêté.")

    def _confirm(self, operations: Sequence[Operation]) -> None:
        try:
            found = confirm(self._dora, operations)
        except RemoteError as exc:
            self._failed_all(operations, "echec", exc)
            return
        except PublishError as exc:
            self._failed_all(operations, "refuse", exc)
            return
        done = [one for one in operations if one.slug in found.dates]
        links = [_noted(one, found.dates[one.slug]) for one in done]
        late = [entry for one in done for entry in _late(one)]
        self._memory.save(links, [*late, *(self._entry(one, "fait") for one in done)])
        for one in done:
            self._done(one)
        self._failed_all(found.moved, "laisse", settling.LeftAloneError(MOVED))

    # --- what is told ------------------------------------------------------------------------------------

    def _done(self, operation: Operation) -> None:
        self._tell(Outcome(operation, "fait"))

    def _failed(self, operation: Operation, outcome: str, error: Exception) -> None:
        """A refusal is over; a failure keeps what was being sent, for the next plan to compare."""
        self._memory.save(entries=[self._entry(operation, outcome, detail=str(error), error=error)])
        self._tell(Outcome(operation, outcome, str(error)))

    def _failed_all(self, operations: Iterable[Operation], outcome: str, error: Exception) -> None:
        for one in operations:
            self._failed(one, outcome, error)

    def _tell(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        self._observe(outcome)


def _noted(operation: Operation, modified: str | None) -> DoraLink:
    """The link of a sheet that needs nothing. One that was not read keeps its agreement."""
    assert operation.link is not None  # noqa: S101 - a plan gives one to each of them
    fields = {**operation.link.fields, **operation.remembered}
    return replace(operation.link, fields=fields, modified=modified)


def _late(operation: Operation) -> list[DoraEntry]:
    return [operation.late] if operation.late is not None else []
