"""The fiches action of the profile made of one sheet per action, when it is beside the project, cell against cell."""

from __future__ import annotations

import openpyxl
import pytest

from offre_insertion.reporting.fiches import Export, Holding, actions_export, gather, parcours_export
from tests.shared import SHARED, needs_shared
from tests.test_shared_catalogues import PROFILES, convert

pytestmark = [pytest.mark.shared, needs_shared]

#: Label of the sheets → rubric, for what the connector only copies.
COPIED = {
    "Contexte / État du préexistant": "Contexte / État du préexistant",
    "Enjeux identifiés et objectifs visés par l’action": "Enjeux identifiés et objectifs visés par l’action",
    "Description de l’action": "Description de l’action",
    "Partenaires et co-financeurs": "Partenaires et co-financeurs",
    "Durée de l’action": "Durée de l’action",
    "Budget détaillé": "Budget détaillé",
    "Indicateurs de suivi": "Indicateurs de suivi et de pilotage de l’action",
}


def held(name: str) -> Holding:
    catalogue = convert(name, SHARED / "profils" / PROFILES[name])
    structures = {one["id"]: one for one in catalogue.structures}
    return Holding(gather(catalogue.services, structures, catalogue.extensions))


def answers(export: Export) -> list[dict[str, str]]:
    """Label of a rubric → answer, fiche by fiche."""
    table = export.tables[0]
    labels = [rubric.label for rubric in table.rubrics]
    return [
        dict(zip(labels, (answer.text.replace("\u00a0", " ") for answer in fiche.answers), strict=True))
        for fiche in table.fiches
    ]


def test_each_fiche_says_what_its_sheet_says() -> None:
    book = openpyxl.load_workbook(SHARED / "profils" / PROFILES["pdi-fiches-actions"])
    sheets = [
        {str(row[0]).rstrip(" :"): str(row[1] or "") for row in sheet.iter_rows(max_col=2, values_only=True)}
        for sheet in book.worksheets
    ]
    holding = held("pdi-fiches-actions")
    found = answers(actions_export(holding, holding.dispositifs, year=2026))
    assert len(found) == 5
    for fiche in found:
        (sheet,) = [
            one for one in sheets if fiche["Intitulé de l’action"] in one.get("Intitulé de l’action", "")
        ]
        said = {rubric: sheet[label] for label, rubric in COPIED.items()}
        assert {rubric: fiche[rubric] for rubric in said} == said


@pytest.mark.parametrize("name", PROFILES)
def test_no_parcours_of_a_profile_invents_a_cost_or_places(name: str) -> None:
    holding = held(name)
    for dispositif, said in zip(
        holding.dispositifs, answers(parcours_export(holding, holding.dispositifs)), strict=True
    ):
        assert bool(said["Nombre de places financées"]) <= bool(dispositif.private("places"))
        assert bool(said["Coût unitaire du parcours"]) <= bool(dispositif.private("cout_unitaire"))
