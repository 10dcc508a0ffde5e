"""From the rows of the sources to the tables that KPIs are read from: whose, when, which kind, how much."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from bilan.facts.days import local_days
from bilan.facts.engine import FALSE, TRUE, Engine
from bilan.facts.people import addresses, reps_of, stays_table
from bilan.facts.revenue import Exchange, credited
from bilan.kpis.catalog import quantities
from bilan.kpis.own import own_quantities
from bilan.meetings.kinds import kinds_of
from bilan.meetings.sequence import judged, opportunities, preceded_by_call

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bilan.kpis.kpi import Quantity
    from bilan.strategy.document import Strategy


PRICES = ("list_cents", "cost_cents", "recurring_cents", "total_cents")  # in the deal's currency, like its amount


@dataclass(frozen=True, slots=True)
class Sources:
    """The live rows of each canonical table, corrections applied."""

    deals: pa.Table
    meetings: pa.Table
    bookings: pa.Table
    measures: pa.Table


def prepare(sources: Sources, strategy: Strategy, folder: Path) -> None:
    """Write the tables of a snapshot into ``folder``."""
    engine = Engine()
    known = addresses(strategy)
    deals = engine.take("raw_deals", _deals(sources.deals, strategy, known))
    meetings = _judged(engine, sources.meetings, deals, strategy, known)
    steps = engine.keep("opportunities", opportunities(meetings, deals, limit=strategy.thresholds.exchanges_per_deal))
    deals = engine.keep("deals", _with_steps(deals, steps, strategy))
    tables = {
        "deals": deals,
        "meetings": meetings,
        "opportunities": steps,
        "credited": engine.keep("credited", _credited(engine, sources.bookings, deals, strategy, known)),
        "measures": engine.take("measures", _with_rep(sources.measures, known)),
        "stays": engine.take("stays", stays_table(strategy)),
    }
    tables["cube"] = cube(tables, (*quantities(strategy), *own_quantities(strategy)))
    engine.write(tables, folder)


def cube(tables: Mapping[str, Any], wanted: tuple[Quantity, ...]) -> Any:
    """Every additive quantity once per rep and day: sums over it are the figures of any scope and period."""
    return functools.reduce(lambda left, right: left.union(right), (_counted(tables[q.table], q) for q in wanted))


def _counted(table: Any, quantity: Quantity) -> Any:
    rows = table.filter(quantity.where(table)) if quantity.where else table
    rows = rows.filter(rows[quantity.dated_by].notnull())
    value = quantity.value(rows) if quantity.value else ibis.literal(1)
    rows = rows.select(quantity=ibis.literal(quantity.key), rep=rows.rep, day=rows[quantity.dated_by].cast("date"),
                       value=value.cast("int64"))  # fmt: skip
    # a sum of integers comes back wider than Ibis thinks: without the decimal, DuckDB would hand over a float
    total = rows.value.sum().fill_null(0).cast("decimal(38, 0)").cast("int64")
    return rows.group_by(["quantity", "rep", "day"]).agg(value=total, rows=rows.count())


def _with_rep(rows: pa.Table, known: Mapping[str, str]) -> pa.Table:
    return rows.append_column("rep", reps_of(rows["owner"], known))


def _deals(rows: pa.Table, strategy: Strategy, known: Mapping[str, str]) -> pa.Table:
    """The deals with their rep, their value and their prices in the company's currency (EC-17)."""
    converted = _converted(rows, strategy)
    for name in PRICES:
        rows = rows.set_column(rows.schema.get_field_index(name), name, converted[name])
    return _with_rep(rows, known).append_column("value_cents", converted["amount_cents"])


def _converted(rows: pa.Table, strategy: Strategy) -> dict[str, pa.ChunkedArray]:
    """Amounts in the company's currency: at the rate of the signature, else of the day the deal was last dated."""
    company = strategy.company.currency
    amounts = {name: rows[name] for name in ("amount_cents", *PRICES)}
    at = pc.indices_nonzero(pc.fill_null(pc.not_equal(rows["currency"], company), fill_value=False))
    if not len(at):
        return amounts
    exchange = Exchange(strategy.rates, company)
    dated = pc.coalesce(*(rows[name] for name in ("signed_on", "lost_on", "expected_on", "created_on")))
    foreign = list(zip(at.to_pylist(), rows["currency"].take(at).to_pylist(), dated.take(at).to_pylist(), strict=True))
    return {name: _exchanged(cents, foreign, exchange) for name, cents in amounts.items()}


