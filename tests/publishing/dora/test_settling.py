"""One write at a time, when DORA misbehaves."""

from __future__ import annotations

import itertools
import logging
import time
from collections.abc import Iterable
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from offre_insertion.errors import RemoteError
from offre_insertion.publishing.dora.api import Dora, dora_client
from offre_insertion.publishing.dora.apply import apply_plan
from offre_insertion.publishing.dora.choices import Choices
from offre_insertion.publishing.dora.scope import Scope
from offre_insertion.publishing.dora.session import make_plan
from offre_insertion.publishing.dora.survey import LocalOffer
from tests.publishing.dora.fake import Fault
from tests.publishing.dora.harness import Bench, KilledError, make_offer, make_service

OFFER = make_offer([make_service(1)])


def fail_writes(bench: Bench, faults: Iterable[Fault | None]) -> None:
    """The next writes go wrong in this order; reads go well."""
    remaining = iter(faults)
    bench.dora.faults = lambda method, _path: None if method == "GET" else next(remaining, None)


@pytest.mark.parametrize("fault", ["coupure-avant", "coupure-apres", "500", "500-partiel", "502", "429"])
def test_a_creation_that_goes_wrong_is_looked_at_then_done_once(bench: Bench, fault: Fault) -> None:
    fail_writes(bench, [fault])
    _, report = bench.publish(OFFER)
    assert report.counts() == {"creer": 1}
    (made,) = bench.world.services
    assert (made.slug, made.fields["contactName"], made.fields["publics"]) == (
        "cd53--1", "Camille Fictif 1", ("femmes", "jeunes"),
    )  # fmt: skip
    methods = [one.method for one in bench.dora.requests if one.path.startswith("/services/")]
    first = methods.index("POST")
    if fault != "429":
        assert methods[first + 1] == "GET", "on regarde avant de réécrire"


def test_a_write_that_never_passes_is_given_up_and_the_next_run_does_it(bench: Bench) -> None:
    fail_writes(bench, itertools.repeat("500"))
    _, report = bench.publish(OFFER)
    assert [one.outcome for one in report.failures] == ["echec"]
    assert bench.world.services == []
    fail_writes(bench, [])
    assert bench.publish(OFFER)[1].counts() == {"creer": 1}


@pytest.mark.parametrize("when", ["before", "during"])
def test_a_sheet_that_vanishes_while_it_is_updated_is_left_alone(bench: Bench, when: str) -> None:
    bench.publish(OFFER)
    with bench.connected() as dora:
        plan = make_plan(dora, bench.memory, changed("Deuxième texte."), Choices("53"))

        def vanish(method: str, _path: str) -> Fault | None:
            if when == "before" or method == "PATCH":
                bench.world.services.clear()
            return "coupure-avant" if method == "PATCH" else None

        bench.dora.faults = vanish
        report = apply_plan(plan, dora, bench.memory)
    assert [(one.outcome, one.detail) for one in report.failures] == [
        ("laisse", "La fiche n’est plus visible sur DORA.")
    ]
    assert not report.is_unsafe


def test_three_failures_in_a_row_stop_everything(bench: Bench) -> None:
    fail_writes(bench, itertools.repeat("502"))
    _, report = bench.publish(make_offer([make_service(number) for number in range(9)]))
    assert len(report.failures) == 3
    assert report.stopped is not None
    assert not report.is_unsafe


def test_a_storm_of_429_is_waited_for(bench: Bench) -> None:
    fail_writes(bench, ["429"] * 4)
    before = bench.clock()
    assert bench.publish(OFFER)[1].counts() == {"creer": 1}
    assert bench.clock() - before > 4 * 30


def test_a_token_refused_on_the_way_stops_at_once(bench: Bench) -> None:
    with bench.connected() as dora:
        offer = make_offer([make_service(number) for number in range(4)])
        plan = make_plan(dora, bench.memory, offer, Choices("53"))
        bench.dora.faults = lambda method, _path: bench.world.users.clear() if method == "POST" else None
        report = apply_plan(plan, dora, bench.memory)
    assert (len(report.failures), report.is_unsafe) == (1, True)
    assert "jeton" in str(report.stopped)


