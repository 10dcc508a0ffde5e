"""Each version that is held back, with the fault that holds it: these fail on the day a pin can be lifted."""

from __future__ import annotations

import tomllib
from datetime import date
from importlib.metadata import requires, version
from pathlib import Path

import holidays
import pytest
from packaging.requirements import Requirement
from packaging.version import Version

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ASKED = {requirement.name: requirement for requirement in map(Requirement, PROJECT["dependencies"])}


def ibis_asks(name: str) -> Requirement:
    return next(found for found in map(Requirement, requires("ibis-framework") or ()) if found.name == name)


def test_sqlglot_is_held_back_while_ibis_12_admits_versions_that_break_it() -> None:
    """Lift `sqlglot` in pyproject.toml once ibis is beyond 12, or bounds it itself."""
    assert Version(version("ibis-framework")).major == 12, "a newer ibis: lift the pins of ibis-framework and sqlglot"
    assert ibis_asks("sqlglot").specifier.contains("30.18.0"), "ibis now bounds sqlglot itself: lift the pin of sqlglot"
    assert not ASKED["sqlglot"].specifier.contains("30.18.0")
    assert ASKED["sqlglot"].specifier.contains(version("sqlglot"))


def test_duckdb_is_held_back_while_ibis_12_admits_the_second_version() -> None:
    """Lift `duckdb` in pyproject.toml once ibis is beyond 12, or bounds it itself."""
    assert ibis_asks("duckdb").specifier.contains("2.0.0"), "ibis now bounds duckdb itself: lift the pin of duckdb"
    assert not ASKED["duckdb"].specifier.contains("2.0.0")
    assert ASKED["duckdb"].specifier.contains(version("duckdb"))


def test_the_withdrawn_code_of_alsace_still_loses_its_two_holidays() -> None:
    """When `holidays` refuses GES or gives its days, « FR-GES » no longer needs to be refused by public_holidays.py."""
    good_friday = date(2026, 4, 3)

    with pytest.warns(DeprecationWarning, match="deprecated"):
        withdrawn = holidays.country_holidays("FR", subdiv="GES", years=2026)
    assert good_friday not in withdrawn
    assert good_friday in holidays.country_holidays("FR", subdiv="6AE", years=2026)
