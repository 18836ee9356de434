"""One field of a record: rule of the connector → value and notes. Compiled once, run on every row."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from offre_insertion.cleaning import FIELD_CLEANERS
from offre_insertion.cleaning.horaires import horaires_from_days
from offre_insertion.cleaning.lists import ITEM_SEPARATOR, split_values
from offre_insertion.conditions import Cells, compile_condition
from offre_insertion.connector import FieldRule, as_tuple
from offre_insertion.issues import Note, Noted, Severity
from offre_insertion.lexicon.translation import as_kept, known_codes, translate
from offre_insertion.mapping.origins import Origin, Piece, compile_origin
from offre_insertion.schema import ENUMS, LIST_FIELDS
from offre_insertion.text import fold

Table = Mapping[str, tuple[str, ...]]
T = TypeVar("T")

#: Distinct cells whose reading is remembered, per field: catalogues repeat themselves.
_MEMORY = 4_000


class Said(NamedTuple):
    """A note with the cell it is about."""

    note: Note
    column: str | None
    text: str


class Reading(NamedTuple):
    """What one rule made of one row: the value, what is to be said, and words kept for another field."""

    value: Any
    said: list[Said]
    kept: list[str]


class Part(NamedTuple):
    """What one item of text became: values to add, notes, and text to keep in ``unknown_to``."""

    values: tuple[Any, ...]
    notes: tuple[Note, ...] = ()
    kept: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Tools:
    """What rules need beside the row: tables of codes, and the reader of zones bound to the territory."""

    tables: Mapping[str, Table]
    code_tables: Mapping[str, Mapping[str, str]]
    read_zone: Callable[[str], Noted[Any]]
    cleaners: Mapping[str, Callable[[str], Noted[Any]]]


class FieldReader:
    """Reads one field in every row.

    ``name`` is the field (``publics``); ``unknown_to`` the text field that receives words no table knows.
    """

    def __init__(self, name: str, rule: FieldRule, tools: Tools) -> None:
        self.name = name
        self.unknown_to = rule.unknown_to
        self.required = rule.required
        self._origin: Origin = compile_origin(rule)
        self._is_list = name in LIST_FIELDS
        self._split = _splitter(rule, tools, is_list=self._is_list)
        self._convert = _converter(name, rule, tools)
        self._days = rule.days
        self._hints = rule.hints
        self._hint = _hint_reader(name, rule, tools)
        self._simple = _simple_reader(name, rule, tools)

        #: Cells of a row → its reading, or ``None`` when the row holds nothing for this field. Readings are shared
        #: between rows: they are not to be changed.
        self.read = remembering(rule, self._read)

    def _read(self, cells: Cells) -> Reading | None:
        if self._simple is not None:
            return self._simple(cells)
        if self._days is not None:
            return self._read_days(cells)
        pieces = self._origin(cells)
        if self.name == "zone_eligibilite" and len(pieces) > 1:
            # « UT Nord » ticked and « hors CC X » in another column are one zone, to be read together.
            pieces = [Piece(" ; ".join(piece.text for piece in pieces), pieces[0].column)]
        hinted = [code for column in self._hints if column in cells for code in self._hint(cells[column])]
        return self._assemble(pieces, hinted) if pieces or hinted else None

    def _read_days(self, cells: Cells) -> Reading | None:
        days: dict[str, list[str]] = {
            day: [cells.get(column, "") for column in columns] for day, columns in (self._days or {}).items()
        }
        if not any(cell for texts in days.values() for cell in texts):
            return None
        noted = horaires_from_days(days)
        text = " ; ".join(
            f"{day} {' '.join(filter(None, texts))}" for day, texts in days.items() if any(texts)
        )
        return Reading(noted.value, [Said(note, None, text) for note in noted.notes], [])

    def _assemble(self, pieces: Sequence[Piece], hinted: Sequence[Any]) -> Reading:
        values: dict[Any, None] = {}
        said: list[Said] = []
        kept: list[str] = []
        for piece in pieces:
            for part in self._parts(piece.text):
                values.update(dict.fromkeys(part.values))
                said += [Said(note, piece.column, part.text) for note in part.notes]
                if part.kept:
                    kept.append(part.kept)
        values.update(dict.fromkeys(hinted))
        said = [one for one in said if not _is_made_precise(one.note, values)]
        if self._is_list:
            return Reading(list(values) or None, said, kept)
        return self._single(values, pieces, said, kept)

    def _single(
        self, values: Mapping[Any, None], pieces: Sequence[Piece], said: list[Said], kept: list[str]
    ) -> Reading:
        """A field with one value: several different ones are reported, none is chosen."""
        if len(values) > 1:
            listed = ", ".join(f"« {value} »" for value in values)
            note = Note(
                "valeurs-contradictoires",
                Severity.AVERTISSEMENT,
                f"Plusieurs valeurs pour « {self.name} » ({listed}) : aucune n'est retenue. "
                "Gardez-en une dans le catalogue.",
                tuple(map(str, values)),
            )
            return Reading(None, [*said, Said(note, pieces[0].column, pieces[0].text)], kept)
        return Reading(next(iter(values), None), said, kept)

    def _parts(self, text: str) -> list[Part]:
        return [self._convert(item)._replace(text=item) for item in self._split(text)]


def remembering(rule: FieldRule, compute: Callable[[Cells], T | None]) -> Callable[[Cells], T | None]:
    """``compute`` where the condition of the rule holds, once for the same cells. Called for each field of each row."""
    memory: dict[Hashable, T | None] = {}
    key_of, when = _key_of(rule), compile_condition(rule.when) if rule.when else None

    def read(cells: Cells) -> T | None:
        if when is not None and not when(cells):
            return None
        key = key_of(cells)
        if key is None:
            return None
        if key in memory:
            return memory[key]
        found = compute(cells)
        if len(memory) >= _MEMORY:
            memory.clear()  # rows of a same structure follow one another: what is recent is what repeats
        memory[key] = found
        return found

    return read


def _simple_reader(name: str, rule: FieldRule, tools: Tools) -> Callable[[Cells], Reading] | None:
    """One column, one value, no table: most fields, read without the detour of lists."""
    column = rule.column
    is_plain = name not in LIST_FIELDS and name not in ENUMS
    if column is None or not is_plain or rule.split or rule.codes or rule.hints or rule.point:
        return None
    clean = _cleaner_chain(name, rule, tools)

    def read(cells: Cells) -> Reading:
        text = cells[column].replace(ITEM_SEPARATOR, ", ")
        part = clean(text)
        said = [Said(note, column, text) for note in part.notes]
        return Reading(part.values[0] if part.values else None, said, [])

    return read


def _key_of(rule: FieldRule) -> Callable[[Cells], Hashable | None]:
    """What a reading depends on: the cells of the rule; ``None`` when they are all blank."""
    columns = tuple(dict.fromkeys([*rule.origin_columns(), *rule.hints]))
    if not columns:
        return lambda _cells: "literal"
    if len(columns) == 1:
        column = columns[0]
        return lambda cells: cells.get(column)

    def key(cells: Cells) -> Hashable | None:
        texts = tuple([cells.get(name) for name in columns])
        return texts if any(texts) else None

    return key


def _is_made_precise(note: Note, values: Mapping[Any, None]) -> bool:
    """« Mobilité » alone is imprecise, unless another word of the row gave one of its thématiques."""
    return note.code == "thematique-imprecise" and any(code in values for code in note.suggestions)


Splitter = Callable[[str], Sequence[str]]
Converter = Callable[[str], Part]


def _hint_reader(name: str, rule: FieldRule, tools: Tools) -> Callable[[str], tuple[str, ...]]:
    """What a title says, when the tables know it; silence otherwise: its column is read elsewhere."""
    tables, choices = [tools.tables[lookup] for lookup in rule.lookups()], ENUMS.get(name, ())
    return lambda text: known_codes(text, tables, choices=choices)


def _splitter(rule: FieldRule, tools: Tools, *, is_list: bool) -> Splitter:
    separators = as_tuple(rule.split)
    if separators:
        known: Callable[[str], bool] | None = None
        if rule.keep_whole:
            tables = [tools.tables[name] for name in rule.lookups()]
            known = lambda text: any(fold(text) in table for table in tables)  # noqa: E731
        return lambda text: split_values(text, separators, known=known)
    if is_list:
        return lambda text: [item.strip() for item in text.split(ITEM_SEPARATOR) if item.strip()]
    return lambda text: (text.replace(ITEM_SEPARATOR, ", "),)


def _converter(name: str, rule: FieldRule, tools: Tools) -> Converter:
    """From one item of text to values: code table, then lookup, else zone, else cleaners."""
    codes = tools.code_tables[rule.codes] if rule.codes else {}
    inner = _inner_converter(name, rule, tools)
    if not codes:
        return inner
    return lambda text: inner(codes.get(fold(text), text))


def _inner_converter(name: str, rule: FieldRule, tools: Tools) -> Converter:
    choices = ENUMS.get(name, ())
    lookups = [tools.tables[lookup] for lookup in rule.lookups()]
    if choices:
        translator = _translator(lookups, choices, keep_in=rule.unknown_to)
        return _cleaned_first(_cleaner_chain(name, rule, tools), translator) if rule.clean else translator
    if name == "zone_eligibilite":
        return _zone_reader(lookups, tools)
    return _cleaner_chain(name, rule, tools)


def _translator(tables: Sequence[Table], choices: tuple[str, ...], *, keep_in: str | None) -> Converter:
    def convert(text: str) -> Part:
        noted = translate(text, tables, choices=choices)
        unknown = noted.value is None
        broader = any(note.code == "precision-perdue" for note in noted.notes)
        if keep_in is None or not (unknown or broader):
            return Part(noted.value or (), noted.notes)
        return Part(noted.value or (), tuple(as_kept(note, keep_in) for note in noted.notes), kept=text)

    return convert


def _cleaned_first(clean: Converter, translator: Converter) -> Converter:
    """A title loses its numbering before the tables are asked."""

    def convert(text: str) -> Part:
        cleaned = clean(text)
        return translator(str(cleaned.values[0])) if cleaned.values else cleaned

    return convert


def _zone_reader(tables: Sequence[Table], tools: Tools) -> Converter:
    def convert(text: str) -> Part:
        for table in tables:
            if fold(text) in table:
                return Part(table[fold(text)])
        noted = tools.read_zone(text)
        zone = noted.value
        if zone is None:
            return Part((), noted.notes)
        return Part(zone.codes, noted.notes, kept=", ".join(zone.precisions) or None)

    return convert


def _cleaner_chain(name: str, rule: FieldRule, tools: Tools) -> Converter:
    cleaners = [
        tools.cleaners[cleaner] for cleaner in as_tuple(rule.clean) or (FIELD_CLEANERS.get(name, "texte"),)
    ]

    def convert(text: str) -> Part:
        value: Any = text
        notes: tuple[Note, ...] = ()
        for clean in cleaners:
            noted = clean(str(value))
            notes += noted.notes
            value = noted.value
            if value is None:
                break
        return Part(() if value is None else (value,), notes)

    return convert
