"""Figures drawn towards the team's: published examples."""

from __future__ import annotations

import numpy as np
import pytest

from bilan.stats.shrinkage import (
    Gamma,
    beta_by_likelihood,
    beta_by_moments,
    gamma_poisson_shape,
    shrunk_rates,
    shrunk_shares,
)
from stats.published import columns, prussian


def test_the_spread_of_prussian_corps_is_that_of_glm_nb() -> None:
    """R MASS::glm.nb: theta 15.949; the corps XI and VIII drawn to 19.142 and 10.728."""
    deaths = prussian().sum(axis=1)
    shape = gamma_poisson_shape(deaths, np.ones(14))
    drawn = Gamma(np.asarray(shape), np.asarray(shape / 14)).after(deaths, 1).mean

    assert shape == pytest.approx(15.949, abs=5e-4)
    assert (drawn[11], drawn[8]) == (pytest.approx(19.142, abs=5e-4), pytest.approx(10.728, abs=5e-4))


def test_eighteen_batters_are_better_foretold_by_drawing_them_together() -> None:
    """Efron and Morris 1975: squared error .0753 as seen, .0213 by their estimator; ours does as well."""
    hits, later = columns("efron_morris", 1, 2)
    mean = hits.sum() / (45 * 18)
    factor = 1 - 15 * (mean * (1 - mean) / 45) / ((hits / 45 - mean) ** 2).sum()

    drawn, low, high = shrunk_shares(hits, np.full(18, 45.0))

    assert (mean, factor) == (pytest.approx(0.265, abs=5e-4), pytest.approx(0.212, abs=5e-4))
    assert ((hits / 45 - later) ** 2).sum() == pytest.approx(0.0753, abs=5e-5)
    assert ((drawn - later) ** 2).sum() == pytest.approx(0.0213, abs=5e-4)
    assert drawn[0] == pytest.approx(0.294, abs=0.01)  # Clemente
    assert ((low < later) & (later < high)).mean() > 0.5


def test_seventy_groups_of_rats_give_the_published_beta_law() -> None:
    """BDA3, chapter 5, and the BayesGOF vignette: (2.304768, 14.079707) by likelihood; 4 of 14 drawn to .223 ± .083."""
    tumours, rats = columns("rats", 0, 1)
    tumours, rats = tumours[:70], rats[:70]

    likely, moments = beta_by_likelihood(tumours, rats), beta_by_moments(tumours / rats)

    assert (likely.successes, likely.failures) == pytest.approx((2.304768, 14.079707), abs=2e-4)
    assert (moments.successes, moments.failures) == pytest.approx((1.4, 8.6), abs=0.05)
    after = moments.after(4, 14)
    assert (after.mean, after.deviation) == pytest.approx((0.223, 0.083), abs=5e-4)


def test_three_events_in_two_units_under_a_gamma_prior() -> None:
    """BDA3, asthma: gamma(3, 5), then 3 deaths over 2."""
    after = Gamma(np.asarray(3.0), np.asarray(5.0)).after(3, 2)

    assert float(after.mean) == pytest.approx(0.857143, abs=5e-7)
    assert float(after.above(1)) == pytest.approx(0.3007083, abs=5e-8)


def test_fifteen_events_of_four_hundred_have_the_published_bounds() -> None:
    """DescTools and ratesci, in the tests of statsmodels: exact, then under the prior of Jeffreys."""
    low, high = (Gamma(np.asarray(shape), np.asarray(400.0)).quantile(q) for shape, q in ((15.0, 0.025), (16.0, 0.975)))
    jeffreys = Gamma(np.asarray(0.5), np.asarray(0.0)).after(15, 400)

    assert (float(low), float(high)) == pytest.approx((0.0209884653, 0.0618505472), abs=5e-11)
    assert [float(jeffreys.quantile(q)) for q in (0.025, 0.975)] == pytest.approx((0.0219234232, 0.0602898620),
                                                                                  abs=5e-11)  # fmt: skip


def test_the_fewer_the_events_the_nearer_to_the_team() -> None:
    few, _, _ = shrunk_rates(np.array([4.0, 2, 2, 2]), np.full(4, 10.0))
    many, low, high = shrunk_rates(np.array([200.0, 100, 100, 100]), np.full(4, 500.0))

    assert 1 < few[0] < 1.3
    assert many[0] == pytest.approx(1.6, abs=0.05)
    assert low[0] < 1.6 < high[0]


def test_without_an_event_nothing_is_drawn() -> None:
    assert np.isnan(shrunk_rates(np.zeros(3), np.full(3, 10.0))[0]).all()
