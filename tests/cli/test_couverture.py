"""``couverture``: shown, written, qualified; in one process, on real files and SQLite."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from offre_insertion.cli import run
from offre_insertion.history import open_history
from offre_insertion.history.qualifications import QualificationEntry, list_qualifications
from offre_insertion.pipeline import synchronise
from offre_insertion.project_template import render_project
from offre_insertion.resources import bundled
from offre_insertion.schema import Record
from offre_insertion.settings import load_settings
from tests.coverage.fictional import CA_LAVAL, CC_AVALOIRS, GARDE, LAVAL, PERMIS, service
from tests.national.fake_api import TOKEN, FakeApi, invent_service, invent_structure, serve
from tests.projects import FIRST_DAY, make_project

DAY = ("--le", "2026-11-23")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a conversion, in a place without project nor author."""
    monkeypatch.chdir(tmp_path)
    for name in ("OFFRE_INSERTION_AUTEUR", "OFFRE_INSERTION_HISTORIQUE_URL"):
        monkeypatch.delenv(name, raising=False)
    return write(
        tmp_path / "sortie",
        service(1),
        service(2, nom="Garage solidaire", code_insee=None, thematiques=[GARDE], zone_eligibilite=["53"]),
    )


def write(folder: Path, *services: Record) -> Path:
    folder.mkdir()
    structures = [{"id": one["structure_id"], "nom": f"Structure {one['id']}"} for one in services]
    (folder / "structures.json").write_text(json.dumps(structures), encoding="utf-8")
    (folder / "services.json").write_text(json.dumps(services), encoding="utf-8")
    return folder


def call(*arguments: str | Path) -> int:
    return run(["couverture", *map(str, arguments)])


