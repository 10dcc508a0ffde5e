"""The deals that are open at the cut-off, with what each weighs in the stock KPIs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import ibis

from bilan.facts.engine import FALSE, TRUE
from bilan.kpis.catalog import in_bookings

if TYPE_CHECKING:
    from bilan.facts.snapshot import Facts
    from bilan.strategy.document import Strategy

WHOLE = 1_000_000
SCALES = {
    "open_count": 1,
    "open_in_funnel": 1,
    "open_value": 100,
    "open_weighted": 100 * WHOLE,
    "stalled": 1,
    "open_with_step": 1,
}


def open_deals(facts: Facts, strategy: Strategy, eve: date) -> Any:
    """Each open deal, dated by the eve of the cut-off, with one column per stock (see ``SCALES``)."""
    t = facts.table("deals")
    t = t.filter(_is_open(t, eve))
    silent_since = ibis.literal(eve) - ibis.interval(days=strategy.thresholds.stalled_after_days)
    value = t.value_cents.fill_null(0)
    return t.mutate(
        day=ibis.literal(eve),
        open_count=ibis.literal(1).cast("int64"),
        open_in_funnel=in_bookings(t, strategy).cast("int64"),
        open_value=value,
        open_weighted=value * _chance(t, strategy.thresholds.stage_probability),
        stalled=(t.last_seen_on <= silent_since).fill_null(FALSE).cast("int64"),
        open_with_step=t.next_step_on.notnull().cast("int64"),
    )


def _is_open(deals: Any, eve: date) -> Any:
    """Open on that evening: entered by then, and neither signed nor lost until later, whatever became of it since."""
    entered = (deals.created_on <= eve).fill_null(TRUE)
    signed_later = deals.status.isin(["won", "cancelled"]) & (deals.signed_on > eve).fill_null(FALSE)
    lost_later = (deals.status == "lost") & (deals.lost_on > eve).fill_null(FALSE)
    return entered & ((deals.status == "open") | signed_later | lost_later)


def _chance(deals: Any, by_stage: Any) -> Any:
    """The chance of signature in millionths: the source's, else the stage's from the strategy, else none."""
    if not by_stage:
        return deals.probability.fill_null(0)
    stages = [(deals.stage == stage, int(share * WHOLE)) for stage, share in by_stage.items()]
    return ibis.coalesce(deals.probability, ibis.cases(*stages, else_=0))
