"""Rebuild `connectors/exemple/catalogue.csv`: the bundled example, a fictional PDI catalogue of Mayenne; and
`changements.csv` beside it, what it was at the earlier snapshots of the demonstration (`example_story.py`).

`scripts/example/` holds the offer as a careful person would write it; this gives it the mess of the ones
people really send: « idem », two phones in a cell, Cedex, dates in five forms, SIRET spoilt by Excel, zones
in words, duplicates under two spellings, totals and footnotes. The seed is fixed: same bytes.

Nothing here is real but communes, EPCI and postal codes. Phones are in the ranges the regulator keeps for
fiction (02 61 91, 06 39 98), addresses of the web end with example.org, SIRETs begin with 999 99.
"""

from __future__ import annotations

import csv
import io
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from example_spelling import (
    CAPACITIES,
    CONVENTION_ENDS,
    DURATIONS,
    HOURS,
    WAYS,
    Body,
    Fact,
    Row,
    fictional_siret,
    numbered,
    spell_cost,
    spell_date,
    spell_mail,
    spell_name,
    spell_phone,
    spell_place,
    spell_public,
    spell_siret,
    spell_url,
    spell_zone,
)
from example_story import build_changes
from generated import ROOT, write_or_check

SOURCE = ROOT / "scripts" / "example"
TARGET = ROOT / "connectors" / "exemple" / "catalogue.csv"
CHANGES = ROOT / "connectors" / "exemple" / "changements.csv"
SEED = 53

COLUMNS = (
    "N° convention",
    "Axe du PDI",
    "Frein",
    "Type d'action",
    "Intitulé de l'action",
    "Opérateur",
    "Statut",
    "N° SIRET",
    "Descriptif",
    "Public visé",
    "Territoire d'intervention",
    "Adresse du lieu",
    "CP",
    "Commune",
    "Permanences",
    "Référent",
    "Courriel",
    "Téléphone",
    "Site internet",
    "Horaires",
    "Présentiel",
    "À distance",
    "Accès",
    "Comment orienter",
    "Participation",
    "I / C",
    "Durée",
    "Places",
    "Coût 2026",
    "Fin de convention",
    "État",
    "Mise à jour",
)
BLANK = dict.fromkeys(COLUMNS, "")
TITLE = "PROGRAMME DÉPARTEMENTAL D'INSERTION 2024-2028 - Offre d'insertion (catalogue fictif)"
FOOTNOTE = "* I : individuel, C : collectif. n.c. : non communiqué. Document de travail, ne pas diffuser."


def main() -> int:
    rows = list(catalogue(random.Random(SEED)))
    files = {TARGET: build(rows), CHANGES: build_changes([BLANK | row for row in rows])}
    return write_or_check(files, script=Path(__file__).name)


def build(rows: Sequence[Row]) -> bytes:
    """The catalogue, as the bytes Excel writes on a French Windows."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([TITLE, *[""] * (len(COLUMNS) - 1)])
    writer.writerow(["Mise à jour : octobre 2026", *[""] * (len(COLUMNS) - 1)])
    writer.writerow(COLUMNS)
    writer.writerows([row.get(column, "") for column in COLUMNS] for row in rows)
    writer.writerow(
        [{"N° convention": "TOTAL", "Coût 2026": "3 214 500 €"}.get(name, "") for name in COLUMNS]
    )
    writer.writerow([FOOTNOTE, *[""] * (len(COLUMNS) - 1)])
    return text.getvalue().encode("cp1252")


def catalogue(chance: random.Random) -> Iterator[Row]:
    """Every row between the header and the total."""
    bodies = read_bodies()
    rows = [
        row_of(chance, number, action, bodies[key.strip()], zone)
        for number, (action, key, zone) in enumerate(read_actions(), 1)
    ]
    copies = [second_spelling(rows[number - 1], **changes) for number, changes in DUPLICATES.items()]
    for number, accident in ACCIDENTS.items():
        rows[number - 1] |= accident
    with_ditto(chance, rows)
    yield from rows
    yield from copies
    yield from LEFTOVERS


def read_table(name: str) -> list[Fact]:
    """One of the tidy tables of `scripts/example/`."""
    with (SOURCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def read_bodies() -> dict[str, Body]:
    """Structures with the fictional SIRET, phones and domain given to each."""
    return {
        facts["key"]: Body(
            facts=facts,
            siret=fictional_siret(number),
            phone=f"026191{1000 + 7 * number:04d}",
            mobile=f"063998{2000 + 7 * number:04d}",
            domain=f"{facts['key'].replace('_', '-')}.example.org",
        )
        for number, facts in enumerate(read_table("structures.csv"), 1)
    }


def read_actions() -> Iterator[tuple[Fact, str, str]]:
    """Each action once for each structure that runs it, with the zone when it is not the structure's."""
    for action in read_table("actions.csv"):
        for run_by in action["run_by"].split("|"):
            key, _, zone = run_by.partition("@")
            yield action, key, zone.strip()


