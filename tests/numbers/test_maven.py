"""A real CRM export, read where it lies, through the real import: nothing of it is kept in this repository."""

# A count is a Fraction equal to an int, which the type checker holds impossible inside a tuple.
# mypy: disable-error-code="comparison-overlap"

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bilan.kpis.scope import COMPANY, Scope
from bilan.review.review import review
from companies import Loaded, load
from maven import STRATEGY, real_data

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker

pytestmark = pytest.mark.django_db

TODAY = date(2018, 1, 8)
WON = {"2017-T1": 1134672, "2017-T2": 3086111, "2017-T3": 2982255, "2017-T4": 2802496}


@pytest.fixture(scope="module")
def folder() -> Path:
    return real_data()


@pytest.fixture(scope="module")
def maven(
    folder: Path,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,  # noqa: ARG001  # the test's own ledger must exist before it is filled
    django_db_blocker: DjangoDbBlocker,
) -> Loaded:
    return load(
        tmp_path_factory.mktemp("maven"), STRATEGY, {"deals": folder / "sales_pipeline.csv"}, TODAY, django_db_blocker
    )


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_all_8800_opportunities_are_accounted_for(maven: Loaded, folder: Path) -> None:
    report = maven.reports["deals"]

    assert (report.read, report.added, report.rejected) == (8800, 8800, 0)
    assert report.read_cents == report.stored_cents == 100 * sum(WON.values())
    deals = maven.facts.table("deals")
    counted = maven.facts.engine.answer(deals.group_by("status").agg(n=deals.count())).to_pylist()
    stages = Counter(row["deal_stage"] for row in rows(folder / "sales_pipeline.csv"))
    assert {row["status"]: row["n"] for row in counted} == {
        "won": stages["Won"], "lost": stages["Lost"], "open": stages["Engaging"] + stages["Prospecting"],
    }  # fmt: skip


def test_won_amounts_by_quarter_are_those_of_the_data_s_own_readme(maven: Loaded) -> None:
    quarters = [maven.period(name) for name in (*WON, "2017")]
    found = maven.actuals(quarters)
    read = {period.name: found.of(maven.kpis["bookings"], COMPANY, period) for period in quarters}

    assert {name: actual and actual.value for name, actual in read.items()} == {**WON, "2017": 10_005_534}


def test_a_review_by_manager_gives_the_figures_of_the_csv(maven: Loaded, folder: Path) -> None:
    managers = {row["sales_agent"]: row["manager"] for row in rows(folder / "sales_teams.csv")}
    won: Counter[str] = Counter()
    value: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for row in rows(folder / "sales_pipeline.csv"):
        if "2017-10-01" <= row["close_date"] <= "2017-12-31":
            manager = managers[row["sales_agent"]]
            won[manager] += row["deal_stage"] == "Won"
            lost[manager] += row["deal_stage"] == "Lost"
            value[manager] += int(row["close_value"]) if row["deal_stage"] == "Won" else 0

    found = review(maven.facts, maven.strategy, maven.period("2017-T4"), today=TODAY)
    names = {Scope("team", team.key): team.name for team in maven.strategy.teams}
    read = {(names[r.scope], r.kpi.key): r.actual.value for r in found.teams}
    targets = {names[r.scope]: r for r in found.teams if r.kpi.key == "bookings"}

    assert set(names.values()) == set(value)
    for manager in value:
        assert read[manager, "bookings"] == value[manager]
        assert read[manager, "deals_won"] == won[manager]
        assert read[manager, "avg_deal"] == Fraction(value[manager], won[manager])
        assert read[manager, "win_rate"] == Fraction(won[manager], won[manager] + lost[manager])
        reading = targets[manager]
        assert reading.target is not None
        assert reading.attainment == value[manager] / reading.target
    line = found.line("bookings")
    assert line is not None
    assert (line.reading.actual.value, line.reading.target) == (
        WON["2017-T4"],
        sum(r.target or 0 for r in targets.values()),
    )
    assert line.previous.actual == WON["2017-T3"]


def test_what_the_export_does_not_hold_is_absent_and_not_nought(maven: Loaded) -> None:
    """No meetings, no value on open or lost deals: no KPI pretends to know them."""
    assert not {"rdv_d", "no_show_rate", "pipe", "pipe_weighted", "win_rate_value", "discount"} & set(maven.kpis)
    found = review(maven.facts, maven.strategy, maven.period("2017-T4"), today=TODAY)
    assert {"rdv_d", "pipe"} <= {kpi.key for kpi in found.absent}
