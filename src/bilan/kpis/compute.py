"""From a snapshot to readings: every KPI for every perimeter over every window, in a handful of questions."""

from __future__ import annotations

import functools
import itertools
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bilan.facts.engine import FALSE
from bilan.kpis.catalog import ATTENDED, quantities
from bilan.kpis.composed import PARTS, Composer
from bilan.kpis.kpi import Kind, Kpi
from bilan.kpis.medians import values_of
from bilan.kpis.own import own_quantities
from bilan.kpis.present import present_days_by
from bilan.kpis.scope import COMPANY, Scope, scopes_of
from bilan.kpis.stock import SCALES, open_deals
from bilan.period import Period

if TYPE_CHECKING:
    from bilan.facts.snapshot import Facts
    from bilan.strategy.document import Strategy


@dataclass(frozen=True, slots=True)
class Actual:
    """What happened, kept as the parts it is made of: a ratio can then be checked and rolled up."""

    numerator: Fraction
    denominator: Fraction | None = None  # None: the numerator is the figure itself
    rows: int = 0  # how many facts stand behind it

    @property
    def value(self) -> Fraction | None:
        """The figure in the KPI's unit; None where it has no meaning, as a ratio over nothing (« n/a »)."""
        if self.denominator is None:
            return self.numerator
        return None if self.denominator == 0 else self.numerator / self.denominator


Address = tuple[str, Scope, Period]
DAYS_A_WEEK = 5  # of work
PRESENT_WEEKS = "present_weeks"  # the one denominator that the strategy gives, not the facts


_exact = functools.lru_cache(maxsize=1 << 16)(Fraction)  # most parts are small counts, met again and again


@dataclass(frozen=True, slots=True)
class _Grid:
    """A KPI's parts by window and perimeter, in whole units; ``scales`` says how many make one of the KPI's."""

    above: list[list[int]]
    below: list[list[int]] | None
    rows: list[list[int]]
    scales: tuple[int, int] = (1, 1)

    def at(self, window: int, scope: int) -> Actual:
        below = None if self.below is None else _exact(self.below[window][scope], self.scales[1])
        return Actual(_exact(self.above[window][scope], self.scales[0]), below, self.rows[window][scope])

    def across(self, window: int) -> Iterator[Actual]:
        """The figures of every perimeter over one window."""
        of, per = self.scales
        below = itertools.repeat(None) if self.below is None else (_exact(one, per) for one in self.below[window])
        above = (_exact(one, of) for one in self.above[window])
        return map(Actual, above, below, self.rows[window])


class Actuals:
    """The figures of a set of KPIs, perimeters and windows; parts become a figure when it is asked for."""

    def __init__(self, windows: Sequence[Period], scopes: Sequence[Scope]) -> None:
        self.windows = {window: at for at, window in enumerate(windows)}
        self.scopes = {scope: at for at, scope in enumerate(scopes)}
        self.grids: dict[str, _Grid] = {}
        self.stocks: dict[Address, Actual] = {}

    def of(self, kpi: Kpi, scope: Scope, window: Period) -> Actual | None:
        grid = self.grids.get(kpi.key)
        if grid is None:
            return self.stocks.get((kpi.key, scope, window))
        at, place = self.windows.get(window), self.scopes.get(scope)
        return None if at is None or place is None else grid.at(at, place)

    def each(self, kpi: Kpi) -> Iterator[tuple[Scope, Period, Actual]]:
        """Every figure of a KPI, with whose and when it is."""
        grid = self.grids.get(kpi.key)
        if grid is None:
            yield from ((scope, window, one) for (key, scope, window), one in self.stocks.items() if key == kpi.key)
            return
        for window, at in self.windows.items():
            for scope, one in zip(self.scopes, grid.across(at), strict=True):
                yield scope, window, one


