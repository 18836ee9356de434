"""The page: self-contained, escaped, without script; it fits a telephone and a desk (Chromium)."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from offre_insertion.coverage import Level
from offre_insertion.reporting.coverage.html import render_html
from offre_insertion.reporting.coverage.look import LEVEL_COLOURS, STATUS_LOOKS, symbol
from tests.reporting.browser import console, measure, needs_chromium

from .reports import HOSTILE, communes, small_report


class Tags(HTMLParser):
    """Every tag, with its attributes; and whether all are closed."""

    VOID = frozenset({"meta", "col", "br", "link", "img", "input"})

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def page() -> str:
    return render_html(small_report(contours=True))


@pytest.fixture(scope="module")
def tags(page: str) -> Tags:
    parsed = Tags()
    parsed.feed(page)
    return parsed


def test_every_tag_is_closed(tags: Tags) -> None:
    assert tags.open == []


def test_it_needs_nothing_from_elsewhere_and_runs_nothing(page: str, tags: Tags) -> None:
    assert not {tag for tag, _ in tags.tags} & {"script", "link", "img", "iframe", "object"}
    assert not [
        name
        for _, attributes in tags.tags
        for name in attributes
        if name.startswith("on") or name in {"src", "href"}
    ]
    assert "url(" not in page
    assert "@import" not in page


def test_what_catalogues_and_people_write_is_escaped(page: str) -> None:
    assert "<script" not in page
    assert html.escape(HOSTILE, quote=False).split("(")[0] in page  # said in the qualification
    assert "pdi&lt;b&gt;" in page  # a source, in the pairs


def test_each_map_has_a_point_by_commune_with_its_words(page: str) -> None:
    maps = re.findall(r"<svg[^>]*carte-communes.*?</svg>", page, re.DOTALL)
    assert len(maps) == 3
    for one in maps:
        drawn = ElementTree.fromstring(one)
        titles = [node.text or "" for node in drawn.iter() if node.tag.endswith("}title")]
        assert len(titles) == communes(small_report()) + 1
    assert "Laval, 49" in maps[0]
    assert "niveau 4, à proximité" in maps[0]
    assert 'fill-opacity="0.14"' in maps[0]


def test_figures_statuses_and_reasons_are_in_words(page: str) -> None:
    text = html.unescape(re.sub(r"<[^>]+>", " ", page))
    text = text.replace("\u00a0", " ").replace("\u202f", " ")
    for words in (
        "Garde d’enfants", "non couverte", "nationale seule", "trou confirmé le 20/11/2026 par Camille", "à revoir",
        "Enregistrées plusieurs fois", "rayon_km_defaut", "Sans zone mais avec un lieu", "trop peu d’habitants",
        "Mesures habituelles", "25,0 %",
    ):  # fmt: skip
        assert words in text, words


def test_signs_and_shapes_differ_so_that_grey_is_enough() -> None:
    assert len({look.sign for look in STATUS_LOOKS.values()}) == len(STATUS_LOOKS)
    shapes = {re.sub(r"#\w{6}", "", str(symbol(level, 10, 10, 5))) for level in Level}
    assert len(shapes) == len(Level)


def contrast(background: str, ink: str) -> float:
    """WCAG 2 contrast ratio."""

    def luminance(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(background), luminance(ink)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_texts_on_colours_can_be_read() -> None:
    assert min(contrast(look.background, look.ink) for look in STATUS_LOOKS.values()) >= 4.5
    assert min(contrast(colour, "#ffffff") for colour in LEVEL_COLOURS.values()) >= 2.9


@needs_chromium
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_overflows_the_page(width: int, page: str, tmp_path: Path) -> None:
    assert measure(page, width, tmp_path) == (0, "")


@needs_chromium
def test_an_overflow_would_be_seen(page: str, tmp_path: Path) -> None:
    wide = page.replace("<main>", '<main><div class="trop" style="width:900px">x</div>')
    extra, out = measure(wide, 390, tmp_path)
    assert extra > 400
    assert "DIV.trop" in out


@needs_chromium
def test_the_browser_has_nothing_to_say_of_the_page(page: str, tmp_path: Path) -> None:
    assert console(page, tmp_path) == []
