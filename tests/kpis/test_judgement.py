"""Where a figure stands to what was promised, compared unrounded and by which way is better."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilan.kpis.catalog import BY_KEY
from bilan.kpis.compute import Actual, terms
from bilan.kpis.medians import median
from bilan.review.reading import growth, judge


@pytest.mark.parametrize(
    ("value", "status"), [("100", "reached"), ("99.96", "near"), ("90", "near"), ("89.99", "missed")]
)
def test_a_figure_just_under_its_target_has_not_reached_it(value: str, status: str) -> None:
    """EC-21."""
    assert judge(BY_KEY["bookings"], Fraction(value), Fraction(100)) == status


@pytest.mark.parametrize(("value", "status"), [("30", "reached"), ("33", "near"), ("34", "missed"), ("0", "reached")])
def test_where_less_is_better_less_reaches_the_target(value: str, status: str) -> None:
    """EC-64."""
    assert judge(BY_KEY["cycle_days"], Fraction(value), Fraction(30)) == status


def test_nothing_promised_or_nothing_measured_is_not_judged() -> None:
    """EC-60."""
    kpi = BY_KEY["bookings"]
    assert {judge(kpi, None, Fraction(1)), judge(kpi, Fraction(1), None), judge(kpi, Fraction(1), Fraction(0))} == {
        "unknown"
    }


def test_nothing_grows_from_nought_or_from_less() -> None:
    assert growth(Fraction(120), Fraction(100)) == Fraction(1, 5)
    assert [growth(Fraction(1), before) for before in (Fraction(0), Fraction(-5), None)] == [None, None, None]


def test_a_ratio_over_nothing_has_no_value_and_a_count_of_nothing_is_nought() -> None:
    assert Actual(Fraction(0), Fraction(0)).value is None
    assert Actual(Fraction(0)).value == 0


def test_the_terms_of_a_formula_carry_their_sign() -> None:
    assert terms("listed-listed_net") == {"listed": 1, "listed_net": -1}
    assert terms("held+no_shows") == {"held": 1, "no_shows": 1}
    assert terms("own:demo-kpi:value") == {"own:demo-kpi:value": 1}


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1))
def test_as_many_values_are_below_the_median_as_above(values: list[int]) -> None:
    middle = median(values)

    assert sum(value < middle for value in values) <= len(values) / 2
    assert sum(value > middle for value in values) <= len(values) / 2
    assert min(values) <= middle <= max(values)
