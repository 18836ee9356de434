"""The page: self-contained, escaped, accessible, and looked at in a real browser."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from offre_insertion.coverage import Status
from offre_insertion.reporting.coverage.look import STATUS_LOOKS
from offre_insertion.reporting.follow_up.html import render_html
from offre_insertion.reporting.follow_up.report import Report
from offre_insertion.reporting.typography import long_day
from tests.reporting.browser import console, measure, needs_chromium
from tests.reporting.follow_up.hostile import ATTACK, attacked


class Tags(HTMLParser):
    """Tags with their attributes, in order; those that are open; texts."""

    VOID = frozenset({"meta", "col", "br"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.texts.append(data)

    def count(self, tag: str) -> int:
        return sum(one == tag for one, _ in self.tags)


@pytest.fixture(scope="module")
def page(report: Report) -> str:
    return render_html(report)


@pytest.fixture(scope="module")
def tags(page: str) -> Tags:
    return Tags(page)


def outside(tags: Tags) -> list[str]:
    """What would make a request, or run."""
    found = [
        tag
        for tag, _ in tags.tags
        if tag in {"script", "link", "img", "iframe", "object", "embed", "form", "base"}
    ]
    for _, attributes in tags.tags:
        for name, value in attributes.items():
            leaves = name in {"href", "src", "action", "xlink:href"} and not str(value).startswith("#")
            calls = re.search(r"url\((?!#)|@import", str(value))
            if name.startswith("on") or leaves or calls:
                found.append(f"{name}={value}")
    return found


def test_every_tag_is_closed(tags: Tags) -> None:
    assert tags.open == []


def test_no_request_leaves_the_page_and_nothing_runs(page: str, tags: Tags) -> None:
    assert outside(tags) == []
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    assert not re.search(r"url\((?!#)|@import|@font-face", style[1])
    assert "default-src 'none'" in page


def test_every_chart_has_a_title_a_unit_a_source_and_a_table(page: str, report: Report) -> None:
    figures = re.findall(r"<figure.*?</figure>", page, re.DOTALL)
    assert len(figures) == len(report.charts)
    for one, chart in zip(figures, report.charts, strict=True):
        assert re.search(r"<b>[^<]+</b> <span>Unité\u00a0: [^<]+\. Source\u00a0: [^<]+\.</span>", one), (
            chart.key
        )
        assert 'role="img"' in one
        assert len(re.findall(r"<tr>", one)) == len(chart.rows) + 1


def test_links_lead_somewhere_and_names_are_unique(tags: Tags) -> None:
    names = [attributes["id"] for _, attributes in tags.tags if "id" in attributes]
    assert len(set(names)) == len(names)
    links = [attributes["href"] for tag, attributes in tags.tags if tag == "a"]
    assert links
    assert {str(link)[1:] for link in links} <= set(names)
    described = [
        attributes["aria-labelledby"] for _, attributes in tags.tags if "aria-labelledby" in attributes
    ]
    assert {name for one in described for name in str(one).split()} <= set(names)


def test_each_figure_has_its_formula_its_parameters_and_its_sources(page: str, report: Report) -> None:
    articles = re.findall(r"<article.*?</article>", page, re.DOTALL)
    assert len(articles) == len(report.metrics)
    assert all("<dt>Formule</dt><dd>" in one and "<dt>Sources</dt><dd>" in one for one in articles)
    assert "aucun indicateur officiel n’existe" in page


def test_the_work_list_of_the_page_is_dated(page: str, report: Report) -> None:
    assert f"<h2>À faire au {long_day(report.day)}</h2>" in page
    assert f"D’après le relevé du {long_day(report.day)}" in page


def test_texts_are_typeset(tags: Tags) -> None:
    loose = [text for text in tags.texts if re.search(r"\S [;!?»%](\s|$)|\S :(\s|$)|« ", text)]
    assert loose == []


def test_scripts_in_every_field_stay_texts(report: Report) -> None:
    page = render_html(attacked(report))
    tags = Tags(page)
    assert "<script" not in page.lower()
    assert "<img" not in page.lower()
    assert outside(tags) == []
    assert tags.open == []
    assert sum(ATTACK[:12] in text for text in tags.texts) > 100


def test_statuses_bear_a_sign_and_can_be_read() -> None:
    assert len({STATUS_LOOKS[status].sign for status in Status}) == len(Status)
    assert min(contrast(look.background, look.ink) for look in STATUS_LOOKS.values()) >= 4.5


def test_texts_of_the_page_can_be_read(page: str) -> None:
    colours = dict(re.findall(r"--(\w+): (#\w{6});", page))
    for ink in ("encre", "gris", "titre"):
        assert min(contrast(colours[ink], paper) for paper in ("#ffffff", colours["fond"])) >= 4.5
    for ink in re.findall(r"svg\.graphique text\{fill:(#\w{6})", page):
        assert contrast(ink, "#ffffff") >= 4.5


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2."""

    def luminance(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@needs_chromium
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_overflows(width: int, page: str, tmp_path: Path) -> None:
    assert measure(page, width, tmp_path) == (0, "")


@needs_chromium
def test_an_overflow_would_be_seen(page: str, tmp_path: Path) -> None:
    wide = page.replace("<main>", '<main><div class="trop" style="width:900px">x</div>')
    extra, out = measure(wide, 390, tmp_path)
    assert extra > 400
    assert "DIV.trop" in out


@needs_chromium
def test_the_console_says_nothing(page: str, tmp_path: Path) -> None:
    assert console(page, tmp_path) == []


@needs_chromium
def test_a_script_would_be_stopped_and_said(page: str, tmp_path: Path) -> None:
    scripted = page.replace("<main>", "<main><script>document.title = 'x'</script>")
    assert any("Content Security Policy" in line for line in console(scripted, tmp_path))
