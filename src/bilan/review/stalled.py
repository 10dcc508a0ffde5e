"""The open deals gone silent at the cut-off, and what they are worth."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from bilan.kpis.stock import open_deals
from bilan.review.finding import Finding, FindingKind

if TYPE_CHECKING:
    from bilan.facts.snapshot import Facts
    from bilan.review.review import Review
    from bilan.strategy.document import Strategy

CENTS = 100


def stalled(facts: Facts, strategy: Strategy, review: Review) -> tuple[Finding, ...]:
    """One finding for all of them, the same deals as the KPI « affaires dormantes »; nothing when none is silent."""
    t = open_deals(facts, strategy, review.window.last_day)
    silent = t.filter(t.stalled == 1).select("key", "open_value").order_by("key")
    rows = facts.engine.answer(silent).to_pylist()
    if not rows:
        return ()
    amount = Fraction(sum(row["open_value"] for row in rows), CENTS)
    return (Finding(
        key="stalled", kind=FindingKind.STALLED, sense="failure", kpi="stalled",
        evidence={"deals": len(rows), "amount": amount, "silent_days": strategy.thresholds.stalled_after_days},
        rows=tuple(row["key"] for row in rows),
    ),)  # fmt: skip
