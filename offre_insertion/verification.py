"""What the valideur of data·inclusion would say of a file and, apart, what it does not check."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import phonenumbers

from offre_insertion.checking import check_dataset, model_notes, own_notes
from offre_insertion.cleaning.telephone import clean_telephone
from offre_insertion.dataset import REFUSAL, Dataset, read_dataset
from offre_insertion.issues import Issue, Note, Severity
from offre_insertion.schema import Kind, Record
from offre_insertion.wording import FieldNote, shown

_KINDS: tuple[Kind, ...] = ("structure", "service")


@dataclass(frozen=True, slots=True)
class Finding:
    """The same thing wrong on one or several lines; a line is repeated when it has it twice."""

    kind: Kind
    field: str
    value: str
    note: Note
    lines: tuple[int, ...]

    @property
    def message(self) -> str:
        """The sentence of the report."""
        return self.note.message

    @property
    def lines_text(self) -> str:
        """The lines as the valideur writes them: ``4 à 5``, ``2, 4 à 6``, ``11, 11``."""
        runs: list[list[int]] = []
        for line in self.lines:
            if runs and line == runs[-1][-1] + 1:
                runs[-1].append(line)
            else:
                runs.append([line])
        return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]} à {run[-1]}" for run in runs)

    def as_dict(self) -> dict[str, object]:
        """JSON-ready, with the column names of the valideur."""
        return {
            "typologie": self.kind.capitalize(),
            "champ": self.field,
            "lignes": self.lines_text,
            "valeur": self.value,
            "detail": self.note.message,
            "code": self.note.code,
            "gravite": self.note.severity.value,
            "propositions": list(self.note.suggestions),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """``findings`` are those of the valideur, word for word; ``beyond`` is what it does not check.

    ``counts`` and ``wrong`` count records by kind, ``errors`` counts errors, each line once, as the badges
    of the valideur do. ``dataset`` is about the file as a whole: first the reasons why the valideur would
    take nothing of it (it answers « 500 » or « 422 »; what can be read is checked all the same), then
    unknown columns, formulas without a value, unreadable bytes.
    """

    name: str
    format: str
    counts: Mapping[Kind, int]
    wrong: Mapping[Kind, int]
    errors: Mapping[Kind, int]
    findings: tuple[Finding, ...]
    beyond: tuple[Finding, ...] = ()
    dataset: tuple[Issue, ...] = ()

    @property
    def refusals(self) -> tuple[str, ...]:
        """Why the valideur would take nothing of the file, in French sentences."""
        return tuple(issue.message for issue in self.dataset if issue.code == REFUSAL)

    @property
    def is_compliant(self) -> bool:
        """The valideur would say « Votre fichier est conforme au schéma data·inclusion ! »."""
        return not self.findings and not self.refusals

    @property
    def is_clean(self) -> bool:
        """Compliant, and no error either in what the valideur does not check."""
        others = (*(one.note.severity for one in self.beyond), *(issue.severity for issue in self.dataset))
        return self.is_compliant and Severity.ERREUR not in others

    def summary(self) -> list[str]:
        """The totals as the valideur writes them, one sentence per kind."""
        words: dict[Kind, str] = {"structure": "structure(s) analysée(s)", "service": "service(s) analysé(s)"}
        return [
            f"{self.counts[kind]} {analysed}, {self.wrong[kind]} à corriger, {self.errors[kind]} erreur(s)"
            for kind, analysed in words.items()
        ]

    def as_dict(self) -> dict[str, object]:
        """JSON-ready."""
        return {
            "fichier": self.name,
            "format": self.format,
            "conforme": self.is_compliant,
            **{f"{kind}s_analyses": count for kind, count in self.counts.items()},
            **{f"{kind}s_a_corriger": count for kind, count in self.wrong.items()},
            **{f"erreurs_{kind}": count for kind, count in self.errors.items()},
            "refus": list(self.refusals),
            "erreurs": [one.as_dict() for one in self.findings],
            "au_dela_du_valideur": [one.as_dict() for one in self.beyond],
            "jeu_entier": [issue.as_dict() for issue in self.dataset],
        }


def verify_file(path: str | Path) -> Report:
    """Checks a data·inclusion v1 file made by anyone: our JSON or CSV, a folder of both, a valideur workbook.

    Raises :class:`ReadError` when it cannot be read as a dataset at all.
    """
    dataset = read_dataset(Path(path))
    errors, beyond = _Findings(), _Findings()
    wrong: dict[Kind, int] = dict.fromkeys(_KINDS, 0)
    for kind, records in dataset.records.items():
        for line, record in records:
            notes = _valideur_notes(kind, record, beyond, line)
            wrong[kind] += bool(notes)
            for one in notes:
                errors.add(kind, line, one)
    for kind, line, one in _dataset_notes(dataset):
        beyond.add(kind, line, one)
    findings = errors.grouped()
    return Report(
        name=dataset.name,
        format=dataset.format,
        counts={kind: len(dataset.records.get(kind, ())) for kind in _KINDS},
        wrong=wrong,
        errors={kind: sum(len(one.lines) for one in findings if one.kind == kind) for kind in _KINDS},
        findings=findings,
        beyond=beyond.grouped(),
        dataset=(*dataset.issues, *_unchecked(dataset)),
    )


def _unchecked(dataset: Dataset) -> Iterator[Issue]:
    """Without the structures (a file of services alone), nobody can say which service is an orphan."""
    if dataset.records.get("service") and "structure" not in dataset.records:
        yield Issue(
            code="structures-non-lues",
            severity=Severity.INFO,
            message="Les structures ne sont pas dans ce fichier : rien ne dit si chaque service a la sienne. Vérifiez "
            "le dossier qui contient les deux (« offre-insertion verifier DOSSIER »).",
        )


class _Key(NamedTuple):
    kind: Kind
    field: str
    value: str
    note: Note


class _Findings:
    """Notes gathered by kind, field, value and message, as in the table of the valideur."""

    def __init__(self) -> None:
        self._lines: defaultdict[_Key, list[int]] = defaultdict(list)

    def add(self, kind: Kind, line: int, one: FieldNote) -> None:
        self._lines[_Key(kind, one.field, one.value, one.note)].append(line)

    def grouped(self) -> tuple[Finding, ...]:
        """Structures first, then in the textual order of the lines (10 before 4), as the valideur does."""
        found = [Finding(*key, tuple(sorted(lines))) for key, lines in self._lines.items()]
        rank = {kind: position for position, kind in enumerate(_KINDS)}
        return tuple(
            sorted(
                found,
                key=lambda one: (rank[one.kind], one.lines_text, one.field, one.value, one.note.message),
            )
        )


def _valideur_notes(kind: Kind, record: Record, beyond: _Findings, line: int) -> list[FieldNote]:
    """The errors of the valideur; the other notes go to ``beyond``. It looks codes of communes up itself."""
    notes = model_notes(kind, record)
    wrong = {one.field for one in notes}
    for one in (*own_notes(kind, record, wrong=wrong), *_more_notes(record, wrong)):
        if one.note.code == "commune-inconnue":
            notes.append(one)
        else:
            beyond.add(kind, line, one)
    return notes


def _more_notes(record: Record, wrong: Iterable[str]) -> Iterator[FieldNote]:
    """What data·inclusion does to a record that the schema accepts: it drops it, or erases its phone."""
    if not record.get("code_insee"):
        yield FieldNote("code_insee", _WITHOUT_COMMUNE, "")
    telephone = record.get("telephone")
    if telephone and "telephone" not in wrong and (note := _check_telephone(telephone)):
        yield FieldNote("telephone", note, telephone)


_WITHOUT_COMMUNE = Note(
    "commune-absente",
    Severity.AVERTISSEMENT,
    "Sans code_insee, data·inclusion écarte la fiche, sauf si elle en retrouve l’adresse. Renseignez-le.",
)
_SHORT_NUMBER = re.compile(r"\d{2,6}")
_LETTER = re.compile(r"[^\W\d_]")


@lru_cache(maxsize=1 << 15)
def _check_telephone(text: str) -> Note | None:
    if _SHORT_NUMBER.fullmatch(text):
        return None
    try:
        if phonenumbers.is_possible_number(phonenumbers.parse(text, "FR")) and not re.search(
            "[^\\W\\d_]", text
        ):
            return None
    except phonenumbers.NumberParseException:
        pass
    cleaned = clean_telephone(text).value
    message = "data·inclusion effacera ce téléphone : un seul numéro par cellule, sans commentaire."
    return Note("telephone-illisible", Severity.AVERTISSEMENT, message, (cleaned,) if cleaned else ())


def _dataset_notes(dataset: Dataset) -> Iterator[tuple[Kind, int, FieldNote]]:
    """Duplicates, orphans and ids without their source, on the lines of the records concerned."""
    structures, services = (dataset.records.get(kind, []) for kind in _KINDS)
    lines: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for path, records in (
        ("structure.id", structures),
        ("service.id", services),
        ("service.structure_id", services),
    ):
        name = path.partition(".")[2]
        for line, record in records:
            lines[path, shown(record.get(name))].append(line)
    issues = check_dataset((record for _, record in structures), (record for _, record in services))
    has_structures = "structure" in dataset.records
    for issue in dict.fromkeys(_without_record(one) for one in issues):
        path, value = issue.field or "", issue.value or ""
        kind: Kind = "structure" if path.startswith("structure.") else "service"
        name = path.partition(".")[2]
        if not value or (name == "structure_id" and not has_structures):
            continue
        for line in lines[path, value]:
            yield kind, line, FieldNote(name, Note(issue.code, issue.severity, issue.message), value)


def _without_record(issue: Issue) -> Issue:
    """Two orphans of the same structure are one finding on two lines."""
    return Issue(issue.code, issue.severity, issue.message, field=issue.field, value=issue.value)
