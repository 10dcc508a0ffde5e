"""The course's rule in numbers alone, against a second computation that shares no code with it."""

# A step is a Fraction equal to an int, which the type checker holds impossible inside a tuple.
# mypy: disable-error-code="comparison-overlap"

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilan.plan.rule import Ask, next_target, rounded, step_for
from bilan.strategy.document import Thresholds
from plan.asked_next import Case, asked_next

SETTINGS = Thresholds()
COURSE = Ask(Fraction(100_000), Fraction(140_000), "higher_is_better", "money")


def test_100_asked_and_140_done_give_120_as_the_course_says() -> None:
    assert next_target(COURSE, SETTINGS).value == 120_000


def test_one_working_day_less_asks_118_154_which_is_120_000_to_the_next_5_000() -> None:
    ruled = next_target(replace(COURSE, growth=Fraction(64, 65)), SETTINGS)

    assert (round(ruled.raw), ruled.value, ruled.step) == (118_154, 120_000, 5_000)


def test_short_of_the_target_it_gives_up_its_own_part_of_what_lacked() -> None:
    done = replace(COURSE, result=Fraction(80_000))
    slow = Thresholds(target_fall=Decimal("0.25"))

    assert next_target(done, SETTINGS).value == 90_000
    assert next_target(done, slow).value == 95_000
    assert next_target(COURSE, slow).value == 120_000


def test_a_result_four_times_the_target_raises_it_by_the_cap_and_says_so() -> None:
    ruled = next_target(replace(COURSE, result=Fraction(400_000)), SETTINGS)

    assert (ruled.value, ruled.raw, ruled.is_capped) == (130_000, 250_000, True)


def test_ec_69_an_extreme_after_an_extreme_is_followed_in_part_each_time_and_left_again_as_soon() -> None:
    """EC-69: 300 done for 100 asked, 300 again, then 100: 130, 170 and 135, never the 300 that was luck in part."""
    second = Ask(Fraction(130_000), Fraction(300_000), "higher_is_better", "money")
    third = Ask(Fraction(170_000), Fraction(100_000), "higher_is_better", "money")

    asked = [next_target(ask, SETTINGS).value for ask in (replace(COURSE, result=Fraction(300_000)), second, third)]

    assert asked == [130_000, 170_000, 135_000]


def test_nothing_done_lowers_it_by_the_cap() -> None:
    assert next_target(replace(COURSE, result=Fraction(0)), SETTINGS).value == 70_000


def test_the_cap_does_not_hold_back_a_longer_period() -> None:
    twice = replace(COURSE, growth=Fraction(2))

    assert next_target(twice, SETTINGS).value == 240_000


def test_where_less_is_better_a_lower_result_asks_for_less_and_counts_as_a_rise() -> None:
    """EC-64: 10 % of no-shows asked, 6 % done: 8 % next; only what is better follows the share of rises."""
    ask = Ask(Fraction(1, 10), Fraction(6, 100), "lower_is_better", "rate")
    firm = Thresholds(target_rise=Decimal(1), target_fall=Decimal(0), target_cap=Decimal(1))

    assert next_target(ask, SETTINGS).value == Fraction(8, 100)
    assert next_target(ask, firm).value == Fraction(6, 100)
    assert next_target(replace(ask, result=Fraction(14, 100)), firm).value == Fraction(1, 10)


def test_a_move_of_less_than_half_a_step_leaves_an_odd_target_as_it_is() -> None:
    odd = Ask(Fraction(103_333), Fraction(105_000), "higher_is_better", "money")

    assert next_target(odd, SETTINGS).value == 103_333


@pytest.mark.parametrize(("value", "wanted"), [("112.5", 115), ("112.4", 110), ("117.5", 120), ("0", 0)])
def test_halfway_between_two_steps_goes_up(value: str, wanted: int) -> None:
    assert rounded(Fraction(value), Fraction(5)) == wanted


@pytest.mark.parametrize(
    ("unit", "reference", "step"),
    [
        ("money", 100_000, "5000"), ("money", 50_000, "5000"), ("money", 36_000, "1000"), ("money", 9_000, "200"),
        ("money", 0, "5000"), ("count", 450, "1"), ("per_week", 5, "1"), ("days", 45, "1"), ("rate", 1, "0.01"),
        ("times", 3, "0.1"),
    ],
)  # fmt: skip
def test_the_step_is_that_of_the_settings_unless_it_is_more_than_a_tenth_of_the_target(
    unit: str, reference: int, step: str
) -> None:
    assert step_for(unit, Fraction(reference), SETTINGS) == Fraction(step)  # type: ignore[arg-type]  # one of the units


@given(
    asked=st.integers(1, 10_000_000),
    done=st.integers(0, 30_000_000),
    days=st.tuples(st.integers(1, 70), st.integers(1, 70)),
    more_is_better=st.booleans(),
    shares=st.tuples(*[st.decimals(0, 1, places=2)] * 3),
)
def test_any_case_agrees_with_the_second_computation(
    asked: int,
    done: int,
    days: tuple[int, int],
    more_is_better: bool,  # noqa: FBT001  # drawn
    shares: tuple[Decimal, Decimal, Decimal],
) -> None:
    rise, fall, cap = shares
    settings = Thresholds(target_rise=rise, target_fall=fall, target_cap=cap)
    ask = Ask(Fraction(asked), Fraction(done), "higher_is_better" if more_is_better else "lower_is_better",
              "count", Fraction(*days))  # fmt: skip
    case = Case(Fraction(asked), Fraction(done), Fraction(1), Fraction(*days), more_is_better,
                Fraction(rise), Fraction(fall), Fraction(cap))  # fmt: skip

    assert next_target(ask, settings).value == asked_next(case)
