"""The publication folder: every file of a dataset that passed the gate. The same dataset gives the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from offre_insertion.publishing.atomic import refused
from offre_insertion.publishing.files import write_csv, write_json
from offre_insertion.publishing.folder import dictionary, metadata
from offre_insertion.publishing.folder.about import About, Product, about
from offre_insertion.publishing.folder.parquet import has_pyarrow, write_parquet
from offre_insertion.publishing.folder.read_me import read_me
from offre_insertion.publishing.folder.split import LIMIT_BYTES, write_workbooks
from offre_insertion.publishing.gate import Sifted
from offre_insertion.schema import PLURALS

__all__ = ["About", "Product", "about", "is_ours", "write_folder"]

README = "lisez-moi.txt"
_DCAT, _DATAGOUV, _SCDL = "metadonnees-dcat.jsonld", "metadonnees-datagouv.json", "catalogue-scdl.csv"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WORKBOOK = re.compile(r"data-inclusion(-\d+)?\.xlsx")
#: Names that a folder of ours may hold: a file of these that is not written any more goes away.
_NAMES = frozenset(
    {README, _DCAT, _DATAGOUV, _SCDL, "dictionnaire-champs.csv", "dictionnaire-codes.csv"}
    | {f"{plural}.{suffix}" for plural in PLURALS.values() for suffix in ("json", "csv", "parquet")}
)


def is_ours(name: str) -> bool:
    """Whether a file of the folder is one that we write."""
    return name in _NAMES or _WORKBOOK.fullmatch(name) is not None


def write_folder(
    folder: Path, sifted: Sifted, about: About, *, limit_bytes: int = LIMIT_BYTES
) -> list[Product]:
    """Writes every file in an empty folder and says what each is. Raises :class:`PublishError`."""
    try:
        return _write_all(folder, sifted, about, limit_bytes)
    except OSError as exc:
        raise refused(folder, exc) from exc


def _write_all(folder: Path, sifted: Sifted, about: About, limit_bytes: int) -> list[Product]:
    products = [*_data(folder, sifted, limit_bytes), *_dictionary(folder)]
    read = Product(
        README,
        "Lisez-moi",
        "Producteur, licence, date, contenu de chaque fichier.",
        "documentation",
        "text/plain",
    )
    products.append(read)
    (folder / README).write_bytes(read_me(about, products))
    (folder / _DCAT).write_bytes(metadata.dcat(about, products, folder))
    (folder / _DATAGOUV).write_bytes(metadata.datagouv(about, products))
    catalogue = metadata.scdl(about, products)
    if catalogue is not None:
        (folder / _SCDL).write_bytes(catalogue)
    return products


def _data(folder: Path, sifted: Sifted, limit_bytes: int) -> Iterator[Product]:
    records = sifted.records()
    names = write_workbooks(folder, records, limit_bytes=limit_bytes)
    for number, name in enumerate(names, 1):
        part = f", partie {number} sur {len(names)}" if len(names) > 1 else ""
        yield Product(
            name,
            f"Structures et services, classeur du valideur data·inclusion{part}",
            "Les structures et leurs services, deux feuilles, à la forme qu’attend le valideur data·inclusion.",
            "main",
            _XLSX,
        )
    for kind, plural in PLURALS.items():
        write_json(folder / f"{plural}.json", records[kind])
        yield _table(plural, "json", "application/json", "JSON, une fiche par ligne, sans clé vide.")
        write_csv(folder / f"{plural}.csv", kind, records[kind])
        yield _table(plural, "csv", "text/csv", "CSV, une colonne par champ du schéma.")
        if has_pyarrow():
            write_parquet(folder / f"{plural}.parquet", kind, records[kind])
            yield _table(
                plural,
                "parquet",
                "application/vnd.apache.parquet",
                "Parquet : listes, dates et nombres typés.",
            )


def _table(plural: str, suffix: str, media_type: str, form: str) -> Product:
    title = f"{plural.capitalize()} ({suffix.upper()})"
    return Product(f"{plural}.{suffix}", title, f"Les {plural} en {form}", "main", media_type)


def _dictionary(folder: Path) -> Iterator[Product]:
    dictionary.write_fields(folder / "dictionnaire-champs.csv")
    yield Product(
        "dictionnaire-champs.csv",
        "Dictionnaire des champs",
        "Chaque champ du schéma : requis ou non, type, contraintes, ce qu’il veut dire.",
        "documentation",
        "text/csv",
    )
    dictionary.write_codes(folder / "dictionnaire-codes.csv")
    yield Product(
        "dictionnaire-codes.csv",
        "Dictionnaire des codes",
        "Chaque code des listes fermées du schéma, et son libellé.",
        "documentation",
        "text/csv",
    )
