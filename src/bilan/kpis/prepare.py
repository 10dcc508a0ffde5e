"""From the rows of the sources to the tables that KPIs are read from: whose, when, which kind, how much."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bilan.facts.days import local_days
from bilan.facts.engine import FALSE, TRUE, Engine
from bilan.facts.people import addresses, reps_of, stays_table
from bilan.facts.revenue import VALUE, Exchange, credited
from bilan.kpis.catalog import quantities
from bilan.kpis.own import own_quantities
from bilan.meetings.kinds import kinds_of
from bilan.meetings.sequence import attended, judged, near_each_other, opportunities, preceded_by_call, same_meetings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bilan.kpis.kpi import Quantity
    from bilan.strategy.document import Strategy


# in the deal's currency, like its amount
PRICES = ("list_cents", "cost_cents", "recurring_cents", "first_year_cents", "total_cents")


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
    deals = engine.view(_deals(sources.deals, strategy, known))
    meetings = engine.write("meetings", _judged(engine, sources.meetings, deals, strategy, known), folder)
    steps = opportunities(meetings, deals, limit=strategy.thresholds.exchanges_per_deal)
    steps = engine.write("opportunities", steps, folder)
    deals = engine.write("deals", _with_steps(deals, steps, strategy), folder)
    tables = {
        "deals": deals,
        "meetings": meetings,
        "opportunities": steps,
        "credited": engine.write("credited", _credited(engine, sources.bookings, deals, strategy, known), folder),
        "measures": engine.write("measures", engine.view(_with_rep(sources.measures, known)), folder),
    }
    engine.write("stays", engine.view(stays_table(strategy)), folder)
    engine.write("cube", cube(engine, tables, (*quantities(strategy), *own_quantities(strategy))), folder)


def cube(engine: Engine, tables: Mapping[str, Any], wanted: Sequence[Quantity]) -> Any:
    """Every additive quantity once per rep and day: sums over it are the figures of any scope and period."""
    together: dict[tuple[str, str], list[Quantity]] = {}
    for quantity in wanted:
        together.setdefault((quantity.table, quantity.dated_by), []).append(quantity)
    parts = []
    for (table, dated_by), group in together.items():
        counted = engine.keep(f"counted_{table}_{dated_by}", _counted(tables[table], dated_by, group))
        parts += [_of(counted, number, quantity) for number, quantity in enumerate(group)]
    return functools.reduce(lambda left, right: left.union(right), parts)


def _counted(table: Any, dated_by: str, group: Sequence[Quantity]) -> Any:
    """The sums of several quantities of one table by rep and day, with how many rows each is made of: one pass."""
    rows = table.filter(table[dated_by].notnull())
    rows = rows.mutate(counted_day=rows[dated_by].cast("date"))
    sums: dict[str, Any] = {}
    for number, quantity in enumerate(group):
        where = quantity.where(rows) if quantity.where else TRUE
        count = rows.count(where=where)
        total = quantity.value(rows).cast("int64").sum(where=where).fill_null(0) if quantity.value else count
        # a sum of integers comes back wider than Ibis thinks: without the decimal, DuckDB would hand over a float
        sums |= {f"value{number}": total.cast("decimal(38, 0)").cast("int64"), f"rows{number}": count}
    return rows.group_by(["rep", "counted_day"]).agg(**sums)


def _of(counted: Any, number: int, quantity: Quantity) -> Any:
    rows = counted.filter(counted[f"rows{number}"] > 0)
    return rows.select(quantity=ibis.literal(quantity.key), rep=rows.rep, day=rows.counted_day,
                       value=rows[f"value{number}"], rows=rows[f"rows{number}"])  # fmt: skip


def _with_rep(rows: pa.Table, known: Mapping[str, str]) -> pa.Table:
    return rows.append_column("rep", reps_of(rows["owner"], known))


def _deals(rows: pa.Table, strategy: Strategy, known: Mapping[str, str]) -> pa.Table:
    """The deals with their rep, who had it before, what each is worth and its prices in the company's (EC-17).

    ``value_cents`` is what counts as bookings, ``net_cents`` the amount, to set against list price and cost.
    """
    converted = _converted(rows, strategy)
    for name in PRICES:
        rows = rows.set_column(rows.schema.get_field_index(name), name, converted[name])
    amount = converted["amount_cents"]
    value = pc.coalesce(converted[VALUE[strategy.thresholds.booking_value]], amount)  # EC-28
    nobody, owners = pa.scalar(None, pa.string()), rows["former_owner"]
    former = pc.if_else(pc.is_null(owners), nobody, reps_of(owners, known))
    rows = _with_rep(rows, known).append_column("former_rep", former)
    return rows.append_column("value_cents", value).append_column("net_cents", amount)


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


# what the judgement of a meeting reads: the other columns travel once, at the end
JUDGED_BY = (
    "n",
    "key",
    "uid",
    "owner",
    "rep",
    "account",
    "deal",
    "start_at",
    "day",
    "outcome",
    "kind",
    "doubtful",
    "step",
)


def _judged(engine: Engine, rows: pa.Table, deals: Any, strategy: Strategy, known: Mapping[str, str]) -> Any:
    """The meetings, each with whether it counts, its rank, what is odd about it and whether a call came before.

    ``same_as`` is the number ``n`` of the meeting that one repeats: of its row among those of the sources.
    """
    typed = _typed(rows, strategy, known)
    typed = typed.append_column("n", pa.array(np.arange(typed.num_rows)))
    settings = strategy.thresholds
    narrow = engine.view(typed.select(JUDGED_BY))
    minutes = settings.same_meeting_minutes
    repeats = same_meetings(engine.answer(near_each_other(narrow, deals, minutes=minutes)), minutes=minutes)
    found = engine.keep("judged", judged(narrow, deals, engine.view(repeats)))
    called = preceded_by_call(found, days=settings.qualification_days).select(called_key="key", was_called=TRUE)
    called = engine.keep("called", called)
    found = found.left_join(called, found.key == called.called_key).drop("called_key")
    found = found.mutate(was_called=found.was_called.fill_null(FALSE))
    shared = engine.keep("attended", attended(found))
    found = found.left_join(shared, found.n == shared.attended_n).drop("attended_n")
    others = engine.view(typed.select(["n", *(name for name in typed.column_names if name not in JUDGED_BY)]))
    return others.join(found, "n")


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
                         deal_cents=deals.value_cents, product=deals.product)  # fmt: skip
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
