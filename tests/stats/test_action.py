"""Did an action work: the published smoking ban, then Zignature's ways of being wrong."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from bilan.stats.action import Spell, before_after, side_by_side, slope
from stats.published import columns


def spell(*events: float, days: float = 60.0) -> Spell:
    return Spell(np.array(events, dtype=np.float64), np.full(len(events), days))


def test_the_sicilian_ban_is_that_of_r() -> None:
    """Lopez Bernal 2017: ratio .8944 (.8647, .9251) by Poisson; quasi-Poisson error .0324959, dispersion 3.5592."""
    events, banned, people = columns("sicily", 0, 2, 3)

    found = slope(events, people, weeks_before=int((banned == 0).sum()))

    assert found is not None
    assert found.level.ratio == pytest.approx(0.8944, abs=5e-5)
    assert [found.error, found.phi] == pytest.approx([0.0324959, 3.5592], abs=1e-5, rel=1e-5)
    reach = 1.959964 * found.error / np.sqrt(found.phi)
    bounds = [float(np.exp(np.log(found.level.ratio) + sign * reach)) for sign in (-1, 1)]
    assert bounds == pytest.approx([0.8647, 0.9251], abs=1e-4)


def test_a_short_series_has_no_slope() -> None:
    assert slope(np.arange(1.0, 30.0), np.ones(29), weeks_before=25) is None


def test_a_change_beside_those_who_did_nothing_takes_the_season_out() -> None:
    """Everybody held half as many again: the action changed nothing."""
    found = side_by_side((spell(40, 40), spell(60, 60)), (spell(50, 50), spell(75, 75)), phi=1.2, free=24)

    assert found is not None
    assert found.ratio == pytest.approx(1)
    assert not found.is_established
    assert found.method == "side_by_side"


def test_a_doubling_of_those_who_did_it_is_established() -> None:
    did, did_not = (spell(40, 44), spell(84, 88)), (spell(50, 48), spell(49, 51))

    found = side_by_side(did, did_not, phi=1.2, free=24)

    assert found is not None
    ratio = (172 / 84) / (100 / 98)
    error = np.sqrt(1.2 * (1 / 84 + 1 / 172 + 1 / 98 + 1 / 100))
    assert found.ratio == pytest.approx(ratio)
    assert found.low == pytest.approx(ratio * np.exp(-stats.t(24).ppf(0.95) * error))
    assert found.is_established


def test_two_people_or_thirty_events_short_nothing_is_said() -> None:
    enough = spell(40, 40)

    assert side_by_side((spell(90), spell(90)), (enough, enough), phi=1.2, free=24) is None
    assert side_by_side((spell(14, 15), enough), (enough, enough), phi=1.2, free=24) is None


def test_in_a_large_team_each_persons_own_change_is_compared() -> None:
    random = np.random.default_rng(2)
    did = spell(*random.poisson(50, 6)), spell(*random.poisson(100, 6))
    did_not = spell(*random.poisson(50, 6)), spell(*random.poisson(50, 6))

    found = side_by_side(did, did_not, phi=1.2, free=140)

    assert found is not None
    own = [np.log(after.events / before.events) for before, after in (did, did_not)]
    assert found.chance == pytest.approx(stats.ttest_ind(*own, equal_var=False).pvalue)
    assert found.low < 2 < found.high


def test_before_and_after_alone_a_rise_of_a_fifth_is_within_the_usual_swing() -> None:
    """+18 %, between about -8 and +50 %: it cannot be credited to the action."""
    found = before_after((400, 240), (472, 240), phi=1.3, periods=1)

    assert found is not None
    assert found.ratio == pytest.approx(1.18)
    assert found.low < 1 < found.high
    assert not found.is_established
    assert before_after((29, 60), (90, 60), phi=1.3) is None


def test_the_longer_the_history_before_the_narrower() -> None:
    short = before_after((400, 240), (472, 240), phi=1.3, periods=1)
    long_ = before_after((400, 240), (472, 240), phi=1.3, periods=4)

    assert short is not None
    assert long_ is not None
    assert short.low < long_.low < long_.high < short.high
