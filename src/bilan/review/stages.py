"""Every opportunity on its way: when it entered each stage and how it left, as known at a date.

A deal's stages are read from its meetings: discovered (RDV-D), in exchange (RDV-E), proposed; then signed. Where a
company notes no meeting, a deal has one stage, from its first exchange or its creation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ibis
import numpy as np

from bilan.stats.stays import ADVANCED, LOST, OPEN, Stays

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from bilan.facts.snapshot import Facts
    from bilan.stats.arrays import Bools, Floats, Whole

DISCOVERED, EXCHANGING, PROPOSED = STAGES = ("discovered", "exchanging", "proposed")
WHOLE = ("open",)  # the one stage of deals without meetings
WEEK = 7
FEWEST_BEGUN = 30  # deals before the first end, for it to be no accident that none had ended
CENTS = 100
NEVER, FAR = np.datetime64("NaT"), np.datetime64("9999-01-01")
Days = Any  # NDArray[datetime64[D]]


@dataclass(frozen=True)
class Ways:
    """Opportunities one a row: the day each stage was entered, the day they were signed or lost, their amount."""

    stages: tuple[str, ...]
    entered: Days  # one column a stage; never, where it was skipped or not reached yet
    won_on: Days
    lost_on: Days
    amounts: Floats  # in the company's currency; not a number where none is known
    seen_on: Days  # last sign of life
    keys: tuple[str, ...]
    reps: tuple[str, ...]  # keys, of whom each is credited to; empty where nobody is known
    is_deal: Bools  # which the CRM holds as a deal: nothing ever closes an opportunity known by its meetings alone

    def known_at(self, day: date) -> Ways:
        """The same as it was known on the eve of a day: what came later had not happened."""
        limit = np.datetime64(day)
        return Ways(
            self.stages, _before(self.entered, limit), _before(self.won_on, limit), _before(self.lost_on, limit),
            self.amounts, self.seen_on, self.keys, self.reps, self.is_deal,
        )  # fmt: skip

    @property
    def over_on(self) -> Days:
        return np.fmin(self.won_on, self.lost_on)

    @property
    def seen_from(self) -> np.datetime64 | None:
        """The first day on which a deal ended, where many had begun by then: none that ended before was exported.

        None where every deal may be known. An export of the deals that are open, or closed since a day, holds of the
        earlier ones only those that lasted: counted like the others, they would make deals look slow and immortal.
        """
        ends = self.over_on[~np.isnat(self.over_on)]
        if not len(ends):
            return None
        first = ends.min()
        begun = np.fmin.reduce(self.entered, axis=1)
        return first if int((begun < first).sum()) >= FEWEST_BEGUN else None

    def is_whole_from(self, day: date) -> bool:
        """Whether all deals begun since a day are known, and not only those that lasted."""
        return self.seen_from is None or bool(self.seen_from <= np.datetime64(day))

    @property
    def is_open(self) -> Bools:
        return np.asarray(np.isnat(self.over_on) & ~np.isnat(self.entered).all(axis=1))

    def stays(self, stage: int, *, since: date, until: date, at: date) -> tuple[Stays, NDArray[np.int64]]:
        """How long those who entered a stage between two days were in it, in weeks, as known at a day; and which."""
        return self._watched(self.entered[:, stage], self._left_on(stage), since=since, until=until, at=at)

    def cycles(self, *, since: date, until: date) -> tuple[NDArray[np.int64], Floats, Bools]:
        """Which deals entered the first stage between two days, how many days each took to be decided, whether it was.

        Those still open on the last day count for as long as they were watched; those that an export holds only
        because they lasted are left out.
        """
        start, limit = self.entered[:, 0], np.datetime64(until)
        first = np.datetime64(since) if self.is_whole_from(since) else self.seen_from
        chosen = np.flatnonzero((start >= first) & (start < limit) & self.is_deal)
        end = _before(self.over_on[chosen], limit)
        is_over = ~np.isnat(end)
        days = (np.where(is_over, end, limit) - start[chosen]).astype("timedelta64[D]").astype(np.float64)
        return chosen, np.maximum(days, 0.0), np.asarray(is_over)

    def stays_to_the_end(self, *, since: date, until: date, at: date) -> Stays:
        """How long those who entered the first stage between two days took to be signed or lost, by whatever way."""
        return self._watched(self.entered[:, 0], self.over_on, since=since, until=until, at=at)[0]

    def _watched(
        self, start: Days, end: Days, *, since: date, until: date, at: date
    ) -> tuple[Stays, NDArray[np.int64]]:
        seen_from = self.seen_from
        is_in = (start >= np.datetime64(since)) & (start < np.datetime64(until))
        if seen_from is not None:
            is_in &= ~(end < seen_from)  # it went on, and that is why it is known at all
        chosen = np.flatnonzero(is_in)
        start, end, watched = start[chosen], end[chosen], np.datetime64(at)
        is_over = ~np.isnat(end)
        last = np.where(is_over, end, watched)
        weeks = np.maximum((last - start).astype(np.int64) // WEEK + 1, 1)
        is_lost = is_over & (self.lost_on[chosen] == end)
        exits = np.where(is_lost, LOST, np.where(is_over, ADVANCED, OPEN))
        unseen = None
        if seen_from is not None and (start < seen_from).any():
            unseen = np.maximum((seen_from - start).astype(np.int64) // WEEK, 0)
        return Stays(weeks, exits, unseen), chosen

    def _left_on(self, stage: int) -> Days:
        """The day each left a stage: for the next one that it reached, signed or lost."""
        following = [self.entered[:, one] for one in range(stage + 1, len(self.stages))]
        left = self.over_on
        for one in following:
            left = np.fmin(left, one)
        return left

    def stage_at(self, day: date) -> tuple[Whole, Whole]:
        """The stage each open opportunity is in, and for how many whole weeks it has been; only open ones are told."""
        stages = len(self.stages) - 1 - np.argmax(~np.isnat(self.entered[:, ::-1]), axis=1)
        entered = self.entered[np.arange(len(stages)), stages]
        ages = np.maximum((np.datetime64(day) - entered).astype("timedelta64[D]").astype(np.int64) // WEEK, 0)
        return stages[self.is_open], ages[self.is_open]


def _before(days: Days, limit: np.datetime64) -> Days:
    return np.where(days < limit, days, NEVER)


def ways(facts: Facts) -> Ways:
    """Every opportunity of the facts, whatever is known of it by now."""
    steps = facts.table("opportunities")
    deals = facts.table("deals").select(
        of="key",
        lost_on="lost_on",
        deal_status="status",
        deal_seen_on="last_seen_on",
        deal_amount="value_cents",
        deal_signed_on="signed_on",
        cancelled_on="cancelled_on",
    )
    table = steps.left_join(deals, steps.deal == deals.of)
    rows = table.filter(table.discovery_on.notnull() | table.exchange_on.notnull() | table.proposal_on.notnull())
    asked = rows.select(
        "opportunity", "rep", "discovery_on", "exchange_on", "proposal_on", "last_meeting_on", "deal_seen_on",
        **_ends(rows.deal_status, rows.deal_signed_on, rows.lost_on, rows.cancelled_on),
        amount=rows.deal_amount.cast("int64"), is_deal=rows.of.notnull(),
    )  # fmt: skip
    found = facts.engine.answer(asked.order_by("opportunity"))
    if not found.num_rows:
        return _of_deals(facts)
    discovered, exchanged, proposed = (_days(found, name) for name in ("discovery_on", "exchange_on", "proposal_on"))
    won, lost = _days(found, "won_on"), _days(found, "lost_on")
    late = np.where(np.isnat(proposed), FAR, proposed)
    exchanged = np.where(exchanged >= late, NEVER, exchanged)  # an exchange after the proposal is no stage before it
    seen = np.fmax(_days(found, "last_meeting_on"), _days(found, "deal_seen_on"))
    return Ways(STAGES, np.stack([discovered, exchanged, proposed], axis=1), won, lost, _amounts(found), seen,
                tuple(found["opportunity"].to_pylist()), _reps(found),
                np.array(found["is_deal"].to_pylist(), np.bool_))  # fmt: skip


def _of_deals(facts: Facts) -> Ways:
    t = facts.table("deals")
    began = t.engaged_on.fill_null(t.created_on)
    rows = t.mutate(began=began).filter(began.notnull())
    asked = rows.select(
        "key", "rep", "began", "last_seen_on", **_ends(rows.status, rows.signed_on, rows.lost_on, rows.cancelled_on),
        amount=rows.value_cents.cast("int64"),
    )  # fmt: skip
    found = facts.engine.answer(asked.order_by("key"))
    return Ways(WHOLE, _days(found, "began")[:, None], _days(found, "won_on"), _days(found, "lost_on"),
                _amounts(found), _days(found, "last_seen_on"), tuple(found["key"].to_pylist()),
                _reps(found), np.ones(found.num_rows, np.bool_))  # fmt: skip


def _ends(status: Any, signed_on: Any, lost_on: Any, cancelled_on: Any) -> dict[str, Any]:
    """When a deal was signed or lost; one cancelled since was signed, or lost if it never was: it is not open."""
    is_cancelled = status == "cancelled"
    return {
        "won_on": ((status == "won") | is_cancelled).ifelse(signed_on, None),
        "lost_on": ibis.cases((status == "lost", lost_on), (is_cancelled & signed_on.isnull(), cancelled_on)),
    }


def _days(found: Any, name: str) -> Days:
    return found[name].to_numpy(zero_copy_only=False).astype("datetime64[D]")


def _reps(found: Any) -> tuple[str, ...]:
    return tuple(rep or "" for rep in found["rep"].to_pylist())


def _amounts(found: Any) -> Floats:
    return np.asarray(found["amount"].to_numpy(zero_copy_only=False), dtype=np.float64) / CENTS