def shown(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Any:
    capsys.readouterr()
    assert call(*arguments, *DAY, "--departement", "53", "--format", "json") == 0
    return json.loads(capsys.readouterr().out)


def case(document: Any, thematique: str, territoire: str = "53") -> Any:
    return next(
        one for one in document["cases"] if (one["thematique"], one["territoire"]) == (thematique, territoire)
    )


# --- to see ----------------------------------------------------------------------------------------------


def test_the_table_says_statuses_reasons_and_thresholds(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("--dans", folder, "--departement", "mayenne", *DAY) == 0
    text = capsys.readouterr().out.replace("\u00a0", " ").replace("\u202f", " ")
    assert "Couverture, Mayenne (53), au 23/11/2026" in text
    assert "46,7 %" in text
    assert "○ non couverte  hors de portée" in text
    assert "CA Laval Agglomération" in text
    assert "◐ 99 % mono-porteur" in text
    assert "âge maximal d’une fiche, en mois de calendrier : 12" in " ".join(text.split())


def test_communes_are_shown_by_level_and_reason(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        call("--dans", folder, "--departement", "53", *DAY, "--maille", "commune", "--thematique", PERMIS)
        == 0
    )
    lines = capsys.readouterr().out.splitlines()
    laval = next(line for line in lines if line.strip().startswith("Laval "))
    mayenne = next(line for line in lines if line.strip().startswith("Mayenne "))
    assert laval.rstrip().endswith("4 mono-porteur")
    assert mayenne.rstrip().endswith("2b hors de portée")


def test_territories_come_from_a_table(
    folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    table = tmp_path / "territoires.toml"
    table.write_text(
        f'departement = "53"\n[territoires."Autour de Laval"]\nepci = ["{CA_LAVAL}"]\n', encoding="utf-8"
    )
    options = ("--dans", folder, "--departement", "53", *DAY, "--maille", "territoire")
    assert call(*options, "--territoires", table) == 0
    assert "Autour de Laval" in capsys.readouterr().out
    assert call(*options) == 2
    assert "aucun territoire local" in capsys.readouterr().err


def test_the_other_offer_counts_and_our_record_seen_there_is_one(
    folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    other = write(
        tmp_path / "ailleurs",
        service(1),
        service(
            9, id="dora--9", source="dora", structure_id="dora--s9", nom="Auto-école", thematiques=[PERMIS]
        ),
        service(10, id="dora--10", source="dora", zone_eligibilite=["72"], code_insee="72181"),
    )
    document = shown(capsys, "--dans", folder, "--contre", other)
    assert (document["total"]["enregistrements"], document["total"]["dispositifs"]) == (3, 3)
    assert case(document, PERMIS, CA_LAVAL)["statut"] == "couverte"


def test_duplicates_are_one_dispositif_and_people_have_the_last_word(
    folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    twin = {"nom": "Auto-école sociale", "telephone": "0261910077", "courriel": "permis@exemple.fr"}
    both = write(
        tmp_path / "deux",
        service(1, **twin, structure_id="essai--s"),
        service(2, **twin, structure_id="essai--s", source="dora"),
    )
    assert shown(capsys, "--dans", both)["total"]["dispositifs"] == 1
    decide = ["doublons", "decider", "essai--1", "essai--2", "distinct", "--dans", str(both), "--auteur", "C"]
    assert run(decide) == 0
    assert shown(capsys, "--dans", both)["total"]["dispositifs"] == 2


def test_weights_of_a_file_replace_the_population(
    folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    weights = tmp_path / "foyers-rsa.csv"
    weights.write_text(
        f"Code EPCI;Foyers RSA\n{CA_LAVAL};3000\n{CC_AVALOIRS};1000\n999;5\n", encoding="utf-8"
    )
    document = shown(capsys, "--dans", folder, "--poids", weights)
    assert document["poids"]["nom"] == "foyers-rsa (colonne Foyers RSA)"
    assert case(document, PERMIS)["poids"] == pytest.approx(4000)
    assert case(document, PERMIS)["c4"] == pytest.approx(0.75, abs=0.01)
    assert document["poids"]["codes_inconnus"] == ["999"]


def test_an_epci_without_weight_is_not_said_to_have_too_few_inhabitants(
    folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    weights = tmp_path / "poids.csv"
    weights.write_text(f"code;poids\n{CA_LAVAL};3000\n", encoding="utf-8")
    assert call("--dans", folder, "--departement", "53", *DAY, "--poids", weights) == 0
    said = capsys.readouterr()
    (line,) = [one for one in said.out.splitlines() if "Mont des Avaloirs" in one]
    assert "sans poids" in line
    assert "·" not in line
    assert "CC du Mont des Avaloirs" in said.err


def test_files_are_written_only_on_demand(
    folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert call("--dans", folder, "--departement", "53", *DAY) == 0
    assert call("--dans", folder, "--departement", "53", *DAY, "--vers", "rapport", "--sans-reseau") == 0
    assert sorted(path.name for path in (tmp_path / "rapport").iterdir()) == [
        "couverture.geojson", "couverture.html", "couverture.json", "couverture.xlsx",
    ]  # fmt: skip
    assert "Sans contours de communes" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "il manque l'option --departement"),
        (("--departement", "99"), "département « 99 » inconnu"),
        (("--departement", "53", "--thematique", "mobilités"), "Les plus proches : mobilite"),
        (("--departement", "53", "--poids", "sortie/services.json"), "aucune colonne « code »"),
        (("--departement", "53", "qualifications"), "mettez les options après"),
    ],
)
def test_a_wrong_command_is_answered_in_french(
    arguments: tuple[str, ...], words: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("--dans", folder, *arguments) in {1, 2}
    message = capsys.readouterr().err
    assert words in message
    assert "Traceback" not in message


# --- to qualify ------------------------------------------------------------------------------------------


def qualify(folder: Path, *arguments: str) -> int:
    return call("qualifier", *arguments, "--dans", folder, "--departement", "53", *DAY, "--auteur", "Camille")


def kept(folder: Path) -> list[QualificationEntry]:
    with open_history(f"sqlite:///{folder / 'historique.sqlite3'}") as history:
        return list_qualifications(history)


def test_a_thematique_is_said_by_its_label_too(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert qualify(folder, "preparer un PERMIS", "cc du mont des avaloirs", "a-recenser") == 0
    assert [one.thematique for one in kept(folder)] == [PERMIS]
    assert (
        "Dit : Préparer un permis, CC du Mont des Avaloirs : à recenser (Camille" in capsys.readouterr().out
    )


def test_a_hole_is_qualified_kept_and_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evidence = ("--preuve", "réunion du 12", "--constat", "2026-11-12")
    assert qualify(folder, PERMIS, "cc du mont des avaloirs", "trou-confirme", *evidence) == 0
    (entry,) = kept(folder)
    assert (entry.cell, entry.verdict, entry.author) == (
        (PERMIS, "epci", CC_AVALOIRS),
        "trou-confirme",
        "Camille",
    )
    assert (entry.evidence, entry.day.isoformat(), entry.facts["statut"]) == (
        "réunion du 12",
        "2026-11-12",
        "non-couverte",
    )
    document = shown(capsys, "--dans", folder)
    assert [one["verdict"] for one in document["qualifications"]] == ["trou-confirme"]
    assert document["qualifications"][0]["a_revoir"] == []


def test_a_new_offer_reopens_it_from_run_to_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    qualify(folder, PERMIS, CC_AVALOIRS, "sans-objet")
    (folder / "services.json").write_text(json.dumps([service(1), service(3)]), encoding="utf-8")
    capsys.readouterr()
    options = ("--dans", folder, "--departement", "53", *DAY)
    assert call("qualifications", *options, "--a-revoir") == 0
    text = capsys.readouterr().out
    assert "à revoir : autres dispositifs utilisables : 1 → 2" in text
    assert "1 qualification, dont 1 à revoir." in text
    assert call("qualifications", *options, "--format", "json") == 0
    assert json.loads(capsys.readouterr().out)[0]["territoire"] == CC_AVALOIRS


def test_a_later_word_replaces_and_annule_takes_back(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert qualify(folder, PERMIS, CC_AVALOIRS, "annule") == 0
    assert "Rien n'avait été dit" in capsys.readouterr().out
    qualify(folder, PERMIS, CC_AVALOIRS, "sans-objet")
    qualify(folder, PERMIS, CC_AVALOIRS, "a-recenser")
    assert "Remplace « sans objet », de Camille le 23/11/2026." in capsys.readouterr().out
    qualify(folder, PERMIS, CC_AVALOIRS, "annule")
    assert [one.verdict for one in kept(folder)] == ["sans-objet", "a-recenser", "annule"]
    assert shown(capsys, "--dans", folder)["qualifications"] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((PERMIS, CC_AVALOIRS, "trou-confirme"), "demande --preuve"),
        ((PERMIS, "Avaloirs-sur-Mer", "sans-objet"), "Les plus proches : « "),
        ((PERMIS, "Mayenne", "sans-objet"), "précisez --maille"),
        (("permis", CC_AVALOIRS, "sans-objet"), "thématique « permis » inconnue"),
        ((PERMIS, CC_AVALOIRS, "trou"), "Choix : a-recenser"),
    ],
)
def test_a_wrong_qualification_is_answered_in_french(
    arguments: tuple[str, ...], words: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert qualify(folder, *arguments) == 2
    assert words in capsys.readouterr().err
    assert not (folder / "historique.sqlite3").exists()


def test_what_is_covered_is_no_hole(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "services.json").write_text(json.dumps([service(1), service(3)]), encoding="utf-8")
    assert qualify(folder, PERMIS, CA_LAVAL, "sans-objet") == 2
    assert "il n'y a pas de trou" in capsys.readouterr().err


def test_a_commune_can_be_qualified(folder: Path) -> None:
    assert qualify(folder, PERMIS, "Mayenne", "a-recenser", "--maille", "commune") == 0
    assert kept(folder)[0].cell == (PERMIS, "commune", "53147")


# --- a project -------------------------------------------------------------------------------------------


def test_a_project_gives_its_offer_its_private_fields_its_territories_and_its_thresholds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("OFFRE_INSERTION_HISTORIQUE_URL", raising=False)
    shutil.copy(bundled("connectors") / "exemple" / "catalogue.csv", tmp_path / "pdi.csv")
    text = render_project(departement="53", source="cd53", fichier="pdi.csv", connecteur="exemple")
    (tmp_path / "offre-insertion.toml").write_text(
        f"{text}\n[couverture]\nrayon_km_defaut = 15\n", encoding="utf-8"
    )
    synchronise(load_settings(tmp_path), day=FIRST_DAY)
    monkeypatch.chdir(tmp_path)
    assert call("--le", FIRST_DAY.isoformat(), "--maille", "territoire", "--format", "json") == 0
    document = json.loads(capsys.readouterr().out)
    assert document["parametres"]["rayon_km_defaut"] == 15
    assert {one["maille"] for one in document["cases"]} == {"departement", "epci", "territoire"}
    assert case(document, "mobilite")["dispositifs_avec_places"] > 0
    assert document["total"]["enregistrements"] > 100


def test_the_national_offer_of_the_history_counts_unless_it_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("OFFRE_INSERTION_HISTORIQUE_URL", raising=False)
    settings = make_project(tmp_path)
    synchronise(settings, day=FIRST_DAY)
    back = invent_service(
        8, source="cd53"
    )  # ours, that data·inclusion publishes under the source of the project
    unusable = {**invent_service(3), "id": "fictive--vide", "description": ""}
    structures = [*map(invent_structure, range(4)), invent_structure(8, source="cd53")]
    with serve(FakeApi(structures, [*map(invent_service, range(4)), back, unusable])) as api:
        with (tmp_path / "offre-insertion.toml").open("a", encoding="utf-8") as file:
            file.write(f'\n[data_inclusion]\nurl = "{api.url}"\n')
        (tmp_path / ".env").write_text(f"OFFRE_INSERTION_DATA_INCLUSION_TOKEN={TOKEN}\n", encoding="utf-8")
        assert run(["offre-nationale", "actualiser", "--projet", str(tmp_path)]) == 0
    capsys.readouterr()
    counted = []
    for options in ((), ("--contre-nationale",), ("--sans-nationale",)):
        assert call("--projet", tmp_path, "--format", "json", *options) == 0
        out, err = capsys.readouterr()
        counted.append(json.loads(out)["total"]["enregistrements"])
        assert ("offre nationale du" in err) is (options != ("--sans-nationale",))
    assert counted == [9, 9, 5]


def test_a_project_without_run_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("OFFRE_INSERTION_HISTORIQUE_URL", raising=False)
    text = render_project(departement="53", source="cd53", fichier="pdi.csv", connecteur="exemple")
    (tmp_path / "offre-insertion.toml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert call() == 3
    assert "Aucun passage terminé" in capsys.readouterr().err


def test_private_fields_of_a_conversion_are_read_beside_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    private = [
        {"id": "essai--2", "publie": True, "itinerant": True, "places": {"texte": "12", "valeur": 12.0}}
    ]
    (folder / "prive-ne-pas-publier.json").write_text(json.dumps(private), encoding="utf-8")
    found = case(shown(capsys, "--dans", folder), GARDE)
    assert (found["c4"], found["places"]) == (1, pytest.approx(12))
    assert LAVAL not in json.dumps(found)
    (folder / "prive-ne-pas-publier.json").write_text("{", encoding="utf-8")
    assert call("--dans", folder, "--departement", "53") == 1
    assert "refaites la conversion" in capsys.readouterr().err
