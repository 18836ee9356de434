"""What the bundled example was before today: `connectors/exemple/changements.csv`, made by `build_example.py`.

The demonstration plays three dated snapshots of the catalogue. Rather than three copies, one small table says, for a
time, what a cell held (« du;au;ligne;colonne;valeur », both days included, lines numbered from the first action).
Without a column, the line was not there. Lines beyond the catalogue are actions that no longer exist.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections.abc import Iterator, Sequence

from example_spelling import Row

from offre_insertion.cleaning.dates import clean_date

#: Days of the three snapshots: the last of a quarter, so that each is compared to the one before.
SNAPSHOTS = (dt.date(2026, 3, 31), dt.date(2026, 6, 30), dt.date(2026, 9, 30))
FIRST, SECOND, THIRD = SNAPSHOTS
BEGINNING = dt.date(2026, 1, 1)
SEED = 61
#: Actions that came after the first snapshot, and after the second. None stands above an « idem ».
CAME_SECOND = (7, 20, 35, 63, 90, 107, 140, 142)
CAME_THIRD = (10, 26, 40, 52, 65, 78, 92, 98, 108, 113, 117, 122, 130)
#: Filled in since the first or second snapshot: what DORA needs to show a service.
FILLED_LATER = ("Participation", "Comment orienter", "Accès")
#: (line, until, column, what it said): closed, suspended or given up since.
ENDINGS = (
    (9, SECOND, "État", "En cours"),
    (97, SECOND, "État", "En cours"),
    (5, FIRST, "Fin de convention", "31/12/2026"),
    (5, FIRST, "État", "En cours"),
)
#: Actions of another time: (last day, what they were, from which line they take the rest).
FORMER: tuple[tuple[dt.date, Row, int], ...] = (
    (FIRST, {"Intitulé de l'action": "Covoiturage solidaire du Bocage", "Mise à jour": "12/02/2026"}, 6),
    (SECOND, {"Intitulé de l'action": "Atelier cuisine du mardi", "Mise à jour": "03/03/2026"}, 64),
    (SECOND, {"Intitulé de l'action": "Permanence d'écrivain public", "Mise à jour": "20/01/2026"}, 82),
    (THIRD, {"Intitulé de l'action": "Prêt de vélos électriques", "Mise à jour": "15/04/2026",
             "Fin de convention": "30/06/2026"}, 12),
)  # fmt: skip
Change = tuple[dt.date, dt.date, int, str, str]


def build_changes(rows: Sequence[Row]) -> bytes:
    """The table, from the rows of the catalogue as they are at the last snapshot."""
    changes = sorted(
        {*_arrivals(), *_endings(), *_dates_and_gaps(rows), *_former(rows)}, key=lambda one: one[2:4]
    )
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(("du", "au", "ligne", "colonne", "valeur"))
    writer.writerows((start.isoformat(), end.isoformat(), *rest) for start, end, *rest in changes)
    return text.getvalue().encode()


def _arrivals() -> Iterator[Change]:
    for line in CAME_SECOND:
        yield BEGINNING, FIRST, line, "", ""
    for line in CAME_THIRD:
        yield BEGINNING, SECOND, line, "", ""


def _endings() -> Iterator[Change]:
    for line, until, column, value in ENDINGS:
        yield BEGINNING, until, line, column, value


def _dates_and_gaps(rows: Sequence[Row]) -> Iterator[Change]:
    """A line updated since had an older date, and perhaps less in it."""
    chance = random.Random(SEED)
    for number, row in enumerate(rows, 1):
        read = clean_date(row["Mise à jour"]).value
        day = dt.date.fromisoformat(read) if read else None
        until = next((snapshot for snapshot in (SECOND, FIRST) if day and day > snapshot), None)
        if until is None or day is None or number in CAME_THIRD:
            continue
        yield BEGINNING, until, number, "Mise à jour", f"{_long_before(day, chance):%d/%m/%Y}"
        if chance.random() < 0.5:
            for column in FILLED_LATER:
                if row[column]:
                    yield BEGINNING, until, number, column, ""


def _long_before(day: dt.date, chance: random.Random) -> dt.date:
    return day - dt.timedelta(days=chance.randrange(210, 560))


def _former(rows: Sequence[Row]) -> Iterator[Change]:
    for extra, (until, said, like) in enumerate(FORMER, len(rows) + 1):
        former = {**rows[like - 1], "N° convention": f"2025-PDI-{extra}", "État": "En cours", **said}
        for column, value in former.items():
            if value:
                yield BEGINNING, until, extra, column, value
