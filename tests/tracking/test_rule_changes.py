"""« Changement de règle »: what a source did not change and that our rules read, keep or unite otherwise."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from offre_insertion.history import open_history
from offre_insertion.history.corrections import Correction, add_corrections
from offre_insertion.history.values import Reading, Ref
from offre_insertion.pipeline import synchronise
from offre_insertion.settings import Settings
from offre_insertion.settings.suivi import Suivi
from offre_insertion.tracking.flow import explain, explain_constant
from offre_insertion.tracking.metrics.counting import measure_evolution, measure_recenses
from offre_insertion.tracking.storage import Surveys, dump_survey, load_survey
from offre_insertion.tracking.survey import Offered
from offre_insertion.tracking.values import Survey
from tests.projects import CONNECTOR, ROWS, make_project, write_catalogue
from tests.tracking.stories import (
    AUGUST,
    JULY,
    JUNE,
    SEPTEMBER,
    at,
    judged,
    offered,
    rows,
    service,
    surveyed,
    told,
)

#: The file and the rules of June, then those of September: both changed.
BEFORE, AFTER = Reading("file 1", "rules 1", 60), Reading("file 2", "rules 2", 60)
NAMES = {
    "a": "Auto-école sociale",
    "b": "Garage solidaire",
    "c": "Jardin d’insertion",
    "d": "Crèche",
    "e": "Épicerie",
}


def line(letter: str, cells: str | None = None, *, published: bool = True, **fields: Any) -> Offered:
    """The record ``pdi--a``, of the line ``ligne-a`` unless said otherwise; the fields of the schema or private."""
    own = {"zone_eligibilite", "telephone"} & fields.keys()
    record = service(f"pdi--{letter}", NAMES[letter], **{name: fields.pop(name) for name in own})
    return replace(offered(record, published=published, **fields), cells=cells or f"ligne-{letter}")


def between(
    june: Iterable[Offered],
    september: Iterable[Offered],
    *,
    before: Reading = BEFORE,
    after: Reading = AFTER,
    silent_june: Iterable[str] = (),
    silent_september: Iterable[str] = (),
) -> list[Survey]:
    """The surveys of two days of one source."""
    return surveyed(
        (JUNE, june),
        (SEPTEMBER, september),
        readings={JUNE: {"pdi": before}, SEPTEMBER: {"pdi": after}},
        silent={
            JUNE: {"pdi": frozenset(silent_june)},
            SEPTEMBER: {"pdi": frozenset(silent_september)},
        },
    )


def filled(surveys: list[Survey], **more: Any) -> dict[str, float | None]:
    """The steps of the waterfall that are not nothing."""
    metric = measure_evolution(told(surveys, **more))
    return {label: value for label, value in rows(metric, "cascade").items() if value}


def test_a_line_set_aside_then_accepted_is_no_new_dispositif() -> None:
    """« c » was rejected in June and nobody touched its line; « d » is a new line."""
    surveys = between(
        [line("a"), line("b")], [line("a"), line("b"), line("c"), line("d")], silent_june=["ligne-c"]
    )
    assert filled(surveys) == {"début": 2, "nouveaux": 1, "apparus par changement de règle": 1, "fin": 4}


def test_a_line_accepted_then_set_aside_is_no_closure() -> None:
    """The rules of September reject « b »; somebody deleted the line of « c »."""
    surveys = between([line("a"), line("b"), line("c")], [line("a")], silent_september=["ligne-b"])
    assert filled(surveys) == {"début": 3, "fermés": -1, "disparus par changement de règle": -1, "fin": 1}


def test_a_line_corrected_by_its_source_is_new_whatever_the_rules() -> None:
    surveys = between([line("a")], [line("a"), line("c", "ligne-c corrigée")], silent_june=["ligne-c"])
    assert filled(surveys) == {"début": 1, "nouveaux": 1, "fin": 2}


def test_under_the_same_rules_nothing_is_a_change_of_rule() -> None:
    """A date to come has become today: the line is accepted by the rules that set it aside."""
    same = AFTER._replace(rules=BEFORE.rules)
    surveys = between([line("a")], [line("a"), line("c")], silent_june=["ligne-c"], after=same)
    assert filled(surveys) == {"début": 1, "nouveaux": 1, "fin": 2}


def test_an_action_cut_otherwise_comes_and_goes_by_rule() -> None:
    """One line gave « a », it now gives « b » and « c »."""
    surveys = between([line("a", "ligne-1")], [line("b", "ligne-1"), line("c", "ligne-1")])
    assert filled(surveys) == {
        "début": 1, "apparus par changement de règle": 2, "disparus par changement de règle": -1, "fin": 2,
    }  # fmt: skip


def test_in_the_same_file_lines_read_from_elsewhere_are_no_news() -> None:
    """Another sheet is read too, and a join renames the cells: no line is known, but the file is the same."""
    surveys = between(
        [line("a", "1"), line("b", "2")],
        [line("a", "3"), line("c", "4")],
        after=AFTER._replace(file="file 1"),
    )
    assert filled(surveys) == {
        "début": 2, "apparus par changement de règle": 1, "disparus par changement de règle": -1, "fin": 2,
    }  # fmt: skip


def test_a_shorter_grace_takes_away_what_the_former_one_would_have_kept() -> None:
    """On 30 September, « b » is over for 30 days and « c » for 91: only « c » would have gone under 60 days."""
    ended = {"b": "2026-08-31", "c": "2026-07-01"}
    surveys = between(
        [line("a"), *(line(one, convention_fin=fin) for one, fin in ended.items())],
        [line("a"), *(line(one, convention_fin=fin, published=False) for one, fin in ended.items())],
        after=AFTER._replace(grace_days=0),
    )
    assert filled(surveys) == {
        "début": 3, "convention expirée": -1, "disparus par changement de règle": -1, "fin": 1,
    }  # fmt: skip
    assert "disparus par changement de règle" not in filled(
        [surveys[0], replace(surveys[1], readings={"pdi": BEFORE})]
    )


def test_a_longer_grace_brings_back_what_the_former_one_kept_back() -> None:
    """« b » is over for 91 days; « c » was renewed."""
    surveys = between(
        [line("a"), line("b", convention_fin="2026-03-01", published=False),
         line("c", convention_fin="2026-03-01", published=False)],
        [line("a"), line("b", convention_fin="2026-03-01"), line("c", "renouvelée", convention_fin="2027-03-01")],
        after=AFTER._replace(grace_days=365),
    )  # fmt: skip
    assert filled(surveys) == {"début": 1, "réactivés": 1, "apparus par changement de règle": 1, "fin": 3}


def test_a_suspension_read_for_the_first_time_is_a_change_of_rule_and_one_written_is_not() -> None:
    suspended: dict[str, Any] = {"suspendue": True, "published": False}
    surveys = between(
        [line("a"), line("b"), line("c")],
        [line("a"), line("b", **suspended), line("c", "ligne-c suspendue", **suspended)],
    )
    assert filled(surveys) == {"début": 3, "fermés": -1, "disparus par changement de règle": -1, "fin": 1}


def test_a_suspension_announced_is_time_that_passes() -> None:
    planned: dict[str, Any] = {"date_suspension": "2026-09-01"}
    surveys = between([line("a"), line("b", **planned)], [line("a"), line("b", published=False, **planned)])
    assert filled(surveys) == {"début": 2, "fermés": -1, "fin": 1}


def test_a_zone_read_as_national_leaves_the_headline_by_rule() -> None:
    surveys = between([line("a"), line("b")], [line("a"), line("b", zone_eligibilite=["france"])])
    assert filled(surveys) == {"début": 2, "disparus par changement de règle": -1, "fin": 1}


def test_a_dispositif_that_the_territory_brings_too_is_new() -> None:
    """« c » was set aside in June; « d », the same dispositif, is a new line."""
    start, end = between([line("a")], [line("a"), line("c"), line("d")], silent_june=["ligne-c"])
    end = united(end, "pdi--c", "pdi--d")
    assert filled([start, end]) == {"début": 1, "nouveaux": 1, "fin": 2}


def test_a_dispositif_that_one_record_would_still_hold_goes_by_rule() -> None:
    """The line of « c » was deleted, that of « b » is rejected: by the rules of June, the dispositif would be there."""
    start, end = between([line("a"), line("b"), line("c")], [line("a")], silent_september=["ligne-b"])
    assert filled([united(start, "pdi--b", "pdi--c"), end]) == {
        "début": 2, "disparus par changement de règle": -1, "fin": 1,
    }  # fmt: skip


def united(survey: Survey, name: str, other: str) -> Survey:
    """As a comparison of records would have it, that finds ``other`` the same as ``name``."""
    facts = tuple(replace(one, dispositif=name) if one.dispositif == other else one for one in survey.facts)
    return replace(survey, facts=facts)


def test_records_united_by_nobody_are_united_by_rule_and_parted_the_same_way() -> None:
    start, end = between([line("a"), line("b"), line("c")], [line("a"), line("b"), line("c")])
    assert filled([start, united(end, "pdi--a", "pdi--b")]) == {
        "début": 3, "disparus par changement de règle": -1, "fin": 2,
    }  # fmt: skip
    assert filled([united(start, "pdi--a", "pdi--b"), end]) == {
        "début": 2, "apparus par changement de règle": 1, "fin": 3,
    }  # fmt: skip


def test_records_that_somebody_judged_or_changed_are_merged_by_people() -> None:
    start, end = between([line("a"), line("b")], [line("a"), line("b")])
    merged = {"début": 2, "fusionnés (jugés doublons)": -1, "fin": 1}
    said = (judged("pdi--a", "pdi--b", "doublon", AUGUST),)
    assert filled([start, united(end, "pdi--a", "pdi--b")], judgements=said) == merged
    hosts = (judged("pdi--h", "pdi--i", "doublon", AUGUST, "structure"),)
    assert filled([start, united(end, "pdi--a", "pdi--b")], judgements=hosts) == merged
    start, end = between([line("a"), line("b")], [line("a"), line("b", "ligne-b corrigée")])
    assert filled([start, united(end, "pdi--a", "pdi--b")]) == merged


def test_without_what_tells_it_a_change_of_rule_is_not_zero_and_it_is_said() -> None:
    metric = measure_evolution(told(surveyed((JUNE, [line("a")]), (SEPTEMBER, [line("a"), line("b")]))))
    assert rows(metric, "cascade")["apparus par changement de règle"] is None
    assert rows(metric, "cascade")["nouveaux"] == 1
    assert metric.notes == (
        "« pdi » : un des deux relevés n’a pas gardé de quoi distinguer un changement de règle.",
    )


def test_a_source_read_otherwise_is_named() -> None:
    surveys = between([line("a")], [line("a")])
    (note,) = measure_evolution(told(surveys)).notes
    assert note.startswith(
        "« pdi » n’est plus lue comme au début (connecteur, territoires ou version de l’outil)"
    )
    assert rows(measure_evolution(told(surveys)), "cascade")["disparus par changement de règle"] == 0


def test_the_delay_of_each_connector_is_printed_under_the_count() -> None:
    surveys = surveyed(
        (SEPTEMBER, [line("a"), service("annuaire--v", "Vélo")]),
        readings={SEPTEMBER: {"pdi": BEFORE, "annuaire": BEFORE._replace(grace_days=30)}},
    )
    assert measure_recenses(told(surveys)).parameters == {
        "délai après la fin de convention": "30 jours pour annuaire, 60 jours pour pdi"
    }
    (one,) = surveyed((SEPTEMBER, [line("a")]), readings={SEPTEMBER: {"pdi": BEFORE}})
    assert "que le délai (60 jours)" in measure_recenses(told([one])).definition.formula


@pytest.mark.parametrize("seed", range(60))
def test_the_waterfall_sums_to_the_difference_whatever_the_rules_did(seed: int) -> None:
    draw = random.Random(seed)
    letters = list(NAMES)
    privates: list[dict[str, Any]] = [{}, {"convention_fin": "2026-08-20"}, {"suspendue": True}]

    def some() -> list[Offered]:
        return [
            line(one, draw.choice(["1", "2", "3", "4", "1 2"]), published=draw.random() > 0.2,
                 **draw.choice(privates))
            for one in draw.sample(letters, draw.randint(1, 5))
        ]  # fmt: skip

    surveys = between(
        some(),
        some(),
        before=Reading(draw.choice("fg"), "1", draw.choice([0, 60])),
        after=Reading(draw.choice("fg"), draw.choice("12"), draw.choice([0, 60])),
        silent_june=draw.sample(["1", "2", "3"], 2),
        silent_september=draw.sample(["1", "2", "3"], 2),
    )
    start, end = (united(one, *(f"pdi--{letter}" for letter in draw.sample(letters, 2))) for one in surveys)
    for flow in (explain(start, end), explain_constant(start, end)):
        assert flow.before + flow.delta == flow.after


def test_a_survey_keeps_how_its_sources_were_read() -> None:
    survey = between([line("a")], [line("a")], silent_september=["ligne-b", "ligne-c"])[-1]
    assert load_survey(dump_survey(survey)) == survey


def answered(project: Settings, letter: str, field: str, value: Any, *, seen: Any) -> dict[str, float | None]:
    """The real chain: a partner answers in July, somebody writes a remark in the connector; nobody touches the file."""
    synchronise(project, day=JUNE)
    ref = Ref("service", f"essai--la-cle-des-champs-mayenne-{letter}")
    with open_history(project.history_url) as history:
        add_corrections(history, [Correction(ref, field, value, seen, "C", "fiche.xlsx", JULY, at(JULY))])
    path = project.folder / "pdi.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# une remarque\n", encoding="utf-8")
    synchronise(project, day=SEPTEMBER)
    with open_history(project.history_url) as history:
        surveys = Surveys(history, Suivi(), now=at(SEPTEMBER))
        june, september = surveys.at(JUNE), surveys.at(SEPTEMBER)
    assert june is not None
    assert september is not None
    return filled([june, september])


def test_two_records_made_one_by_the_answer_of_a_partner_are_merged_by_no_rule(tmp_path: Path) -> None:
    project = make_project(tmp_path / "projet")
    text = "Maraîchage encadré, trois jours par semaine, sur les terres de la ferme, pour reprendre pied."
    twins = [(*ROWS[3][:4], name, text, "", "") for name in ("Jardin d'insertion", "Chantier nature")]
    write_catalogue(project.folder / "pdi.csv", twins)
    found = answered(project, "chantier-nature", "nom", "Jardin d'insertion", seen="Chantier nature")
    assert found == {"début": 2, "fusionnés (jugés doublons)": -1, "fin": 1}


def test_a_zone_that_a_partner_answered_is_read_by_no_rule(tmp_path: Path) -> None:
    national = CONNECTOR.replace("[service]\n", '[service]\nzone_eligibilite = { literal = ["france"] }\n')
    project = make_project(tmp_path / "projet", connector=national)
    write_catalogue(project.folder / "pdi.csv", ROWS[3:])
    found = answered(project, "jardin-d-insertion", "zone_eligibilite", ["53"], seen=["france"])
    assert "apparus par changement de règle" not in found
    assert found["fin"] == 1


def test_an_answer_that_stood_already_does_not_hide_a_rule() -> None:
    """The zone of « a », answered of before June, is read otherwise in the same file."""
    june, september = (replace(line("a", zone_eligibilite=zone), cells=None) for zone in (["france"], ["53"]))
    surveys = between([june], [september], after=AFTER._replace(file="file 1"))
    assert filled(surveys) == {"apparus par changement de règle": 1, "fin": 1}


def test_a_connector_that_requires_less_shows_it_in_the_waterfall(tmp_path: Path) -> None:
    """The real chain. June: five lines, of which one without description is rejected and one is skipped."""
    strict = CONNECTOR + '\n[[skip]]\ncolumn = "Action"\nequals = "Garage solidaire"\nreason = "hors sujet"\n'
    settings = make_project(tmp_path / "projet", connector=strict + "\n[expect]\nmax_rejected = 0.5\n")
    mute = (*ROWS[4][:5], "", *ROWS[4][6:])
    write_catalogue(settings.folder / "pdi.csv", [*ROWS[:4], mute])
    synchronise(settings, day=JUNE)
    lenient = CONNECTOR.replace(
        '{ column = "Texte", required = true }',
        '[{ column = "Texte" }, { literal = "Descriptif à demander." }]',
    )
    (settings.folder / "pdi.toml").write_text(lenient, encoding="utf-8")
    added = ("Roule Bocage", "", "Gorron", "02 61 91 00 02", "Prêt de vélos", "Pour un mois.", "", "")
    write_catalogue(settings.folder / "pdi.csv", [*ROWS[:4], mute, added])
    synchronise(settings, day=SEPTEMBER)
    with open_history(settings.history_url) as history:
        surveys = Surveys(history, Suivi(), now=at(SEPTEMBER))
        june, september = surveys.at(JUNE), surveys.at(SEPTEMBER)
    assert june is not None
    assert september is not None
    assert filled([june, september]) == {
        "début": 3, "nouveaux": 1, "apparus par changement de règle": 2, "fin": 6,
    }  # fmt: skip
