"""Surveys are taken once from the snapshots of a real project, kept, and never measured again."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import col

from offre_insertion.errors import HistoryError, ReadError
from offre_insertion.history import History, Ref, open_history
from offre_insertion.history.corrections import CONFIRMED, Correction, add_corrections
from offre_insertion.history.judgements import add_judgements
from offre_insertion.history.surveys import surveyed_runs
from offre_insertion.history.tables import ContentRow, ExtensionRow
from offre_insertion.history.tracking_tables import SurveyRow
from offre_insertion.pipeline import synchronise
from offre_insertion.reporting.follow_up.gathering import default_period
from offre_insertion.settings import Settings
from offre_insertion.settings.coverage import Couverture
from offre_insertion.settings.suivi import Suivi
from offre_insertion.tracking.elsewhere import track
from offre_insertion.tracking.periods import read_period
from offre_insertion.tracking.reading import Tracker
from offre_insertion.tracking.rules import changed_rules, rules_of
from offre_insertion.tracking.storage import Surveys, dump_survey, load_survey
from tests.projects import ROWS, make_project, write_catalogue
from tests.tracking.stories import JULY, JUNE, SEPTEMBER, T3, at, judged, offered, rows, service, surveyed

MAY = dt.date(2026, 5, 29)


@pytest.fixture
def project(tmp_path: Path, url: str) -> Settings:
    """A project of five actions, of four from June on."""
    settings = make_project(tmp_path / "projet", url=url)
    synchronise(settings, day=MAY)
    write_catalogue(settings.folder / "pdi.csv", ROWS[:4])
    synchronise(settings, day=JUNE)
    return settings


def test_a_survey_comes_back_from_the_history_as_it_was(history: History) -> None:
    records = [
        offered(
            service("pdi--a", "Auto-école"), convention_fin="2026-12-31", places={"texte": "12", "valeur": 12}
        ),
        service("dora--a", "Auto-école de Laval", host="pdi--h"),
    ]
    said = [judged("pdi--a", "dora--a", "doublon", JUNE), judged("pdi--gone", "pdi--a", "doublon", JUNE)]
    survey = surveyed((JUNE, [*records, service("pdi--z", "Garage")]), (JULY, records), judgements=said)[-1]
    assert survey.aliases.keys() == {"pdi--gone"}
    assert survey.gone == {"pdi--z": JUNE}
    assert load_survey(dump_survey(survey)) == survey


def test_closed_months_are_kept_and_the_current_one_is_not(project: Settings, url: str) -> None:
    with open_history(url) as history:
        surveys = Surveys(history, Suivi(), now=at(JUNE))
        june, may = surveys.at(JUNE), surveys.at(MAY)
        assert june is not None
        assert may is not None
        assert (len(may.dispositifs), len(june.dispositifs)) == (5, 4)
        assert [day for _, day in surveyed_runs(history)] == [MAY]
        assert june.gone == {"essai--la-cle-des-champs-mayenne-epicerie-sociale": MAY}
        assert surveys.at(dt.date(2026, 1, 1)) is None


def test_the_past_is_read_and_never_measured_with_the_rules_of_today(project: Settings, url: str) -> None:
    with open_history(url) as history:
        kept = Surveys(history, Suivi(), now=at(SEPTEMBER)).at(JUNE)
        with history.session(writes=True) as session:  # as an older version would have left it
            session.execute(
                update(SurveyRow).where(col(SurveyRow.day) == JUNE).values(rules={"version": "0.0.1"})
            )
        ids = sorted(one.id for one in kept.facts) if kept else []
        add_judgements(history, [judged(ids[0], ids[1], "doublon", JULY)])
        again = Surveys(history, Suivi(redatage_masse=1), now=at(SEPTEMBER)).at(JUNE)
    assert again is not None
    assert kept is not None
    assert again.rules == {"version": "0.0.1"}
    assert (again.facts, again.taken_at) == (kept.facts, kept.taken_at)


def test_a_closed_period_is_measured_by_the_parameters_of_its_survey_and_it_is_said(
    project: Settings, url: str
) -> None:
    second, june = read_period("2026-T2"), read_period("2026-06")
    changed = Suivi(mois_a_jour=1, score_minimum=0.3, sources_animateur=("essai",))
    with open_history(url) as history:
        then = Tracker.of(history, Suivi(), now=at(SEPTEMBER)).board(second)
        now = Tracker.of(history, changed, now=at(SEPTEMBER)).board(second)
        for key in ("a-jour", "score-qualite"):
            assert (now[key].value, now[key].definition) == (then[key].value, then[key].definition)
        assert (
            "nombre de mois : 6 → 1 ; score qualité à partir duquel DORA affiche un service : 0,8 → 0,3"
            in "".join(now.notes)
        )
        assert now["recenses-par-l-animateur"].value == 1  # nobody had said which sources: as of today
        assert then.story.notes == ()
        current = Tracker.of(history, changed, now=at(JUNE)).board(june)  # not over yet
        assert (current.story.parameters, current.story.notes) == (changed, ())


def test_a_period_without_any_run_measures_no_change_and_compares_with_nothing(
    project: Settings, url: str
) -> None:
    """Runs on 29 May and 30 June only. Of the third quarter nothing is known, not even that nothing moved."""
    with open_history(url) as history:
        tracker = Tracker.of(history, Suivi(), now=at(dt.date(2026, 11, 25)))
        third, second = (tracker.board(read_period(code)) for code in ("2026-T3", "2026-06"))
    assert (third.story.start, third.previous) == (None, None)
    assert (third["dispositifs-recenses"].value, third["dispositifs-recenses"].previous) == (4, None)
    assert (third["evolution-nette"].value, third["mis-a-jour"].value) == (None, None)
    assert (second["dispositifs-recenses"].previous, second["evolution-nette"].value) == (5, -1)
    # 30 June to 30 September, since nobody came since.
    assert rows(third["veille"], "delais")["plus long temps sans passage dans la période"] == 92
    assert sum("pris que le" in note for note in third.notes) == 1


def test_a_period_that_has_not_begun_is_refused(project: Settings, url: str) -> None:
    with open_history(url) as history:
        tracker = Tracker.of(history, Suivi(), now=at(SEPTEMBER))
        with pytest.raises(ReadError, match="elle ne commence que le 01/10/2026"):
            tracker.board(read_period("2026-T4"))


def test_the_present_is_without_a_run_since_the_last_one(project: Settings, url: str) -> None:
    """On 31 July: 31 days since 30 June, and not 92, to the end of the quarter."""
    with open_history(url) as history:
        board = Tracker.of(history, Suivi(), now=at(JULY)).board(read_period("2026-T3"))
    assert rows(board["veille"], "delais")["plus long temps sans passage dans la période"] == 31


def test_a_run_dated_by_a_wrong_clock_counts_for_nothing_before_its_day(project: Settings, url: str) -> None:
    synchronise(project, day=SEPTEMBER)  # as of July, the clock was two months ahead
    with open_history(url) as history:
        then = Tracker.of(history, Suivi(), now=at(JULY))
        assert then.surveys.days == [MAY, JUNE]
        assert then.surveys.at(SEPTEMBER) == then.surveys.at(JUNE)
        assert (
            "Un passage daté d’un jour à venir ne compte pas encore (30/09/2026)" in then.board(T3).notes[1]
        )
        assert default_period(then.surveys.days, today=JULY).code == "2026-T2"
        assert Tracker.of(history, Suivi(), now=at(SEPTEMBER)).surveys.days == [MAY, JUNE, SEPTEMBER]


def test_a_survey_that_did_not_keep_its_parameters_is_measured_by_those_of_today_and_it_is_said(
    project: Settings, url: str
) -> None:
    changed = Suivi(mois_a_jour=1)
    with open_history(url) as history:
        Surveys(history, Suivi(), now=at(SEPTEMBER)).at(JUNE)
        with history.session(writes=True) as session:  # as an older version left it
            session.execute(update(SurveyRow).values(rules={"version": "0.0.1", "redatage_masse": 0.5}))
        story = Tracker.of(history, changed, now=at(SEPTEMBER)).story(read_period("2026-T2"))
    assert story.parameters == changed
    assert story.notes == (
        "Le relevé du 30/06/2026 n’a pas gardé ses paramètres : ce sont ceux d’aujourd’hui.",
    )


def test_the_parameters_of_coverage_are_kept_too(project: Settings, url: str) -> None:
    with open_history(url) as history:
        track(history, project, now=at(SEPTEMBER)).surveys.at(JUNE)
        kept = Surveys(history, Suivi(), now=at(SEPTEMBER)).at(JUNE)
    assert kept is not None
    assert kept.rules["couverture.fraicheur_max_mois"] == 12
    assert changed_rules(kept.rules, rules_of(Suivi(), Couverture(fraicheur_max_mois=6))) == (
        "couverture, âge maximal d’une fiche, en mois de calendrier : 12 → 6"
    )


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        ({"rules": {**rules_of(Suivi()), "mois_a_jour": 0}}, "un paramètre gardé avec un relevé"),
        ({"rules": {**rules_of(Suivi()), "score_minimum": "x"}}, "un paramètre gardé avec un relevé"),
        ({"figures": {"a-jour": {}}}, "un chiffre du 29/05/2026"),
    ],
)
def test_a_damaged_survey_asks_for_a_backup(
    project: Settings, url: str, damage: dict[str, object], what: str
) -> None:
    with open_history(url) as history:
        Surveys(history, Suivi(), now=at(SEPTEMBER)).at(JUNE)
        with history.session(writes=True) as session:
            session.execute(update(SurveyRow).values(**damage))
        tracker = Tracker.of(history, Suivi(), now=at(SEPTEMBER))
        with pytest.raises(HistoryError, match=f"abîmé : {what} ne se lit pas. Reprenez une sauvegarde"):
            _ = tracker.story(read_period("2026-T2")), tracker.series(JUNE)


@pytest.mark.parametrize("table", [ContentRow, ExtensionRow])
def test_a_damaged_content_asks_for_a_backup(project: Settings, url: str, table: Any) -> None:
    with open_history(url) as history:
        with history.session(writes=True) as session:
            session.execute(update(table).values(body=b"\x00\xff"))
        with pytest.raises(HistoryError, match="abîmé : un contenu ne se lit pas"):
            Surveys(history, Suivi(), now=at(SEPTEMBER)).at(JUNE)


def test_what_people_say_after_a_day_does_not_change_the_survey_of_that_day(
    project: Settings, url: str
) -> None:
    with open_history(url) as history:
        taken = Surveys(history, Suivi(), now=at(JUNE)).at(MAY)
        ids = sorted(one.id for one in taken.facts if "route" not in one.id) if taken else []
        add_judgements(history, [judged(ids[0], ids[1], "doublon", JULY)])
        found = Surveys(history, Suivi(), now=at(SEPTEMBER)).at(JUNE)
    assert found is not None
    assert {*ids[:2]} <= found.by_id.keys()
    assert len(found.dispositifs) == 4


def test_a_confirmation_of_a_partner_dates_the_record(project: Settings, url: str) -> None:
    record_id = "essai--roule-bocage-gorron-garage-solidaire"
    with open_history(url) as history:
        line = Correction(
            Ref("service", record_id), CONFIRMED, True, None, "Camille", "fiche.xlsx", JUNE, at(JUNE)
        )
        add_corrections(history, [line])
        found = Surveys(history, Suivi(), now=at(JUNE)).at(JUNE)
    assert found is not None
    assert found.by_id[record_id].effective == JUNE
    assert found.by_id[record_id].date_maj == MAY


def test_a_curve_reads_the_figures_as_they_were_measured(project: Settings, url: str) -> None:
    with open_history(url) as history:
        points = Tracker.of(history, Suivi(), now=at(JUNE)).series(JUNE)
        assert [(one.day, one.values["dispositifs-recenses"]) for one in points] == [(MAY, 5), (JUNE, 4)]
        assert points[0].parts["dispositifs-recenses"] == {"catalogue": 5, "DORA": 0, "autres sources": 0}
        assert points[0].values["recenses-par-l-animateur"] is None
        with history.session(writes=True) as session:  # as measured in its time, whatever the rules of today
            session.execute(update(SurveyRow).values(figures={"dispositifs-recenses": {"valeur": 6}}))
        again = Tracker.of(history, Suivi(), now=at(JUNE)).series(JUNE)
        assert [one.values["dispositifs-recenses"] for one in again] == [6, 4]
