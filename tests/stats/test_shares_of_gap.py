"""The parts of a gap: published vectors, additivity, and no cause named that luck explains."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilan.stats.arrays import Floats
from bilan.stats.shares_of_gap import (
    BLOCK,
    Factors,
    Led,
    Members,
    main_cause,
    parts,
    parts_with_bounds,
    price_volume_mix,
    summed_parts,
    timing,
)
from bilan.stats.stays import Passage


def column(*values: float) -> Floats:
    return np.array(values, dtype=np.float64)[:, None]


@pytest.mark.parametrize(("before", "after", "published"), [
    ((1, 10, 2), (4, 5, 3), (50.47438029, -25.23719014, 14.76280986)),
    ((4, 5, 3), (5, 6, 4), (19.31568569, 15.78206435, 24.90224996)),
    ((0, 10, 2), (4, 5, 3), (60, 0, 0)),
    ((4, 5, 3), (5, 6, 0), (0, 0, -60)),
])  # fmt: skip
def test_the_parts_are_those_of_lmdir(
    before: tuple[float, ...], after: tuple[float, ...], published: tuple[float, ...]
) -> None:
    assert parts(column(*before), column(*after))[:, 0] == pytest.approx(published, abs=5e-9)


FACTOR = st.one_of(st.just(0.0), st.floats(1e-3, 1e4))


@given(st.lists(st.tuples(FACTOR, FACTOR), min_size=1, max_size=5))
def test_the_parts_add_up_to_the_cent(pairs: list[tuple[float, float]]) -> None:
    before, after = (np.array([pair[side] for pair in pairs])[:, None] for side in (0, 1))
    gap = after.prod() - before.prod()

    assert parts(before, after).sum() == pytest.approx(gap, abs=max(1e-9 * max(before.prod(), after.prod()), 1e-9))


def test_nothing_changed_nothing_explains() -> None:
    assert parts(column(5, 0.2, 9_000), column(5, 0.2, 9_000)).tolist() == [[0], [0], [0]]


def test_fewer_rdv_d_are_named_when_luck_cannot_explain_them() -> None:
    """Planned: 260 days, 1 RDV-D a day, 0.18 signed, 10 k€; a third fewer RDV-D, the rest as planned."""
    plan = Factors(np.array([260.0, 1.0, 0.18, 10_000.0]), np.zeros(4))
    seen = Factors(np.array([260.0, 0.67, 0.18, 10_000.0]), np.array([0, 1.3 / 174, 0.82 / 31, 0.8 / 31]))

    found = parts_with_bounds(plan, seen)

    assert sum(one.value for one in found) == pytest.approx(260 * 0.18 * 10_000 * (0.67 - 1))
    assert main_cause(found) == 1
    assert [one.stands_out for one in found] == [False, True, False, False]
    assert found[1].low < found[1].value < found[1].high < 0


def test_when_all_is_luck_no_cause_is_named() -> None:
    plan = Factors(np.array([260.0, 1.0, 0.18, 10_000.0]), np.zeros(4))
    seen = Factors(np.array([260.0, 0.97, 0.17, 9_500.0]), np.array([0, 1.3 / 252, 0.83 / 43, 0.8 / 43]))

    assert main_cause(parts_with_bounds(plan, seen)) is None


def test_the_same_gap_always_has_the_same_bounds() -> None:
    plan, seen = (Factors(np.array([2.0, 3.0]), np.array([0.1, 0.2])), Factors(np.array([3.0, 3.0]), np.zeros(2)))

    assert parts_with_bounds(plan, seen) == parts_with_bounds(plan, seen)


def test_price_volume_and_mix_add_up_as_the_textbook_says() -> None:
    """Two products, 10 at 100 and 10 at 200 planned; 15 at 90 and 5 at 200 sold: 2,350 against 3,000."""
    before = np.array([10.0, 10.0]), np.array([100.0, 200.0])
    after = np.array([15.0, 5.0]), np.array([90.0, 200.0])

    found = price_volume_mix(before, after)

    assert (found.price, found.volume, found.mix) == (-150, 0, -500)
    assert found.price + found.volume + found.mix == 2_350 - 3_000


def test_a_new_product_changes_the_mix_not_the_price() -> None:
    found = price_volume_mix((np.array([10.0, 0.0]), np.array([100.0, 0.0])), (np.array([10.0, 5.0]),
                                                                               np.array([100.0, 300.0])))  # fmt: skip

    assert (found.price, found.volume, found.mix) == (0, 500, 1_000)


def test_the_parts_of_a_whole_are_those_of_its_members_added_up() -> None:
    """Paul and Anne, the same plan for both: RDV-D × conversion × deal."""
    plan = np.array([[50.0, 50.0], [0.2, 0.2], [10_000.0, 10_000.0]])
    seen = np.array([[100.0, 40.0], [0.2, 0.25], [9_000.0, 11_000.0]])
    none = np.zeros_like(plan)

    found = summed_parts(Members(plan, none), Members(seen, none))

    each = parts(plan, seen).sum(axis=1)
    assert [one.value for one in found] == pytest.approx(list(each))
    assert [(one.low, one.high) for one in found] == [pytest.approx((value, value)) for value in each]
    assert sum(one.value for one in found) == pytest.approx(100 * 0.2 * 9_000 + 40 * 0.25 * 11_000 - 2 * 100_000)


def test_a_longer_cycle_is_timing_and_no_conversion() -> None:
    """100 RDV-D, 30 signed in the end: 24 signed so far now, 30 before. 24 ÷ (100 × 0.3) = 0.8 of what is to come."""
    in_the_end = Passage(0.3, 0.1, entered=100, left=60, unresolved=0.05)

    moved = timing(Led(100, 24, in_the_end), Led(100, 30, in_the_end))

    assert [moved.now, moved.before] == pytest.approx([0.8, 1.0])
    share = 2 * (0.1 * 0.7) ** 2  # of the logarithm of both shares: an odds ratio of 0.1 times 1 - 0.3
    assert moved.doubts == pytest.approx((share, share + 0.76 / 24 + 0.70 / 30))


def test_a_whole_of_many_members_is_drawn_in_blocks_and_stays_additive() -> None:
    random = np.random.default_rng(4)
    plan, seen = (random.uniform(0.5, 2, (3, BLOCK + 5)) for _ in range(2))
    luck = np.full_like(seen, 0.05)

    found = summed_parts(Members(plan, np.zeros_like(plan)), Members(seen, luck))

    assert sum(one.value for one in found) == pytest.approx(seen.prod(axis=0).sum() - plan.prod(axis=0).sum())
    assert all(one.low < one.value < one.high for one in found)
