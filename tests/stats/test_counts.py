"""Counts of one rep against the others': published digits, then the rules of the review."""

from __future__ import annotations

import itertools
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilan.stats.apart import Counts, compare
from bilan.stats.counts import (
    Count,
    can_compare,
    chance_of_gap,
    chance_of_less,
    chance_of_more,
    effect,
    ratio_interval,
    ratio_of,
)
from bilan.stats.many import adjusted
from bilan.stats.verdict import Verdict

EXACT = 1.0


def count(events: int, days: object) -> Count:
    return Count(events, Fraction(str(days)))


@pytest.mark.parametrize(("own", "others", "ratio", "exact", "mid"), [
    # Gu, Ng, Tang and Schucany 2008: three significant digits are published
    (count(60, 51477.5), count(30, 54308.7), 1.0, pytest.approx(0.000428, abs=5e-7), pytest.approx(0.000310, abs=5e-7)),
    # R exactci, as in the tests of statsmodels
    (count(60, 51477.5), count(30, 54308.7), 1.2, pytest.approx(0.006651774552714537, rel=1e-10),
     pytest.approx(0.005094603529853279, rel=1e-10)),
    (count(6, 51), count(1, 54), 1.2, pytest.approx(0.08570447732927276, rel=1e-10),
     pytest.approx(0.04882345224905293, rel=1e-10)),
])  # fmt: skip
def test_the_chance_of_so_many_is_the_published_one(
    own: Count, others: Count, ratio: float, exact: float, mid: float
) -> None:
    assert chance_of_more(own, others, ratio=ratio, weight=EXACT) == exact
    assert chance_of_more(own, others, ratio=ratio) == mid


def test_the_chance_of_so_wide_a_gap_is_that_of_epitools() -> None:
    own, others = count(41, 28010), count(15, 19017)

    assert chance_of_gap(own, others) == pytest.approx(0.0354574, abs=5e-8)
    interval = ratio_interval(own, others, confidence=0.95)
    assert (interval.low, interval.high) == pytest.approx((1.041, 3.449), rel=0.02)  # the mid-p interval is close


def test_the_chance_of_so_wide_a_gap_is_that_of_rateratio_test() -> None:
    assert chance_of_gap(count(2, 17877), count(9, 16660), weight=EXACT) == pytest.approx(0.0501064956, abs=5e-11)


def test_fifteen_chances_are_adjusted_as_benjamini_and_hochberg_did_in_1995() -> None:
    chances = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459,
               0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1]  # fmt: skip

    found = adjusted(chances)

    published = (0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.063857, 0.063857, 0.0645, 0.0765, 0.486)
    assert found[:10] == pytest.approx(published, abs=5e-7)
    assert sum(chance <= 0.05 for chance in found) == 4
    assert adjusted([]) == ()


@given(events=st.integers(0, 30), more=st.integers(0, 30), days=st.integers(1, 60), others=st.integers(1, 300))
def test_both_ways_and_what_is_between_make_one(events: int, more: int, days: int, others: int) -> None:
    """The chances of less and of more, by hand from the binomial law, with half of what was seen on each side."""
    own, rest = count(events, days), count(more, others)
    total, share = events + more, Fraction(days, days + others)
    law = [comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(total + 1)]
    by_hand = sum(law[events + 1 :], Fraction(0)) + law[events] / 2

    assert chance_of_more(own, rest) == pytest.approx(float(by_hand), abs=1e-12)
    assert chance_of_more(own, rest) + chance_of_less(own, rest) == pytest.approx(1)
    assert chance_of_gap(own, rest) == pytest.approx(chance_of_gap(rest, own))


def test_counts_that_come_in_clusters_prove_less() -> None:
    own, others = count(60, 60), count(210, 420)

    alone, clustered = effect(own, others), effect(own, others, phi=1.5)

    assert alone.ratio == clustered.ratio == 2
    assert alone.chance < clustered.chance < 0.05
    assert clustered.low < alone.low < 2 < alone.high < clustered.high
    assert effect(own, others, phi=1.001).chance == pytest.approx(alone.chance, rel=0.02)


