"""What reading the national offer costs: measured, never a test.

    python3 scripts/bench_offre_nationale.py [--structures 100000] [--services 0]

A server of our own, on this machine and in another process, gives invented records by pages of 5 000; they are read
into a new history, then once more the next day, when nothing has changed. The server's time is in the figures.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

#: Targets of the project.
CRAWL_S, PEAK_MB = 60, 400
DAY = dt.date(2026, 3, 3)


def main() -> int:
    """Prints the seconds and the peaks, and whether they hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--structures", type=int, default=100_000)
    parser.add_argument("--services", type=int, default=0)
    parser.add_argument("--servir", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--lire", nargs=3, metavar=("ADRESSE", "BASE", "JOUR"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.servir:
        serve_until_closed(options.structures, options.services)
        return 0
    if options.lire:
        print(json.dumps(read_once(*options.lire)))
        return 0
    return measure(options.structures, options.services)


def measure(structures: int, services: int) -> int:
    command = [sys.executable, __file__, "--structures", str(structures), "--services", str(services)]
    server = subprocess.Popen(
        [*command, "--servir"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert server.stdout is not None
    assert server.stdin is not None
    address = server.stdout.readline().strip()
    holds = True
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "historique.sqlite3"
        for name, day in (("première lecture", DAY), ("le lendemain, inchangée", DAY + dt.timedelta(1))):
            read = [*command, "--lire", address, str(base), day.isoformat()]
            found = json.loads(subprocess.run(read, capture_output=True, text=True, check=True).stdout)
            size = sum(path.stat().st_size for path in Path(folder).iterdir()) / 2**20
            print(f"{name} : {found['structures']} structures, {found['services']} services en {found['s']:.1f} s, "
                  f"pic {found['peak_mb']:.0f} Mo, historique {size:.1f} Mo")  # fmt: skip
            holds &= found["s"] <= CRAWL_S and found["peak_mb"] <= PEAK_MB
    server.stdin.close()
    server.wait()
    print(f"cibles ({CRAWL_S} s, {PEAK_MB} Mo) : {'tenues' if holds else 'MANQUÉES'}")
    return 0 if holds else 1


def serve_until_closed(structures: int, services: int) -> None:
    """Serves until its standard input is closed; says its address first."""
    from tests.national.fake_api import FakeApi, invent_service, invent_structure, serve

    api = FakeApi(
        [invent_structure(number) for number in range(structures)],
        [invent_service(number) for number in range(services)],
    )
    with serve(api):
        print(api.url, flush=True)
        sys.stdin.read()


def read_once(address: str, base: str, day: str) -> dict[str, float]:
    """One reading in this process: seconds, peak in MB, what was stored."""
    from pydantic import SecretStr

    from offre_insertion.history import open_history
    from offre_insertion.national import open_api, refresh_offer

    start = time.perf_counter()
    with open_history(f"sqlite:///{base}") as history, open_api(address, SecretStr("jeton-d-essai")) as api:
        (offer,) = refresh_offer(api, history, departements=["53"], day=dt.date.fromisoformat(day))
    return {
        "s": time.perf_counter() - start,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "structures": offer.counts["structure"],
        "services": offer.counts["service"],
    }


if __name__ == "__main__":
    sys.exit(main())
