"""What the client sends and refuses to send, without the recordings."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from offre_insertion.client import Client
from offre_insertion.errors import ReadError, RemoteError
from offre_insertion.national import DataInclusionClient, expand_thematiques
from offre_insertion.schema import ENUMS
from tests.national.fake_api import invent_service, invent_structure


class Api:
    """Answers the same thing to everything, and keeps what was asked."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.asked: list[httpx.URL] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url)
        return httpx.Response(200, json=self.answer)

    def client(self) -> DataInclusionClient:
        return DataInclusionClient(
            Client("https://api.exemple.fr", service="data·inclusion", transport=httpx.MockTransport(self))
        )


def page(*items: object) -> dict[str, object]:
    return {"items": list(items), "total": len(items), "page": 1, "size": len(items), "pages": 1}


def test_an_unknown_filter_would_give_the_whole_country_and_is_refused() -> None:
    api = Api(page())
    with pytest.raises(TypeError, match="code_departement"):
        api.client().structures_page(departement="53")  # type: ignore[call-arg]  # what is tested
    assert api.asked == []


def test_a_text_for_a_list_would_be_sent_letter_by_letter_and_is_refused() -> None:
    with pytest.raises(TypeError, match="several values"):
        Api(page()).client().structures_page(sources="dora")


def test_lists_are_repeated() -> None:
    api = Api(page())
    api.client().structures_page(sources=["cd35", "dora"], code_departement="35", size=10)
    assert api.asked[0].query == b"page=1&size=10&sources=cd35&sources=dora&code_departement=35"


def test_categories_become_their_thematiques() -> None:
    codes = expand_thematiques(["famille", "famille--garde-denfants", "inconnue"])
    assert codes == [*(one for one in ENUMS["thematiques"] if one.startswith("famille--")), "inconnue"]
    api = Api(page())
    api.client().services_page(thematiques=["famille", "numerique--acquerir-un-equipement"])
    assert "famille" not in api.asked[0].params.get_list("thematiques")
    assert "numerique--acquerir-un-equipement" in api.asked[0].params.get_list("thematiques")


def test_a_field_that_comes_one_day_is_kept() -> None:
    new = {**invent_structure(1), "couleur": "bleue", "frais_nouveaux": ["x"]}
    (found,) = Api(page(new)).client().structures()
    assert found.record()["couleur"] == "bleue"


def test_a_code_that_we_do_not_know_is_only_text() -> None:
    (found,) = Api(page({**invent_service(1), "type": "tout-neuf"})).client().services()
    assert found.type == "tout-neuf"


def test_an_answer_of_another_shape_is_a_sentence() -> None:
    answers: list[Any] = [{"items": []}, [], page({"id": "a"})]
    for answer in answers:
        with pytest.raises(RemoteError, match="autrement que prévu"):
            Api(answer).client().structures_page()


def test_an_id_is_one_part_of_the_address() -> None:
    api = Api({**invent_structure(1), "services": []})
    api.client().structure("cd53--a/b ?c")
    assert api.asked[0].raw_path == b"/api/v1/structures/cd53--a%2Fb%20%3Fc"


def test_soliguide_is_not_told_of_our_readings() -> None:
    api = Api({})
    for ask in (api.client().structure, api.client().service):
        with pytest.raises(ReadError, match="Soliguide"):
            ask("soliguide--12")
    assert api.asked == []


def test_a_search_is_around_a_commune() -> None:
    service = {**invent_service(1), "structure": invent_structure(1)}
    api = Api(page({"service": service, "distance": 3}))
    (found,) = api.client().search_services("53130", publics=["femmes"])
    assert (found.service.structure.nom, found.distance) == ("Maison des projets 1", 3)
    assert api.asked[0].path == "/api/v1/search/services"
    assert api.asked[0].params["code_commune"] == "53130"
