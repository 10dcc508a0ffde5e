"""Deal sizes by rank, and signed revenue dealt out again over the days worked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from bilan.stats import amounts, sizes
from bilan.stats.amounts import Amounts
from bilan.stats.sizes import Values
from stats.published import everyone

OWN = np.array([0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46])
OTHERS = np.array([1.15, 0.88, 0.90, 0.74, 1.21])


def test_the_chance_of_such_ranks_is_that_of_wilcox_test() -> None:
    """R's help page of wilcox.test: one-sided .1272 exactly."""
    greater = stats.mannwhitneyu(OWN, OTHERS, alternative="greater", method="exact")

    assert (greater.statistic, greater.pvalue) == (35, pytest.approx(0.1272, abs=5e-5))
    assert sizes.chance_of_gap(OWN, OTHERS) == pytest.approx(2 * 0.1272, abs=1e-4)
    assert sizes.chance_of_gap(np.repeat(OWN, 2), OTHERS) < sizes.chance_of_gap(OWN, OTHERS)  # ties: the normal law


def test_with_more_than_eight_values_on_both_sides_the_law_is_normal() -> None:
    """R's help page of wilcox.test, by the normal law with continuity: .2446236."""
    own, others = OWN[:9], np.concatenate([OTHERS, [0.91, 1.02, 1.33, 0.79]])

    theirs = stats.mannwhitneyu(own, others, method="asymptotic").pvalue

    assert sizes.chance_of_gap(own, others) == pytest.approx(theirs, rel=1e-12)
    ranked = sizes._Ranked.of([OWN, OTHERS], everyone(2))
    assert ranked._normal_chances(np.ones(15, np.int64))[0] == pytest.approx(0.2446236, abs=5e-8)


@given(st.integers(1, 8), st.integers(1, 40), st.integers(0, 10_000))
def test_few_values_without_ties_have_the_exact_chance_of_scipy(own: int, others: int, seed: int) -> None:
    values = np.random.default_rng(seed).permutation(own + others).astype(float)

    theirs = stats.mannwhitneyu(values[:own], values[own:], method="exact").pvalue

    assert sizes.chance_of_gap(values[:own], values[own:]) == pytest.approx(theirs, rel=1e-9)


def test_deals_all_of_one_size_set_nobody_apart() -> None:
    chances = Values([np.full(9, 8e3)] * 3).chances(everyone(3))

    assert chances.tolist() == [1, 1, 1]


@given(st.lists(st.integers(1, 9), min_size=1, max_size=12), st.lists(st.integers(1, 9), min_size=1, max_size=12))
def test_superiority_is_the_part_of_the_pairs_that_one_wins(own: list[int], others: list[int]) -> None:
    pairs = [(a > b) + (a == b) / 2 for a in own for b in others]

    assert sizes.superiority(np.array(own, float), np.array(others, float)) == pytest.approx(sum(pairs) / len(pairs))


def test_all_are_ranked_at_once_and_it_says_the_same() -> None:
    random = np.random.default_rng(3)
    values = [random.lognormal(9, 0.8, random.integers(9, 15)) for _ in range(61)]
    team, kept = Values(values), everyone(len(values))
    kept[5] = False

    chances, effects = team.chances(kept), team.effects(kept)

    for at in (0, 5, 40):
        others = np.concatenate([one for n, one in enumerate(values) if kept[n] and n != at])
        alone = stats.mannwhitneyu(values[at], others, method="asymptotic").pvalue
        assert chances[at] == pytest.approx(alone, rel=1e-9)
        assert effects.ratio[at] == pytest.approx(sizes.superiority(values[at], others))
        assert effects.low[at] < effects.ratio[at] < effects.high[at]


def test_fewer_than_five_deals_are_not_compared() -> None:
    chances = Values([np.arange(4.0), np.arange(9.0), np.arange(9.0)]).chances(everyone(3))

    assert np.isnan(chances[0])
    assert not np.isnan(chances[1:]).any()


def test_dealing_deals_out_has_the_mean_variance_and_asymmetry_of_its_law() -> None:
    """Three deals of 1, 2 and 3 k€ for a quarter of the days: eight outcomes, by hand."""
    outcomes = [(a + 2 * b + 3 * c, 0.25 ** (a + b + c) * 0.75 ** (3 - a - b - c))
                for a in (0, 1) for b in (0, 1) for c in (0, 1)]  # fmt: skip
    mean = sum(value * chance for value, chance in outcomes)
    second, third = (sum((value - mean) ** n * chance for value, chance in outcomes) for n in (2, 3))

    law = amounts.dealt(np.array([1.0, 2.0, 3.0]), np.array([0.25]))

    assert float(law.mean[0]) == pytest.approx(mean)
    assert float(law.variance[0]) == pytest.approx(second)
    assert float(law.skewness[0]) == pytest.approx(third / second**1.5)


def test_the_chance_of_an_amount_is_close_to_that_of_dealing_out_for_real() -> None:
    random = np.random.default_rng(7)
    deals = random.lognormal(9, 0.8, 40)
    draws = (random.random((100_000, 40)) < 0.25) @ deals
    law = amounts.dealt(deals, np.array([0.25]))

    for amount in np.quantile(draws, (0.02, 0.1, 0.5, 0.9, 0.98)):
        seen = 2 * min((draws >= amount).mean(), (draws <= amount).mean())
        assert float(law.chance_of_gap(np.array([amount]))[0]) == pytest.approx(min(seen, 1), abs=0.012)


def test_one_giant_deal_makes_nobody_stand_apart() -> None:
    """EC-35: ten deals each, of which one of Paul's is a hundred times the others."""
    ordinary = [np.full(10, 10_000.0) for _ in range(4)]
    with_giant = [np.append(ordinary[0][:-1], 1_000_000.0), *ordinary[1:]]
    team = Amounts(with_giant, np.full(4, 62.0))

    assert team.chances(everyone(4))[0] > 0.2
    assert team.effects(everyone(4)).ratio[0] == pytest.approx(10.9)
    assert amounts.without_largest(with_giant[0], np.concatenate(ordinary[1:]), (62, 186)) == pytest.approx(
        90_000 / 62 / (290_000 / 186)
    )


def test_too_few_deals_are_not_compared() -> None:
    assert np.isnan(Amounts([np.full(2, 9e3)] * 4, np.full(4, 62.0)).chances(everyone(4))).all()


def test_whoever_signs_as_much_as_the_others_in_fewer_larger_deals_does_not_stand_apart() -> None:
    """Paul sells four large contracts, the others many small ones: capped, his revenue would look a third of theirs."""
    paul, others = np.full(4, 25_000.0), np.concatenate([np.full(60, 500.0), np.full(3, 25_000.0)])
    team = Amounts([paul, *[others] * 7], np.full(8, 62.0))
    kept = everyone(8)

    assert team._dealt_out(kept)[0] < 0.05
    assert team.chances(kept)[0] > 0.5
    assert team.effects(kept).ratio[0] == pytest.approx(100_000 / 105_000)
