"""Where deals are lost, stage by stage, those still open counted fairly; beside the periods before, never by itself.

The lowest conversion is no leak: a stage may be hard for everyone. What may be said is whether it fell (Q3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bilan.review.finding import Finding, FindingKind
from bilan.stats.many import verdict_of
from bilan.stats.stays import Passage, chance_of_change, passage
from bilan.stats.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bilan.period import Period
    from bilan.review.stages import Ways


@dataclass(frozen=True)
class StagePassage:
    """A stage over two periods, and over the two before when they are known well enough."""

    stage: str
    now: Passage
    before: Passage | None
    still_open: int

    @property
    def chance(self) -> float | None:
        """How often luck gives so wide a change; None without a benchmark."""
        return None if self.before is None or not self.now.is_enough else chance_of_change(self.now, self.before)


def stage_passages(found: Ways, period: Period) -> tuple[StagePassage, ...]:
    """Each stage that deals entered in the period or the one before, in their order."""
    return tuple(_stages(found, period))


def _stages(found: Ways, period: Period) -> Iterator[StagePassage]:
    since, until = period.previous().start, period.end
    earlier = period.previous().previous().previous().start
    for at, name in enumerate(found.stages):
        stays, _ = found.known_at(until).stays(at, since=since, until=until, at=until)
        stays = stays.from_the_start
        now = passage(stays)
        if now is None:
            continue
        old, _ = found.known_at(since).stays(at, since=earlier, until=since, at=since)
        before = passage(old.from_the_start) if found.is_whole_from(earlier) else None
        yield StagePassage(name, now, before if before and before.is_enough else None, stays.still_open)


def stage_findings(passages: Sequence[StagePassage], adjusted: Sequence[float]) -> tuple[Finding, ...]:
    """One finding a stage; ``adjusted`` are the chances of those that have one, as they count in the whole review."""
    chances = iter(adjusted)
    return tuple(_finding(one, None if one.chance is None else next(chances)) for one in passages)


def _finding(one: StagePassage, adjusted: float | None) -> Finding:
    now, before = one.now.interval(), one.before.interval() if one.before else None
    verdict = Verdict.NOT_ENOUGH_DATA
    if adjusted is not None:
        verdict = verdict_of(adjusted) or Verdict.NOT_ENOUGH_DATA
    fell = before is not None and now.value < before.value
    is_apart = verdict in (Verdict.ESTABLISHED, Verdict.TO_CONFIRM)
    return Finding(
        key=f"stage:{one.stage}", kind=FindingKind.STAGE, verdict=verdict,
        sense=("failure" if fell else "success") if is_apart else "neutral",
        evidence={
            "stage": one.stage, "enough": int(one.now.is_enough), "share": now.value, "low": now.low, "high": now.high,
            "entered": one.now.entered, "left": one.now.left, "open": one.still_open,
            "unresolved": one.now.unresolved, "before": before.value if before else None,
            "before_low": before.low if before else None, "before_high": before.high if before else None,
            "chance": one.chance, "adjusted": adjusted,
        },
    )  # fmt: skip
