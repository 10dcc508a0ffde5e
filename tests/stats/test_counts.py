"""Counts of one rep against the others': published digits, then the rules of the review."""

from __future__ import annotations

from fractions import Fraction
from math import comb, exp, lgamma

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilan.stats.counts import (
    Against,
    Counts,
    against,
    can_compare,
    chance_of_gap,
    chance_of_less,
    chance_of_more,
    ratio_bounds,
)
from bilan.stats.many import adjusted
from stats.published import everyone, prussian

EXACT = 1.0


@pytest.mark.parametrize(("both", "ratio", "exact", "mid"), [
    # Gu, Ng, Tang and Schucany 2008: three significant digits are published
    (against(60, 51477.5, 30, 54308.7), 1.0, pytest.approx(0.000428, abs=5e-7), pytest.approx(0.000310, abs=5e-7)),
    # R exactci, as in the tests of statsmodels
    (against(60, 51477.5, 30, 54308.7), 1.2, pytest.approx(0.006651774552714537, rel=1e-10),
     pytest.approx(0.005094603529853279, rel=1e-10)),
    (against(6, 51, 1, 54), 1.2, pytest.approx(0.08570447732927276, rel=1e-10),
     pytest.approx(0.04882345224905293, rel=1e-10)),
])  # fmt: skip
def test_the_chance_of_so_many_is_the_published_one(both: Against, ratio: float, exact: float, mid: float) -> None:
    assert float(chance_of_more(both, ratio=ratio, weight=EXACT)) == exact
    assert float(chance_of_more(both, ratio=ratio)) == mid


def test_the_chance_of_so_wide_a_gap_is_that_of_epitools() -> None:
    both = against(41, 28010, 15, 19017)

    assert float(chance_of_gap(both)) == pytest.approx(0.0354574, abs=5e-8)
    low, high = ratio_bounds(both, confidence=0.95)
    assert (float(low), float(high)) == pytest.approx((1.041, 3.449), rel=0.02)  # the mid-p interval is close


def test_the_chance_of_so_wide_a_gap_is_that_of_rateratio_test() -> None:
    assert float(chance_of_gap(against(2, 17877, 9, 16660), weight=EXACT)) == pytest.approx(0.0501064956, abs=5e-11)


def test_eleven_against_twenty_one_is_that_of_poisson_test() -> None:
    """R's help page of poisson.test: p = .0796686330 (all that is no likelier than what was seen), its exact bounds."""
    both = against(11, 800, 21, 3011)
    each = [against(events, 800, 32 - events, 3011) for events in range(33)]
    law = [float(chance_of_more(one, weight=EXACT) - chance_of_more(one, weight=0)) for one in each]

    assert sum(chance for chance in law if chance <= law[11] * (1 + 1e-7)) == pytest.approx(0.0796686330, abs=5e-11)
    assert float(both.ratio) == pytest.approx(1.971488, abs=5e-7)
    assert float(chance_of_more(both, ratio=0.8584264, weight=EXACT)) == pytest.approx(0.025, abs=1e-8)
    assert float(chance_of_less(both, ratio=4.2772659, weight=EXACT)) == pytest.approx(0.025, abs=1e-8)


def test_fifteen_chances_are_adjusted_as_benjamini_and_hochberg_did_in_1995() -> None:
    chances = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459,
               0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1]  # fmt: skip

    found = adjusted(chances)

    published = (0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.063857, 0.063857, 0.0645, 0.0765, 0.486)
    assert found[:10] == pytest.approx(published, abs=5e-7)
    assert sum(chance <= 0.05 for chance in found) == 4
    assert len(adjusted([])) == 0


