"""What was promised: exact windows, weeks, seasons, presence, sums, currencies and versions."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bilan.label import Label
from bilan.period import CIVIL, Cadence
from bilan.strategy.document import Strategy
from bilan.strategy.targets import Assignment, Promise, assignment, target_for, weighted
from strategy_cast import target, with_rep, with_targets, zignature

T3 = CIVIL.parse("2026-T3")


def value(strategy: Strategy, scope: str, period: str = "2026-T3", kpi: str = "bookings") -> Fraction | None:
    promise = target_for(strategy, kpi, scope, CIVIL.parse(period))
    return promise.value if promise else None


def test_nothing_promised_is_none_and_not_zero() -> None:
    assert value(zignature(), "company") is None
    assert value(zignature(), "rep:nobody") is None


def test_a_target_of_exactly_that_period_is_given_as_it_stands() -> None:
    promise = target_for(with_targets(target("company", 800_000)), "bookings", "company", T3)

    assert promise is not None
    assert promise == Promise(Fraction(800_000), "given", Label("fixé pour T3 2026", "set for Q3 2026"))


@pytest.mark.parametrize(("quarter", "expected"), [("2026-T2", 72), ("2026-T3", 78)])
def test_six_a_week_follows_the_working_days_of_the_quarter(quarter: str, expected: int) -> None:
    strategy = with_targets(target("each_rep", 6, kpi="rdv_d", window="2026", cadence="week"))

    assert value(strategy, "rep:paul", quarter, "rdv_d") == expected


def test_six_a_week_is_less_for_whoever_was_away() -> None:
    away = with_rep("marc", absences=[{"first_day": date(2026, 7, 6), "last_day": date(2026, 7, 10)}])
    strategy = with_targets(target("each_rep", 6, kpi="rdv_d", cadence="week"), strategy=away)

    assert value(strategy, "rep:marc", "2026-T3", "rdv_d") == 72
    assert value(strategy, "rep:marc", "2026-W28", "rdv_d") == 0


def test_a_week_across_two_quarters_takes_each_quarter_s_target_by_its_days() -> None:
    strategy = with_targets(target("rep:paul", 5, kpi="rdv_d", window="2026-T2", cadence="week"),
                            target("rep:paul", 10, kpi="rdv_d", window="2026-T3", cadence="week"))  # fmt: skip

    assert value(strategy, "rep:paul", "2026-W27", "rdv_d") == 2 * 1 + 3 * 2


def test_a_monthly_target_in_a_quarter_is_three_times_itself() -> None:
    strategy = with_targets(target("company", 40, kpi="rdv_d", cadence="month"))

    assert value(strategy, "company", "2026-T3", "rdv_d") == 120
    assert value(strategy, "company", "2026-08", "rdv_d") == 40


def test_a_month_of_a_quarter_is_its_share_of_working_days() -> None:
    strategy = with_targets(target("company", 650_000))

    assert [value(strategy, "company", month) for month in ("2026-07", "2026-08", "2026-09")] \
        == [220_000, 210_000, 220_000]  # fmt: skip


def test_a_season_says_more_than_the_working_days() -> None:
    season = {"2026-07": 4, "2026-08": 1, "2026-09": 5}
    strategy = with_targets(target("company", 1_000, seasonality=season))

    assert [value(strategy, "company", month) for month in season] == [400, 100, 500]
    assert value(strategy, "company") == 1_000


def test_a_year_is_the_sum_of_its_quarters_or_unknown_when_one_is_missing() -> None:
    quarters = [target("company", n * 100, window=f"2026-T{n}") for n in (1, 2, 3, 4)]

    assert value(with_targets(*quarters), "company", "2026") == 1_000
    assert value(with_targets(*quarters[:3]), "company", "2026") is None


def test_the_year_s_own_target_wins_over_the_sum_of_its_quarters() -> None:
    quarters = [target("company", 100, window=f"2026-T{n}") for n in (1, 2, 3, 4)]

    assert value(with_targets(target("company", 500, window="2026"), *quarters), "company", "2026") == 500
    assert value(with_targets(target("company", 500, window="2026"), *quarters), "company", "2026-T2") == 100


def test_each_rep_s_target_follows_presence_and_ramp() -> None:
    strategy = with_rep("sofia", arrived_on=date(2026, 8, 1), ramp=["0", "0.5"])
    strategy = with_targets(target("each_rep", 100_000), strategy=strategy)

    assert value(strategy, "rep:paul") == 100_000
    assert value(strategy, "rep:sofia") == Fraction(100_000 * 11, 65)


def test_one_s_own_target_wins_over_that_of_each_rep_and_stands_as_given() -> None:
    strategy = with_rep("sofia", arrived_on=date(2026, 8, 1))
    strategy = with_targets(target("each_rep", 100_000), target("rep:sofia", 80_000), strategy=strategy)

    assert value(strategy, "rep:sofia") == 80_000


def test_a_manager_who_sells_is_not_each_rep() -> None:
    strategy = with_targets(target("each_rep", 100_000), strategy=with_rep("anne", manages=True))

    assert value(strategy, "rep:anne") is None
    assert value(strategy, "team:nord") == 300_000


def test_a_team_without_a_target_is_the_sum_of_its_reps_and_says_so() -> None:
    promise = target_for(with_targets(target("each_rep", 100_000)), "bookings", "team:nord", T3)

    assert promise is not None
    assert promise.value == 400_000
    assert promise.origin == "sum_of_reps"


def test_the_company_is_the_sum_of_its_teams_when_each_has_a_target() -> None:
    strategy = with_targets(target("team:nord", 500), target("team:sud", 300), target("each_rep", 90))

    assert value(strategy, "company") == 800


def test_a_rep_who_changes_team_counts_in_each_for_the_days_there() -> None:
    moved = [{"team": "nord", "until": date(2026, 8, 31)}, {"team": "sud", "since": date(2026, 9, 1)}]
    strategy = with_targets(target("rep:karim", 65_000), strategy=with_rep("karim", teams=moved))

    assert value(strategy, "team:nord") == 43_000
    assert value(strategy, "team:sud") == 22_000
    assert value(strategy, "company") == 65_000


def test_a_rate_is_neither_summed_nor_shared() -> None:
    strategy = with_targets(target("each_rep", "0.25", kpi="win_rate"))
    months = [target_for(strategy, "win_rate", scope, CIVIL.parse(period), is_rate=True)
              for scope in ("rep:paul", "team:nord", "company") for period in ("2026-T3", "2026-07")]  # fmt: skip

    assert {promise.value for promise in months if promise} == {Fraction(1, 4)}
    assert None not in months


def test_different_rates_of_reps_make_no_rate_of_the_team() -> None:
    strategy = with_targets(target("rep:paul", "0.25", kpi="win_rate"), target("rep:pierre", "0.3", kpi="win_rate"))

    assert target_for(strategy, "win_rate", "team:nord", T3, is_rate=True) is None


def test_a_target_in_another_currency_is_converted_at_the_budget_rate() -> None:
    dollars = zignature("""
