"""Cycles with deals still open: the published log-rank, scipy's on any team, and nobody judged on ten decisions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from bilan.stats.cycles import FEWEST_DECIDED, Cycles

# 6-MP and placebo, weeks to relapse (Freireich 1963, Gehan 1965; R survival and MASS)
TREATED = np.array([6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35], float)
RELAPSED = np.arange(21) < 9
PLACEBO = np.array([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], float)
BOTH = np.ones(2, dtype=np.bool_)


def test_the_log_rank_is_that_of_gehan() -> None:
    """Chi-squared 16.79294 on 1 degree of freedom; nine relapses are too few for us to tell."""
    once = Cycles([TREATED, PLACEBO], [RELAPSED, np.ones(21, dtype=np.bool_)])
    treated = once._beside(BOTH)[0]

    assert (treated.decided - treated.due) ** 2 / treated.variance == pytest.approx(16.79294, abs=5e-6)
    assert np.isnan(once.chances(BOTH)).all()


TEAM = st.lists(
    st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=12, max_size=40), min_size=2, max_size=5
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(TEAM)
def test_each_is_set_beside_the_others_as_scipy_does(team: list[list[tuple[int, bool]]]) -> None:
    lengths = [np.array([float(days) for days, _ in one]) for one in team]
    over = [np.array([is_over for _, is_over in one]) for one in team]
    found = Cycles(lengths, over).chances(np.ones(len(team), dtype=np.bool_))

    for at, chance in enumerate(found):
        rest = [one for one in range(len(team)) if one != at]
        theirs, are_over = (np.concatenate([side[one] for one in rest]) for side in (lengths, over))
        if min(over[at].sum(), are_over.sum()) < FEWEST_DECIDED or np.isnan(chance):
            continue
        own, others = (stats.CensoredData(uncensored=days[ended], right=days[~ended])
                       for days, ended in ((lengths[at], over[at]), (theirs, are_over)))  # fmt: skip
        assert chance == pytest.approx(stats.logrank(own, others).pvalue, abs=1e-9)


def test_deals_that_take_twice_as_long_are_told_twice_as_long() -> None:
    random = np.random.default_rng(3)
    claire, pierre, anne = (random.exponential(scale, 4_000) for scale in (30, 60, 30))
    over = [days < 90 for days in (claire, pierre, anne)]
    cycles = Cycles([np.minimum(days, 90) for days in (claire, pierre, anne)], over)

    found = cycles.effects(np.array([True, False, True]))  # Pierre is no yardstick

    assert found.ratio[1] == pytest.approx(2, rel=0.05)
    assert found.low[1] < found.ratio[1] < found.high[1]
    assert found.ratio[0] == pytest.approx(1, abs=0.05)
    assert cycles.chances(np.ones(3, dtype=np.bool_))[1] < 1e-9


def test_a_rep_without_a_decision_is_not_compared() -> None:
    cycles = Cycles([np.array([5.0] * 20), np.empty(0)], [np.ones(20, dtype=np.bool_), np.empty(0, dtype=np.bool_)])

    assert np.isnan(cycles.chances(BOTH)).all()
    assert np.isnan(cycles.effects(BOTH).ratio).all()
    assert not cycles.has_no_twofold_gap(BOTH).any()
