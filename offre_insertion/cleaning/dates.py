"""Dates as French catalogues write them → ISO 8601. The American order is never guessed."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

from offre_insertion.issues import Note, Noted, Severity
from offre_insertion.text import fold

_MONTHS = {
    "janvier": 1, "janv": 1, "jan": 1, "fevrier": 2, "fevr": 2, "fev": 2, "mars": 3, "mar": 3, "avril": 4, "avr": 4,
    "mai": 5, "juin": 6, "jun": 6, "juillet": 7, "juil": 7, "jul": 7, "aout": 8, "septembre": 9, "sept": 9, "sep": 9,
    "octobre": 10, "oct": 10, "novembre": 11, "nov": 11, "decembre": 12, "dec": 12,
}  # fmt: skip
_TIME = (
    r"(?:(?:[T\s,]|\s[aà-]\s)\s*[0-9]{1,2}\s?[:hH](?:\s?[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?)?"
    r"\s*(?:Z|UTC|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
_ISO = re.compile(rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}}){_TIME}")
_FRENCH = re.compile(rf"([0-9]{{1,2}})\s*([-/. ])\s*([0-9]{{1,2}})\s*\2\s*([0-9]{{4}}|[0-9]{{2}}){_TIME}")
_MONTH_YEAR = re.compile(r"([0-9]{1,2})\s*[-/.]\s*([0-9]{4})")
_YEAR_MONTH = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})")
_WORDS = re.compile(
    r"(?:(?:lun|mar|mer|jeu|ven|sam|dim)[a-z]* )?(?:le )?(?:([0-9]{1,2})(?:er)? )?([a-z]+) ([0-9]{4}|[0-9]{2})"
    r"(?: a)?(?: [0-9]{1,2}(?: ?h)?(?: ?[0-9]{2}){0,2})?"
)
_PREFIX = re.compile(
    r"(?:(?:mise? [aà] jour|m\.?[aà]\.?j|actualisée?|vérifiée?|au|le|du|depuis|en|dès)\b\s*(?:le|du|en|au)?\s*:?\s*)",
    re.IGNORECASE,
)
_YEAR_ONLY = re.compile(
    r"(?:19|20)[0-9]{2}|(?:s[12]|t[1-4]|[1-4](?:er|e|eme|nd)? (?:semestre|trimestre)) (?:20)[0-9]{2}"
)
_EXCEL_EPOCH = dt.date(1899, 12, 30)
_SERIAL = re.compile(r"([2-5][0-9]{4}|60000)(?:[.,][0-9]+)?")
_MILLISECONDS = re.compile(r"[0-9]{12,13}(?:[.,]0+)?")
#: Days out of these years are slips (« 01/01/0024 ») or empty cells of a spreadsheet (30/12/1899).
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_MAX_LENGTH = 200


class _Reading(NamedTuple):
    """A day, and how it was come by."""

    day: dt.date
    origin: str = "jour"


@lru_cache(maxsize=1 << 13)
def clean_date(raw: str) -> Noted[str]:
    """The day as ``AAAA-MM-JJ``, past or future. A month alone gives its first day, and says so.

    Read: ``31/12/2026``, ``31-12-26``, ``31.12.2026``, ISO with or without a time, « 1er mars 2026 », « oct. 2026 »,
    « 10/2026 », a spreadsheet serial (20000 to 60000), a Unix time in milliseconds.
    """
    text = " ".join(raw[:_MAX_LENGTH].split())
    if not text:
        return Noted(None)
    text = _PREFIX.sub("", text, count=1) if _PREFIX.match(text) else text
    reading = _read(text)
    if reading is None or not _FIRST_YEAR <= reading.day.year <= _LAST_YEAR:
        return Noted(None, (_unreadable(raw, text),))
    return Noted(reading.day.isoformat(), _said(text, reading))


def clean_date_maj(raw: str, *, today: dt.date | None = None) -> Noted[str]:
    """A ``date_maj``: neither after ``today`` (the local day by default) nor before 2000, which the schema refuses."""
    noted = clean_date(raw)
    if noted.value is None:
        return noted
    limit = today or dt.date.today()  # noqa: DTZ011 - the schema compares with the local day
    if noted.value > limit.isoformat():
        message = f"« {raw.strip()[:40]} » est dans le futur : la date n’est pas retenue. Corrigez-la."
        return Noted(None, (*noted.notes, Note("date-future", Severity.AVERTISSEMENT, message)))
    if noted.value < "2000-01-01":
        message = (
            f"« {raw.strip()[:40]} » est avant 2000, ce que le schéma refuse : la date n’est pas retenue."
        )
        return Noted(None, (*noted.notes, Note("date-trop-ancienne", Severity.AVERTISSEMENT, message)))
    return noted


def _read(text: str) -> _Reading | None:
    if match := _ISO.fullmatch(text):
        return _day(match[1], match[3], match[4])
    if match := _FRENCH.fullmatch(text):
        return _day(match[4], match[3], match[1]) if match[2] != " " or len(match[4]) == 4 else None
    if match := _MONTH_YEAR.fullmatch(text):
        return _month(match[2], match[1])
    if match := _YEAR_MONTH.fullmatch(text):
        return _month(match[1], match[2])
    if match := _WORDS.fullmatch(fold(text)):
        return _from_words(match[1], match[2], match[3])
    return _from_number(text)


def _from_words(day: str | None, month: str, year: str) -> _Reading | None:
    number = _MONTHS.get(month)
    if number is None:
        return None
    if day is None:  # « mars 26 » may be a day or a year
        return _month(year, str(number)) if len(year) == 4 else None
    return _day(year, str(number), day)


def _from_number(text: str) -> _Reading | None:
    """A spreadsheet serial, or a Unix time in milliseconds as exports of software write it."""
    if match := _SERIAL.fullmatch(text):
        return _Reading(_EXCEL_EPOCH + dt.timedelta(days=int(match[1])), "tableur")
    if _MILLISECONDS.fullmatch(text):
        moment = dt.datetime(1970, 1, 1) + dt.timedelta(milliseconds=int(re.split("[.,]", text)[0]))  # noqa: DTZ001
        return _Reading(_paris_day(moment), "horodatage")
    return None


def _paris_day(utc: dt.datetime) -> dt.date:
    """The day in Paris: midnight there is the eve at 22:00 or 23:00 UTC. EU rule, so that Windows needs no tzdata."""
    is_summer = _last_sunday(utc.year, 3) <= utc < _last_sunday(utc.year, 10)
    return (utc + dt.timedelta(hours=2 if is_summer else 1)).date()


def _last_sunday(year: int, month: int) -> dt.datetime:
    last = dt.datetime(year, month, 31, 1)  # noqa: DTZ001 - both months have 31 days; the change is at 01:00 UTC
    return last - dt.timedelta(days=last.isoweekday() % 7)


def _day(year: str, month: str, day: str) -> _Reading | None:
    try:
        return _Reading(dt.date(_full_year(year), int(month), int(day)))
    except ValueError:
        return None


def _month(year: str, month: str) -> _Reading | None:
    reading = _day(year, month, "1")
    return reading._replace(origin="mois") if reading else None


def _full_year(year: str) -> int:
    """« 26 » is 2026, « 98 » is 1998: the pivot is 1970, before any catalogue."""
    number = int(year)
    if len(year) > 2:
        return number
    return number + (2000 if number < 70 else 1900)


def _said(text: str, reading: _Reading) -> tuple[Note, ...]:
    if reading.origin == "jour":
        return ()
    if reading.origin == "mois":
        message = f"« {text} » ne dit pas le jour : le premier du mois est retenu ({reading.day:%d/%m/%Y})."
        return (Note("date-au-mois", Severity.INFO, message),)
    what = (
        "un nombre de jours de tableur" if reading.origin == "tableur" else "un horodatage en millisecondes"
    )
    message = f"« {text} » est lu comme {what} : {reading.day:%d/%m/%Y}."
    return (Note("date-en-nombre", Severity.INFO, message),)


def _unreadable(raw: str, text: str) -> Note:
    shown = raw.strip()[:40]
    if _YEAR_ONLY.fullmatch(fold(text)):
        message = (
            f"« {shown} » ne dit ni le jour ni le mois : la date n’est pas retenue. Écrivez-la JJ/MM/AAAA."
        )
        return Note("date-imprecise", Severity.AVERTISSEMENT, message)
    if (match := _FRENCH.fullmatch(text)) and (swapped := _day(match[4], match[1], match[3])):
        message = (
            f"« {shown} » n’existe pas dans l’ordre jour/mois/année : la date n’est pas retenue. "
            f"Si elle est écrite à l’américaine, remplacez-la par {swapped.day:%d/%m/%Y}."
        )
        return Note("date-invalide", Severity.AVERTISSEMENT, message, (swapped.day.isoformat(),))
    message = f"« {shown} » n’est pas une date : rien n’est retenu. Écrivez-la JJ/MM/AAAA."
    return Note("date-invalide", Severity.AVERTISSEMENT, message)
