"""A list of partners in a spreadsheet: its columns are checked, each line is taken or refused with its reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from offre_insertion.connector import Format
from offre_insertion.errors import ReadError
from offre_insertion.reading.csv_file import read_csv
from offre_insertion.reading.grid import tabulate
from offre_insertion.reading.source import Source, detect_kind, load_source
from offre_insertion.reading.table import Table
from offre_insertion.reading.workbook import Workbook
from offre_insertion.text import fold
from offre_insertion.tracking.partners import STAGE_LABELS, NewPartner, Partner, Stage, check_partner

#: Columns of the file; « nom » is required. ``structures`` are ids cut by commas or spaces.
COLUMNS = ("nom", "siren", "type", "structures", "courriel", "telephone", "etape")
_STAGES: dict[str, Stage] = {
    **{fold(label): stage for stage, label in STAGE_LABELS.items()},
    **{stage: stage for stage in STAGE_LABELS},
}


@dataclass(frozen=True, slots=True)
class PartnerFile:
    """The partners to add, those already there, the lines refused in French."""

    partners: tuple[NewPartner, ...]
    known: tuple[str, ...]
    refused: tuple[str, ...]


def read_partner_file(path: Path, partners: Iterable[Partner]) -> PartnerFile:
    """Reads a CSV or a workbook. ``partners`` are those of the register.

    Raises :class:`ReadError` when it cannot be read, or when its columns are not those expected.
    """
    table = _open(load_source(path))
    titles = _check_columns(table.columns, path.name)
    known = {one.key: one for one in partners}
    taken: dict[str, Partner] = {}
    new: list[NewPartner] = []
    there: list[str] = []
    refused: list[str] = []
    for row in table.rows:
        values = {name: row.values.get(title, "").strip() for name, title in titles.items()}
        if fold(values["nom"]) in known:
            there.append(values["nom"])
            continue
        try:
            found = check_partner(_read_line(values), (*known.values(), *taken.values()))
        except ReadError as exc:
            refused.append(f"Ligne {row.number} : {exc}")
            continue
        new.append(found)
        taken[fold(found.nom)] = Partner(found.nom, added=dt.date.min, siren=found.siren)
    return PartnerFile(tuple(new), tuple(there), tuple(refused))


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
    stage = _STAGES.get(fold(values.get("etape", "")) or "identifie")
    if stage is None:
        raise ReadError(f"étape « {values['etape']} » inconnue. Étapes : {', '.join(STAGE_LABELS.values())}.")
    return NewPartner(
        values["nom"],
        values.get("siren") or None,
        values.get("type") or None,
        tuple(values.get("structures", "").replace(",", " ").split()),
        values.get("courriel") or None,
        values.get("telephone") or None,
        stage,
    )
