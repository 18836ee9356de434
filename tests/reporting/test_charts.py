"""Charts: what is drawn is what the rows say; read without colour, spoken by a screen reader."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import get_args
from xml.etree import ElementTree

import pytest

from offre_insertion.reporting.chart import Chart, Kind, Row
from offre_insertion.reporting.charts import draw, patterns
from offre_insertion.reporting.charts.parts import FILLS, WIDTH, ticks, wrap

SVG = "{http://www.w3.org/2000/svg}"


def chart(
    kind: Kind, *rows: Row, unit: str = "dispositifs", series: tuple[str, ...] = ("dispositifs",)
) -> Chart:
    return Chart("essai", kind, "Un titre", unit, "une source", "Étape", series, rows, "Ce que l’on voit.")


FLOW = chart(
    "cascade", Row("début", (100,)), Row("nouveaux", (20,)), Row("dédoublés", (0,)), Row("fermés", (-5,)),
    Row("fin", (115,)),
)  # fmt: skip
STACK = chart(
    "empile", Row("06/26", (10, 5)), Row("09/26", (12, None)), series=("catalogue", "DORA")
)  # fmt: skip


def of_kind(kind: Kind, one: Chart) -> Chart:
    """The same rows, with a second value for the points of a plane."""
    if kind != "nuage":
        return replace(one, kind=kind)
    rows = tuple(Row(row.label, (abs(row.values[0] or 0), 3)) for row in one.rows)
    return replace(one, kind=kind, rows=rows, series=("en travers", "en hauteur"))


def drawn(one: Chart) -> ElementTree.Element:
    return ElementTree.fromstring(str(draw(one)))


def texts(one: Chart) -> list[str]:
    return [node.text or "" for node in drawn(one).iter() if node.tag.endswith("text")]


def bars(one: Chart) -> list[tuple[float, float]]:
    """(x, width) of each bar, from top to bottom."""
    found = [node for node in drawn(one).iter() if node.tag.endswith("rect")]
    return [(float(node.attrib["x"]), float(node.attrib["width"])) for node in found]


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_kind_is_named_and_says_what_is_seen(kind: Kind) -> None:
    root = drawn(of_kind(kind, FLOW))
    names = {node.attrib["id"]: node.text for node in root.iter() if "id" in node.attrib}
    assert root.attrib["role"] == "img"
    assert [names[one] for one in root.attrib["aria-labelledby"].split()] == ["Un titre", "Ce que l’on voit."]


@pytest.mark.parametrize("kind", get_args(Kind))
def test_nothing_is_drawn_out_of_the_frame(kind: Kind) -> None:
    labels = ("Utiliser des services de mobilité douce, partagée ou collective", "a" * 60, "c", "d", "e")
    rows = tuple(Row(label, row.values) for label, row in zip(labels, FLOW.rows, strict=True))
    root = drawn(of_kind(kind, replace(FLOW, rows=rows)))
    height = float(root.attrib["viewBox"].split()[3])
    for node in root.iter():
        if node.tag.endswith("rect"):
            assert 0 <= float(node.attrib["x"]) <= WIDTH - float(node.attrib["width"])
        if node.tag.endswith("text"):
            assert 0 < float(node.attrib["y"]) <= height
        if node.tag.endswith("circle"):
            x, y, r = (float(node.attrib[name]) for name in ("cx", "cy", "r"))
            assert r <= x <= WIDTH - r
            assert r <= y <= height - r


def test_a_waterfall_goes_from_one_total_to_the_other() -> None:
    (_, start), (up_x, up), (down_x, down), (_, end) = bars(FLOW)
    scale = start / 100
    assert up == pytest.approx(20 * scale, abs=0.1)
    assert down == pytest.approx(5 * scale, abs=0.1)
    assert up_x == pytest.approx(start + 0.5, abs=0.1)
    assert down_x == pytest.approx(115 * scale + 0.5, abs=0.1)
    assert end == pytest.approx(115 * scale, abs=0.1)


def test_steps_of_nothing_stay_in_the_table() -> None:
    assert texts(FLOW) == ["début", "100", "nouveaux", "+20", "fermés", "−5", "fin", "115"]


def test_what_nobody_measured_is_not_drawn_as_zero() -> None:
    assert "n. m." in texts(chart("colonnes", Row("a", (None,)), Row("b", (3,))))
    assert "non mesuré" in texts(chart("barres", Row("a", (None,)), Row("b", (3,))))
    broken = draw(chart("lignes", Row("a", (1,)), Row("b", (None,)), Row("c", (2,))))
    assert len(re.findall(r'd="M[^"L]*M[^"L]*"', str(broken))) == 1


def test_a_funnel_says_each_step_as_a_share_of_the_first() -> None:
    assert "3 (75\u00a0%)" in texts(chart("entonnoir", Row("actifs", (4,)), Row("avec un contact", (3,))))


def test_a_stack_says_its_parts_and_its_total() -> None:
    said = texts(STACK)
    assert {"catalogue", "DORA", "10", "5", "15", "12"} <= set(said)


def test_a_share_of_each_date_reaches_the_top() -> None:
    said = texts(replace(STACK, kind="cent"))
    assert {"66\u00a0%", "33\u00a0%", "100\u00a0%"} <= set(said)


def test_many_dates_are_areas() -> None:
    many = replace(STACK, rows=tuple(Row(f"{month:02d}/26", (10, 5)) for month in range(1, 13)))
    assert 'class="forme"' in str(draw(many))
    assert sum(label.endswith("/26") for label in texts(many)) <= 8


def test_values_over_many_dates_do_not_overlap() -> None:
    alone = chart("empile", *(Row(f"{month:02d}/26", (200 + month,)) for month in range(1, 13)))
    said = texts(alone)
    assert {"201", "212"} <= set(said)
    assert not {"202", "205", "211"} & set(said)


def test_bars_of_nothing_are_not_worth_a_chart() -> None:
    assert not chart("barres", Row("ouverts", (0,)), Row("clos", (None,))).has_values
    assert chart("lignes", Row("06/26", (0,))).has_values


def test_fills_differ_by_pattern_so_that_grey_is_enough() -> None:
    names = set(re.findall(r'id="([^"]+)"', str(patterns())))
    assert {fill[5:-1] for fill in FILLS if fill.startswith("url(#")} == names
    assert len(set(FILLS)) == len(FILLS)


@pytest.mark.parametrize("kind", get_args(Kind))
def test_labels_are_escaped(kind: Kind) -> None:
    hostile = replace(FLOW, title="<script>", rows=(Row("<script>", (1,)), Row('"><script>', (2,))))
    assert "<script" not in str(draw(of_kind(kind, hostile)))


def test_scales_are_round() -> None:
    assert ticks(128, is_share=False) == [0, 50, 100, 150]
    assert ticks(3, is_share=False) == [0, 1, 2, 3]
    assert ticks(0, is_share=False) == [0, 1]
    assert ticks(0.93, is_share=True)[-1] == 1


def test_long_labels_are_wrapped_then_cut() -> None:
    assert wrap("un deux trois", 40) == ["un", "deux", "trois"]
    assert wrap("un deux trois quatre", 40, lines=2)[-1].endswith("…")
    assert wrap("anticonstitutionnellement", 60) == ["anticon…"]


def test_lines_break_where_typography_allows_it() -> None:
    assert wrap("une médiane : 25 %", 80) == ["une", "médiane\u00a0:", "25\u00a0%"]
