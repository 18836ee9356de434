"""Reading: a file, standard input or a URL → rows of text, the same whatever the format was."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import httpx

from offre_insertion.conditions import compile_condition
from offre_insertion.connector import CodeTable, Connector, Format, Join
from offre_insertion.errors import ReadError
from offre_insertion.reading.csv_file import read_csv
from offre_insertion.reading.grid import tabulate
from offre_insertion.reading.joins import carry_down, join_table
from offre_insertion.reading.json_file import read_json
from offre_insertion.reading.source import Source, detect_kind, load_source
from offre_insertion.reading.table import IgnoredRow, Row, Table
from offre_insertion.reading.workbook import SHEET_COLUMN, Workbook, fiche_grid

__all__ = ["IgnoredRow", "Row", "Source", "Table", "load_source", "open_table", "read_code_table"]


def open_table(
    source: str | Path | Source,
    connector: Connector,
    *,
    stdin: BinaryIO | None = None,
    transport: httpx.BaseTransport | None = None,
) -> Table:
    """Opens a catalogue: a path, ``-`` (``stdin``), an http(s) URL, or what :func:`load_source` gave.

    Its rows are read as they are consumed.

    Raises :class:`ReadError` when the file cannot be read at all; a wrong row is an issue.
    """
    loaded = source if isinstance(source, Source) else load_source(source, stdin=stdin, transport=transport)
    table = _read(loaded, connector.format)
    table.modified = table.modified or loaded.modified
    for join in connector.join:
        other = _side_table(loaded, join, connector.format)
        table = join_table(table, other, join)
    if connector.carry is not None:
        table = carry_down(table, connector.carry, compile_condition(connector.carry.when))
    return table


def _read(loaded: Source, form: Format) -> Table:
    kind = detect_kind(loaded)
    if form.type is not None and form.type != kind:
        raise ReadError(
            f"« {loaded.name} » est du {kind}, et le connecteur attend du {form.type} (format.type). "
            "Est-ce le bon fichier ?"
        )
    if kind == "json":
        return read_json(loaded, form)
    if kind == "csv":
        return tabulate(read_csv(loaded, form), form, name=loaded.name)
    book = Workbook(loaded)
    sheets = book.sheet_names(form.sheet)
    if form.layout == "fiche":
        table = tabulate(
            fiche_grid(book, sheets, form), form.model_copy(update={"header": 1}), name=loaded.name
        )
        table.rows = (Row(1, row.values, row.values[SHEET_COLUMN]) for row in table.rows)
    else:
        table = tabulate(book.grid(sheets[0], form), form, name=loaded.name)
    table.modified = book.modified
    return table


def _side_table(loaded: Source, side: Join | CodeTable, form: Format) -> Table:
    """A sheet of the same workbook, or a file beside the catalogue."""
    if side.file is not None:
        if loaded.name == "-" or "://" in loaded.name:
            raise ReadError(
                f"« {side.file} » se lit à côté du catalogue : donnez le catalogue par son chemin."
            )
        loaded = load_source(Path(loaded.name).parent / side.file)
    elif detect_kind(loaded) != "excel":
        raise ReadError(
            f"« {loaded.name} » n'a pas de feuille « {side.sheet} » : ce n'est pas un classeur. Est-ce le bon fichier ?"
        )
    changes = {
        "type": None,
        "sheet": side.sheet,
        "header": side.header,
        "layout": "tableau",
        "path": None,
        "explode": (),
    }
    return _read(loaded, form.model_copy(update=changes))


def read_code_table(loaded: Source, table: CodeTable, *, form: Format | None = None) -> dict[str, str]:
    """Code → label, from a sheet of the catalogue or a file beside it. Raises :class:`ReadError`."""
    rows = _side_table(loaded, table, form or Format())
    missing = [name for name in (table.code, table.label) if name not in rows.columns]
    if missing:
        raise ReadError(
            f"La table de codes n'a pas de colonne « {missing[0]} ». Colonnes : {', '.join(rows.columns)}."
        )
    return {
        row.values[table.code]: row.values[table.label]
        for row in rows.rows
        if {table.code, table.label} <= row.values.keys()
    }
