"""The page as it is seen: by eye, by ear, on a phone, on paper, in light and in dark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request

from bilan.label import Language
from bilan.report.document import Document
from bilan.report.html import render

pytestmark = pytest.mark.browser

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


class Reader:
    """Opens the review at a size and in a theme, and remembers what the page asked for."""

    def __init__(self, browser: Browser, file: Path) -> None:
        self._browser = browser
        self._file = file
        self.asked: list[str] = []

    def opens(self, *, width: int, scheme: Scheme = "light", height: int = 800) -> Page:
        context = self._browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        page = context.new_page()
        page.on("request", self._remember)
        page.goto(self._file.as_uri())
        return page

    def close(self) -> None:
        for context in self._browser.contexts:
            context.close()

    def _remember(self, request: Request) -> None:
        self.asked.append(request.url)


@pytest.fixture
def reader(browser: Browser, document: Document, tmp_path: Path) -> Iterator[Reader]:
    file = tmp_path / "bilan.html"
    file.write_text(render(document), encoding="utf-8")
    opened = Reader(browser, file)
    yield opened
    opened.close()


def is_wider_than_the_screen(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_nobody_is_shut_out(reader: Reader, scheme: Scheme, width: int) -> None:
    page = reader.opens(width=width, scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")

    found = Axe().run(page, options=RULES)

    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_the_page_never_scrolls_sideways(reader: Reader, width: int) -> None:
    page = reader.opens(width=width)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")

    assert not is_wider_than_the_screen(page)


def test_the_synthesis_fits_one_screen(reader: Reader) -> None:
    page = reader.opens(width=1280, height=800)

    assert page.evaluate("document.querySelector('#synthese').getBoundingClientRect().bottom") <= 800


def test_it_asks_nothing_of_anybody(reader: Reader) -> None:
    reader.opens(width=1280)

    assert [url for url in reader.asked if not url.startswith(("file:", "data:"))] == []
    assert len(reader.asked) == 1


@pytest.mark.parametrize("scheme", SCHEMES)
def test_charts_follow_the_theme(reader: Reader, scheme: Scheme) -> None:
    page = reader.opens(width=1280, scheme=scheme)

    drawn = page.evaluate("getComputedStyle(document.querySelector('.chart .wide svg text')).fill")
    written = page.evaluate("getComputedStyle(document.body).color")

    assert drawn in {written, page.evaluate("getComputedStyle(document.querySelector('footer')).color")}


@pytest.mark.parametrize(("width", "shown"), [(1280, "wide"), (390, "narrow")])
def test_one_drawing_is_shown_and_its_words_are_legible(reader: Reader, width: int, shown: str) -> None:
    page = reader.opens(width=width)

    seen = page.locator(".chart svg:visible")

    assert seen.count() == page.locator(f".chart .{shown} svg").count() == 4
    heights = page.evaluate(
        f"[...document.querySelectorAll('.chart .{shown} svg text')].map(each => each.getBoundingClientRect().height)"
    )
    assert min(height for height in heights if height) >= 11


def test_no_word_of_a_chart_covers_another_or_leaves_the_drawing(reader: Reader) -> None:
    for width, shown in ((1280, "wide"), (390, "narrow")):
        page = reader.opens(width=width)

        troubles = page.evaluate(
            """shown => [...document.querySelectorAll(`.chart .${shown} svg`)].flatMap(svg => {
                const frame = svg.getBoundingClientRect();
                const words = [...svg.querySelectorAll('text')].filter(each => each.textContent.trim());
                const boxes = words.map(each => [each.textContent, each.getBoundingClientRect()]);
                const outside = boxes.filter(([, box]) => box.right > frame.right + 1 || box.left < frame.left - 1);
                const over = boxes.filter(([, a], i) => boxes.some(([, b], j) => j > i &&
                    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3));
                return [...outside, ...over].map(([text]) => text);
            })""",
            shown,
        )

        assert troubles == []


def test_a_keyboard_reaches_the_content_first(reader: Reader, language: Language) -> None:
    page = reader.opens(width=1280)

    page.keyboard.press("Tab")

    skip = "Aller au contenu" if language == "fr" else "Skip to the content"
    assert page.evaluate("document.activeElement.textContent") == skip
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"


@pytest.mark.parametrize("width", [1280, 390])
def test_what_is_pressed_is_large_enough(reader: Reader, width: int) -> None:
    page = reader.opens(width=width)

    small = page.evaluate(
        """[...document.querySelectorAll('nav a, summary, .ref')]
            .map(each => [each.textContent, each.getBoundingClientRect()])
            .filter(([, box]) => box.height && (box.height < 24 || box.width < 24)).map(([text]) => text)"""
    )

    assert small == []


def test_on_paper_it_is_a4_and_whole(reader: Reader, document: Document) -> None:
    page = reader.opens(width=1280)

    printed = page.pdf(prefer_css_page_size=True)

    sizes = set(re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", printed))
    assert {(round(float(wide)), round(float(high))) for wide, high in sizes} == {(595, 842)}
    page.emulate_media(media="print")
    assert page.locator("nav").is_hidden()
    assert page.locator(".chart .wide svg:visible").count() == 4
    assert page.locator("section").count() == len(document.sections)


def test_high_contrast_keeps_every_figure(reader: Reader) -> None:
    page = reader.opens(width=1280)
    page.emulate_media(forced_colors="active")

    ink = page.evaluate("getComputedStyle(document.querySelector('.chart .wide svg text')).fill")
    paper = page.evaluate("getComputedStyle(document.querySelector('.chart')).backgroundColor")

    assert ink != paper