def test_confirmations_that_go_wrong_are_checked_on_the_lists(bench: Bench) -> None:
    records = [make_service(number) for number in range(3)]
    bench.publish(make_offer(records))
    bench.clock.sleep(20 * 24 * 3600)
    later = make_offer([one | {"date_maj": "2026-03-20"} for one in records])
    fail_writes(bench, ["coupure-apres"])
    bench.dora.requests.clear()
    assert bench.publish(later)[1].counts() == {"confirmer": 3}
    assert len(bench.dora.writes) == 1, "faite malgré la coupure : pas répétée"
    assert bench.publish(later)[0].counts() == {"inchange": 3}


def test_a_real_time_out_after_the_write_does_not_double_it(bench: Bench) -> None:
    """The server writes, and answers too late."""
    late = iter([True])

    def answer_late(method: str, _path: str) -> None:
        if method == "POST" and next(late, False):
            time.sleep(0.6)

    bench.dora.faults = answer_late
    with dora_client(
        bench.url, SecretStr(bench.user.token), timeout_s=0.3, clock=bench.clock, sleep=bench.clock.sleep
    ) as client:
        dora = Dora(client, Scope("53"), sleep=bench.clock.sleep)
        report = apply_plan(make_plan(dora, bench.memory, OFFER, Choices("53")), dora, bench.memory)
    assert report.counts() == {"creer": 1}
    assert len(bench.world.services) == 1


def test_a_redirect_is_refused_and_says_so() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(301, headers={"Location": f"{request.url.path}/"})

    with (
        dora_client("https://dora.test", SecretStr("jeton"), transport=httpx.MockTransport(answer)) as client,
        pytest.raises(RemoteError, match="renvoie vers une autre adresse"),
    ):
        Dora(client, Scope("53")).account()


def test_every_address_ends_with_a_slash(bench: Bench) -> None:
    bench.publish(OFFER)
    assert all(one.path.partition("?")[0].endswith("/") for one in bench.dora.requests)
    assert 301 not in {one.status for one in bench.dora.requests}


