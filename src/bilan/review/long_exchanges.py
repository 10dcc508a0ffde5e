"""What the deals beyond the limit of RDV-E cost in meetings: each calls for a review of what blocks it (Z10, EC-42)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilan.review.finding import Finding, FindingKind
from bilan.review.meeting_hours import hours, seconds

if TYPE_CHECKING:
    from bilan.facts.snapshot import Facts
    from bilan.review.review import Review
    from bilan.strategy.document import Strategy


def long_exchanges(facts: Facts, strategy: Strategy, review: Review) -> tuple[Finding, ...]:
    """One finding for the deals that the review lists, with the hours of all their RDV-E up to the cut-off."""
    if not review.over_limit:
        return ()
    window = review.window
    t = facts.table("opportunities")
    beyond = t.filter((t.over_limit_on >= window.start) & (t.over_limit_on < window.end))
    beyond = beyond.select("opportunity", deal_key=beyond.deal)
    m = facts.table("meetings")
    held = m.filter(m.exchange_rank.notnull() & (m.day < window.end))
    rows = facts.engine.answer(
        held.join(beyond, "opportunity").select("opportunity", "deal_key", seconds=seconds(held))
    ).to_pylist()
    timed, untimed = hours(row["seconds"] for row in rows)
    deals = sorted({row["deal_key"] or row["opportunity"] for row in rows})
    return (Finding(
        key="over_limit", kind=FindingKind.OVER_LIMIT, sense="failure", kpi="over_limit",
        evidence={
            "deals": len(review.over_limit), "limit": strategy.thresholds.exchanges_per_deal, "meetings": len(rows),
            "hours": timed, "untimed": untimed, "open": sum(deal.status == "open" for deal in review.over_limit),
        },
        rows=tuple(deals),
    ),)  # fmt: skip
