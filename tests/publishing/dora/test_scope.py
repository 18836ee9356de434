"""Nothing can be deleted; nothing can be written outside the département and our own keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from offre_insertion.errors import PublishError
from offre_insertion.publishing.dora import api
from offre_insertion.publishing.dora.api import Dora
from offre_insertion.publishing.dora.scope import SERVICE_FIELDS, Scope, department_of
from tests.publishing.dora.harness import Bench

SCOPE = Scope(
    "53", frozenset({"association-0"}), own=frozenset({"cd53--1"}), adopted=frozenset({"adoptee"}),
    own_structures=frozenset({"association-0"}),
)  # fmt: skip
BODY = {"slug": "cd53--1", "structure": "association-0", "status": "DRAFT", "name": "Atelier"}


@pytest.fixture
def dora(bench: Bench) -> Iterator[Dora]:
    with bench.connected() as opened:
        opened.scope = SCOPE
        yield opened


REFUSED: dict[str, Callable[[Dora], object]] = {
    "create without our key": lambda dora: dora.create_service(BODY | {"slug": "autre"}),
    "create without a key": lambda dora: dora.create_service(
        {"structure": "association-0", "status": "DRAFT"}
    ),
    "create elsewhere": lambda dora: dora.create_service(BODY | {"structure": "ailleurs"}),
    "create without a status": lambda dora: dora.create_service({**BODY, "status": None}),
    "create archived": lambda dora: dora.create_service(BODY | {"status": "ARCHIVED"}),
    "create with an unknown field": lambda dora: dora.create_service(BODY | {"publicationDate": None}),
    "change what is not ours": lambda dora: dora.update_service("autre", {"name": "x"}),
    "change nothing": lambda dora: dora.update_service("cd53--1", {}),
    "change the key": lambda dora: dora.update_service("cd53--1", {"slug": "x"}),
    "move to a structure": lambda dora: dora.update_service("cd53--1", {"structure": "ailleurs"}),
    "back-date": lambda dora: dora.update_service("cd53--1", {"publicationDate": None}),
    "put in limbo": lambda dora: dora.update_service("cd53--1", {"status": None}),
    "archive by a change": lambda dora: dora.update_service("cd53--1", {"status": "ARCHIVED"}),
    "archive what is not ours": lambda dora: dora.archive_service("autre"),
    "archive what is adopted": lambda dora: dora.archive_service("adoptee"),
    "confirm what is not ours": lambda dora: dora.confirm_services(["cd53--1", "autre"]),
    "create a structure elsewhere": lambda dora: dora.create_structure({"cityCode": "35238", "name": "x"}),
    "create a structure nowhere": lambda dora: dora.create_structure({"name": "x"}),
    "change another structure": lambda dora: dora.update_structure("departement", {"name": "x"}),
    "change a SIRET": lambda dora: dora.update_structure("association-0", {"siret": "1"}),
    "move a structure": lambda dora: dora.update_structure("association-0", {"cityCode": "35238"}),
    "bury a structure": lambda dora: dora.update_structure("association-0", {"isObsolete": True}),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_ours_never_leaves(bench: Bench, dora: Dora, what: str) -> None:
    with pytest.raises(PublishError, match="Refusé avant l’envoi"):
        REFUSED[what](dora)
    assert bench.dora.requests == []


def test_an_archive_passes_for_our_own_key_only(bench: Bench, dora: Dora) -> None:
    bench.world.add_service(bench.structures[0], name="Atelier", slug="cd53--1")
    dora.archive_service("cd53--1")
    assert bench.world.services[0].status == "ARCHIVED"


def test_no_call_can_delete() -> None:
    methods = {name for name in vars(Dora) if not name.startswith("_")}
    assert methods == {
        "account", "today", "server_time", "services_options", "structures_options", "managed_structures", "claimed",
        "structure", "services_of", "service", "create_service", "update_service", "archive_service",
        "confirm_services", "create_structure", "update_structure", "invite_first_admin", "admit", "make_room",
    }  # fmt: skip
    source = Path(api.__file__).read_text(encoding="utf-8")
    assert "DELETE" not in source
    assert "PUT" not in source


def test_the_fields_that_may_be_changed_are_known() -> None:
    assert SERVICE_FIELDS.isdisjoint(
        {"slug", "structure", "publicationDate", "model", "suspensionDate", "fullDesc"}
    )
    assert {"name", "contactName", "status", "updateFrequency"} <= SERVICE_FIELDS


@pytest.mark.parametrize("info", [{"department": "35"}, {"department": ""}, None])
def test_a_sheet_seen_elsewhere_is_not_touched(info: Any) -> None:
    with pytest.raises(PublishError, match="autre département"):
        SCOPE.check_place({"structure": "association-0", "structureInfo": info})
    with pytest.raises(PublishError, match="autre structure"):
        SCOPE.check_place({"structure": "ailleurs", "structureInfo": {"department": "53"}})
    SCOPE.check_place({"structure": "association-0", "structureInfo": {"department": "53"}})


def test_a_structure_of_another_departement_is_never_admitted(bench: Bench, dora: Dora) -> None:
    bench.world.sirene["99990000000099"] = {"name": "RENNES", "cityCode": "35238"}
    dora.scope = replace(SCOPE, structures=frozenset())
    with pytest.raises(PublishError, match="Sirene ne place pas"):
        dora.invite_first_admin("99990000000099", "direction@exemple.fr")
    assert bench.dora.writes == []
    assert dora.scope.structures == frozenset()


@pytest.mark.parametrize(("code", "expected"), [("53130", "53"), ("2A004", "2A"), ("97411", "974"), ("", "")])
def test_the_departement_is_that_of_the_commune(code: str, expected: str) -> None:
    assert department_of(code) == expected