def test_among_fourteen_prussian_corps_none_stands_apart_once_all_are_judged_together() -> None:
    """Three corps look unlucky alone; the ideal example of luck (Bortkiewicz 1898; R)."""
    deaths = prussian().sum(axis=1)

    chances = Counts(deaths, np.full(14, 20.0)).chances(everyone(14))

    assert chances[[11, 12, 8]] == pytest.approx([0.00534053, 0.01065545, 0.03915913], abs=6e-9)
    assert adjusted(chances)[11] == pytest.approx(min(14 * 0.00534053, 14 / 2 * 0.01065545), abs=5e-8)  # XI: .0746
    assert adjusted(chances).min() > 0.05


@given(events=st.integers(0, 30), more=st.integers(0, 30), days=st.integers(1, 60), others=st.integers(1, 300))
def test_both_ways_and_what_is_between_make_one(events: int, more: int, days: int, others: int) -> None:
    """The chances of less and of more, by hand from the binomial law, with half of what was seen on each side."""
    both = against(events, days, more, others)
    total, share = events + more, Fraction(days, days + others)
    law = [comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(total + 1)]
    by_hand = sum(law[events + 1 :], Fraction(0)) + law[events] / 2

    assert float(chance_of_more(both)) == pytest.approx(float(by_hand), abs=1e-12)
    assert float(chance_of_more(both) + chance_of_less(both)) == pytest.approx(1)
    assert float(chance_of_gap(both)) == pytest.approx(float(chance_of_gap(both.swapped)))


@given(events=st.integers(0, 40), more=st.integers(0, 40), days=st.integers(1, 60), phi=st.floats(1.05, 2.5))
def test_clustered_counts_follow_a_beta_binomial_law_summed_by_hand(
    events: int, more: int, days: int, phi: float
) -> None:
    total, share = events + more, days / (days + 200)
    alpha, beta = total * share / (phi - 1), total * (1 - share) / (phi - 1)

    def log_beta(a: float, b: float) -> float:
        return lgamma(a) + lgamma(b) - lgamma(a + b)

    law = [
        comb(total, k) * exp(log_beta(k + alpha, total - k + beta) - log_beta(alpha, beta)) if total else 1.0
        for k in range(total + 1)
    ]
    found = float(chance_of_more(against(events, days, more, 200), phi=phi)) if total else sum(law) / 2

    assert found == pytest.approx(sum(law[events + 1 :]) + law[events] / 2, rel=1e-8, abs=1e-12)


def test_counts_that_come_in_clusters_prove_less() -> None:
    both = against(60, 60, 210, 420)
    (low, high), (wide_low, wide_high) = ratio_bounds(both), ratio_bounds(both, phi=1.5)

    assert float(chance_of_gap(both)) < float(chance_of_gap(both, phi=1.5)) < 0.05
    assert wide_low < low < float(both.ratio) == 2 < high < wide_high
    assert float(chance_of_gap(both, phi=1.001)) == pytest.approx(float(chance_of_gap(both)), rel=0.02)


def test_the_ratio_is_exact_and_nothing_is_divided_by_zero() -> None:
    """EC-68."""
    assert float(against(100, 52, 350, 364).ratio) == 2
    assert np.isinf(against(3, 52, 0, 364).ratio)
    assert not can_compare(against(0, 52, 0, 364))
    assert not can_compare(against(5, 0, 20, 60))
    assert can_compare(against(0, 20, 9, 40))
    assert not can_compare(against(0, 20, 8, 40))


def test_what_is_worked_out_for_a_team_at_once_is_what_each_would_be_told_alone() -> None:
    events, days = np.array([100.0, 42, 55, 53]), np.array([62.0, 60, 31, 62])
    team = Counts(events, days, 1.3)

    at_once, effects = team.chances(everyone(4)), team.effects(everyone(4))

    for at in range(4):
        rest = np.arange(4) != at
        alone = against(events[at], days[at], events[rest].sum(), days[rest].sum())
        assert at_once[at] == pytest.approx(float(chance_of_gap(alone, phi=1.3)), rel=1e-10)
        assert effects.ratio[at] == pytest.approx(float(alone.ratio))
