"""Time of the follow-up on 24 monthly runs of 5,000 services: `python scripts/bench_suivi.py [services] [months]`.

Fictional services, in a SQLite history of a temporary folder: a tenth of them changes each month.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from offre_insertion.history import Entry, History, Snapshot, open_history
from offre_insertion.history.contents import Blobs, build_tree, canonical, digest
from offre_insertion.schema import ENUMS, Kind, Record
from offre_insertion.settings.suivi import Suivi
from offre_insertion.tracking.partners import Partner
from offre_insertion.tracking.periods import read_period
from offre_insertion.tracking.reading import Tracker
from offre_insertion.tracking.sheets import read_sheet, sheet_of
from offre_insertion.tracking.worklist import build_worklist

FIRST = dt.date(2024, 12, 20)
WORDS = (
    "atelier",
    "garage",
    "permis",
    "crèche",
    "bilan",
    "parcours",
    "accueil",
    "jardin",
    "vélo",
    "santé",
    "logement",
    "français",
)
COMMUNES = (
    ("Laval", "53130", "53000"),
    ("Mayenne", "53147", "53100"),
    ("Craon", "53084", "53400"),
    ("Évron", "53097", "53600"),
)


@contextmanager
def timed(label: str) -> Iterator[None]:
    """Prints how long the block took."""
    start = time.perf_counter()
    yield
    print(f"{label:<60} {time.perf_counter() - start:7.2f} s")


def make_records(count: int, draw: random.Random) -> dict[str, Record]:
    """Structures of five services each, by « kind id »."""
    records: dict[str, Record] = {}
    for number in range(count):
        commune, code_insee, code_postal = draw.choice(COMMUNES)
        host = f"pdi--h{number // 5}"
        place = {"commune": commune, "code_insee": code_insee, "code_postal": code_postal}
        date = (FIRST - dt.timedelta(days=draw.randrange(900))).isoformat()
        words = " ".join(draw.sample(WORDS, 3))
        records.setdefault(
            f"structure {host}",
            {
                "source": "pdi",
                "id": host,
                "nom": f"Structure {words} {number // 5}",
                "date_maj": date,
                **place,
            },
        )
        records[f"service pdi--s{number}"] = {
            "source": "pdi", "structure_id": host, "id": f"pdi--s{number}", "nom": f"{words} {number}",
            "description": f"{words} pour les personnes éloignées de l’emploi. " * draw.randint(1, 6),
            "date_maj": date, "thematiques": draw.sample(ENUMS["thematiques"], draw.randint(1, 3)),
            "telephone": f"+332619{number:05d}", "publics": ["beneficiaires-des-minimas-sociaux"], **place,
        }  # fmt: skip
    return records


def change(records: dict[str, Record], day: dt.date, draw: random.Random) -> None:
    """A tenth of the services is completed."""
    names = [name for name in records if name.startswith("service")]
    for name in draw.sample(names, len(names) // 10):
        more = {
            "frais": "gratuit",
            "modes_mobilisation": ["telephoner"],
            "mobilisable_par": ["professionnels"],
        }
        records[name] = {**records[name], **more, "date_maj": day.isoformat()}


def write_run(history: History, records: dict[str, Record], day: dt.date) -> None:
    """One ended run."""
    contents: Blobs = {}
    entries = []
    for name, record in records.items():
        body = canonical(record)
        contents[digest(body)] = body
        kind: Kind = "service" if name.startswith("service") else "structure"
        entries.append((name, Entry(kind, record["id"], digest(body), None, True, None).stored()))
    root, blobs = build_tree(entries)
    issues, more = build_tree([])
    run_id = history.start_run(day)
    snapshot = Snapshot("pdi", day, root, issues, (), None, figures={"fiches": len(records)})
    history.write_snapshots(run_id, [snapshot], contents={**contents, **blobs, **more}, extensions={})
    history.finish_run(run_id)


def main() -> None:
    count, months = (int(one) for one in (*sys.argv[1:], *("5000", "24")[len(sys.argv) - 1 :]))
    draw = random.Random(53)
    with tempfile.TemporaryDirectory() as folder, open_history(f"sqlite:///{folder}/h.sqlite3") as history:
        records = make_records(count, draw)
        days = []
        for month in range(months):
            index = FIRST.year * 12 + FIRST.month - 1 + month
            days.append(dt.date(index // 12, index % 12 + 1, 20))
            change(records, days[-1], draw)
            write_run(history, records, days[-1])
        now = dt.datetime.combine(days[-1] + dt.timedelta(days=1), dt.time(), dt.UTC)
        parameters = Suivi()
        with timed(f"prendre {months - 1} relevés de mois clos, {count} services"):
            Tracker.of(history, parameters, now=now).surveys.close_months(until=days[-1])
        tracker = Tracker.of(history, parameters, now=now)
        with timed("prendre le relevé du mois en cours"):
            tracker.surveys.at(days[-1])
        period = read_period(f"{days[-2]:%Y-%m}")
        with timed("indicateurs d'un mois clos, et du précédent"):
            Tracker.of(history, parameters, now=now).board(period)
        with timed("liste de travail"):
            tasks = build_worklist(*tracker.present(days[-1]))
        with timed("fiche d'un partenaire, et ce qui se compare à son retour"):
            sheet_of(Partner("Structure", days[0], structures=("pdi--h1",)), read_sheet(history))
        reader = Tracker.of(history, parameters, now=now)
        with timed(f"indicateurs de {months - 1} mois, l'un après l'autre"):
            for day in days[1:]:
                reader.story(read_period(f"{day:%Y-%m}"))
        with timed(f"les 18 indicateurs mesurés sur ces {months - 1} mois"):
            for day in days[1:]:
                reader.board(read_period(f"{day:%Y-%m}"))
        with timed("la courbe des mois, telle que gardée"):
            reader.series(days[-1])
        print(f"{len(tasks)} tâches ; {Path(folder, 'h.sqlite3').stat().st_size / 1e6:.1f} Mo d'historique")


if __name__ == "__main__":
    main()