def actuals(
    facts: Facts, strategy: Strategy, kpis: Sequence[Kpi], windows: Sequence[Period], *, as_of: date
) -> Actuals:
    """Every figure asked for. Stocks are read as of ``as_of``, for the windows that hold its eve."""
    windows = list(dict.fromkeys(windows))
    composed = [kpi for kpi in kpis if kpi.kind is Kind.COMPOSED]
    kpis = list(dict.fromkeys([*kpis, *(part for kpi in composed for part in PARTS[kpi.numerator])]))
    scopes = scopes_of(strategy)
    found = Actuals(windows, scopes)
    reader = _Reader(facts, strategy, scopes, windows)
    sums = [kpi for kpi in kpis if kpi.kind in (Kind.ADDITIVE, Kind.RATIO)]
    cohorts = [kpi for kpi in kpis if kpi.kind is Kind.COHORT]
    reader.read_sums(sums, found)
    if cohorts:
        reader.read_cohorts(cohorts, found)
    for kpi in kpis:
        if kpi.kind is Kind.QUANTILE:
            reader.read_medians(kpi, found)
    stocks = [kpi for kpi in kpis if kpi.kind is Kind.STOCK]
    if stocks:
        reader.read_stocks(stocks, found, as_of)
    if composed:
        reader.read_composed(composed, found, as_of)
    return found


