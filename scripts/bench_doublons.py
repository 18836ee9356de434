"""Measure the search of duplicates on drawn structures, and print the pairs that went wrong.

    python3 scripts/bench_doublons.py [--graine 53] [--taille 20000] [--vitesse]

1. In one list of structures where one in ten has a second record: precision of « certain », recall of « certain »
   and of « certain or to examine », pairs to examine per record, recall of each perturbation.
2. Shuffling the list changes nothing.
3. With ``--vitesse``: 2,000 structures of the Nord against 25,000, 50,000 and 100,000 national ones: seconds,
   memory, and the same quality figures.
"""

from __future__ import annotations

import random
import resource
import time
from collections import Counter
from itertools import combinations

import click
from doublons_drawing import Drawing, Sample
from doublons_perturbing import duplicate

from offre_insertion.matching import Pair, find_duplicates
from offre_insertion.schema import Record

SEED = 53
SHARE_OF_DUPLICATES = 0.1
LOCAL, NATIONAL = 2_000, 100_000
LOCAL_DEPARTEMENT = "59"


def draw_sample(seed: int, size: int) -> Sample:
    """``size`` structures, one in ten with a second record, a few with a third."""
    drawing = Drawing(seed)
    bases = list(drawing.structures(size))
    sample = Sample(records=bases)
    for base in drawing.rng.sample(bases, int(size * SHARE_OF_DUPLICATES)):
        ids, labels = [base["id"]], []
        for source in ("locale", "tierce")[: 2 if drawing.maybe(0.05) else 1]:
            copy, label = duplicate(drawing, base, source)
            sample.records.append(copy)
            ids.append(copy["id"])
            labels.append(label)
        for position, pair in enumerate(combinations(sorted(ids), 2)):
            sample.truth[pair] = labels[min(position, len(labels) - 1)]
    return sample


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %" if whole else "–"


def show_quality(sample: Sample, pairs: list[Pair], *, verbose: bool) -> None:
    truth = sample.truth
    certain = {(pair.left, pair.right) for pair in pairs if pair.verdict == "certain"}
    to_examine = {(pair.left, pair.right) for pair in pairs if pair.verdict == "a-examiner"}
    records = len(sample.records)
    print(f"{records} fiches, {len(truth)} paires de doublons")
    print(f"certain       : précision {share(len(certain & truth.keys()), len(certain))}", end=", ")
    print(f"rappel {share(len(certain & truth.keys()), len(truth))}")
    print(f"avec examen   : rappel {share(len((certain | to_examine) & truth.keys()), len(truth))}")
    print(f"à examiner    : {len(to_examine)}, soit {share(len(to_examine), records)} des fiches", end=", ")
    print(f"dont {share(len(to_examine & truth.keys()), len(to_examine))} de doublons")
    totals: Counter[str] = Counter(label for labels in truth.values() for label in labels)
    found: Counter[str] = Counter(
        label for ids, labels in truth.items() if ids in certain | to_examine for label in labels
    )
    sure: Counter[str] = Counter(label for ids, labels in truth.items() if ids in certain for label in labels)
    for label, total in totals.most_common():
        print(f"  {label:<70} {sure[label]:>4} + {found[label] - sure[label]:>4} / {total}")
    if verbose:
        show_errors(sample, pairs, certain | to_examine)


def show_errors(sample: Sample, pairs: list[Pair], found: set[tuple[str, str]]) -> None:
    by_id = {record["id"]: record for record in sample.records}
    for pair in pairs:
        if (pair.left, pair.right) not in sample.truth:
            print(
                f"\nFAUX {pair.verdict} {pair.score}", by_id[pair.left]["nom"], "|", by_id[pair.right]["nom"]
            )
            for reason in pair.reasons:
                print("    ", reason.weight, reason.detail)
    for ids in sample.truth.keys() - found:
        print(f"\nMANQUÉ {sample.truth[ids]}")
        for record_id in ids:
            print("    ", by_id[record_id])


def draw_local(country: Drawing, national: list[Record], seed: int, size: int) -> Sample:
    """Structures of one département, a large one, one in six of them already in the national list."""
    drawing = Drawing(seed, departement=LOCAL_DEPARTEMENT, source="locale")
    # The town hall of a town is one, whichever list it is drawn for.
    drawing.used = country.used
    near = [record for record in national if record["code_insee"].startswith(LOCAL_DEPARTEMENT)]
    sample = Sample()
    for base in drawing.rng.sample(near, min(len(near), size // 6)):
        copy, label = duplicate(drawing, dict(base), "locale")
        sample.records.append(copy)
        sample.truth[copy["id"], base["id"]] = label
    sample.records += list(drawing.structures(size))[: size - len(sample.records)]
    return sample


def peak_memory_mo() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def show_speed(seed: int) -> None:
    """The national list first drawn whole, then shuffled, so that its beginnings look like it."""
    country = Drawing(seed + 1)
    national = list(country.structures(NATIONAL))[:NATIONAL]
    local = draw_local(country, national, seed + 2, LOCAL)
    random.Random(seed).shuffle(national)
    print(f"\nmémoire des fiches seules : {peak_memory_mo():.0f} Mo")
    for size in (NATIONAL // 4, NATIONAL // 2, NATIONAL):
        started, started_cpu = time.perf_counter(), time.process_time()
        pairs = find_duplicates(local.records, against=national[:size])
        took, cpu = time.perf_counter() - started, time.process_time() - started_cpu
        print(f"{LOCAL} × {size} : {took:.2f} s (calcul {cpu:.2f} s), {len(pairs)} paires", end=", ")
        print(f"mémoire {peak_memory_mo():.0f} Mo")
    show_quality(local, pairs, verbose=False)


@click.command()
@click.option("--graine", default=SEED, show_default=True)
@click.option("--taille", default=20_000, show_default=True)
@click.option("--vitesse", is_flag=True, help="Mesurer aussi 2 000 fiches contre 100 000.")
@click.option("--erreurs", is_flag=True, help="Montrer les paires fausses et manquées.")
def main(graine: int, taille: int, vitesse: bool, erreurs: bool) -> None:
    """Qualité et vitesse de la recherche de doublons."""
    sample = draw_sample(graine, taille)
    started = time.perf_counter()
    pairs = find_duplicates(sample.records)
    print(f"liste de {len(sample.records)} : {time.perf_counter() - started:.2f} s")
    show_quality(sample, pairs, verbose=erreurs)
    shuffled = list(sample.records)
    random.Random(1).shuffle(shuffled)
    print(
        "mélanger la liste :",
        "rien ne change" if find_duplicates(shuffled) == pairs else "LE RÉSULTAT CHANGE",
    )
    if vitesse:
        show_speed(graine)


if __name__ == "__main__":
    main()
