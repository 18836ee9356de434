"""The national open data: every Monday, one file of structures and one of services, without any token.

Their quirks (contract §4.5): JSON writes ``date_maj`` in milliseconds, CSV writes lists as Python does, integers with
holes become decimals; structures have no score; Soliguide and Agefiph are not there; the services of structures that
were left out are still there. Parquet is the safe format.
"""

from __future__ import annotations

import ast
import csv
import datetime as dt
import json
import math
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TextIO

from offre_insertion.errors import ReadError
from offre_insertion.schema import LIST_FIELDS, NUMBER_FIELDS, Kind, Record

#: Characters read at once.
_CHUNK = 1 << 20
#: A record has a few thousand characters: beyond, it is not one.
_LONGEST_RECORD = 4 << 20
_DAY_OF_NAME = re.compile(r"(20\d{2}-\d{2}-\d{2})")
#: What stands around the records of an array.
_BETWEEN = re.compile(r"[\[\],\s]*")
_INTEGERS = frozenset({"nombre_semaines"})


def read_open_data(path: Path, kind: Kind) -> Iterator[Record]:
    """The records of a file of structures or of services, one by one, values as the schema has them.

    Parquet, JSON or CSV, by content. Raises :class:`ReadError`.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as exc:
        raise ReadError(f"« {path} » ne s’ouvre pas. Vérifiez le chemin.") from exc
    if head.startswith(b"PAR1"):
        rows = _read_parquet(path)
    elif head.startswith(b"PK"):
        raise ReadError(f"« {path} » est un classeur. Prenez le fichier Parquet, JSON ou CSV du même jeu.")
    elif head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"[", b"{")):
        rows = _read_json(path)
    else:
        rows = _read_csv(path)
    return (_clean(row) for row in _checked(rows, kind, path))


def day_of_name(name: str) -> dt.date | None:
    """The day in « structures-inclusion-2026-03-02.parquet »."""
    found = _DAY_OF_NAME.search(name)
    try:
        return dt.date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def _checked(rows: Iterator[Record], kind: Kind, path: Path) -> Iterator[Record]:
    """The rows, when the first one has the fields of what was announced."""
    first = next(rows, None)
    if first is None:
        raise ReadError(f"« {path} » n’a aucune fiche. Téléchargez-le de nouveau.")
    expected = "structure_id" if kind == "service" else "siret"
    if (
        not isinstance(first.get("id"), str)
        or expected not in first
        or (kind == "structure" and "structure_id" in first)
    ):
        raise ReadError(
            f"« {path} » n’est pas un fichier de {kind}s : ses colonnes sont {', '.join(list(first)[:6])}…"
        )
    return chain([first], rows)


# --- the three formats -----------------------------------------------------------------------------------


def _read_parquet(path: Path) -> Iterator[Record]:
    try:
        import pyarrow.parquet as parquet
    except ModuleNotFoundError as exc:
        raise ReadError(
            "Lire du Parquet demande un complément : installez « offre-insertion[parquet] », ou prenez le fichier JSON."
        ) from exc
    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=5_000):
                yield from batch.to_pylist()
    except (OSError, ValueError) as exc:  # pyarrow's own errors are of these two kinds
        raise ReadError(f"« {path} » est abîmé ou incomplet. Téléchargez-le de nouveau.") from exc


def _read_csv(path: Path) -> Iterator[Record]:
    csv.field_size_limit(_LONGEST_RECORD)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from csv.DictReader(file)
    except (UnicodeDecodeError, csv.Error) as exc:
        raise ReadError(
            f"« {path} » n’est pas un CSV en UTF-8. Prenez le fichier du jeu national tel quel."
        ) from exc


def _read_json(path: Path) -> Iterator[Record]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            yield from _json_items(file)
    except (UnicodeDecodeError, json.JSONDecodeError) as exc:
        raise ReadError(f"« {path} » est abîmé ou incomplet. Téléchargez-le de nouveau.") from exc


def _json_items(file: TextIO) -> Iterator[Record]:
    """The objects of an array (or one per line), without holding it whole: it weighs hundreds of megabytes."""
    decoder, buffer, at, is_array = json.JSONDecoder(), "", 0, None
    while chunk := file.read(_CHUNK):
        buffer, at = buffer[at:] + chunk, 0
        is_array = buffer.lstrip().startswith("[") if is_array is None else is_array
        while (at := _skip(buffer, at)) < len(buffer):
            try:
                item, end = decoder.raw_decode(buffer, at)
            except json.JSONDecodeError:
                if len(buffer) - at > _LONGEST_RECORD:
                    raise
                break  # the rest of it is in the next chunk
            if not isinstance(item, dict):
                raise json.JSONDecodeError("an object was expected", buffer, at)
            yield item
            at = end
    if _skip(buffer, at) < len(buffer) or (is_array and not buffer.rstrip().endswith("]")):
        raise json.JSONDecodeError("cut in the middle of a record", buffer, at)


def _skip(buffer: str, at: int) -> int:
    """Where the next record begins."""
    found = _BETWEEN.match(buffer, at)
    return found.end() if found else at


# --- values ----------------------------------------------------------------------------------------------


def _clean(row: Record) -> Record:
    return {
        name: value
        for name, raw in row.items()
        if name and not name.startswith("_") and (value := _value(name, raw)) is not None
    }


def _value(name: str, raw: object) -> object:
    if raw is None or raw == "" or (isinstance(raw, float) and math.isnan(raw)):
        return None
    if name == "date_maj":
        return _day(raw)
    if name in LIST_FIELDS:
        return _codes(raw)
    if name in _INTEGERS:
        return _number(raw, whole=True)
    if name in NUMBER_FIELDS or name == "score_qualite":
        return _number(raw, whole=False)
    if name == "adresse_certifiee":
        return raw if isinstance(raw, bool) else str(raw).lower() in {"true", "1", "1.0"}
    return raw if not isinstance(raw, int | float) else f"{raw:.0f}"


def _day(raw: object) -> str | None:
    """A date, whatever writes it: a text, milliseconds since 1970, a date of Parquet."""
    if isinstance(raw, dt.date):
        return raw.isoformat()[:10]
    text = str(raw)
    if re.fullmatch(r"-?\d{9,}(\.0)?", text):
        epoch = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
        return (epoch + dt.timedelta(milliseconds=float(text))).date().isoformat()
    return text[:10]


def _codes(raw: object) -> list[str] | None:
    """A list; a CSV has it as Python writes it."""
    if isinstance(raw, str):
        try:
            raw = ast.literal_eval(raw)
        except (ValueError, SyntaxError):
            return None
    found: Iterable[object] = raw if isinstance(raw, list | tuple | set) else []
    return [str(one) for one in found] or None


def _number(raw: object, *, whole: bool) -> float | int | None:
    try:
        number = float(str(raw))
    except ValueError:
        return None
    if not math.isfinite(number):
        return None
    return int(number) if whole else number
