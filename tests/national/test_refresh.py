"""The whole way, over real HTTP: crawl, faults, restart, resume, what is stored."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from offre_insertion.client import Client, bearer
from offre_insertion.errors import ReadError, RemoteError
from offre_insertion.history import History, open_history
from offre_insertion.history.national import last_offers
from offre_insertion.history.tables import ContentRow
from offre_insertion.national import DataInclusionClient, load_offer, refresh_offer
from tests.national.fake_api import TOKEN, FakeApi, invent_service, invent_structure, serve

DAY = dt.date(2026, 3, 3)
NOW = dt.datetime(2026, 3, 3, 8, tzinfo=dt.UTC)


@pytest.fixture
def api() -> Iterator[FakeApi]:
    """Thirty structures of Mayenne, five of Sarthe, a service each."""
    places = ["53"] * 30 + ["72"] * 5
    structures = [invent_structure(n, departement=place) for n, place in enumerate(places)]
    services = [invent_service(n, departement=place) for n, place in enumerate(places)]
    with serve(FakeApi(structures, services)) as started:
        yield started


def connect(api: FakeApi, *, token: str = TOKEN) -> DataInclusionClient:
    return DataInclusionClient(
        Client(
            api.url,
            service="data·inclusion",
            auth=bearer(SecretStr(token)),
            timeout=httpx.Timeout(0.15),
            sleep=lambda _: None,
            attempts=8,
        )
    )


def refresh(api: FakeApi, history: History, *departements: str, day: dt.date = DAY, size: int = 4) -> None:
    with connect(api) as client:
        refresh_offer(
            client, history, departements=departements or ("53",), day=day, page_size=size, now=lambda: NOW
        )


def count_contents(history: History) -> int:
    with history.session() as session:
        return session.scalar(select(func.count()).select_from(ContentRow)) or 0


def test_the_offer_of_the_departement_is_stored_whole(api: FakeApi, history: History) -> None:
    refresh(api, history)
    offer = load_offer(history)
    assert offer is not None
    assert sorted(offer.structures) == [one["id"] for one in api.structures if one["code_insee"] < "54"]
    assert len(offer.services) == 30
    assert (offer.day, offer.departements, offer.sources) == (DAY, ("53",), frozenset({"fictive"}))


def test_records_are_those_of_the_schema_with_their_score(api: FakeApi, sqlite: History) -> None:
    api.structures[0]["doublons"] = [{"source": "soliguide", "id": "soliguide--9"}]
    refresh(api, sqlite)
    offer = load_offer(sqlite)
    assert offer is not None
    structure, service = offer.structures["fictive--000000"], offer.services["fictive--000000-a"]
    assert structure["doublons"] == [{"source": "soliguide", "id": "soliguide--9"}]
    assert structure["reseaux_porteurs"] == ["ccas-cias", "communes"]
    assert (structure["score_qualite"], service["score_qualite"]) == (0.86, 0.9)
    assert "siret" not in structure
    assert "contact_nom_prenom" not in service


def test_neighbours_are_other_parts_of_the_same_offer(api: FakeApi, sqlite: History) -> None:
    refresh(api, sqlite, "53", "72")
    whole = load_offer(sqlite)
    assert whole is not None
    assert (len(whole.structures), len(whole.parts)) == (35, 2)


def test_the_same_records_the_next_day_cost_nothing(api: FakeApi, history: History) -> None:
    refresh(api, history)
    before = count_contents(history)
    refresh(api, history, day=DAY + dt.timedelta(1))
    assert count_contents(history) == before
    assert load_offer(history).day == DAY + dt.timedelta(1)  # type: ignore[union-attr]  # just stored


def test_scores_drift_without_rewriting_the_records(api: FakeApi, history: History) -> None:
    refresh(api, history)
    before = count_contents(history)
    for one in api.services:
        one["score_qualite"] = 0.89
    refresh(api, history)
    assert count_contents(history) == before + 1
    assert load_offer(history).services["fictive--000000-a"]["score_qualite"] == 0.89  # type: ignore[union-attr]


def test_a_day_before_stays_what_it_was(api: FakeApi, sqlite: History) -> None:
    refresh(api, sqlite)
    first = last_offers(sqlite)["53"]
    del api.structures[3]
    refresh(api, sqlite)
    assert (first.counts["structure"], last_offers(sqlite)["53"].counts["structure"]) == (30, 29)


def mixed_faults(seed: int) -> object:
    """A failure, a late answer or a cut one, now and then; and swaps of the data, some without a change of total."""
    draw = random.Random(seed)
    swaps = iter(range(6))

    def fault(api: FakeApi) -> str | None:
        if draw.random() < 0.08 and (number := next(swaps, None)) is not None:
            swap(api, draw, number)
        return draw.choices([None, "panne", "retard", "coupure"], [70, 10, 3, 10])[0]

    return fault


def swap(api: FakeApi, draw: random.Random, number: int) -> None:
    """One record goes and, two times of three, another comes anywhere: the total says nothing."""
    for records, invent in ((api.structures, invent_structure), (api.services, invent_service)):
        records.pop(draw.randrange(len(records)))
        if number % 3:
            come = invent(500 + number)
            come["id"] = f"fictive--{draw.randrange(35):06d}-{number}"
            records.append(come)
    api.sort()


@pytest.mark.parametrize("seed", range(8))
def test_faults_at_random_still_end_with_the_exact_set(seed: int, api: FakeApi, sqlite: History) -> None:
    api.fault = mixed_faults(seed)  # type: ignore[assignment]  # a callable of FakeApi
    refresh(api, sqlite)
    offer = load_offer(sqlite)
    assert offer is not None
    assert sorted(offer.structures) == [one["id"] for one in api.structures if one["code_insee"] < "54"]
    assert sorted(offer.services) == [one["id"] for one in api.services if one["code_insee"] < "54"]


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[History]:
    with open_history(f"sqlite:///{tmp_path}/historique.sqlite3") as opened:
        yield opened


def test_a_swap_that_keeps_the_total_is_seen(api: FakeApi, sqlite: History) -> None:
    asked = iter(range(1000))

    def fault(api: FakeApi) -> None:
        if next(asked) == 4:  # the sources, then three pages
            api.structures.pop(0)
            api.structures.append(invent_structure(900))
            api.sort()

    api.fault = fault
    refresh(api, sqlite)
    assert sorted(load_offer(sqlite).structures) == [  # type: ignore[union-attr]  # just stored
        one["id"] for one in api.structures if one["code_insee"] < "54"
    ]


def test_a_record_replaced_inside_its_page_is_seen(api: FakeApi, sqlite: History) -> None:
    asked = iter(range(1000))

    def fault(api: FakeApi) -> None:
        if next(asked) == 3:  # the sources, then two pages
            api.structures[1] = {**invent_structure(1), "id": "fictive--000001-bis"}

    api.fault = fault
    refresh(api, sqlite)
    offer = load_offer(sqlite)
    assert offer is not None
    assert "fictive--000001-bis" in offer.structures
    assert "fictive--000001" not in offer.structures


def test_both_lists_are_of_one_version(api: FakeApi, sqlite: History) -> None:
    def fault(api: FakeApi) -> None:
        if "/services" in api.requests[-1] and len(api.services) == 35:
            del api.services[2], api.structures[2]

    api.fault = fault
    refresh(api, sqlite)
    offer = load_offer(sqlite)
    assert offer is not None
    assert {one["structure_id"] for one in offer.services.values()} == set(offer.structures)


def test_data_that_changes_at_each_page_is_given_up(api: FakeApi, sqlite: History) -> None:
    def fault(api: FakeApi) -> None:
        if len(api.structures) > 1:
            api.structures.pop()

    api.fault = fault
    api.structures += [invent_structure(n) for n in range(100, 400)]
    with pytest.raises(RemoteError, match="change sans cesse"):
        refresh(api, sqlite, size=50)


def test_an_interrupted_reading_goes_on_within_the_hour(api: FakeApi, history: History) -> None:
    refresh_with_failure_at(api, history, page=5)
    assert load_offer(history) is None
    api.requests.clear()
    refresh(api, history)
    asked = [request for request in api.requests if "/structures" in request and "size=4" in request]
    pages = [int(request.partition("page=")[2].partition("&")[0]) for request in asked]
    assert pages == [5, 6, 7, 8, *range(1, 9)]  # those that missed, then each once more
    assert len(load_offer(history).structures) == 30  # type: ignore[union-attr]  # just stored


def refresh_with_failure_at(api: FakeApi, history: History, *, page: int) -> None:
    """The server fails at a page of structures, and does not get better."""

    def fault(api: FakeApi) -> str | None:
        return "panne" if f"/structures?page={page}&size=4" in api.requests[-1] else None

    api.fault = fault
    with pytest.raises(RemoteError, match="500"):
        refresh(api, history)
    api.fault = lambda _api: None


def test_what_was_read_of_another_version_is_read_again(api: FakeApi, sqlite: History) -> None:
    refresh_with_failure_at(api, sqlite, page=5)
    del api.structures[0]
    refresh(api, sqlite)
    assert len(load_offer(sqlite).structures) == 29  # type: ignore[union-attr]  # just stored


def test_an_old_reading_is_not_gone_on_with(api: FakeApi, sqlite: History) -> None:
    refresh_with_failure_at(api, sqlite, page=5)
    api.requests.clear()
    with connect(api) as client:
        later = NOW + dt.timedelta(hours=2)
        refresh_offer(client, sqlite, departements=["53"], day=DAY, page_size=4, now=lambda: later)
    assert any("/structures?page=1&size=4" in request for request in api.requests)


def test_the_offer_of_before_stays_when_the_server_fails(api: FakeApi, sqlite: History) -> None:
    refresh(api, sqlite)
    refresh_with_failure_at(api, sqlite, page=1)
    assert len(load_offer(sqlite).structures) == 30  # type: ignore[union-attr]  # stored before


def test_a_server_that_ignores_the_departement_is_seen(api: FakeApi, sqlite: History) -> None:
    api.structures[0]["code_insee"] = "01001"
    kept = api.answer

    def answer(path: str, query: dict[str, list[str]]) -> tuple[int, object]:
        return kept(path, {name: value for name, value in query.items() if name != "code_departement"})

    api.answer = answer  # type: ignore[method-assign]  # a server that behaves otherwise
    with pytest.raises(RemoteError, match="département 53"):
        refresh(api, sqlite)


def test_a_wrong_token_is_said_at_once(api: FakeApi, sqlite: History) -> None:
    with connect(api, token="faux") as client, pytest.raises(RemoteError, match="jeton"):
        refresh_offer(client, sqlite, departements=["53"], day=DAY)
    assert len(api.requests) == 1


@pytest.mark.parametrize(("structures", "services"), [(0, 0), (6, 0)])
def test_a_departement_without_any_record_is_read(structures: int, services: int, sqlite: History) -> None:
    given = [invent_structure(n) for n in range(structures)], [invent_service(n) for n in range(services)]
    with serve(FakeApi(*given)) as api:
        refresh(api, sqlite)
    assert last_offers(sqlite)["53"].counts == {"structure": structures, "service": services}


@pytest.mark.parametrize("left", [0, 20])
def test_an_offer_that_melts_does_not_replace_the_one_kept(left: int, api: FakeApi, sqlite: History) -> None:
    refresh(api, sqlite, "53", "72")
    del api.structures[left:30]
    later = DAY + dt.timedelta(1)
    with pytest.raises(
        ReadError, match=rf"53 : {left} structures? au lieu de 30 depuis l’offre du 03/03/2026"
    ):
        refresh(api, sqlite, "53", "72", day=later)
    assert {code: (one.day, one.counts["structure"]) for code, one in last_offers(sqlite).items()} == {
        "53": (DAY, 30),
        "72": (later, 5),  # the others are not held up
    }


def test_an_accepted_fall_replaces_the_offer_kept(api: FakeApi, sqlite: History) -> None:
    refresh(api, sqlite)
    api.structures.clear()
    with pytest.raises(ReadError, match="--accepter-baisse"):
        refresh(api, sqlite)
    with connect(api) as client:
        refresh_offer(
            client, sqlite, departements=["53"], day=DAY, page_size=4, baisse_max=1, now=lambda: NOW
        )
    assert last_offers(sqlite)["53"].counts == {"structure": 0, "service": 30}


def test_progress_is_told(api: FakeApi, sqlite: History) -> None:
    told: list[tuple[str, str, int, int]] = []
    with connect(api) as client:
        refresh_offer(
            client, sqlite, departements=["72"], day=DAY, page_size=4, progress=lambda *one: told.append(one)
        )
    assert told == [("72", kind, done, 2) for kind in ("structure", "service") for done in (1, 2)]