def test_a_failed_write_is_logged_with_its_reference_alone(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    fail_writes(bench, ["500"])
    with caplog.at_level(logging.DEBUG):
        bench.publish(OFFER)
    (line,) = [one.getMessage() for one in caplog.records if one.name.endswith("dora.api")]
    assert line.startswith("DORA : POST /services/, code 500, -, X-Request-ID ")
    for secret in ("Camille", "0243000001", "contact1@", bench.user.token):
        assert secret not in caplog.text


class DeadlyTransport(httpx.BaseTransport):
    """Our process dies as the answer to a write comes, or just before the write is sent."""

    def __init__(self, *, is_sent: bool) -> None:
        self._inner = httpx.HTTPTransport()
        self._is_sent = is_sent

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.method != "GET" and not self._is_sent:
            raise KilledError
        response = self._inner.handle_request(request)
        response.read()
        if request.method != "GET":
            raise KilledError
        return response

    def close(self) -> None:
        self._inner.close()


def killed_at_its_write(bench: Bench, offer: LocalOffer, *, is_sent: bool = True, **choices: Any) -> None:
    bench.transport = DeadlyTransport(is_sent=is_sent)
    with pytest.raises(KilledError):
        bench.publish(offer, **choices)
    bench.transport = None


def changed(text: str) -> LocalOffer:
    return make_offer([make_service(1, description=text)])


def test_a_record_that_changes_after_a_killed_creation_is_brought_up_to_date(bench: Bench) -> None:
    killed_at_its_write(bench, OFFER)
    bench.publish(changed("Autre texte, plus long."))
    (made,) = bench.world.services
    assert made.fields["description"] == "Autre texte, plus long."


@pytest.mark.parametrize("is_sent", [True, False])
def test_a_record_that_changes_after_killed_updates_is_no_conflict(bench: Bench, is_sent: bool) -> None:
    bench.publish(OFFER)
    killed_at_its_write(bench, changed("Deuxième texte."))
    killed_at_its_write(bench, changed("Troisième texte."), is_sent=is_sent)
    plan, _ = bench.publish(changed("Quatrième texte."))
    assert plan.counts() == {"modifier": 1}
    (made,) = bench.world.services
    assert made.fields["description"] == "Quatrième texte."


def test_a_record_that_goes_back_after_a_killed_update_takes_dora_back_too(bench: Bench) -> None:
    bench.publish(changed("Premier texte."))
    killed_at_its_write(bench, changed("Deuxième texte."))
    bench.publish(changed("Premier texte."))
    (made,) = bench.world.services
    assert made.fields["description"] == "Premier texte."


def test_an_edit_on_dora_after_a_killed_update_is_still_a_conflict(bench: Bench) -> None:
    bench.publish(OFFER)
    killed_at_its_write(bench, changed("Deuxième texte."))
    (made,) = bench.world.services
    made.fields["description"] = "Dit sur DORA"
    made.modified = bench.clock.stamp()
    assert bench.publish(changed("Troisième texte."))[0].counts() == {"laisser": 1}
    assert made.fields["description"] == "Dit sur DORA"


def test_rights_lost_on_the_way_stop_at_the_first_refusal(bench: Bench) -> None:
    def lose(method: str, _path: str) -> None:
        if method == "POST":
            bench.user.departments = ("72",)

    bench.dora.faults = lose
    _, report = bench.publish(make_offer([make_service(number) for number in range(5)]))
    assert ([one.outcome for one in report.outcomes], len(bench.dora.writes)) == (["refuse"], 1)
    assert report.is_unsafe
    assert "autres départements (72)" in str(report.stopped)


def test_three_refusals_of_rights_in_a_row_stop_everything_whatever_the_account_says(bench: Bench) -> None:
    with bench.connected() as dora:
        offer = make_offer([make_service(number) for number in range(5)])
        plan = make_plan(dora, bench.memory, offer, Choices("53"))
        bench.structures[0].fields["cityCode"] = "72181"
        report = apply_plan(plan, dora, bench.memory)
    assert len(bench.dora.writes) == 3
    assert "Demandez à l’équipe DORA" in str(report.stopped)


class AnsweringTransport(httpx.BaseTransport):
    """Every write gets this answer, and reaches nobody."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        self._inner = httpx.HTTPTransport()
        self._status, self._message, self._headers = status, message, headers
        self.writes = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return self._inner.handle_request(request)
        self.writes += 1
        content = {"detail": {"message": self._message, "code": "error"}}
        return httpx.Response(self._status, headers=self._headers, json=content)

    def close(self) -> None:
        self._inner.close()


def test_a_server_error_that_quotes_a_person_is_told_without_its_words(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.transport = AnsweringTransport(500, "IntegrityError: Camille Fictif 1, 0243000001")
    with caplog.at_level(logging.DEBUG):
        _, report = bench.publish(OFFER)
    assert [one.outcome for one in report.outcomes] == ["echec"]
    told = f"{report.as_dict()} {bench.memory.journal()} {caplog.text}"
    assert not [one for one in ("Camille", "0243000001", "IntegrityError") if one in told]


def test_a_server_that_asks_to_come_back_later_is_left_alone_at_once(bench: Bench) -> None:
    bench.transport = transport = AnsweringTransport(429, "throttled", **{"Retry-After": "600"})
    _, report = bench.publish(make_offer([make_service(number) for number in range(5)]))
    assert (transport.writes, len(report.outcomes), report.is_unsafe) == (1, 1, False)
    assert "429" in str(report.stopped)
