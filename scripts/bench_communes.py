"""Measure the search of communes, and print the rows that went wrong.

    python3 scripts/bench_communes.py DOSSIER_DE_CATALOGUES

1. On every row of the catalogues with an INSEE code and the name of a commune: share of names (with the
   postal code when there is one) that give a commune, and share of those that give the commune of the code. A
   code may come from a geocoder (``result_citycode``) that went to another town than the one written: the
   geocoder's own name and postal code are measured too.
2. On 5,000 names misspelt by a fixed draw: share of wrong communes, silent or reported, and of no commune.
3. Resolutions per second, on strings that are all different.
"""

from __future__ import annotations

import csv
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import click
import orjson
from python_calamine import CalamineWorkbook

from offre_insertion.geography import Commune, find_commune, load_geography
from offre_insertion.text import fold

SEED = 53
DRAWN = 5_000

Row = dict[str, str]


class Case(NamedTuple):
    """A row of a catalogue, as written."""

    where: str
    nom: str
    code_postal: str
    code_insee: str


def read_json(path: Path) -> list[Row]:
    return [{key: str(value) for key, value in row.items()} for row in orjson.loads(path.read_bytes())]


def read_csv(path: Path) -> list[Row]:
    """UTF-8, else cp1252; the delimiter the header holds most."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    head = text.partition("\n")[0]
    delimiter = max(";,\t", key=head.count)
    return [
        {k: v or "" for k, v in row.items() if k}
        for row in csv.DictReader(text.splitlines(), delimiter=delimiter)
    ]


def read_xlsx(path: Path) -> list[Row]:
    header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return [dict(zip(map(str, header), map(str, row), strict=True)) for row in rows]


READERS: dict[str, Callable[[Path], list[Row]]] = {".json": read_json, ".csv": read_csv, ".xlsx": read_xlsx}

# Folded names of the columns: commune, code postal, code INSEE.
Columns = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
WRITTEN_COLUMNS: Columns = (
    ("commune", "ville"),
    ("code postal", "codepostal", "cp"),
    ("code insee", "result citycode"),
)
GEOCODER_COLUMNS: Columns = (("result city",), ("result postcode",), ("result citycode",))


def cell(row: Row, columns: tuple[str, ...]) -> str:
    return next((value.strip() for name, value in row.items() if fold(name) in columns), "")


def cases(folder: Path, columns: Columns = WRITTEN_COLUMNS) -> Iterator[Case]:
    for path in sorted(folder.iterdir()):
        for number, row in enumerate(READERS[path.suffix](path), start=2):
            nom, code_postal, code_insee = (cell(row, names) for names in columns)
            if nom:
                yield Case(f"{path.name}:{number}", nom, code_postal, code_insee)


class Score(NamedTuple):
    """What was found on the rows; ``wrong`` and ``unresolved`` are lines to read."""

    rows: int
    resolved: int
    same: int
    wrong: list[str]
    unresolved: list[str]


def score_cases(rows: list[Case]) -> Score:
    """Without a code nothing can be wrong: only the share resolved is meant."""
    wrong: list[str] = []
    unresolved: list[str] = []
    same = 0
    for case in rows:
        found = find_commune(nom=case.nom, code_postal=case.code_postal)
        expected = find_commune(code_insee=case.code_insee).value
        if found.value is None:
            unresolved.append(f"{case} {[note.message for note in found.notes]}")
        elif found.value == expected:
            same += 1
        elif case.code_insee:
            wrong.append(f"{case} → {found.value}, {[note.code for note in found.notes]}")
    return Score(len(rows), len(rows) - len(unresolved), same, wrong, unresolved)


# Misspelt names


def drop_letter(name: str, draw: random.Random) -> str:
    place = draw.randrange(len(name))
    return name[:place] + name[place + 1 :]


def double_letter(name: str, draw: random.Random) -> str:
    place = draw.randrange(len(name))
    return name[:place] + name[place] + name[place:]


def replace_letter(name: str, draw: random.Random) -> str:
    place = draw.randrange(len(name))
    return name[:place] + draw.choice("abcdefghijklmnopqrstuvwxyz") + name[place + 1 :]


def swap_letters(name: str, draw: random.Random) -> str:
    if len(name) < 2:
        return name
    place = draw.randrange(len(name) - 1)
    return name[:place] + name[place + 1] + name[place] + name[place + 2 :]


def saint(name: str, draw: random.Random) -> str:
    short = draw.choice(("St", "St.", "ST"))
    return name.replace("Sainte", f"{short[:2]}e").replace("Saint", short)


FAULTS: tuple[Callable[[str, random.Random], str], ...] = (
    drop_letter,
    double_letter,
    replace_letter,
    swap_letters,
    saint,
    lambda name, _: fold(name),
    lambda name, _: name.upper(),
    lambda name, _: name.replace("-", " "),
    lambda name, _: name.replace("-", ""),
    lambda name, _: name.replace("'", " "),
    lambda name, draw: f"{name.upper()} {draw.choice(('Cedex', 'CEDEX 2', 'cedex'))}",
)


def misspell(commune: Commune, draw: random.Random) -> str:
    """« NAME CP » with one to three faults, at least one of them among the typing errors half of the time."""
    name = commune.nom
    for fault in draw.choices(FAULTS, k=draw.choice((1, 1, 2, 2, 3))):
        name = fault(name, draw) or name
    code_postal = draw.choice(commune.codes_postaux)
    return draw.choice((f"{name} {code_postal}", f"{code_postal} {name}"))


def draw_misspelt(count: int = DRAWN, *, seed: int = SEED) -> list[tuple[str, str]]:
    """(string, code of the commune meant)."""
    draw = random.Random(seed)
    communes = [commune for commune in load_geography().communes if commune.codes_postaux]
    return [(misspell(commune, draw), commune.code_insee) for commune in draw.choices(communes, k=count)]


class Misspelt(NamedTuple):
    """What was found on misspelt names, as lines to read: wrong and silent, wrong and reported, nothing."""

    silent: list[str]
    reported: list[str]
    unresolved: list[str]
    seconds: float


def score_misspelt(pairs: list[tuple[str, str]]) -> Misspelt:
    start = time.perf_counter()
    found = [find_commune(nom=text) for text, _ in pairs]
    seconds = time.perf_counter() - start
    score = Misspelt([], [], [], seconds)
    for (text, expected), noted in zip(pairs, found, strict=True):
        line = f"{text} → {noted.value} (voulu {expected}) {[note.code for note in noted.notes]}"
        if noted.value is None:
            score.unresolved.append(line)
        elif noted.value != expected:
            (score.reported if noted.notes else score.silent).append(line)
    return score


@click.command(help=(__doc__ or "").split("\n\n", maxsplit=1)[0])
@click.argument("folder", metavar="DOSSIER", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--lister", is_flag=True, help="Affiche aussi les lignes sans commune.")
def main(folder: Path, lister: bool) -> None:
    load_geography()
    written = list(cases(folder))
    for title, rows in (
        ("avec code INSEE", [case for case in written if case.code_insee]),
        ("avec la commune et le code du géocodeur", list(cases(folder, GEOCODER_COLUMNS))),
        ("sans code INSEE", [case for case in written if not case.code_insee]),
    ):
        score = score_cases(rows)
        click.echo(
            f"Catalogues, lignes {title} : {score.rows} ; résolues {score.resolved / score.rows:.2%} ; "
            f"identiques {score.same}, fausses {len(score.wrong)}"
        )
        click.echo("\n".join([*score.wrong, *(score.unresolved if lister else ())]))
    misspelt = score_misspelt(draw_misspelt())
    click.echo(
        f"Noms mal écrits : {DRAWN} ; faux et tus {len(misspelt.silent) / DRAWN:.2%}, faux et signalés "
        f"{len(misspelt.reported) / DRAWN:.2%}, sans commune {len(misspelt.unresolved) / DRAWN:.2%} ; "
        f"{DRAWN / misspelt.seconds:,.0f} par seconde (index compris)"
    )
    click.echo("\n".join([*misspelt.silent, *misspelt.reported, *(misspelt.unresolved if lister else ())]))
    again = draw_misspelt(DRAWN * 4, seed=SEED + 1)
    rate = len(again) / score_misspelt(again).seconds
    click.echo(f"Débit sur {len(again)} autres noms mal écrits : {rate:,.0f} par seconde")
    known = [(one.nom, one.codes_postaux[0]) for one in load_geography().communes if one.codes_postaux]
    start = time.perf_counter()
    for nom, code_postal in known:
        find_commune(nom=nom, code_postal=code_postal)
    rate = len(known) / (time.perf_counter() - start)
    click.echo(f"Débit sur {len(known)} noms bien écrits : {rate:,.0f} par seconde")


if __name__ == "__main__":
    main()
