"""The fiche action: each rubric of Annexe 7 annexe 1, and its line of the plan de financement."""

from __future__ import annotations

from pathlib import Path

import pytest

from offre_insertion.extension import Extension
from offre_insertion.reporting.fiches import Dispositif, Export, Holding, actions_export
from offre_insertion.reporting.fiches.parcours import RUBRICS
from offre_insertion.reporting.fiches.plan import nature_of
from offre_insertion.reporting.fiches.rubrics import Given
from offre_insertion.schema import FIELDS
from tests.reporting.fiches import fictional
from tests.reporting.fiches.fictional import one, quantity, service


def export(*dispositifs: Dispositif) -> Export:
    return actions_export(Holding(dispositifs), dispositifs, year=2026)


def answers(dispositif: Dispositif, table: int = 0) -> dict[str, Given]:
    filled = export(dispositif).tables[table]
    return {
        rubric.key: answer for rubric, answer in zip(filled.rubrics, filled.fiches[0].answers, strict=True)
    }


def texts(dispositif: Dispositif, table: int = 0) -> dict[str, str]:
    return {key: answer.text.replace("\u00a0", " ") for key, answer in answers(dispositif, table).items()}


def test_the_rubrics_are_those_of_the_annexe_in_its_order_for_the_year_given() -> None:
    table = export().tables[0]
    assert [rubric.label for rubric in table.rubrics if rubric.is_asked] == [
        "Intitulé de l’action",
        "Contexte / État du préexistant",
        "Enjeux identifiés et objectifs visés par l’action",
        "Description de l’action",
        "Date de mise en place de l’action",
        "Durée de l’action",
        "Partenaires et co-financeurs",
        "Budget détaillé",
        "Calendrier prévisionnel",
        "Indicateurs de suivi et de pilotage de l’action",
        "Nombre de nouveaux entrants 2026",
        "Nombre de nouveaux entrants orientés en 15 jours et moins en 2026",
        "Nombre de nouveaux entrants concernés par l’action en 2026",
        "Nombre d’allocataires concernés par l’action en 2026",
    ]


def test_an_action_told_in_full_leaves_only_the_four_figures_of_the_year() -> None:
    assert texts(one(fictional.FULL, fictional.FULL_PRIVATE)) == {
        "intitule": "Auto-école sociale",
        "structure": "Cap sur la Route (Laval)",
        "axe": "Axe 2",
        "convention": "n° 2026-12, du 01/01/2026 au 31/12/2026",
        "contexte": "Action existante renforcée",
        "objectifs": "Lever le frein mobilité",
        "description": "Préparation du permis à un rythme adapté.",
        "date_mise_en_place": "1er semestre 2026",
        "duree_action": "expérimentation",
        "financeurs": "État ; Département ; Région",
        "budget": "61 200 €\nÉtat : 30 600 €\nCollectivité : 30 600 €",
        "calendrier": "Deux sessions, mars et octobre",
        "indicateurs": "Taux de réussite",
        "nouveaux_entrants": "",
        "orientes_15_jours": "",
        "entrants_concernes": "",
        "allocataires_concernes": "",
        "thematiques": "Préparer un permis",
        "id": "pdi--permis",
    }


def test_a_budget_without_shares_is_incomplete_and_a_sentence_that_tells_them_is_not() -> None:
    lone = answers(one(fictional.BARE, Extension(cout_total=quantity("61 200 €", 61200, "€"))))["budget"]
    told = answers(one(fictional.BARE, Extension(cout_total=quantity("État 43 200 € ; CD 43 200 €"))))[
        "budget"
    ]
    assert (lone.missing, told.missing) == ("la part de l’État et celle de la collectivité", None)


def test_the_dates_of_the_convention_are_hints_not_the_calendar() -> None:
    found = answers(one(fictional.FOLLOWED, fictional.FOLLOWED_PRIVATE))
    for key in ("date_mise_en_place", "duree_action", "calendrier"):
        assert (found[key].text, found[key].hint) == ("", "convention jusqu’au 30/06/2026")


