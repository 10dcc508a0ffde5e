"""Whether a KPI of one's own speaks of columns that exist and fit: a date that dates, a number that adds up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bilan.label import Label
from bilan.strategy.document import KpiSetting, Quantity, Strategy
from bilan.strategy.faults import close_to
from bilan.strategy.problems import Problem, error

Columns = Mapping[str, Mapping[str, str]]  # table -> column -> type, as facts.tables names its types
DAYS = ("day",)
DATED = ("day", "moment")
NUMBERS = ("cents", "millionths")


def own_problems(strategy: Strategy, columns: Columns) -> Iterator[Problem]:
    """Every column that the tables do not have, or that cannot do what is asked of it."""
    for rank, kpi in enumerate(strategy.kpis, 1):
        for part, quantity in (("value", kpi.value), ("per", kpi.per)):
            if quantity is not None:
                yield from _quantity(quantity, f"kpis[{rank}].{part}", columns.get(quantity.table, {}))
        yield from _ratio(kpi, f"kpis[{rank}].per")


def _quantity(quantity: Quantity, where: str, known: Mapping[str, str]) -> Iterator[Problem]:
    table = quantity.table
    yield from _fits(quantity.dated_by, f"{where}.dated_by", table, known, DATED)
    for rank, one in enumerate(quantity.filters, 1):
        yield from _fits(one.column, f"{where}.filters[{rank}].column", table, known, ())
    if quantity.aggregate == "sum":
        yield from _fits(quantity.column, f"{where}.column", table, known, NUMBERS)
    if quantity.aggregate == "median_days":
        yield from _fits(quantity.column, f"{where}.column", table, known, DAYS)
        yield from _fits(quantity.since, f"{where}.since", table, known, DAYS)


def _ratio(kpi: KpiSetting, where: str) -> Iterator[Problem]:
    """A median is no part of a ratio: it has no sum."""
    parts = [kpi.value, kpi.per]
    if kpi.per and any(part and part.aggregate == "median_days" for part in parts):
        yield error(where, Label(
            fr="un ratio divise des nombres de lignes ou des sommes (count, sum), non une médiane de jours",
            en="a ratio divides counts of rows or sums (count, sum), not a median of days",
        ))  # fmt: skip


def _fits(column: str, where: str, table: str, known: Mapping[str, str], types: tuple[str, ...]) -> Iterator[Problem]:
    """The column is there, and of one of these types; any type will do when none is asked."""
    allowed = sorted(name for name, type_ in known.items() if not types or type_ in types)
    if column in allowed:
        return
    listed = ", ".join(allowed)
    if column in known:
        wanted = _WANTED[types]
        yield error(where, Label(
            fr=f"« {column} » n'est pas {wanted.fr} ; colonnes possibles de {table} : {listed}",
            en=f"“{column}” is not {wanted.en}; possible columns of {table}: {listed}",
        ))  # fmt: skip
        return
    if not column:
        yield error(where, Label(
            fr=f"dites quelle colonne ; possibles dans {table} : {listed}",
            en=f"say which column; possible in {table}: {listed}",
        ))  # fmt: skip
        return
    near = close_to(column, allowed)
    yield error(where, Label(
        fr=f"la table {table} n'a pas de colonne « {column} ».{near.fr} Possibles : {listed}",
        en=f"the table {table} has no column “{column}”.{near.en} Possible: {listed}",
    ))  # fmt: skip


_WANTED: Mapping[tuple[str, ...], Label] = {
    DATED: Label("une date", "a date"),
    DAYS: Label("un jour", "a day"),
    NUMBERS: Label("un nombre qui s'additionne", "a number that adds up"),
}