@dataclass(frozen=True, slots=True)
class _Sums:
    """The sums of every quantity by window and perimeter, and what makes figures of them."""

    values: np.ndarray[Any, Any]
    counts: np.ndarray[Any, Any]
    places: dict[str, int]
    scales: dict[str, int]

    def total(self, expression: str) -> tuple[np.ndarray[Any, Any], int]:
        """The sum of an expression's terms, and how many of its units make one."""
        found = self._with_attended(expression)
        scale = math.lcm(*(self.scales[name] for name in found))
        weights = {name: sign * scale // self.scales[name] for name, sign in found.items()}
        parts = (self.values[:, :, self.places[name]] * weight for name, weight in weights.items())
        return functools.reduce(np.add, parts), scale

    def rows(self, expression: str) -> np.ndarray[Any, Any]:
        found = self._with_attended(expression)
        return functools.reduce(np.add, (self.counts[:, :, self.places[name]] for name in found))

    def _with_attended(self, expression: str) -> dict[str, int]:
        found = terms(expression)
        more = {f"{name}{ATTENDED}": sign for name, sign in found.items()}
        return found | {name: sign for name, sign in more.items() if name in self.places}


class _Reader:
    """The questions put to one snapshot for one set of windows."""

    def __init__(self, facts: Facts, strategy: Strategy, scopes: Sequence[Scope], windows: Sequence[Period]) -> None:
        self.facts, self.strategy, self.scopes, self.windows = facts, strategy, scopes, windows
        self.rank = {scope: rank for rank, scope in enumerate(scopes)}
        self.stays = facts.table("stays")
        numbers = range(len(windows))
        self.frame = facts.engine.take("windows", pa.table({
            "w": pa.array(numbers, pa.int32()),
            "first": pa.array([w.start for w in windows], pa.date32()),
            "after": pa.array([w.end for w in windows], pa.date32()),
        }))  # fmt: skip

    def _framed(self, table: Any) -> Any:
        """The rows of a table (with ``rep`` and ``day``) in each window, with the team of the day (EC-53)."""
        f, s = self.frame, self.stays
        framed = table.join(f, (table.day >= f.first) & (table.day < f.after))
        return framed.join(
            s, (framed.rep == s.rep) & (framed.day >= s.since) & (framed.day < s.until), rname="{name}_stay"
        )

    def read_sums(self, kpis: Sequence[Kpi], found: Actuals) -> None:
        names = sorted(
            {name for kpi in kpis for name in (*terms(kpi.numerator), *terms(kpi.denominator))} - {PRESENT_WEEKS}
        )
        scales = _scales(self.strategy)
        names += [f"{name}{ATTENDED}" for name in names if f"{name}{ATTENDED}" in scales]
        cube = self.facts.table("cube")
        framed = self._framed(cube.filter(cube.quantity.isin(names)))
        grouped = framed.group_by(["w", "quantity", "team", "rep"]).agg(
            value=framed.value.sum(), rows=framed.rows.sum()
        )
        exact = grouped.select(
            "w",
            "quantity",
            "team",
            "rep",
            value=grouped.value.cast("decimal(38, 0)").cast("int64"),  # as in the cube: never a float
            rows=grouped.rows.cast("decimal(38, 0)").cast("int64"),
        )
        answer = self.facts.engine.answer(exact)
        values, counts = self._dense(answer, names)
        sums = _Sums(values, counts, {name: at for at, name in enumerate(names)}, scales)
        for kpi in kpis:
            found.grids[kpi.key] = self._grid(kpi, sums)

    def _grid(self, kpi: Kpi, sums: _Sums) -> _Grid:
        above, scale = sums.total(kpi.numerator)
        if not kpi.denominator:
            return _Grid(above.tolist(), None, sums.rows(kpi.numerator).tolist(), (scale, 1))
        if kpi.denominator == PRESENT_WEEKS:
            days, a_day = present_days_by(self.strategy, self.rank, self.windows)
            return _Grid(above.tolist(), days.tolist(), sums.rows(kpi.numerator).tolist(), (scale, a_day * DAYS_A_WEEK))
        below, per = sums.total(kpi.denominator)
        return _Grid(above.tolist(), below.tolist(), sums.rows(kpi.denominator).tolist(), (scale, per))

    def _dense(self, answer: pa.Table, names: Sequence[str]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Sums by window, perimeter and term: each row counts for the company, its team and its rep.

        A meeting attended counts for the rep alone: the team and the company have it from whoever organised it (EC-45).
        """
        shape = (len(self.windows), len(self.scopes), len(names))
        values, counts = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        w = answer["w"].to_numpy()
        term = _positions(answer["quantity"], names)
        is_attended = np.array([name.endswith(ATTENDED) for name in names], bool)[term]
        for kind, place in self._places(answer):
            here = (place >= 0) & ((kind == "rep") | ~is_attended)
            at = (w[here], place[here], term[here])
            np.add.at(values, at, answer["value"].to_numpy()[here])
            np.add.at(counts, at, answer["rows"].to_numpy()[here])
        return values, counts

    def read_cohorts(self, kpis: Sequence[Kpi], found: Actuals) -> None:
        steps = self.facts.table("opportunities")
        parts = []
        for kpi in kpis:
            base = steps.filter(steps[kpi.denominator].notnull())
            rows = base.select(
                "rep", day=base[kpi.denominator].cast("date"), reached_on=base[kpi.numerator].cast("date")
            )
            framed = self._framed(rows)
            reached = (framed.reached_on < framed.after) & (framed.reached_on >= framed.day)
            parts.append(framed.mutate(kpi=ibis.literal(kpi.key), reached=reached.fill_null(FALSE))
                         .group_by(["w", "kpi", "team", "rep"])
                         .agg(began=lambda t: t.count(), reached=lambda t: t.reached.sum()))  # fmt: skip
        answer = self.facts.engine.answer(functools.reduce(lambda a, b: a.union(b), parts))
        for column in ("began", "reached"):
            answer = answer.set_column(answer.schema.get_field_index(column), column, answer[column].cast(pa.int64()))
        keys = [kpi.key for kpi in kpis]
        renamed = answer.rename_columns(["w", "quantity", "team", "rep", "rows", "value"])
        reached, began = self._dense(renamed, keys)
        for at, key in enumerate(keys):
            whole = began[:, :, at].tolist()
            found.grids[key] = _Grid(reached[:, :, at].tolist(), whole, whole)

    def read_medians(self, kpi: Kpi, found: Actuals) -> None:
        rows, scale = values_of(self.facts, self.strategy, kpi)
        framed = self._framed(rows.select("rep", "day", "value"))
        answer = self.facts.engine.answer(framed.select("w", "team", "rep", value=framed.value.cast("int64")))
        twice, counts = self._twice_medians(answer)
        found.grids[kpi.key] = _Grid(twice.tolist(), (counts > 0).astype(int).tolist(), counts.tolist(), (2 * scale, 1))

    def _twice_medians(self, answer: pa.Table) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Twice the median by window and perimeter, whole even between two middle values; and how many values."""
        twice, counts = (np.zeros((len(self.windows), len(self.scopes)), np.int64) for _ in range(2))
        for _, place in self._places(answer):
            here = place >= 0
            at, values = answer["w"].to_numpy()[here] * len(self.scopes) + place[here], answer["value"].to_numpy()[here]
            order = np.lexsort((values, at))
            values = values[order]
            cells, firsts, sizes = np.unique(at[order], return_index=True, return_counts=True)
            twice.reshape(-1)[cells] = values[firsts + (sizes - 1) // 2] + values[firsts + sizes // 2]
            counts.reshape(-1)[cells] = sizes
        return twice, counts

    def _places(self, answer: pa.Table) -> Iterator[tuple[str, np.ndarray[Any, Any]]]:
        """Where each row counts: for the company, for its team, for its rep; -1 where it does not."""
        yield "company", np.zeros(answer.num_rows, np.int64)
        for kind in ("team", "rep"):
            keys = [scope.key for scope in self.scopes if scope.kind == kind]
            first = next((rank for rank, scope in enumerate(self.scopes) if scope.kind == kind), 0)
            place = _positions(answer[kind], keys)
            yield kind, np.where(place >= 0, place + first, -1)

    def read_stocks(self, kpis: Sequence[Kpi], found: Actuals, as_of: date) -> None:
        eve = as_of - date.resolution
        sums = self._open(eve)
        for kpi in kpis:
            for window in (w for w in self.windows if eve in w):
                for scope in self.scopes:
                    one = sums.get(scope, dict.fromkeys(SCALES, 0))
                    below = Fraction(one[kpi.denominator]) if kpi.denominator else None
                    above = Fraction(one[kpi.numerator], SCALES[kpi.numerator])
                    found.stocks[kpi.key, scope, window] = Actual(above, below, one["open_count"])

    def read_composed(self, kpis: Sequence[Kpi], found: Actuals, as_of: date) -> None:
        composer = Composer(self.facts, self.strategy, as_of)
        for kpi, window, scope in itertools.product(kpis, self.windows, self.scopes):
            parts = composer.read(kpi, scope, window, functools.partial(found.of, scope=scope, window=window))
            if parts is not None:
                found.stocks[kpi.key, scope, window] = Actual(*parts)

    def _open(self, eve: date) -> dict[Scope, dict[str, int]]:
        rows = open_deals(self.facts, self.strategy, eve)
        teams = self.stays.filter((self.stays.since <= eve) & (self.stays.until > eve))
        joined = rows.join(teams, rows.rep == teams.rep, rname="{name}_stay")
        grouped = joined.group_by(["team", "rep"]).agg(**{name: joined[name].sum() for name in SCALES})
        sums: dict[Scope, dict[str, int]] = {}
        for row in self.facts.engine.answer(grouped).to_pylist():
            for scope in (COMPANY, Scope("team", row["team"]), Scope("rep", row["rep"])):
                into = sums.setdefault(scope, dict.fromkeys(SCALES, 0))
                for name in SCALES:
                    into[name] += int(row[name])
        return sums


def _positions(column: pa.ChunkedArray, names: Sequence[str]) -> np.ndarray[Any, Any]:
    """Where each value stands in ``names``; -1 for one that is not there."""
    found = pc.index_in(column, value_set=pa.array(list(names), pa.string()))
    return np.asarray(found.fill_null(-1).to_numpy()).astype(np.int64)


@functools.cache
def terms(expression: str) -> dict[str, int]:
    """The quantities of « won+lost » or « listed-listed_net », each with its sign."""
    pattern = r"([+-]?)((?:own|measure):[^+]+|[a-z0-9_]+)"
    return {name: -1 if sign == "-" else 1 for sign, name in re.findall(pattern, expression)}


def _scales(strategy: Strategy) -> dict[str, int]:
    """How many whole units of each quantity make one unit of the KPI."""
    return {q.key: q.scale for q in (*quantities(strategy), *own_quantities(strategy))}


def first_day(facts: Facts, kpi: Kpi) -> date | None:
    """The first day on which anything is counted of a KPI that is a sum, or a ratio of sums."""
    cube = facts.table("cube")
    rows = cube.filter(cube.quantity.isin(list(terms(kpi.numerator))))
    found: date | None = facts.engine.answer(rows.agg(first=rows.day.min()))["first"][0].as_py()
    return found