def test_the_line_of_the_plan_shows_the_budget_as_that_of_the_catalogue_and_asks_the_rest() -> None:
    assert texts(one(fictional.FULL, fictional.FULL_PRIVATE), table=1) == {
        "nature": "Levée des freins socio-professionnels : mobilité",
        "objet": "Auto-école sociale",
        "precisions": "Cap sur la Route (Laval)\nBudget au catalogue : 61 200 €",
        "existant": "",
        "cible": "",
        "delta": "",
        "montant_delta": "",
        "sources": "État ; Département ; Région",
    }


@pytest.mark.parametrize(
    ("line", "nature"),
    [
        ("Mobilité", "Levée des freins socio-professionnels : mobilité"),
        ("levée des freins : GARDE d'enfant", "Levée des freins socio-professionnels : garde d’enfant"),
        ("ETP d'accompagnement", "Intensification de l’accompagnement des allocataires du RSA"),
        ("Solutions de remobilisation", "Remobilisation / entrée de parcours"),
        ("Référencement", "Référencement de l’offre de solutions locales d’accompagnement"),
        ("Fonds propres", "Fonds propres"),
    ],
)
def test_a_budget_line_is_of_a_nature_of_the_annexe_or_keeps_its_words(line: str, nature: str) -> None:
    assert nature_of(line).replace("\u00a0", " ") == nature


def test_the_thematiques_suggest_a_nature_and_never_choose_it() -> None:
    found = answers(one(fictional.BARE), table=1)["nature"]
    assert (found.text, (found.hint or "").replace("\u00a0", " ")) == (
        "",
        "d’après ses thématiques : mobilité",
    )


def test_the_plan_follows_the_order_of_the_natures_unknown_last() -> None:
    lines = {"a": "Santé", "b": None, "c": "Mobilité", "d": "Fonds propres", "e": "Intensification"}
    found = tuple(
        one(service(f"pdi--{name}", name), Extension(ligne_budgetaire=line)) for name, line in lines.items()
    )
    assert [fiche.id[-1] for fiche in export(*found).tables[1].fiches] == ["e", "c", "a", "d", "b"]


def test_blanks_are_counted_apart_for_the_fiche_and_for_the_plan() -> None:
    fiche, plan = export(one(fictional.FULL, fictional.FULL_PRIVATE)).tables
    assert (len(fiche.blanks), len(plan.blanks)) == (4, 4)
    assert {blank.where for blank in fiche.blanks} == {"dans le document : un catalogue ne le dit pas"}


def test_the_figures_of_the_departement_are_the_same_in_each_fiche() -> None:
    found = fictional.dispositifs()
    given = {"nouveaux_entrants": 1240, "orientes_15_jours": 0}
    table = actions_export(Holding(found), found, year=2026, figures=given).tables[0]
    counts = {rubric.key: figures for rubric, *figures in table.counts()}
    assert [counts[key] for key in given] == [[4, 0, 0], [4, 0, 0]]
    assert counts["entrants_concernes"] == [0, 0, 4]
    keys = [rubric.key for rubric in table.rubrics]
    said = [fiche.answers[keys.index("nouveaux_entrants")] for fiche in table.fiches]
    assert said == [Given("1\u00a0240", 1240)] * 4


def test_what_a_catalogue_can_say_is_listed_first() -> None:
    found = [blank.where.startswith("dans le document") for blank in export(one(fictional.BARE)).blanks]
    assert found == sorted(found)
    assert set(found) == {True, False}


def test_a_named_action_has_files_of_its_own() -> None:
    found = one(fictional.FULL)
    named = actions_export(Holding((found,)), [found], year=2026, named=True)
    assert (named.stem, export(found).stem) == ("prive-fiche-action-pdi-permis", "prive-fiches-action")


def test_each_field_of_a_rubric_exists_and_is_on_its_page() -> None:
    page = (Path(__file__).parents[3] / "docs" / "fiches.md").read_text(encoding="utf-8")
    filled = export(one(fictional.FULL))
    asked = [field for table in filled.tables for rubric in table.rubrics for field in rubric.fields]
    asked += [field for rubric in RUBRICS for field in rubric.fields]
    for field in asked:
        section, _, name = field.partition(".")
        assert name in (Extension.model_fields if section == "prive" else FIELDS["service"])
        assert (field if section == "prive" else f"`{name}`") in page
