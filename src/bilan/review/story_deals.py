"""A deal's own history, as a story about it opens: how much, how long, which meetings, and how it ended."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from bilan.kpis.catalog import quantity_of
from bilan.review.finding import Evidence
from bilan.review.meeting_hours import hours, seconds

if TYPE_CHECKING:
    from bilan.facts.snapshot import Facts
    from bilan.strategy.document import Strategy

CENTS = 100
Ending = Literal["won", "lost", "open", "cancelled"]


@dataclass(frozen=True, slots=True)
class History:
    """What became of a deal by an evening, and the meetings that it took."""

    ending: Ending
    numbers: Evidence
    meetings: tuple[str, ...]  # their keys


def history_of(deal: str, facts: Facts, strategy: Strategy, *, eve: date) -> History | None:
    """The history of a deal up to an evening, by its key or its exact name; None when no deal is called so.

    Its days run from the first meeting held, else from its creation, to its signature or loss, else to that evening.
    """
    row = _deal(deal, facts)
    if row is None:
        return None
    m = facts.table("meetings")
    held = m.filter((m.deal == row["key"]) & m.is_real & (m.day <= eve)).order_by(["start_at", "key"])
    met = facts.engine.answer(held.select("key", "kind", "day", seconds=seconds(held))).to_pylist()
    ending, ended_on = _ending(row, eve)
    first = min([one["day"] for one in met], default=row["created_on"])
    timed, untimed = hours(one["seconds"] for one in met)
    kinds = Counter(one["kind"] for one in met)
    numbers: Evidence = {
        "key": row["key"], "name": row["name"] or row["account"] or row["key"],
        "amount": None if row["value_cents"] is None else Fraction(row["value_cents"], CENTS),
        "status": ending, "ended_on": ended_on, "days": ((ended_on or eve) - first).days if first else None,
        "meetings": len(met), "hours": timed, "untimed": untimed,
        **{quantity_of(kind.code): kinds[kind.code] for kind in strategy.nomenclature},
    }  # fmt: skip
    return History(ending, numbers, tuple(one["key"] for one in met))


def _deal(deal: str, facts: Facts) -> dict[str, Any] | None:
    t = facts.table("deals")
    named = t.filter((t.key == deal) | (t.name == deal))
    columns = ("key", "name", "account", "status", "created_on", "signed_on", "lost_on", "cancelled_on", "value_cents")
    rows: list[dict[str, Any]] = facts.engine.answer(named.select(*columns).order_by("key")).to_pylist()
    return next((row for row in rows if row["key"] == deal), rows[0] if len(rows) == 1 else None)


def _ending(row: dict[str, Any], eve: date) -> tuple[Ending, date | None]:
    """How the deal stood that evening, and since when; what came later had not happened yet."""
    for ending, column in (("cancelled", "cancelled_on"), ("lost", "lost_on"), ("won", "signed_on")):
        is_so = row["status"] == ending or (ending == "won" and row["status"] == "cancelled")
        if is_so and row[column] and row[column] <= eve:
            return ending, row[column]  # type: ignore[return-value]  # one of the literals above
    return "open", None
