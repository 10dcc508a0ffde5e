"""Who stands apart in a team, all that a review compares being judged together."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import numpy as np
import pytest

from bilan.stats.apart import Comparison, compare
from bilan.stats.conversions import Conversions
from bilan.stats.counts import Counts
from bilan.stats.effects import Measured
from bilan.stats.verdict import Verdict

SEVEN = {"anne": 48, "karim": 53, "lea": 52, "pierre": 48, "claire": 54, "marc": 47, "sofia": 48}


def compared(
    team: Mapping[str, int], phi: float = 1.0, more: Mapping[str, Mapping[str, int]] | None = None
) -> dict[str, Comparison]:
    """Each person's RDV-D beside the others', over the same 52 days, among other things counted."""
    people = list(team)
    family = {
        name: Counts(np.array([float(one[who]) for who in people]), np.full(len(people), 52.0), phi)
        for name, one in {"rdv_d": team, **(more or {})}.items()
    }
    return {one.who: one for one in compare(family, people) if one.measured == "rdv_d"}


def test_paul_is_established_and_leaves_the_yardstick_of_the_others() -> None:
    """EC-67, Z15."""
    found = compared({"paul": 100, **SEVEN})

    paul, anne = found["paul"].effect, found["anne"].effect
    assert found["paul"].verdict is Verdict.ESTABLISHED
    assert found["anne"].left == ("paul",)
    assert paul is not None
    assert anne is not None
    assert paul.ratio == 2
    assert anne.ratio == pytest.approx(48 / (302 / 6))  # without Paul
    assert {one.verdict for who, one in found.items() if who != "paul"} == {Verdict.NO_TWOFOLD_GAP}


def test_the_raw_best_is_drawn_towards_the_team() -> None:
    paul = compared({"paul": 100, **SEVEN})["paul"].effect

    assert paul is not None
    assert paul.shrunk is not None
    assert 1 < paul.shrunk.low < paul.shrunk.value < paul.shrunk.high
    assert paul.shrunk.value < 100 / (450 / 8)  # his raw ratio to the team, himself included


def test_a_rep_beside_one_twice_as_good_is_not_called_weak() -> None:
    """In a team of four, the rest of Anne's yardstick would be two fifths Paul's."""
    found = compared({"paul": 110, "anne": 42, "pierre": 55, "claire": 55})

    anne = found["anne"].effect
    assert found["paul"].verdict is Verdict.ESTABLISHED
    assert anne is not None
    assert anne.ratio == pytest.approx(42 / 55)  # beside Pierre and Claire
    assert found["anne"].verdict not in {Verdict.ESTABLISHED, Verdict.TO_CONFIRM}


def test_enough_of_the_team_stays_in_the_yardstick() -> None:
    found = compared({"paul": 200, "anne": 120, "pierre": 40, "claire": 40})

    assert {one.left for one in found.values()} == {("paul",)}


def test_twice_as_many_of_very_few_may_be_chance() -> None:
    found = compared({"paul": 6, "anne": 3, "pierre": 3, "claire": 3})

    assert {one.verdict for one in found.values()} == {Verdict.NOT_ENOUGH_DATA}


def test_the_more_is_compared_the_less_one_gap_proves() -> None:
    team = {"paul": 66, "anne": 42, "pierre": 44, "claire": 44}
    others = {f"other{n}": dict.fromkeys(team, 50) for n in range(20)}

    assert compared(team)["paul"].verdict is Verdict.ESTABLISHED
    assert compared(team, more=others)["paul"].verdict is not Verdict.ESTABLISHED


def test_counts_that_come_in_clusters_establish_less() -> None:
    team = {"paul": 66, "anne": 42, "pierre": 44, "claire": 44}

    assert compared(team, phi=1.8)["paul"].verdict is not Verdict.ESTABLISHED


def test_all_at_zero_or_all_alike_nobody_stands_apart() -> None:
    """EC-68."""
    nobody = compared(dict.fromkeys(("paul", "anne", "pierre", "claire"), 0))
    alike = compared(dict.fromkeys(("paul", "anne", "pierre", "claire"), 90))

    assert {one.verdict for one in nobody.values()} == {Verdict.NOT_ENOUGH_DATA}
    assert {one.verdict for one in alike.values()} == {Verdict.NO_TWOFOLD_GAP}
    assert compare({}, ["paul"]) == ()


@pytest.mark.parametrize("order", list(itertools.permutations(["paul", "anne", "pierre", "claire"]))[::7])
def test_the_order_of_the_reps_changes_nothing(order: tuple[str, ...]) -> None:
    counts = {"paul": 110, "anne": 42, "pierre": 55, "claire": 55}

    assert compared({who: counts[who] for who in order}) == compared(counts)


def test_rates_and_counts_are_judged_as_one_family() -> None:
    """Twenty conversions that say nothing make one count say less."""
    people = ["paul", "anne", "pierre", "claire"]
    held: dict[str, Measured] = {"rdv_d": Counts(np.array([66.0, 42, 44, 44]), np.full(4, 52.0))}
    rates: dict[str, Measured] = {f"rate{n}": Conversions(np.full(4, 20.0), np.full(4, 40.0)) for n in range(20)}

    alone = compare(held, people)[0].effect
    among = compare(held | rates, people)[0].effect

    assert alone is not None
    assert among is not None
    assert alone.chance == among.chance
    assert alone.adjusted < among.adjusted
