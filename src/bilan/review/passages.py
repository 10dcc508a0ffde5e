"""Where deals are lost, stage by stage, those still open counted fairly; beside the periods before, never by itself.

The lowest conversion is no leak: a stage may be hard for everyone. What may be said is whether it fell (Q3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bilan.review.finding import Finding, FindingKind
from bilan.stats.many import verdict_of
from bilan.stats.stays import ADVANCED, Passage, chance_of_change, hazards, passage
from bilan.stats.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bilan.facts.snapshot import Facts
    from bilan.period import Period
    from bilan.review.stages import Ways
    from bilan.stats.arrays import Bools, Floats, Whole

FEWEST_ADVANCES = 20  # in a stage, from which the team's own ages say what is slow
FEWEST_TO_TELL = 5
SLOW, SILENT = 0.90, 0.95  # of the ages at which deals went on; of the silences of those that were signed
IN_THE_END = 104  # weeks, after which a deal that is not signed never is


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
        now = passage(stays)
        if now is None:
            continue
        old, _ = found.known_at(since).stays(at, since=earlier, until=since, at=since)
        before = passage(old)
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


def slow_deals(facts: Facts, found: Ways, window: Period) -> tuple[Finding, ...]:
    """The open deals slower or more silent than those that went on, and how often such deals are signed.

    By the team's own deals, not by a number given once for all; nothing where too few went on to tell.
    """
    known = found.known_at(window.end)
    if not known.is_open.any():
        return ()
    stages, ages = known.stage_at(window.end)
    late = _is_late(known, window, stages, ages)
    silent, limit = _is_silent(facts, known, window)
    slow = late | silent
    if not slow.any() or slow.all():
        return ()
    first = np.nanmin(known.entered.astype("datetime64[D]")).astype(object)
    stays = [known.stays(at, since=first, until=window.end, at=window.end)[0] for at in range(len(known.stages))]
    weekly = hazards(stays).chance_of_signing(IN_THE_END)
    chances = weekly[stages, np.minimum(ages, weekly.shape[1] - 1)]
    amounts = known.amounts[known.is_open]
    keys = tuple(key for key, is_open in zip(known.keys, known.is_open, strict=True) if is_open)
    return (
        Finding(
            key="slow", kind=FindingKind.SLOW, sense="neutral",
            evidence={
                "deals": int(slow.sum()), "open": len(slow), "late": int(late.sum()), "silent": int(silent.sum()),
                "silent_days": limit, "amount": float(np.nansum(amounts[slow])),
                "signed": float(chances[slow].mean()), "others_signed": float(chances[~slow].mean()),
            },
            rows=tuple(key for key, is_slow in zip(keys, slow, strict=True) if is_slow),
        ),
    )  # fmt: skip


def _is_late(known: Ways, window: Period, stages: Whole, ages: Whole) -> Bools:
    """Longer in their stage than nine in ten of those that went on; where few did, than twice the median."""
    late = np.zeros(len(stages), dtype=np.bool_)
    first = np.nanmin(known.entered).astype(object)
    for at in range(len(known.stages)):
        stays, _ = known.stays(at, since=first, until=window.end, at=window.end)
        gone_on = stays.lengths[stays.exits == ADVANCED]
        if len(gone_on) < FEWEST_TO_TELL:
            continue
        most = np.quantile(gone_on, SLOW) if len(gone_on) >= FEWEST_ADVANCES else 2 * np.median(gone_on)
        late |= (stages == at) & (ages + 1 > most)
    return late


def _is_silent(facts: Facts, known: Ways, window: Period) -> tuple[Bools, int | None]:
    """Without a sign of life for longer than nineteen in twenty of the silences of deals that were signed."""
    gaps = _silences_of_signed(facts, known, window)
    seen = known.seen_on[known.is_open]
    if len(gaps) < FEWEST_ADVANCES:
        return np.zeros(len(seen), dtype=np.bool_), None
    limit = int(np.ceil(np.quantile(gaps, SILENT)))
    days = (np.datetime64(window.end) - seen).astype("timedelta64[D]").astype(np.float64)
    return np.asarray(~np.isnat(seen) & (days > limit)), limit


def _silences_of_signed(facts: Facts, known: Ways, window: Period) -> Floats:
    """The days between two meetings in a row of the deals that were signed."""
    signed = {key for key, won in zip(known.keys, ~np.isnat(known.won_on), strict=True) if won}
    m = facts.table("meetings")
    rows = m.filter(m.is_real & (m.day < window.end)).select("opportunity", "day").order_by(["opportunity", "day"])
    found = facts.engine.answer(rows)
    if not found.num_rows:
        return np.empty(0)
    names = np.array(found["opportunity"].to_pylist())
    days = found["day"].to_numpy(zero_copy_only=False).astype("datetime64[D]").astype(np.int64)
    same = (names[1:] == names[:-1]) & np.isin(names[1:], sorted(signed))
    return np.asarray(np.diff(days)[same], dtype=np.float64)
