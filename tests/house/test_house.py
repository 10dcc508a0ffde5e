"""What the house promises of itself: imports downwards, both languages, short files, no late migration."""

from __future__ import annotations

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from bilan.facts.tables import TABLES
from bilan.kpis.catalog import BY_KEY, DEFAULT, SHIPPED, quantities
from bilan.kpis.composed import PARTS
from bilan.kpis.compute import PRESENT_WEEKS, terms
from bilan.kpis.kpi import Kind
from bilan.kpis.stock import SCALES
from bilan.label import Label
from bilan.period import Cadence
from desk import zignature

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "src" / "bilan"
COHORT_STEPS = {"discovery_on", "exchange_on", "proposal_on", "won_on"}


def test_rooms_import_downwards_only() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr


def test_no_file_is_longer_than_400_lines() -> None:
    lengths = {
        path.relative_to(ROOT): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES.rglob("*.py")
    }

    assert {path: lines for path, lines in lengths.items() if lines > 400} == {}


@pytest.mark.django_db
def test_the_migrations_tell_the_models_as_they_are() -> None:
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


def labels() -> dict[str, Label]:
    found = {f"cadence {cadence}": cadence.label for cadence in Cadence}
    for kpi in SHIPPED:
        found |= {f"{kpi.key} name": kpi.label, f"{kpi.key} formula": kpi.formula}
    for table in TABLES.values():
        found[table.name] = table.label
        for column in table.columns:
            found |= {
                f"{table.name}.{column.name}": column.label,
                f"{table.name}.{column.name} meaning": column.meaning,
            }
    return found


@pytest.mark.parametrize(("name", "label"), labels().items(), ids=labels().keys())
def test_every_name_formula_and_meaning_is_written_in_both_languages(name: str, label: Label) -> None:
    assert label.fr.strip(), name
    assert label.en.strip(), name


def test_every_sentence_of_the_catalogue_is_translated() -> None:
    """Names may be the same word in both languages; a formula is a sentence, and cannot be."""
    assert [kpi.key for kpi in SHIPPED if kpi.formula.fr == kpi.formula.en] == []


def test_the_catalogue_names_only_what_can_be_counted() -> None:
    sums = {quantity.key for quantity in quantities(zignature())} | {PRESENT_WEEKS}
    known = {Kind.ADDITIVE: sums, Kind.RATIO: sums, Kind.COHORT: COHORT_STEPS, Kind.STOCK: set(SCALES),
             Kind.QUANTILE: {"deal_value", "cycle"}, Kind.COMPOSED: set(PARTS)}  # fmt: skip
    unknown = {
        kpi.key: [
            term for side in (kpi.numerator, kpi.denominator) for term in terms(side) if term not in known[kpi.kind]
        ]
        for kpi in SHIPPED
    }

    assert {key: missing for key, missing in unknown.items() if missing} == {}
    assert len(BY_KEY) == len(SHIPPED)
    assert set(DEFAULT) <= set(BY_KEY)


def test_every_table_is_identified_and_dated_by_columns_of_its_own() -> None:
    for table in TABLES.values():
        assert {*table.natural_key, table.dated_by, "key"} <= set(table.names)
        assert len(set(table.names)) == len(table.columns)
