"""Reading back the workbook of a partner: what it changes, confirms, stops; what cannot be taken, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from offre_insertion.checking import check_record
from offre_insertion.connector import Format
from offre_insertion.errors import ReadError
from offre_insertion.history.corrections import CONFIRMED, Correction
from offre_insertion.history.values import Ref
from offre_insertion.issues import Severity
from offre_insertion.publishing.neutralise import restore
from offre_insertion.publishing.workbook import SHEETS
from offre_insertion.reading.source import load_source
from offre_insertion.reading.workbook import Workbook
from offre_insertion.schema import Kind, Record
from offre_insertion.text import fold
from offre_insertion.tracking.corrected import corrected_record
from offre_insertion.tracking.sheets.cells import Refused, read_field
from offre_insertion.tracking.sheets.layout import (
    COLUMNS,
    ID,
    ORIGIN,
    PLACES,
    STILL,
    Choices,
    Column,
    Line,
    Sheet,
    titles,
)
from offre_insertion.tracking.sheets.pending import Held, pending_answer, said_before, stored_value


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one record: ``before`` is what the dataset says today, ``given`` the same as it is kept (the places
    with their text and unit); ``after`` ``None`` takes it away."""

    ref: Ref
    nom: str
    field: str
    before: Any
    after: Any
    given: Any


@dataclass(frozen=True, slots=True)
class Answers:
    """What a workbook says. ``sent`` is the day it was written, ISO; ``confirmed`` and ``stopped`` are records;
    ``refused`` are French sentences."""

    partner: str
    sent: str = ""
    changes: tuple[Change, ...] = ()
    confirmed: tuple[Ref, ...] = ()
    stopped: tuple[Ref, ...] = ()
    refused: tuple[str, ...] = ()

    def corrections(
        self,
        *,
        author: str,
        origin: str,
        day: dt.date,
        at: dt.datetime,
        held: Held,
    ) -> list[Correction]:
        """The lines to keep. ``held`` are those that hold: the catalogue behind them is what they had seen.

        A workbook imported twice confirms once.
        """
        confirmed = [ref for ref in self.confirmed if not _is_known(held.get(ref, {}).get(CONFIRMED), origin)]
        lines = [
            Correction(
                one.ref,
                one.field,
                stored_value(one.field, one.after),
                _seen(one, held),
                author,
                origin,
                day,
                at,
            )
            for one in self.changes
        ]
        return lines + [Correction(ref, CONFIRMED, True, None, author, origin, day, at) for ref in confirmed]


def _is_known(line: Correction | None, origin: str) -> bool:
    return line is not None and line.origin == origin


def _seen(change: Change, held: Held) -> Any:  # noqa: ANN401
    known = held.get(change.ref, {}).get(change.field)
    return known.seen if known is not None and known.value == change.given else change.given


def read_answers(
    path: Path, current: Sheet, choices: Choices, *, on: dt.date, held: Held | None = None
) -> Answers:
    """What a workbook changes in the records as they are today (``current``, of the same partner or of all).

    ``held`` are the answers that hold: one that no run has taken yet is not in ``current``, and is not overwritten.

    Raises :class:`ReadError` when it is not a workbook of :func:`write_sheet`.
    """
    book = Workbook(load_source(path))
    if ORIGIN not in book.all_sheets:
        raise ReadError(
            f"« {book.name} » n’est pas une fiche partenaire : il lui manque ce qui avait été envoyé. Donnez un "
            "classeur écrit par « offre-insertion fiche-partenaire », réenregistré en XLSX."
        )
    partner, sent_on, sent = _origin(book)
    reading = _Reading(sent, {(one.kind, one.id): one for one in current.lines}, choices, on, held or {})
    for kind, name in SHEETS.items():
        for row, cells in _lines(book, name, _written(kind, sent, choices)):
            reading.read(kind, f"Feuille « {name} », ligne {row}", cells)
    return Answers(
        partner,
        sent_on,
        tuple(reading.changes),
        tuple(reading.confirmed),
        tuple(reading.stopped),
        tuple(reading.refused),
    )


_Sent = dict[tuple[Kind, str], dict[str, Any]]


def _origin(book: Workbook) -> tuple[str, str, _Sent]:
    """The partner, the day, and the values that were sent."""
    sent: _Sent = {}
    partner = day = ""
    for _, cells in book.grid(ORIGIN, Format()).lines:
        name, *rest = [*cells, "", "", "", ""][:4]
        if name == "version":
            partner, day = rest[1], rest[2]
        for kind in SHEETS:
            if name == kind:
                sent.setdefault((kind, rest[0]), {})[rest[1]] = _parse(book, rest[2])
    return partner, day, sent


def _parse(book: Workbook, text: str) -> Any:  # noqa: ANN401 - a value of the schema
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as exc:
        raise ReadError(
            f"« {book.name} » : ce qui avait été envoyé a été modifié, et ne se lit plus. Envoyez une nouvelle fiche."
        ) from exc


def _written(kind: Kind, sent: _Sent, choices: Choices) -> list[str]:
    """The headings of the cells that a partner may fill, as they were sent: without one, its answers would be lost."""
    lines = [Line(kind, fields) for (of, _), fields in sent.items() if of == kind]
    fields = titles([one for one in COLUMNS[kind] if not one.locked], lines, choices)
    return [ID, STILL, *(title for title, _, _ in fields)]


