"""The two CSV files for the DORA team, made from records."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest

from offre_insertion.errors import ReadError
from offre_insertion.publishing.dora.csv_forecast import (
    MAX_BYTES,
    Known,
    KnownStructure,
    ServiceKey,
    load_known,
)
from offre_insertion.publishing.dora.csv_import import (
    CsvImport,
    build_import,
    check_file,
    write_import,
)
from offre_insertion.publishing.dora.csv_models import Model, read_models
from offre_insertion.publishing.dora.csv_services import forecast_services
from offre_insertion.schema import Record
from tests.publishing.dora.records import a_service, a_structure

MODEL = "asso-exemple--auto-ecole"
SIRET = "90000001900019"
SERVICE_ID = "cd53--auto-ecole-sociale"
KNOWN = Known(structures=(KnownStructure(siret=SIRET, slug="asso-exemple"),), models=frozenset({MODEL}))


def prepared(*services: Record, known: Known = KNOWN, structure: Record | None = None) -> CsvImport:
    models = {str(one["id"]): Model(MODEL) for one in services}
    return build_import([structure or a_structure()], services, models, known, source="cd53")


def rows(one: CsvImport, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(one.files[f"cd53-{name}.csv"].decode())))


def fates(one: CsvImport, name: str = "services") -> list[str]:
    return [row.fate for row in one.forecasts[f"cd53-{name}.csv"].rows]


def test_a_service_gives_the_thirteen_columns() -> None:
    (row,) = rows(
        prepared(a_service(contact_nom_prenom="Camille Exemple", complement_adresse="Bât. B")), "services"
    )
    assert row == {
        "modele_slug": MODEL,
        "structure_siret_or_slug": SIRET,
        "contact_email": "contact@exemple.fr",
        "diffusion_zone_type": "department",
        "labels_financement": "",
        "contact_name": "Camille Exemple",
        "contact_phone": "0243000001",
        "location_kinds": "en-presentiel",
        "location_city": "Laval",
        "location_address": "12 rue du Pont",
        "location_complement": "Bât. B",
        "location_postal_code": "53000",
        "is_contact_info_public": "non",
    }


def test_a_structure_gives_the_eight_columns_and_invites_nobody() -> None:
    (row,) = rows(prepared(a_service()), "structures")
    assert row == {
        "nom": "Association Exemple",
        "siret": SIRET,
        "siret_parent": "",
        "courriels_administrateurs": "",
        "labels": "",
        "modeles": "",
        "telephone": "0243000001",
        "courriel_structure": "contact@exemple.fr",
    }


def test_the_files_are_as_dora_reads_them() -> None:
    content = prepared(a_service(modes_accueil=["a-distance", "en-presentiel"])).files["cd53-services.csv"]
    assert content.startswith(b"modele_slug,structure_siret_or_slug,contact_email,")
    assert b'"a-distance,en-presentiel"' in content
    assert content.endswith(b"oui\r\n")
    assert "é".encode() not in content[:3]


def test_a_file_too_big_is_refused() -> None:
    assert "50 Mio" in (forecast_services(b"a" * (MAX_BYTES + 1), KNOWN).refusal or "")


def test_a_row_that_dora_would_complete_is_published_and_one_that_it_would_not_is_a_draft() -> None:
    complete = a_service(id="cd53--a", contact_nom_prenom="Camille Exemple", courriel="a@exemple.fr")
    bare = a_service(id="cd53--b", courriel="b@exemple.fr", telephone=None)
    one = prepared(complete, bare)
    assert fates(one) == ["publie", "brouillon"]
    told = one.forecasts["cd53-services.csv"].rows[1]
    assert told.reasons == ("Il manque pour publier : le nom du contact, le téléphone du contact.",)


@pytest.mark.parametrize(
    ("service", "structure", "words"),
    [
        (a_service(), a_structure(siret=None), "n’a pas de SIRET"),
        (a_service(structure_id="cd53--inconnue"), None, "n’a pas de SIRET"),
    ],
)
def test_a_service_that_dora_could_not_attach_stays_out(
    service: Record, structure: Record | None, words: str
) -> None:
    one = prepared(service, structure=structure)
    assert rows(one, "services") == []
    assert any(words in " ".join(row.reasons) for row in one.left if row.record == SERVICE_ID)


def test_fates_are_counted_in_words() -> None:
    one = prepared(
        a_service(id="cd53--a", courriel="a@exemple.fr"), a_service(id="cd53--b", courriel="b@exemple.fr")
    )
    assert one.forecasts["cd53-services.csv"].counts() == ["2 brouillons"]
    assert one.forecasts["cd53-structures.csv"].counts() == ["1 déjà dans DORA, mise à jour"]


def test_a_service_without_model_stays_out() -> None:
    one = build_import([a_structure()], [a_service()], {}, KNOWN, source="cd53")
    assert [(row.record, row.fate) for row in one.left] == [(SERVICE_ID, "laisse")]
    assert rows(one, "services") == []


def test_a_row_that_dora_would_refuse_stays_out_so_that_the_others_pass() -> None:
    good = a_service(id="cd53--a", courriel="a@exemple.fr")
    same = a_service(id="cd53--b", courriel="a@exemple.fr")
    one = prepared(good, same)
    assert [row["contact_email"] for row in rows(one, "services")] == ["a@exemple.fr"]
    assert "existe déjà" in one.left[0].reasons[0]
    assert one.forecasts["cd53-services.csv"].created == 1


def test_a_service_that_dora_already_has_stays_out() -> None:
    key = ServiceKey("asso-exemple", MODEL, "contact@exemple.fr", "12 rue du Pont", "53000")
    assert rows(prepared(a_service(), known=KNOWN.with_services([key])), "services") == []


def test_another_place_of_the_same_service_is_created_beside_and_said() -> None:
    key = ServiceKey("asso-exemple", MODEL, "contact@exemple.fr", "1 rue Neuve", "53000")
    one = prepared(a_service(), known=KNOWN.with_services([key]))
    (row,) = one.forecasts["cd53-services.csv"].rows
    assert row.is_duplicate
    assert "en créera un second" in row.warnings[0]


def test_a_structure_that_dora_has_is_updated_and_another_is_created() -> None:
    assert fates(prepared(a_service()), "structures") == ["mise-a-jour"]
    other = Known(structures=(), models=frozenset({MODEL}))
    one = prepared(a_service(), known=other)
    assert fates(one, "structures") == ["cree"]
    assert fates(one) == ["brouillon"]  # the structures file comes first: the service finds its structure


def test_a_service_received_at_its_structure_is_located_there() -> None:
    bare = a_service(
        adresse=None, code_postal=None, code_insee=None, commune=None, longitude=None, latitude=None
    )
    (row,) = rows(prepared(bare), "services")
    assert (row["location_address"], row["location_city"]) == ("12 rue du Pont", "Laval")


def test_what_nobody_knows_of_dora_is_said_uncertain() -> None:
    one = prepared(a_service(), known=Known())
    assert any("Rien ne dit" in warning for warning in one.forecasts["cd53-services.csv"].rows[0].warnings)
    assert any("Rien ne dit" in warning for warning in one.forecasts["cd53-structures.csv"].rows[0].warnings)


def test_a_place_out_of_its_zone_or_without_address_is_said() -> None:
    away = prepared(a_service(zone_eligibilite=["72"]))
    assert any("hors de la zone" in one for one in away.forecasts["cd53-services.csv"].rows[0].warnings)
    remote = prepared(
        a_service(modes_accueil=["a-distance"], adresse=None, code_postal=None, code_insee=None, commune=None)
    )
    assert any("territoire vide" in one for one in remote.forecasts["cd53-services.csv"].rows[0].warnings)


def test_an_address_and_the_whole_country_do_not_go_together() -> None:
    one = prepared(a_service(zone_eligibilite=["france"]))
    assert any("France entière" in warning for warning in one.forecasts["cd53-services.csv"].rows[0].warnings)


def test_a_doubtful_commune_is_said() -> None:
    one = prepared(a_service(commune="Nullepart-les-Oies", code_postal="53200"))
    assert any(
        "n’est pas reconnue" in warning for warning in one.forecasts["cd53-services.csv"].rows[0].warnings
    )


def test_what_a_row_loses_is_said_and_what_it_does_not_carry_is_not() -> None:
    one = prepared(a_service(telephone="+35227123456", nom="Nom " * 37))
    warnings = " ".join(one.forecasts["cd53-services.csv"].rows[0].warnings)
    assert "Le téléphone ne tient pas" in warnings
    assert "« nom »" not in warnings
    wide = prepared(a_service(zone_eligibilite=["53130", "53147"]))
    assert any(
        "exactement un territoire" in one for one in wide.forecasts["cd53-services.csv"].rows[0].warnings
    )


def test_the_name_of_a_file_never_leaves_its_folder() -> None:
    one = build_import([a_structure()], [], {}, KNOWN, source="../Été 53")
    assert sorted(one.files) == ["ete-53-services.csv", "ete-53-structures.csv"]


def test_no_cell_runs_in_a_spreadsheet() -> None:
    one = prepared(a_service(adresse="=1+1 rue", complement_adresse="- Bât. B\nporte 2"))
    (row,) = rows(one, "services")
    assert (row["location_address"], row["location_complement"]) == ("1+1 rue", "Bât. B porte 2")


def test_the_files_and_the_fates_are_written_side_by_side(tmp_path: Path) -> None:
    left = a_service(id="cd53--z", structure_id="cd53--inconnue")
    written = write_import(tmp_path, prepared(a_service(), left))
    assert [path.name for path in written] == [
        "cd53-services.csv", "cd53-structures.csv", "dora-previsions.json", "dora-previsions.xlsx",
    ]  # fmt: skip
    document = json.loads((tmp_path / "dora-previsions.json").read_text(encoding="utf-8"))
    assert document["fichiers"]["cd53-services.csv"]["lignes"][0]["sort"] == "brouillon"
    assert [one["fiche"] for one in document["hors_fichier"]] == ["cd53--z"]
    sheet = openpyxl.load_workbook(tmp_path / "dora-previsions.xlsx").active
    assert sheet is not None
    found = [[cell.value for cell in line][:5] for line in sheet.iter_rows(min_row=2)]
    assert found == [
        [
            "cd53-structures.csv",
            "2",
            "cd53--asso-exemple",
            "Association Exemple",
            "déjà dans DORA, mise à jour",
        ],
        ["cd53-services.csv", "2", SERVICE_ID, "Auto-école sociale", "brouillon"],
        ["hors fichier", "", "cd53--z", "Auto-école sociale", "laissé hors du fichier"],
    ]


def test_what_is_written_is_forecast_the_same_when_checked_again(tmp_path: Path) -> None:
    one = prepared(a_service())
    write_import(tmp_path, one)
    for name, told in one.forecasts.items():
        checked = check_file(tmp_path / name, KNOWN)
        assert [row.fate for row in checked.rows] == [row.fate for row in told.rows]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("services.csv", b"modele_slug;structure_siret_or_slug\r\n", "points-virgules"),
        ("services.csv", b"\xef\xbb\xbfmodele_slug,structure_siret_or_slug\r\n", "BOM"),
        ("services.csv", "modele_slug,é\r\n".encode("latin-1"), "UTF-8"),
        ("services.csv", b"modele_slug\r\n", "n’a pas les colonnes"),
        ("services.csv", b"", "est vide"),
        ("services.txt", b"modele_slug\r\n", ".csv"),
        ("services.csv", b'modele_slug,"' + b"a" * 2_000_000, "guillemet"),
        ("structures.csv", b"nom,siret\r\n", "n’a pas les colonnes"),
    ],
)
def test_a_file_that_dora_would_not_read_is_refused_with_what_to_do(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    told = check_file(tmp_path / name, Known())
    assert words in (told.refusal or "")
    assert told.created == 0


@pytest.mark.parametrize(
    "content",
    [
        f'id,modele_slug,labels_financement\r\n{SERVICE_ID}, {MODEL} ,"cd-a, cd-b"\r\n,x,\r\n'.encode(
            "utf-8-sig"
        ),
        f"id;modele_slug;labels_financement;Remarque\r\n{SERVICE_ID};{MODEL};cd-a, cd-b;vérifié\r\n".encode(
            "cp1252"
        ),
    ],
)
def test_models_are_read_with_their_labels(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "modeles.csv"
    path.write_bytes(content)
    assert read_models(path) == {SERVICE_ID: Model(MODEL, ("cd-a", "cd-b"))}


def test_models_are_read_from_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in (["id", "modele_slug"], [SERVICE_ID, MODEL], ["cd53--autre", None]):
        book.active.append(line)
    book.save(tmp_path / "modeles.xlsx")
    assert read_models(tmp_path / "modeles.xlsx") == {SERVICE_ID: Model(MODEL)}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("service;modele\na;b\n", "« id »"),
        ("id;modele_slug\na;b\na;c\n", "ligne 3"),
        ('[{"id": "a"}]', "JSON"),
    ],
)
def test_a_table_of_models_that_cannot_be_used_is_a_sentence(
    tmp_path: Path, content: str, words: str
) -> None:
    path = tmp_path / "modeles.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ReadError, match=words):
        read_models(path)
    with pytest.raises(ReadError, match="absent"):
        read_models(tmp_path / "absent.csv")


def test_what_dora_holds_is_read_from_json(tmp_path: Path) -> None:
    path = tmp_path / "dora.json"
    document = {
        "structures": [{"siret": SIRET, "slug": "asso-exemple"}],
        "modeles": [MODEL],
        "services": [{"structure": SIRET, "modele": MODEL, "courriel": "a@exemple.fr"}],
    }
    path.write_text(json.dumps(document), encoding="utf-8")
    known = load_known(path)
    assert known.models == frozenset({MODEL})
    assert known.labels is None
    assert known.services == {ServiceKey("asso-exemple", MODEL, "a@exemple.fr")}
    path.write_text('{"structure": []}', encoding="utf-8")
    with pytest.raises(ReadError, match="structure"):
        load_known(path)
    path.write_text("pas du json", encoding="utf-8")
    with pytest.raises(ReadError, match="forme attendue"):
        load_known(path)


def test_a_value_that_loses_its_first_sign_says_so() -> None:
    one = prepared(a_service(), structure=a_structure(nom="@ccès numérique 53"))
    assert rows(one, "structures")[0]["nom"] == "ccès numérique 53"
    (warning,) = (text for text in one.forecasts["cd53-structures.csv"].rows[0].warnings if "formule" in text)
    assert warning.startswith("« nom »")
    assert not any("formule" in text for text in one.forecasts["cd53-services.csv"].rows[0].warnings)
