"""Which KPIs the tables can give: the others are absent and said so, never faked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bilan.kpis.catalog import DEFAULT, SHIPPED
from bilan.kpis.own import own_kpis

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilan.facts.snapshot import Facts
    from bilan.kpis.kpi import Kpi
    from bilan.strategy.document import Strategy


def available(facts: Facts, strategy: Strategy) -> tuple[Kpi, ...]:
    """The shipped KPIs whose tables hold rows and whose columns are filled in, then the company's own."""
    filled = _filled(facts, strategy)
    settings = {setting.key: setting for setting in strategy.kpis}
    found = []
    for kpi in (*SHIPPED, *own_kpis(strategy)):
        if not all(need in filled for need in (*kpi.needs, *kpi.needs_columns)):
            continue
        setting = settings.get(kpi.key)
        if setting is not None:
            kpi = replace(kpi, cadence=setting.cadence or kpi.cadence, polarity=setting.polarity or kpi.polarity)  # noqa: PLW2901  # the same KPI as the strategy sets it
        found.append(kpi)
    return tuple(found)


def followed(strategy: Strategy, usable: Sequence[Kpi]) -> tuple[Kpi, ...]:
    """The KPIs that this strategy follows, in its order; the default list when it names none."""
    by_key = {kpi.key: kpi for kpi in usable}
    wanted = [setting.key for setting in strategy.kpis] or list(DEFAULT)
    return tuple(by_key[key] for key in dict.fromkeys(wanted) if key in by_key)


def _filled(facts: Facts, strategy: Strategy) -> set[str]:
    """The tables that hold rows and the columns that hold a value somewhere, by name."""
    asked: dict[str, Any] = {}
    deals, meetings, measures = (facts.table(name) for name in ("deals", "meetings", "measures"))
    credited = facts.table("credited")
    own_entries = any(kpi.value and kpi.value.table == "bookings" for kpi in strategy.kpis)
    open_deals = deals.status == "open"
    has_chance = deals.probability.notnull() | deals.stage.isin(list(strategy.thresholds.stage_probability))
    checks: dict[str, tuple[Any, Any]] = {
        "deals": (deals, deals.key.notnull()),
        "meetings": (meetings, meetings.key.notnull()),
        "measures": (measures, measures.key.notnull()),
        **({"bookings": (credited, credited.booking.notnull())} if own_entries else {}),
        "lost.value_cents": (deals, (deals.status == "lost") & (deals.value_cents > 0)),
        "open.value_cents": (deals, open_deals & (deals.value_cents > 0)),
        "open.probability": (deals, open_deals & has_chance),
        "open.last_seen_on": (deals, open_deals & deals.last_seen_on.notnull()),
        "open.expected_on": (deals, open_deals & deals.expected_on.notnull()),
        "open.next_step_on": (deals, open_deals & deals.next_step_on.notnull()),
        "meetings.no_show": (meetings, meetings.outcome == "no_show"),
        "meetings.mode": (meetings, meetings["mode"] == "physical"),
        **{f"measures.{key}": (measures, measures.measure == key) for key in ("calls", "leads", "forecast")},
        **{f"deals.{name}": (deals, deals[name].notnull())
           for name in ("credits", "business", "list_cents", "cost_cents", "recurring_cents", "total_cents", "reason")},
        **{f"meetings.{name}": (meetings, meetings[name].notnull()) for name in ("booked_day", "qualified")},
    }  # fmt: skip
    for name, (table, condition) in checks.items():
        asked.setdefault(str(id(table)), (table, {}))[1][name] = condition.sum().fill_null(0).cast("int64")
    found = set()
    for table, sums in asked.values():
        row = facts.engine.answer(table.agg(**{f"k{n}": value for n, value in enumerate(sums.values())})).to_pylist()[0]
        found |= {name for name, count in zip(sums, row.values(), strict=True) if count}
    return found