def _lines(book: Workbook, sheet: str, wanted: Iterable[str]) -> Iterator[tuple[int, dict[str, str]]]:
    if sheet not in book.all_sheets:
        raise ReadError(f"« {book.name} » : il manque la feuille « {sheet} ». Rendez-lui son nom.")
    lines = iter(book.grid(sheet, Format()).lines)
    header = [title.strip() for title in next(lines, (1, ()))[1]]
    if missing := [f"« {one} »" for one in wanted if one not in header]:
        raise ReadError(
            f"« {book.name} », feuille « {sheet} » : il manque en ligne 1 {', '.join(missing)}. Rendez son nom à "
            "chaque colonne : ce qui y est écrit serait perdu."
        )
    for row, cells in lines:
        if any(cell.strip() for cell in cells):
            yield row, {title: restore(cell) for title, cell in zip(header, cells, strict=False) if title}


class _Reading:
    """One pass over the lines of a workbook."""

    def __init__(
        self,
        sent: _Sent,
        current: Mapping[tuple[Kind, str], Line],
        choices: Choices,
        on: dt.date,
        held: Held,
    ) -> None:
        self._sent = sent
        self._current = current
        self._choices = choices
        self._on = on
        self._held = held
        self._seen: set[tuple[Kind, str]] = set()
        self.changes: list[Change] = []
        self.confirmed: list[Ref] = []
        self.stopped: list[Ref] = []
        self.refused: list[str] = []

    def read(self, kind: Kind, place: str, cells: Mapping[str, str]) -> None:
        """One line: its answer, then its fields."""
        key = (kind, cells[ID].strip())
        line = self._current.get(key)
        if reason := self._unknown(key, line):
            self.refused.append(f"{place} : {reason}")
            return
        assert line is not None  # noqa: S101 - said unknown above
        self._seen.add(key)
        self._answer(Ref(*key), place, cells.get(STILL, ""))
        changes = list(self._changes(line, place, cells))
        self.changes += self._valid(line, place, changes)

    def _unknown(self, key: tuple[Kind, str], line: Line | None) -> str | None:
        if key in self._seen:
            return f"l’identifiant « {key[1]} » est déjà plus haut. Gardez une seule des deux lignes."
        if line is None or key not in self._sent:
            return (
                f"aucune fiche ne porte l’identifiant « {key[1]} » : il a été modifié, ou la fiche a disparu."
            )
        return None

    def _answer(self, ref: Ref, place: str, text: str) -> None:
        answer = fold(text)
        if answer in ("oui", "o", "x"):
            self.confirmed.append(ref)
        elif answer in ("non", "n"):
            self.stopped.append(ref)
        elif answer:
            self.refused.append(f"{place} : « {text} » n’est ni oui ni non, dans « {STILL} ».")

    def _changes(self, line: Line, place: str, cells: Mapping[str, str]) -> Iterator[Change]:
        sent = self._sent[line.kind, line.id]
        for column in COLUMNS[line.kind]:
            if column.locked:
                continue
            try:
                value = read_field(column, cells, sent.get(column.field), self._choices)
            except Refused as exc:
                self.refused.append(f"{place}, « {column.title} » : {exc}")
                continue
            if value == sent.get(column.field) or value == line.value(column.field):
                continue
            if line.value(column.field) != sent.get(column.field):
                self.refused.append(f"{place}, « {column.title} » : {_overtaken(line, column)}")
                continue
            if pending := pending_answer(line, column.field, self._held):
                if pending.value != stored_value(column.field, value):
                    self.refused.append(f"{place}, « {column.title} » : {said_before(pending)}")
                continue
            before, given = line.value(column.field), line.given(column.field)
            yield Change(Ref(line.kind, line.id), line.record["nom"], column.field, before, value, given)

    def _valid(self, line: Line, place: str, changes: Iterable[Change]) -> list[Change]:
        """The changes that the schema takes, together; those of a wrong field are refused."""
        kept = list(changes)
        wrong = _wrong(line, kept, self._on)
        for one in kept:
            if one.field in wrong:
                self.refused.append(f"{place}, « {one.field} » : {wrong[one.field]}")
        return [one for one in kept if one.field not in wrong]


def _overtaken(line: Line, column: Column) -> str:
    return (
        f"la fiche a changé depuis l’envoi, et dit maintenant « {str(line.value(column.field))[:80]} ». Décidez dans "
        "le catalogue."
    )


def _wrong(line: Line, changes: Iterable[Change], on: dt.date) -> dict[str, str]:
    """Field → why the schema refuses its new value. What was already wrong is not the fault of the partner."""
    lines = [
        Correction(
            one.ref, one.field, one.after, one.before, "", "", on, dt.datetime.combine(on, dt.time(), dt.UTC)
        )
        for one in changes
        if one.field != PLACES
    ]
    if not lines:
        return {}
    before = set(_errors(line.kind, line.record))
    after = _errors(line.kind, corrected_record(line.kind, line.record, lines, on=on))
    return {field: message for (field, message) in after if (field, message) not in before}


def _errors(kind: Kind, record: Record) -> list[tuple[str, str]]:
    return [
        (one.field, one.note.message)
        for one in check_record(kind, record)
        if one.note.severity is Severity.ERREUR
    ]