[[rates]]
currency = "USD"
since = 2026-06-01
rate = 0.9
budget = true

[[rates]]
currency = "USD"
since = 2026-06-15
rate = 0.8
""")

    assert value(with_targets(target("company", 100_000, currency="USD"), strategy=dollars), "company") == 90_000
    assert value(with_targets(target("company", 100_000, currency="CHF"), strategy=dollars), "company") is None


def test_two_versions_are_weighed_by_their_days() -> None:
    before = target_for(with_targets(target("company", 100)), "bookings", "company", T3)
    after = target_for(with_targets(target("company", 120)), "bookings", "company", T3)
    assert before is not None
    assert after is not None

    both = weighted([(before, 69), (after, 23)])

    assert isinstance(both, Promise)
    assert both.value == 105
    assert weighted([]) is None


def test_assignment_sets_the_whole_beside_the_sum_of_the_reps() -> None:
    strategy = with_targets(target("company", 640_000), target("each_rep", 100_000))

    found = assignment(strategy, "bookings", T3)

    assert isinstance(found, Assignment)
    assert found.difference == 160_000
    assert found.rate == Fraction(1, 4)
    assert assignment(strategy, "rdv_d", T3) is None


@given(some.integers(1, 10**6), some.sampled_from(["each_rep", "rep:sofia"]), some.sampled_from([None, Cadence.WEEK]))
def test_the_weeks_and_the_months_of_a_quarter_add_up_to_it(amount: int, scope: str, cadence: Cadence | None) -> None:
    strategy = with_rep("sofia", arrived_on=date(2026, 7, 20), ramp=["0.1", "0.5"])
    strategy = with_targets(target(scope, amount, cadence=cadence), strategy=strategy)
    whole = target_for(strategy, "bookings", "rep:sofia", T3)
    assert whole is not None

    for parts in (T3.split(Cadence.WEEK), T3.split(Cadence.MONTH)):
        promises = [target_for(strategy, "bookings", "rep:sofia", part) for part in parts]
        assert sum(promise.value for promise in promises if promise) == whole.value
