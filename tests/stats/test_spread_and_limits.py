"""Is there a spread at all, and the limits of a funnel chart."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from bilan.stats.limits import binomial_limit, normal_limits, poisson_limit
from bilan.stats.spread import spread
from stats.published import prussian


def test_prussian_corps_differ_a_little() -> None:
    """Chi-squared 27.285714 on 13: p .0113665 (R)."""
    found = spread(prussian().sum(axis=1), np.full(14, 20.0))

    assert found is not None
    assert found.chance == pytest.approx(0.0113665, abs=5e-8)
    assert found.is_established
    assert found.part_of_chance == pytest.approx(13 / 27.285714)


def test_reps_alike_show_no_spread_and_it_is_all_luck() -> None:
    found = spread(np.array([50.0, 52, 48, 50]), np.full(4, 62.0))

    assert found is not None
    assert (found.cv, found.part_of_chance) == (0, 1)
    assert not found.is_established


def test_few_signatures_are_drawn_rather_than_taken_as_many() -> None:
    """Two reps, two signatures, both Paul's: one time in two when they are dealt out at random."""
    found = spread(np.array([2.0, 0.0]), np.full(2, 62.0))

    assert found is not None
    assert found.chance == pytest.approx(0.5, abs=0.02)


def test_one_person_or_no_event_has_no_spread() -> None:
    assert spread(np.array([5.0]), np.array([62.0])) is None
    assert spread(np.zeros(4), np.full(4, 62.0)) is None


@pytest.mark.parametrize(("cases", "confidence", "low", "high"), [
    (20, 0.95, 63.326743, 97.958152), (50, 0.998, 63.375595, 97.909301),
])  # fmt: skip
def test_normal_limits_are_those_of_ph_stats_methods(cases: int, confidence: float, low: float, high: float) -> None:
    found = normal_limits(0.80642448, cases, confidence=confidence)

    assert [100 * end for end in found] == pytest.approx([low, high], abs=2e-5)


def test_exact_limits_are_interpolated_as_spiegelhalter_does() -> None:
    found = [binomial_limit(0.2, 100, probability) for probability in (0.001, 0.025, 0.975, 0.999)]

    assert found == pytest.approx([0.080978, 0.119742, 0.276476, 0.326766], abs=5e-7)


def test_a_count_stays_between_its_limits_as_often_as_said() -> None:
    low, high = (52 * poisson_limit(52, q) for q in (0.025, 0.975))
    law = stats.poisson(52)

    assert law.cdf(high) - law.cdf(low) == pytest.approx(0.95, abs=0.02)
    assert poisson_limit(52, 0.975, phi=1.3) > poisson_limit(52, 0.975)
