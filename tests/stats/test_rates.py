"""A rate of few cases may be far from the true one (EC-66)."""

from __future__ import annotations

from fractions import Fraction
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bilan.stats.rates import Interval, wilson


@pytest.mark.parametrize(
    ("won", "closed", "low", "high"),
    [(3, 8, 14, 69), (30, 100, 22, 40), (0, 5, 0, 43), (5, 5, 57, 100), (8, 10, 49, 94), (1, 1, 21, 100)],
)
def test_ec_66_three_wins_of_eight_may_be_anything_from_14_to_69_percent(
    won: int, closed: int, low: int, high: int
) -> None:
    found = wilson(won, closed)

    assert found is not None
    assert (round(found.low * 100), round(found.high * 100)) == (low, high)


def test_no_case_says_nothing() -> None:
    assert wilson(0, 0) is None
    with pytest.raises(ValueError, match="3 of 2"):
        wilson(3, 2)


@given(some.integers(1, 500).flatmap(lambda n: some.tuples(some.integers(0, n), some.just(n))))
def test_its_ends_are_where_the_score_test_turns(seen: tuple[int, int]) -> None:
    """At either end p, |k/n - p| is exactly z standard errors of p: p solves the quadratic."""
    successes, cases = seen
    found = wilson(successes, cases) or Interval(0, 0)
    z2 = NormalDist().inv_cdf(0.975) ** 2

    assert 0 <= found.low <= Fraction(successes, cases) <= found.high <= 1
    for end in (found.low, found.high):
        assert (successes / cases - end) ** 2 == pytest.approx(z2 * end * (1 - end) / cases, abs=1e-12)
