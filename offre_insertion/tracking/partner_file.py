"""A list of partners in a spreadsheet: its columns are checked, each line is taken or refused with its reason.

A partner of the register is completed: what the register says otherwise is left, and told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from offre_insertion.connector import Format
from offre_insertion.errors import ReadError
from offre_insertion.history.registers import Event
from offre_insertion.reading.csv_file import read_csv
from offre_insertion.reading.grid import tabulate
from offre_insertion.reading.source import Source, detect_kind, load_source
from offre_insertion.reading.table import Table
from offre_insertion.reading.workbook import Workbook
from offre_insertion.text import fold
from offre_insertion.tracking.completing import complete_partner
from offre_insertion.tracking.partners import (
    STAGE_LABELS,
    NewPartner,
    Partner,
    Stage,
    check_partner,
    read_stage,
    with_fields,
)

#: Columns of the file; « nom » is required. ``structures`` are ids cut by commas or spaces.
COLUMNS = ("nom", "siren", "type", "structures", "courriel", "telephone", "etape")


@dataclass(frozen=True, slots=True)
class FileLine:
    """A line of the file: the partner it adds or completes, and what the register does not take of it."""

    number: int
    nom: str
    action: Literal["ajoute", "complete"]
    taken: Mapping[str, Any]
    left: tuple[str, ...] = ()

    def event(self, *, author: str, day: dt.date, at: dt.datetime) -> Event:
        """The line to add to the register."""
        return Event("partenaire", fold(self.nom), self.action, author, day, at, self.taken)


@dataclass(frozen=True, slots=True)
class PartnerFile:
    """The lines to add to the register, those that say nothing new (``taken`` is empty), those refused in French."""

    lines: tuple[FileLine, ...]
    refused: tuple[str, ...]

    def of(self, action: Literal["ajoute", "complete"]) -> list[FileLine]:
        """Those that add a partner, or that complete one."""
        return [one for one in self.lines if one.action == action and one.taken]


def read_partner_file(
    path: Path, partners: Iterable[Partner], *, structures: Container[str] = ()
) -> PartnerFile:
    """Reads a CSV or a workbook. ``partners`` are those of the register, ``structures`` the ids that exist.

    Raises :class:`ReadError` when it cannot be read, or when its columns are not those expected.
    """
    table = _open(load_source(path))
    titles = _check_columns(table.columns, path.name)
    known = {one.key: one for one in partners}
    lines: list[FileLine] = []
    refused: list[str] = []
    for row in table.rows:
        values = {name: row.values.get(title, "").strip() for name, title in titles.items()}
        try:
            line = _take(row.number, _read_line(values), known, structures)
        except ReadError as exc:
            refused.append(f"Ligne {row.number} : {exc}")
            continue
        lines.append(line)
        known[fold(line.nom)] = _known_after(known.get(fold(line.nom)), line)
    return PartnerFile(tuple(lines), tuple(refused))


def _take(
    number: int, given: NewPartner, known: Mapping[str, Partner], structures: Container[str]
) -> FileLine:
    partner = known.get(fold(given.nom))
    if partner is None:
        new = check_partner(given, known.values(), structures=structures)
        return FileLine(number, new.nom, "ajoute", new.details)
    found = complete_partner(partner, given, known.values(), structures=structures, replaces=False)
    return FileLine(number, partner.nom, "complete", found.taken, found.left)


def _known_after(partner: Partner | None, line: FileLine) -> Partner:
    """The partner as the lines below find it: two lines may speak of one."""
    stage: Stage | None = line.taken.get("etape")
    partner = with_fields(partner or Partner(line.nom, added=dt.date.min), line.taken)
    return replace(partner, stage=stage) if stage else partner


def _open(loaded: Source) -> Table:
    form = Format()
    kind = detect_kind(loaded)
    if kind == "json":
        raise ReadError(f"« {loaded.name} » : donnez un CSV ou un classeur, pas du JSON.")
    if kind == "csv":
        return tabulate(read_csv(loaded, form), form, name=loaded.name)
    book = Workbook(loaded)
    return tabulate(book.grid(book.sheet_names(None)[0], form), form, name=loaded.name)


def _check_columns(columns: Iterable[str], name: str) -> dict[str, str]:
    """Name of a column → its title in the file. Every column is known: a misspelt one would be lost in silence."""
    titles: dict[str, str] = {}
    unknown = []
    for title in columns:
        column = fold(title)
        if column not in COLUMNS:
            unknown.append(title)
        else:
            titles[column] = title
    if unknown:
        shown = ", ".join(f"« {one} »" for one in unknown)
        raise ReadError(
            f"« {name} » : colonnes inconnues, {shown}. Colonnes admises : {', '.join(COLUMNS)}. Renommez-les, ou "
            "supprimez-les."
        )
    if "nom" not in titles:
        raise ReadError(f"« {name} » : il manque la colonne « nom ».")
    return titles


def _read_line(values: Mapping[str, str]) -> NewPartner:
    written = values.get("etape", "")
    stage = read_stage(written)
    if written and stage is None:
        raise ReadError(f"étape « {written} » inconnue. Étapes : {', '.join(STAGE_LABELS.values())}.")
    return NewPartner(
        values["nom"],
        values.get("siren") or None,
        values.get("type") or None,
        tuple(values.get("structures", "").replace(",", " ").split()),
        values.get("courriel") or None,
        values.get("telephone") or None,
        stage,
    )
