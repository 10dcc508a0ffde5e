"""Where the real export lies that some tests read: nothing of it is kept in this repository."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from benchmarks.export import STRATEGY, export_folder

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["STRATEGY", "real_data"]


def real_data() -> Path:
    """The export's folder; without it a test is skipped, and fails where everything must run."""
    found = export_folder()
    if found is None:
        reason = "the Maven export is not here: point BILAN_REAL_DATA at its folder"
        if os.environ.get("CI") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return found
