"""The digest of everything a result depends on: the same one means that the work is already done."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib import metadata
from pathlib import Path

from offre_insertion.connector import Connector
from offre_insertion.history.corrections import Held
from offre_insertion.history.values import Identity
from offre_insertion.reading import Source
from offre_insertion.resources import bundled


def fingerprint_source(
    loaded: Source,
    connector: Connector,
    *,
    day: dt.date,
    threshold: float,
    identities: Sequence[Identity],
    corrections: Held,
) -> str:
    """The day, then the SHA-256 of the file and of those beside it, of the rules (connector, program), of the rest.

    The day counts: conventions end, dates become past. So does what people decided, or answered, since the last run.
    :attr:`offre_insertion.history.Snapshot.reading` takes it apart.
    """
    decisions = sorted((one.kind, one.key, one.record_id) for one in identities if one.reason == "decision")
    answers = sorted((ref, sorted(fields.items())) for ref, fields in corrections.items())
    file = (hashlib.sha256(loaded.content).hexdigest(), *map(hash_file, _files_beside(loaded, connector)))
    rules = (hash_program(), connector.path and connector.path.name, *map(hash_file, _files_of(connector)))
    rest = (loaded.modified, threshold, decisions, answers)
    return " ".join((day.isoformat(), *map(_hash, (file, rules, rest))))


def _hash(parts: tuple[object, ...]) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def same_but_day(fingerprint: str | None) -> str:
    """The part of a fingerprint that does not tell the day."""
    return (fingerprint or "").partition(" ")[2]


def same_file(fingerprint: str | None, other: str) -> bool:
    """Whether both are of the same file, however it was read; those of an older version do not tell."""
    return _same_part(1, fingerprint, other)


def same_rules(fingerprint: str | None, other: str) -> bool:
    """Whether both are by the same connector, territories and program; those of an older version do not tell."""
    return _same_part(2, fingerprint, other)


def _same_part(rank: int, fingerprint: str | None, other: str) -> bool:
    parts, others = (fingerprint or "").split(), other.split()
    return len(parts) == len(others) and parts[rank] == others[rank]


def _files_of(connector: Connector) -> Iterator[Path]:
    yield from (path for path in (connector.path, connector.territoires_path) if path is not None)


def _files_beside(loaded: Source, connector: Connector) -> Iterator[Path]:
    sides = [
        *(join.file for join in connector.join),
        *(table.file for table in connector.code_tables.values()),
    ]
    yield from (Path(loaded.name).parent / name for name in sides if name is not None)


def hash_file(path: Path) -> str:
    """SHA-256 of a file, or a word that no file has when it is not there."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return "absent"


def hash_files(paths: Iterable[Path]) -> dict[str, str]:
    """Name → SHA-256."""
    return {path.name: hash_file(path) for path in paths}


#: Packages whose rules decide what is written.
_DECIDING = (
    "data-inclusion-schema",
    "ftfy",
    "opening-hours-py",
    "phonenumbers",
    "python-calamine",
    "python-stdnum",
    "rapidfuzz",
    "xlsxwriter",
)


@cache
def hash_program() -> str:
    """SHA-256 of the code, of the lexicons, of the geography, of the versions of the packages that decide.

    The code itself: between two releases, our version says too little.
    """
    hasher = hashlib.sha256()
    hasher.update(repr([(name, metadata.version(name)) for name in _DECIDING]).encode())
    package = Path(__file__).parent.parent
    files = [
        *package.rglob("*.py"),
        *package.rglob("*.gz"),
        *bundled("connectors").joinpath("lexique").rglob("*"),
    ]
    for path in sorted(path for path in files if path.is_file()):
        hasher.update(hash_file(path).encode())
    return hasher.hexdigest()
