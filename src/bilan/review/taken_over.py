"""The deals that somebody took over from a rep who has left: results that begin with another's work (EC-52)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ibis

from bilan.label import Label
from bilan.review.data_quality import Remark

if TYPE_CHECKING:
    from bilan.facts.snapshot import Facts
    from bilan.period import Period
    from bilan.strategy.document import Strategy

CODE = "taken_over"
LABEL = Label(
    "affaires reprises d'un commercial parti : le RDV-D est à son compte, la suite au compte de qui les a reprises",
    "deals taken over from a rep who has left: the RDV-D is credited to them, what follows to whoever took over",
)
REMEDY = Label(
    "tenez-en compte en lisant les taux de passage du successeur",
    "keep it in mind when reading the successor's stage rates",
)


def taken_over(facts: Facts, strategy: Strategy, window: Period) -> tuple[Remark, ...]:
    """One remark for the deals that a leaver discovered and another rep holds, open or closed since they left."""
    left = {rep.key: rep.left_on for rep in strategy.reps if rep.left_on and rep.left_on < window.end}
    if not left:
        return ()
    t = facts.table("opportunities")
    deals = facts.table("deals").select(of="key", lost_on="lost_on")
    rows = t.join(deals, t.deal == deals.of).filter(
        t.discovered_by.isin(sorted(left)) & t.deal_rep.notnull() & (t.deal_rep != "")
        & (t.deal_rep != t.discovered_by)
    )  # fmt: skip
    over_on = ibis.coalesce(rows.won_on, rows.lost_on)
    asked = rows.select("deal", "discovered_by", "amount", over_on=over_on).order_by("deal")
    found = [
        row for row in facts.engine.answer(asked).to_pylist()
        if row["over_on"] is None or (row["over_on"] > left[row["discovered_by"]] and row["over_on"] >= window.start)
    ]  # fmt: skip
    if not found:
        return ()
    cents = sum(row["amount"] or 0 for row in found)
    return (Remark(CODE, len(found), len(found), cents, LABEL, REMEDY, tuple(row["deal"] for row in found)),)
