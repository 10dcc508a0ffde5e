"""What is written about Bilan says what it does: pages match declarations, links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from scripts.reference import FOLDER, NEEDS, labels, pages, sections
from scripts.strategy_words import KEYS, SECTIONS

from bilan.facts.tables import TABLES
from bilan.kpis.catalog import DEFAULT, SHIPPED

ROOT = Path(__file__).parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


@pytest.mark.parametrize("name", pages())
def test_a_reference_page_is_what_the_declarations_say_today(name: str) -> None:
    written = (FOLDER / name).read_bytes()

    assert written == pages()[name].encode(), "run: make reference"


def test_every_text_of_the_reference_exists_in_both_languages() -> None:
    lacking = [place for place, label in labels() if not label.fr.strip() or not label.en.strip()]

    assert lacking == []


def test_every_section_and_key_of_the_strategy_is_explained_and_nothing_else_is() -> None:
    declared = {name: set(section["properties"]) for name, (_, section) in sections().items()}

    assert {name: set(keys) for name, keys in KEYS.items()} == declared
    assert set(SECTIONS) == set(declared)


def test_what_a_kpi_needs_is_a_table_a_column_or_is_said_in_words() -> None:
    columns = {f"{table.name}.{column.name}" for table in TABLES.values() for column in table.columns}
    needed = {need for kpi in SHIPPED for need in (*kpi.needs, *kpi.needs_columns)}

    assert needed - columns - set(TABLES) - set(NEEDS) == set()


def test_the_default_list_names_shipped_kpis_only() -> None:
    assert set(DEFAULT) <= {kpi.key for kpi in SHIPPED}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    targets = LINK.findall(page.read_text(encoding="utf-8"))

    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_room_of_the_house_is_described_in_the_architecture() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rooms = [one for one in (ROOT / "src" / "bilan").iterdir() if one.is_dir() and (one / "__init__.py").exists()]

    assert [room.name for room in rooms if f"`{room.name}/`" not in text] == []
