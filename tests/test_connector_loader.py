"""A wrong connector gives one French sentence that names the file, the key and the fix, before any row."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from offre_insertion.connector_loader import build_connector, connector_names, load_connector
from offre_insertion.conversion import read_catalogue
from offre_insertion.errors import ConnectorError
from offre_insertion.resources import bundled

RIGHT: dict[str, Any] = {
    "source": {"id": "essai", "nom": "Essai"},
    "structure": {
        "nom": {"column": "Nom", "required": True},
        "date_maj": {"otherwise": "observation"},
    },
    "service": {
        "nom": {"column": "Action"},
        "description": {"column": "Résumé"},
        "date_maj": {"otherwise": "observation"},
        "publics": {"column": "Public", "lookup": ["publics", "lexique:publics"]},
    },
    "lookups": {"publics": {"Jeunes du foyer": "jeunes", "Divers": []}},
}


def refusal(**changes: Any) -> str:
    """The message for the right connector with some dotted keys changed (``None`` removes the key)."""
    data = deepcopy(RIGHT)
    for path, value in changes.items():
        *parents, last = path.split("__")
        table = data
        for parent in parents:
            table = table.setdefault(parent, {})
        if value is None:
            del table[last]
        else:
            table[last] = value
    with pytest.raises(ConnectorError) as caught:
        build_connector(data, path=Path("essai.toml"))
    return str(caught.value)


def test_the_right_connector_loads() -> None:
    connector = build_connector(RIGHT, path=Path("essai.toml"))
    assert connector.source.id == "essai"
    assert connector.read_columns() == {"Nom", "Action", "Résumé", "Public"}


def test_an_unknown_key_is_refused_with_the_nearest_one() -> None:
    message = refusal(structure__nom={"colunm": "Nom"})
    assert "essai.toml · structure.nom.colunm" in message
    assert "clé inconnue « colunm »" in message
    assert "« column »" in message


def test_an_unknown_table_is_refused() -> None:
    assert "clé inconnue « lookup »" in refusal(lookup={})


def test_an_unknown_target_field_is_refused_with_the_nearest_one() -> None:
    message = refusal(service__thematique={"column": "Thème"})
    assert "service.thematique : champ inconnu. Vouliez-vous dire « thematiques » ?" in message


def test_the_source_of_a_record_is_not_a_target() -> None:
    assert "champ inconnu" in refusal(structure__source={"literal": "autre"})


def test_a_private_field_must_exist_too() -> None:
    assert "« places »" in refusal(prive={"place": {"column": "Places"}})


def test_an_unknown_code_in_a_lookup_is_refused_with_the_nearest_one() -> None:
    message = refusal(lookups__publics={"Jeunes du foyer": "jeune"})
    assert "lookups.publics.« Jeunes du foyer »" in message
    assert "code inconnu « jeune ». Le plus proche : « jeunes »." in message


def test_an_unknown_code_in_a_literal_is_refused() -> None:
    assert "code inconnu « gratos »" in refusal(service__frais={"literal": "gratos"})


def test_an_unknown_code_for_a_ticked_column_is_refused() -> None:
    message = refusal(service__publics={"ticked": {"Senior": "senior"}})
    assert "Le plus proche : « seniors »" in message


def test_an_unknown_lookup_is_refused_with_those_that_exist() -> None:
    message = refusal(service__publics={"column": "Public", "lookup": "public"})
    assert "table inconnue « public »" in message
    assert "« publics »" in message


def test_an_unknown_lexicon_is_refused() -> None:
    message = refusal(service__publics={"column": "Public", "lookup": "lexique:public"})
    assert "Vouliez-vous dire « lexique:publics » ?" in message


def test_an_unknown_cleaner_is_refused() -> None:
    assert "« majuscules » n'est pas admis" in refusal(
        structure__nom={"column": "Nom", "clean": "majuscules"}
    )


def test_a_required_field_of_the_schema_must_be_stated() -> None:
    assert "service : le schéma exige « description »" in refusal(service__description=None)


def test_a_field_has_one_origin_only() -> None:
    message = refusal(structure__nom={"column": "Nom", "literal": "Mairie"})
    assert "un seul des cinq" in message


def test_a_field_without_origin_is_refused() -> None:
    assert "un seul des cinq" in refusal(structure__nom={"required": True})


def test_several_columns_for_one_value_must_say_how() -> None:
    message = refusal(structure__telephone={"columns": ["Fixe", "Mobile"]})
    assert "ajoutez join (les joindre) ou first (la première)" in message


def test_a_condition_has_exactly_one_operator() -> None:
    skip = [{"reason": "fermé", "column": "État", "equals": "fermé", "empty": False}]
    assert "exactement un opérateur" in refusal(skip=skip)


def test_otherwise_is_for_dates_only_and_takes_stated_sources() -> None:
    assert "otherwise ne sert qu'à date_maj" in refusal(
        structure__nom={"column": "Nom", "otherwise": "fichier"}
    )
    assert "« hier »" in refusal(structure__date_maj={"otherwise": "hier"})


def test_a_departement_is_a_code_of_the_cog() -> None:
    assert "« Mayenne » n'est pas un code de département. Écrivez « 53 »." in refusal(
        source__departement="Mayenne"
    )
    assert "« 20 » n'est pas un code de département. Exemples" in refusal(source__departement="20")


def test_a_word_without_letters_cannot_be_looked_up() -> None:
    assert "Mettez-le dans format.empty" in refusal(lookups__publics={"-": []})


def test_a_source_id_is_a_slug() -> None:
    assert "source.id" in refusal(source__id="CD 53")


def test_a_broken_toml_says_where(tmp_path: Path) -> None:
    path = tmp_path / "casse.toml"
    path.write_text('[source]\nid = "essai"\nnom = Essai\n', encoding="utf-8")
    with pytest.raises(ConnectorError, match="ce n'est pas du TOML valide, ligne 3 "):
        load_connector(path)


def test_a_file_that_is_not_text_says_so(tmp_path: Path) -> None:
    path = tmp_path / "binaire.toml"
    path.write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(ConnectorError, match="UTF-8"):
        load_connector(path)


def test_a_missing_file_and_an_unknown_name_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(ConnectorError, match="fichier introuvable"):
        load_connector(tmp_path / "absent.toml")
    with pytest.raises(ConnectorError, match="Vouliez-vous dire « ultra-num »"):
        load_connector("ultranum")


def test_rules_shared_with_the_structure_must_exist() -> None:
    assert "service_shared cite « telephone »" in refusal(service_shared=["telephone"])


@pytest.mark.parametrize("name", connector_names())
def test_every_bundled_connector_loads(name: str) -> None:
    assert load_connector(name).source.nom


def test_a_copied_connector_finds_the_shipped_territories(tmp_path: Path) -> None:
    copy = tmp_path / "exemple.toml"
    copy.write_bytes((bundled("connectors") / "exemple.toml").read_bytes())
    source, shipped = load_connector("exemple").source, load_connector("exemple").territoires_path
    assert load_connector(str(copy)).territoires_path == shipped
    assert source.territoires is not None
    assert shipped is not None
    beside = tmp_path / source.territoires
    beside.parent.mkdir(exist_ok=True)
    beside.write_bytes(shipped.read_bytes())
    assert load_connector(str(copy)).territoires_path == beside


def test_a_table_of_codes_is_not_a_lookup() -> None:
    message = refusal(service__publics={"column": "Public", "codes": "publics"})
    assert "service.publics.codes : table inconnue « publics »" in message


def test_a_key_must_be_a_field_of_the_schema() -> None:
    message = refusal(structure_key=[["noms"]])
    assert "structure_key : « noms » n'est pas un champ de structure. Vouliez-vous dire « nom »" in message
    assert "service_key : « titre »" in refusal(service_key=["titre"])


def test_words_no_table_knows_go_to_a_text_field_of_the_same_record() -> None:
    rule = {"column": "Réseau", "lookup": "lexique:reseaux_porteurs", "unknown_to": "publics_precisions"}
    message = refusal(structure__reseaux_porteurs=rule)
    assert "« publics_precisions » n'est pas un champ texte de structure. Possibles : description." in message


def test_a_text_is_not_cleaned_into_a_number_nor_the_reverse() -> None:
    message = refusal(structure__code_postal={"column": "CP", "clean": ["texte", "entier"]})
    assert "structure.code_postal.clean : « code_postal » est un texte" in message
    assert "est un nombre" in refusal(structure__longitude={"column": "X", "clean": "texte"})


def test_a_key_that_nobody_would_read_is_refused() -> None:
    assert "structure.adresse.lookup" in refusal(structure__adresse={"column": "A", "lookup": "publics"})
    assert "prive.axe.required" in refusal(prive__axe={"column": "A", "required": True})


def test_a_lexicon_can_keep_labels_whole_without_being_read_elsewhere(tmp_path: Path) -> None:
    catalogue = tmp_path / "catalogue.csv"
    catalogue.write_text("Nom,Action,Résumé,Public\nCCAS,Colis,Des colis.,Jeunes\n", encoding="utf-8")
    data = deepcopy(RIGHT)
    data["each"] = {"column": "Action", "split": ",", "keep_whole": "lexique:frais"}
    assert read_catalogue(catalogue, build_connector(data)).accounting.retenues == 1


def test_a_cleaner_on_a_zone_is_refused() -> None:
    message = refusal(service__zone_eligibilite={"column": "Zone", "clean": "texte"})
    assert "clean n'y sert à rien" in message
