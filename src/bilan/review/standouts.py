"""Who stands apart from the others, per day present and beyond luck: Paul and his RDV-D (Z15, EC-67)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilan.kpis.scope import Scope
from bilan.review.finding import Evidence, Finding, FindingKind
from bilan.review.team import CYCLE

if TYPE_CHECKING:
    from datetime import date
    from typing import Literal

    from bilan.kpis.kpi import Kpi
    from bilan.period import Period
    from bilan.review.judgement import Judgement
    from bilan.review.review import Review
    from bilan.stats.apart import Comparison
    from bilan.strategy.document import Rep, Strategy

HALF = 0.5


def standouts(strategy: Strategy, review: Review, judged: Judgement) -> tuple[Finding, ...]:
    """The reps apart from the others, by KPI in the review's order then by rep; those that chance explains are not."""
    kpis = {reading.kpi.key: reading.kpi for reading in review.reps}
    return tuple(
        _finding(one, kpis[one.measured], judged, _arrived_on(strategy.rep(one.who), review.window))
        for one in judged.apart
    )


def sense_of(one: Comparison, kpi: Kpi) -> Literal["success", "failure", "neutral"]:
    """Whether it is good to stand on that side of the others, by the KPI's polarity (EC-64).

    Deals decided sooner are neither: they may be refusals.
    """
    if kpi.polarity == "target_is_best" or kpi.numerator == CYCLE or one.effect is None:
        return "neutral"
    has_more = one.effect.ratio > (HALF if one.effect.scale == "superiority" else 1)
    return "success" if has_more == (kpi.polarity == "higher_is_better") else "failure"


def _finding(one: Comparison, kpi: Kpi, judged: Judgement, arrived_on: date | None) -> Finding:
    evidence: Evidence = {**judged.evidence(one), "arrived_on": arrived_on}
    return Finding(
        key=f"standout:{one.measured}:{one.who}", kind=FindingKind.STANDOUT, sense=sense_of(one, kpi),
        scope=Scope("rep", one.who), kpi=one.measured, verdict=one.verdict, evidence=evidence, people=(one.who,),
    )  # fmt: skip


def _arrived_on(rep: Rep, window: Period) -> date | None:
    """When a rep arrived, if it was during the period: a newcomer's deals have not had the time to go far."""
    return rep.arrived_on if rep.arrived_on and rep.arrived_on in window else None
