"""KPIs of the company's own, from their closed form in the strategy to quantities and KPIs: nothing is evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bilan.kpis.kpi import Kind, Kpi, Quantity
from bilan.label import Label
from bilan.period import Cadence

if TYPE_CHECKING:
    from collections.abc import Callable

    from bilan.strategy import document
    from bilan.strategy.document import KpiSetting, Strategy

# a sum is made in the company's currency, whatever each row's own (EC-17)
CONVERTED = {("deals", "amount_cents"): "net_cents", ("bookings", "amount_cents"): "cents"}
NAMED = {("bookings", "key"): "booking", ("bookings", "amount_cents"): "cents"}  # in the snapshot, as filters read
LOCAL_DAYS = {"start_at": "day", "booked_at": "booked_day"}  # a moment counts on its day at the company's clock
SNAPSHOT_TABLE = {"deals": "deals", "meetings": "meetings", "bookings": "credited", "measures": "measures"}


def own_quantities(strategy: Strategy) -> tuple[Quantity, ...]:
    """The sums that the company's own KPIs add to the cube; a median is not one of them."""
    return tuple(
        _quantity(f"own:{kpi.key}:{part}", quantity)
        for kpi in strategy.kpis
        for part, quantity in (("value", kpi.value), ("per", kpi.per))
        if quantity is not None and quantity.aggregate != "median_days"
    )


def own_kpis(strategy: Strategy) -> tuple[Kpi, ...]:
    """The company's own KPIs as the catalogue describes its own."""
    return tuple(_kpi(kpi) for kpi in strategy.kpis if kpi.value is not None)


def _quantity(key: str, quantity: document.Quantity) -> Quantity:
    column = CONVERTED.get((quantity.table, quantity.column), quantity.column)
    scale = (
        100
        if column.endswith("_cents") or column == "cents"
        else 1_000_000
        if column in ("value", "probability")
        else 1
    )
    value: Callable[[Any], Any] | None = (lambda t: t[column]) if quantity.aggregate == "sum" else None
    where = condition(quantity)
    if quantity.table == "bookings" and quantity.aggregate == "count":
        where = _once(where)
    return Quantity(
        key, SNAPSHOT_TABLE[quantity.table], LOCAL_DAYS.get(quantity.dated_by, quantity.dated_by), where, value, scale
    )


def _once(where: Callable[[Any], Any] | None) -> Callable[[Any], Any]:
    """An entry shared between reps is counted once, for its owner (EC-31)."""
    return lambda t: t.is_owner & where(t) if where else t.is_owner


def condition(quantity: document.Quantity) -> Callable[[Any], Any] | None:
    """The rows that a quantity keeps: all of its filters at once."""
    if not quantity.filters:
        return None

    def keeps(t: Any) -> Any:
        kept = t[quantity.dated_by].notnull()
        for one in quantity.filters:
            kept = kept & _passes(t[NAMED.get((quantity.table, one.column), one.column)], one)
        return kept

    return keeps


def _passes(column: Any, one: document.Filter) -> Any:
    passes = (
        column.notnull()
        if one.is_said
        else column.isnull()
        if one.is_said is False
        else column.notnull() | column.isnull()
    )
    text = column.cast("string")
    if one.is_in:
        passes = passes & text.isin(one.is_in)
    if one.is_not_in:
        passes = passes & (text.isnull() | text.notin(one.is_not_in))
    return passes


def _kpi(setting: KpiSetting) -> Kpi:
    value = setting.value
    median = value is not None and value.aggregate == "median_days"
    kind = Kind.QUANTILE if median else Kind.RATIO if setting.per else Kind.ADDITIVE
    return Kpi(
        key=setting.key,
        label=setting.label,
        formula=Label("Défini dans la stratégie de l'entreprise.", "Defined in the company's strategy."),
        kind=kind,
        unit="days" if median else setting.unit or ("rate" if setting.per else "count"),
        cadence=setting.cadence or Cadence.MONTH,
        polarity=setting.polarity or "higher_is_better",
        needs=(value.table,) if value else (),
        numerator=f"own:{setting.key}" if median else f"own:{setting.key}:value",
        denominator=f"own:{setting.key}:per" if setting.per else "",
    )
