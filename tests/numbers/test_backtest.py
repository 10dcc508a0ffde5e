"""The backtest on the real export tells every quarter from what was known on the day, and as the product would."""

# A count is a Fraction equal to an int, which the type checker holds impossible inside a tuple.
# mypy: disable-error-code="comparison-overlap"

from __future__ import annotations

import csv
import re
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
from benchmarks.backtest import EXAMPLE, QUARTERS, WEEKS
from benchmarks.export import COMPANY, ROOT, Sales, sales_of
from benchmarks.foretold import AROUND, MEDIAN, PIPELINE, RUN_RATE, Told, outlook, pace, told_on_the_way
from benchmarks.tables import whole

from bilan.period import CIVIL
from bilan.plan.current import Current
from bilan.plan.outlook import prospect
from bilan.review.judgement import judgement
from bilan.review.landing import landing_findings
from bilan.review.review import review
from companies import Loaded, load
from maven import STRATEGY, real_data

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pytest_django.plugin import DjangoDbBlocker

    from bilan.period import Period
    from bilan.stats.target import Outlook

pytestmark = pytest.mark.django_db

TEAM, THIRD = "melvin-marxen", CIVIL.parse("2017-T3")
DAY = date(2017, 8, 12)  # six weeks into the third quarter
NEVER = np.datetime64("NaT")


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
        tmp_path_factory.mktemp("backtest"), STRATEGY, {"deals": folder / "sales_pipeline.csv"}, date(2018, 1, 8),
        django_db_blocker,
    )  # fmt: skip


@pytest.fixture(scope="module")
def sales(maven: Loaded) -> Sales:
    return sales_of(maven.facts, maven.strategy)


def with_another_future(sales: Sales, day: date) -> Sales:
    """The same deals up to a day, and from it on another story: who signs, who loses, when, for how much, who comes."""
    ways, limit = sales.ways, np.datetime64(day)
    entered = ways.entered.copy()
    came_later = ~(entered[:, 0] < limit)
    entered[came_later, 0] = np.where(np.arange(came_later.sum()) % 2, limit + np.timedelta64(3, "D"), NEVER)
    is_later = ~(np.fmin(ways.won_on, ways.lost_on) < limit)
    number = np.arange(len(entered))
    won = np.where(is_later & (number % 3 == 0), limit + number % 40, np.where(is_later, NEVER, ways.won_on))
    lost = np.where(is_later & (number % 3 == 1), limit + number % 11, np.where(is_later, NEVER, ways.lost_on))
    amounts = np.where(is_later, 1_000.0 * (1 + number % 9), ways.amounts)
    seen = np.where(is_later, limit + number % 70, ways.seen_on)
    return replace(sales, ways=replace(ways, entered=entered, won_on=won, lost_on=lost, amounts=amounts, seen_on=seen))


@pytest.mark.parametrize("quarter", QUARTERS, ids=lambda quarter: quarter.name)
@pytest.mark.parametrize("week", WEEKS)
def test_no_row_after_a_day_changes_what_was_told_of_the_quarter_on_that_day(
    sales: Sales, quarter: Period, week: int
) -> None:
    day = quarter.start + timedelta(weeks=week)
    otherwise = with_another_future(sales, day)

    assert otherwise.sizes_in(quarter).sum() != sales.sizes_in(quarter).sum()  # the future is another one indeed
    for team in (TEAM, COMPANY):
        assert told(otherwise, team, quarter, day) == told(sales, team, quarter, day)


def told(sales: Sales, team: str, quarter: Period, day: date) -> tuple[object, ...]:
    found = pace(sales, team, quarter, day)
    assert found is not None
    chances = tuple(found.chance_of(target) for target in (300_000.0, 600_000.0, 3_000_000.0))
    return (found.signed, found.open_deals, dict(found.points), found.interval, chances)


@pytest.mark.parametrize("count", [1, 2])
def test_no_row_after_a_quarter_changes_what_was_told_of_the_next_one(sales: Sales, count: int) -> None:
    before = QUARTERS[:count]
    otherwise = with_another_future(sales, before[-1].end)

    assert otherwise.sizes_in(before[-1].next()).sum() != sales.sizes_in(before[-1].next()).sum()
    for team in (*sales.team_keys, COMPANY):
        assert outlook(otherwise, team, before) == outlook(sales, team, before) is not None


