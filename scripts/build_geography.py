"""Build the geography shipped in the package from the CSV files of a folder.

    python3 scripts/build_geography.py DOSSIER --annee 2026

The folder holds five files, separated by « ; », UTF-8, header on the first line:

- ``communes.csv``: code_insee, nom, code_departement, code_region, code_epci, codes_postaux (separated by
  spaces), population, latitude, longitude;
- ``communes_rattachees.csv``: code_insee, nom, type (commune-deleguee, commune-associee,
  arrondissement-municipal), code_commune (today's commune);
- ``epci.csv``: code_epci, nom, type, population;
- ``departements.csv``: code, nom, code_region;
- ``regions.csv``: code, nom.

Public sources, all under Licence Ouverte: the Insee Code officiel géographique of the year, through
``@etalab/decoupage-administratif`` (communes, EPCI, postal codes, populations), and the centres of communes
of IGN Admin Express. A new COG year: rebuild with that year, run the tests, and say it in CHANGELOG.md.

The output only depends on the input: same files, same bytes once uncompressed.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Sequence
from pathlib import Path

import click
import orjson

from offre_insertion.geography.names import name_key

OUTPUT = Path(__file__).parent.parent / "offre_insertion" / "geography" / "data" / "geography.json.gz"

Rows = Sequence[dict[str, str]]


def read(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def column(rows: Rows, name: str, convert: Callable[[str], object] = str) -> list[object]:
    return [convert(row[name]) if row[name] else None for row in rows]


def build(folder: Path, *, annee: int) -> dict[str, object]:
    """Columns rather than rows: they compress better and load faster."""
    communes = sorted(read(folder / "communes.csv"), key=lambda row: row["code_insee"])
    former = sorted(read(folder / "communes_rattachees.csv"), key=lambda row: row["code_insee"])
    epcis = sorted(read(folder / "epci.csv"), key=lambda row: row["code_epci"])
    departements = sorted(read(folder / "departements.csv"), key=lambda row: row["code"])
    regions = sorted(read(folder / "regions.csv"), key=lambda row: row["code"])
    texts = ("code_insee", "nom", "code_departement", "code_region", "code_epci", "codes_postaux")
    return {
        "annee": annee,
        "communes": {
            **{name: column(communes, name) for name in texts},
            "population": column(communes, "population", int),
            "latitude": column(communes, "latitude", float),
            "longitude": column(communes, "longitude", float),
            "key": [name_key(row["nom"]) for row in communes],
        },
        "rattachees": {
            **{name: column(former, name) for name in ("code_insee", "nom", "type", "code_commune")},
            "key": [name_key(row["nom"]) for row in former],
        },
        "epci": {
            **{name: column(epcis, name) for name in ("code_epci", "nom", "type")},
            "population": column(epcis, "population", int),
        },
        "departements": {name: column(departements, name) for name in ("code", "nom", "code_region")},
        "regions": {name: column(regions, name) for name in ("code", "nom")},
    }


@click.command(help=(__doc__ or "").split("\n\n", maxsplit=1)[0])
@click.argument("folder", metavar="DOSSIER", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--annee", type=int, required=True, help="Année du Code officiel géographique.")
@click.option("--sortie", type=click.Path(dir_okay=False, path_type=Path), default=OUTPUT, show_default=False)
def main(folder: Path, annee: int, sortie: Path) -> None:
    sortie.parent.mkdir(parents=True, exist_ok=True)
    sortie.write_bytes(gzip.compress(orjson.dumps(build(folder, annee=annee)), compresslevel=9, mtime=0))
    click.echo(f"{sortie.name} : {sortie.stat().st_size / 1e6:.2f} Mo, COG {annee}", err=True)


if __name__ == "__main__":
    main()
