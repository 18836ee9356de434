"""What a run of `synchroniser` costs, and what it leaves when it is killed: measured, never a test.

    python3 scripts/bench_historique.py [--lignes 20000] [--tues 50] [--lignes-tuees 5000]

Each run is a process of its own. « Inchangé » is measured twice: the same day, when nothing is converted, and
another day, when everything is. Then a run is killed at random instants, and what it ends with is compared with
an undisturbed one, byte for byte.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import json
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from bench import write_catalogue  # noqa: E402 - the folder of the script is on the path, the repository now is too

#: Targets of the project.
FIRST_S, UNCHANGED_S, PEAK_MB, GROWTH = 60, 20, 800, 0.02
#: In the past: the official models refuse a date to come.
DAYS = tuple(dt.date.today() - dt.timedelta(days) for days in (20, 10, 5))  # noqa: DTZ011 - a local day


def main() -> None:
    """Prints the costs, then the result of the kills."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--lignes", type=int, default=20_000)
    parser.add_argument("--tues", type=int, default=50)
    parser.add_argument("--lignes-tuees", type=int, default=5_000)
    parser.add_argument("--un-passage", nargs=2, metavar=("PROJET", "JOUR"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.un_passage:
        print(json.dumps(run_once(Path(options.un_passage[0]), dt.date.fromisoformat(options.un_passage[1]))))
        return
    with tempfile.TemporaryDirectory() as folder:
        show_costs(Path(folder), options.lignes)
    with tempfile.TemporaryDirectory() as folder:
        show_kills(Path(folder), options.lignes_tuees, options.tues)


# --- one run ---------------------------------------------------------------------------------------------


def run_once(project: Path, day: dt.date) -> dict[str, Any]:
    """One run in this process: seconds, peak in MB, what changed, size of the history once closed."""
    from offre_insertion.pipeline import synchronise
    from offre_insertion.settings import load_settings

    start = time.perf_counter()
    report = synchronise(load_settings(project), day=day)
    elapsed = time.perf_counter() - start
    if report.refusals:
        raise SystemExit("\n".join(report.refusals))
    return {
        "seconds": elapsed,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
        "changes": report.sources[0].changes.counts(),
        "bytes": size_of_history(project),
    }


def size_of_history(project: Path) -> int:
    return sum(path.stat().st_size for path in (project / ".offre-insertion").glob("historique.sqlite3*"))


def start_run(project: Path, day: dt.date) -> subprocess.Popen[str]:
    command = [sys.executable, __file__, "--un-passage", str(project), day.isoformat()]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)


def finish_run(project: Path, day: dt.date) -> dict[str, Any]:
    with start_run(project, day) as process:
        said, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"le passage a échoué (code {process.returncode})")
    return dict(json.loads(said))


def make_project(folder: Path, rows: int) -> Path:
    from offre_insertion.project_template import render_project

    write_catalogue(folder / "catalogue.csv", rows)
    text = render_project(departement="53", source="cd53", fichier="catalogue.csv", connecteur="exemple")
    (folder / "offre-insertion.toml").write_text(text, encoding="utf-8")
    return folder


