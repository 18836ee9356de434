"""A data·inclusion v1 file made by anyone → its records, each with the line where a person finds it.

Workbooks are read as the valideur reads them (contract §3.1), and what it refuses without a word is said.
"""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import orjson

from offre_insertion.connector import Format
from offre_insertion.errors import ReadError
from offre_insertion.issues import Issue, Severity
from offre_insertion.publishing.neutralise import restore
from offre_insertion.publishing.workbook import IGNORE, SHEETS
from offre_insertion.reading.csv_file import read_csv
from offre_insertion.reading.source import Source, detect_kind, load_source
from offre_insertion.reading.workbook import Workbook
from offre_insertion.schema import FIELDS, LIST_FIELDS, PLURALS, Kind, Record

#: The name the valideur gives to its own column of line numbers: a second one breaks it.
_RESERVED = "line"
#: Code of the issues that say why the valideur would take nothing of a file.
REFUSAL = "fichier-refuse"
#: « nom  » or « Nom » are alike « nom », « lien_url_gen » is not alike « lien_source ».
_ALIKE = 0.75


@dataclass(slots=True)
class Dataset:
    """``records`` holds only the kinds that the file has; ``issues`` are about the file as a whole.

    The line of a record is its Excel row, its first physical line in a CSV, its rank in a JSON list.
    """

    name: str
    format: Literal["classeur", "csv", "json"]
    records: dict[Kind, list[tuple[int, Record]]] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def refuse(self, message: str) -> None:
        """Says why the valideur would take nothing of the file."""
        self.issues.append(Issue(REFUSAL, Severity.ERREUR, message))


def read_dataset(path: Path) -> Dataset:
    """Reads a file, or the folder of a conversion (JSON first, else CSV, else the workbook).

    Raises :class:`ReadError` when there is nothing that can be read as a dataset.
    """
    if not path.is_dir():
        return _read_file(path)
    for names in (
        ("structures.json", "services.json"),
        ("structures.csv", "services.csv"),
        ("data-inclusion.xlsx",),
    ):
        present = [path / name for name in names if (path / name).is_file()]
        if present:
            return _merge(str(path), [_read_file(one) for one in present])
    raise ReadError(
        f"« {path} » ne contient ni structures.json et services.json, ni leurs CSV, ni data-inclusion.xlsx. "
        "Donnez le fichier lui-même."
    )


def _merge(name: str, parts: Sequence[Dataset]) -> Dataset:
    whole = Dataset(name, parts[0].format)
    for part in parts:
        for kind, records in part.records.items():
            whole.records.setdefault(kind, []).extend(records)
        whole.issues += part.issues
    return whole


def _read_file(path: Path) -> Dataset:
    source = load_source(path)
    kind = detect_kind(source)
    if kind == "excel":
        return _read_workbook(source, suffix=path.suffix)
    return _read_csv(source) if kind == "csv" else _read_json(source)


# --- tables ----------------------------------------------------------------------------------------------


def _read_workbook(source: Source, *, suffix: str) -> Dataset:
    dataset = Dataset(source.name, "classeur")
    if suffix.lower() != ".xlsx":
        dataset.refuse(
            f"Le valideur ne lit que les fichiers dont le nom finit par .xlsx, pas « {suffix} ». "
            "Enregistrez le classeur au format XLSX."
        )
    book = Workbook(source)
    found = {kind: _sheet_named(sheet, book.all_sheets) for kind, sheet in SHEETS.items()}
    if not any(found.values()):
        listed = ", ".join(f"« {name} »" for name in book.all_sheets)
        raise ReadError(
            f"« {source.name} » n’a ni feuille « Structures » ni feuille « Services » (feuilles : {listed}). "
            "Ce n’est pas un classeur data·inclusion : pour un catalogue local, utilisez « convertir »."
        )
    for kind, sheet in found.items():
        if sheet != SHEETS[kind]:
            dataset.refuse(_refused_sheet(SHEETS[kind], sheet))
        if sheet is not None:
            grid = book.grid(sheet, Format())
            dataset.issues += grid.issues
            _read_table(dataset, kind, grid.lines, sheet=sheet)
    return dataset


def _sheet_named(expected: str, names: Sequence[str]) -> str | None:
    """The sheet, else the one whose name is nearly right."""
    if expected in names:
        return expected
    return next((name for name in names if name.strip().lower() == expected.lower()), None)


def _refused_sheet(expected: str, found: str | None) -> str:
    if found is not None:
        return f"La feuille « {found} » doit s’appeler « {expected} », à la lettre près. Renommez-la."
    return f"La feuille « {expected} » manque. Ajoutez-la, même vide sous son en-tête."


def _read_csv(source: Source) -> Dataset:
    dataset = Dataset(source.name, "csv")
    if source.name.lower().endswith(".xlsx"):
        dataset.refuse(
            "Le nom finit par .xlsx mais c’est du CSV : le valideur ne l’ouvre pas. Enregistrez-le en XLSX."
        )
    grid = read_csv(source, Format())
    lines = ((number, [restore(cell) for cell in cells]) for number, cells in grid.lines)
    first = next(lines, (1, []))
    kind = _kind_of(source.name, first[1])
    _read_table(dataset, kind, itertools.chain([first], lines), sheet=None)
    dataset.issues += grid.issues
    return dataset


_SERVICE_ONLY = frozenset(FIELDS["service"]) - frozenset(FIELDS["structure"])


def _kind_of(name: str, fields: Iterable[str]) -> Kind:
    """By the fields that only services have; without any record, by the name of the file."""
    fields = set(fields)
    if fields & _SERVICE_ONLY or (not fields and Path(name).name.lower().startswith("service")):
        return "service"
    return "structure"


