"""Zignature's year, its meetings up to the summer reduced to what counts: all figures, all windows, all perimeters."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bilan.app import importing, purging
from bilan.app.correcting import correct
from bilan.app.purging import Rule
from bilan.journal.models import Seal, StrategyVersion
from bilan.ledger.models import Meeting
from bilan.period import Cadence
from bilan.strategy.toml import read
from cli.conftest import inspect_here, read_here
from desk import Desk

FOLDER = Path(__file__).parents[2] / "examples" / "zignature"
QUARTERS = ("2026-T1", "2026-T2", "2026-T3", "2026-T4")
BY_HAND = (
    ("M-00001", "title", "RDV-E Giraud"),
    ("M-00002", "outcome", "no_show"),
    ("M-00003", "owner", "Paul"),
    ("M-00005", "start_at", "2025-10-09T08:30"),
)
SUMMER = int(datetime(2026, 6, 30, 22, tzinfo=UTC).timestamp())  # midnight in Paris


@pytest.fixture
def year(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Zignature's whole year, on 4 January, the spring closed in July; some of it corrected by hand."""
    monkeypatch.setattr(importing, "inspect", inspect_here)
    monkeypatch.setattr(importing, "read", read_here)
    desk.today = date(2027, 1, 4)
    desk.follow(read(FOLDER / "strategy.toml"))
    for table, name in (("deals", "deals"), ("meetings", "meetings"), ("measures", "calls")):
        load(desk, FOLDER / f"{name}.csv", table)
    for key, column, value in BY_HAND:
        correct(desk.workspace, "meetings", [key], {column: value}, author="Anne", reason="relu", now=desk.now)
    Seal.objects.create(
        period="2026-T2", version=1, digest="0" * 64, bundle="1" * 64, import_id=1, author="Directrice",
        at=desk.now.replace(year=2026, month=7), strategy=StrategyVersion.objects.latest("pk"),
    )  # fmt: skip
    return desk


def load(desk: Desk, path: Path, table: str) -> importing.Report:
    guess = importing.look(path, desk.context, table=table)
    return importing.import_file(
        desk.workspace, path, guess.mapping, desk.context, importing.Options("Directrice", desk.now)
    )


def purged(desk: Desk) -> int:
    done = purging.purge(desk.workspace, today=desk.today, author="Directrice", now=desk.now, dry_run=False)
    return next(one.count for one in done if one.rule is Rule.COUNTS)


def starts() -> list[str]:
    """The day of each meeting of the export, as a second reading finds it: « 01/10/2025 09:00 » is 2025-10-01."""
    with (FOLDER / "meetings.csv").open(encoding="utf-8-sig", newline="") as file:
        written = [row["Début"] for row in csv.DictReader(file, delimiter=";")]
    return [f"{text[6:10]}-{text[3:5]}-{text[:2]}" for text in written]


def windows() -> list[str]:
    """Every week, month and quarter of the year."""
    calendar = read(FOLDER / "strategy.toml").company.calendar
    cadences = (Cadence.WEEK, Cadence.MONTH, Cadence.QUARTER)
    return [part.name for name in QUARTERS for cadence in cadences for part in calendar.parse(name).split(cadence)]


def test_no_figure_of_any_window_or_perimeter_moves_and_the_export_loaded_again_changes_nothing(year: Desk) -> None:
    every = windows()
    before = year.figures(*every)
    remarks = [(one.code, one.count, one.cents) for name in QUARTERS for one in year.review(name).remarks]
    until_summer = sum(day < "2026-07-01" for day in starts())

    assert purged(year) == until_summer > 3000

    assert year.figures(*every) == before
    assert [(one.code, one.count, one.cents) for name in QUARTERS for one in year.review(name).remarks] == remarks
    assert not Meeting.objects.filter(start_at__lt=SUMMER).exclude(key__startswith="reduced:").exists()
    again = load(year, FOLDER / "meetings.csv", "meetings")
    assert (again.added, again.changed, again.reduced) == (0, 0, until_summer)
    assert year.figures(*every) == before