def test_the_ratio_is_exact_and_nothing_is_divided_by_zero() -> None:
    """EC-68."""
    assert ratio_of(count(100, 52), count(350, 364)) == 2
    assert ratio_of(count(3, 52), count(0, 364)) is None
    assert not can_compare(count(0, 52), count(0, 364))
    assert not can_compare(count(5, 0), count(20, 60))
    assert can_compare(count(0, 20), count(9, 40))
    assert not can_compare(count(0, 20), count(8, 40))


TEAM = {"anne": 48, "karim": 53, "lea": 52, "pierre": 48, "claire": 54, "marc": 47, "sofia": 48}


def team(**counts: int) -> dict[str, Count]:
    return {who: count(events, 52) for who, events in counts.items()}


def verdicts(counts: Counts) -> dict[str, Verdict]:
    return {one.who: one.verdict for one in compare(counts)}


def test_paul_is_established_and_leaves_the_yardstick_of_the_others() -> None:
    """EC-67, Z15."""
    found = {one.who: one for one in compare({"rdv_d": team(paul=100, **TEAM)})}

    paul, anne = found["paul"], found["anne"]
    assert paul.verdict is Verdict.ESTABLISHED
    assert paul.effect is not None
    assert (paul.effect.ratio, paul.others.events, paul.of) == (2, 350, 7)
    assert (anne.others.events, anne.of) == (302, 6)
    assert {one.verdict for who, one in found.items() if who != "paul"} == {Verdict.NO_TWOFOLD_GAP}


def test_a_rep_beside_one_twice_as_good_is_not_called_weak() -> None:
    """In a team of four, the rest of Anne's yardstick would be two fifths Paul's."""
    found = {one.who: one for one in compare({"rdv_d": team(paul=110, anne=42, pierre=55, claire=55)})}

    assert found["paul"].verdict is Verdict.ESTABLISHED
    assert found["anne"].others.events == 110  # Pierre and Claire
    assert found["anne"].verdict not in {Verdict.ESTABLISHED, Verdict.TO_CONFIRM}


def test_enough_of_the_team_stays_in_the_yardstick() -> None:
    found = compare({"rdv_d": team(paul=200, anne=120, pierre=40, claire=40)})

    assert min(one.of for one in found) == 2
    assert {one.who for one in found if one.of == 3} == {"paul"}


def test_twice_as_many_of_very_few_may_be_chance() -> None:
    found = verdicts({"deals_won": team(paul=6, anne=3, pierre=3, claire=3)})

    assert set(found.values()) == {Verdict.NOT_ENOUGH_DATA}


def test_the_more_is_compared_the_less_one_gap_proves() -> None:
    alone = {"rdv_d": team(paul=66, anne=42, pierre=44, claire=44)}
    many = alone | {f"other{n}": team(paul=50, anne=50, pierre=50, claire=50) for n in range(20)}

    assert compare(alone)[0].verdict is Verdict.ESTABLISHED
    assert compare(many)[0].verdict is not Verdict.ESTABLISHED


def test_all_at_zero_or_all_alike_nobody_stands_apart() -> None:
    """EC-68."""
    assert set(verdicts({"rdv_d": team(paul=0, anne=0, pierre=0, claire=0)}).values()) == {Verdict.NOT_ENOUGH_DATA}
    alike = compare({"rdv_d": team(paul=90, anne=90, pierre=90, claire=90)})
    assert {one.verdict for one in alike} == {Verdict.NO_TWOFOLD_GAP}
    assert compare({}) == ()


@pytest.mark.parametrize("order", list(itertools.permutations(["paul", "anne", "pierre", "claire"]))[::7])
def test_the_order_of_the_reps_changes_nothing(order: tuple[str, ...]) -> None:
    counts = team(paul=110, anne=42, pierre=55, claire=55)

    found = {one.who: one for one in compare({"rdv_d": {who: counts[who] for who in order}})}

    assert found == {one.who: one for one in compare({"rdv_d": counts})}
