"""Times the gate and the publication folder on a fictional dataset: ``python scripts/bench_publication.py 20000``.

The number is that of structures; there are two services for each.
"""

from __future__ import annotations

import datetime as dt
import resource
import sys
import tempfile
import time
from pathlib import Path

from offre_insertion.publishing.folder import about, write_folder
from offre_insertion.publishing.gate import sift
from offre_insertion.schema import Record
from offre_insertion.settings.publication import Publication

PUBLICATION = Publication(producteur="Département d'essai")


def structure(number: int) -> Record:
    """One in three has a person's address, one in four a mobile."""
    return {
        "source": "essai",
        "id": f"essai--{number}",
        "nom": f"Association {number}",
        "date_maj": "2026-01-15",
        "description": f"Aide à se déplacer pour travailler, {number * 7919 % 10_007} personnes par an.",
        "code_insee": "53130",
        "courriel": f"contact{number}@a.example.org" if number % 3 else f"camille.x{number}@gmail.com",
        "telephone": f"+3326191{number % 10_000:04}" if number % 4 else f"+3361291{number % 10_000:04}",
    }


def service(number: int) -> Record:
    """Its text gives a telephone, as many do."""
    return {
        "source": "essai",
        "structure_id": f"essai--{number // 2}",
        "id": f"essai--s{number}",
        "nom": f"Atelier {number}",
        "date_maj": "2026-01-15",
        "description": f"Permis en petit groupe, {number * 104_729 % 100_003} fois par an. Appeler le 02 61 91 00 01.",
        "code_insee": "53130",
        "thematiques": ["mobilite--preparer-un-permis"],
    }


def main() -> None:
    """Prints seconds, sizes and memory."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    structures, services = (
        [structure(one) for one in range(count)],
        [service(one) for one in range(2 * count)],
    )
    start = time.perf_counter()
    sifted = sift(structures, services)
    print(
        f"contrôle : {time.perf_counter() - start:.1f} s pour {3 * count} fiches, {len(sifted.masked)} masquées"
    )
    described = about(
        sifted, PUBLICATION, source="essai", departement="53", catalogues={}, day=dt.date(2026, 3, 2)
    )
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        write_folder(Path(folder), sifted, described)
        print(f"dossier : {time.perf_counter() - start:.1f} s")
        for path in sorted(Path(folder).glob("*.xlsx")):
            print(f"  {path.name} : {path.stat().st_size / 1e6:.2f} Mo")
    print(f"mémoire : {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} Mo")


if __name__ == "__main__":
    main()
