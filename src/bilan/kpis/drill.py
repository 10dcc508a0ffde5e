"""From a figure to the rows behind it, whose sum is the figure to the cent."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import ibis

from bilan.facts.engine import FALSE
from bilan.kpis.catalog import ATTENDED, quantities
from bilan.kpis.composed import PARTS, coming_deals, next_period
from bilan.kpis.compute import terms
from bilan.kpis.kpi import Kind, Kpi, Quantity
from bilan.kpis.medians import values_of
from bilan.kpis.own import own_quantities
from bilan.kpis.stock import SCALES, open_deals

if TYPE_CHECKING:
    from datetime import date

    from bilan.facts.snapshot import Facts
    from bilan.kpis.scope import Scope
    from bilan.period import Period
    from bilan.strategy.document import Strategy


MONEY = (100, 100_000_000)  # the scales of cents, and of cents weighted by millionths


@dataclass(frozen=True, slots=True)
class Row:
    """One fact behind a figure: which part it belongs to, whose, when, what, and what it weighs."""

    part: str  # the quantity it counts for
    key: str
    day: date | None
    rep: str
    what: str
    account: str
    value: Fraction
    is_money: bool = False


def rows_behind(facts: Facts, strategy: Strategy, kpi: Kpi, scope: Scope, window: Period) -> tuple[Row, ...]:
    """The rows of a sum, or of both sums of a ratio; of a cohort, each opportunity with 1 when it got there."""
    if kpi.kind is Kind.COHORT:
        return _cohort(facts, kpi, scope, window)
    if kpi.kind is Kind.QUANTILE:
        return _median(facts, strategy, kpi, scope, window)
    if kpi.kind is Kind.COMPOSED:
        return _composed(facts, strategy, kpi, scope, window)
    if kpi.kind is Kind.STOCK:
        return _stock(facts, strategy, kpi, scope, window)
    known = {q.key: q for q in (*quantities(strategy), *own_quantities(strategy))}
    names = [name for expression in (kpi.numerator, kpi.denominator) for name in terms(expression) if name in known]
    if scope.kind == "rep":  # what a rep attended counts for the rep alone (EC-45)
        names += [f"{name}{ATTENDED}" for name in names if f"{name}{ATTENDED}" in known]
    return tuple(row for name in dict.fromkeys(names) for row in _counted(facts, known[name], scope, window))


def _composed(facts: Facts, strategy: Strategy, kpi: Kpi, scope: Scope, window: Period) -> tuple[Row, ...]:
    """The rows of each figure that a composed one is made of; a target has none."""
    rows = [
        row
        for part in PARTS[kpi.numerator]
        for row in rows_behind(facts, strategy, part, scope, window)
        if row.value or part.kind is not Kind.STOCK  # a deal that a stock weighs nothing is no part of it
    ]
    if kpi.numerator == "coverage":
        eve = window.last_day
        coming = coming_deals(facts, strategy, eve, next_period(window, eve))
        rows += _answer(facts, _named(coming, coming.day, coming.open_value), scope, window, part="coming", scale=100)
    if kpi.numerator == "forecast_acc":
        t = facts.table("measures")
        noted = t.filter((t.measure == "forecast") & (t.day == window.start))
        rows += _answer(facts, _named(noted, noted.day, noted.value), scope, window, part="forecast", scale=1_000_000)
    return tuple(rows)


def _of(facts: Facts, table: Any, scope: Scope) -> Any:
    """The rows of a perimeter; a team's are those of its members on the day (EC-53)."""
    if scope.kind == "company":
        return table
    if scope.kind == "rep":
        return table.filter(table.rep == scope.key)
    s = facts.table("stays").filter(ibis._.team == scope.key)
    stays = s.select(stay_rep=s.rep, since=s.since, until=s.until)
    return table.semi_join(
        stays, [(table.rep == stays.stay_rep) & (table.day >= stays.since) & (table.day < stays.until)]
    )


def _counted(facts: Facts, quantity: Quantity, scope: Scope, window: Period) -> list[Row]:
    t = facts.table(quantity.table)
    rows = t.filter(quantity.where(t)) if quantity.where else t
    value = quantity.value(rows) if quantity.value else ibis.literal(1)
    named = _named(rows, rows[quantity.dated_by].cast("date"), value)
    return _answer(facts, named, scope, window, part=quantity.key, scale=quantity.scale)


def _named(rows: Any, day: Any, value: Any) -> Any:
    """Rows of any table under the same few names."""
    columns = rows.columns
    none = ibis.literal("")
    identity = next(rows[name] for name in ("key", "deal", "opportunity") if name in columns)
    title = next((rows[name] for name in ("title", "name", "measure") if name in columns), none)
    account = rows.account if "account" in columns else none
    return rows.select(key=identity.cast("string"), day=day, rep=rows.rep, what=title.fill_null(""),
                       account=account.fill_null(""), value=value.cast("int64"))  # fmt: skip


def _answer(facts: Facts, named: Any, scope: Scope, window: Period, *, part: str, scale: int) -> list[Row]:
    inside = named.filter((named.day >= window.start) & (named.day < window.end) & named.value.notnull())
    ordered = _of(facts, inside, scope).order_by(["day", "key"])
    return [
        Row(
            part,
            row["key"],
            row["day"],
            row["rep"],
            row["what"],
            row["account"],
            Fraction(row["value"], scale),
            scale in MONEY,
        )
        for row in facts.engine.answer(ordered).to_pylist()
    ]


def _cohort(facts: Facts, kpi: Kpi, scope: Scope, window: Period) -> tuple[Row, ...]:
    t = facts.table("opportunities")
    began = t[kpi.denominator].cast("date")
    reached = (t[kpi.numerator] >= began) & (t[kpi.numerator] < window.end)
    named = _named(t.filter(began.notnull()), began, reached.fill_null(FALSE).cast("int64"))
    return tuple(_answer(facts, named, scope, window, part=kpi.numerator, scale=1))


def _median(facts: Facts, strategy: Strategy, kpi: Kpi, scope: Scope, window: Period) -> tuple[Row, ...]:
    rows, scale = values_of(facts, strategy, kpi)
    return tuple(_answer(facts, _named(rows, rows.day, rows.value), scope, window, part=kpi.numerator, scale=scale))


def _stock(facts: Facts, strategy: Strategy, kpi: Kpi, scope: Scope, window: Period) -> tuple[Row, ...]:
    rows = open_deals(facts, strategy, window.last_day)
    return tuple(
        row
        for part in (kpi.numerator, kpi.denominator) if part
        for row in _answer(facts, _named(rows, rows.day, rows[part]), scope, window, part=part, scale=SCALES[part])
    )  # fmt: skip
