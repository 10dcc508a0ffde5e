"""The meetings that a story speaks of: RDV-D without a next meeting, with unqualified prospects, no-shows (Z16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from bilan.facts.engine import FALSE
from bilan.kpis.scope import Scope
from bilan.meetings.sequence import DISCOVERY
from bilan.review.finding import Evidence
from bilan.review.meeting_hours import hours, seconds
from bilan.review.story import Check
from bilan.strategy.presence import team_of

if TYPE_CHECKING:
    from bilan.facts.snapshot import Facts
    from bilan.review.review import Review
    from bilan.strategy.document import Strategy

COUNTED_AS = {  # what the evidence calls the cases of each check
    Check.NO_NEXT_MEETING: "without_next",
    Check.UNQUALIFIED: "unqualified",
    Check.NO_SHOW: "no_shows",
}
ALONE = "meeting:"  # the opportunity of a meeting that names neither deal nor account


@dataclass(frozen=True, slots=True)
class Part:
    """So many cases among so many meetings."""

    cases: int
    meetings: int

    @property
    def share(self) -> Fraction:
        return Fraction(self.cases, self.meetings) if self.meetings else Fraction(0)


@dataclass(frozen=True, slots=True)
class _Meeting:
    key: str
    rep: str
    day: date
    seconds: int | None
    is_case: bool


@dataclass(frozen=True, slots=True)
class Cases:
    """The meetings that a check looks at, and those among them that are what the story tells."""

    name: str
    meetings: tuple[_Meeting, ...]
    left_out: Evidence  # how many could not be looked at, by reason
    can_tell: bool  # whether the facts say such things at all

    def part(self, scope: Scope, strategy: Strategy) -> Part:
        """The cases of a perimeter."""
        mine = [one for one in self.meetings if _is_of(one, scope, strategy)]
        return Part(sum(one.is_case for one in mine), len(mine))

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(one.key for one in self.meetings if one.is_case)

    def numbers(self, scope: Scope, strategy: Strategy) -> Evidence:
        """What was found in the whole company, the time it took and whom it concerns; then the story's own part."""
        cases = [one for one in self.meetings if one.is_case]
        timed, untimed = hours(one.seconds for one in cases)
        whole: Evidence = {
            "meetings": len(self.meetings), self.name: len(cases), "hours": timed, "untimed": untimed,
            "reps": len({one.rep for one in cases if one.rep}), **self.left_out,
        }  # fmt: skip
        if scope.kind == "company":
            return whole
        own = self.part(scope, strategy)
        own_hours, _ = hours(one.seconds for one in cases if _is_of(one, scope, strategy))
        return {**whole, "own_meetings": own.meetings, f"own_{self.name}": own.cases, "own_hours": own_hours}


def cases_of(check: Check, facts: Facts, strategy: Strategy, review: Review) -> Cases:
    """The meetings of the review's window that answer one of the three checks on meetings."""
    if check is Check.NO_NEXT_MEETING:
        return _without_next(facts, strategy, review)
    return _unqualified(facts, review) if check is Check.UNQUALIFIED else _no_shows(facts, review)


def _without_next(facts: Facts, strategy: Strategy, review: Review) -> Cases:
    """The RDV-D after which no meeting of the same opportunity was held by the cut-off, and no deal was signed.

    Left out: those too young for a next meeting to have been held, and those that name neither deal nor account,
    after which nothing could be found.
    """
    m = facts.table("meetings")
    eve = review.window.last_day
    held = m.filter(m.is_real & (m.day <= eve)).group_by("opportunity").agg(last_at=m.start_at.max())
    o = facts.table("opportunities")
    was_signed = o.status.isin(["won", "cancelled"]) & (o.signed_on <= eve).fill_null(FALSE)
    signed = o.filter(was_signed).select(signed="opportunity")
    found = _inside(m, review).filter(m.counts & (m.step == DISCOVERY)).left_join(held, "opportunity")
    found = found.left_join(signed, found.opportunity == signed.signed)
    is_case = ~((found.last_at > found.start_at).fill_null(FALSE) | found.signed.notnull())
    settled_on = eve - strategy.thresholds.next_meeting_days * date.resolution
    known = found.mutate(is_case=is_case, is_young=found.day > settled_on, is_alone=found.opportunity.startswith(ALONE))
    rows = _rows(facts, known, "is_young", "is_alone")
    kept = tuple(_meeting(row) for row in rows if not row["is_young"] and not row["is_alone"])
    left_out = {
        "too_recent": sum(row["is_young"] for row in rows),
        "unlinked": sum(row["is_alone"] and not row["is_young"] for row in rows),
    }
    return Cases(COUNTED_AS[Check.NO_NEXT_MEETING], kept, left_out, bool(kept))


def _unqualified(facts: Facts, review: Review) -> Cases:
    """The RDV-D marked unqualified, among those that say one or the other."""
    m = facts.table("meetings")
    found = _inside(m, review).filter(m.counts & (m.step == DISCOVERY))
    known = found.mutate(is_case=(~found.qualified).fill_null(FALSE), is_unsaid=found.qualified.isnull())
    rows = _rows(facts, known, "is_unsaid")
    kept = tuple(_meeting(row) for row in rows if not row["is_unsaid"])
    return Cases(COUNTED_AS[Check.UNQUALIFIED], kept, {"unsaid": len(rows) - len(kept)}, bool(kept))


def _no_shows(facts: Facts, review: Review) -> Cases:
    """The meetings at which nobody came, among those held or missed; cancelled ones are neither.

    Where the source never says that nobody came, that there was none is not known.
    """
    m = facts.table("meetings")
    found = _inside(m, review).filter(m.outcome.isin(["held", "no_show"]) & m.step.notnull() & ~m.is_duplicate)
    rows = _rows(facts, found.mutate(is_case=found.outcome == "no_show"))
    ever = facts.engine.answer(m.filter(m.outcome == "no_show").limit(1).select("key")).num_rows
    return Cases(COUNTED_AS[Check.NO_SHOW], tuple(_meeting(row) for row in rows), {}, bool(ever and rows))


def _inside(meetings: Any, review: Review) -> Any:
    window = review.window
    return meetings.filter((meetings.day >= window.start) & (meetings.day < window.end))


def _rows(facts: Facts, found: Any, *marks: str) -> list[dict[str, Any]]:
    named = found.select("key", "rep", "day", "is_case", *marks, seconds=seconds(found))
    rows: list[dict[str, Any]] = facts.engine.answer(named.order_by(["day", "key"])).to_pylist()
    return rows


def _meeting(row: dict[str, Any]) -> _Meeting:
    return _Meeting(row["key"], row["rep"], row["day"], row["seconds"], row["is_case"])


def _is_of(meeting: _Meeting, scope: Scope, strategy: Strategy) -> bool:
    if scope.kind == "company":
        return True
    if scope.kind == "rep":
        return meeting.rep == scope.key
    rep = next((rep for rep in strategy.reps if rep.key == meeting.rep), None)
    return rep is not None and team_of(rep, meeting.day) == scope.key
