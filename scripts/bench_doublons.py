"""Measure the search of duplicates on drawn structures, and print the pairs that went wrong.

    python3 scripts/bench_doublons.py [--graine 53] [--taille 20000] [--vitesse]

1. In one list of structures where one in ten has a second record: precision of « certain », recall of « certain »
   and of « certain or to examine », pairs to examine per record, recall of each perturbation.
2. With ``--vitesse``: 2,000 local structures against 25,000, 50,000 and 100,000 national ones: seconds, memory.
3. Shuffling the list changes nothing.
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
    certain = {pair.ids for pair in pairs if pair.verdict == "certain"}
    to_examine = {pair.ids for pair in pairs if pair.verdict == "a-examiner"}
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
        if pair.ids not in sample.truth:
            print(
                f"\nFAUX {pair.verdict} {pair.score}", by_id[pair.left]["nom"], "|", by_id[pair.right]["nom"]
            )
            for reason in pair.reasons:
                print("    ", reason.weight, reason.detail)
    for ids in sample.truth.keys() - found:
        print(f"\nMANQUÉ {sample.truth[ids]}")
        for record_id in ids:
            print("    ", by_id[record_id])


def draw_local(national: list[Record], seed: int, size: int) -> list[Record]:
    """Local structures of one département, one in six already in the national list."""
    drawing = Drawing(seed, departement="53", source="locale")
    near = [record for record in national if record["code_insee"].startswith("53")]
    copies = [duplicate(drawing, dict(base), "locale")[0] for base in near[: size // 6]]
    return [*copies, *list(drawing.structures(size))[: size - len(copies)]]


def show_speed() -> None:
    national = list(Drawing(SEED + 1).structures(100_000))[:100_000]
    local = draw_local(national, SEED + 2, 2_000)
    print(f"mémoire avant : {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} Mo")
    for size in (25_000, 50_000, 100_000):
        started = time.perf_counter()
        pairs = find_duplicates(local, against=national[:size])
        took = time.perf_counter() - started
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{len(local)} × {size} : {took:.2f} s, {len(pairs)} paires, mémoire {memory:.0f} Mo")


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
        show_speed()


if __name__ == "__main__":
    main()
