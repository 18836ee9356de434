"""The workbook of a partner goes and comes back: what is missing shows, nothing is lost nor taken by mistake."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from offre_insertion.errors import ReadError
from offre_insertion.history.corrections import CONFIRMED, Correction
from offre_insertion.history.values import Ref
from offre_insertion.schema import Record
from offre_insertion.tracking.partners import Partner
from offre_insertion.tracking.sheets import (
    Answers,
    Choices,
    Records,
    Sheet,
    read_answers,
    sheet_of,
    whole_sheet,
    write_sheet,
)
from offre_insertion.tracking.survey import Offered, offer_of
from tests.matching.fictional import SIRET
from tests.tracking.stories import BARE, HOSTS, JUNE, PERMIS, SEPTEMBER, at, offered, service

SOFFICE = shutil.which("soffice")
CHOICES = Choices.of("53")
ROUTE = Partner("Cap sur la Route", JUNE, siren=SIRET[:9])
SPARSE: dict[str, Any] = {**BARE, "frais": None, "modes_mobilisation": None, "mobilisable_par": None}
PERMIT = service("pdi--a", "=Auto-école", zone_eligibilite=["53130", "200083392"], **SPARSE)
FULL = service("pdi--b", "Bilan mobilité", volume_horaire_hebdomadaire=12.0)
OTHER = service("pdi--c", "Garage solidaire", host="pdi--i")
YELLOW = "FFFFF0C2"


def whole(*content: Offered, **more: Any) -> Sheet:
    published = offer_of(one for one in content if one.is_published)
    return whole_sheet(Records.of(published, content), day=SEPTEMBER, **more)


def sheet(*records: Record) -> Sheet:
    return sheet_of(ROUTE, whole(*(offered(one) for one in records or (PERMIT, FULL, OTHER))))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "route.xlsx"
    write_sheet(found, sheet(), CHOICES)
    return found


def cells(page: Worksheet, record_id: str) -> dict[str, Any]:
    """Heading → cell, of the line of a record."""
    heading = [cell.value for cell in page[1]]
    line = next(line for line in page.iter_rows(min_row=2) if line[0].value == record_id)
    return dict(zip(heading, line, strict=True))


def fill(path: Path, record_id: str, *, name: str = "Services", **answers: object) -> None:
    """Writes in the cells of a record, as a person does; ``Public_1`` is « Public 1 »."""
    book = openpyxl.load_workbook(path)
    line = cells(book[name], record_id)
    for title, value in answers.items():
        line[title.replace("_", " ")].value = value
    book.save(path)


def read(path: Path, current: Sheet | None = None) -> Answers:
    return read_answers(path, current or sheet(), CHOICES, on=SEPTEMBER)


def changed(answers: Answers) -> dict[tuple[str, str], Any]:
    return {(one.line.id, one.field): one.after for one in answers.changes}


def test_only_the_records_of_the_partner_are_sent_ids_locked_without_a_password(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    page = book["Services"]
    assert [line[0].value for line in page.iter_rows(min_row=2)] == ["pdi--a", "pdi--b"]
    assert [line[0].value for line in book["Structures"].iter_rows(min_row=2)] == ["pdi--h"]
    assert page.protection.sheet
    assert page.protection.password is None
    line = cells(page, "pdi--a")
    assert [title for title, cell in line.items() if cell.protection.locked] == [
        "Identifiant",
        "Structure",
        "Commune",
    ]
    assert (book["_origine"].sheet_state, book["_listes"].sheet_state) == ("veryHidden", "hidden")


def test_only_what_is_missing_is_highlighted(path: Path) -> None:
    page = openpyxl.load_workbook(path)["Services"]
    yellow = {
        record_id: [
            title for title, cell in cells(page, record_id).items() if cell.fill.fgColor.rgb == YELLOW
        ]
        for record_id in ("pdi--a", "pdi--b")
    }
    assert yellow == {
        "pdi--a": [
            "Description (200 caractères ou plus)",
            "Frais",
            "Mode de mobilisation 1",
            "Qui peut mobiliser 1",
        ],
        "pdi--b": [],
    }


def test_values_are_there_in_words_and_no_cell_is_a_formula(path: Path) -> None:
    line = cells(openpyxl.load_workbook(path)["Services"], "pdi--a")
    assert line["Public 1"].value == "Bénéficiaires des minimas sociaux"
    assert [line[f"Territoire couvert {rank}"].value for rank in (1, 2)] == [
        "53130",
        "CA Laval Agglomération",
    ]
    assert line["Nom du service"].value == "'=Auto-école"
    assert {cell.data_type for cell in line.values()} <= {"s", "n"}


def test_each_coded_field_has_its_drop_down(path: Path) -> None:
    page = openpyxl.load_workbook(path)["Services"]
    heading = [cell.value for cell in page[1]]
    ruled = {
        heading[area.min_col - 1]: rule.formula1
        for rule in page.data_validations.dataValidation
        for area in rule.sqref.ranges
        if rule.type == "list"
    }
    assert {title.rstrip(" 0123456789") for title in ruled} == {
        "Toujours proposé ?", "Thématique", "Public", "Frais", "Mode de mobilisation", "Qui peut mobiliser",
        "Territoire couvert",
    }  # fmt: skip
    book = openpyxl.load_workbook(path)
    column, last = ruled["Frais"].split("$")[-2], int(ruled["Frais"].split("$")[-1])
    assert [book["_listes"][f"{column}{row}"].value for row in range(1, last + 1)] == ["Gratuit", "Payant"]


def test_a_workbook_returned_as_it_was_changes_nothing(path: Path) -> None:
    assert read(path) == Answers("Cap sur la Route", "2026-09-30")


def test_what_is_filled_is_read_in_codes_and_cleaned(path: Path) -> None:
    fill(
        path, "pdi--a", Frais="Payant", Précisions_sur_les_frais="20 € par an", Mode_de_mobilisation_1="Téléphoner",
        Qui_peut_mobiliser_1="Professionnels", Téléphone="02 61 91 00 09", Public_2="jeunes", Places_ouvertes=12,
        Heures_par_semaine="7,5",
    )  # fmt: skip
    answers = read(path)
    assert answers.refused == ()
    assert changed(answers) == {
        ("pdi--a", "frais"): "payant",
        ("pdi--a", "frais_precisions"): "20 € par an",
        ("pdi--a", "modes_mobilisation"): ["telephoner"],
        ("pdi--a", "mobilisable_par"): ["professionnels"],
        ("pdi--a", "telephone"): "+33261910009",
        ("pdi--a", "publics"): ["beneficiaires-des-minimas-sociaux", "jeunes"],
        ("pdi--a", "prive.places"): 12.0,
        ("pdi--a", "volume_horaire_hebdomadaire"): 7.5,
    }


def test_an_emptied_cell_takes_nothing_away_and_the_word_does(path: Path) -> None:
    fill(path, "pdi--b", Téléphone="", Frais=None, Public_1=None, Heures_par_semaine=None)
    assert changed(read(path)) == {}
    fill(path, "pdi--b", Frais="(effacer)", Heures_par_semaine="(Effacer)", Public_1="(effacer)")
    assert changed(read(path)) == {
        ("pdi--b", "frais"): None, ("pdi--b", "publics"): None, ("pdi--b", "volume_horaire_hebdomadaire"): None,
    }  # fmt: skip


def test_yes_confirms_no_stops_and_something_else_is_refused(path: Path) -> None:
    fill(path, "pdi--a", **{"Toujours_proposé_?": "oui"})
    fill(path, "pdi--b", **{"Toujours_proposé_?": "Non"})
    fill(path, "pdi--h", name="Structures", **{"Toujours_proposé_?": "peut-être"})
    answers = read(path)
    assert (answers.confirmed, answers.stopped) == ((Ref("service", "pdi--a"),), (Ref("service", "pdi--b"),))
    assert "« peut-être » n’est ni oui ni non" in answers.refused[0]


def test_what_the_schema_or_the_lists_refuse_is_said_with_its_line_and_the_rest_is_taken(path: Path) -> None:
    fill(
        path,
        "pdi--a",
        Frais="Gratuit",
        Public_2="retraités",
        Courriel="pas une adresse",
        Public_3="Tous publics",
    )
    fill(path, "pdi--h", name="Structures", SIRET="123")
    answers = read(path)
    assert changed(answers) == {("pdi--a", "frais"): "gratuit"}
    assert [one.split(" : ")[0] for one in answers.refused] == [
        "Feuille « Structures », ligne 2, « SIRET »",
        "Feuille « Services », ligne 2, « Public »",
        "Feuille « Services », ligne 2, « Courriel »",
    ]


def test_publics_that_do_not_go_together_are_refused_as_a_whole(path: Path) -> None:
    fill(path, "pdi--a", Public_2="Tous publics")
    answers = read(path)
    assert changed(answers) == {}
    assert "publics" in answers.refused[0]


def test_a_telephone_is_shown_as_it_is_dialled_and_left_as_it_is_says_nothing(tmp_path: Path) -> None:
    found, current = tmp_path / "telephone.xlsx", sheet({**PERMIT, "telephone": "+33261910005"})
    write_sheet(found, current, CHOICES)
    shown = cells(openpyxl.load_workbook(found)["Services"], "pdi--a")["Téléphone"].value
    assert shown == "02 61 91 00 05"
    assert read(found, current) == Answers("Cap sur la Route", "2026-09-30")


def test_a_field_that_somebody_changed_meanwhile_is_not_overwritten(path: Path) -> None:
    fill(path, "pdi--a", Téléphone="02 61 91 00 09", Frais="Gratuit")
    now = sheet({**PERMIT, "telephone": "+33261910005"}, FULL)
    answers = read(path, now)
    assert changed(answers) == {("pdi--a", "frais"): "gratuit"}
    assert "la fiche a changé depuis l’envoi, et dit maintenant « 02 61 91 00 05 »" in answers.refused[0]


def test_a_field_that_somebody_changed_the_same_way_is_nothing_new(path: Path) -> None:
    fill(path, "pdi--a", Téléphone="02 61 91 00 09")
    assert read(path, sheet({**PERMIT, "telephone": "+33261910009"}, FULL)) == Answers(
        "Cap sur la Route", "2026-09-30", known=1
    )


def test_a_changed_or_repeated_id_is_refused(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    page = book["Services"]
    page["A2"], page["A3"] = "pdi--x", "pdi--b"
    page["A4"] = "pdi--b"
    book.save(path)
    assert [one.split(" : ")[1][:30] for one in read(path).refused] == [
        "aucune fiche ne porte l’identi", "l’identifiant « pdi--b » est d",
    ]  # fmt: skip


def test_lines_may_be_sorted_and_columns_moved(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    page = book["Services"]
    rows = [[cell.value for cell in line] for line in page.iter_rows()]
    rows[1], rows[2] = rows[2], rows[1]
    for number, values in enumerate(rows, 1):
        for position, value in enumerate([*reversed(values)], 1):
            page.cell(number, position).value = value
    book.save(path)
    fill_in_place = openpyxl.load_workbook(path)
    heading = [cell.value for cell in fill_in_place["Services"][1]]
    fill_in_place["Services"].cell(3, heading.index("Frais") + 1).value = "Gratuit"
    fill_in_place.save(path)
    assert changed(read(path)) == {("pdi--a", "frais"): "gratuit"}


@pytest.mark.parametrize(
    "title", ["Identifiant", "Toujours proposé ?", "Frais", "Public 3", "Places ouvertes"]
)
def test_a_renamed_column_is_refused_by_its_name(path: Path, title: str) -> None:
    book = openpyxl.load_workbook(path)
    cell = next(cell for cell in book["Services"][1] if cell.value == title)
    cell.value = "Tarif"
    book.save(path)
    with pytest.raises(
        ReadError, match=re.escape(f"feuille « Services » : il manque en ligne 1 « {title} ».")
    ):
        read(path)


def test_a_renamed_page_is_refused_by_its_name(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book["Services"].title = "Nos services"
    book.save(path)
    with pytest.raises(ReadError, match="il manque la feuille « Services »"):
        read(path)


def test_a_column_that_cannot_be_filled_may_go(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    page = book["Services"]
    page.delete_cols([cell.value for cell in page[1]].index("Commune") + 1)
    book.save(path)
    assert read(path) == Answers("Cap sur la Route", "2026-09-30")


def test_any_other_workbook_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "autre.xlsx")
    with pytest.raises(ReadError, match="n’est pas une fiche partenaire"):
        read(tmp_path / "autre.xlsx")


def test_answers_become_lines_that_know_what_the_catalogue_had(path: Path) -> None:
    """Fees already corrected once, from nothing: the new answer replaces it and still remembers the nothing."""
    fill(path, "pdi--a", Places_ouvertes=12)
    fill(path, "pdi--b", Frais="Payant", Précisions_sur_les_frais="5 €", **{"Toujours_proposé_?": "oui"})
    ref = Ref("service", "pdi--b")
    before = Correction(ref, "frais", "gratuit", None, "Camille", "mai.xlsx", JUNE, at(JUNE))
    lines = read(path).corrections(
        author="Camille", origin="route.xlsx", day=SEPTEMBER, at=at(SEPTEMBER), held={ref: {"frais": before}}
    )
    assert [(one.ref.id, one.field, one.value, one.seen) for one in lines] == [
        ("pdi--a", "prive.places", {"texte": "12", "valeur": 12.0, "unite": "places"}, None),
        ("pdi--b", "frais", "payant", None),
        ("pdi--b", "frais_precisions", "5 €", None),
        ("pdi--b", CONFIRMED, True, None),
    ]
    assert {one.day for one in lines} == {SEPTEMBER}


@pytest.mark.parametrize(
    "places",
    [
        {"texte": "24 places", "valeur": 24.0, "unite": "places"},
        {"texte": "8 à 10", "minimum": 8.0, "maximum": 10.0},
    ],
)
def test_an_answer_on_places_remembers_them_as_they_are_kept(tmp_path: Path, places: dict[str, Any]) -> None:
    """With their text and unit: a run compares with that whole, not with the number alone."""
    current = sheet_of(ROUTE, whole(offered(FULL, places=places)))
    write_sheet(tmp_path / "x.xlsx", current, CHOICES)
    fill(tmp_path / "x.xlsx", "pdi--b", Places_ouvertes=12)
    (line,) = read(tmp_path / "x.xlsx", current).corrections(
        author="Camille", origin="x.xlsx", day=SEPTEMBER, at=at(SEPTEMBER), held={}
    )
    assert (line.value, line.seen) == ({"texte": "12", "valeur": 12.0, "unite": "places"}, places)


def test_an_answer_that_no_run_has_taken_yet_is_not_overwritten_by_another_copy(path: Path) -> None:
    ref = Ref("service", "pdi--a")
    said = [
        Correction(ref, "frais", "gratuit", None, "Camille", "copie.xlsx", JUNE, at(JUNE)),
        Correction(ref, "prive.places", {"texte": "12", "valeur": 12.0}, None, "C", "copie.xlsx", JUNE, at(JUNE)),
        Correction(ref, "telephone", "+33261910002", "+33261910003", "C", "vieux.xlsx", JUNE, at(JUNE)),
    ]  # fmt: skip
    held = {ref: {one.field: one for one in said}}
    fill(path, "pdi--a", Frais="Payant", Places_ouvertes=12, Téléphone="02 61 91 00 09")
    answers = read_answers(path, sheet(), CHOICES, on=SEPTEMBER, held=held)
    # The phone: the catalogue has changed since, that answer no longer holds.
    assert changed(answers) == {("pdi--a", "telephone"): "+33261910009"}
    (refusal,) = answers.refused
    assert "« Frais » : une réponse du 30/06/2026 (copie.xlsx) dit déjà « Gratuit »" in refusal
    assert "fiche-partenaire annuler pdi--a frais" in refusal


def test_a_structure_named_by_the_register_is_sent_without_a_siren(tmp_path: Path) -> None:
    named = Partner("Roule Bocage", JUNE, structures=("pdi--i",))
    found = sheet_of(named, whole(*(offered(one) for one in (PERMIT, OTHER))))
    assert [one.id for one in found.lines] == ["pdi--i", "pdi--c"]
    assert HOSTS["pdi--i"]["nom"] == "Roule Bocage"


def test_a_list_longer_than_three_has_room_for_one_more(tmp_path: Path) -> None:
    many = service(
        "pdi--a", "Plateforme", publics=["jeunes", "femmes", "familles", "seniors"], thematiques=[PERMIS]
    )
    write_sheet(tmp_path / "x.xlsx", sheet(many), CHOICES)
    heading = [cell.value for cell in openpyxl.load_workbook(tmp_path / "x.xlsx")["Services"][1]]
    assert [title for title in heading if title.startswith("Public")] == [
        f"Public {rank}" for rank in range(1, 6)
    ]
    assert read_answers(tmp_path / "x.xlsx", sheet(many), CHOICES, on=dt.date(2026, 9, 30)).changes == ()


@pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice n’est pas installé ici : le passage par lui n’est pas joué"
)
def test_libreoffice_gives_the_workbook_back_unchanged_with_its_protection_and_lists(
    path: Path, tmp_path: Path
) -> None:
    profile = (tmp_path / "profil").as_uri()
    subprocess.run(
        [
            str(SOFFICE), f"-env:UserInstallation={profile}", "--headless", "--convert-to",
            "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "rendu"), str(path),
        ],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    back = tmp_path / "rendu" / path.name
    page = openpyxl.load_workbook(back)["Services"]
    assert page.protection.sheet
    assert {rule.type for rule in page.data_validations.dataValidation} == {"list", "decimal"}
    assert read(back) == Answers("Cap sur la Route", "2026-09-30")
