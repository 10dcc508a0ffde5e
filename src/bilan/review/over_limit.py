"""The deals that went beyond the limit of RDV-E in the period: each opens a blocking review (Z10, EC-42)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bilan.facts.snapshot import Facts
    from bilan.period import Period
    from bilan.strategy.document import Strategy


@dataclass(frozen=True, slots=True)
class OverLimit:
    """One deal whose exchanges outran the limit before any proposal."""

    key: str  # the deal's, or the opportunity's where no deal is known
    name: str
    account: str
    rep: str
    exchanges: int
    passed_on: date
    proposed_on: date | None
    cents: int | None
    status: str


def deals_over_limit(facts: Facts, strategy: Strategy, window: Period) -> tuple[OverLimit, ...]:
    """The deals whose RDV-E beyond the limit was held in the window, those with the most exchanges first."""
    t = facts.table("opportunities")
    rows = t.filter((t.over_limit_on >= window.start) & (t.over_limit_on < window.end))
    rows = rows.select(
        "deal", "name", "account", "opportunity", "rep", "exchanges", "over_limit_on", "proposal_on", "amount", "status"
    )
    names = {rep.key: rep.name for rep in strategy.reps}
    found = [
        OverLimit(
            key=row["deal"] or row["opportunity"],
            name=row["name"] or row["account"] or row["opportunity"].partition(":")[2], account=row["account"] or "",
            rep=names.get(row["rep"], ""), exchanges=row["exchanges"], passed_on=row["over_limit_on"],
            proposed_on=row["proposal_on"] if row["proposal_on"] and row["proposal_on"] < window.end else None,
            cents=row["amount"], status=row["status"] or "open",
        )
        for row in facts.engine.answer(rows).to_pylist()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda deal: (-deal.exchanges, deal.passed_on, deal.name)))
