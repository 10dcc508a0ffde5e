"""Conversions of one rep against the others': published digits, then small cases by hand."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep

from bilan.stats.conversions import Conversions, Converted, chance_of_gap, ratio_bounds
from stats.published import everyone


def converted(*numbers: float) -> Converted:
    return Converted(*(np.asarray(float(one)) for one in numbers))


@pytest.mark.parametrize(("both", "chance"), [
    (converted(3, 4, 1, 4), 0.2571428571),
    (converted(12, 60, 30, 90), 0.0771688970),
])  # fmt: skip
def test_the_mid_p_chance_is_that_of_epitools(both: Converted, chance: float) -> None:
    assert float(chance_of_gap(both)) == pytest.approx(chance, abs=5e-11)


@given(n=st.integers(1, 30), m=st.integers(1, 60), data=st.data())
def test_the_chance_is_that_of_dealing_out_the_successes_at_random(n: int, m: int, data: st.DataObject) -> None:
    won, rest = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    total = won + rest
    law = [Fraction(comb(n, k) * comb(m, total - k), comb(n + m, total)) if 0 <= total - k <= m else Fraction(0)
           for k in range(n + 1)]  # fmt: skip
    more, less = sum(law[won + 1 :], Fraction(0)) + law[won] / 2, sum(law[:won], Fraction(0)) + law[won] / 2

    assert float(chance_of_gap(converted(won, n, rest, m))) == pytest.approx(float(2 * min(more, less)), abs=1e-12)


def test_the_bounds_of_the_ratio_are_those_of_statsmodels() -> None:
    published = confint_proportions_2indep(12, 60, 30, 90, compare="ratio", alpha=0.2)

    low, high = ratio_bounds(converted(12, 60, 30, 90))

    assert (float(low), float(high)) == pytest.approx(published, rel=1e-9)


def test_under_five_cases_a_conversion_is_not_compared() -> None:
    chances = Conversions(np.array([4.0, 3, 8]), np.array([4.0, 6, 20])).chances(everyone(3))

    assert np.isnan(chances[0])
    assert not np.isnan(chances[1:]).any()


def test_three_of_four_is_drawn_far_towards_the_team_and_thirty_of_forty_little() -> None:
    few = Conversions(np.array([3.0, 40, 40]), np.array([4.0, 80, 80])).effects(everyone(3)).shrunk
    many = Conversions(np.array([60.0, 40, 40]), np.array([80.0, 80, 80])).effects(everyone(3)).shrunk

    assert few is not None
    assert many is not None
    assert 1 < few[0][0] < 1.1 < many[0][0]


def test_all_or_none_converted_draws_nothing_and_breaks_nothing() -> None:
    effects = Conversions(np.zeros(3), np.full(3, 10.0)).effects(everyone(3))

    assert effects.shrunk is not None
    assert np.isnan(effects.shrunk[0]).all()