def row_of(chance: random.Random, number: int, action: Fact, body: Body, zone: str) -> Row:
    """One action of one structure, written the way its author felt that day."""
    facts = body.facts
    remote = action["frein"] in {"Numérique", "Budget", "Accès aux droits"} and chance.random() < 0.3
    return {
        "N° convention": f"2026-PDI-{number:03d}" if chance.random() < 0.8 else "",
        "Axe du PDI": action["axe"],
        "Frein": action["frein"],
        "Type d'action": action["type_action"],
        "Intitulé de l'action": numbered(chance, number, action["nom"]),
        "Opérateur": spell_name(chance, facts["nom"]),
        "Statut": facts["kind"],
        "N° SIRET": spell_siret(chance, body.siret),
        "Descriptif": action["description"],
        "Public visé": spell_public(chance, action["public"]),
        "Territoire d'intervention": spell_zone(chance, zone or facts["epci"]),
        "Adresse du lieu": facts["adresse"],
        **spell_place(chance, facts["code_postal"], facts["commune"]),
        "Référent": chance.choice(("Mme Exemple", "M. Fictif", "", "", "Mme Modèle (coordinatrice)")),
        "Courriel": spell_mail(chance, body.domain),
        "Téléphone": spell_phone(chance, body),
        "Site internet": spell_url(chance, body.domain),
        "Horaires": chance.choice(HOURS),
        "Présentiel": chance.choice(("X", "X", "x", "oui")),
        "À distance": "x" if remote else "",
        "Accès": action["acces"],
        "Comment orienter": chance.choice(WAYS[action["acces"]]),
        "Participation": action["tarif"],
        "I / C": chance.choice((action["format"], action["format"], "I+C")),
        "Durée": chance.choice(DURATIONS),
        "Places": chance.choice(CAPACITIES),
        "Coût 2026": spell_cost(chance),
        "Fin de convention": chance.choice(CONVENTION_ENDS),
        "État": chance.choice(("En cours", "En cours", "En cours", "", "Reconduit")),
        "Mise à jour": spell_date(chance),
    }


