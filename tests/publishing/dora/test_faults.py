"""Whatever goes wrong on the way, and however often, DORA ends exactly as if nothing had."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

from offre_insertion.errors import RemoteError
from offre_insertion.history import open_history
from offre_insertion.publishing.dora.report import Report
from offre_insertion.publishing.dora.survey import LocalOffer
from offre_insertion.schema import Record
from tests.publishing.dora.fake import Fault, World
from tests.publishing.dora.harness import Bench, KilledError, make_offer, make_service

FAULTS: tuple[Fault, ...] = ("coupure-avant", "coupure-apres", "429", "502", "500", "500-partiel")
#: Share of the requests that go wrong, and of those that kill our process.
WRONG, DEADLY = 0.25, 0.04
_LAUNCHES = 40


class DeadlyTransport(httpx.BaseTransport):
    """Sends for real; sometimes our process dies just before, or just after the answer."""

    def __init__(self, draw: Callable[[], float]) -> None:
        self._inner = httpx.HTTPTransport()
        self._draw = draw

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        chance = self._draw()
        if chance < DEADLY / 2:
            raise KilledError
        response = self._inner.handle_request(request)
        response.read()
        if chance < DEADLY:
            raise KilledError
        return response

    def close(self) -> None:
        self._inner.close()


def before() -> list[Record]:
    return [make_service(number, structure=number % 2) for number in range(9)]


def after() -> LocalOffer:
    """Some changed, some gone, some new, two in a new structure; one was on DORA, one is edited there."""
    records = [make_service(number, structure=number % 2) for number in range(1, 14)]
    changes: dict[int, dict[str, Any]] = {
        1: {"frais": "payant", "frais_precisions": "5 €"},
        2: {"contact_nom_prenom": "Dominique Fictif"},
        4: {"publics": ["seniors"], "conditions_acces": "Être majeur"},
        5: {"date_maj": "2026-03-20"},
        6: {"date_maj": "2026-03-20"},
    }
    new = [make_service(number, structure=7) for number in (20, 21)]
    return make_offer([*(one | changes.get(number, {}) for number, one in enumerate(records, 1)), *new])


@contextmanager
def prepared(path: Path, empty_history: Path) -> Iterator[Bench]:
    """A DORA with our first publication, a sheet of somebody else, an edit."""
    shutil.copy(empty_history, path / "historique.sqlite3")
    with open_history(f"sqlite:///{path / 'historique.sqlite3'}") as history:
        bench = Bench(history, structures=2)
        bench.quota = path / "quota"
        with bench.running():
            bench.publish(make_offer(before()))
            bench.clock.sleep(20 * 24 * 3600)
            bench.world.add_service(
                bench.structures[0], name=make_service(10)["nom"], cityCode="53130", contactName="Camille Fictif 10",
                description=make_service(10)["description"], subcategories=tuple(make_service(10)["thematiques"]),
                kind="atelier",
            )  # fmt: skip
            edited = bench.world.service("cd53--3")
            assert edited is not None
            edited.fields["shortDesc"] = "Édité sur DORA"
            edited.modified = bench.clock.stamp()
            bench.dora.requests.clear()
            yield bench


def state_of(world: World) -> list[dict[str, Any]]:
    """All that DORA holds, structures first; conditions by their words."""
    structures = sorted((one.fields for one in world.structures), key=lambda fields: str(fields["slug"]))
    return structures + sorted(
        (
            one.fields
            | {
                "requirements": sorted(
                    world.conditions["requirements"][number][0] for number in one.fields["requirements"]
                )
            }
            for one in world.services
        ),
        key=lambda fields: str(fields["slug"]),
    )


def publish_once(bench: Bench, offer: LocalOffer) -> Report | None:
    """One launch; ``None`` when it died or DORA could not be read."""
    try:
        return bench.publish(offer, create_structures=True)[1]
    except (KilledError, RemoteError):
        return None


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory, empty_history: Path) -> list[dict[str, Any]]:
    """What DORA holds when nothing goes wrong."""
    with prepared(tmp_path_factory.mktemp("sans-panne"), empty_history) as bench:
        _, report = bench.publish(after(), create_structures=True)
        assert (report.failures, report.stopped) == ((), None)
        return state_of(bench.world)


@pytest.mark.parametrize("seed", range(30))
def test_random_faults_leave_dora_exactly_as_without_them(
    seed: int, folder: Path, empty_history: Path, expected: list[dict[str, Any]]
) -> None:
    random = Random(seed)
    with prepared(folder, empty_history) as bench:
        bench.dora.faults = lambda _method, _path: random.choice(FAULTS) if random.random() < WRONG else None
        launches = failed = 0
        report = None
        while report is None or report.failures or report.stopped:
            launches += 1
            assert launches <= _LAUNCHES, report and report.as_dict()
            bench.transport = DeadlyTransport(random.random)
            report = publish_once(bench, after())
            failed += report is None
        assert state_of(bench.world) == expected
        assert len({one.fields["name"] for one in bench.world.services}) == len(bench.world.services) == 16
        assert all(one.fields["contactName"] for one in bench.world.services)
        assert bench.dora.busiest_minute() <= 100
        assert bench.dora.throttled == 0
        bench.dora.faults = lambda _method, _path: None
        bench.transport = None
        bench.dora.requests.clear()
        bench.publish(after(), create_structures=True)
        assert bench.dora.writes == []


#: What a person may write, and where; never what we would.
_WRITTEN = ("shortDesc", "contactName", "address1", "feeDetails", "publicsPrecisions", "description")


def catalogue(random: Random) -> LocalOffer:
    """The offer of a day: any of its fields may have changed since the day before."""
    offer = after()
    for record in offer.services.values():
        for name in (
            "description",
            "adresse",
            "frais_precisions",
            "contact_nom_prenom",
            "publics_precisions",
        ):
            if random.random() < 0.2:
                record[name] = f"{name} {random.randrange(3)}"
    return offer


@pytest.mark.parametrize("seed", range(5))
def test_what_persons_write_while_everything_fails_is_never_lost(
    seed: int, folder: Path, empty_history: Path
) -> None:
    random = Random(seed)
    written: dict[tuple[str, str], str] = {}
    with prepared(folder, empty_history) as bench:

        def write() -> None:
            sheet, name = random.choice(bench.world.services), random.choice(_WRITTEN)
            sheet.fields[name] = written[sheet.slug, name] = f"D’une personne, {len(written)}"
            sheet.modified = bench.clock.stamp()

        def meanwhile(method: str, _path: str) -> Fault | None:
            """A person writes at any moment but between our look at a sheet and a write that is done: nothing tells."""
            fault = random.choice(FAULTS) if random.random() < WRONG else None
            is_done = method != "GET" and fault not in {"coupure-avant", "502", "429"}
            if not is_done and random.random() < 0.05:
                write()
            return fault

        bench.dora.faults = meanwhile
        for _ in range(10):
            bench.transport = DeadlyTransport(random.random)
            if publish_once(bench, catalogue(random)) is None:
                for _ in range(4):
                    write()
        bench.dora.faults, bench.transport = (lambda _method, _path: None), None
        for _ in range(2):
            bench.publish(catalogue(random), create_structures=True)
        there = {(one.slug, name): one.fields[name] for one in bench.world.services for name in one.fields}
        assert written
        assert {key: there[key] for key in written} == written