def test_one_manager_s_quarter_is_told_from_the_rows_of_the_csv(sales: Sales, folder: Path) -> None:
    """Signed so far, run-rate and weighted pipeline, counted again from the file with fractions."""
    managers = {row["sales_agent"]: row["manager"] for row in rows(folder / "sales_teams.csv")}
    mine = [row for row in rows(folder / "sales_pipeline.csv") if managers[row["sales_agent"]] == "Melvin Marxen"]
    closed = [row for row in mine if row["close_date"] and row["close_date"] < "2017-08-12"]
    won = [row for row in closed if row["deal_stage"] == "Won"]
    signed = amount(row for row in won if row["close_date"] >= "2017-07-01")
    open_ = sum("" < row["engage_date"] < "2017-08-12" for row in mine) - len(closed)
    sizes = [int(row["close_value"]) for row in won if int(row["close_value"])]
    done = amount(row for row in mine if "2017-07-01" <= row["close_date"] <= "2017-09-30")

    found = told_on_the_way(sales, TEAM, THIRD, 6)
    on_the_day = pace(sales, TEAM, THIRD, DAY)

    assert found is not None
    assert on_the_day is not None
    assert (found.done, on_the_day.signed, on_the_day.open_deals) == (done, signed, open_)
    run_rate = signed * Fraction(63, 29)  # Monday to Friday, without 4 July and Labor Day: 29 worked by 11 August
    assert found.points[RUN_RATE] == pytest.approx(float(run_rate), rel=1e-12)
    weighted = signed + open_ * Fraction(len(won), len(closed)) * Fraction(sum(sizes), len(sizes))
    assert found.points[PIPELINE] == pytest.approx(float(weighted), rel=1e-12)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def amount(won: Iterable[dict[str, str]]) -> int:
    return sum(int(row["close_value"] or 0) for row in won)


def test_one_manager_s_quarter_is_told_again_as_the_page_prints_it(sales: Sales) -> None:
    """The page says which command wrote its tables; the method and its seed still give the example's figures."""
    page = (ROOT / "docs" / "backtest.md").read_text(encoding="utf-8")
    team, quarter, week = EXAMPLE

    found = told_on_the_way(sales, team, quarter, week)

    assert (team, quarter, week) == (TEAM, THIRD, 6)
    assert found is not None
    printed = [*found.points.values(), *found.interval, found.done]
    (row,) = (line for line in page.splitlines() if whole(found.done) in line and line.count("|") == 6)
    assert {whole(number) for number in printed} == {cell.strip() for cell in re.split("[|;]", row)} - {""}


def test_bilan_is_scored_on_its_chances_and_a_rule_of_thumb_on_its_yes_or_no() -> None:
    """Targets at 60, 80 and 90 % of what was done were reached; those at 110, 120 and 140 % were not."""
    chances = np.array([0.9, 0.9, 0.8, 0.3, 0.2, 0.1])
    one = Told(TEAM, THIRD.name, 100.0, {RUN_RATE: 115.0, MEDIAN: 85.0}, (85.0, 99.0), chances)

    assert AROUND == (0.6, 0.8, 0.9, 1.1, 1.2, 1.4)
    assert one.brier_of("bilan") == pytest.approx(float(Fraction(1 + 1 + 4 + 9 + 4 + 1, 600)))
    assert one.brier_of(RUN_RATE) == pytest.approx(1 / 6)  # said yes at 110 %
    assert one.brier_of(MEDIAN) == pytest.approx(1 / 6)  # said no at 90 %
    assert not one.is_within


def test_the_backtest_lands_where_the_review_of_that_day_does(maven: Loaded, sales: Sales) -> None:
    there = review(maven.facts, maven.strategy, THIRD, today=DAY)
    (finding,) = landing_findings(sales.as_of(DAY).ways, maven.strategy, there)
    found = pace(sales, COMPANY, THIRD, DAY)

    assert found is not None
    evidence = finding.evidence
    assert (evidence["signed"], evidence["open"]) == (found.signed, found.open_deals)
    assert (evidence["median"], evidence["low"], evidence["high"]) == (found.points[MEDIAN], *found.interval)
    assert evidence["run_rate"] == pytest.approx(found.points[RUN_RATE])


@pytest.mark.parametrize("scope", ["team:melvin-marxen", "company"])
def test_the_backtest_s_outlook_is_the_one_a_proposed_target_rests_on(maven: Loaded, sales: Sales, scope: str) -> None:
    there = review(maven.facts, maven.strategy, THIRD, today=THIRD.end)
    judged = judgement(maven.facts, maven.strategy, there)
    product = prospect(maven.facts, maven.strategy, there, Current("bookings", scope, Fraction(0)), judged)
    found = outlook(sales, scope.partition(":")[2], QUARTERS[:2])

    assert product is not None
    assert law(found) == pytest.approx(law(product.outlook), rel=1e-9)


def law(outlook: Outlook | None) -> tuple[float, float]:
    assert outlook is not None
    return (outlook.mean, outlook.deviation)
