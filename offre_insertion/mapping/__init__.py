"""Rows → drafts of structures and services, with every row accounted for."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from offre_insertion.conditions import compile_condition
from offre_insertion.connector import Connector, alternatives
from offre_insertion.issues import Issue
from offre_insertion.mapping.columns import require_columns, unused_column_issue, unused_columns
from offre_insertion.mapping.dating import Dating
from offre_insertion.mapping.fields import Tools
from offre_insertion.mapping.grouping import StructureGroups
from offre_insertion.mapping.places import PlaceResolver, borrow_place, note_place
from offre_insertion.mapping.rows import Draft, MappedRow, RowMapper, missing_field
from offre_insertion.mapping.services import ServiceGroups
from offre_insertion.reading import IgnoredRow, Row, Table
from offre_insertion.reading.table import print_of
from offre_insertion.schema import REQUIRED, Kind

#: Required fields that the library fills itself, after this.
_FILLED_LATER = frozenset({"source", "id", "structure_id", "date_maj"})

__all__ = ["Draft", "Mapped", "RowTrace", "map_table", "require_columns"]


@dataclass(slots=True)
class RowTrace:
    """What became of one row: its structure and its services; ``cells`` is the print of its cells.

    ``rank`` is its place among the rows of the table, from 0: two rows can share a line, those of one JSON item.
    """

    rank: int
    number: int
    sheet: str | None
    structure: Draft
    services: list[Draft]
    cells: str


@dataclass(slots=True)
class Mapped:
    """Everything the rows gave; ``codes`` is the print of the tables of codes of the catalogue, when it has some."""

    structures: list[Draft] = field(default_factory=list)
    services: list[tuple[Draft, Draft]] = field(default_factory=list)
    traces: list[RowTrace] = field(default_factory=list)
    ignored: list[IgnoredRow] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    filled: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    date_origins: Counter[str] = field(default_factory=Counter)
    codes: tuple[str, ...] = ()


def map_table(table: Table, connector: Connector, tools: Tools, *, observed: dt.date) -> Mapped:
    """Maps every row of the table. ``observed`` is the day of observation, for ``otherwise = "observation"``.

    Drafts without a required field, or without a date, keep ``missing`` filled: they are not to be written.
    """
    mapped = Mapped(codes=(print_of(tools.code_tables),) if tools.code_tables else ())
    mapper = RowMapper(connector, tools)
    structures = StructureGroups(connector.structure_key)
    services = ServiceGroups(connector.service_key, merge=connector.merge_services)
    resolver = PlaceResolver(connector.source.departement)
    for row in _active_rows(table, connector, mapped):
        mapped_row = mapper(row)
        # Communes first: « LAVAL » and « Laval Cedex » are one place when rows are compared.
        mapped.issues += resolver.resolve("structure", mapped_row.structure)
        for draft in mapped_row.services:
            mapped.issues += resolver.resolve("service", draft)
        _add(mapped_row, row, structures, services, mapped)
    mapped.structures = structures.drafts
    _settle(mapped, connector, observed=observed, file_date=table.modified)
    unused = unused_columns(connector, (name for name in table.columns if mapped.filled[name]))
    mapped.issues += [unused_column_issue(name, mapped.filled[name]) for name in unused]
    mapped.issues += table.issues
    mapped.ignored += table.ignored
    mapped.rows += len(table.ignored)
    return mapped


def _active_rows(table: Table, connector: Connector, mapped: Mapped) -> Iterator[Row]:
    """The rows that no ``skip`` rule leaves out; counts rows and filled cells on the way."""
    skips = [(compile_condition(skip), skip.reason) for skip in connector.skip]
    filled = mapped.filled
    for row in table.rows:
        mapped.rows += 1
        for column in row.values:
            filled[column] += 1
        reason = next((reason for matches, reason in skips if matches(row.values)), None)
        if reason is None:
            yield row
        else:
            mapped.ignored.append(IgnoredRow(row.number, row.sheet, reason, row.cells))


def _add(
    mapped_row: MappedRow, row: Row, structures: StructureGroups, services: ServiceGroups, mapped: Mapped
) -> None:
    cells = row.cells
    structure, issues = structures.add(mapped_row.structure)
    note_place(structure, mapped_row.structure.record, cells)
    drafts = []
    for draft in mapped_row.services:
        known, more = services.add(draft, structure)
        if known is draft:
            mapped.services.append((draft, structure))
        drafts.append(known)
        issues += more
    mapped.issues += mapped_row.issues
    mapped.issues += issues
    mapped.traces.append(RowTrace(mapped.rows - 1, row.number, row.sheet, structure, drafts, cells))


def _settle(mapped: Mapped, connector: Connector, *, observed: dt.date, file_date: dt.date | None) -> None:
    """Dates and required fields, once the rows of a same record are united."""
    kinds: tuple[Kind, ...] = ("structure", "service")
    dating = Dating(
        otherwise={kind: _otherwise(connector, kind) for kind in kinds},
        literal=frozenset(kind for kind in kinds if _has_literal_date(connector, kind)),
        observed=observed,
        file_date=file_date,
    )
    for draft in mapped.structures:
        _settle_one("structure", draft, connector, dating, mapped.issues)
    for draft, structure in mapped.services:
        _settle_one("service", draft, connector, dating, mapped.issues)
        borrow_place(draft, structure)
    mapped.issues += dating.issues()
    mapped.date_origins = dating.origins


def _settle_one(kind: Kind, draft: Draft, connector: Connector, dating: Dating, issues: list[Issue]) -> None:
    """A draft that misses a required field, or a date, keeps it in ``missing``."""
    absent = (name for name in REQUIRED[kind] if name not in draft.record and name not in _FILLED_LATER)
    draft.missing = tuple(dict.fromkeys((*draft.missing, *absent)))
    issues += [missing_field(draft, name, kind, _columns(connector, kind, name)) for name in draft.missing]
    undated = dating.apply(kind, draft)
    if undated is not None:
        draft.missing += ("date_maj",)
        issues.append(undated)


def _columns(connector: Connector, kind: Kind, name: str) -> str | None:
    """The columns a person fills to give a field: « Résumé », « Résumé, Horaires »."""
    rules = alternatives(getattr(connector, kind)[name]) if name in getattr(connector, kind) else ()
    columns = dict.fromkeys(column for rule in rules for column in rule.origin_columns())
    return ", ".join(column for column in columns if not column.startswith("@")) or None


def _otherwise(connector: Connector, kind: Kind) -> str | None:
    rules = getattr(connector, kind).get("date_maj")
    return next((rule.otherwise for rule in alternatives(rules) if rule.otherwise), None) if rules else None


def _has_literal_date(connector: Connector, kind: Kind) -> bool:
    """The date of every record of the kind is written in the connector: it is stated, not read in the rows."""
    rules = getattr(connector, kind).get("date_maj")
    return bool(rules) and all(rule.literal is not None for rule in alternatives(rules))
