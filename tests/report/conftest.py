"""The sample review in both languages, and a browser that calls nobody."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, sync_playwright

from bilan.label import LANGUAGES, Language
from bilan.report.document import Document
from zignature_document import zignature

CHROMIUM: Final = Path("/usr/bin/chromium")
QUIET: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(params=LANGUAGES, scope="session")
def language(request: pytest.FixtureRequest) -> Language:
    return "fr" if request.param == "fr" else "en"


@pytest.fixture(scope="session")
def document(language: Language) -> Document:
    return zignature(language)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium over pipes: no socket is needed, so none is opened."""
    if not CHROMIUM.exists():
        reason = f"{CHROMIUM} is missing: scripts/system-packages installs it"
        if os.environ.get("CI") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield opened
        opened.close()