def _read_table(
    dataset: Dataset, kind: Kind, lines: Iterator[tuple[int, Sequence[str]]], *, sheet: str | None
) -> None:
    """Header on the first line, exact names; of two columns of the same name, the last one counts."""
    header = next(lines, (1, ()))[1]
    columns = {name: position for position, name in enumerate(header)}
    if not columns.keys() & set(FIELDS[kind]):
        _refuse_header(dataset, sheet)
        dataset.records[kind] = []
        return
    place = f"Feuille « {sheet} »"
    if sheet:
        for message in _refused_columns(columns, place):
            dataset.refuse(message)
    dataset.issues += _unknown_columns(kind, header, sheet)
    dataset.records[kind] = list(_records(kind, columns, lines, dataset.format))


def _refuse_header(dataset: Dataset, sheet: str | None) -> None:
    expected = "les noms des champs du schéma (id, nom, date_maj…)"
    if sheet is None:
        raise ReadError(f"« {dataset.name} » : la première ligne n’a pas {expected}. Est-ce le bon fichier ?")
    dataset.refuse(
        f"Feuille « {sheet} » : la première ligne n’est pas l’en-tête. Supprimez les lignes de titre, gardez en "
        f"ligne 1 {expected}."
    )


def _refused_columns(columns: Mapping[str, int], place: str) -> Iterator[str]:
    if IGNORE not in columns:
        yield f"{place} : la colonne « {IGNORE} » manque. Ajoutez-la, vide."
    if _RESERVED in columns:
        yield f"{place} : une colonne s’appelle « {_RESERVED} », nom que le valideur se réserve. Renommez-la."


def _unknown_columns(kind: Kind, header: Sequence[str], sheet: str | None) -> Iterator[Issue]:
    for name in dict.fromkeys(header):
        if name and name != IGNORE and name not in FIELDS[kind]:
            yield _unknown_field(kind, name, sheet)
    for name in dict.fromkeys(name for name in header if name and header.count(name) > 1):
        message = f"Deux colonnes s’appellent « {name} » : seule la dernière est lue. Supprimez l’autre."
        yield Issue("colonne-en-double", Severity.AVERTISSEMENT, message, row=1, sheet=sheet, column=name)


def _unknown_field(kind: Kind, name: str, sheet: str | None = None) -> Issue:
    nearest = tuple(difflib.get_close_matches(name.strip().lower(), FIELDS[kind], n=1, cutoff=_ALIKE))
    hint = f" Vouliez-vous dire « {nearest[0]} » ?" if nearest else ""
    return Issue(
        code="champ-inconnu",
        severity=Severity.AVERTISSEMENT,
        message=f"« {name} » n’est pas un champ de {kind} : data·inclusion ne le lit pas.{hint}",
        row=1 if sheet else None,
        sheet=sheet,
        column=name,
        field=kind,
        suggestions=nearest,
    )


def _records(
    kind: Kind, columns: Mapping[str, int], lines: Iterator[tuple[int, Sequence[str]]], form: str
) -> Iterator[tuple[int, Record]]:
    """A blank line between two records is a record without anything; those at the end do not count."""
    fields = [(name, position) for name, position in columns.items() if name in FIELDS[kind]]
    ignore = columns.get(IGNORE)
    blank: list[int] = []
    for number, cells in lines:
        if not any(cells):
            blank.append(number)
            continue
        for line in blank if form == "classeur" else ():
            yield line, _record(fields, (), form)
        blank.clear()
        if ignore is None or ignore >= len(cells) or not cells[ignore]:
            yield number, _record(fields, cells, form)


def _record(fields: Sequence[tuple[str, int]], cells: Sequence[str], form: str) -> Record:
    record: Record = {}
    for name, position in fields:
        text = cells[position] if position < len(cells) else ""
        record[name] = (
            ([item.strip() for item in text.split(",")] if name in LIST_FIELDS else text) if text else None
        )
    if form == "classeur" and record.get("source") is None:
        record["source"] = ""  # the template has no such column: data·inclusion gives the source
    return record


# --- JSON ------------------------------------------------------------------------------------------------


def _read_json(source: Source) -> Dataset:
    dataset = Dataset(source.name, "json")
    data = _parse(source)
    if isinstance(data, dict) and data.keys() & set(PLURALS.values()):
        for kind, plural in PLURALS.items():
            if plural in data:
                _read_items(dataset, kind, data[plural])
        return dataset
    if isinstance(data, dict):
        data = data["items"] if isinstance(data.get("items"), list) else [data]
    items = data if isinstance(data, list) else []
    first: Record = next((item for item in items if isinstance(item, dict)), {})
    _read_items(dataset, _kind_of(source.name, first), data)
    return dataset


def _parse(source: Source) -> object:
    """JSON, or one record per line."""
    try:
        return orjson.loads(source.content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as exc:
        try:
            return [orjson.loads(line) for line in source.content.splitlines() if line.strip()]
        except orjson.JSONDecodeError:
            raise ReadError(
                f"« {source.name} » n’est pas du JSON valide (ligne {exc.lineno}). Réexportez-le."
            ) from exc


def _read_items(dataset: Dataset, kind: Kind, items: object) -> None:
    if not isinstance(items, list):
        raise ReadError(f"« {dataset.name} » : « {PLURALS[kind]} » doit être une liste de fiches.")
    known = frozenset(FIELDS[kind])
    unknown: dict[str, None] = {}
    records = dataset.records.setdefault(kind, [])
    for rank, item in enumerate(items, 1):
        if isinstance(item, dict):
            records.append((rank, item))
            unknown.update(dict.fromkeys(item.keys() - known))
        else:
            dataset.refuse(f"La fiche n° {rank} n’est pas un objet JSON. Supprimez-la ou réécrivez-la.")
    dataset.issues += [_unknown_field(kind, name) for name in sorted(unknown)]
