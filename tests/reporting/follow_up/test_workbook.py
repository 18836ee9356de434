"""The workbook, read back by another code than ours: figures, native charts, work list, nothing that runs."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell

from offre_insertion.reporting.chart import Chart
from offre_insertion.reporting.charts.key import BLANK, FULL, LIGHT
from offre_insertion.reporting.charts.matrix import shade_of
from offre_insertion.reporting.follow_up.report import Report
from offre_insertion.reporting.follow_up.workbook import write_workbook
from offre_insertion.reporting.typography import long_day, typeset
from tests.reporting.follow_up.hostile import attacked


@pytest.fixture(scope="module")
def path(report: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("classeur") / "rapport.xlsx"
    write_workbook(report, found)
    return found


@pytest.fixture(scope="module")
def book(path: Path) -> Workbook:
    return load_workbook(path)


def table(book: Workbook, sheet: str, heading: str) -> list[dict[str, object]]:
    """The rows under the line that starts with a heading."""
    rows = list(book[sheet].iter_rows(values_only=True))
    top = next(number for number, row in enumerate(rows) if row[0] == heading)
    return [dict(zip(map(str, rows[top]), row, strict=True)) for row in rows[top + 1 :]]


def natives(report: Report) -> list[Chart]:
    """A matrix is a coloured table: spreadsheets have no such chart."""
    return [chart for chart in report.charts if chart.kind != "matrice"]


def beside(book: Workbook, report: Report, key: str) -> tuple[Chart, list[tuple[Cell, ...]]]:
    """A chart of the third or fourth mission, and the cells of its rows."""
    chart = next(one for one in report.charts if one.key == key)
    for mission in (3, 4):
        sheet = book[f"Graphiques mission {mission}"]
        for cell in sheet["A"]:
            if cell.value == typeset(chart.title):
                first = cell.row + 3
                return chart, [sheet[row] for row in range(first, first + len(chart.rows))]
    raise AssertionError(key)


def test_it_opens_on_the_indicators(book: Workbook, report: Report) -> None:
    assert book.sheetnames[0] == "Indicateurs"
    rows = {row["Indicateur"]: row for row in table(book, "Indicateurs", "N°")}
    assert len(rows) == 18
    assert rows["Dispositifs recensés"]["Valeur"] == 128
    assert rows["Dispositifs recensés"]["Écart"] == 2
    assert (rows["Dispositifs à jour"]["Numérateur"], rows["Dispositifs à jour"]["Dénominateur"]) == (59, 117)
    assert rows["Publication"]["Valeur"] == "non mesuré"


def test_the_shares_and_what_they_gained_are_figures_written_as_the_page_writes_them(book: Workbook) -> None:
    page = book["Indicateurs"]
    heading = next(row for row in page.iter_rows() if row[0].value == "N°")
    columns = {cell.value: cell.column for cell in heading}
    row = next(cell.row for cell in page["B"] if cell.value == "Mis à jour sur la période")
    shown = {name: page.cell(row, columns[name]) for name in ("Valeur", "Avant", "Écart")}
    value, before, gap = (cell.value for cell in shown.values())
    assert (gap, round(100 * (value - before))) == (8, 8)
    assert [cell.number_format for cell in shown.values()] == [
        '0"\xa0"%', '0"\xa0"%', '"+"0"\xa0points";"−"0"\xa0points";0"\xa0points"'
    ]  # fmt: skip


def test_every_chart_is_native_and_says_what_is_seen(book: Workbook, path: Path, report: Report) -> None:
    sheets = [sheet for sheet in book.worksheets if sheet.title.startswith("Graphiques")]
    assert sum(len(sheet._charts) for sheet in sheets) == len(natives(report))
    with zipfile.ZipFile(path) as parts:
        drawings = "".join(
            parts.read(name).decode() for name in parts.namelist() if "drawings/drawing" in name
        )
    assert drawings.count("descr=") == len(natives(report))


def test_cells_behind_charts_are_those_of_the_page(book: Workbook, report: Report) -> None:
    chart = next(one for one in report.charts if one.key == "a-jour-cent")
    sheet = book["Graphiques mission 2"]
    title = next(cell.row for cell in sheet["A"] if cell.value == "Âge des dispositifs, relevé par relevé")
    for offset, row in enumerate(chart.rows, title + 3):
        cells = [cell.value for cell in sheet[offset][: len(row.values) + 1]]
        assert cells == [row.label, *row.values]


def test_a_matrix_is_a_table_coloured_as_the_drawing(book: Workbook, report: Report) -> None:
    chart, rows = beside(book, report, "eventail-matrice")
    fills = {FULL: 0, LIGHT: 0, BLANK: 0}
    for row, cells in zip(chart.rows, rows, strict=True):
        written = [cell.value for cell in cells[: len(row.values) + 1]]
        assert written == [row.label, *map(pytest.approx, row.values)]
        for value, cell in zip(row.values, cells[1:], strict=False):
            shade = shade_of(chart, value)
            fills[shade] += 1
            assert cell.fill.fgColor.rgb == f"FF{shade.fill[1:].upper()}"
            assert cell.font.color.rgb == f"FF{shade.ink[1:].upper()}"
    assert min(fills.values()) > 0


def test_points_bear_the_number_of_their_row_and_the_axes_cross_at_the_medians(
    book: Workbook, report: Report, path: Path
) -> None:
    chart, rows = beside(book, report, "abondance-epci")
    assert [[cell.value for cell in cells[:4]] for cells in rows] == [
        [row.label, *map(pytest.approx, row.values), number] for number, row in enumerate(chart.rows, 1)
    ]
    with zipfile.ZipFile(path) as parts:
        charts = [parts.read(name).decode() for name in parts.namelist() if "charts/chart" in name]
    (scatter,) = [one for one in charts if "<c:scatterChart>" in one]
    assert chart.limit is not None
    assert chart.limit_across is not None
    for value, _ in (chart.limit, chart.limit_across):
        assert f'<c:crossesAt val="{value}"' in scatter
    assert scatter.count("<c:dLbl>") == len(chart.rows)


def test_partners_by_territory_are_stacked_bars(book: Workbook, report: Report) -> None:
    chart, rows = beside(book, report, "partenaires-mobilises-territoires")
    assert [[cell.value for cell in cells[:3]] for cells in rows] == [
        [row.label, *row.values] for row in chart.rows
    ]


def test_the_waterfall_stands_on_what_is_before(book: Workbook) -> None:
    sheet = book["Graphiques mission 2"]
    title = next(cell.row for cell in sheet["A"] if cell.value == "Évolution expliquée")
    rows = {sheet.cell(row, 1).value: [sheet.cell(row, column).value for column in range(2, 6)]
            for row in range(title + 3, title + 17)}  # fmt: skip
    assert rows["début"] == [None, 126, None, None]
    assert rows["nouveaux"] == [126, None, 13, None]
    assert rows["fermés"] == [135, None, None, 4]
    assert rows["fin"] == [None, 128, None, None]


def test_the_work_list_says_of_which_day_it_is(book: Workbook, report: Report) -> None:
    said = f"D’après le relevé du {long_day(report.day)} ; "
    assert str(book["À faire"]["A1"].value).startswith(typeset(said))
    assert "offre-insertion a-faire" in str(book["À faire"]["A1"].value)


def test_the_work_list_and_the_queue_are_whole(book: Workbook, report: Report) -> None:
    assert len(table(book, "À faire", "Rang")) == len(report.tasks)
    assert len(table(book, "À faire, fiches", "Rang")) == sum(len(task.items) for task in report.tasks)
    assert len(table(book, "Doublons à juger", "Nature")) == len(report.pairs)


def test_no_cell_is_a_formula_whatever_catalogues_write(report: Report, tmp_path: Path) -> None:
    from dataclasses import replace

    tasks = tuple(replace(task, title="=cmd|' /C calc'!A0") for task in report.tasks[:2])
    write_workbook(replace(attacked(report), tasks=tasks), tmp_path / "hostile.xlsx")
    read = load_workbook(tmp_path / "hostile.xlsx")
    cells = [cell for sheet in read.worksheets for row in sheet.iter_rows() for cell in row]
    assert [cell for cell in cells if cell.data_type == "f"] == []
    assert "'=cmd|' /C calc'!A0" in {cell.value for cell in cells}


def test_every_scale_starts_from_zero(path: Path, report: Report) -> None:
    with zipfile.ZipFile(path) as parts:
        charts = [parts.read(name).decode() for name in parts.namelist() if "charts/chart" in name]
    assert len(charts) == len(natives(report))
    assert [chart for chart in charts if '<c:min val="0"/>' not in chart] == []
