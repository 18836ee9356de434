"""Small projects for the tests of ``synchroniser``: a fictional catalogue, its connector, its project file."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from offre_insertion.project_template import render_project
from offre_insertion.settings import Settings, load_settings

#: Days of the runs: in the past, since the official models refuse a date to come.
FIRST_DAY, SECOND_DAY = dt.date(2026, 3, 2), dt.date(2026, 3, 9)

COLUMNS = ("Opérateur", "SIRET", "Commune", "Tél", "Action", "Texte", "Coût", "Référent")
ROWS: tuple[tuple[str, ...], ...] = (
    ("Cap sur la Route", "99999101100019", "Laval", "02 61 91 00 01", "Auto-école sociale",
     "Préparation du permis à un rythme adapté, en petit groupe.", "1 000 €", "M. Fictif"),
    ("Cap sur la Route", "99999101100019", "Laval", "02 61 91 00 01", "Bilan mobilité",
     "Diagnostic de mobilité puis plan d'action individuel.", "500 €", ""),
    ("Roule Bocage", "", "Gorron", "02 61 91 00 02", "Garage solidaire",
     "Réparation et location de voitures à petit prix.", "", "Mme Exemple"),
    ("La Clé des Champs", "", "Mayenne", "02 61 91 00 03", "Jardin d'insertion",
     "Maraîchage encadré, trois jours par semaine.", "", ""),
    ("La Clé des Champs", "", "Mayenne", "02 61 91 00 03", "Épicerie sociale",
     "Produits du jardin à prix réduit, le mercredi.", "", ""),
)  # fmt: skip

CONNECTOR = """\
[source]
id = "essai"
nom = "Catalogue d'essai"
departement = "53"

[structure]
nom = { column = "Opérateur", required = true }
siret = { column = "SIRET" }
commune = { column = "Commune" }
telephone = { column = "Tél" }
date_maj = { otherwise = "observation" }

[service]
nom = { column = "Action", required = true }
description = { column = "Texte", required = true }
date_maj = { otherwise = "observation" }

[prive]
cout_total = { column = "Coût" }
contact_nom = { column = "Référent" }
"""


def write_catalogue(
    path: Path, rows: Iterable[tuple[str, ...]] = ROWS, *, columns: tuple[str, ...] = COLUMNS
) -> None:
    """The catalogue, as a spreadsheet exports it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(columns)
        writer.writerows(rows)


def make_project(folder: Path, *, url: str | None = None, connector: str = CONNECTOR) -> Settings:
    """A project of one catalogue, ready to be synchronised, with its history at ``url``."""
    folder.mkdir(parents=True, exist_ok=True)
    write_catalogue(folder / "pdi.csv")
    (folder / "pdi.toml").write_text(connector, encoding="utf-8")
    text = render_project(departement="53", source="cd53", fichier="pdi.csv", connecteur="pdi.toml")
    (folder / "offre-insertion.toml").write_text(text, encoding="utf-8")
    if url is not None:
        (folder / ".env").write_text(f"OFFRE_INSERTION_HISTORIQUE_URL={url}\n", encoding="utf-8")
    return load_settings(folder)


def read_outputs(folder: Path) -> dict[str, bytes]:
    """Relative path → content of every file under a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
