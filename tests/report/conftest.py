"""The sample review in both languages, and a browser that calls nobody."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import Browser, sync_playwright

from bilan.label import LANGUAGES, Language
from bilan.report.document import Document
from zignature_document import zignature
from zignature_dossiers import Zignature
from zignature_dossiers import zignature as loaded

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker

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


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser comes last: it leaves its event loop running, inside which the ledger would refuse to work."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(params=LANGUAGES, scope="session")
def language(request: pytest.FixtureRequest) -> Language:
    return "fr" if request.param == "fr" else "en"


@pytest.fixture(scope="session")
def document(language: Language) -> Document:
    return zignature(language)


@pytest.fixture(scope="session")
def company(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,  # noqa: ARG001  # the test's own ledger must exist before it is filled
    django_db_blocker: DjangoDbBlocker,
) -> Zignature:
    """Zignature's own dossiers, its example loaded once."""
    return loaded(tmp_path_factory.mktemp("zignature"), django_db_blocker)


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
