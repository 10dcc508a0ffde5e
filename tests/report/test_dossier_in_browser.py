"""A whole dossier as it is seen, in light and in dark, on a wide screen and on a phone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe

from bilan.label import Language
from bilan.report.audience import COLLECTIVE, MANAGER, Audience, individual
from bilan.report.html import render
from bilan.report.sections import document_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from bilan.label import Language
    from bilan.report.audience import Audience
    from zignature_dossiers import Zignature

pytestmark = pytest.mark.browser
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@dataclass(frozen=True)
class Seen:
    """A version of the dossier, and the screen it is read on."""

    audience: Audience
    language: Language
    width: int
    scheme: Literal["light", "dark"]


@pytest.mark.parametrize(
    "seen",
    [
        Seen(MANAGER, "fr", 1280, "light"),
        Seen(MANAGER, "en", 390, "dark"),
        Seen(COLLECTIVE, "en", 1280, "dark"),
        Seen(COLLECTIVE, "fr", 390, "light"),
        Seen(individual("pierre"), "fr", 1280, "dark"),
    ],
    ids=lambda seen: f"{seen.audience.name}-{seen.language}-{seen.width}-{seen.scheme}",
)
def test_nobody_is_shut_out_of_a_dossier(company: Zignature, browser: Browser, tmp_path: Path, seen: Seen) -> None:
    file = tmp_path / "bilan.html"
    file.write_text(render(document_of(company.full, seen.language, seen.audience)), encoding="utf-8")
    context = browser.new_context(viewport={"width": seen.width, "height": 800}, color_scheme=seen.scheme)
    page = context.new_page()
    page.goto(file.as_uri())

    assert page.evaluate("document.querySelector('#synthese .figures').getBoundingClientRect().top") < 800
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    found = Axe().run(page, options=RULES)

    assert found.violations_count == 0, found.generate_report()
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    context.close()