def _exchanged(
    cents: pa.ChunkedArray, foreign: list[tuple[int, str, date | None]], exchange: Exchange
) -> pa.ChunkedArray:
    """The same cents, those of foreign rows at their rate; none where no rate is in force."""
    values = cents.to_pylist()
    for place, currency, day in foreign:
        values[place] = None if values[place] is None else exchange.convert(values[place], currency, day or date.max)
    return pa.chunked_array([pa.array(values, pa.int64())])


def _judged(engine: Engine, rows: pa.Table, deals: Any, strategy: Strategy, known: Mapping[str, str]) -> Any:
    typed = engine.take("raw_meetings", _typed(rows, strategy, known))
    settings = strategy.thresholds
    found = engine.keep("judged", judged(typed, deals, same_meeting_minutes=settings.same_meeting_minutes))
    called = engine.keep("called", preceded_by_call(found, days=settings.qualification_days))
    marked = called.select(called_key="key", was_called=TRUE)
    joined = found.left_join(marked, found.key == marked.called_key).drop("called_key")
    return engine.keep("meetings", joined.mutate(was_called=joined.was_called.fill_null(FALSE)))


def _typed(rows: pa.Table, strategy: Strategy, known: Mapping[str, str]) -> pa.Table:
    """The meetings with their rep, their local days and their kind, read from the declared type, else the title."""
    titled, doubtful = kinds_of(rows["title"], strategy.nomenclature)
    declared, _ = kinds_of(rows["declared_kind"], strategy.nomenclature)
    kind = pc.coalesce(declared, titled)
    steps = pa.array([kind.step for kind in strategy.nomenclature], pa.int64())
    codes = pa.array([kind.code for kind in strategy.nomenclature], pa.string())
    zone = strategy.company.zone
    extra = {
        "kind": kind,
        "doubtful": pc.if_else(pc.is_null(kind), doubtful, pa.scalar(None, pa.string())),
        "step": pc.take(steps, pc.index_in(kind, value_set=codes)),
        "day": local_days(rows["start_at"], zone),
        "booked_day": local_days(rows["booked_at"], zone),
    }
    for name, values in extra.items():
        rows = rows.append_column(name, values)
    return _with_rep(rows, known)


def _credited(engine: Engine, bookings: pa.Table, deals: Any, strategy: Strategy, known: Mapping[str, str]) -> Any:
    shares = engine.take("raw_credited", credited(bookings, strategy, known))
    about = deals.select(deal=deals.key, name=deals.name, account=deals.account, business=deals.business,
                         deal_cents=deals.amount_cents, product=deals.product)  # fmt: skip
    return shares.left_join(about, "deal").drop("deal_right")


def _with_steps(deals: Any, steps: Any, strategy: Strategy) -> Any:
    """The deals with what their meetings say: first RDV-D, RDV-E held, cycle, last sign of life."""
    of_deal = steps.filter(steps.deal.notnull()).group_by("deal").agg(
        discovery_on=steps.discovery_on.min(), exchanges=steps.exchanges.max(),
        last_meeting_on=steps.last_meeting_on.max(),
    )  # fmt: skip
    joined = deals.left_join(of_deal, deals.key == of_deal.deal).drop("deal")
    start = joined[
        {"first_discovery": "discovery_on"}.get(strategy.thresholds.cycle_starts, strategy.thresholds.cycle_starts)
    ]
    seen = ibis.greatest(
        ibis.coalesce(joined.last_activity_on, joined.last_meeting_on),
        ibis.coalesce(joined.last_meeting_on, joined.last_activity_on),
    )
    days = ibis.ifelse(joined.status == "won", joined.signed_on.delta(start, unit="day"), ibis.null("int64"))
    return joined.mutate(
        cycle_days=days.cast("int64"), last_seen_on=seen, exchanges=joined.exchanges.fill_null(0),
    )  # fmt: skip
