"""Records that are one are asked once, and the merge of what was answered shows it, whichever record it prefers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from offre_insertion.history.corrections import Correction, Held, standing_corrections
from offre_insertion.history.values import Ref
from offre_insertion.matching import merge
from offre_insertion.review import Spoken
from offre_insertion.schema import Record
from offre_insertion.tracking.corrected import corrected_record
from offre_insertion.tracking.sheets import (
    Answers,
    Change,
    Sheet,
    read_answers,
    sheet_of,
    taken_back,
    write_sheet,
)
from offre_insertion.tracking.sheets.carried import Given
from offre_insertion.tracking.sheets.layout import Line
from tests.matching.fictional import LAVAL, MAYENNE
from tests.tracking.stories import HOSTS, JUNE, PERMIS, SEPTEMBER, at, judged, offered, service
from tests.tracking.test_sheets import CHOICES, ROUTE, fill, whole

SAME = Spoken((judged("pdi--a", "pdi--b", "doublon", JUNE),))
#: The fresher one, then a fuller one of the same source.
SHORT = service("pdi--a", "Bilan", date="2026-06-01", frais=None, zone_eligibilite=None, adresse=None)
LONG = service(
    "pdi--b", "Bilan mobilité", date="2026-01-01", telephone="+33261910002", frais=None, courriel="a@exemple.fr",
    adresse="1 rue du Puits", **MAYENNE,
)  # fmt: skip


def united(*records: Record, **more: Any) -> Sheet:
    return whole(*(offered(one) for one in records), spoken=SAME, **more)


def only(sheet: Sheet) -> Line:
    """The one service of a sheet."""
    (line,) = sheet.of_kind("service")
    return line


def answered(
    sheet: Sheet, *, confirmed: bool = False, day: dt.date = SEPTEMBER, **values: Any
) -> dict[str, Record]:
    """The records of the service of a sheet, once a run has taken these answers, of a day."""
    kept = kept_of(sheet, confirmed=confirmed, day=day, **values)
    return {part.id: applied(part, kept, day) for part in only(sheet).parts}


def kept_of(
    sheet: Sheet, *, confirmed: bool = False, day: dt.date = SEPTEMBER, **values: Any
) -> list[Correction]:
    """The lines to keep of these answers on the service of a sheet."""
    line = only(sheet)
    return Answers(
        "Cap",
        changes=tuple(Change(line, name, value) for name, value in values.items()),
        confirmed=(line.parts[0].ref,) if confirmed else (),
    ).corrections(author="Camille", origin="x", day=day, at=at(day), held={}, preferences=sheet.preferences)


def applied(part: Line, kept: list[Correction], day: dt.date) -> Record:
    of_part = [one for one in kept if one.ref == part.ref]
    return corrected_record("service", part.record, of_part, on=day) if of_part else part.record


def shown(sheet: Sheet, *, day: dt.date = SEPTEMBER, **answers: Any) -> Record:
    """What the merge of that day then shows."""
    preferences = replace(sheet.preferences, today=day)
    return merge(answered(sheet, day=day, **answers).values(), kind="service", preferences=preferences).record


def test_a_dispositif_is_one_line_with_what_the_merge_shows_of_its_records() -> None:
    line = only(united(SHORT, LONG))
    assert (line.id, [one.id for one in line.parts]) == ("pdi--a", ["pdi--a", "pdi--b"])
    assert (line.record["nom"], line.record["courriel"]) == ("Bilan", "a@exemple.fr")
    assert line.value("autres") == "Bilan mobilité (pdi--b)"


def test_what_was_shown_stays_when_an_answer_makes_both_records_as_fresh() -> None:
    after = shown(united(SHORT, LONG), frais="payant")
    assert (after["nom"], after["telephone"], after["frais"]) == ("Bilan", "+33261910001", "payant")


def test_what_was_shown_stays_when_the_answer_is_later_than_the_run() -> None:
    older = {
        **{name: value for name, value in SHORT.items() if name != "telephone"},
        "date_maj": "2026-06-01",
    }
    after = shown(united(older, LONG), day=SEPTEMBER + dt.timedelta(days=3), telephone=None)
    assert ("telephone" in after, after["nom"], after["date_maj"]) == (False, "Bilan", "2026-10-03")


def test_a_street_stays_in_its_town() -> None:
    after = shown(united(SHORT, LONG), adresse="2 rue du Puits")
    assert (after["adresse"], after["commune"], after["code_insee"]) == (
        "2 rue du Puits", MAYENNE["commune"], MAYENNE["code_insee"],
    )  # fmt: skip
    erased = shown(united(SHORT, LONG), adresse=None)
    assert ("adresse" in erased, erased["commune"]) == (False, MAYENNE["commune"])


def test_what_is_taken_away_is_taken_from_every_record() -> None:
    sheet = united({**SHORT, "publics": ["jeunes"]}, {**LONG, "publics": ["jeunes", "femmes"]})
    assert only(sheet).record["publics"] == ["jeunes", "femmes"]
    assert shown(sheet, publics=["jeunes"])["publics"] == ["jeunes"]
    assert "telephone" not in shown(sheet, telephone=None)


def test_a_confirmation_dates_the_record_that_the_merge_prefers_not_the_one_published_under_its_id() -> None:
    sheet = united(SHORT, LONG, known={"pdi--b"})
    assert (only(sheet).id, only(sheet).record["telephone"]) == ("pdi--b", "+33261910001")
    after = answered(sheet, confirmed=True)
    assert [after[name]["date_maj"] for name in ("pdi--a", "pdi--b")] == ["2026-09-30", "2026-01-01"]
    after_merge = shown(sheet, confirmed=True)
    assert (after_merge["id"], after_merge["telephone"]) == ("pdi--b", "+33261910001")


def test_a_record_that_is_kept_back_says_nothing_but_is_answered_for() -> None:
    content = [offered(LONG), offered({**SHORT, "telephone": "+33261910003"}, published=False)]
    sheet = whole(*content, spoken=SAME)
    line = only(sheet)
    assert (line.id, line.record["telephone"]) == ("pdi--b", "+33261910002")
    assert [one.id for one in line.others] == ["pdi--a"]
    assert {one["frais"] for one in answered(sheet, frais="gratuit").values()} == {"gratuit"}


def test_a_record_that_is_kept_back_joins_no_two_that_the_merge_publishes_apart() -> None:
    first, second = (
        "Un diagnostic, puis un plan d’action écrit à deux.",
        "Un prêt de vélos pour trois mois, renouvelable.",
    )
    content = [
        offered(service(name, "Bilan mobilité", description=text, adresse=None, **more), published=name != "pdi--b")
        for name, text, more in (
            ("pdi--a", first, {}),
            ("pdi--b", f"{first} {second}", {}),
            ("pdi--c", second, {"courriel": "a@exemple.fr"}),
        )
    ]  # fmt: skip
    assert [one.id for one in only(whole(*(replace(one, is_published=True) for one in content))).parts] == [
        "pdi--c", "pdi--a", "pdi--b",
    ]  # fmt: skip
    lines = whole(*content).of_kind("service")
    assert [(one.id, one.others) for one in lines] == [("pdi--a", ()), ("pdi--b", ()), ("pdi--c", ())]


def test_a_structure_that_only_has_services_kept_back_says_nothing() -> None:
    same = Spoken((judged("annuaire--h", "pdi--h", "doublon", JUNE, "structure"),))
    lent = offered(service("annuaire--a", "Prêt de vélos"), published=False)
    elsewhere = {**HOSTS["annuaire--h"], "courriel": "velo@exemple.fr"}
    found = whole(offered(SHORT), replace(lent, structure=elsewhere), spoken=same).of_kind("structure")
    assert [(one.id, [other.id for other in one.others]) for one in found] == [("pdi--h", ["annuaire--h"])]
    assert found[0].value("courriel") is None


def test_an_answer_is_taken_back_by_the_id_of_its_line_when_another_record_alone_has_it() -> None:
    ref = Ref("service", "pdi--b")
    said = Correction(ref, "courriel", None, "a@exemple.fr", "Camille", "x.xlsx", JUNE, at(JUNE))
    sheet = united(SHORT, LONG)
    lines = taken_back(
        only(sheet).id, "courriel", {ref: {"courriel": said}}, sheet,
        given=given_of([LONG]), author="Camille", day=SEPTEMBER, at=at(SEPTEMBER),
    )  # fmt: skip
    assert [(one.ref, one.field) for one in lines if one.action == "annule"] == [(ref, "courriel")]


def test_places_are_those_of_the_first_record_that_has_them() -> None:
    content = [offered(SHORT), offered(LONG, places={"texte": "8", "valeur": 8.0})]
    assert only(whole(*content, spoken=SAME)).value("prive.places") == 8


def test_a_service_of_somebody_else_judged_the_same_is_of_the_partner() -> None:
    other = service("pdi--b", "Bilan partagé", host="pdi--i", date="2026-06-15")
    found = sheet_of(ROUTE, whole(offered(SHORT), offered(other), spoken=SAME))
    assert [(one.kind, one.id) for one in found.lines] == [("structure", "pdi--h"), ("service", "pdi--b")]
    apart = sheet_of(ROUTE, whole(offered(SHORT), offered(other)))
    assert [(one.kind, one.id) for one in apart.lines] == [("structure", "pdi--h"), ("service", "pdi--a")]


def test_the_services_of_a_structure_judged_the_same_are_of_the_partner() -> None:
    same = Spoken((judged("annuaire--h", "pdi--h", "doublon", JUNE, "structure"),))
    lent = service("annuaire--a", "Prêt de vélos", thematiques=["mobilite--acceder-a-un-vehicule"])
    found = sheet_of(ROUTE, whole(offered(SHORT), offered(lent), spoken=same))
    assert [one.id for one in found.lines] == ["pdi--h", "pdi--a", "annuaire--a"]
    assert found.lines[2].host == found.lines[1].host == "Cap sur la Route"


def test_where_nothing_merges_them_each_record_is_asked_and_the_structure_is_still_of_the_partner() -> None:
    same = Spoken((*SAME.entries, judged("annuaire--h", "pdi--h", "doublon", JUNE, "structure")))
    lent = service("annuaire--a", "Prêt de vélos", thematiques=["mobilite--acceder-a-un-vehicule"])
    content = [offered(one) for one in (SHORT, LONG, lent)]
    found = sheet_of(ROUTE, whole(*content, spoken=same, merges=False))
    assert {one.id for one in found.lines} == {"pdi--h", "annuaire--h", "pdi--a", "pdi--b", "annuaire--a"}
    assert not any(one.others for one in found.lines)


# --- a workbook sent before the judgement ----------------------------------------------------------------

CALM: dict[str, Any] = {"thematiques": [PERMIS], "frais": None, **LAVAL}
ONE, TWO = service("pdi--a", "Permis", **CALM), service("pdi--b", "Permis de conduire", **CALM)


def read(path: Path, current: Sheet) -> Answers:
    return read_answers(path, current, CHOICES, on=SEPTEMBER)


def test_lines_sent_apart_and_now_one_answer_once(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    write_sheet(path, sheet_of(ROUTE, whole(offered(ONE), offered(TWO))), CHOICES)
    now = whole(offered(ONE), offered(TWO), spoken=SAME)
    for name in ("pdi--a", "pdi--b"):
        fill(path, name, Frais="Gratuit", **{"Toujours_proposé_?": "oui"})
    answers = read(path, now)
    assert [(one.line.id, one.field, one.after) for one in answers.changes] == [
        ("pdi--a", "frais", "gratuit")
    ]
    assert (answers.confirmed, answers.known, answers.refused) == ((Ref("service", "pdi--a"),), 1, ())
    fill(path, "pdi--b", Frais="Payant")
    (refusal,) = read(path, now).refused
    assert "« Frais » : cette fiche et « pdi--a » sont maintenant réunies" in refusal


def test_a_line_sent_apart_answers_where_the_records_differ_as_long_as_its_own_says_what_it_said(
    tmp_path: Path,
) -> None:
    path = tmp_path / "x.xlsx"
    paid = {**ONE, "frais": "payant"}
    write_sheet(path, sheet_of(ROUTE, whole(offered(paid), offered(TWO))), CHOICES)
    fill(path, "pdi--b", Frais="Gratuit")
    answers = read(path, whole(offered(paid), offered(TWO), spoken=SAME))
    assert answers.refused == ()
    assert [(one.line.id, one.field, one.before, one.after) for one in answers.changes] == [
        ("pdi--a", "frais", "payant", "gratuit")
    ]
    changed = {**TWO, "frais": "adhesion"}
    (refusal,) = read(path, whole(offered(paid), offered(changed), spoken=SAME)).refused
    assert "la fiche a changé depuis l’envoi, et dit maintenant « Payant »" in refusal


def test_a_line_sent_apart_adds_to_a_list_and_takes_from_it_what_the_other_record_says_stays(
    tmp_path: Path,
) -> None:
    path = tmp_path / "x.xlsx"
    one, two = {**ONE, "publics": ["femmes"]}, {**TWO, "publics": ["jeunes", "familles"]}
    write_sheet(path, sheet_of(ROUTE, whole(offered(one), offered(two))), CHOICES)
    fill(path, "pdi--b", Public_1="(effacer)", Public_3="Seniors")
    answers = read(path, whole(offered(one), offered(two), spoken=SAME))
    assert (answers.refused, [set(one.after) for one in answers.changes]) == (
        (), [{"femmes", "familles", "seniors"}]
    )  # fmt: skip


def test_a_value_that_is_gone_is_refused_as_empty(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    write_sheet(path, sheet_of(ROUTE, whole(offered({**ONE, "frais": "payant"}))), CHOICES)
    fill(path, "pdi--a", Frais="Gratuit")
    (refusal,) = read(path, whole(offered(ONE))).refused
    assert "dit maintenant « (vide) »" in refusal


def test_a_refusal_says_what_a_record_says_now_in_words_and_shows_where_it_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    write_sheet(path, sheet_of(ROUTE, whole(offered({**ONE, "publics": ["femmes"]}))), CHOICES)
    fill(
        path,
        "pdi--a",
        Public_1="Familles",
        Heures_par_semaine=12,
        **{"Description_(200_caractères_ou_plus)": "Autre chose. " * 20},
    )
    now = {
        **ONE, "publics": ["jeunes", "femmes"], "volume_horaire_hebdomadaire": 26.0, "description": "Mot " * 60
    }  # fmt: skip
    refused = " ".join(read(path, whole(offered(now))).refused)
    assert "dit maintenant « Jeunes, Femmes »" in refused
    assert "dit maintenant « 26 »" in refused
    assert f"dit maintenant « {('Mot ' * 25).strip()}… »" in refused


def test_an_answer_that_waits_on_another_record_is_not_overwritten(tmp_path: Path) -> None:
    path, current = tmp_path / "x.xlsx", whole(offered(ONE), offered(TWO), spoken=SAME)
    write_sheet(path, sheet_of(ROUTE, current), CHOICES)
    fill(path, "pdi--a", Frais="Gratuit")
    ref = Ref("service", "pdi--b")
    said = Correction(ref, "frais", "payant", None, "Camille", "copie.xlsx", JUNE, at(JUNE))
    answers = read_answers(path, current, CHOICES, on=SEPTEMBER, held={ref: {"frais": said}})
    assert answers.changes == ()
    assert "fiche-partenaire annuler pdi--b frais" in answers.refused[0]


# --- whatever the records say ----------------------------------------------------------------------------

SAID: dict[str, st.SearchStrategy[Any]] = {
    "telephone": st.sampled_from(["+33261910001", "+33261910002", None]),
    "courriel": st.sampled_from(["a@exemple.fr", "b@exemple.fr", None]),
    "adresse": st.sampled_from(["1 rue du Puits", "2 rue du Puits", None]),
    "frais": st.sampled_from(["gratuit", "payant", None]),
    "frais_precisions": st.sampled_from(["5 €", None]),
    "publics": st.sampled_from([["jeunes"], ["jeunes", "femmes"], ["tous-publics"], None]),
}
PLACES = st.sampled_from([LAVAL, MAYENNE])
DATES = st.sampled_from(["2026-01-01", "2026-06-01"])


@given(
    places=st.tuples(PLACES, PLACES),
    dates=st.tuples(DATES, DATES),
    fields=st.tuples(st.fixed_dictionaries(SAID), st.fixed_dictionaries(SAID)),
    said=st.fixed_dictionaries({}, optional=SAID),
    known=st.sampled_from([(), ("pdi--a",), ("pdi--b",)]),
    confirmed=st.booleans(),
)
def test_the_merge_shows_what_was_answered_and_keeps_the_rest(
    places: tuple[dict[str, str], dict[str, str]],
    dates: tuple[str, str],
    fields: tuple[dict[str, Any], dict[str, Any]],
    said: dict[str, Any],
    known: tuple[str, ...],
    confirmed: bool,
) -> None:
    records = [
        service(name, name, date=date, **{**place, **values})
        for name, date, place, values in zip(("pdi--a", "pdi--b"), dates, places, fields, strict=True)
    ]
    sheet = united(*records, known=known)
    wanted = {**only(sheet).record, **said}
    after = shown(sheet, confirmed=confirmed, **said)
    assert comparable(after) == comparable(wanted)


@given(
    dates=st.tuples(DATES, DATES),
    fields=st.tuples(st.fixed_dictionaries(SAID), st.fixed_dictionaries(SAID)),
    said=st.fixed_dictionaries({}, optional=SAID).filter(bool),
    data=st.data(),
    is_taken=st.booleans(),
)
def test_taking_an_answer_back_changes_no_other_field(
    dates: tuple[str, str],
    fields: tuple[dict[str, Any], dict[str, Any]],
    said: dict[str, Any],
    data: st.DataObject,
    is_taken: bool,
) -> None:
    records = [
        service(name, name, date=date, **{**LAVAL, **values})
        for name, date, values in zip(("pdi--a", "pdi--b"), dates, fields, strict=True)
    ]
    sheet = united(*records)
    held = standing_corrections(kept_of(sheet, **said))
    assume(held)
    ref, field = data.draw(st.sampled_from([(ref, name) for ref, of in held.items() for name in of]))
    current = united(*answered(sheet, **said).values()) if is_taken else sheet
    lines = taken_back(
        ref.id,
        field,
        held,
        current,
        given=given_of(records),
        author="Camille",
        day=SEPTEMBER,
        at=at(SEPTEMBER),
    )
    left = standing_corrections([*(one for of in held.values() for one in of.values()), *lines])
    assert not any(field in of for of in left.values())
    before, after = shown_with(sheet, held), shown_with(sheet, left)
    before.pop(field, None)
    after.pop(field, None)
    assert after == before


def given_of(records: Iterable[Record]) -> dict[Ref, Given]:
    return {Ref("service", one["id"]): Given(one, {}) for one in records}


def shown_with(sheet: Sheet, held: Held) -> Record:
    """What the merge shows of the catalogue with these answers."""
    lines = [one for of in held.values() for one in of.values()]
    records = [applied(part, lines, SEPTEMBER) for part in only(sheet).parts]
    return comparable(merge(records, kind="service", preferences=sheet.preferences).record)


def comparable(record: Record) -> Record:
    """Without what names and dates it; the order of a list says nothing."""
    return {
        name: sorted(value) if isinstance(value, list) else value
        for name, value in record.items()
        if value is not None and name not in ("id", "date_maj")
    }
