"""Measure coverage: a whole département, then all of France, on generated offers.

    python scripts/bench_couverture.py [departement|france]…

The département: 240 communes (Mayenne), the 69 thematiques and 16 categories, 5,000 offers, all of it: levels,
statuses, éventail, pluri-recensées. France: 34,969 communes, the 12 thematiques of the three freins and the freins
themselves, 140,000 services. Prints wall and CPU seconds of this process, and its peak memory; exit code 1 beyond
the limits (5 s; 90 s and 2 GB). The draw is seeded: same offers each time.
"""

from __future__ import annotations

import datetime as dt
import random
import resource
import sys
import time
from collections.abc import Iterator, Sequence

from offre_insertion.coverage import (
    Couverture,
    Coverage,
    Ground,
    Knowledge,
    compute_coverage,
    ground_of_departement,
    ground_of_france,
    read_offers,
)
from offre_insertion.coverage.themes import ALL, FREINS, subs_of
from offre_insertion.geography import Commune, Geography, load_geography
from offre_insertion.schema import ENUMS, Record

ON = dt.date(2026, 11, 23)
THREE_FREINS = tuple(code for frein in FREINS for code in subs_of(frein))
#: Zones as met in catalogues: département first, then EPCI, commune, none, country.
ZONES = (("departement", 45), ("epci", 25), ("commune", 10), ("aucune", 15), ("france", 5))


def draw_service(
    random_: random.Random, number: int, communes: Sequence[Commune], codes: Sequence[str]
) -> Record:
    """One service in a commune drawn by its population, beside its centre."""
    commune = random_.choice(communes)
    kind = random_.choices([name for name, _ in ZONES], [weight for _, weight in ZONES])[0]
    zones = {
        "departement": [commune.code_departement],
        "epci": [commune.code_epci or commune.code_insee],
        "commune": [commune.code_insee],
        "aucune": None,
        "france": ["france"],
    }
    service: Record = {
        "id": f"essai--{number}",
        "source": f"source-{number % 5}",
        "structure_id": f"essai--s{number // 3}",
        "nom": f"Service {number}",
        "thematiques": random_.sample(codes, random_.choice((1, 1, 2, 3))),
        "code_insee": commune.code_insee,
        "modes_accueil": random_.choice((["en-presentiel"], ["en-presentiel"], ["a-distance"], None)),
        "zone_eligibilite": zones[kind],
        "publics": random_.choice((None, ["tous-publics"], ["etudiants"], ["femmes", "jeunes"])),
        "telephone": "0199000000" if random_.random() < 0.9 else None,
        "date_maj": (ON - dt.timedelta(days=random_.randrange(500))).isoformat(),
    }
    if commune.point is not None and random_.random() < 0.7:
        service["longitude"] = commune.point[0] + random_.uniform(-0.03, 0.03)
        service["latitude"] = commune.point[1] + random_.uniform(-0.03, 0.03)
    return service


def draw(ground: Ground, *, number: int, codes: Sequence[str]) -> Iterator[Record]:
    """Services in communes drawn by population: as offers are, most of them in towns."""
    random_ = random.Random(53)
    weights = [one.population for one in ground.communes]
    places = random_.choices(ground.communes, weights, k=max(1, number // 4))
    return (draw_service(random_, i, places, codes) for i in range(number))


def measure(
    title: str, ground: Ground, *, number: int, codes: Sequence[str], geography: Geography
) -> tuple[float, float]:
    services = list(draw(ground, number=number, codes=[code for code in codes if "--" in code]))
    knowledge = Knowledge(
        dispositifs={f"essai--{i}": f"essai--{i - 1}" for i in range(1, number, 10)},
        places={f"essai--{i}": i % 30 + 1.0 for i in range(0, number, 2)},
    )
    wall, cpu = time.perf_counter(), time.process_time()
    offers = read_offers(
        [], services, geography=geography, parameters=Couverture(), on=ON, knowledge=knowledge
    )
    read_s = time.process_time() - cpu
    coverage = compute_coverage(offers, ground, on=ON, thematiques=codes)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"{title} : {len(ground.communes)} communes × {len(codes)} thématiques et catégories × {number} services : "
        f"{wall:.1f} s ({cpu:.1f} s de calcul, dont lecture des fiches {read_s:.1f} s), "
        f"mémoire au plus {peak_gb:.2f} Go ; {describe(coverage)}"
    )
    return cpu, peak_gb


def describe(coverage: Coverage) -> str:
    """Figures that show that something was computed."""
    near = sum(level == 5 for one in coverage.levels.values() for level in one.levels)
    total = sum(len(one.levels) for one in coverage.levels.values())
    return f"{100 * near / total:.0f} % des couples au niveau 4, {len(coverage.abundant)} abondances"


def main(arguments: Sequence[str]) -> int:
    geography = load_geography()
    asked = arguments or ("departement", "france")
    fits = True
    if "departement" in asked:
        ground = ground_of_departement(geography, "53")
        cpu, _ = measure("Département", ground, number=5_000, codes=ALL, geography=geography)
        fits &= cpu <= 5
    if "france" in asked:
        codes = tuple(dict.fromkeys((*FREINS, *THREE_FREINS)))
        cpu, peak_gb = measure(
            "France", ground_of_france(geography), number=140_000, codes=codes, geography=geography
        )
        fits &= cpu <= 90 and peak_gb <= 2
    return 0 if fits else 1


assert set(THREE_FREINS) <= set(ENUMS["thematiques"])

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
