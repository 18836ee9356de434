"""Checking any data·inclusion v1 file as the real valideur does, and what it does not check, apart.

The file is our JSON (one list, or both under ``structures`` and ``services``), a folder that holds them, a CSV of
one kind, or a valideur workbook made by anyone (contract §3).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from offre_insertion.checking import FieldNote, check_dataset, model_notes, own_notes
from offre_insertion.connector import Format
from offre_insertion.errors import ReadError
from offre_insertion.issues import Issue
from offre_insertion.publishing.neutralise import restore
from offre_insertion.reading.source import Source, detect_kind, load_source
from offre_insertion.reading.workbook import Workbook
from offre_insertion.schema import FIELDS, LIST_FIELDS, Kind, Record

_SHEETS: dict[Kind, str] = {"structure": "Structures", "service": "Services"}
_IGNORE = "__ignore__"
_FLOATS = frozenset({"longitude", "latitude", "volume_horaire_hebdomadaire"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One error of the report: the same value and message on several lines are one finding."""

    kind: Kind
    field: str
    value: str
    message: str
    lines: tuple[int, ...]

    @property
    def lines_text(self) -> str:
        """Lines as the valideur writes them: ``2, 4 à 6``."""
        runs: list[list[int]] = []
        for line in sorted(set(self.lines)):
            if runs and runs[-1][-1] == line - 1:
                runs[-1].append(line)
            else:
                runs.append([line])
        return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]} à {run[-1]}" for run in runs)


@dataclass(frozen=True, slots=True)
class Report:
    """``findings`` are those of the real valideur, ``beyond`` what it does not check."""

    counts: Mapping[Kind, int]
    wrong: Mapping[Kind, int]
    errors: Mapping[Kind, int]
    findings: tuple[Finding, ...]
    beyond: tuple[Finding, ...] = ()
    dataset: tuple[Issue, ...] = field(default=())

    @property
    def is_compliant(self) -> bool:
        """Whether the real valideur would say « conforme »."""
        return not self.findings

    @property
    def is_clean(self) -> bool:
        """Compliant, and nothing else to correct either."""
        return not (self.findings or self.beyond or self.dataset)

    def as_dict(self) -> dict[str, Any]:
        """The report, JSON-ready."""
        return {
            "conforme": self.is_compliant,
            **{f"{kind}s_analyses": self.counts[kind] for kind in self.counts},
            **{f"{kind}s_a_corriger": self.wrong[kind] for kind in self.wrong},
            **{f"erreurs_{kind}": self.errors[kind] for kind in self.errors},
            "erreurs": [_as_dict(one) for one in self.findings],
            "au_dela_du_valideur": [_as_dict(one) for one in self.beyond],
            "jeu_entier": [issue.as_dict() for issue in self.dataset],
        }


def _as_dict(finding: Finding) -> dict[str, object]:
    return {
        "fiche": finding.kind,
        "champ": finding.field,
        "lignes": finding.lines_text,
        "valeur": finding.value,
        "detail": finding.message,
    }


Numbered = list[tuple[int, Record]]


def verify_file(path: str | Path) -> Report:
    """The report of a file or a folder. Raises :class:`ReadError` when it holds no data·inclusion records."""
    records, is_workbook = _load(Path(path))
    return verify_records(records, source_optional=is_workbook)


def verify_records(records: Mapping[Kind, Numbered], *, source_optional: bool = False) -> Report:
    """The report of numbered records. In a valideur workbook ``source`` is optional."""
    findings: list[tuple[Kind, int, FieldNote]] = []
    beyond: list[tuple[Kind, int, FieldNote]] = []
    for kind, numbered in records.items():
        for line, record in numbered:
            checked = {"source": "valideur", **record} if source_optional else record
            findings += [(kind, line, note) for note in model_notes(kind, checked)]
            own = own_notes(record)
            findings += [(kind, line, note) for note in own if note.field == "code_insee"]
            beyond += [(kind, line, note) for note in own if note.field != "code_insee"]
    wrong: dict[Kind, int] = {kind: len({line for one, line, _ in findings if one == kind}) for kind in records}
    errors: dict[Kind, int] = {kind: sum(one == kind for one, _, _ in findings) for kind in records}
    return Report(
        counts={kind: len(numbered) for kind, numbered in records.items()},
        wrong=wrong,
        errors=errors,
        findings=tuple(_group(findings)),
        beyond=tuple(_group(beyond)),
        dataset=tuple(_check_together(records)),
    )


def _check_together(records: Mapping[Kind, Numbered]) -> list[Issue]:
    structures = [record for _, record in records.get("structure", [])]
    services = [record for _, record in records.get("service", [])]
    issues = check_dataset(structures, services)
    if "structure" not in records:  # services alone: their structures are in another file
        issues = [issue for issue in issues if issue.code != "service-orphelin"]
    return issues


