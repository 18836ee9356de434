"""Which model of DORA each service instantiates: a table that a person fills in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from offre_insertion.connector import Format
from offre_insertion.errors import ReadError
from offre_insertion.publishing.dora.csv_forecast import split_cell
from offre_insertion.reading.csv_file import read_csv
from offre_insertion.reading.grid import tabulate
from offre_insertion.reading.source import detect_kind, load_source
from offre_insertion.reading.table import Table
from offre_insertion.reading.workbook import Workbook

_ID, _MODEL, _LABELS = "id", "modele_slug", "labels_financement"


@dataclass(frozen=True, slots=True)
class Model:
    """The model of DORA that a service instantiates, and its funding labels."""

    slug: str
    labels: tuple[str, ...] = ()


def read_models(path: Path) -> dict[str, Model]:
    """Reads the table (``id``, ``modele_slug``, and if need be ``labels_financement``) that gives services their
    model: a CSV of any kind, or a workbook. Raises :class:`ReadError`.
    """
    table = _open(path)
    missing = [name for name in (_ID, _MODEL) if name not in table.columns]
    if missing:
        raise ReadError(
            f"« {path} » n’a pas de colonne « {missing[0]} » : il donne à chaque service (id) le slug de son modèle "
            f"(modele_slug). Colonnes : {', '.join(table.columns)}."
        )
    models: dict[str, Model] = {}
    for row in table.rows:
        service, slug = row.values.get(_ID), row.values.get(_MODEL)
        if not service or not slug:
            continue
        model = Model(slug, tuple(split_cell(row.values.get(_LABELS, ""))))
        if models.setdefault(service, model) != model:
            raise ReadError(
                f"« {path} », ligne {row.number} : « {service} » a déjà un autre modèle, « {models[service].slug} ». "
                "Un service n’en a qu’un."
            )
    return models


def _open(path: Path) -> Table:
    source = load_source(path)
    kind, form = detect_kind(source), Format()
    if kind == "json":
        raise ReadError(f"« {path} » est du JSON : donnez un tableau, CSV ou classeur.")
    if kind == "csv":
        return tabulate(read_csv(source, form), form, name=source.name)
    book = Workbook(source)
    return tabulate(book.grid(book.all_sheets[0], form), form, name=source.name)
