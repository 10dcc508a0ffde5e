"""What the gap to the target of bookings is made of: RDV-D a day, conversion, mean deal; to the cent (Q4).

The target is taken apart as the plan implies it: the pace of RDV-D that was asked, or that of the period before; the
mean deal of the period before; and the conversion that these need. A factor is named only where luck cannot explain its
part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bilan.kpis.catalog import BY_KEY
from bilan.kpis.compute import DAYS_A_WEEK, actuals
from bilan.kpis.scope import COMPANY
from bilan.review.finding import Finding, FindingKind
from bilan.stats.dispersion import UNKNOWN
from bilan.stats.shares_of_gap import Factors, main_cause, parts_with_bounds
from bilan.strategy.presence import present_days

if TYPE_CHECKING:
    from bilan.facts.snapshot import Facts
    from bilan.period import Period
    from bilan.review.judgement import Judgement
    from bilan.review.review import Review
    from bilan.strategy.document import Strategy

FACTORS = ("pace", "conversion", "deal")
FEWEST_SIGNED, FEWEST_MET = 15, 60
SIZE_SPREAD = 0.8  # squared CV of deal sizes, where too few tell


@dataclass(frozen=True)
class _Terms:
    """A period in four numbers."""

    days: float
    met: float
    won: float
    signed: float

    @property
    def is_enough(self) -> bool:
        return self.won >= FEWEST_SIGNED and self.met >= FEWEST_MET and self.days > 0 and self.signed > 0

    @property
    def deal(self) -> float:
        return self.signed / self.won


def gap_findings(facts: Facts, strategy: Strategy, review: Review, judged: Judgement) -> tuple[Finding, ...]:
    """The parts of the gap between bookings and their target; nothing on the way, nor where too little was signed."""
    line = review.line("bookings")
    if line is None or not line.reading.target or not review.is_over:
        return ()
    now, before = (_terms(facts, strategy, window) for window in (review.window, review.period.previous()))
    if not (now.is_enough and before.is_enough):
        return ()
    target, pace = float(line.reading.target), _asked_pace(review)
    asked_pace = pace if pace is not None else before.met / before.days
    conversion = target / (now.days * asked_pace * before.deal)
    phi = judged.team.phi.get("rdv_d", UNKNOWN)
    spread = SIZE_SPREAD
    plan = Factors(
        np.array([asked_pace * now.days, conversion, before.deal]),
        np.array([0.0 if pace is not None else phi / before.met, 0.0, spread / before.won]),
    )
    seen = Factors(
        np.array([now.met, now.won / now.met, now.deal]),
        np.array([phi / now.met, (1 - now.won / now.met) / now.won, spread / now.won]),
    )
    found = parts_with_bounds(plan, seen)
    cause = main_cause(found)
    numbers = {
        f"{name}{end}": value for name, part in zip(FACTORS, found, strict=True)
        for end, value in (("", part.value), ("_low", part.low), ("_high", part.high))
    }  # fmt: skip
    return (
        Finding(
            key="gap_parts", kind=FindingKind.GAP_PARTS, sense="neutral", kpi="bookings",
            evidence={
                "gap": line.reading.actual.numerator - line.reading.target, "signed": int(now.won), "met": int(now.met),
                "cause": "" if cause is None else FACTORS[cause], "pace_is_asked": int(pace is not None), **numbers,
            },
        ),
    )  # fmt: skip


def _terms(facts: Facts, strategy: Strategy, window: Period) -> _Terms:
    kpis = [BY_KEY[key] for key in ("rdv_d", "deals_won", "bookings")]
    read = actuals(facts, strategy, kpis, [window], as_of=window.end)
    met, won, signed = (float(one.numerator) if (one := read.of(kpi, COMPANY, window)) else 0.0 for kpi in kpis)
    days = float(sum(present_days(rep, strategy, window) for rep in strategy.reps))
    return _Terms(days, met, won, signed)


def _asked_pace(review: Review) -> float | None:
    """RDV-D a day present, where a pace was asked."""
    line = review.line("rdv_d_week")
    return float(line.reading.target) / DAYS_A_WEEK if line and line.reading.target else None
