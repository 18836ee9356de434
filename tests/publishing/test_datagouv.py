"""The plan is what remains to be sent; failures at random still end with the exact dataset."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from pydantic import SecretStr

from offre_insertion.client import Client, api_key
from offre_insertion.errors import PublishError, RemoteError
from offre_insertion.history import History
from offre_insertion.history.contents import digest_of
from offre_insertion.history.publication import Told, list_told
from offre_insertion.publishing.datagouv import (
    DATASET,
    Action,
    LocalFile,
    Operation,
    Place,
    Platform,
    RemoteDataset,
    apply_plan,
    plan,
)
from offre_insertion.publishing.datagouv.platform import MARK
from tests.publishing.udata import KEY, ORGANISATION, Udata, running

DESCRIPTION: Mapping[str, Any] = {"title": "Offre d’insertion", "description": "Essai", "license": "lov2"}


def local(name: str, content: bytes = b"a") -> LocalFile:
    return LocalFile(name, content, "text/csv", {"title": name, "description": "Essai", "type": "main"})


FILES = tuple(local(f"{name}.csv", name.encode()) for name in ("structures", "services", "codes"))


def remote(*files: LocalFile, checksum: str = "sha1") -> RemoteDataset:
    return RemoteDataset.model_validate(
        {
            "id": "jeu-1",
            "resources": [
                {
                    "id": f"id-{one.name}",
                    "url": f"https://exemple.fr/x/{one.name}",
                    "checksum": {"type": checksum, "value": one.sha1},
                }
                for one in files
            ],
        }
    )


def told(*files: LocalFile) -> dict[str, Told]:
    known = {one.name: Told(f"id-{one.name}", one.sha256, one.described) for one in files}
    return {DATASET: Told("jeu-1", described=digest_of(dict(DESCRIPTION))), **known}


def planned(
    *files: LocalFile, told: Mapping[str, Told], remote: RemoteDataset | None
) -> list[tuple[Action, str]]:
    return [(one.action, one.name) for one in plan(files, DESCRIPTION, told=told, remote=remote)]


def test_what_is_there_as_it_should_be_is_left_alone() -> None:
    assert planned(*FILES, told=told(*FILES), remote=remote(*FILES)) == []


def test_a_new_dataset_is_created_then_each_file_is_sent_and_described() -> None:
    assert planned(FILES[0], told={}, remote=None) == [
        (Action.CREER_JEU, DATASET),
        (Action.ENVOYER, "structures.csv"),
        (Action.DECRIRE, "structures.csv"),
    ]


def test_a_changed_file_is_replaced_and_not_described_again() -> None:
    changed = local("services.csv", b"autre")
    assert planned(FILES[0], changed, told=told(*FILES[:2]), remote=remote(*FILES[:2])) == [
        (Action.REMPLACER, "services.csv")
    ]


def test_a_new_file_is_sent_before_an_old_one_is_replaced() -> None:
    old, new = local("jeu.xlsx", b"b"), local("jeu-2.xlsx")
    before = local("jeu.xlsx")
    assert planned(old, new, told=told(before), remote=remote(before)) == [
        (Action.ENVOYER, "jeu-2.xlsx"),
        (Action.DECRIRE, "jeu-2.xlsx"),
        (Action.REMPLACER, "jeu.xlsx"),
    ]


def test_without_the_digest_of_the_platform_the_journal_is_believed() -> None:
    there = remote(*FILES, checksum="md5")
    assert planned(*FILES, told=told(*FILES), remote=there) == []
    changed = local("services.csv", b"autre")
    assert (Action.REMPLACER, "services.csv") in planned(changed, told=told(*FILES), remote=there)


def test_a_file_whose_answer_was_lost_is_found_by_its_name() -> None:
    known = {DATASET: told()[DATASET]}
    assert planned(FILES[0], told=known, remote=remote(FILES[0])) == [(Action.DECRIRE, "structures.csv")]


def test_the_resource_of_another_name_is_never_taken() -> None:
    others = told(local("codes.csv"))
    there = remote(local("codes.csv"), local("notice.pdf"))
    assert planned(local("codes.csv"), local("notice.csv"), told=others, remote=there) == [
        (Action.ENVOYER, "notice.csv"),
        (Action.DECRIRE, "notice.csv"),
    ]


def test_only_what_we_sent_is_removed() -> None:
    there = remote(*FILES, local("notice.pdf"))
    assert planned(*FILES[:2], told=told(*FILES), remote=there) == [(Action.RETIRER, "codes.csv")]


# --- on a platform ---------------------------------------------------------------------------------------


@pytest.fixture
def udata() -> Iterator[Udata]:
    with running() as platform:
        yield platform


def publish(udata: Udata, history: History, *files: LocalFile) -> tuple[Operation, ...]:
    """One run, as the command does it, without a second try of any call."""
    place = Place(udata.url, ORGANISATION, "cd53", private=False)
    key = api_key(SecretStr(KEY))
    with Client(udata.url, service="essai", auth=key, attempts=1) as client:
        platform = Platform(client)
        known = list_told(history, place.target)
        there = (
            platform.get(known[DATASET].remote_id)
            if DATASET in known
            else platform.find(ORGANISATION, "cd53")
        )
        operations = plan(files, DESCRIPTION, told=known, remote=there)
        if operations:
            apply_plan(
                operations, files, DESCRIPTION, place=place, remote=there, platform=platform, history=history
            )
        return operations


@pytest.mark.parametrize("seed", range(4))
def test_failures_at_random_end_with_the_exact_dataset(udata: Udata, history: History, seed: int) -> None:
    chance = random.Random(seed)
    second = (local("structures.csv", b"change"), FILES[1], local("notes.csv", b"nouveau"))
    failed = 0
    for files in (FILES, second):
        for _ in range(60):
            udata.faults.clear()
            for method in ("GET", "POST", "PUT", "DELETE"):
                hows = ["passe"] * chance.randrange(4) + [chance.choice(["avant", "apres", "panne"])]
                for how in hows if chance.random() < 0.6 else ():
                    udata.fail(method, ".", how)
            try:
                if publish(udata, history, *files) == ():
                    break
            except RemoteError:
                failed += 1
        else:
            pytest.fail("never ends")
        udata.faults.clear()
        assert udata.names() == {one.name: one.content for one in files}
        assert len(udata.only["resources"]) == len(files)
        assert {one["title"] for one in udata.only["resources"]} == {one.name for one in files}
        assert publish(udata, history, *files) == ()
    assert failed


def test_our_dataset_is_found_among_many(udata: Udata, history: History) -> None:
    for number in range(120):
        udata.create({"title": f"Jeu {number}", "description": "Autre", "organization": ORGANISATION})
    _, ours = udata.create(
        {"title": "Le nôtre", "description": "x", "organization": ORGANISATION, "extras": {MARK: "cd53"}}
    )
    assert publish(udata, history, *FILES)
    assert list_told(history, udata.url)[DATASET].remote_id == ours["id"]
    assert len(ours["resources"]) == len(FILES)


def test_the_words_of_the_dataset_are_sent_again_when_they_change_and_its_owner_is_left(
    udata: Udata, history: History
) -> None:
    publish(udata, history, *FILES)
    udata.only["private"] = True
    place = Place(udata.url, ORGANISATION, "cd53", private=False)
    with Client(udata.url, service="essai", auth=api_key(SecretStr(KEY))) as client:
        platform = Platform(client)
        there = platform.get(udata.only["id"])
        words = {**DESCRIPTION, "title": "Nouveau titre"}
        operations = plan(FILES, words, told=list_told(history, udata.url), remote=there)
        assert [one.action for one in operations] == [Action.DECRIRE_JEU]
        apply_plan(operations, FILES, words, place=place, remote=there, platform=platform, history=history)
    assert (udata.only["title"], udata.only["private"]) == ("Nouveau titre", True)
    assert udata.only["extras"] == {MARK: "cd53"}


def test_a_damaged_upload_is_an_error_and_is_sent_again(udata: Udata, history: History) -> None:
    udata.damages = 1
    with pytest.raises(RemoteError, match="abîmé"):
        publish(udata, history, *FILES)
    publish(udata, history, *FILES)
    assert udata.names() == {one.name: one.content for one in FILES}
    assert len(udata.only["resources"]) == len(FILES)


def test_a_server_that_is_no_udata_is_said(udata: Udata) -> None:
    udata.extensions = [{"csv": 1}]  # type: ignore[list-item]  # another server, another answer
    with (
        Client(udata.url, service="essai") as client,
        pytest.raises(RemoteError, match="plateforme udata"),
    ):
        Platform(client).extensions()


def test_an_answer_that_is_no_json_is_said(udata: Udata, history: History) -> None:
    udata.fail("POST", "datasets/$", "illisible")
    with pytest.raises(RemoteError, match="plateforme udata"):
        publish(udata, history, *FILES)


@pytest.mark.parametrize("deleted", [False, True])
def test_a_dataset_that_is_gone_says_what_to_do(udata: Udata, deleted: bool) -> None:
    key = "0" * 24
    if deleted:
        _, dataset = udata.create({"title": "x", "description": "x", "organization": ORGANISATION})
        dataset["deleted"] = "2026-03-02"
        key = dataset["id"]
    with Client(udata.url, service="essai") as client, pytest.raises(PublishError, match="--nouveau-jeu"):
        Platform(client).get(key)
