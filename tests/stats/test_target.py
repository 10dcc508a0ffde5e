"""What a target is worth: the course's case, and the rules around it."""

from __future__ import annotations

import numpy as np
import pytest

from bilan.stats.target import History, Luck, Past, Reps, Yield, realism, size_spread, swing

LOGNORMAL = np.expm1(0.8**2)  # squared CV of deal sizes of sigma 0.8


def did_140(reps: int, deals: int) -> History:
    """A team that was asked 100 k€ each and did 140, as the course tells, all the rest being usual."""
    luck = Luck(phi=1.3, size_spread=(deals * LOGNORMAL + 10 * 0.8) / (deals + 10))
    return History((Past(140.0 * reps, deals, 65.0 * reps),), 100.0 * reps, luck)


@pytest.mark.parametrize(("reps", "deals", "likely", "at_120", "at_140"), [
    (4, 40, 104, 0.46, 0.28), (8, 80, 112, 0.54, 0.30), (35, 350, 122, 0.69, 0.34), (500, 5000, 126, 0.78, 0.37),
])  # fmt: skip
def test_after_140_percent_the_target_with_two_chances_in_three_depends_on_how_many_deals_made_it(
    reps: int, deals: int, likely: float, at_120: float, at_140: float
) -> None:
    """Z17, Z22: the course's 120 k€, by the size of the team."""
    outlook = did_140(reps, deals).outlook(65.0 * reps)

    assert outlook.target_for() / reps == pytest.approx(likely, abs=0.5)
    assert outlook.chance_of(120 * reps) == pytest.approx(at_120, abs=0.005)
    assert outlook.chance_of(140 * reps) == pytest.approx(at_140, abs=0.006)


@pytest.mark.parametrize(("reps", "deals", "likely"), [(4, 40, 1.037), (35, 350, 1.223)])
def test_the_bars_of_the_course_example(reps: int, deals: int, likely: float) -> None:
    assert did_140(reps, deals).outlook(65.0 * reps).target_for() / (100 * reps) == pytest.approx(likely, abs=0.005)


def test_results_alone_would_ask_too_much_after_a_good_quarter() -> None:
    lucky = did_140(4, 40)
    alone = History(lucky.past, None, lucky.luck)

    assert alone.outlook(260.0).target_for() / 4 == pytest.approx(122, abs=0.5)


def test_from_four_periods_on_results_speak_alone() -> None:
    past = tuple(Past(revenue, 40, 260.0) for revenue in (400.0, 420.0, 390.0, 560.0))

    assert History(past, 400.0).outlook(260.0) == History(past, None).outlook(260.0)
    assert History(past[1:], 400.0).outlook(260.0) != History(past[1:], None).outlook(260.0)


def test_a_target_with_a_chance_has_that_chance() -> None:
    outlook = did_140(8, 80).outlook(500.0)

    for chance in (0.2, 0.5, 0.8):
        assert outlook.chance_of(outlook.target_for(chance)) == pytest.approx(chance)
    assert outlook.chance_of(1.0) == 0.98  # never certain
    assert outlook.chance_of(1e9) == 0.02
    assert outlook.chance_of(0.0) == 0.98
    low, high = outlook.interval()
    assert outlook.exact_chance_of(low) - outlook.exact_chance_of(high) == pytest.approx(0.8)


def test_twelve_signatures_put_no_number_on_a_target() -> None:
    assert not History((Past(120.0, 12, 260.0),)).is_enough
    assert did_140(4, 40).is_enough


@pytest.mark.parametrize(("chance", "word"), [
    (0.9, "too_easy"), (0.85, "realistic"), (0.5, "realistic"), (0.49, "ambitious"), (0.2, "ambitious"),
    (0.19, "out_of_reach"),
])  # fmt: skip
def test_how_realistic_a_target_was(chance: float, word: str) -> None:
    assert realism(chance) == word


def test_periods_that_differ_more_than_their_deals_explain_swing_more() -> None:
    calm = [Past(400.0, 4_000, 260.0) for _ in range(6)]
    rough = [Past(revenue, 4_000, 260.0) for revenue in (300.0, 500.0, 280.0, 520.0, 310.0, 480.0)]

    beyond = -np.log1p(2 / 4_000)  # they differ less than their deals would make them
    assert swing(calm, Luck()) == pytest.approx(np.sqrt((4 * 0.01 + 5 * beyond) / 9))
    assert swing(rough, Luck()) > 0.2
    assert swing(calm[:2], Luck()) == 0.10


def test_sizes_are_drawn_towards_the_usual_spread() -> None:
    assert size_spread(np.full(10, 9_000.0)) == pytest.approx(0.4)  # ten equal deals beside ten usual ones
    assert size_spread(np.array([9_000.0])) == 0.8


def test_six_rdv_d_a_week_give_the_typical_rep_two_chances_in_three() -> None:
    """Four a week and 18 signatures a hundred RDV-D; a target a fifth above the mean asks for the course's six."""
    seen = Yield(meetings=208, deals=37, mean_size=10_000, per_week=4.0, luck=Luck(1.3, 0.8))
    target = 1.2 * 4 * 13 * 37 / 208 * 10_000

    pace = seen.pace_for(target, 13)

    assert pace.value == pytest.approx(6.1, abs=0.2)
    assert [pace.low, pace.high] == pytest.approx([4.6, 8.4], abs=0.4)
    assert seen.chance_of(target, pace.value, 13) == pytest.approx(0.65)
    assert 0.50 < seen.chance_of(target, pace.value, 13, slip=0.3) < 0.58


def test_reps_of_whom_nothing_is_established_get_the_same_target_for_a_full_time() -> None:
    days = np.array([65.0, 65, 65, 32.5])
    team = Reps(np.array([12.0, 7, 9, 10]), np.full(4, 65.0), days, days / 65, 10_000.0, 38)

    target = team.target_for()

    assert team.chances(target).mean() == pytest.approx(0.65)
    assert 0.6 < target / 95_000 < 0.8  # a rep's quarter of nine deals is mostly luck
    assert team.target_for(0.8) < target
