"""From the cells of a line to the value of a field; what cannot be read is refused with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from offre_insertion.cleaning import CLEANERS, FIELD_CLEANERS
from offre_insertion.geography.zone_codes import is_national, is_zone_code
from offre_insertion.schema import LIST_FIELDS
from offre_insertion.text import fold
from offre_insertion.tracking.sheets.layout import ERASE, Choices, Column


class Refused(Exception):  # noqa: N818 - a refusal, said to a person
    """A cell that cannot be taken; the message is a French sentence."""


def read_field(column: Column, cells: Mapping[str, str], sent: Any, choices: Choices) -> Any:  # noqa: ANN401
    """The value that the cells give to a field: ``sent`` when nothing is written, ``None`` to take it away.

    Raises :class:`Refused`.
    """
    if column.field in LIST_FIELDS:
        return _read_list(column, cells, sent, choices)
    text = cells.get(column.title, "").strip()
    if not text:
        return sent
    if _is_erased(text):
        return None
    if column.type == "choix":
        return _read_code(column.field, text, choices, ())
    return _clean(column, text, sent)


def _read_list(column: Column, cells: Mapping[str, str], sent: Any, choices: Choices) -> Any:  # noqa: ANN401
    """An emptied cell of a list leaves its value there: only « (effacer) » takes one away."""
    before = list(sent or ())
    texts = _slots(column, cells)
    found = []
    for rank in range(max(len(texts), len(before))):
        text = texts[rank] if rank < len(texts) else ""
        if _is_erased(text):
            continue
        if text:
            found.append(_read_code(column.field, text, choices, before))
        elif rank < len(before):
            found.append(before[rank])
    unique = list(dict.fromkeys(found))
    return sent if unique == before else unique or None


def _slots(column: Column, cells: Mapping[str, str]) -> list[str]:
    texts: list[str] = []
    while (title := f"{column.title} {len(texts) + 1}") in cells:
        texts.append(cells[title].strip())
    return texts


def _is_erased(text: str) -> bool:
    return fold(text) == fold(ERASE)


def _read_code(field: str, text: str, choices: Choices, sent: Sequence[str]) -> str:
    codes = choices.codes[field]
    by_label = {fold(label): code for label, code in codes.items()}
    code = by_label.get(fold(text)) or (text if text in codes.values() else None)
    if code is None and (text in sent or (field == "zone_eligibilite" and _is_territory(text))):
        code = text  # a code without label: that of a commune
    if code is None:
        raise Refused(f"« {text[:80]} » n’est pas dans la liste. Choisissez dans la liste déroulante.")
    return code


def _is_territory(code: str) -> bool:
    """A code that the COG knows; that of a country would be taken for a slip."""
    return is_zone_code(code) and (is_national(code) or not code.startswith("99"))


def _clean(column: Column, text: str, sent: Any) -> Any:  # noqa: ANN401
    if str(sent).split() == text.split():
        return sent  # as it was sent, but for the spaces and line ends that a spreadsheet rewrites
    name = "nombre" if column.type == "nombre" else FIELD_CLEANERS.get(column.field, "texte")
    noted = CLEANERS[name](text)
    if noted.value is None:
        raise Refused(noted.notes[0].message if noted.notes else f"« {text[:80]} » ne se lit pas.")
    return noted.value
