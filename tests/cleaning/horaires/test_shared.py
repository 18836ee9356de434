"""The share of real hours that is converted, on the catalogues of ../shared."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator

import opening_hours
import pytest
from python_calamine import CalamineWorkbook

from offre_insertion.cleaning.horaires import clean_horaires, horaires_from_days
from offre_insertion.issues import Noted
from tests.shared import SHARED, needs_shared

CATALOGUES = SHARED / "catalogues"
DAYS = {
    "Mo": "lundi",
    "Tu": "mardi",
    "We": "mercredi",
    "Th": "jeudi",
    "Fr": "vendredi",
    "Sa": "samedi",
    "Su": "dimanche",
}

pytestmark = [pytest.mark.shared, needs_shared]


def fibre_64() -> Iterator[Noted[str]]:
    header, *rows = CalamineWorkbook.from_path(CATALOGUES / "fibre-64.xlsx").get_sheet_by_index(0).to_python()
    column = header.index("Leshorairesdemastructure")
    yield from (clean_horaires(str(row[column])) for row in rows if str(row[column]).strip())


def nouvelle_caledonie() -> Iterator[Noted[str]]:
    with (CATALOGUES / "nouvelle-caledonie.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            days = {day: [row[f"horaires_{name}"]] for day, name in DAYS.items()}
            if any(cell.strip() for cells in days.values() for cell in cells):
                yield horaires_from_days(days)


def ultra_num() -> Iterator[Noted[str]]:
    with (CATALOGUES / "ultra-num.csv").open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file, delimiter="\t")
    first = {day: header.index(name.capitalize()) + 1 for day, name in DAYS.items()}
    for row in rows:
        days = {day: row[column : column + 4] for day, column in first.items()}
        if any(char.isalnum() for cells in days.values() for cell in cells for char in cell):
            yield horaires_from_days(days)


def osm(name: str) -> Iterator[Noted[str]]:
    for record in json.loads((CATALOGUES / name).read_text(encoding="utf-8")):
        weeks = record.get("ouverture")
        if record["horaires"]:
            yield clean_horaires(f"{weeks} : {record['horaires']}" if weeks else record["horaires"])


def every_record() -> dict[str, list[Noted[str]]]:
    return {
        "fibre-64": list(fibre_64()),
        "nouvelle-caledonie": list(nouvelle_caledonie()),
        "ultra-num": list(ultra_num()),
        "aix-en-provence": list(osm("aix-en-provence.json")),
        "bus-france-services": list(osm("bus-france-services-charente.json")),
    }


def outcome(noted: Noted[str]) -> str:
    """Converted, in part (some days unknown), hours without days, words only, or nothing."""
    if noted.value is None:
        return "nothing"
    if noted.value.startswith('unknown "'):
        return "words only"
    if "jours non précisés" in noted.value:
        return "hours without days"
    if "unknown" not in noted.value:
        return "converted"
    return (
        "in part"
        if any(" unknown " not in f" {rule}" for rule in noted.value.split("; "))
        else "days without hours"
    )


def test_real_hours_are_converted() -> None:
    records = every_record()
    counts = {name: Counter(map(outcome, noted)) for name, noted in records.items()}
    total = sum(counts.values(), Counter())
    understood = total["converted"] + total["in part"]
    assert understood / total.total() >= 0.85, counts


def test_what_is_written_parses() -> None:
    values = [
        noted.value for records in every_record().values() for noted in records if noted.value is not None
    ]
    assert len(values) > 150
    assert all(opening_hours.validate(value) for value in values)


def test_what_is_not_converted_is_said() -> None:
    silent = [
        noted
        for records in every_record().values()
        for noted in records
        if outcome(noted) != "converted" and not noted.notes and noted.value != 'unknown "sur rendez-vous"'
    ]
    assert silent == []
