"""The deals that somebody took over from a rep who has left: results that begin with another's work (EC-52)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis

from bilan.label import Label
from bilan.review.data_quality import Remark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilan.facts.snapshot import Facts
    from bilan.period import Period
    from bilan.strategy.document import Strategy

CODE = "taken_over"
LABEL = Label(
    "affaires reprises d'un commercial parti : ce qu'il y a fait est à son compte, la suite à qui les a reprises",
    "deals taken over from a rep who has left: what they did is credited to them, the rest to whoever took over",
)
REMEDY = Label(
    "tenez-en compte en lisant les taux de passage du successeur",
    "keep it in mind when reading the successor's stage rates",
)


def taken_over(facts: Facts, strategy: Strategy, window: Period) -> tuple[Remark, ...]:
    """One remark for the deals that a leaver discovered or owned and another holds, open or closed since they left."""
    left = {rep.key: rep.left_on for rep in strategy.reps if rep.left_on and rep.left_on < window.end}
    if not left:
        return ()
    asked = _discovered(facts, sorted(left)).union(_owned(facts, sorted(left)))
    found = {
        row["deal"]: row["cents"] or 0 for row in facts.engine.answer(asked).to_pylist()
        if row["over_on"] is None or (row["over_on"] > left[row["leaver"]] and row["over_on"] >= window.start)
    }  # fmt: skip
    if not found:
        return ()
    return (Remark(CODE, len(found), len(found), sum(found.values()), LABEL, REMEDY, tuple(sorted(found))),)


def _discovered(facts: Facts, leavers: Sequence[str]) -> Any:
    """The deals whose RDV-D a leaver held and that are another's."""
    t = facts.table("opportunities")
    d = facts.table("deals").select(of="key", lost_on="lost_on")
    rows = t.join(d, t.deal == d.of)
    rows = rows.filter(rows.discovered_by.isin(leavers) & rows.deal_rep.notnull() & (rows.deal_rep != "")
                       & (rows.deal_rep != rows.discovered_by))  # fmt: skip
    return rows.select("deal", leaver=rows.discovered_by, cents=rows.amount.cast("int64"),
                       over_on=ibis.coalesce(rows.won_on, rows.lost_on))  # fmt: skip


def _owned(facts: Facts, leavers: Sequence[str]) -> Any:
    """The deals that an earlier export gave to a leaver, and a later one to somebody else."""
    d = facts.table("deals")
    rows = d.filter(d.former_rep.isin(leavers) & (d.rep != "") & (d.rep != d.former_rep))
    won_on = ibis.ifelse(rows.status == "won", rows.signed_on, ibis.null("date"))
    return rows.select(deal=rows.key, leaver=rows.former_rep, cents=rows.value_cents.cast("int64"),
                       over_on=ibis.coalesce(won_on, rows.lost_on))  # fmt: skip
