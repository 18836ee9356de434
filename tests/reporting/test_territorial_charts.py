"""Matrix, plane of points and map: each value is where it belongs, and said in words beside its colour."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise
from math import hypot
from xml.etree import ElementTree

import pytest

from offre_insertion.reporting.chart import Chart, Places, Row
from offre_insertion.reporting.charts import draw
from offre_insertion.reporting.charts.key import BLANK, FULL, LIGHT
from tests.reporting.follow_up.test_html import contrast

MATRIX = Chart(
    "eventail", "matrice", "Éventail", "part", "couverture", "Territoire", ("permis", "vélo", "garage"),
    (Row("Département", (0.5, 0.2, 1.0)), Row("CC de l’Ernée", (0.4999, None, 0.0))),
    limit=(0.5, "couverte : 50 % au moins"),
)  # fmt: skip
CLOUD = Chart(
    "abondance", "nuage", "Abondance", "densité ; part", "couverture", "EPCI", ("densité", "part"),
    (Row("Laval", (2.0, 0.5)), Row("Craon", (1.0, 0.0)), Row("Ernée", (1.0, None)), Row("Évron", (None, None))),
    limit=(0.25, "médiane : 25 %"), limit_across=(1.0, "médiane : 1"), units=("dispositifs", "part"),
)  # fmt: skip
MAP = Chart(
    "partenaires", "carte", "Partenaires", "partenaires", "registre", "Territoire", ("actifs", "autres"),
    (Row("Laval", (3, 1)), Row("Craon", (0, 2)), Row("Ernée", (0, 0)), Row("territoire inconnu", (0, 4))),
    places=Places(((-0.77, 48.07), (-0.77, 48.07), (-0.93, 48.3), None), ((-0.6, 48.0), (-0.95, 48.4))),
)  # fmt: skip


def nodes(one: Chart, tag: str) -> list[ElementTree.Element]:
    return [node for node in ElementTree.fromstring(str(draw(one))).iter() if node.tag == tag]


def texts(one: Chart) -> list[str]:
    return [node.text or "" for node in nodes(one, "text")]


def discs(one: Chart, *, least: float = 3) -> list[tuple[float, float, float, str]]:
    found = []
    for node in nodes(one, "circle"):
        x, y, r = (float(node.attrib[name]) for name in ("cx", "cy", "r"))
        if r >= least:
            found.append((x, y, r, node.attrib["fill"]))
    return found


def squares(one: Chart) -> list[tuple[str, str, str]]:
    """(what is said over it, fill, figure)."""
    found = []
    for group in nodes(one, "g"):
        title, square, figure = list(group)
        found.append((title.text or "", square.attrib["fill"], figure.text or ""))
    return found


def test_each_square_bears_its_figure_and_the_limit_is_included() -> None:
    assert squares(MATRIX) == [
        ("Département, permis : 50\u00a0%", FULL.fill, "50"),
        ("Département, vélo : 20\u00a0%", LIGHT.fill, "20"),
        ("Département, garage : 100\u00a0%", FULL.fill, "100"),
        ("CC de l’Ernée, permis : 49\u00a0%", LIGHT.fill, "49"),
        ("CC de l’Ernée, vélo : non mesuré", BLANK.fill, "?"),
        ("CC de l’Ernée, garage : 0\u00a0%", BLANK.fill, "0"),
    ]
    assert {"2 sur 3", "0 sur 3", "permis", "couverte\u00a0: 50\u00a0% au moins"} <= set(texts(MATRIX))


def test_many_columns_keep_their_figures_inside_their_squares() -> None:
    names = tuple(f"thématique {number}" for number in range(18))
    wide = replace(MATRIX, series=names, rows=(Row("Département", (1.0,) * 18),))
    boxes = [(float(group[1].attrib["x"]), float(group[1].attrib["width"])) for group in nodes(wide, "g")]
    assert all(x + width <= following for (x, width), (following, _) in pairwise(boxes))
    assert min(width for _, width in boxes) >= 15
    assert "18 sur 18" in texts(wide)


def test_shades_are_told_apart_without_colour_and_read() -> None:
    assert min(contrast(shade.fill, shade.ink) for shade in (FULL, LIGHT, BLANK)) >= 4.5
    assert contrast(FULL.fill, LIGHT.fill) >= 3


def test_a_point_is_as_far_and_as_high_as_its_values_say() -> None:
    laval, craon, ernee = discs(replace(CLOUD, rows=CLOUD.rows[:3]))[:3]
    origin = 2 * craon[0] - laval[0]  # across, 0 is as far from 1 as 1 is from 2
    labels = {node.text: float(node.attrib["x"]) for node in nodes(CLOUD, "text")}
    assert origin == pytest.approx(labels["0"], abs=0.2)
    assert laval[1] < craon[1]
    assert laval[3] == craon[3] == FULL.fill
    assert ernee[0] == craon[0]


def test_a_point_without_a_height_is_on_a_line_below_never_at_zero() -> None:
    craon, ernee = discs(CLOUD)[1:3]
    assert ernee[1] > craon[1] + 20
    assert ernee[3] == "#ffffff"
    assert "Sans « part » :" in texts(CLOUD)
    assert "1 ; non mesuré" in texts(CLOUD)
    assert "non mesuré ; non mesuré" in texts(CLOUD)


def test_every_point_has_its_number_even_where_several_meet() -> None:
    rows = tuple(Row(f"EPCI {number}", (1 + number % 3 / 100, 0.2)) for number in range(6))
    said = texts(replace(CLOUD, rows=rows))
    assert "1, 2, 3, 4, 5, 6" in said


def test_discs_of_one_place_are_set_apart() -> None:
    placed = discs(MAP, least=8)[:3]
    for (x, y, r, _), (a, b, s, _) in combinations(placed, 2):
        assert hypot(x - a, y - b) >= r + s
    assert [fill for *_, fill in placed] == [FULL.fill, LIGHT.fill, BLANK.fill]


def test_what_is_nowhere_is_under_the_map_without_a_number() -> None:
    said = texts(MAP)
    assert {"territoire inconnu", "actifs : 0, autres : 4", "aucun"} <= set(said)
    assert said.count("3") == 2  # on the ground, then in the key
    assert "4" not in said


def test_without_geography_every_territory_is_still_said() -> None:
    bare = replace(MAP, places=None)
    assert discs(bare) == []
    assert {row.label for row in MAP.rows} <= set(texts(bare))
    alone = replace(MAP, places=Places((None,) * 4))
    assert texts(alone) == texts(bare)


@pytest.mark.parametrize("at", [(0.0, 0.0), (1.0, 0.5), (2.0, 1.0), (1.0, None)])
@pytest.mark.parametrize("is_every_other", [False, True])
def test_every_point_of_many_at_one_spot_keeps_its_number(
    at: tuple[float, float | None], is_every_other: bool
) -> None:
    """Thirty points, of which all, or every other one, are at the same place."""
    elsewhere = (0.5, 0.9) if is_every_other else at
    rows = tuple(Row(f"EPCI {n}", at if n % 2 else elsewhere) for n in range(30))
    far = Row("loin", (2.0, 0.25))
    plane = nodes(replace(CLOUD, rows=(*rows, far)), "text")
    said = ", ".join(node.text or "" for node in plane if node.attrib.get("class") == "petit sur")
    assert sorted(map(int, said.split(", "))) == list(range(1, 32))
