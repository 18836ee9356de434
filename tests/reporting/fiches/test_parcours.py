"""The fichier de renseignement: each item of Annexe 4 §2.a, and what stays blank."""

from __future__ import annotations

from offre_insertion.extension import Extension
from offre_insertion.reporting.fiches import Dispositif, Holding, gather, parcours_export
from offre_insertion.reporting.fiches.rubrics import Given
from tests.reporting.fiches import fictional
from tests.reporting.fiches.fictional import one, quantity, service


def answers(dispositif: Dispositif) -> dict[str, Given]:
    """Key of a rubric → what the dispositif says of it."""
    (table,) = parcours_export(Holding((dispositif,)), [dispositif]).tables
    return {rubric.key: answer for rubric, answer in zip(table.rubrics, table.fiches[0].answers, strict=True)}


def texts(dispositif: Dispositif) -> dict[str, str]:
    return {key: answer.text.replace("\u00a0", " ") for key, answer in answers(dispositif).items()}


def test_the_items_of_the_annexe_come_in_its_order() -> None:
    (table,) = parcours_export(fictional.holding(), []).tables
    asked = [rubric.key for rubric in table.rubrics if rubric.is_asked and rubric.key != "type_parcours"]
    assert asked == [
        "nom", "duree", "contenu", "volume_horaire", "intervention", "public", "cout_unitaire", "places",
    ]  # fmt: skip


def test_a_parcours_told_in_full_fills_every_item() -> None:
    assert texts(one(fictional.FULL, fictional.FULL_PRIVATE)) == {
        "nom": "Auto-école sociale",
        "structure": "Cap sur la Route (Laval)",
        "type_parcours": "socio-professionnel",
        "duree": "12 mois",
        "contenu": "Préparation du permis à un rythme adapté.",
        "thematiques": "Préparer un permis",
        "volume_horaire": "4 h par semaine",
        "intervention": "Individuelle et collective",
        "autres_modalites": "En présentiel ; lieux : Laval",
        "public": "Bénéficiaires des minimas sociaux ; Jeunes\nPrécisions : BRSA ; jeunes 18-25 ans\n"
        "Conditions d’accès : Avoir le code",
        "cout_unitaire": "2 550 €",
        "places": "24",
        "id": "pdi--permis",
    }


def test_what_the_person_pays_is_never_the_cost_and_unknown_stays_blank() -> None:
    said = texts(one(fictional.BARE))
    assert {key for key, text in said.items() if not text} == {
        "type_parcours", "contenu", "intervention", "autres_modalites", "public", "cout_unitaire", "places",
    }  # fmt: skip
    assert (said["duree"], said["volume_horaire"]) == ("8 semaines", "1,5 h par semaine")


def test_people_followed_over_the_year_are_not_places() -> None:
    found = answers(one(fictional.FOLLOWED, fictional.FOLLOWED_PRIVATE))["places"]
    assert found.text == ""
    assert found.hint is not None
    assert "80" in found.hint


def test_conditions_alone_do_not_say_the_public() -> None:
    found = answers(one(fictional.FOLLOWED))["public"]
    assert (found.text, found.hint) == ("", "les conditions d’accès sont dites, pas le public")


def test_the_budget_is_a_hint_for_the_unit_cost_never_divided() -> None:
    found = answers(
        one(fictional.BARE, Extension(cout_total=quantity("12 000 €", 12000, "€"), places=quantity("12")))
    )
    assert found["cout_unitaire"].text == ""
    assert (found["cout_unitaire"].hint or "").replace("\u00a0", " ") == "budget au catalogue : 12 000 €"


def test_two_places_of_one_action_are_one_parcours_whose_places_count_once() -> None:
    (table,) = parcours_export(fictional.holding(), fictional.dispositifs()).tables
    assert [fiche.id for fiche in table.fiches] == [
        "pdi--permis",
        "pdi--psy-gorron",
        "pdi--velo",
        "pdi--suivi",
    ]
    said = dict(zip((one.key for one in table.rubrics), table.fiches[1].answers, strict=True))
    assert (said["places"].text, said["places"].number) == ("6", 6)
    assert said["autres_modalites"].text.replace("\u00a0", " ") == "lieux : Gorron ; Ernee"


def test_places_and_costs_that_disagree_within_an_action_are_shown_and_to_be_settled() -> None:
    records = [service("pdi--a", "Atelier"), service("pdi--b", "Atelier")]
    extensions = {
        "pdi--a": Extension(dispositif="x", places=quantity("6", 6), cout_unitaire=quantity("100", 100)),
        "pdi--b": Extension(
            dispositif="x", places=quantity("8", 8), cout_unitaire=quantity("120 €", 120, "€")
        ),
    }
    (found,) = gather(records, {}, extensions)
    said = answers(found)
    assert (said["places"].text, said["places"].number) == ("6 ; 8", None)
    assert said["cout_unitaire"].text.replace("\u00a0", " ") == "100 € ; 120 €"
    assert (
        said["places"].missing
        == said["cout_unitaire"].missing
        == "les services du dispositif ne disent pas la même chose"
    )


def test_blanks_are_counted_for_each_rubric_and_listed_for_each_parcours() -> None:
    export = parcours_export(fictional.holding(), fictional.dispositifs())
    counts = {rubric.key: figures for rubric, *figures in export.tables[0].counts()}
    assert counts == {
        "nom": [4, 0, 0],
        "type_parcours": [1, 0, 3],
        "duree": [2, 0, 2],
        "contenu": [3, 0, 1],
        "volume_horaire": [2, 0, 2],
        "intervention": [1, 0, 3],
        "public": [1, 0, 3],
        "cout_unitaire": [1, 0, 3],
        "places": [2, 0, 2],
    }
    assert len(export.blanks) == 19
    assert {blank.fiche for blank in export.blanks} == {"pdi--psy-gorron", "pdi--velo", "pdi--suivi"}


def test_a_blank_says_where_to_write_it() -> None:
    columns = {
        "pdi": {"prive.duree": ("Durée",), "service.nombre_semaines": ("Nb sem.",), "prive.places": ()}
    }
    held = Holding((one(fictional.FOLLOWED),), columns=columns)
    where = {blank.rubric: blank.where for blank in parcours_export(held, held.dispositifs).blanks}
    assert where["Durée"] == "dans le catalogue : « Durée » ou « Nb sem. »"
    assert where["Nombre de places financées"] == (
        "aucune colonne n’est lue : ajoutez-la au catalogue, et [prive.places] au connecteur"
    )


def test_the_name_of_a_contact_goes_nowhere() -> None:
    export = parcours_export(fictional.holding(), fictional.dispositifs())
    assert "Fictive" not in str(export.as_dict())
