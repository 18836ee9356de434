"""The files of a conversion: records (JSON, CSV, valideur workbook), issues, bilan."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import orjson

from offre_insertion.issues import Issue
from offre_insertion.publishing.anomalies import SetAsideRow, write_anomalies
from offre_insertion.publishing.atomic import replacing
from offre_insertion.publishing.neutralise import neutralise
from offre_insertion.publishing.workbook import text_of, write_workbook
from offre_insertion.schema import FIELDS, PLURALS, Kind, Record

#: The private extension, beside the files that can be published.
PRIVATE_FILE = "prive-ne-pas-publier.json"


def write_outputs(
    folder: Path,
    *,
    structures: Sequence[Record],
    services: Sequence[Record],
    issues: Sequence[Issue],
    set_aside: Sequence[SetAsideRow],
    bilan: Mapping[str, object],
    private: Sequence[Mapping[str, object]] = (),
) -> list[Path]:
    """Writes every file, all or nothing, and returns their paths. Raises :class:`PublishError`.

    ``set_aside`` holds (line, sheet, reason, original cells by column). ``private`` is the extension that
    never leaves the département: it gets a file of its own, whose name says so, removed when there is
    nothing in it.
    """
    records: dict[Kind, Sequence[Record]] = {"structure": structures, "service": services}
    with replacing(folder, obsolete=() if private else (PRIVATE_FILE,)) as draft:
        for kind, plural in PLURALS.items():
            write_json(draft / f"{plural}.json", records[kind])
            write_csv(draft / f"{plural}.csv", kind, records[kind])
        write_workbook(draft / "data-inclusion.xlsx", records)
        write_anomalies(draft / "anomalies.xlsx", issues, set_aside, bilan)
        write_json(draft / "anomalies.json", (issue.as_dict() for issue in issues))
        (draft / "bilan.json").write_bytes(_indented(bilan))
        if private:
            write_json(draft / PRIVATE_FILE, private)
        names = sorted(path.name for path in draft.iterdir())
    return [folder / name for name in names]


def _indented(value: Mapping[str, object]) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def write_json(path: Path, items: Iterable[Mapping[str, object]]) -> None:
    """A JSON array, one item per line: readable, and cheap to compare."""
    with path.open("wb") as file:
        separator = b"[\n"
        for item in items:
            file.write(separator + orjson.dumps(item))
            separator = b",\n"
        file.write(b"\n]\n" if separator == b",\n" else b"[]\n")


def write_csv(path: Path, kind: Kind, records: Iterable[Record]) -> None:
    """The columns of the schema, in its order; lists as ``a, b``. UTF-8, no BOM."""
    names = FIELDS[kind]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows(map(_csv_cell, map(record.get, names)) for record in records)


def _csv_cell(value: object) -> str:
    if value is None:
        return ""
    return neutralise(value if isinstance(value, str) else text_of(value))
