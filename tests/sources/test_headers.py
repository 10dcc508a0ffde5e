from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest

from bilan.facts.tables import TABLES, Type
from bilan.sources.files.guess import Guess, guess
from bilan.sources.files.reading import read_raw
from bilan.sources.source import Context

CORPUS = Path(__file__).parents[1] / "corpus" / "headers"
CONTEXT = Context("EUR", "Europe/Paris", dt.date(2026, 12, 31))
EXACT = {Type.CENTS, Type.DAY, Type.MOMENT}


def corpus(file: str) -> dict[str, Any]:
    return {entry["name"]: entry for entry in tomllib.loads((CORPUS / file).read_text("utf-8"))["set"]}


SETS = corpus("crm.toml") | corpus("sheets.toml") | corpus("later.toml")
BLIND = corpus("blind.toml")


def reading(entry: dict[str, Any], folder: Path) -> Guess:
    path = folder / "export.csv"
    path.write_text(entry["csv"].lstrip("\n"), encoding="utf-8")
    return guess(read_raw(path), "export", CONTEXT)


def wrong(entry: dict[str, Any], found: Guess) -> set[str]:
    """The canonical columns that were read from another header than expected, missing or in excess."""
    names = set(entry["columns"]) | set(found.mapping.columns)
    return {name for name in names if entry["columns"].get(name) != found.mapping.columns.get(name)}


def is_exact(table: str, name: str) -> bool:
    return name in {"closed_on", "start_day", "end_day"} or (
        name in TABLES[table].names and TABLES[table].column(name).type in EXACT
    )


@pytest.mark.parametrize("name", [*SETS, *BLIND])
def test_the_table_is_recognised_and_no_money_or_date_column_is_wrong(name: str, tmp_path: Path) -> None:
    entry = SETS.get(name) or BLIND[name]

    found = reading(entry, tmp_path)

    assert found.mapping.table == entry["table"]
    assert not {column for column in wrong(entry, found) if is_exact(entry["table"], column)}


@pytest.mark.parametrize("sets", [SETS, BLIND], ids=["known", "blind"])
def test_at_least_95_percent_of_the_columns_are_right(sets: dict[str, Any], tmp_path: Path) -> None:
    missed = {name: wrong(entry, reading(entry, tmp_path)) for name, entry in sets.items()}

    total = sum(len(entry["columns"]) for entry in sets.values())
    assert sum(map(len, missed.values())) * 100 <= 5 * total, {name: names for name, names in missed.items() if names}


def test_the_corpus_holds_thirty_header_sets() -> None:
    assert len(SETS) >= 30
    assert len(BLIND) == 8
