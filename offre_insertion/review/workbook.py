"""The review as a workbook for a colleague: one line per pair, a list to choose from, and its way back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format as Style
from xlsxwriter.worksheet import Worksheet

from offre_insertion.connector import Format
from offre_insertion.errors import ReadError
from offre_insertion.matching import Answer, Reason
from offre_insertion.publishing.atomic import replacing
from offre_insertion.publishing.neutralise import is_risky, neutralise, restore
from offre_insertion.publishing.workbook import CREATED, SHEETS
from offre_insertion.reading.source import load_source
from offre_insertion.reading.workbook import Workbook
from offre_insertion.review.cases import Case, as_text
from offre_insertion.review.offer import Offer
from offre_insertion.review.spoken import ANSWERS
from offre_insertion.schema import FIELD_LABELS, Kind, Record

_GUIDE = "Mode d’emploi"
_AUTHOR = "Votre nom"
_KEY, _DECISION, _NOTE, _LEFT, _RIGHT = "Clé", "Décision", "Commentaire", "Identifiant A", "Identifiant B"
_NEEDED = (_KEY, _DECISION, _NOTE, _LEFT, _RIGHT)
#: What is written between the decision and the fields of the records, with the width of its column.
_ABOUT: tuple[tuple[str, int, Callable[[Case], str]], ...] = (
    ("Avis de la machine", 18, lambda case: case.standing),
    ("Score", 8, lambda case: f"{case.pair.score:.2f}".replace(".", ",")),
    ("Raisons", 60, lambda case: "\n".join(map(_weighed, case.pair.reasons))),
    ("Différences", 24, lambda case: ", ".join(_different(case))),
)


def _different(case: Case) -> Iterator[str]:
    return (FIELD_LABELS.get(one.field, one.field) for one in case.differences() if one.mark != "same")


def _weighed(reason: Reason) -> str:
    return f"{'Pour' if reason.weight > 0 else 'Contre'} : {as_text(reason.detail)}"


_STRUCTURE = (
    ("Nom", "nom", 34), ("Adresse", "adresse", 34), ("Téléphone", "telephone", 16), ("Courriel", "courriel", 28),
    ("Site", "site_web", 28), ("SIRET", "siret", 17), ("Mise à jour", "date_maj", 12), ("Source", "source", 16),
    ("Identifiant", "id", 34),
)  # fmt: skip
_SERVICE = (
    ("Nom", "nom", 34), ("Structure", "structure", 34), ("Description", "description", 50), ("Type", "type", 18),
    ("Thématiques", "thematiques", 34), ("Publics", "publics", 24), ("Adresse", "adresse", 34),
    ("Téléphone", "telephone", 16), ("Courriel", "courriel", 28), ("Mise à jour", "date_maj", 12),
    ("Source", "source", 16), ("Identifiant", "id", 34),
)  # fmt: skip
_FIELDS: dict[Kind, tuple[tuple[str, str, int], ...]] = {"structure": _STRUCTURE, "service": _SERVICE}
#: Enough of a description to tell two apart.
_SHOWN = 600
_LINE_HEIGHT, _MAX_LINES = 15, 12
_HOW_TO = (
    "Chaque ligne des feuilles suivantes montre deux fiches, A et B, qui sont peut-être la même.",
    "Colonne « Décision » : choisissez doublon (c’est la même), distinct (ce n’est pas la même) ou incertain.",
    "Laissez vide ce que vous ne voulez pas décider : la question sera reposée.",
    "Vous pouvez trier et filtrer. Ne changez pas les identifiants, ne supprimez pas de colonne.",
    "Les cellules B en jaune diffèrent de A ; la colonne « Différences » les nomme.",
    "Écrivez votre nom ci-dessous, enregistrez, renvoyez le fichier.",
)


@dataclass(frozen=True, slots=True)
class Decision:
    """A line that a person filled, with where it is in the workbook."""

    sheet: str
    row: int
    kind: Kind
    left: str
    right: str
    verdict: Answer
    note: str | None


@dataclass(frozen=True, slots=True)
class FilledReview:
    """``refused`` are French sentences that name the line. ``alone``: comments without a decision."""

    author: str | None
    decisions: tuple[Decision, ...]
    refused: tuple[str, ...]
    alone: int = 0


# --- writing ---------------------------------------------------------------------------------------------


def write_workbook(path: Path, cases: Sequence[Case]) -> None:
    """Writes the workbook, whole or not at all. Raises :class:`offre_insertion.errors.PublishError`."""
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with replacing(path.absolute().parent) as draft, xlsxwriter.Workbook(draft / path.name, options) as book:
        book.set_properties({"created": CREATED})
        styles = _styles(book)
        _write_guide(book.add_worksheet(_GUIDE), styles)
        for kind, name in SHEETS.items():
            _write_cases(
                book.add_worksheet(name), kind, [case for case in cases if case.kind == kind], styles
            )


def _styles(book: xlsxwriter.Workbook) -> dict[str, Style]:
    body = {"text_wrap": True, "valign": "top"}
    return {
        "heading": book.add_format(
            {"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF", "text_wrap": True}
        ),
        "text": book.add_format(body),
        "text_quoted": book.add_format({**body, "quote_prefix": True}),
        "different": book.add_format({**body, "bg_color": "#FFF0C2"}),
        "different_quoted": book.add_format({**body, "bg_color": "#FFF0C2", "quote_prefix": True}),
        "input": book.add_format({**body, "bg_color": "#E8F4E8", "border": 1}),
    }


def _write_guide(sheet: Worksheet, styles: dict[str, Style]) -> None:
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 40)
    for row, sentence in enumerate(_HOW_TO):
        sheet.write_string(row, 0, sentence)  # not wrapped: it runs over the columns on its right
    sheet.write_string(len(_HOW_TO) + 1, 0, _AUTHOR, styles["text"])
    sheet.write_blank(len(_HOW_TO) + 1, 1, None, styles["input"])


def _columns(kind: Kind) -> list[tuple[str, int]]:
    pairs = [(f"{title} {side}", width) for title, _, width in _FIELDS[kind] for side in "AB"]
    return [(_KEY, 4), (_DECISION, 13), (_NOTE, 30), *((title, width) for title, width, _ in _ABOUT), *pairs]


def _write_cases(sheet: Worksheet, kind: Kind, cases: Sequence[Case], styles: dict[str, Style]) -> None:
    columns = _columns(kind)
    for column, (title, width) in enumerate(columns):
        sheet.set_column(column, column, width, None, {"hidden": title == _KEY})
        sheet.write_string(0, column, title, styles["heading"])
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    if not cases:
        return
    sheet.autofilter(0, 0, len(cases), len(columns) - 1)
    sheet.data_validation(
        1, 1, len(cases), 1,
        {
            "validate": "list", "source": list(ANSWERS), "error_title": "Décision",
            "error_message": "Choisissez doublon, distinct ou incertain, ou laissez vide.",
        },
    )  # fmt: skip
    for row, case in enumerate(cases, 1):
        cells = list(_cells(case))
        lines = max(
            sum(-(-len(line) // width) or 1 for line in text.split("\n"))
            for (text, _), (_, width) in zip(cells, columns[3:], strict=True)
        )
        sheet.set_row(row, _LINE_HEIGHT * min(lines, _MAX_LINES))
        sheet.write_string(row, 0, key_of(kind, case.pair.left, case.pair.right))
        sheet.write_blank(row, 1, None, styles["input"])
        sheet.write_blank(row, 2, None, styles["input"])
        for column, (text, is_different) in enumerate(cells, 3):
            _write_text(sheet, row, column, text, "different" if is_different else "text", styles)


def _cells(case: Case) -> Iterator[tuple[str, bool]]:
    """The texts of a line after the comment, and whether each is to be coloured."""
    for _, _, text in _ABOUT:
        yield text(case), False
    for _, field, _ in _FIELDS[case.kind]:
        left, right = _value(case.left, case.hosts[0], field), _value(case.right, case.hosts[1], field)
        yield left, False
        yield right, field not in ("id", "source") and left.casefold() != right.casefold()


def _value(record: Record, host: str, field: str) -> str:
    if field == "structure":
        return as_text(host)
    if field == "adresse":
        parts = (as_text(record.get(name)) for name in ("adresse", "code_postal", "commune"))
        return " ".join(filter(None, parts))
    text = as_text(record.get(field))
    return text if field == "id" or len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _write_text(
    sheet: Worksheet, row: int, column: int, text: str, style: str, styles: dict[str, Style]
) -> None:
    if text or style == "different":
        sheet.write_string(
            row, column, neutralise(text), styles[f"{style}_quoted" if is_risky(text) else style]
        )


def key_of(kind: Kind, left: str, right: str) -> str:
    """What tells that the ids of a line are still those that were written."""
    return hashlib.sha256("\n".join((kind, left, right)).encode()).hexdigest()[:16]


# --- reading ---------------------------------------------------------------------------------------------


def read_workbook(path: Path, offers: Sequence[Offer]) -> FilledReview:
    """The decisions of a filled workbook; the lines that cannot be trusted are refused, one by one.

    Raises :class:`ReadError` when it is not a workbook of :func:`write_workbook`.
    """
    book = Workbook(load_source(path))
    present = {kind: name for kind, name in SHEETS.items() if name in book.all_sheets}
    if not present:
        raise ReadError(
            f"« {book.name} » n’a ni feuille « Structures » ni feuille « Services ». Donnez un classeur écrit par "
            "« doublons exporter »."
        )
    decisions: list[Decision] = []
    refused: list[str] = []
    alone = 0
    for kind, name in present.items():
        seen: dict[tuple[str, str], int] = {}
        for row, cells in _lines(book, name):
            verdict, note = cells[_DECISION].strip().casefold(), restore(cells[_NOTE]).strip()
            if not verdict:
                alone += bool(note)
                continue
            left, right = restore(cells[_LEFT]), restore(cells[_RIGHT])
            if reason := _refusal(kind, left, right, verdict, cells[_KEY], seen, offers):
                refused.append(f"Feuille « {name} », ligne {row} : {reason}")
                continue
            seen[left, right] = row
            answer = next(answer for answer in ANSWERS if answer == verdict)
            decisions.append(Decision(name, row, kind, left, right, answer, note or None))
    return FilledReview(_author(book), tuple(decisions), tuple(refused), alone)


def _lines(book: Workbook, sheet: str) -> Iterator[tuple[int, dict[str, str]]]:
    lines: Iterable[tuple[int, Sequence[str]]] = book.grid(sheet, Format()).lines
    iterator = iter(lines)
    header = next(iterator, (1, ()))[1]
    columns = {title.strip(): position for position, title in enumerate(header)}
    missing = [title for title in _NEEDED if title not in columns]
    if missing:
        raise ReadError(
            f"« {book.name} », feuille « {sheet} » : il manque {', '.join(f'« {one} »' for one in missing)} en "
            "ligne 1. Reprenez le classeur écrit par « doublons exporter »."
        )
    for row, cells in iterator:
        yield row, {title: cells[columns[title]] if columns[title] < len(cells) else "" for title in _NEEDED}


def _refusal(
    kind: Kind,
    left: str,
    right: str,
    verdict: str,
    key: str,
    seen: dict[tuple[str, str], int],
    offers: Sequence[Offer],
) -> str | None:
    """Why a filled line is not recorded, or ``None``."""
    if verdict not in ANSWERS:
        return f"« {verdict} » n’est pas une décision. Choisissez doublon, distinct ou incertain."
    for one in (left, right):
        if not any(one in offer.records(kind) for offer in offers):
            return (
                f"aucune fiche ne porte l’identifiant « {one} » : il a été modifié, la fiche a disparu, ou le "
                "classeur a été exporté avec --contre, à donner ici aussi."
            )
    if key.strip() != key_of(kind, left, right):
        return "les identifiants ne sont plus ceux de la paire exportée. Exportez de nouveau, et décidez là."
    if (left, right) in seen:
        return f"cette paire est déjà décidée ligne {seen[left, right]}. Gardez une seule des deux lignes."
    return None


def _author(book: Workbook) -> str | None:
    if _GUIDE not in book.all_sheets:
        return None
    for _, cells in book.grid(_GUIDE, Format()).lines:
        if cells and cells[0].strip() == _AUTHOR:
            return next((cell.strip() for cell in cells[1:] if cell.strip()), None)
    return None
