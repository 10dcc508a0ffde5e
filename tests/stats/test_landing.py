"""Where a period under way may end."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bilan.stats.landing import COMMON_SWING, MANY_DEALS, Desk, Past, landing, learnt_swing, missed
from bilan.stats.scores import brier
from bilan.stats.stays import Hazards

COIN = Hazards(np.full((1, 4), 0.5), np.zeros((1, 4)))  # one stage, signed with one chance in two each week


def past(hazards: Hazards = COIN, *, known: int = 100_000) -> Past:
    """A history long enough for the common swing to be the only one."""
    return Past(hazards, np.array([10.0]), won=known, lost=known)


def desk(*, open_deals: int, weeks: int, meetings: int = 0, signed: float = 0.0) -> Desk:
    return Desk(signed, np.zeros(open_deals, np.int64), np.zeros(open_deals, np.int64), np.full(open_deals, 10.0),
                meetings, 13.0, weeks)  # fmt: skip


def test_a_period_that_is_over_lands_where_it_is() -> None:
    found = landing(desk(open_deals=30, weeks=0, meetings=50, signed=450.0), past())

    assert found.median == 450
    assert found.interval() == (450, 450)
    assert (found.chance_of(450), found.chance_of(451)) == (0.98, 0.02)  # never 100 %, never 0 %


def test_open_deals_sign_as_often_as_their_hazards_say() -> None:
    """Two weeks left and one chance in two each week: three in four of 40 deals of 10 k€, so about 300."""
    found = landing(desk(open_deals=40, weeks=2), past())

    assert found.draws.mean() == pytest.approx(300, rel=0.02)
    assert found.draws.std() == pytest.approx(np.sqrt(40 * 0.75 * 0.25) * 10, rel=0.2)  # and a little for the swing


def test_a_large_portfolio_is_read_at_once_and_says_the_same() -> None:
    few, many = (landing(desk(open_deals=n, weeks=2), past()) for n in (MANY_DEALS, MANY_DEALS + 1))

    assert many.draws.mean() == pytest.approx(few.draws.mean(), rel=0.01)
    assert many.draws.std() == pytest.approx(few.draws.std(), rel=0.1)


def test_meetings_to_come_bring_what_they_have_time_to_sign() -> None:
    """One RDV-D a week, held in weeks 1 and 2 of 2 left: the first has a week to sign, the second none."""
    found = landing(desk(open_deals=0, weeks=2, meetings=13), past())

    assert found.draws.mean() == pytest.approx(10 * 0.5, rel=0.1)


def test_the_same_desk_always_lands_at_the_same_place() -> None:
    here = desk(open_deals=12, weeks=5, meetings=40, signed=100.0)

    assert np.array_equal(landing(here, past()).draws, landing(here, past()).draws)


def test_an_amount_that_is_not_known_is_drawn_from_those_that_are() -> None:
    here = Desk(0.0, np.zeros(40, np.int64), np.zeros(40, np.int64), np.full(40, np.nan), 0, 13.0, 2)

    assert landing(here, past()).draws.mean() == pytest.approx(300, rel=0.02)


def test_nine_signatures_are_too_short_a_history() -> None:
    assert not Past(COIN, np.array([10.0]), won=9, lost=80).is_enough
    assert Past(COIN, np.array([10.0]), won=20, lost=40).is_enough


def test_the_score_of_chances_is_briers() -> None:
    assert brier(np.array([0.1, 0.9, 0.8, 0.3]), np.array([0.0, 1, 1, 0])) == pytest.approx(0.0375)


def test_a_past_period_that_came_out_as_told_leaves_the_usual_swing() -> None:
    """100 deals of 10 k€, two weeks, one chance in two each: 750 k€ told, 750 k€ came."""
    told = missed(desk(open_deals=100, weeks=2), past(), 750.0)

    assert told is not None
    assert told.by == pytest.approx(0, abs=1e-9)
    assert told.luck == pytest.approx(1 / np.sqrt(100 * 0.75 * 0.25))  # of a mean that moves by n p (1 - p) a log-odds
    assert learnt_swing([told]) == COMMON_SWING


def test_a_past_period_far_from_what_was_told_widens_the_next_ones() -> None:
    """500 k€ came of the 750 k€ told: every chance at one in two, ln 3 of log-odds lower; luck goes 0.23 far."""
    told = missed(desk(open_deals=100, weeks=2), past(), 500.0)

    assert told is not None
    assert told.by == pytest.approx(-np.log(3), abs=1e-6)
    by_hand = np.sqrt((2 * 0.1**2 + np.log(3) ** 2 - 1 / 18.75) / 3)
    assert learnt_swing([told]) == pytest.approx(by_hand, rel=1e-6)
    usual, wide = past(), replace(past(), swing=learnt_swing([told]))
    here = desk(open_deals=100, weeks=2)
    spread = [np.diff(landing(here, one).interval())[0] for one in (usual, wide)]
    assert spread[1] > 2 * spread[0]


def test_nothing_to_come_or_more_than_all_deals_teaches_no_swing() -> None:
    assert missed(desk(open_deals=10, weeks=0), past(), 50.0) is None
    assert missed(desk(open_deals=10, weeks=2), past(), 101.0) is None