def change_catalogue(project: Path) -> None:
    """One record in a hundred is corrected, a few are renamed, the last ones go, the others move."""
    path = project / "catalogue.csv"
    lines = path.read_bytes().split(b"\r\n")
    head, body = lines[:3], [line for line in lines[3:] if line]
    body = [
        line.replace(b"Variante", b"Version corrig\xe9e") if number % 100 == 0 else line
        for number, line in enumerate(body[: -len(body) // 50])
    ]
    path.write_bytes(b"\r\n".join([*head, *reversed(body), b""]))


# --- costs -----------------------------------------------------------------------------------------------


def show_costs(folder: Path, rows: int) -> None:
    project = make_project(folder, rows)
    first = finish_run(project, DAYS[0])
    same_day = finish_run(project, DAYS[0])
    other_day = finish_run(project, DAYS[1])
    change_catalogue(project)
    changed = finish_run(project, DAYS[2])
    labels = ("premier passage", "inchangé, même jour", "inchangé, autre jour", "1 % corrigé, 2 % en moins")
    print(f"{rows} lignes :")
    for label, one in zip(labels, (first, same_day, other_day, changed), strict=True):
        size = f"pic {one['peak_mb']:4.0f} Mo  base {one['bytes'] / 1e6:6.2f} Mo"
        print(f"  {label:<26}{one['seconds']:6.1f} s  {size}  {one['changes']}")
    growth = other_day["bytes"] / same_day["bytes"] - 1
    verdict("premier passage", first["seconds"], FIRST_S, "s")
    verdict("passage inchangé", max(same_day["seconds"], other_day["seconds"]), UNCHANGED_S, "s")
    verdict(
        "pic de mémoire", max(one["peak_mb"] for one in (first, same_day, other_day, changed)), PEAK_MB, "Mo"
    )
    verdict("croissance, même jour", 100 * (same_day["bytes"] / first["bytes"] - 1), 100 * GROWTH, "%")
    verdict("croissance, autre jour", 100 * growth, 100 * GROWTH, "%")
    verdict("même jour / premier", same_day["seconds"] / first["seconds"], 0.5, "")
    verdict("autre jour / premier", other_day["seconds"] / first["seconds"], 0.5, "")


def verdict(name: str, value: float, target: float, unit: str) -> None:
    print(
        f"  {name:<26}{value:8.2f} {unit:<3} objectif {target:g} : {'tenu' if value <= target else 'MANQUÉ'}"
    )


# --- kills -----------------------------------------------------------------------------------------------


def show_kills(folder: Path, rows: int, kills: int) -> None:
    """Kills a run at random instants, then lets it end; every ten kills, and compares with an undisturbed one."""
    (folder / "depart").mkdir()
    start = make_project(folder / "depart", rows)
    finish_run(start, DAYS[0])
    change_catalogue(start)
    reference = shutil.copytree(start, folder / "reference")
    begun = time.perf_counter()
    finish_run(reference, DAYS[1])
    duration_s = time.perf_counter() - begun
    expected = read_state(reference)
    draw = random.Random(2026)
    killed = rounds = 0
    while killed < kills:
        shutil.rmtree(folder / "tue", ignore_errors=True)
        project = shutil.copytree(start, folder / "tue")
        for _ in range(min(10, kills - killed)):
            killed += run_and_kill(project, draw.uniform(0, duration_s))
        finish_run(project, DAYS[1])
        rounds += 1
        if read_state(project) != expected:
            raise SystemExit(f"après {killed} arrêts, l'état n'est pas celui d'un passage tranquille")
    print(
        f"{rows} lignes : {killed} arrêts par SIGKILL en {rounds} séries, état final identique à chaque fois."
    )


def run_and_kill(project: Path, delay_s: float) -> bool:
    with start_run(project, DAYS[1]) as process:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(delay_s)
            return False
        process.send_signal(signal.SIGKILL)
    return True


def read_state(project: Path) -> dict[str, Any]:
    """Files by content, and the history without its clock."""
    from offre_insertion.history import open_history
    from offre_insertion.settings import load_settings

    settings = load_settings(project)
    with open_history(settings.history_url) as history:
        snapshot = history.last_snapshot("exemple-mayenne")
        with history.session() as session:
            counts = [
                session.connection().exec_driver_sql(f"SELECT count(*) FROM {name}").scalar()
                for name in ("contents", "extensions", "identities")
            ]
        identities = history.identities("exemple-mayenne")
    files = {
        str(path.relative_to(project)): path.read_bytes()
        for path in (project / "sorties").rglob("*")
        if path.is_file()
    }
    return {"files": files, "snapshot": snapshot_values(snapshot), "counts": counts, "identities": identities}


def snapshot_values(snapshot: object) -> dict[str, Any]:
    names = ("source", "day", "records", "issues", "columns", "fingerprint", "outputs")
    return {name: getattr(snapshot, name) for name in names}


if __name__ == "__main__":
    main()
