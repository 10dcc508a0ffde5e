"""What the targets of a period ask as they stand, however they were written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from bilan.period import Cadence, Period
from bilan.plan.current import Current, current_targets
from bilan.plan.presence_of import days_of
from bilan.strategy.document import Absence, Strategy, WorkingTime
from strategy_cast import target, with_rep, with_targets, zignature

REPS = ("paul", "pierre", "anne", "claire", "karim", "lea", "marc", "sofia")
MONTHS = (("2026-07", 36_000), ("2026-08", 22_000), ("2026-09", 42_000))


def asked(strategy: Strategy) -> list[tuple[str, str, Fraction]]:
    return [(one.kpi, one.scope, one.value) for one in current_targets(strategy, strategy.reviewed)]


def test_three_months_given_to_every_rep_are_one_target_of_the_quarter_for_each() -> None:
    """The company's own months add up to the same: they follow, and are no target of their own."""
    months = [target(f"rep:{rep}", value, window=window) for rep in REPS for window, value in MONTHS]
    whole = [target("company", 8 * value, window=window) for window, value in MONTHS]

    strategy = with_targets(*months, *whole)

    assert asked(strategy) == [("bookings", "each_rep", Fraction(100_000))]
    assert current_targets(strategy, strategy.reviewed)[0].is_by_name


def test_a_target_that_differs_for_one_rep_leaves_each_with_their_own() -> None:
    strategy = with_targets(*(target(f"rep:{rep}", 90_000 if rep == "sofia" else 100_000) for rep in REPS))

    assert asked(strategy) == [
        ("bookings", f"rep:{rep}", Fraction(90_000 if rep == "sofia" else 100_000)) for rep in REPS
    ]


def test_a_company_that_was_asked_more_than_its_reps_keeps_a_target_of_its_own() -> None:
    strategy = with_targets(target("company", 900_000), *(target(f"rep:{rep}", 100_000) for rep in REPS))

    assert asked(strategy) == [("bookings", "each_rep", Fraction(100_000)), ("bookings", "company", Fraction(900_000))]


def test_what_is_asked_of_each_rep_is_read_before_presence_and_at_its_own_cadence() -> None:
    strategy = with_targets(
        target("each_rep", 100_000), target("each_rep", 5, kpi="rdv_d", cadence=Cadence.WEEK),
        target("company", 4_000_000, kpi="margin", window="2026"), target("company", 50, window="2026-07", kpi="calls"),
    )  # fmt: skip

    found = current_targets(strategy, strategy.reviewed)

    assert [(one.scope, one.value, one.cadence) for one in found[:2]] == [
        ("each_rep", Fraction(100_000), None),
        ("each_rep", Fraction(5), Cadence.WEEK),
    ]
    assert [one.kpi for one in found[2:]] == ["margin"]  # one month of calls covers no quarter
    assert 1_000_000 < found[2].value < 1_100_000


def days(strategy: Strategy, scope: str, cadence: Cadence | None = None) -> Fraction:
    return days_of(strategy, Current("bookings", scope, Fraction(1), cadence, (scope,)), strategy.reviewed).ratio


def test_a_target_of_each_rep_follows_the_working_days_of_the_quarters() -> None:
    assert days(zignature(), "each_rep") == Fraction(64, 65)


def test_a_target_repeated_each_week_is_the_same_whatever_the_days_and_one_of_each_month_is_not() -> None:
    assert days(zignature(), "each_rep", Cadence.WEEK) == 1
    assert days(zignature(), "each_rep", Cadence.MONTH) == Fraction(64, 65)


def test_a_part_timer_who_stays_so_is_asked_by_the_same_days_and_one_who_was_away_by_more() -> None:
    """Away for the first 20 working days of the quarter, there for 45: 64 to come."""
    part_time = (WorkingTime(since=date(2026, 1, 1), share=Decimal("0.8")),)
    away = (Absence(first_day=date(2026, 7, 1), last_day=date(2026, 7, 29)),)

    assert days(with_rep("sofia", working_time=part_time), "rep:sofia") == Fraction(64, 65)
    assert days(with_rep("sofia", absences=away), "rep:sofia") == Fraction(64, 45)


def test_a_whole_follows_its_people_not_their_holidays() -> None:
    """Eight reps less one who leaves at the end of the quarter; August away weighs nothing."""
    away = with_rep("anne", absences=(Absence(first_day=date(2026, 8, 3), last_day=date(2026, 8, 21)),))
    leaving = with_rep("anne", away, left_on=date(2026, 9, 30))

    assert days(away, "company") == Fraction(64, 65)
    assert days(leaving, "company") == Fraction(7 * 64, 8 * 65)
    assert days(leaving, "team:nord") == Fraction(3 * 64, 4 * 65)
    assert days(leaving, "rep:anne") == 1  # nothing to compare with: nothing is made up


def test_the_weeks_ahead_are_one_person_s_for_each_rep_and_everyone_s_for_the_company() -> None:
    strategy = with_rep("anne", absences=(Absence(first_day=date(2026, 10, 5), last_day=date(2026, 10, 16)),))
    by_name = Current("bookings", "each_rep", Fraction(1), None, tuple(f"rep:{rep}" for rep in REPS))
    whole = Current("bookings", "company", Fraction(1), None, ("company",))
    period: Period = strategy.reviewed

    assert days_of(strategy, whole, period).weeks == Fraction(8 * 64 - 10, 5)
    assert days_of(strategy, by_name, period).weeks == Fraction(8 * 64 - 10, 8 * 5)
