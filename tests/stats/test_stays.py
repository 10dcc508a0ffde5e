"""How deals leave a stage: published survival data, then small cases by hand."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.duration.survfunc import CumIncidenceRight

from bilan.stats.stays import (
    ADVANCED,
    LOST,
    OPEN,
    Hazards,
    Stays,
    chance_of_change,
    curve,
    hazards,
    median_length,
    passage,
)
from stats.published import columns

# Freireich and others 1963, as in Gehan 1965: weeks to relapse of 21 patients treated, and whether they relapsed
TREATED = [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
RELAPSED = [True] * 9 + [False] * 12


def melanoma() -> Stays:
    days, status = (one.astype(np.int64) for one in columns("melanoma", 0, 1))
    return Stays(days, np.select([status == 1, status == 3], [ADVANCED, LOST], OPEN))


def test_the_incidence_of_two_ends_is_that_of_cmprsk() -> None:
    found = curve(melanoma())

    by = np.array([found.by(day) for day in (1000, 2000, 3000, 4000)])

    assert by[:, 0] == pytest.approx([0.127457136, 0.230139634, 0.309620166, 0.338717509], abs=5e-10)
    assert by[:, 1] == pytest.approx([0.034267085, 0.050456445, 0.058111429, 0.105947064], abs=5e-10)


def test_it_is_that_of_statsmodels_to_the_ninth_digit() -> None:
    stays = melanoma()
    found, theirs = curve(stays), CumIncidenceRight(stays.lengths, stays.exits)

    ours = np.array([found.by(time) for time in theirs.times])

    assert np.abs(ours[:, 0] - theirs.cinc[0]).max() < 1e-9
    assert np.abs(ours[:, 1] - theirs.cinc[1]).max() < 1e-9


def test_with_one_way_out_it_is_the_survival_of_kaplan_and_meier() -> None:
    """R survival, MASS::gehan: the part still there after 6, 7, 10, 13, 16, 22 and 23 weeks."""
    stays = Stays(np.array(TREATED), np.where(RELAPSED, ADVANCED, OPEN))

    found = curve(stays)

    assert list(found.times) == [6, 7, 10, 13, 16, 22, 23]
    assert found.staying == pytest.approx([0.857143, 0.806723, 0.752941, 0.690196, 0.627451, 0.537815, 0.448179],
                                          abs=5e-7)  # fmt: skip
    assert median_length(np.array(TREATED, float), is_over=RELAPSED) == 23


def test_the_two_treatments_differ_as_survival_says() -> None:
    """R survival::survdiff: 16.79294."""
    from scipy import stats  # noqa: PLC0415

    placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
    treated = stats.CensoredData(
        uncensored=[w for w, r in zip(TREATED, RELAPSED, strict=True) if r],
        right=[w for w, r in zip(TREATED, RELAPSED, strict=True) if not r],
    )

    assert stats.logrank(treated, stats.CensoredData(placebo)).statistic ** 2 == pytest.approx(16.79294, abs=5e-6)


def test_open_deals_are_no_failures() -> None:
    """Ten RDV-E: four go on after a week, two are lost after two, four came yesterday."""
    stays = Stays(np.array([1] * 4 + [2] * 2 + [1] * 4), np.array([ADVANCED] * 4 + [LOST] * 2 + [OPEN] * 4))

    found = passage(stays)

    assert found is not None
    # 4/10 leave in the first week; of the 6 watched, those 4 unknown leave the count: 2 of 2 are lost
    assert found.share == pytest.approx(0.4)
    assert (found.entered, found.left, found.unresolved) == (10, 6, 0)
    assert not found.is_enough


def test_all_that_is_unresolved_shares_the_odds_of_what_is_known() -> None:
    stays = Stays(np.array([1, 1, 1, 5]), np.array([ADVANCED, ADVANCED, LOST, OPEN]))

    found = passage(stays)

    assert found is not None
    assert found.share == pytest.approx(0.5 + 0.25 * 2 / 3)
    assert found.unresolved == pytest.approx(0.25)
    assert passage(Stays(np.array([1]), np.array([OPEN]))) is None


def test_a_drop_between_two_periods_is_weighed_against_luck() -> None:
    def went_on(part: int, whole: int) -> Stays:
        return Stays(np.ones(whole, np.int64), np.array([ADVANCED] * part + [LOST] * (whole - part)))

    now, before, long_before = (passage(went_on(part, 100)) for part in (58, 66, 85))

    assert now is not None
    assert before is not None
    assert long_before is not None
    assert chance_of_change(now, before) == pytest.approx(0.24, abs=0.02)  # normal test of two shares
    assert chance_of_change(now, long_before) < 0.001
    interval = now.interval(0.9)
    assert [interval.low, interval.high] == pytest.approx([0.50, 0.66], abs=0.01)


def test_half_are_not_over_yet_no_median_is_told() -> None:
    assert median_length(np.array([3.0, 9, 9, 9]), is_over=[True, False, False, False]) is None
    assert median_length(np.array([3.0]), is_over=[False]) is None


def test_signing_within_weeks_follows_the_hazards_step_by_step() -> None:
    """Two stages, each with one chance in two to go on each week and none to be lost: by hand, like tossing coins."""
    found = Hazards(np.full((2, 5), 0.5), np.zeros((2, 5))).chances_of_signing(3)

    assert found[:, 1, 0] == pytest.approx([0, 1 / 2, 3 / 4, 7 / 8])
    assert found[:, 0, 0] == pytest.approx([0, 0, 1 / 4, 1 / 2])  # two heads in two, then in three tosses


def test_hazards_are_those_seen_drawn_towards_the_age_before_where_few_are() -> None:
    lengths = np.array([1] * 50 + [2] * 50)
    exits = np.array([ADVANCED] * 25 + [LOST] * 25 + [ADVANCED] * 50)

    found = hazards([Stays(lengths, exits)], oldest=6)

    on, off = 75 / 150, 25 / 150  # over 150 weeks watched
    first = (25 + 3 * on) / 103, (25 + 3 * off) / 103
    assert found.advancing[0, :2] == pytest.approx([first[0], (50 + 3 * first[0]) / 53])
    assert found.losing[0, :2] == pytest.approx([first[1], 3 * first[1] / 53])
    assert found.advancing[0, 2:] == pytest.approx(np.full(4, found.advancing[0, 1]))  # nobody was watched that long


def test_a_deal_older_than_any_watched_has_the_chances_of_the_oldest_not_of_a_fresh_one() -> None:
    """Of a hundred, half go on in the first week; of the fifty left, ten are lost in each of the next three."""
    lengths = np.array([1] * 50 + [2] * 10 + [3] * 10 + [4] * 10 + [4] * 20)
    exits = np.array([ADVANCED] * 50 + [LOST] * 30 + [OPEN] * 20)

    chances = hazards([Stays(lengths, exits)], oldest=30).chance_of_signing(100)[0]

    assert chances[0] > 0.5
    assert max(chances[4:]) < 0.1
    assert np.diff(chances[4:]).max() <= 1e-12


def test_a_deal_that_came_late_under_watch_is_at_risk_from_then_on_only() -> None:
    """40 watched from the start, 4 of whom are lost in week 1; 40 more watched from week 3 on.

    Counted from the start, the late ones would make it 4 in 80, where 4 in 40 were lost.
    """
    lengths = np.array([1] * 4 + [3] * 36 + [3] * 40)
    exits = np.array([LOST] * 4 + [ADVANCED] * 4 + [OPEN] * 32 + [ADVANCED] * 4 + [OPEN] * 36)
    late = np.array([0] * 40 + [2] * 40)

    watched, immortal = (
        hazards([one], oldest=3).losing[0] for one in (Stays(lengths, exits, late), Stays(lengths, exits))
    )

    share, whole = 4 / (40 + 36 + 76), 4 / (80 + 76 + 76)  # of all the weeks at risk: what the first age is drawn to
    assert watched[0] == pytest.approx((4 + 3 * share) / (40 + 3))
    assert immortal[0] == pytest.approx((4 + 3 * whole) / (80 + 3))


def test_when_all_go_on_the_interval_is_that_of_as_many_cases() -> None:
    """60 of 60: at 80 %, 95.1 to 99.9 % (held at 1 - 0.5 / 61, logit 4.80, ± 1.28 ÷ √(60 x 0.9918 x 0.0082))."""
    found = passage(Stays(np.full(60, 3), np.full(60, ADVANCED)))

    assert found is not None
    interval = found.interval()
    held = 1 - 0.5 / 61
    reach = 1.2815515655 / np.sqrt(60 * held * (1 - held))
    logit = np.log(held / (1 - held))
    assert interval.low == pytest.approx(1 / (1 + np.exp(reach - logit)))
    assert (round(interval.low, 3), round(interval.high, 3)) == (0.951, 0.999)
