"""The funnel of publication is that of the stored national offer, when it is of the right time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from offre_insertion.cli import run
from offre_insertion.history import open_history
from offre_insertion.history.judgements import add_judgements
from offre_insertion.pipeline import synchronise
from offre_insertion.reporting.follow_up.gathering import gather_report
from offre_insertion.reporting.follow_up.publication import funnel_of
from offre_insertion.settings import Settings, load_settings
from offre_insertion.tracking.metric import Metric
from offre_insertion.tracking.periods import quarter_of, read_period
from tests.cli.test_offre_nationale import publish
from tests.national.fake_api import TOKEN, FakeApi, invent_service, invent_structure, serve
from tests.projects import make_project
from tests.tracking.stories import judged, service, surveyed, told

TODAY = dt.date.today()  # noqa: DTZ011 - the national offer is read on the local day


@pytest.fixture
def api() -> Iterator[FakeApi]:
    with serve(FakeApi([invent_structure(0)], [invent_service(0)])) as started:
        yield started


@pytest.fixture
def project(tmp_path: Path, api: FakeApi) -> Settings:
    settings = make_project(tmp_path)
    with (tmp_path / "offre-insertion.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[data_inclusion]\nurl = "{api.url}"\n')
    (tmp_path / ".env").write_text(f"OFFRE_INSERTION_DATA_INCLUSION_TOKEN={TOKEN}\n", encoding="utf-8")
    synchronise(settings, day=TODAY - dt.timedelta(days=200))
    synchronise(settings, day=TODAY)
    return settings


def measured(settings: Settings, **options: Any) -> Metric:
    with open_history(settings.history_url) as history:
        report = gather_report(settings, history, now=dt.datetime.now().astimezone(), **options)
    return report.metrics["publication"]


def test_it_follows_the_services_up_to_dora(project: Settings, api: FakeApi) -> None:
    assert not measured(project, period=quarter_of(TODAY)).is_measured
    publish(project, api)
    assert run(["offre-nationale", "actualiser", "--projet", str(project.folder)]) == 0
    metric = measured(project, period=quarter_of(TODAY))
    steps = {row.label: row.value for row in metric.breakdown("entonnoir").rows}
    assert steps == {"conformes": 5, "publiés": None, "vus dans l’API": 4, "affichables dans DORA": 1}
    assert metric.value == 4 / 5


def add_publication(project: Settings) -> Settings:
    with (project.folder / "offre-insertion.toml").open("a", encoding="utf-8") as file:
        file.write('\n[publication]\nproducteur = "Département d’essai"\n')
    return load_settings(project.folder)


def test_a_connector_that_cannot_be_read_costs_the_indicator_of_publication_alone(
    project: Settings, api: FakeApi
) -> None:
    publish(project, api)
    assert run(["offre-nationale", "actualiser", "--projet", str(project.folder)]) == 0
    published = add_publication(project)
    assert measured(published, period=quarter_of(TODAY)).is_measured
    (project.folder / "pdi.toml").rename(project.folder / "ancien.toml")
    metric = measured(published, period=quarter_of(TODAY))
    assert not metric.is_measured
    assert "un connecteur ne se lit pas" in metric.notes[0]
    assert "pdi.toml" in metric.notes[0]


def test_a_judgement_of_today_changes_nothing_of_a_closed_period(project: Settings, api: FakeApi) -> None:
    published = add_publication(project)
    synchronise(project, day=TODAY - dt.timedelta(days=5))
    publish(project, api)
    assert run(["offre-nationale", "actualiser", "--projet", str(project.folder)]) == 0
    closed = read_period(f"{TODAY - dt.timedelta(days=9)}..{TODAY - dt.timedelta(days=2)}")
    before = [measured(published, period=one).denominator for one in (closed, quarter_of(TODAY))]
    with open_history(project.history_url) as history:
        one, other = (f"essai--99999101100019-{name}" for name in ("auto-ecole-sociale", "bilan-mobilite"))
        add_judgements(history, [judged(one, other, "doublon", TODAY)])
    after = [measured(published, period=one).denominator for one in (closed, quarter_of(TODAY))]
    assert (before, after) == ([5, 5], [5, 4])


def test_an_offer_of_another_time_says_nothing_of_a_period(project: Settings, api: FakeApi) -> None:
    publish(project, api)
    assert run(["offre-nationale", "actualiser", "--projet", str(project.folder)]) == 0
    past = read_period(f"{TODAY - dt.timedelta(days=210)}..{TODAY - dt.timedelta(days=190)}")
    metric = measured(project, period=past)
    assert not metric.is_measured
    assert "trop longtemps après la fin de la période" in metric.notes[0]


def test_an_offer_read_before_the_run_is_said_to_be_old(project: Settings, api: FakeApi) -> None:
    publish(project, api)
    assert run(["offre-nationale", "actualiser", "--projet", str(project.folder)]) == 0
    tomorrow = TODAY + dt.timedelta(days=1)
    story = told(
        surveyed((tomorrow, [service("pdi--a", "Bilan mobilité")])), read_period(f"{TODAY}..{tomorrow}")
    )
    with open_history(project.history_url) as history:
        funnel, reason = funnel_of(project, history, story)
    assert funnel is None
    assert reason is not None
    assert reason.startswith(f"l’offre nationale gardée est du {TODAY:%d/%m/%Y}, avant le passage")
