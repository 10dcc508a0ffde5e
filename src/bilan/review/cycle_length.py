"""How long deals take to be decided, those still open counted as long as they were watched; beside the periods before.

The median of the deals signed in a period leaves out all that drag on: a cycle that grows longer shows there last (Q3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bilan.review.finding import Finding, FindingKind
from bilan.stats.cycles import Cycles
from bilan.stats.many import verdict_of
from bilan.stats.stays import median_length
from bilan.stats.verdict import Verdict

if TYPE_CHECKING:
    from datetime import date

    from bilan.period import Period
    from bilan.review.stages import Ways
    from bilan.stats.arrays import Bools, Floats


@dataclass(frozen=True)
class Begun:
    """The deals begun between two days: how long each has lasted, and whether it is decided, signed or lost."""

    days: Floats
    is_over: Bools

    @property
    def median(self) -> float | None:
        """By when half are decided; None while fewer than half are known to be."""
        return median_length(self.days, is_over=[bool(one) for one in self.is_over])


@dataclass(frozen=True)
class CycleLength:
    """The deals begun over two periods, and over the two before as they were known then: none unless all are known."""

    now: Begun
    before: Begun

    @property
    def chance(self) -> float | None:
        """How often luck gives so wide a change; None where too few are decided on either side."""
        chance = float(self._cycles.chances(np.ones(2, dtype=np.bool_))[0])
        return None if np.isnan(chance) else chance

    @property
    def is_longer(self) -> bool:
        return bool(self._cycles.effects(np.ones(2, dtype=np.bool_)).ratio[0] > 1)

    @property
    def _cycles(self) -> Cycles:
        sides = (self.now, self.before)
        return Cycles([one.days for one in sides], [one.is_over for one in sides])


def cycle_length(found: Ways, period: Period) -> CycleLength | None:
    """How long deals take over a period and the one before; None while none is decided."""
    since, earlier = period.previous().start, period.previous().previous().previous().start
    now = _begun(found, since, period.end)
    before = _begun(found, earlier, since if found.is_whole_from(earlier) else earlier)
    return CycleLength(now, before) if now.is_over.any() else None


def _begun(found: Ways, since: date, until: date) -> Begun:
    _, days, is_over = found.cycles(since=since, until=until)
    return Begun(days, is_over)


def cycle_finding(one: CycleLength, adjusted: float | None) -> Finding:
    """The median cycle; ``adjusted`` is the chance of its change as it counts in the whole review."""
    verdict = Verdict.NOT_ENOUGH_DATA
    if adjusted is not None:
        verdict = verdict_of(adjusted) or Verdict.NOT_ENOUGH_DATA
    is_apart = verdict in (Verdict.ESTABLISHED, Verdict.TO_CONFIRM)
    return Finding(
        key="cycle", kind=FindingKind.CYCLE, kpi="cycle_days", verdict=verdict,
        sense=("failure" if one.is_longer else "success") if is_apart else "neutral",
        evidence={
            "median": one.now.median, "deals": len(one.now.days), "open": int((~one.now.is_over).sum()),
            "before": one.before.median if adjusted is not None else None,
            "longer": int(one.is_longer) if adjusted is not None else None,
            "chance": one.chance, "adjusted": adjusted,
        },
    )  # fmt: skip
