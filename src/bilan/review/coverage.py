"""Which days a source's rows cover: a figure of half a period is partial, and never stretched to the whole (EC-71).

Nothing in an export says where it stops. Its rows do: a source that was never silent for long, and says nothing of
the first weeks of the period, does not hold them. And no source knows what came after it was last imported.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from bilan.kpis.kpi import Kind, Kpi
from bilan.period import Period
from bilan.strategy.presence import WEEK_DAYS, main_site, working_days

if TYPE_CHECKING:
    from bilan.facts.snapshot import Facts
    from bilan.strategy.document import Strategy

FEWEST_DAYS = 10  # of rows, for a silence to say anything
FEWEST_MEETINGS = 30  # for it to be no accident that no deal of theirs was closed
DAY = date.resolution
DATED = {"deals": ("created_on", "signed_on", "lost_on"), "meetings": ("day",), "measures": ("day",)}


@dataclass(frozen=True, slots=True)
class Coverage:
    """The part of a window that the rows cover; ``last`` belongs to it. Nothing of it: both are None."""

    first: date | None
    last: date | None
    share: Fraction  # of the window's working days


@dataclass(frozen=True, slots=True)
class _Span:
    """The first and last day that a source speaks of, and the longest silence between two of its days."""

    first: date
    last: date
    silence: timedelta


@dataclass(frozen=True, slots=True)
class Stale:
    """A source last imported longer ago than the strategy allows."""

    table: str
    imported_on: date
    days: int
    allowed: int


class Sources:
    """What each table covers, read once."""

    def __init__(self, facts: Facts, strategy: Strategy, imported_on: Mapping[str, date]) -> None:
        self.facts, self.strategy, self.imported_on = facts, strategy, imported_on
        self.site = main_site(strategy)
        self._spans: dict[str, _Span | None] = {}
        self._found: dict[tuple[tuple[str, ...], Period], Coverage | None] = {}
        self._survivors: dict[Period, bool] = {}

    def of(self, kpi: Kpi, window: Period) -> Coverage | None:
        """The part of the window that the KPI's sources cover together; None when nothing seems to be missing."""
        if kpi.kind in (Kind.STOCK, Kind.COMPOSED):  # as things stand: no stretch of days to cover
            return None
        address = (_sources(kpi), window)
        if address not in self._found:
            self._found[address] = self._together(*address)
        return self._found[address]

    def holds_survivors(self, window: Period) -> bool:
        """Whether the meetings of a window are only those of deals that outlived it.

        An export of the deals that are open, or closed since, leaves the others' meetings out: a window in which each
        meeting held belongs to a deal and no deal was closed at all is what is left of one, and compares with nothing.
        """
        if window not in self._survivors:
            met, deals = self.facts.table("meetings"), self.facts.table("deals")
            typed = met.filter(
                (met.day >= window.start) & (met.day < window.end) & (met.outcome == "held") & met.step.notnull()
            )
            closed = deals.filter(_is_in(deals.signed_on, window) | _is_in(deals.lost_on, window))
            counts = typed.agg(met=typed.count(), alone=(typed.deal.isnull() | (typed.deal == "")).sum().cast("int64"))
            row = self.facts.engine.answer(counts).to_pylist()[0]
            is_linked = row["met"] >= FEWEST_MEETINGS and not row["alone"]
            self._survivors[window] = is_linked and not self.facts.engine.answer(closed.limit(1)).num_rows
        return self._survivors[window]

    def _together(self, sources: Sequence[str], window: Period) -> Coverage | None:
        """What several sources cover of a window at once."""
        parts = [part for part in (self._covered(source, window) for source in sources) if part is not None]
        if not parts:
            return None
        first, end = max(start for start, _ in parts), min(stop for _, stop in parts)
        if first >= end:
            return Coverage(None, None, Fraction(0))
        days = len(self._days(window)) or window.length
        return Coverage(first, end - DAY, Fraction(len(self._days(Period(first, end))), days))

    def stale(self, as_of: date) -> tuple[Stale, ...]:
        """The sources older than their declared freshness when the review was read, or when its period ended."""
        allowed: dict[str, int] = {}
        for setting in self.strategy.kpis:
            source = setting.source
            if source and source.table and source.freshness_days is not None:
                table = _imported(source.table)
                allowed[table] = min(source.freshness_days, allowed.get(table, source.freshness_days))
        ages = {table: (as_of - DAY - self.imported_on[table]).days for table in allowed if table in self.imported_on}
        return tuple(
            Stale(table, self.imported_on[table], days, allowed[table])
            for table, days in ages.items()
            if days > allowed[table]
        )

    def _covered(self, source: str, window: Period) -> tuple[date, date] | None:
        """The days of the window that a source covers, up to but not including the last; None when it covers all."""
        start, end = window.start, window.end
        imported = self.imported_on.get(_imported(source.partition(":")[0]))
        if imported and self._is_long(window, imported + DAY, end):
            end = imported + DAY
        span = self._span(source)
        if span and start < span.first - span.silence and self._is_long(window, start, span.first):
            start = span.first
        if span and end > span.last + DAY + span.silence and self._is_long(window, span.last + DAY, end):
            end = span.last + DAY
        return None if (start, end) == (window.start, window.end) else (start, end)

    def _is_long(self, window: Period, since: date, until: date) -> bool:
        """Whether a working week or more of the window lies between two days; or all of it, when it is shorter."""
        since, until = max(since, window.start), min(until, window.end)
        if since >= until:
            return False
        return (since, until) == (window.start, window.end) or len(self._days(Period(since, until))) >= WEEK_DAYS

    def _span(self, source: str) -> _Span | None:
        """What a source speaks of; None where too few days are dated to tell."""
        if source not in self._spans:
            days = self._dated(source)
            told = len(days) >= FEWEST_DAYS
            silence = max((after - before for before, after in pairwise(days)), default=timedelta(0))
            self._spans[source] = _Span(days[0], days[-1], silence) if told else None
        return self._spans[source]

    def _dated(self, source: str) -> list[date]:
        """The days of a source's rows, each once, in order."""
        name, _, measure = source.partition(":")
        table = self.facts.table(name)
        rows = table.filter(table.measure == measure) if measure else table
        columns = [rows.select(day=rows[column]) for column in DATED[name]]
        days = columns[0].union(*columns[1:]) if len(columns) > 1 else columns[0]
        answer = self.facts.engine.answer(days.filter(days.day.notnull()).distinct().order_by("day"))
        return list(answer["day"].to_pylist())

    def _days(self, period: Period) -> Sequence[date]:
        return working_days(self.site, period)


def _is_in(column: Any, window: Period) -> Any:
    return (column >= window.start) & (column < window.end)


def _sources(kpi: Kpi) -> tuple[str, ...]:
    """The tables that a KPI is counted from; of the measures, only its own."""
    named = tuple(column.replace(".", ":") for column in kpi.needs_columns if column.startswith("measures."))
    tables = {_imported(need) for need in kpi.needs} - ({"measures"} if named else set())
    return (*sorted(tables), *named)


def _imported(table: str) -> str:
    """The table that an import fills: booking entries come with their deals."""
    return "deals" if table == "bookings" else table