def _group(notes: Iterable[tuple[Kind, int, FieldNote]]) -> Iterator[Finding]:
    groups: dict[tuple[Kind, str, str, str], list[int]] = {}
    for kind, line, note in notes:
        groups.setdefault((kind, note.field, note.value, note.note.message), []).append(line)
    for (kind, name, value, message), lines in sorted(groups.items(), key=lambda item: item[0][0], reverse=True):
        yield Finding(kind, name, value, message, tuple(lines))


# --- reading ---------------------------------------------------------------------------------------------


def _load(path: Path) -> tuple[dict[Kind, Numbered], bool]:
    if path.is_dir():
        found: dict[Kind, Numbered] = {}
        for kind in _SHEETS:
            file = path / f"{kind}s.json"
            if file.is_file():
                found[kind] = _numbered(orjson.loads(file.read_bytes()))
        if not found:
            raise ReadError(f"« {path} » ne contient ni structures.json ni services.json. Donnez un autre dossier.")
        return found, False
    source = load_source(path)
    kind = detect_kind(source)
    if kind == "excel":
        return _load_workbook(source), True
    if kind == "json":
        return _load_json(source), False
    return _load_csv(source), False


def _numbered(items: Sequence[Any]) -> Numbered:
    return [(number, item) for number, item in enumerate(items, 1) if isinstance(item, dict)]


def _load_json(source: Source) -> dict[Kind, Numbered]:
    try:
        data = orjson.loads(source.content)
    except orjson.JSONDecodeError as exc:
        raise ReadError(f"« {source.name} » n'est pas du JSON valide (ligne {exc.lineno}). Réexportez-le.") from exc
    if isinstance(data, dict):
        found: dict[Kind, Numbered] = {
            kind: _numbered(data[f"{kind}s"]) for kind in _SHEETS if isinstance(data.get(f"{kind}s"), list)
        }
        if found:
            return found
    if not isinstance(data, list) or not all(isinstance(item, dict) for item in data):
        raise ReadError(
            f"« {source.name} » ne contient pas de fiches data·inclusion. Attendu : une liste de structures ou de "
            "services, ou un objet avec « structures » et « services »."
        )
    return {_kind_of([name for item in data for name in item], source.name): _numbered(data)} if data else {"structure": []}


def _kind_of(names: Iterable[str], source: str) -> Kind:
    present = set(names)
    if "structure_id" in present or present & (set(FIELDS["service"]) - set(FIELDS["structure"])):
        return "service"
    if "id" in present or "nom" in present:
        return "structure"
    raise ReadError(f"« {source} » n'a aucune colonne du schéma data·inclusion (id, nom, date_maj…). Est-ce le bon fichier ?")


def _load_csv(source: Source) -> dict[Kind, Numbered]:
    text = source.content.decode("utf-8-sig", errors="replace")
    delimiter = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    reader = csv.DictReader(text.splitlines(keepends=True), delimiter=delimiter)
    kind = _kind_of(reader.fieldnames or [], source.name)
    numbered = [
        (reader.line_num, record_of_cells({name: restore(cell) for name, cell in row.items() if name and cell}))
        for row in reader
    ]
    return {kind: numbered}


def _load_workbook(source: Source) -> dict[Kind, Numbered]:
    """Both sheets, as the valideur reads them. Where it answers with an error 500, a sentence says why."""
    book = Workbook(source)
    found: dict[Kind, Numbered] = {}
    for kind, sheet in _SHEETS.items():
        if sheet not in book.all_sheets:
            raise ReadError(
                f"« {source.name} » n'a pas de feuille « {sheet} » : le valideur en veut deux, « Structures » et « Services »."
            )
        found[kind] = list(_sheet_records(book, sheet, source.name))
    return found


def _sheet_records(book: Workbook, sheet: str, name: str) -> Iterator[tuple[int, Record]]:
    lines = book.grid(sheet, Format()).lines
    header = next((list(cells) for number, cells in lines if number == 1), [])
    if _IGNORE not in header:
        raise ReadError(
            f"« {name} », feuille « {sheet} » : la colonne « {_IGNORE} » manque à la ligne 1. Le valideur l'exige, vide "
            "sur les lignes à garder."
        )
    for number, cells in lines:
        row = {column: cell for column, cell in zip(header, cells, strict=False) if column and cell != ""}
        if row and not row.pop(_IGNORE, ""):
            yield number, record_of_cells(row)


def record_of_cells(cells: Mapping[str, str]) -> Record:
    """A record from texts: lists cut on commas, numbers read as numbers; unknown columns are ignored."""
    known = {*FIELDS["structure"], *FIELDS["service"]}
    return {name: _value(name, text) for name, text in cells.items() if name in known}


def _value(name: str, text: str) -> Any:
    if name in LIST_FIELDS:
        return [item.strip() for item in text.split(",")]
    if name in _FLOATS or name == "nombre_semaines":
        try:
            return float(text) if name in _FLOATS else int(text)
        except ValueError:
            return text
    return text
