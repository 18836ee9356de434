"""Dates as French catalogues write them → ISO 8601. The American order is never guessed."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from offre_insertion.issues import Note, Noted, Severity
from offre_insertion.text import fold

_MONTHS = {
    "janvier": 1, "janv": 1, "jan": 1, "fevrier": 2, "fevr": 2, "fev": 2, "mars": 3, "mar": 3, "avril": 4, "avr": 4,
    "mai": 5, "juin": 6, "jun": 6, "juillet": 7, "juil": 7, "aout": 8, "septembre": 9, "sept": 9, "sep": 9,
    "octobre": 10, "oct": 10, "novembre": 11, "nov": 11, "decembre": 12, "dec": 12,
}  # fmt: skip
_TIME = r"(?:[T\s,à-]+\d{1,2}[:h]\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?)?"
_ISO = re.compile(rf"^(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}$")
_FRENCH = re.compile(rf"^(\d{{1,2}})\s*[-/. ]\s*(\d{{1,2}})\s*[-/. ]\s*(\d{{4}}|\d{{2}}){_TIME}$")
_MONTH_YEAR = re.compile(r"^(\d{1,2})\s*[-/.]\s*(\d{4})$")
_WORDS = re.compile(r"^(?:(?:lun|mar|mer|jeu|ven|sam|dim)[a-z]* )?(?:le )?(?:(\d{1,2})(?:er)? )?([a-z]+) (\d{4}|\d{2})(?: \d.*)?$")
_EXCEL_EPOCH = dt.date(1899, 12, 30)
_PREFIX = re.compile(r"^(?:mise? [aà] jour|maj|actualisée?|au|le|du|depuis|en)\s*(?:le|du|en)?\s*:?\s*", re.IGNORECASE)


@lru_cache(maxsize=1 << 14)
def clean_date(raw: str) -> Noted[str]:
    """The day as ``AAAA-MM-JJ``; a month alone gives its first day, and says so."""
    text = " ".join(raw.split())
    text = _PREFIX.sub("", text) or text
    day, precise = _read(text)
    if day is None:
        return Noted(None, (_unreadable(raw),)) if text else Noted(None)
    if precise:
        return Noted(day.isoformat())
    message = f"« {text} » ne dit pas le jour : le premier du mois est retenu ({day:%d/%m/%Y})."
    return Noted(day.isoformat(), (Note("date-au-mois", Severity.INFO, message),))


@lru_cache(maxsize=1 << 14)
def clean_date_maj(raw: str, *, today: dt.date | None = None) -> Noted[str]:
    """A ``date_maj``: neither in the future nor before 2000, which the schema refuses."""
    noted = clean_date(raw)
    if noted.value is None:
        return noted
    limit = today or dt.date.today()  # noqa: DTZ011 - the schema compares with the local day
    if noted.value > limit.isoformat():
        message = f"« {raw.strip()} » est dans le futur : la date n'est pas retenue. Corrigez-la."
        return Noted(None, (Note("date-future", Severity.AVERTISSEMENT, message),))
    if noted.value < "2000-01-01":
        message = f"« {raw.strip()} » est antérieure à 2000, ce que le schéma refuse : la date n'est pas retenue."
        return Noted(None, (Note("date-trop-ancienne", Severity.AVERTISSEMENT, message),))
    return noted


def _read(text: str) -> tuple[dt.date | None, bool]:
    """The day, and whether the text says it (``False`` when it says the month only)."""
    if match := _ISO.match(text):
        year, month, day = map(int, match.groups()[:3])
        return _day(year, month, day), True
    if match := _FRENCH.match(text):
        day, month, year = map(int, match.groups()[:3])
        return _day(_full_year(year), month, day), True
    if match := _MONTH_YEAR.match(text):
        month, year = map(int, match.groups())
        return _day(year, month, 1), False
    if match := _WORDS.match(fold(text)):
        return _from_words(*match.groups())
    return _from_serial(text), True


def _from_words(day: str | None, month: str, year: str) -> tuple[dt.date | None, bool]:
    number = _MONTHS.get(month)
    if number is None:
        return None, True
    return _day(_full_year(int(year)), number, int(day or 1)), day is not None


def _from_serial(text: str) -> dt.date | None:
    """A spreadsheet serial (1954 to 2064), or a Unix time in milliseconds, as exports of software write it."""
    digits = text.replace(",", ".").partition(".")[0]
    if not digits.isascii() or not digits.isdigit():
        return None
    if len(digits) == 5 and 20_000 <= int(digits) <= 60_000:
        return _EXCEL_EPOCH + dt.timedelta(days=int(digits))
    if len(digits) == 13:
        return dt.datetime.fromtimestamp(int(digits) / 1000, tz=dt.UTC).date()
    return None


def _full_year(year: int) -> int:
    """Two-digit years are of this century: catalogues are not older."""
    return year + 2000 if year < 100 else year


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _unreadable(raw: str) -> Note:
    return Note(
        "date-invalide",
        Severity.AVERTISSEMENT,
        f"« {raw.strip()[:40]} » n'est pas une date. Écrivez-la JJ/MM/AAAA.",
    )
