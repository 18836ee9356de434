"""Reading back the workbook of a partner: what it changes, confirms, stops; what cannot be taken, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from offre_insertion.checking import check_record
from offre_insertion.history.corrections import Held
from offre_insertion.history.values import Ref
from offre_insertion.issues import Severity
from offre_insertion.publishing.workbook import SHEETS
from offre_insertion.reading.source import load_source
from offre_insertion.reading.workbook import Workbook
from offre_insertion.schema import LIST_FIELDS, Kind, Record
from offre_insertion.text import fold
from offre_insertion.tracking.corrected import corrected_record, says_the_same
from offre_insertion.tracking.sheets.cells import Refused, read_field
from offre_insertion.tracking.sheets.changes import Answers, Change, draft_of
from offre_insertion.tracking.sheets.layout import (
    COLUMNS,
    HOST,
    ID,
    PLACES,
    STILL,
    Choices,
    Column,
    Line,
    Sheet,
)
from offre_insertion.tracking.sheets.origin import Sent, read_origin
from offre_insertion.tracking.sheets.pages import other_pages, read_page
from offre_insertion.tracking.sheets.pending import pending_answer, said_before, stored_value
from offre_insertion.tracking.wording import shown_content, shown_field


def read_answers(
    path: Path, current: Sheet, choices: Choices, *, on: dt.date, held: Held | None = None
) -> Answers:
    """What a workbook changes in the records as they are today (``current``, of the same partner or of all).

    ``held`` are the answers that hold: one that no run has taken yet is not in ``current``, and is not overwritten.

    Raises :class:`ReadError` when it is not a workbook of :func:`write_sheet`.
    """
    book = Workbook(load_source(path))
    partner, sent_on, sent = read_origin(book)
    reading = _Reading(sent, current.by_ref(), choices, on, held or {})
    reading.refused += other_pages(book)
    for kind, name in SHEETS.items():
        lines = [Line(kind, fields) for ref, fields in sent.items() if ref.kind == kind]
        page = read_page(book, kind, lines, choices)
        reading.refused += page.strays
        for row, cells in page.lines:
            reading.read(kind, f"Feuille « {name} », ligne {row}", cells)
    return Answers(
        partner,
        sent_on,
        tuple(reading.changes),
        tuple(reading.confirmed),
        tuple(reading.stopped),
        tuple(reading.refused),
        reading.known,
    )


class _Reading:
    """One pass over the lines of a workbook."""

    def __init__(
        self,
        sent: Sent,
        current: Mapping[Ref, Line],
        choices: Choices,
        on: dt.date,
        held: Held,
    ) -> None:
        self._sent = sent
        self._current = current
        self._choices = choices
        self._on = on
        self._held = held
        self._hosts = [fields.get("nom") for ref, fields in sent.items() if ref.kind == "structure"]
        self._seen: set[Ref] = set()
        self.changes: list[Change] = []
        self.confirmed: dict[Ref, None] = {}
        self.stopped: list[Ref] = []
        self.refused: list[str] = []
        self.known = 0

    def read(self, kind: Kind, place: str, cells: Mapping[str, str]) -> None:
        """One line: its answer, then its fields."""
        ref = Ref(kind, cells[ID].strip())
        line = self._current.get(ref)
        if reason := self._unknown(ref, line):
            self.refused.append(f"{place} : {reason}")
            return
        assert line is not None  # noqa: S101 - said unknown above
        self._seen.add(ref)
        self._answer(ref, line, place, cells.get(STILL, ""))
        self._check_locked(place, HOST, cells, *self._hosts, line.host)
        changes = list(self._changes(line, ref, place, cells))
        self.changes += self._valid(line, place, changes)

    def _unknown(self, ref: Ref, line: Line | None) -> str | None:
        if not ref.id:
            return "cette ligne n’a pas d’identifiant. Une nouvelle fiche s’ajoute dans le catalogue."
        if ref in self._seen:
            return f"l’identifiant « {ref.id} » est déjà plus haut. Gardez une seule des deux lignes."
        if line is None or ref not in self._sent:
            return (
                f"aucune fiche ne porte l’identifiant « {ref.id} » : il a été modifié, ou la fiche a disparu."
            )
        return None

    def _answer(self, ref: Ref, line: Line, place: str, text: str) -> None:
        """A confirmation makes the record that a merge prefers fresher: it shows what it showed."""
        answer = fold(text)
        if answer in ("oui", "o", "x"):
            self.confirmed[line.parts[0].ref] = None
        elif answer in ("non", "n"):
            self.stopped.append(ref)
        elif answer:
            self.refused.append(f"{place} : « {text} » n’est ni oui ni non, dans « {STILL} ».")

    def _changes(self, line: Line, ref: Ref, place: str, cells: Mapping[str, str]) -> Iterator[Change]:
        sent = self._sent[ref]
        for column in COLUMNS[line.kind]:
            if column.locked:
                self._check_locked(place, column.title, cells, sent.get(column.field))
                continue
            try:
                value = read_field(column, cells, sent.get(column.field), self._choices)
            except Refused as exc:
                self.refused.append(f"{place}, « {column.title} » : {exc}")
                continue
            if value == sent.get(column.field):
                continue
            if column.field in LIST_FIELDS:
                value = _joined(line, ref, column.field, sent.get(column.field), value)
            if self._is_said(line, column.field, value):
                self.known += 1
            elif reason := self._opposed(line, ref, column):
                self.refused.append(f"{place}, « {column.title} » : {reason}")
            else:
                yield Change(line, column.field, value)

    def _check_locked(self, place: str, title: str, cells: Mapping[str, str], *sent: object) -> None:
        """A cell that was locked, and was written all the same."""
        words = cells.get(title, "").split()
        if words and words not in [str(one or "").split() for one in sent]:
            self.refused.append(
                f"{place}, « {title} » : cette case est verrouillée, et n’est pas prise. Corrigez-la dans le catalogue."
            )

    def _is_said(self, line: Line, field: str, value: object) -> bool:
        """Whether the dataset, another line of the workbook or an answer that waits says so already."""
        above, pending = self._above(line, field), pending_answer(line, field, self._held)
        return (
            value == line.value(field)
            or (above is not None and above.after == value)
            or (pending is not None and says_the_same(field, pending.value, stored_value(field, value)))
        )

    def _opposed(self, line: Line, ref: Ref, column: Column) -> str | None:
        """Why a value cannot be taken: something else has been said since. A record that was sent apart, and is now
        one with others, is as it was when it still says the same itself."""
        sent = self._sent[ref].get(column.field)
        if sent not in (line.value(column.field), _itself(line, ref, column.field)):
            return _overtaken(line, column)
        if self._above(line, column.field):
            return _said_above(line)
        pending = pending_answer(line, column.field, self._held)
        return said_before(pending) if pending else None

    def _above(self, line: Line, field: str) -> Change | None:
        """The answer of a line above that speaks of the same: sent apart, now one."""
        return next((one for one in self.changes if one.line is line and one.field == field), None)

    def _valid(self, line: Line, place: str, changes: Sequence[Change]) -> list[Change]:
        """The changes that the schema takes, together; those of a wrong field are refused."""
        wrong = _wrong(line, changes, self._on)
        self.refused += [
            f"{place}, « {shown_field(one.field)} » : {wrong[one.field]}"
            for one in changes
            if one.field in wrong
        ]
        return [one for one in changes if one.field not in wrong]


def _itself(line: Line, ref: Ref, field: str) -> Any:  # noqa: ANN401 - a value of the schema
    """What one of the records of a line says, by itself."""
    return next(part.value(field) for part in line.parts if part.ref == ref)


def _joined(line: Line, ref: Ref, field: str, sent: Any, answer: Any) -> Any:  # noqa: ANN401 - values of the schema
    """What an answer makes of a list sent before its record was one with others: it adds to what they show together,
    or takes from it."""
    shown_now = line.value(field)
    if shown_now == sent or _itself(line, ref, field) != sent:
        return answer
    before, after = sent or (), answer or ()
    kept = [one for one in shown_now or () if one in after or one not in before]
    return [*kept, *(one for one in after if one not in kept and one not in before)] or None


def _overtaken(line: Line, column: Column) -> str:
    now = shown_content(column.field, line.value(column.field))
    return f"la fiche a changé depuis l’envoi, et dit maintenant « {now} ». Décidez dans le catalogue."


def _said_above(line: Line) -> str:
    return (
        f"cette fiche et « {line.id} » sont maintenant réunies, et une ligne plus haut répond autre chose. Gardez une "
        "seule des deux réponses."
    )


def _wrong(line: Line, changes: Sequence[Change], on: dt.date) -> dict[str, str]:
    """Field → why the schema refuses its new value, in one of the records. What was already wrong is not the fault of
    the partner."""
    lines = [
        draft_of(line.ref, one.field, one.after, one.before, on) for one in changes if one.field != PLACES
    ]
    if not lines:
        return {}
    wrong: dict[str, str] = {}
    for record in (line.record, *(one.record for one in line.members)):
        before = set(_errors(line.kind, record))
        after = _errors(line.kind, corrected_record(line.kind, record, lines, on=on))
        wrong |= {field: message for (field, message) in after if (field, message) not in before}
    return wrong


def _errors(kind: Kind, record: Record) -> list[tuple[str, str]]:
    return [
        (one.field, one.note.message)
        for one in check_record(kind, record)
        if one.note.severity is Severity.ERREUR
    ]
