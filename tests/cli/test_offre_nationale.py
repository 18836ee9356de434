"""The commands on the national offer, from a real project against a server on this machine."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from offre_insertion.cli import run
from offre_insertion.history import open_history
from offre_insertion.history.publication import FILES, PublishedSet, add_set, build_set
from offre_insertion.settings import Settings
from tests.cli.test_terminal import call_on_terminal
from tests.national.fake_api import TOKEN, FakeApi, invent_service, invent_structure, serve
from tests.projects import make_project

Capture = pytest.CaptureFixture[str]
RUN_DAY = "2026-03-02"
IDS = {"id", "structure_id"}


@pytest.fixture
def api() -> Iterator[FakeApi]:
    structures = [invent_structure(n) for n in range(12)] + [invent_structure(90, departement="72")]
    with serve(FakeApi(structures, [invent_service(n) for n in range(12)])) as started:
        yield started


@pytest.fixture
def project(tmp_path: Path, api: FakeApi) -> Settings:
    """A project that knows where the server is, and its token."""
    settings = make_project(tmp_path)
    with (tmp_path / "offre-insertion.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[data_inclusion]\nurl = "{api.url}"\n')
    (tmp_path / ".env").write_text(f"OFFRE_INSERTION_DATA_INCLUSION_TOKEN={TOKEN}\n", encoding="utf-8")
    return settings


def call(settings: Settings, command: str, *options: str) -> int:
    return run([*command.split(), *options, "--projet", str(settings.folder)])


def read_json(capsys: Capture) -> Any:
    return json.loads(capsys.readouterr().out)


def outputs(settings: Settings, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((settings.outputs / "essai" / f"{kind}.json").read_text("utf-8"))
    return found


def as_api(record: dict[str, Any], **more: object) -> dict[str, Any]:
    """A record of ours as the API would show it."""
    invented = invent_service(0) if "structure_id" in record else invent_structure(0)
    return {**dict.fromkeys(invented), "score_qualite": 0.64, **record, **more}


def publish(settings: Settings, api: FakeApi) -> None:
    """What the project wrote is now harvested, all but the last service."""
    api.structures += [as_api(one, doublons=[]) for one in outputs(settings, "structures")]
    api.services += [as_api(one) for one in outputs(settings, "services")[:-1]]
    api.services[-1]["score_qualite"] = 0.9
    api.sort()


def test_the_offer_is_read_and_its_state_told(project: Settings, capsys: Capture) -> None:
    assert call(project, "offre-nationale actualiser") == 0
    assert capsys.readouterr().out == "53 : 12 structures, 12 services.\n"
    assert call(project, "offre-nationale etat") == 0
    assert "53 : 12 structures, 12 services, du" in capsys.readouterr().out
    assert call(project, "offre-nationale etat", "--format", "json") == 0
    (one,) = read_json(capsys)["departements"]
    assert (one["departement"], one["jour"]) == ("53", dt.date.today().isoformat())  # noqa: DTZ011 - a local day


def test_an_offer_that_melts_is_taken_only_when_accepted(
    project: Settings, api: FakeApi, capsys: Capture
) -> None:
    assert call(project, "offre-nationale actualiser") == 0
    del api.structures[:6]
    assert call(project, "offre-nationale actualiser") == 1
    err = capsys.readouterr().err
    assert "53 : 6 structures au lieu de 12" in err
    assert "reste utilisable" in err
    assert call(project, "offre-nationale actualiser", "--accepter-baisse") == 0


def test_neighbours_and_others_are_taken_on_demand(project: Settings, capsys: Capture) -> None:
    assert (
        call(
            project, "offre-nationale actualiser", "--voisins", "--departement", "Sarthe", "--format", "json"
        )
        == 0
    )
    found = {one["departement"]: one["structures"] for one in read_json(capsys)["departements"]}
    assert {"35", "49", "50", "53", "61", "72"} <= set(found)
    assert (found["53"], found["72"], found["35"]) == (12, 1, 0)


def test_an_unknown_departement_is_a_usage_error(project: Settings, capsys: Capture) -> None:
    assert call(project, "offre-nationale actualiser", "--departement", "Atlantide") == 2
    assert "Atlantide" in capsys.readouterr().err


def test_without_a_token_the_way_out_is_said(project: Settings, capsys: Capture) -> None:
    (project.folder / ".env").unlink()
    assert call(project, "offre-nationale actualiser") == 3
    err = capsys.readouterr().err
    assert "OFFRE_INSERTION_DATA_INCLUSION_TOKEN" in err
    assert "--structures" in err


def test_a_wrong_token_is_to_be_corrected_and_not_shown(project: Settings, capsys: Capture) -> None:
    (project.folder / ".env").write_text("OFFRE_INSERTION_DATA_INCLUSION_TOKEN=perime\n", encoding="utf-8")
    assert call(project, "offre-nationale actualiser") == 3
    err = capsys.readouterr().err
    assert "jeton" in err
    assert "perime" not in err


def test_offline_the_last_one_stays_usable_and_its_age_is_said(
    project: Settings, api: FakeApi, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call(project, "synchroniser", "--date-source", RUN_DAY) == 0
    assert call(project, "offre-nationale actualiser") == 0
    text = (project.folder / "offre-insertion.toml").read_text("utf-8")
    (project.folder / "offre-insertion.toml").write_text(
        text.replace(api.url, "http://127.0.0.1:9"), encoding="utf-8"
    )
    monkeypatch.setattr("time.sleep", lambda _s: None)
    assert call(project, "offre-nationale actualiser") == 4
    err = capsys.readouterr().err
    assert "injoignable" in err
    assert "(aujourd’hui)" in err
    assert "reste utilisable" in err
    assert call(project, "offre-nationale comparer") == 0


def test_open_files_are_read_without_a_token(project: Settings, tmp_path: Path, capsys: Capture) -> None:
    (project.folder / ".env").unlink()
    names = []
    for kind, records in (("structures", [invent_structure(1)]), ("services", [invent_service(1)])):
        path = tmp_path / f"{kind}-inclusion-2026-02-23.json"
        path.write_text(
            json.dumps([{**one, "date_maj": 1_769_904_000_000} for one in records]), encoding="utf-8"
        )
        names += [f"--{kind}", str(path)]
    assert call(project, "offre-nationale actualiser", *names, "--format", "json") == 0
    (one,) = read_json(capsys)["departements"]
    assert (one["structures"], one["services"], one["jour"]) == (1, 1, "2026-02-23")


def test_one_open_file_alone_is_a_usage_error(project: Settings, capsys: Capture) -> None:
    assert call(project, "offre-nationale actualiser", "--structures", "s.json") == 2
    assert "vont ensemble" in capsys.readouterr().err


def test_ours_are_compared_with_the_stored_offer(project: Settings, api: FakeApi, capsys: Capture) -> None:
    assert call(project, "synchroniser", "--date-source", RUN_DAY) == 0
    publish(project, api)
    assert call(project, "offre-nationale actualiser") == 0
    capsys.readouterr()
    assert call(project, "offre-nationale comparer", "--format", "json") == 0
    found = read_json(capsys)
    assert (len(found["identiques"]), found["differentes"], len(found["absentes"])) == (7, [], 1)
    assert call(project, "offre-nationale comparer") == 0
    out = capsys.readouterr().out
    assert "Vues : 7 identiques, 0 différente" in out
    assert "Absentes : 1." in out


def test_values_of_people_are_not_shown(project: Settings, api: FakeApi, capsys: Capture) -> None:
    assert call(project, "synchroniser", "--date-source", RUN_DAY) == 0
    publish(project, api)
    for one in api.structures:
        one["telephone"] = "+33600000000"
    assert call(project, "offre-nationale actualiser") == 0
    capsys.readouterr()
    assert call(project, "offre-nationale comparer", "--format", "json") == 0
    out = capsys.readouterr().out
    assert '"champ": "telephone"' in out
    assert "+33600000000" not in out


def test_without_a_stored_offer_the_next_command_is_said(project: Settings, capsys: Capture) -> None:
    assert call(project, "synchroniser", "--date-source", RUN_DAY) == 0
    for command in ("offre-nationale comparer", "suivi-publication", "doublons lister --contre-nationale"):
        assert call(project, command) == 3
        assert "offre-nationale actualiser" in capsys.readouterr().err
    assert call(project, "offre-nationale etat") == 0
    assert "offre-nationale actualiser" in capsys.readouterr().out


def test_the_follow_up_tells_the_funnel_and_what_to_do(
    project: Settings, api: FakeApi, capsys: Capture
) -> None:
    assert call(project, "synchroniser", "--date-source", RUN_DAY) == 0
    publish(project, api)
    assert call(project, "offre-nationale actualiser") == 0
    capsys.readouterr()
    assert call(project, "suivi-publication", "--format", "json") == 0
    found = read_json(capsys)
    services = found["entonnoir"]["services"]
    assert (services["fiches"], services["vues"], services["visibles_dans_dora"]) == (5, 4, 1)
    assert {one["etape"] for one in found["a_faire"]} >= {"score"}
    assert call(project, "suivi-publication") == 0
    assert "5 fiches → " in capsys.readouterr().out


def test_what_was_published_from_here_is_in_the_funnel(
    project: Settings, api: FakeApi, capsys: Capture
) -> None:
    assert call(project, "synchroniser", "--date-source", RUN_DAY) == 0
    records = {"structure": outputs(project, "structures"), "service": outputs(project, "services")[1:]}
    root, blobs = build_set(records)  # type: ignore[arg-type]  # keyed by kind
    with open_history(project.history_url) as history:
        at = dt.datetime.now(dt.UTC) - dt.timedelta(days=3)
        add_set(history, PublishedSet(FILES, at.date(), at, root, 3, 4), blobs)
    publish(project, api)
    assert call(project, "offre-nationale actualiser") == 0
    capsys.readouterr()
    assert call(project, "suivi-publication", "--format", "json") == 0
    found = read_json(capsys)
    assert found["entonnoir"]["services"]["publiees"] == 4
    # Seen today, published three days ago; the one that was not published was seen all the same.
    assert found["delais"]["publication_a_vue"]["fiches"] == 6
    assert 2 <= found["delais"]["publication_a_vue"]["mediane_jours"] <= 4
    assert [one["etape"] for one in found["a_faire"]].count("absente") == 1


def test_what_is_left_out_on_purpose_is_neither_published_nor_to_publish(
    project: Settings, api: FakeApi, capsys: Capture
) -> None:
    with (project.folder / "offre-insertion.toml").open("a", encoding="utf-8") as file:
        file.write('\n[publication]\nproducteur = "Département d’essai"\n')
    assert call(project, "synchroniser", "--date-source", RUN_DAY) == 0
    assert call(project, "publier fichiers", "--appliquer") == 0

    def theirs(record: dict[str, Any]) -> dict[str, Any]:
        ids = {name: value.replace("essai--", "autre--") for name, value in record.items() if name in IDS}
        return as_api(record, **{**ids, "source": "autre"})

    api.structures += [{**theirs(one), "doublons": []} for one in outputs(project, "structures")]
    api.services += [theirs(one) for one in outputs(project, "services")[:-1]]
    api.sort()
    assert call(project, "offre-nationale actualiser") == 0
    assert call(project, "publier fichiers", "--appliquer", "--accepter-baisse") == 0
    capsys.readouterr()
    assert call(project, "suivi-publication", "--format", "json") == 0
    found = read_json(capsys)
    services = found["entonnoir"]["services"]
    assert (
        found["laissees_hors_du_jeu"] + found["entonnoir"]["structures"]["fiches"] + services["fiches"] == 8
    )
    assert services["publiees"] == services["fiches"] < 5
    assert "non-publiee" not in {one["etape"] for one in found["a_faire"]}
    assert call(project, "suivi-publication") == 0
    assert "Laissées de côté, car une autre source les a déjà, non comptées" in capsys.readouterr().out


def test_the_indicators_show_the_funnel_of_today(project: Settings, api: FakeApi, capsys: Capture) -> None:
    assert call(project, "synchroniser", "--date-source", RUN_DAY) == 0
    assert call(project, "indicateurs") == 0
    before = capsys.readouterr().out
    publish(project, api)
    assert call(project, "offre-nationale actualiser") == 0
    capsys.readouterr()
    assert call(project, "indicateurs") == 0
    after = capsys.readouterr().out
    assert "Publication : non mesuré" in before
    assert "Publication : 80 % (4 sur 5)" in after.replace("\u202f", " ").replace("\xa0", " ")


def test_the_indicators_and_the_follow_up_count_a_duplicate_once_both(
    project: Settings, api: FakeApi, capsys: Capture
) -> None:
    with (project.folder / "offre-insertion.toml").open("a", encoding="utf-8") as file:
        file.write('\n[publication]\nproducteur = "Département d’essai"\n')
    assert call(project, "synchroniser", "--date-source", RUN_DAY) == 0
    one, other = (service["id"] for service in outputs(project, "services")[:2])
    assert call(project, "doublons decider", one, other, "doublon", "--auteur", "Camille") == 0
    assert call(project, "publier fichiers", "--appliquer") == 0
    merged = json.loads(next(project.folder.rglob("publication/**/services.json")).read_bytes())
    api.structures += [as_api(one, doublons=[]) for one in outputs(project, "structures")]
    api.services += [as_api(one) for one in merged]
    api.sort()
    assert call(project, "offre-nationale actualiser") == 0
    capsys.readouterr()
    assert call(project, "suivi-publication", "--format", "json") == 0
    services = read_json(capsys)["entonnoir"]["services"]
    assert call(project, "indicateurs", "--format", "json") == 0
    by_key = {one["cle"]: one for one in read_json(capsys)["indicateurs"]}
    (steps,) = (one for one in by_key["publication"]["tableaux"] if one["cle"] == "entonnoir")
    names = ("conformes", "publiees", "vues", "visibles_dans_dora")
    assert [row["valeur"] for row in steps["lignes"]] == [services[name] for name in names] == [4, 4, 4, 0]


def test_coverage_takes_the_stored_offer(project: Settings, api: FakeApi, capsys: Capture) -> None:
    assert call(project, "synchroniser", "--date-source", RUN_DAY) == 0
    assert call(project, "offre-nationale actualiser") == 0
    capsys.readouterr()
    assert call(project, "couverture", "--contre-nationale", "--sans-reseau", "--format", "json") == 0
    assert "offre nationale du" in capsys.readouterr().err


def test_duplicates_are_looked_for_in_the_stored_offer(
    project: Settings, api: FakeApi, capsys: Capture
) -> None:
    assert call(project, "synchroniser", "--date-source", RUN_DAY) == 0
    publish(project, api)
    ours = outputs(project, "structures")[0]
    api.structures.append(as_api(ours, id="dora--1", source="dora", doublons=[]))
    assert call(project, "offre-nationale actualiser") == 0
    capsys.readouterr()
    assert call(project, "doublons lister", "--contre-nationale", "--format", "json") == 0
    found = capsys.readouterr()
    pairs = [(one["gauche"]["id"], one["droite"]["id"]) for one in json.loads(found.out)["paires"]]
    assert (ours["id"], "dora--1") in pairs
    assert all(right.startswith(("dora", "fictive")) for _, right in pairs)
    assert "offre nationale du" in found.err


def test_two_references_at_once_are_refused(project: Settings, capsys: Capture) -> None:
    assert call(project, "doublons lister", "--contre", "x.json", "--contre-nationale") == 2
    assert "--contre-nationale" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="pas de pseudo-terminal sous Windows")
def test_a_bar_moves_on_a_terminal_and_leaves_the_result(project: Settings) -> None:
    code, seen = call_on_terminal("offre-nationale", "actualiser", "--projet", str(project.folder))
    assert code == 0, seen
    shown = [seen.index(text) for text in ("53 : structures", "53 : services", "12 structures, 12 services.")]
    assert shown == sorted(shown)
