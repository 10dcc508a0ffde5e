"""The values that a median is taken of, and the median itself, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from bilan.kpis.catalog import in_bookings
from bilan.kpis.own import LOCAL_DAYS, SNAPSHOT_TABLE, condition

if TYPE_CHECKING:
    from bilan.facts.snapshot import Facts
    from bilan.kpis.kpi import Kpi
    from bilan.strategy.document import Strategy


def values_of(facts: Facts, strategy: Strategy, kpi: Kpi) -> tuple[Any, int]:
    """The rows with their ``day`` and ``value``, and how many whole units of the value make one of the KPI."""
    t = facts.table("deals")
    t = t.filter(in_bookings(t, strategy))
    if kpi.numerator == "deal_value":
        rows = t.filter((t.status == "won") & t.signed_on.notnull() & (t.value_cents != 0))
        return rows.mutate(day=rows.signed_on, value=rows.value_cents), 100
    if kpi.numerator == "cycle":
        rows = t.filter(t.cycle_days.notnull() & t.signed_on.notnull())
        return rows.mutate(day=rows.signed_on, value=rows.cycle_days), 1
    return _own(facts, strategy, kpi), 1


def _own(facts: Facts, strategy: Strategy, kpi: Kpi) -> Any:
    quantity = next(one.value for one in strategy.kpis if one.key == kpi.key and one.value is not None)
    t = facts.table(SNAPSHOT_TABLE[quantity.table])
    keeps = condition(quantity)
    rows = t.filter(keeps(t)) if keeps else t
    rows = rows.filter(
        rows[quantity.dated_by].notnull() & rows[quantity.column].notnull() & rows[quantity.since].notnull()
    )
    return rows.mutate(
        day=rows[LOCAL_DAYS.get(quantity.dated_by, quantity.dated_by)].cast("date"),
        value=rows[quantity.column].delta(rows[quantity.since], unit="day"),
    )


def median(values: Sequence[int]) -> Fraction:
    """The middle value: the mean of the two middle ones when their number is even."""
    ordered, half = sorted(values), len(values) // 2
    return Fraction(ordered[half]) if len(values) % 2 else Fraction(ordered[half - 1] + ordered[half], 2)