#: What happened to some rows, by their number: one accident each, so that each is easy to find.
ACCIDENTS: dict[int, Row] = {
    3: {"Public visé": "tout public en parcours"},
    5: {"Fin de convention": "31/12/2025", "État": "Terminé"},
    9: {"État": "Suspendu", "Mise à jour": "02/02/2026"},
    11: {"Descriptif": "Réparation\nVente de véhicules\n- contrôle technique\n- conseils"},
    14: {"Téléphone": "02 61 91 10"},
    17: {"Courriel": "contact@roule@example.org"},
    19: {"Type d'action": "Permis", "Mise à jour": "31/02/2026"},
    25: {"Public visé": "Parents orientés par la PMI"},
    29: {
        "Adresse du lieu": "itinérant",
        "CP": "",
        "Commune": "",
        "Permanences": "Craon / Renazé / Cossé-le-Vivien",
    },
    30: {
        "Adresse du lieu": "itinérant",
        "CP": "",
        "Commune": "",
        "Permanences": "Gorron / Ernée",
        "N° SIRET": "",
    },
    33: {"Commune": "Chateau Gonthier"},
    38: {"Type d'action": "Aller vers", "Places": "#REF!"},
    42: {"Site internet": "www@cias.example.org"},
    46: {"Mise à jour": "à préciser", "Commune": "Maienne"},
    48: {"Téléphone": "115"},
    52: {"CP": "53120", "Commune": "GORRON", "Territoire d'intervention": "Canton de Gorron"},
    60: {"Territoire d'intervention": "Pays de la Haute Fiction"},
    64: {"Horaires": "cf. mairie"},
    65: {"Intitulé de l'action": "Épicerie sociale et solidaire."},
    67: {"Descriptif": "<p>Un colis par semaine&nbsp;; <b>sur rendez-vous</b>.</p>"},
    72: {"Descriptif": ""},
    75: {"Adresse du lieu": "BP 53", "CP": "53103", "Commune": "MAYENNE CEDEX"},
    77: {"Type d'action": "Divers"},
    84: {"Accès": "Sur orientation du travailleur social du secteur"},
    95: {"Participation": "à voir"},
    97: {"État": "Abandonné"},
    104: {"Fin de convention": "31/12/25"},
    105: {"Commune": "Sablé sur Sarthe", "CP": "72300"},
    110: {"Descriptif": "Atelier."},
    111: {"Public visé": "Gens du voyage"},
    121: {"Mise à jour": "mars 2024"},
    126: {"N° SIRET": "", "Commune": "Saint-Laurent", "CP": ""},
}

#: Rows written twice, by their number, and what the second author wrote otherwise.
DUPLICATES: dict[int, Row] = {
    1: {"Opérateur": "CAP SUR LA ROUTE (asso)", "Intitulé de l'action": "Bilan mobilité"},
    4: {"Opérateur": "Assoc. Cap sur la route", "N° SIRET": "", "Intitulé de l'action": "Auto école sociale"},
    23: {"Intitulé de l'action": "Places AVIP (3 places)"},
    45: {
        "Opérateur": "Assoc. Un toit à soi",
        "N° SIRET": "",
        "Intitulé de l'action": "Accompagnement logement",
    },
    64: {"Intitulé de l'action": "Epicerie sociale & solidaire", "Opérateur": "LE PANIER MALIN"},
    99: {"Opérateur": "C.C.A.S. de Mayenne", "Intitulé de l'action": "Chantier Un pas après l'autre"},
    116: {"Intitulé de l'action": "CV et lettre de motivation"},
}

#: What nobody finished: names without an action, and an action without anyone.
LEFTOVERS: tuple[Row, ...] = (
    {"Frein": "Mobilité", "Intitulé de l'action": "Autopartage (à l'étude)"},
    {"Opérateur": "Mission locale du Haut Bocage", "Frein": "Emploi"},
    {"Intitulé de l'action": "Forum de l'emploi", "Opérateur": "?", "Territoire d'intervention": "UT Centre"},
    {
        "Opérateur": "Jardin partagé de la Vallée fictive",
        "CP": "53170",
        "Commune": "Meslay-du-Maine",
        "Téléphone": "06 39 98 77 77",
    },
)


def second_spelling(row: Row, **changes: str) -> Row:
    """The same action typed again by someone else: another number, another way to write the operator."""
    copy = {**row, "N° convention": "", "Référent": "", "Coût 2026": "n.c.", **changes}
    copy["Téléphone"] = row["Téléphone"].replace(" ", ".")
    return copy


def with_ditto(chance: random.Random, rows: list[Row]) -> None:
    """« idem » where the cell above says the same thing, as hurried people write."""
    above: Row = {}
    for row in rows:
        written = dict(row)
        for column in ("Opérateur", "Descriptif", "Public visé", "Fin de convention"):
            if above.get(column) == row[column] != "" and chance.random() < 0.5:
                row[column] = chance.choice(("idem", "Idem"))
        above = written


if __name__ == "__main__":
    sys.exit(main())
