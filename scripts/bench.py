"""How fast a catalogue is converted, and what it costs in memory: ratios measured in one run, never a test.

    python3 scripts/bench.py [--lignes 100000]

Each size runs in its own process, pinned to one core where the system allows it. Times are those of computing: a
shared machine stretches the clock, not the work. The official validation alone, measured in the same run on the
records obtained, is the yardstick: machines differ, the ratio less.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from stdnum import luhn

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

#: Targets of the project, on one core.
ROWS_PER_SECOND = 5_000
PEAK_MB = 600


def main() -> None:
    """Prints the figures of each size, then the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--lignes", type=int, default=100_000)
    parser.add_argument("--une-taille", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.une_taille:
        print(json.dumps(measure(options.une_taille)))
        return
    with tempfile.TemporaryDirectory() as folder:
        small, large = (run(Path(folder), size) for size in (options.lignes // 10, options.lignes))
    show(small, large)


def run(folder: Path, rows: int) -> dict[str, Any]:
    """Generates a catalogue of that many rows and converts it in a process of its own."""
    path = folder / f"{rows}.csv"
    write_catalogue(path, rows)
    command = [sys.executable, __file__, "--une-taille", str(path)]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(result.stdout))


def show(small: dict[str, Any], large: dict[str, Any]) -> None:
    """The table of figures, and how each target is met."""
    for figures in (small, large):
        print(
            f"{figures['rows']:>7} lignes : conversion {figures['convert_s']:.1f} s "
            f"de calcul ({figures['clock_s']:.1f} s à l'horloge), écriture {figures['write_s']:.1f} s, "
            f"pic {figures['peak_mb']:.0f} Mo ; {figures['records']} fiches"
        )
    rate = large["rows"] / large["convert_s"]
    official = large["records"] / large["validate_s"]
    growth = (large["convert_s"] / large["rows"]) / (small["convert_s"] / small["rows"])
    print(f"Conversion            : {rate:,.0f} lignes/s (objectif {ROWS_PER_SECOND:,})")
    print(f"Validation officielle : {official:,.0f} fiches/s à elle seule, soit "
          f"{large['validate_s'] / large['convert_s']:.0%} du temps de conversion")  # fmt: skip
    print(f"Pic de mémoire        : {large['peak_mb']:.0f} Mo, écriture comprise (objectif {PEAK_MB})")
    print(
        f"Temps par ligne       : × {growth:.2f} quand les lignes sont × {large['rows'] // small['rows']} "
        "(linéaire : 1)"
    )


def measure(path: Path) -> dict[str, Any]:
    """Converts, writes and validates one catalogue."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    from offre_insertion.connector_loader import load_connector
    from offre_insertion.conversion import read_catalogue
    from offre_insertion.publishing import write_catalogue as write_outputs

    connector = load_connector("exemple")
    catalogue, convert_s, clock_s = timed(lambda: read_catalogue(path, connector))
    _, write_s, _ = timed(lambda: write_outputs(catalogue, path.parent / "sortie"))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    _, validate_s, _ = timed(lambda: validate(catalogue.structures, catalogue.services))
    return {
        "rows": catalogue.accounting.lignes,
        "records": len(catalogue.structures) + len(catalogue.services),
        "convert_s": convert_s,
        "clock_s": clock_s,
        "write_s": write_s,
        "validate_s": validate_s,
        "peak_mb": peak_mb,
    }


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """The result, the seconds of computing on one core, and those of the clock, which a busy machine stretches."""
    start, clock = time.process_time(), time.perf_counter()
    result = work()
    return result, time.process_time() - start, time.perf_counter() - clock


def validate(structures: Iterable[dict[str, Any]], services: Iterable[dict[str, Any]]) -> None:
    """The official models alone, with their warnings, on valid records."""
    from data_inclusion.schema import v1

    context = {"ignore_warnings": False}
    for record in structures:
        v1.Structure.model_validate(record, context=context)
    for record in services:
        v1.Service.model_validate(record, context=context)


# --- the synthetic catalogue -----------------------------------------------------------------------------


def write_catalogue(path: Path, rows: int) -> None:
    """The bundled example repeated, each row with its own structure (one for five), phone, e-mail and texts."""
    source = ROOT / "connectors" / "exemple" / "catalogue.csv"
    with source.open(encoding="cp1252", newline="") as file:
        lines = list(csv.reader(file, delimiter=";"))
    titles, names, body = lines[:2], lines[2], [line for line in lines[3:] if sum(map(bool, line)) > 12]
    with path.open("w", encoding="cp1252", newline="", errors="replace") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerows([*titles, names])
        writer.writerows(_rows(names, body, rows))


def _rows(names: list[str], body: list[list[str]], rows: int) -> Iterator[list[str]]:
    column = {name: position for position, name in enumerate(names)}
    for number in range(rows):
        structure = number // 5
        line = list(body[structure % len(body)])
        line[column["N° convention"]] = f"C-{number}"
        line[column["N° SIRET"]] = _siret(structure)
        line[column["Opérateur"]] += f" {structure}"
        line[column["Intitulé de l'action"]] += f" {number}"
        line[column["Descriptif"]] += f" Variante {number}."
        line[column["Téléphone"]] = f"0261{structure % 10**6:06d}"
        line[column["Courriel"]] = f"contact{structure}@association{structure % 5000}.example.org"
        yield line


def _siret(number: int) -> str:
    siren = f"9{number:07d}"
    siren += luhn.calc_check_digit(siren)
    siret = f"{siren}0001"
    return siret + luhn.calc_check_digit(siret)


if __name__ == "__main__":
    main()
