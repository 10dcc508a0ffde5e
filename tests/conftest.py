"""What every test may sit at: an empty workspace with its own ledger, and a desk in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bilan.app.workspace import Workspace
from desk import Desk, zignature


@pytest.fixture
def workspace(transactional_db: None, tmp_path: Path) -> Workspace:  # noqa: ARG001  # the ledger, emptied after each test
    return Workspace(tmp_path / "home")


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    """An empty desk at Zignature, on 5 October 2026, when the third quarter is over."""
    sat_at = Desk(workspace, tmp_path)
    sat_at.follow(zignature())
    return sat_at
