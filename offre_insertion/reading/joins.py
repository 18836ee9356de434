"""Tables that complete one another: sheets or files joined by a key, structure lines carried down to their actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from offre_insertion.connector import Carry, Join
from offre_insertion.issues import Issue, Severity
from offre_insertion.reading.table import IgnoredRow, Row, Table
from offre_insertion.text import fold

Key = tuple[str, ...]


def join_table(main: Table, other: Table, join: Join) -> Table:
    """``main`` with the columns of ``other``, prefixed. Lines of ``other`` that nothing cites become rows."""
    joined = _index(other, join, main.issues)
    columns = (*main.columns, *(f"{join.prefix}{name}" for name in other.columns))
    table = Table(columns, iter(()), main.issues, main.ignored, main.modified, main.details)
    table.rows = _joined(main, joined, join)
    return table


def _index(other: Table, join: Join, issues: list[Issue]) -> dict[Key, Row]:
    rows: dict[Key, Row] = {}
    for row in other.rows:
        key = _key(row.values, join.on.values())
        if key is None:
            continue
        if key in rows:
            issues.append(_repeated(_shown(row.values, join.on.values()), rows[key], row))
        else:
            rows[key] = row
    issues += other.issues
    return rows


def _key(values: Mapping[str, str], columns: Iterable[str]) -> Key | None:
    parts = [fold(values.get(name, "")) for name in columns]
    return tuple(parts) if any(parts) else None


def _shown(values: Mapping[str, str], columns: Iterable[str]) -> str:
    """The key as it is written, for a person to find it."""
    return " ".join(values[name] for name in columns if name in values)


def _repeated(key: str, first: Row, second: Row) -> Issue:
    return Issue(
        code="jointure-en-double",
        severity=Severity.AVERTISSEMENT,
        message=f"La clé « {key} » est déjà à la ligne {first.number} : la ligne {second.number} n'est pas "
        "utilisée. Supprimez le doublon, ou donnez-lui son propre identifiant.",
        row=second.number,
        sheet=second.sheet,
        value=key,
    )


def _joined(main: Table, joined: dict[Key, Row], join: Join) -> Iterator[Row]:
    used: set[Key] = set()
    for row in main.rows:
        key = _key(row.values, join.on)
        other = joined.get(key) if key else None
        if other is None:
            if key is not None:
                main.issues.append(_orphan(_shown(row.values, join.on), row, join))
            yield row
            continue
        used.add(key or ())
        yield Row(row.number, {**row.values, **_prefixed(other, join.prefix)}, row.sheet)
    if join.keep_unmatched:
        for key, other in joined.items():
            if key not in used:
                yield Row(other.number, _prefixed(other, join.prefix), other.sheet or join.file)


def _prefixed(row: Row, prefix: str) -> dict[str, str]:
    return {f"{prefix}{name}": text for name, text in row.values.items()}


def _orphan(key: str, row: Row, join: Join) -> Issue:
    place = f"la feuille « {join.sheet} »" if join.sheet else f"le fichier « {join.file} »"
    return Issue(
        code="jointure-orpheline",
        severity=Severity.ERREUR,
        message=f"« {key} » n'existe pas dans {place} : la ligne reste sans ces informations. "
        "Corrigez la clé.",
        row=row.number,
        sheet=row.sheet,
        column=next(iter(join.on)),
        value=key,
    )


def carry_down(table: Table, carry: Carry, matches: Callable[[Mapping[str, str]], bool]) -> Table:
    """Structure lines give their cells to the actions below them; without any action, they stay as a row."""
    columns = (*table.columns, *(f"{carry.prefix}{name}" for name in carry.columns))
    carried = Table(columns, iter(()), table.issues, table.ignored, table.modified, table.details)
    carried.rows = _carried(table, carry, matches)
    return carried


#: The fate of a structure line that has actions: what it says is in each of them.
_CARRIED = "ligne de structure, reportée sur ses actions"


def _carried(table: Table, carry: Carry, matches: Callable[[Mapping[str, str]], bool]) -> Iterator[Row]:
    header: Row | None = None
    alone = False
    for row in table.rows:
        if matches(row.values):
            if header is not None and alone:
                yield header
            values = {
                f"{carry.prefix}{name}": row.values[name] for name in carry.columns if name in row.values
            }
            header, alone = Row(row.number, values, row.sheet), True
        else:
            if header is not None and alone:
                table.ignored.append(IgnoredRow(header.number, header.sheet, _CARRIED))
            yield Row(row.number, {**row.values, **(header.values if header else {})}, row.sheet)
            alone = False
    if header is not None and alone:
        yield header
