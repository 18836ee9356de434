"""Rows become drafts by declarative keys: one small catalogue per key."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from offre_insertion.catalogue import Catalogue
from offre_insertion.connector_loader import build_connector
from offre_insertion.conversion import read_catalogue
from offre_insertion.errors import ConnectorError

TODAY = dt.date(2026, 11, 24)
DATED = {"literal": "2026-01-15"}


def convert(tmp_path: Path, text: str, **connector: Any) -> Catalogue:
    """A catalogue of one CSV text, with a connector that only states what the test is about."""
    path = tmp_path / "catalogue.csv"
    path.write_text(text, encoding="utf-8")
    data = {"source": {"id": "essai", "nom": "Essai", "departement": "53"}, **connector}
    data.setdefault("structure", {"nom": {"column": "nom"}, "date_maj": DATED})
    return read_catalogue(path, build_connector(data), today=TODAY)


def service(**rules: Any) -> dict[str, Any]:
    return {
        "nom": {"column": "action"},
        "description": {"literal": "Une description."},
        "date_maj": DATED,
        **rules,
    }


def codes(catalogue: Catalogue) -> list[str]:
    """Codes of the issues; that these small catalogues say no commune and no date is not what tests are about."""
    return [
        issue.code for issue in catalogue.issues if issue.code not in {"commune-absente", "date-d-ailleurs"}
    ]


def first(catalogue: Catalogue) -> dict[str, Any]:
    return catalogue.services[0]


def test_columns_are_joined_with_their_labels(tmp_path: Path) -> None:
    rule = {"columns": ["a", "b", "c"], "join": " ; ", "labels": {"b": "Horaires : "}}
    catalogue = convert(
        tmp_path, "nom,action,a,b,c\nCCAS,Aide,Colis,9h,\n", service=service(conditions_acces=rule)
    )
    assert first(catalogue)["conditions_acces"] == "Colis ; Horaires : 9h"


def test_the_first_filled_column_wins(tmp_path: Path) -> None:
    structure = {
        "nom": {"column": "nom"},
        "date_maj": DATED,
        "telephone": {"columns": ["fixe", "mobile"], "first": True},
    }
    catalogue = convert(tmp_path, "nom,fixe,mobile\nCCAS,,06 39 98 00 01\n", structure=structure)
    assert catalogue.structures[0]["telephone"] == "+33639980001"


def test_a_ticked_column_gives_its_codes_and_another_text_is_read_for_itself(tmp_path: Path) -> None:
    rule = {"ticked": {"jeunes": "jeunes", "autres": []}, "lookup": "lexique:publics"}
    text = "nom,action,jeunes,autres\nCCAS,Aide A,X,Seniors\nCCAS,Aide B,non,\nCCAS,Aide C,,Licornes\n"
    catalogue = convert(tmp_path, text, service=service(publics=rule))
    assert [record.get("publics") for record in catalogue.services] == [["jeunes", "seniors"], None, None]
    assert codes(catalogue) == ["valeur-inconnue"]


def test_an_unknown_value_is_an_issue_with_proposals_never_a_guess(tmp_path: Path) -> None:
    rule = {"column": "theme", "lookup": "lexique:thematiques"}
    catalogue = convert(
        tmp_path, "nom,action,theme\nCCAS,Aide A,Permis de navigation\n", service=service(thematiques=rule)
    )
    (issue,) = (one for one in catalogue.issues if one.code not in {"commune-absente", "date-d-ailleurs"})
    assert (issue.code, issue.row, issue.column) == ("valeur-inconnue", 2, "theme")
    assert 1 <= len(issue.suggestions) <= 3
    assert "thematiques" not in first(catalogue)


def test_words_no_table_knows_can_be_kept_in_a_text_field(tmp_path: Path) -> None:
    rule = {"column": "public", "split": ",", "lookup": "lexique:publics", "unknown_to": "publics_precisions"}
    catalogue = convert(
        tmp_path, 'nom,action,public\nCCAS,Aide A,"Jeunes, membres du club"\n', service=service(publics=rule)
    )
    assert first(catalogue)["publics"] == ["jeunes"]
    assert first(catalogue)["publics_precisions"] == "membres du club"


def test_several_values_for_a_single_field_are_reported_and_none_is_chosen(tmp_path: Path) -> None:
    rule = {"column": "frais", "split": ",", "lookup": "lexique:frais"}
    catalogue = convert(
        tmp_path, 'nom,action,frais\nCCAS,Aide A,"gratuit, payant"\n', service=service(frais=rule)
    )
    assert "frais" not in first(catalogue)
    assert codes(catalogue) == ["valeurs-contradictoires"]


def test_everyone_and_some_in_particular_is_everyone_for_the_schema(tmp_path: Path) -> None:
    rule = {"column": "public", "split": ",", "lookup": "lexique:publics"}
    catalogue = convert(
        tmp_path, 'nom,action,public\nCCAS,Aide A,"Tous publics, Jeunes"\n', service=service(publics=rule)
    )
    assert first(catalogue)["publics"] == ["tous-publics"]
    assert first(catalogue)["publics_precisions"] == "En particulier : Jeunes"


def test_a_bare_category_is_imprecise_unless_the_title_says_more(tmp_path: Path) -> None:
    rule = {"column": "theme", "hints": ["action"], "lookup": "lexique:thematiques"}
    text = "nom,action,theme\nCCAS,Garage solidaire,Mobilité\nCCAS,Un coup de pouce,Mobilité\n"
    catalogue = convert(tmp_path, text, service=service(thematiques=rule))
    assert catalogue.services[0]["thematiques"] == ["mobilite--entretenir-reparer-son-vehicule"]
    assert "thematiques" not in catalogue.services[1]
    assert codes(catalogue) == ["thematique-imprecise"]


def test_a_rule_can_have_alternatives_under_conditions(tmp_path: Path) -> None:
    rules = [
        {"column": "zone", "when": {"column": "type", "equals": "région"}},
        {"literal": "53"},
    ]
    text = "nom,action,zone,type\nCCAS,Aide A,Mayotte,Région\nCCAS,Aide B,,commune\n"
    catalogue = convert(tmp_path, text, service=service(zone_eligibilite=rules))
    assert [record["zone_eligibilite"] for record in catalogue.services] == [["976"], ["53"]]


def test_one_service_per_value_of_a_column(tmp_path: Path) -> None:
    catalogue = convert(
        tmp_path,
        'nom,themes\nCCAS,"Crèche, Inconnu, CV"\nMairie,Mairies\n',
        service={**service(), "nom": {"column": "@valeur"}},
        each={"column": "themes", "split": ",", "lookup": "lexique:thematiques"},
    )
    assert [record["nom"] for record in catalogue.services] == ["Crèche"]  # « CV » is too short for a name
    assert len(catalogue.structures) == 2
    assert "valeur-inconnue" in codes(catalogue)


def test_one_service_per_group_of_columns(tmp_path: Path) -> None:
    catalogue = convert(
        tmp_path,
        "nom,Action 1,Public 1,Action 2,Public 2\nCCAS,Colis,Jeunes,Vestiaire,\nPLIE,Emploi,,,\n",
        service={
            **service(publics={"column": "Public", "lookup": "lexique:publics"}),
            "nom": {"column": "Action"},
        },
        groups=[
            {"Action": "Action 1", "Public": "Public 1"},
            {"Action": "Action 2", "Public": "Public 2"},
        ],
    )
    assert [(one["nom"], one.get("publics")) for one in catalogue.services] == [
        ("Colis", ["jeunes"]),
        ("Vestiaire", None),
        ("Emploi", None),
    ]


def test_one_service_per_place_shares_a_dispositif(tmp_path: Path) -> None:
    catalogue = convert(
        tmp_path,
        "nom,action,lieux\nCCAS,Permanence,Laval ; Mayenne\n",
        service=service(commune={"column": "@lieu"}),
        places={"column": "lieux", "split": ";"},
    )
    assert [one["code_insee"] for one in catalogue.services] == ["53130", "53147"]
    assert {extension.dispositif for extension in catalogue.extensions.values()} == {"ccas-permanence"}


def test_rows_of_one_service_are_united_on_demand(tmp_path: Path) -> None:
    rules = service(id={"column": "id"}, publics={"column": "public", "lookup": "lexique:publics"})
    text = "nom,id,action,public\nCCAS,7,Aide,Jeunes\nCCAS,7,Aide,Seniors\n"
    united = convert(tmp_path, text, service=rules, merge_services=True)
    assert [one["publics"] for one in united.services] == [["jeunes", "seniors"]]
    apart = convert(tmp_path, text, service=rules)
    assert [one["id"] for one in apart.services] == ["essai--7", "essai--7-2"]
    assert "identifiant-deja-pris" in codes(apart)


def test_structures_are_grouped_by_siret_else_by_name_and_commune(tmp_path: Path) -> None:
    structure = {
        "nom": {"column": "nom"},
        "siret": {"column": "siret"},
        "commune": {"column": "commune"},
        "date_maj": DATED,
    }
    text = (
        "nom,siret,commune\n"
        "L'Établi,99999001300016,Laval\nETABLI (asso),999 990 013 00016,LAVAL CEDEX\n"
        "CCAS,,Laval\nC.C.A.S.,,Laval\nccas,,LAVAL\nCCAS,99999002100019,Mayenne\nCCAS,,Mayenne\n"
    )
    catalogue = convert(tmp_path, text, structure=structure)
    assert [one["nom"] for one in catalogue.structures] == ["L'Établi", "CCAS", "C.C.A.S", "CCAS"]


def test_two_sirets_of_one_name_in_one_commune_stay_two_structures(tmp_path: Path) -> None:
    structure = {
        "nom": {"column": "nom"},
        "siret": {"column": "siret"},
        "commune": {"column": "commune"},
        "date_maj": DATED,
    }
    text = "nom,siret,commune\nCCAS,99999001300016,Laval\nCCAS,99999002100019,Laval\n"
    assert len(convert(tmp_path, text, structure=structure).structures) == 2


def test_skipped_rows_are_counted_with_their_reason(tmp_path: Path) -> None:
    catalogue = convert(
        tmp_path,
        "nom,etat\nCCAS,ouvert\nPLIE,FERMÉ\nTOTAL,\n",
        skip=[
            {"column": "etat", "equals": "fermé", "reason": "lieu fermé"},
            {"column": "nom", "starts_with": "TOTAL", "reason": "total"},
        ],
    )
    account = catalogue.accounting
    assert (account.lignes, account.retenues, account.rejetees, account.ignorees) == (3, 1, 0, 2)
    assert [(one.row, one.reason) for one in catalogue.set_aside] == [(3, "lieu fermé"), (4, "total")]


def test_a_filled_column_that_nobody_reads_is_reported(tmp_path: Path) -> None:
    catalogue = convert(tmp_path, "nom,secret,vide,interne_1\nCCAS,oui,,x\n", ignore=["interne_*"])
    assert codes(catalogue) == ["colonne-non-lue"]
    assert [issue.column for issue in catalogue.issues if issue.code == "colonne-non-lue"] == ["secret"]


def test_a_missing_column_stops_before_any_row_with_the_nearest_name(tmp_path: Path) -> None:
    with pytest.raises(ConnectorError, match=r"structure.nom : colonne introuvable .*« nom ».*« Noms »"):
        convert(tmp_path, "Noms,x\nCCAS,1\n")


def test_a_dateless_row_is_set_aside_unless_the_connector_states_a_source(tmp_path: Path) -> None:
    structure = {"nom": {"column": "nom"}, "date_maj": {"column": "maj"}}
    text = "nom,maj\nCCAS,12/05/2026\nPLIE,\nMDS,bientôt\n"
    catalogue = convert(tmp_path, text, structure=structure)
    assert [one["date_maj"] for one in catalogue.structures] == ["2026-05-12"]
    assert [one.reason for one in catalogue.set_aside] == ["structure sans date_maj"] * 2
    assert catalogue.set_aside[0].cells == {"nom": "PLIE"}

    structure["date_maj"]["otherwise"] = "observation"
    catalogue = convert(tmp_path, text, structure=structure)
    assert [one["date_maj"] for one in catalogue.structures] == ["2026-05-12", "2026-11-24", "2026-11-24"]
    assert catalogue.bilan()["origine_des_dates"] == {"ligne": 1, "observation": 2}


def test_a_literal_date_is_a_stated_source(tmp_path: Path) -> None:
    structure = {"nom": {"column": "nom"}, "date_maj": {"otherwise": "2025-06-30"}}
    assert convert(tmp_path, "nom\nCCAS\n", structure=structure).structures[0]["date_maj"] == "2025-06-30"


def test_a_csv_carries_no_date_of_its_own(tmp_path: Path) -> None:
    structure = {"nom": {"column": "nom"}, "date_maj": {"otherwise": "fichier"}}
    catalogue = convert(tmp_path, "nom\nCCAS\n", structure=structure)
    assert catalogue.structures == ()
    assert codes(catalogue) == ["date-absente"]


def test_a_row_whose_services_are_all_lost_is_rejected_and_its_structure_kept(tmp_path: Path) -> None:
    rules = service(description={"column": "texte"})
    catalogue = convert(tmp_path, "nom,action,texte\nCCAS,Aide,\n", service=rules)
    assert (len(catalogue.structures), len(catalogue.services)) == (1, 0)
    assert catalogue.accounting.rejetees == 1
    assert catalogue.set_aside[0].reason == "service sans description"


def test_a_wrong_optional_value_is_dropped_and_the_record_lives(tmp_path: Path) -> None:
    structure = {
        "nom": {"column": "nom"},
        "date_maj": DATED,
        "siret": {"column": "siret"},
        "courriel": {"column": "mail"},
    }
    catalogue = convert(tmp_path, "nom,siret,mail\nCCAS,99999001300017,accueil@\n", structure=structure)
    assert set(catalogue.structures[0]) == {"source", "id", "nom", "date_maj"}
    assert sorted(codes(catalogue)) == ["courriel-invalide", "siret-invalide"]


def test_a_service_without_its_own_place_takes_its_structures_code(tmp_path: Path) -> None:
    structure = {"nom": {"column": "nom"}, "commune": {"column": "commune"}, "date_maj": DATED}
    catalogue = convert(
        tmp_path, "nom,commune,action\nCCAS,Laval,Aide\n", structure=structure, service=service()
    )
    assert first(catalogue)["code_insee"] == "53130"
    assert "commune" not in first(catalogue)


def test_suspended_actions_and_ended_conventions_are_kept_and_not_published(tmp_path: Path) -> None:
    text = (
        "nom,action,fin,arret\nCCAS,A un,31/12/2026,\nCCAS,B deux,30/09/2026,\n"
        "CCAS,C trois,01/10/2026,\nCCAS,D quatre,,01/02/2026\n"
    )
    catalogue = convert(
        tmp_path,
        text,
        service=service(),
        prive={"convention_fin": {"column": "fin"}, "date_suspension": {"column": "arret"}},
        convention_grace_days=54,
    )
    assert [one["nom"] for one in catalogue.services] == ["A un", "C trois"]
    assert [one["nom"] for one in catalogue.withheld] == ["B deux", "D quatre"]
    assert catalogue.accounting.retenues == 4


def test_the_private_extension_is_typed_and_stays_out_of_the_records(tmp_path: Path) -> None:
    prive = {
        "places": {"column": "places"},
        "cout_total": {"column": "cout"},
        "format": {"column": "ic"},
        "itinerant": {"column": "itin"},
    }
    catalogue = convert(
        tmp_path,
        "nom,action,places,cout,ic,itin\nCCAS,Aide,2 x 12,61 200 €,I+C,peut-être\n",
        service=service(),
        prive=prive,
    )
    (extension,) = catalogue.extensions.values()
    assert extension.places is not None
    assert (extension.places.texte, extension.places.valeur) == ("2 x 12", 24.0)
    assert extension.cout_total is not None
    assert extension.cout_total.valeur == 61200.0
    assert extension.format == "mixte"
    assert extension.itinerant is None
    assert not {"places", "cout_total", "format"} & set(first(catalogue))
    assert "valeur-inconnue" in codes(catalogue)


def test_expectations_that_do_not_hold_are_said(tmp_path: Path) -> None:
    text = "nom,tel\nCCAS,\nA,\nPLIE,0261910001\n"
    expect = {"min_rows": 10, "filled": {"tel": 0.9}, "max_rejected": 0.1}
    catalogue = convert(tmp_path, text, expect=expect, ignore=["tel"])
    rows, filled, rejected = catalogue.failures
    assert "3 lignes lues, au moins 10 attendues" in rows
    assert "« tel » est remplie à 33 %" in filled
    assert "1 ligne rejetée sur 3 (33 %)" in rejected


def test_an_empty_catalogue_is_not_a_success(tmp_path: Path) -> None:
    (failure,) = convert(tmp_path, "nom\n").failures
    assert "aucune ligne" in failure


@pytest.mark.parametrize(
    ("operator", "kept"),
    [
        ({"equals": "Fermé"}, ["B", "C", "D"]),
        ({"one_of": ["ferme", "pause"]}, ["C", "D"]),
        ({"not_one_of": ["ferme"]}, ["A", "D"]),
        ({"starts_with": "pa"}, ["A", "C", "D"]),
        ({"contains": "aus"}, ["A", "C", "D"]),
        ({"empty": True}, ["A", "B", "C"]),
        ({"empty": False}, ["D"]),
        ({"before": dt.date(2026, 1, 1)}, ["A", "B", "D"]),
    ],
)
def test_each_operator_of_a_condition(operator: dict[str, Any], kept: list[str], tmp_path: Path) -> None:
    text = "nom,etat\nA ccas,fermé\nB ccas,pause\nC ccas,31/12/2025\nD ccas,\n"
    catalogue = convert(tmp_path, text, skip=[{"column": "etat", "reason": "x", **operator}])
    assert [one["nom"][0] for one in catalogue.structures] == kept


def test_rejected_rows_of_one_json_item_are_counted_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.json"
    path.write_text('[{"nom": "CCAS", "actions": [{"t": "Aide"}, {"p": "a"}, {"p": "b"}]}]', encoding="utf-8")
    data = {
        "source": {"id": "essai", "nom": "Essai"},
        "format": {"explode": ["actions"]},
        "structure": {"nom": {"column": "nom"}, "date_maj": DATED},
        "service": service(nom={"column": "actions.t"}),
        "ignore": ["actions.p"],
    }
    catalogue = read_catalogue(path, build_connector(data), today=TODAY)
    assert (catalogue.accounting.retenues, catalogue.accounting.rejetees) == (1, 2)
    assert [one.cells["actions.p"] for one in catalogue.set_aside] == ["a", "b"]


def test_a_service_whose_own_place_is_unknown_does_not_take_that_of_its_structure(tmp_path: Path) -> None:
    catalogue = convert(
        tmp_path,
        "nom,ville,action,lieu\nCCAS,Laval,Colis,Zorglubville\nCCAS,Laval,Vestiaire,LAVAL\nCCAS,Laval,Permanence,\n",
        structure={"nom": {"column": "nom"}, "commune": {"column": "ville"}, "date_maj": DATED},
        service=service(commune={"column": "lieu"}),
    )
    assert [one.get("code_insee") for one in catalogue.services] == [None, "53130", "53130"]
    assert catalogue.services[0]["commune"] == "Zorglubville"


def test_names_in_another_alphabet_are_told_apart_and_keep_their_ids_when_rows_move(tmp_path: Path) -> None:
    structure = {"nom": {"column": "nom"}, "commune": {"column": "ville"}, "date_maj": DATED}
    rows = ["Ассоциация,Laval,Помощь", "مركز المساعدة,Laval,Дом культуры"]
    ids = []
    for lines in (rows, rows[::-1]):
        text = "\n".join(["nom,ville,action", *lines])
        catalogue = convert(tmp_path, text, structure=structure, service=service())
        assert "valeurs-divergentes" not in codes(catalogue)
        ids.append({one["nom"]: one["id"] for one in (*catalogue.structures, *catalogue.services)})
    assert ids[0] == ids[1]
    assert len(set(ids[0].values())) == 4


def test_the_same_id_in_another_structure_is_another_service(tmp_path: Path) -> None:
    text = "nom,ville,id,action\nCCAS,Laval,1,Colis\nMairie,Laval,1,Colis\nMairie,Laval,1,Colis\n"
    structure = {"nom": {"column": "nom"}, "commune": {"column": "ville"}, "date_maj": DATED}
    rules = service(id={"column": "id"})
    for merge in (False, True):
        catalogue = convert(tmp_path, text, structure=structure, service=rules, merge_services=merge)
        assert [one["structure_id"] for one in catalogue.services] == [
            "essai--ccas-laval",
            "essai--mairie-laval",
        ]
        assert "identifiant-deja-pris" in codes(catalogue)


def test_private_fields_of_united_rows_are_completed_and_what_differs_is_said(tmp_path: Path) -> None:
    catalogue = convert(
        tmp_path,
        "nom,ville,action,places,axe\nCCAS,Laval,Colis,,Social\nCCAS,Laval,Colis,12,\nCCAS,Laval,Colis,15,\n",
        structure={"nom": {"column": "nom"}, "commune": {"column": "ville"}, "date_maj": DATED},
        service=service(),
        prive={"places": {"column": "places"}, "axe": {"column": "axe"}},
        merge_services=True,
    )
    (extension,) = catalogue.extensions.values()
    assert (extension.axe, extension.places and extension.places.valeur) == ("Social", 12)
    (issue,) = (one for one in catalogue.issues if one.code == "valeurs-divergentes")
    assert (issue.row, issue.field, issue.value) == (4, "prive.places", "15")


def test_a_required_field_that_another_row_of_the_structure_gives_is_not_missing(tmp_path: Path) -> None:
    structure = {"siret": {"column": "siret"}, "nom": {"column": "nom", "required": True}, "date_maj": DATED}
    text = "siret,nom\n13002526500013,\n13002526500013,CCAS\n"
    catalogue = convert(tmp_path, text, structure=structure)
    assert [one["nom"] for one in catalogue.structures] == ["CCAS"]
    assert catalogue.accounting.retenues == 2


def test_a_word_kept_as_text_is_not_lost_in_a_longer_one(tmp_path: Path) -> None:
    rule = {"column": "public", "split": ",", "lookup": "lexique:publics", "unknown_to": "publics_precisions"}
    catalogue = convert(
        tmp_path, 'nom,action,public\nCCAS,Aide,"xyloBRSA, xyloB, xyloB"\n', service=service(publics=rule)
    )
    assert first(catalogue)["publics_precisions"] == "xyloBRSA ; xyloB"


def test_one_value_at_fault_in_two_fields_is_said_for_each(tmp_path: Path) -> None:
    structure = {
        "nom": {"column": "nom"},
        "date_maj": DATED,
        "longitude": {"column": "point"},
        "latitude": {"column": "point"},
    }
    catalogue = convert(tmp_path, "nom,point\nCCAS,ici\n", structure=structure)
    assert {issue.field for issue in catalogue.issues} >= {"structure.longitude", "structure.latitude"}


def test_a_column_with_brackets_in_its_name_can_be_ignored(tmp_path: Path) -> None:
    assert codes(convert(tmp_path, "nom,Date [1]\nCCAS,2026\n", ignore=["Date [1]"])) == []


def test_the_value_of_each_needs_an_each(tmp_path: Path) -> None:
    with pytest.raises(ConnectorError, match="« @valeur »"):
        convert(tmp_path, "nom,action\nCCAS,Colis\n", service=service(nom={"column": "@valeur"}))


def test_a_column_that_is_only_counted_hinted_or_grouped_is_reported(tmp_path: Path) -> None:
    catalogue = convert(
        tmp_path,
        "nom,Action 1,Coût 1,titre,compte\nCCAS,Colis,12 €,Garage,x\n",
        service={
            **service(thematiques={"column": "Action", "hints": ["titre"]}),
            "nom": {"column": "Action"},
        },
        groups=[{"Action": "Action 1", "Cout": "Coût 1"}],
        expect={"filled": {"compte": 0.5}},
    )
    unread = [issue.column for issue in catalogue.issues if issue.code == "colonne-non-lue"]
    assert unread == ["Coût 1", "titre", "compte"]


def test_a_row_that_may_be_of_two_structures_is_given_to_neither(tmp_path: Path) -> None:
    structure = {
        "siret": {"column": "siret"},
        "nom": {"column": "nom"},
        "commune": {"column": "ville"},
        "date_maj": DATED,
    }
    rows = ["13002526500013,CCAS,Laval", "35600000000048,CCAS,Laval", ",CCAS,Laval", ",CCAS,Laval"]
    catalogue = convert(tmp_path, "\n".join(["siret,nom,ville", *rows, *rows[:2]]), structure=structure)
    assert [one.get("siret") for one in catalogue.structures] == ["13002526500013", "35600000000048", None]
    assert [issue.row for issue in catalogue.issues if issue.code == "structure-ambigue"] == [4]


def test_a_date_written_in_the_connector_is_counted_as_such(tmp_path: Path) -> None:
    assert convert(tmp_path, "nom\nCCAS\n").bilan()["origine_des_dates"] == {"connecteur": 1}


def test_a_second_private_value_is_reported(tmp_path: Path) -> None:
    prive = {"axe": {"ticked": {"a": "Axe 1", "b": "Axe 2"}}}
    catalogue = convert(tmp_path, "nom,action,a,b\nCCAS,Aide,x,x\n", service=service(), prive=prive)
    assert codes(catalogue) == ["valeurs-contradictoires"]


def test_a_blank_cell_that_should_give_services_is_said(tmp_path: Path) -> None:
    catalogue = convert(
        tmp_path,
        "nom,themes\nCCAS,\n",
        service={**service(), "nom": {"column": "@valeur"}},
        each={"column": "themes", "split": ","},
    )
    assert codes(catalogue) == ["aucun-service"]
    assert len(catalogue.structures) == 1


def test_the_prints_of_rows_say_which_lines_a_record_comes_from_and_which_gave_none(tmp_path: Path) -> None:
    rules = service(id={"column": "id"}, description={"column": "texte", "required": True})
    more: dict[str, Any] = {
        "service": rules,
        "merge_services": True,
        "service_when": {"column": "action", "empty": False},
        "skip": [{"column": "etat", "equals": "fermé", "reason": "lieu fermé"}],
    }
    head = "nom,id,action,texte,etat\n"
    lines = (
        "CCAS,7,Aide,Un colis.,",
        "CCAS,7,Aide,Un prêt.,",
        "PLIE,8,Atelier,,",
        "MJC,,,,",
        "Ferme,9,Jardin,Des légumes.,fermé",
    )
    whole = convert(tmp_path, head + "\n".join(lines) + "\n", **more)
    first_line, second_line = whole.cells["service"]["essai--7"].split()
    assert first_line != second_line
    assert list(whole.cells["service"]) == ["essai--7"]
    assert len(whole.silent) == 3  # without a description, only a structure, ignored
    moved = convert(
        tmp_path,
        "etat,"
        + head.replace(",etat", "")
        + "\n".join(f"{line.rpartition(',')[2]},{line.rpartition(',')[0]}" for line in reversed(lines))
        + "\n",
        **more,
    )
    assert (moved.cells["service"], moved.silent) == (whole.cells["service"], whole.silent)
    edited = convert(
        tmp_path, head + "\n".join((*lines[:4], "Ferme,9,Jardin,Des légumes !,fermé")) + "\n", **more
    )
    assert edited.cells == whole.cells
    assert len(edited.silent & whole.silent) == 2
