"""Opportunities on their way: what was known on a day, never what came after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from bilan.period import Calendar
from bilan.review.cycle_length import cycle_length
from bilan.review.stages import STAGES, Ways
from bilan.stats.stays import ADVANCED, LOST, OPEN

NEVER = None


def ways(*rows: tuple[str | None, ...]) -> Ways:
    """Opportunities as (RDV-D, RDV-E, proposal, signed, lost), each of 10 k€."""
    days = np.array([[np.datetime64(day or "NaT", "D") for day in row] for row in rows])
    return Ways(STAGES, days[:, :3], days[:, 3], days[:, 4], np.full(len(rows), 10_000.0), days[:, 0],
                tuple(f"A-{n}" for n in range(len(rows))), ("paul",) * len(rows),
                np.ones(len(rows), np.bool_))  # fmt: skip


QUARTER = {"since": date(2026, 7, 1), "until": date(2026, 10, 1)}
SIGNED = ("2026-07-06", "2026-07-20", "2026-08-03", "2026-08-31", NEVER)
LOST_ONE = ("2026-07-06", NEVER, NEVER, NEVER, "2026-07-27")
STRAIGHT = ("2026-07-06", NEVER, "2026-07-13", NEVER, NEVER)  # proposed without a RDV-E


def test_a_stage_ends_with_the_next_one_that_the_deal_reached() -> None:
    found = ways(SIGNED, LOST_ONE, STRAIGHT)

    discovered, _ = found.stays(0, **QUARTER, at=date(2026, 10, 1))
    proposed, which = found.stays(2, **QUARTER, at=date(2026, 10, 1))

    assert list(discovered.exits) == [ADVANCED, LOST, ADVANCED]
    assert list(discovered.lengths) == [3, 4, 2]  # 14, 21 and 7 days: in their 3rd, 4th and 2nd week
    assert list(proposed.exits) == [ADVANCED, OPEN]
    assert list(which) == [0, 2]
    assert list(proposed.lengths) == [5, 12]  # four weeks, and 80 days watched


def test_only_entries_of_the_stretch_are_followed() -> None:
    found = ways(SIGNED, ("2026-06-30", NEVER, NEVER, NEVER, NEVER))

    stays, which = found.stays(0, **QUARTER, at=date(2026, 10, 1))

    assert (stays.entered, list(which)) == (1, [0])


def test_what_came_after_a_day_had_not_happened() -> None:
    """EC-47: on 15 August the deal was proposed, and nobody knew that it would be signed."""
    known = ways(SIGNED).known_at(date(2026, 8, 15))

    stays, _ = known.stays(2, **QUARTER, at=date(2026, 8, 15))
    stages, ages = known.stage_at(date(2026, 8, 15))

    assert list(stays.exits) == [OPEN]
    assert (list(stages), list(ages)) == ([2], [1])  # proposed twelve days ago
    assert known.is_open.all()


@pytest.mark.parametrize("later", ["2026-08-20", "2026-12-24", None])
def test_the_future_changes_nothing_of_what_was_known(later: str | None) -> None:
    then = ways(SIGNED)
    otherwise = replace(then, won_on=np.array([np.datetime64(later or "NaT", "D")]))
    day = date(2026, 8, 15)

    assert np.array_equal(then.known_at(day).won_on, otherwise.known_at(day).won_on, equal_nan=True)


def test_a_deal_that_is_signed_or_lost_is_not_open() -> None:
    found = ways(SIGNED, LOST_ONE, STRAIGHT)

    assert list(found.is_open) == [False, False, True]
    assert found.stage_at(date(2026, 10, 1))[0].tolist() == [2]


def test_a_deal_still_open_counts_for_as_long_as_it_was_watched() -> None:
    """Signed in 56 days, lost in 21, still open after 87: 6 July to 1 October."""
    chosen, days, is_over = ways(SIGNED, LOST_ONE, STRAIGHT).cycles(**QUARTER)

    assert chosen.tolist() == [0, 1, 2]
    assert list(zip(days.tolist(), is_over.tolist(), strict=True)) == [(56, True), (21, True), (87, False)]


def exported_since_july() -> Ways:
    """40 deals begun on 1 April, which an export knows for they lasted until July; 10 begun in July; half end since."""
    old = [("2026-04-01", NEVER, NEVER, NEVER, "2026-07-06" if n % 2 else NEVER) for n in range(40)]
    new = [("2026-07-06", NEVER, NEVER, "2026-08-03" if n % 2 else NEVER, NEVER) for n in range(10)]
    return ways(*old, *new)


def test_deals_known_only_because_they_lasted_are_watched_from_the_first_end_on() -> None:
    found = exported_since_july()

    assert found.seen_from == np.datetime64("2026-07-06")
    assert (found.is_whole_from(date(2026, 7, 6)), found.is_whole_from(date(2026, 4, 1))) == (True, False)
    stays, _ = found.stays(0, since=date(2026, 4, 1), until=date(2026, 10, 1), at=date(2026, 10, 1))
    assert stays.unseen is not None
    assert (stays.entered, stays.from_the_start.entered) == (50, 10)
    assert set(stays.unseen[:40]) == {13}  # 96 days: in their fourteenth week when the export begins to know ends


def test_a_cycle_leaves_out_the_deals_known_only_because_they_lasted() -> None:
    chosen, days, is_over = exported_since_july().cycles(since=date(2026, 4, 1), until=date(2026, 10, 1))

    assert (len(chosen), is_over.sum()) == (10, 5)
    assert set(days[is_over]) == {28}


def test_a_few_deals_before_the_first_end_prove_nothing() -> None:
    assert ways(*[("2026-04-01", NEVER, NEVER, NEVER, "2026-07-06")] * 29).seen_from is None


def test_a_cycle_is_set_beside_no_stretch_of_which_only_what_lasted_is_known() -> None:
    found = cycle_length(exported_since_july(), Calendar().parse("2026-T3"))

    assert found is not None
    assert (len(found.now.days), len(found.before.days), found.chance) == (10, 0, None)
