"""Where the real export lies that some tests read: nothing of it is kept in this repository."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
STRATEGY = ROOT / "tests" / "fixtures" / "maven_strategy.toml"


def cloned_from() -> Path:
    """The folder this repository was cloned from, when it lies on the same machine; else itself."""
    asked = subprocess.run(
        ["git", "config", "remote.origin.url"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    origin = Path(asked.stdout.strip().removeprefix("file://"))
    return origin if origin.is_absolute() else ROOT


def real_data() -> Path:
    """The export's folder: where BILAN_REAL_DATA says, else beside the repository or beside its origin."""
    named = os.environ.get("BILAN_REAL_DATA")
    around = [folder / "shared" / "data" / "maven_crm" for folder in (*ROOT.parents, *cloned_from().parents)]
    candidates = [Path(named)] if named else around
    found = next((folder for folder in candidates if (folder / "sales_pipeline.csv").is_file()), None)
    if found is None:
        reason = "the Maven export is not here: point BILAN_REAL_DATA at its folder"
        if os.environ.get("CI") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return found
