"""Teams and periods with next to nothing in them: an answer, or none, and never a warning or a number that is none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from bilan.stats import spread as spreads
from bilan.stats.action import Spell, side_by_side, slope
from bilan.stats.amounts import Amounts
from bilan.stats.apart import Comparison, compare
from bilan.stats.conversions import Conversions
from bilan.stats.counts import Counts
from bilan.stats.landing import MANY_DEALS, Desk, Past, landing
from bilan.stats.shares_of_gap import Factors, parts_with_bounds, price_volume_mix
from bilan.stats.sizes import Values
from bilan.stats.spread import spread
from bilan.stats.stays import Hazards
from bilan.stats.target import History, Reps, Yield, swing
from bilan.stats.target import Past as Quarter
from bilan.stats.verdict import Verdict

FULL = 62.0  # days


def review(
    events: Sequence[float], days: Sequence[float], deals: Sequence[Sequence[float]], phi: float
) -> dict[str, list[Comparison]]:
    """Counts, a rate, sizes and revenue of a team, by what is measured."""
    held, sold = np.array(events, float), [np.array(one, float) for one in deals]
    won = np.minimum(np.array([len(one) for one in sold], float), held)
    found = compare(
        {"rdv_d": Counts(held, np.array(days, float), phi), "rate": Conversions(won, held), "size": Values(sold),
         "revenue": Amounts(sold, np.array(days, float), phi)},
        [str(at) for at in range(len(events))],
    )  # fmt: skip
    return {name: [one for one in found if one.measured == name] for name in ("rdv_d", "rate", "size", "revenue")}


@pytest.mark.parametrize("phi", [1.0, 1.0000001, 1.3])
@pytest.mark.parametrize(("events", "days", "deals"), [
    ([50], [FULL], [[9e3] * 9]),  # one person
    ([50, 80], [FULL, FULL], [[8e3] * 9, [9e3] * 7]),  # a team of two
    ([50, 80, 0], [FULL, FULL, 0], [[8e3] * 9, [9e3] * 7, []]),  # somebody never there
    ([50, 80, 5], [FULL, FULL, 0], [[8e3] * 9, [9e3] * 7, [1e4]]),  # and yet with meetings
    ([0, 0, 0], [0, 0, 0], [[], [], []]),  # nobody ever there
    ([0, 0, 0], [FULL] * 3, [[], [], []]),  # nothing done
    ([1, 0, 0], [FULL] * 3, [[8e3], [], []]),  # one deal in all
    ([20, 20, 20], [FULL] * 3, [[8e3] * 20] * 3),  # everything is signed
    ([20, 20, 20], [FULL] * 3, [[0.0] * 9] * 3),  # for nothing
    ([200, 0, 0, 0], [FULL] * 4, [[8e3] * 30, [], [], []]),  # one has all
    ([20, 20, 20, 20], [1e-3, FULL, FULL, FULL], [[8e3] * 9] * 4),  # somebody there for a minute
])  # fmt: skip
def test_next_to_nothing_gives_four_verdicts_and_no_number_that_is_none(
    events: list[float], days: list[float], deals: list[list[float]], phi: float
) -> None:
    found = review(events, days, deals, phi)

    for one in (one for those in found.values() for one in those):
        assert (one.effect is None) <= (one.verdict is Verdict.NOT_ENOUGH_DATA)
        assert one.effect is None or 0 <= one.effect.chance <= one.effect.adjusted <= 1


def test_when_one_signs_all_the_revenue_the_others_are_compared_with_nothing() -> None:
    found = review([40, 40, 40, 40], [FULL] * 4, [[8e3] * 30, [], [], []], 1.0)["revenue"]

    assert [one.verdict for one in found] == [Verdict.ESTABLISHED, *[Verdict.NOT_ENOUGH_DATA] * 3]


def test_a_large_team_of_few_events_each_has_the_spread_that_drawing_would_tell(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """120 people of about three events each: by the gamma law, then by 20,000 draws."""
    random = np.random.default_rng(3)
    days = random.uniform(20, 60, 120)
    events = random.poisson(0.08 * days * random.gamma(8, 1 / 8, 120)).astype(float)

    by_law = spread(events, days)
    monkeypatch.setattr(spreads, "DRAWN_UP_TO", 120)
    by_draws = spread(events, days)

    assert by_law is not None
    assert by_draws is not None
    assert 0.001 < by_draws.chance < 0.2
    assert by_law.chance == pytest.approx(by_draws.chance, abs=0.005)


def test_a_quarter_without_presence_or_without_a_deal_teaches_nothing() -> None:
    told, empty = Quarter(400e3, 40, 260.0), (Quarter(0.0, 0, 260.0), Quarter(400e3, 40, 0.0), Quarter(9e3, 0, 260.0))

    alone = History((told,)).outlook(260.0)

    assert History((*empty, told)).outlook(260.0) == alone
    assert History((told, empty[1]), old_target=1.0).outlook(260.0) == alone  # asked of nobody
    assert swing((*empty, told), History(()).luck) == 0.10
    with pytest.raises(ValueError, match="signed deal"):
        History(empty).outlook(260.0)
    with pytest.raises(ValueError, match="days to come"):
        History((told,)).outlook(0.0)


def test_a_rep_who_leaves_is_asked_nothing_and_changes_nothing_for_the_others() -> None:
    def team(*to_come: float) -> Reps:
        days = np.array(to_come)
        return Reps(np.array([12.0, 7, 9]), np.full(3, FULL), days, days / FULL, 10_000.0, 28)

    target = team(FULL, FULL, 0).target_for()

    chances = team(FULL, FULL, 0).chances(target)
    assert np.isnan(chances).tolist() == [False, False, True]
    assert chances[:2].mean() == pytest.approx(0.65)
    with pytest.raises(ValueError, match="nobody"):
        team(0, 0, 0).target_for()


def test_a_rep_who_holds_no_rdv_d_has_no_chance_of_a_target() -> None:
    assert Yield(208, 37, 10_000.0, 4.0).chance_of(90_000.0, 0.0, 13, slip=0.3) == 0


def test_a_large_portfolio_of_which_every_amount_is_known_needs_no_sizes_of_the_past() -> None:
    many = np.zeros(MANY_DEALS + 1, np.int64)
    desk = Desk(0.0, many, many, np.full(len(many), 10.0), 0, 13.0, 2)
    coin = Hazards(np.full((1, 4), 0.5), np.zeros((1, 4)))

    found = landing(desk, Past(coin, np.empty(0), won=1_000, lost=1_000))

    assert found.draws.mean() == pytest.approx(7.5 * len(many), rel=0.02)


def test_people_who_all_change_alike_are_judged_by_their_totals() -> None:
    """Ten reps who all held 20 RDV-D before and 20 after: no spread between them to be judged by."""
    same = Spell(np.full(5, 20.0), np.full(5, FULL))

    found = side_by_side((same, same), (same, same), phi=1.2, free=100)

    assert found is not None
    assert (found.ratio, found.chance) == (1, 1)
    assert found.low < 1 < found.high


def test_weeks_that_nobody_worked_are_left_out_of_the_slope() -> None:
    random = np.random.default_rng(11)
    events, days = random.poisson(20, 46).astype(float), np.full(46, 20.0)
    closed = np.isin(np.arange(46), (14, 15))  # two weeks of August

    found = slope(np.where(closed, 0, events), np.where(closed, 0, days), weeks_before=32)

    assert found is not None
    assert 0.5 < found.level.ratio < 2
    assert slope(np.where(closed, 0, events), np.where(closed, 0, days), weeks_before=27) is None  # 25 were worked


def test_no_slope_is_told_without_weeks_after_enough_events_or_any_variation() -> None:
    steady, days = np.full(46, 20.0), np.full(46, 20.0)

    assert slope(steady, days, weeks_before=46) is None
    assert slope(steady, days, weeks_before=39) is None  # seven weeks after
    assert slope(np.zeros(46), days, weeks_before=32) is None
    assert slope(steady, days, weeks_before=32) is None  # it never varies


def test_without_a_signature_the_gap_is_shared_and_has_no_luck_in_it() -> None:
    """Neither conversion nor deal size can be known: half the missing revenue each."""
    plan = Factors(np.array([260.0, 0.8, 0.18, 10_000.0]), np.zeros(4))
    seen = Factors(np.array([260.0, 0.8, 0.0, 0.0]), np.array([0, 0.01, np.inf, np.inf]))

    found = parts_with_bounds(plan, seen)

    assert [one.value for one in found] == pytest.approx([0, 0, -187_200, -187_200])
    assert not np.isnan([(one.low, one.high) for one in found]).any()


def test_where_nothing_was_sold_before_all_is_volume() -> None:
    found = price_volume_mix((np.zeros(2), np.zeros(2)), (np.array([3.0, 1.0]), np.array([100.0, 500.0])))

    assert (found.price, found.volume, found.mix) == (0, 800, 0)
