"""Drawings are escaped, to scale, and their names do not cover each other."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from offre_insertion.geography import distance_km
from offre_insertion.reporting.svg import drawing, element, fit, path_of, place_labels

BAD = '<script>alert("x")</script>&'


def test_texts_and_attributes_are_escaped() -> None:
    text = str(element("text", BAD, fill=BAD))
    assert "<script>" not in text
    found = ElementTree.fromstring(text)
    assert (found.text, found.get("fill")) == (BAD, BAD)


def test_elements_are_put_in_one_another_as_they_are() -> None:
    found = ElementTree.fromstring(
        drawing(element("circle", r=1.5, stroke_width=2), width=10, height=5, title="Titre")
    )
    assert found.get("viewBox") == "0 0 10 5"
    assert [child.tag.rpartition("}")[2] for child in found] == ["title", "circle"]
    assert found[1].attrib == {"r": "1.5", "stroke-width": "2"}


def test_a_map_keeps_its_proportions_and_its_margins() -> None:
    west, east, north = (-1.0, 48.0), (0.0, 48.0), (-0.5, 48.5)
    project = fit([west, east, north], width=400, max_height=300, margin=10)
    (x1, y1), (x2, _), (_, y3) = project(west), project(east), project(north)
    assert min(x1, x2, y1, y3) >= 10
    assert max(x1, x2) <= 390
    assert project.height <= 300
    ratio = distance_km(west, east) / distance_km((-0.5, 48.0), north)
    assert (x2 - x1) / (y1 - y3) == pytest.approx(ratio, rel=0.02)


def test_one_point_alone_is_drawn() -> None:
    x, y = fit([(2.0, 47.0)], width=100, max_height=100, margin=10)((2.0, 47.0))
    assert 0 <= x <= 100
    assert 0 <= y <= 100


def test_a_ring_smaller_than_the_drawing_is_left_out() -> None:
    project = fit([(0, 0), (1, 1)], width=100, max_height=100, margin=0)
    assert path_of([[(0, 0), (1e-6, 0), (0, 1e-6)]], project) == ""
    assert path_of([[(0, 0), (1, 0), (1, 1), (0, 0)]], project).startswith("M0 100L")


def test_names_do_not_cover_each_other_nor_leave_the_drawing() -> None:
    names = [("Laval", (50.0, 50.0), 5.0), ("Changé", (52.0, 49.0), 3.0), ("Bord", (99.0, 10.0), 2.0)]
    placed = place_labels(names, width=100, height=100, size=10)
    assert [(one.text, one.anchor) for one in placed] == [
        ("Laval", "start"),
        ("Changé", "end"),
        ("Bord", "end"),
    ]


def test_a_name_without_room_is_left_out() -> None:
    assert place_labels([("Un nom bien trop long", (5.0, 5.0), 1.0)], width=20, height=20, size=10) == []


def test_an_obstacle_is_avoided_and_covered_only_for_want_of_room() -> None:
    name, disc = ("Laval", (50.0, 50.0), 5.0), ((65.0, 50.0), 4.0)
    assert place_labels([name], width=100, height=100, size=10, obstacles=[disc])[0].anchor == "end"
    narrow = place_labels(
        [("Laval", (10.0, 9.0), 5.0)], width=100, height=18, size=10, obstacles=[((30.0, 9.0), 4.0)]
    )
    assert narrow[0].anchor == "start"
