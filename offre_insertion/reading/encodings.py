"""Bytes of a text file → lines. UTF-8, else cp1252, and no other is ever guessed; a file may mix the two.

Nothing is held twice: lines are decoded as they are read.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator

from offre_insertion.errors import ReadError
from offre_insertion.issues import Issue, Severity
from offre_insertion.reading.source import Source
from offre_insertion.text import counted

_CHUNK = 1 << 20
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAMPLE = 65_536
#: Control characters, and their part, above which bytes are no text; a few are only damage.
_FEW_CONTROLS = 8
_BINARY = 1 / 20
#: Rows named in one message.
_SHOWN_ROWS = 5


def decoded_lines(source: Source, encoding: str | None, issues: list[Issue]) -> tuple[str, Iterator[str]]:
    """The name of the encoding (``utf-8``, ``cp1252``, ``utf-16``, ``utf-8 et cp1252``) and the lines.

    Each line keeps its end, always « \\n ». Raises :class:`ReadError` when the bytes are no text.
    """
    content = source.content
    if content.startswith(_UTF16_MARKS):
        if _first_wrong_byte(content, "utf-16") is not None:
            raise ReadError(f"« {source.name} » est de l'UTF-16 abîmé. Réexportez-le en CSV UTF-8.")
        return "utf-16", _clean(_open(content, "utf-16"), issues)
    _refuse_binary(source)
    if encoding is None:
        return _without_instruction(content, issues)
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    _report_undecodable(content, codec, encoding, issues)
    return encoding, _clean(_open(content, codec), issues)


def _without_instruction(content: bytes, issues: list[Issue]) -> tuple[str, Iterator[str]]:
    wrong = _first_wrong_byte(content, "utf-8-sig")
    if wrong is None:
        return "utf-8", _clean(_open(content, "utf-8-sig"), issues)
    utf8, other = _count_lines(content)
    if not utf8:
        _report_undecodable(content, "cp1252", "cp1252", issues)
        return "cp1252", _clean(_open(content, "cp1252"), issues)
    issues.append(_mixed(other))
    return "utf-8 et cp1252", _clean(_mixed_lines(content), issues)


def _open(content: bytes, codec: str) -> Iterator[str]:
    # newline=None: « \r\n » and the lone « \r » of old exports end lines too.
    return io.TextIOWrapper(io.BytesIO(content), encoding=codec, errors="replace", newline=None)


def _first_wrong_byte(content: bytes, codec: str) -> int | None:
    decoder = codecs.getincrementaldecoder(codec)()
    view = memoryview(content)
    for start in range(0, len(view), _CHUNK):
        try:
            decoder.decode(view[start : start + _CHUNK], final=start + _CHUNK >= len(view))
        except UnicodeDecodeError as exc:
            return start + exc.start
    return None


def _count_lines(content: bytes) -> tuple[int, list[int]]:
    """Number of lines with accents in UTF-8, and the numbers of those that are no UTF-8."""
    utf8, other = 0, []
    for number, line in enumerate(io.BytesIO(content), 1):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            utf8 += 1
        except UnicodeDecodeError:
            other.append(number)
    return utf8, other


def _mixed_lines(content: bytes) -> Iterator[str]:
    for line in io.BytesIO(content.removeprefix(codecs.BOM_UTF8)):
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            text = line.decode("cp1252", errors="replace")
        yield from io.StringIO(text, newline=None)


def _mixed(rows: list[int]) -> Issue:
    shown = ", ".join(map(str, rows[:_SHOWN_ROWS])) + ("…" if len(rows) > _SHOWN_ROWS else "")
    return Issue(
        code="encodages-melanges",
        severity=Severity.AVERTISSEMENT,
        message=f"Le fichier mélange deux encodages : {counted(len(rows), 'ligne est lue', 'lignes sont lues')} en "
        f"cp1252 ({shown}), "
        "les autres en UTF-8. Vérifiez leurs accents, puis réexportez le fichier en UTF-8.",
        row=rows[0],
    )


def _report_undecodable(content: bytes, codec: str, encoding: str, issues: list[Issue]) -> None:
    wrong = _first_wrong_byte(content, codec)
    if wrong is not None:
        issues.append(
            Issue(
                code="octets-illisibles",
                severity=Severity.AVERTISSEMENT,
                message=f"Des octets ne sont pas du {encoding} : ils sont remplacés par « � ». "
                "Réexportez le fichier en UTF-8.",
                row=content.count(b"\n", 0, wrong) + 1,
            )
        )


def _refuse_binary(source: Source) -> None:
    sample = source.content[:_SAMPLE]
    control = sum(byte < 9 or 13 < byte < 32 for byte in sample)
    if control > max(_FEW_CONTROLS, len(sample) * _BINARY):
        raise ReadError(
            f"« {source.name} » n'est pas du texte. Exportez le catalogue en CSV UTF-8, XLSX ou JSON."
        )


def _clean(lines: Iterator[str], issues: list[Issue]) -> Iterator[str]:
    """The lines without their null characters, the first of which is reported."""
    reported = False
    for number, line in enumerate(lines, 1):
        if "\x00" not in line:
            yield line
            continue
        if not reported:
            message = (
                "Caractères nuls retirés : le fichier a été abîmé. Réexportez-le si des valeurs manquent."
            )
            issues.append(
                Issue(code="caracteres-nuls", severity=Severity.AVERTISSEMENT, message=message, row=number)
            )
            reported = True
        yield line.replace("\x00", "")
