"""KPIs made of other figures of one perimeter: velocity, coverage of the next period, how far the forecast held."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from bilan.facts.people import UNASSIGNED, stays
from bilan.kpis.catalog import BY_KEY, in_bookings
from bilan.kpis.kpi import Kind, Kpi
from bilan.kpis.scope import NOBODY, Scope
from bilan.kpis.stock import open_deals
from bilan.label import Label
from bilan.period import Cadence, Period
from bilan.strategy.targets import target_for

if TYPE_CHECKING:
    from bilan.facts.snapshot import Facts
    from bilan.kpis.compute import Actual
    from bilan.strategy.document import Strategy

Parts = tuple[Fraction, Fraction, int]  # numerator, denominator, rows: as those of an actual
CENTS = 100
NOTHING: Parts = (Fraction(0), Fraction(0), 0)  # over nothing: n/a


def _part(key: str, kind: Kind, numerator: str, denominator: str = "") -> Kpi:
    """A figure that is only ever a part of another, so it has no words of its own."""
    silent = Label(key, key)
    return Kpi(key=key, label=silent, formula=silent, kind=kind, unit="count", cadence=Cadence.QUARTER,
               polarity="higher_is_better", needs=("deals",), numerator=numerator, denominator=denominator)  # fmt: skip


IN_FUNNEL = _part("velocity:open", Kind.STOCK, "open_in_funnel")
WON_PER_CLOSED = _part("velocity:won", Kind.RATIO, "won_value", "won+lost")
PARTS: dict[str, tuple[Kpi, ...]] = {
    "velocity": (IN_FUNNEL, WON_PER_CLOSED, BY_KEY["cycle_days"]),
    "coverage": (),
    "forecast_acc": (BY_KEY["bookings"],),
}


class Composer:
    """The composed figures of one snapshot as of one day."""

    def __init__(self, facts: Facts, strategy: Strategy, as_of: date) -> None:
        self.facts, self.strategy, self.eve = facts, strategy, as_of - date.resolution
        self.teams = {stay.rep: stay.team for stay in stays(strategy) if stay.start <= self.eve < stay.end}
        self._coming: dict[Period, dict[str, tuple[int, int]]] = {}
        self._forecasts: dict[tuple[str, date], tuple[int, int]] | None = None

    def read(self, kpi: Kpi, scope: Scope, window: Period, part: Callable[[Kpi], Actual | None]) -> Parts | None:
        """The figure of a perimeter over a window, from its parts; None where it is not read, as a past stock."""
        if kpi.numerator == "forecast_acc":
            return self._forecast_acc(kpi, scope, window, part(BY_KEY["bookings"]))
        if self.eve not in window:
            return None
        if kpi.numerator == "coverage":
            return self._coverage(scope, window)
        return _velocity(*(part(one) for one in PARTS["velocity"]))

    def _coverage(self, scope: Scope, window: Period) -> Parts:
        after = next_period(window, self.eve)
        cents, rows = self._of_scope(self._coming_in(after), scope)
        promise = None if scope == NOBODY else target_for(self.strategy, "bookings", scope.name, after)
        return (Fraction(cents, CENTS), promise.value, rows) if promise else (Fraction(cents, CENTS), Fraction(0), rows)

    def _coming_in(self, after: Period) -> dict[str, tuple[int, int]]:
        """The open deals due in a period, by rep: their cents and how many they are."""
        if after not in self._coming:
            rows = coming_deals(self.facts, self.strategy, self.eve, after)
            sums = rows.group_by("rep").agg(cents=rows.open_value.sum().cast("decimal(38, 0)"), rows=rows.count())
            answer = self.facts.engine.answer(sums).to_pylist()
            self._coming[after] = {row["rep"]: (int(row["cents"] or 0), int(row["rows"])) for row in answer}
        return self._coming[after]

    def _of_scope(self, by_rep: dict[str, tuple[int, int]], scope: Scope) -> tuple[int, int]:
        mine = [
            sums for rep, sums in by_rep.items()
            if scope.kind == "company" or (scope.key == (rep if scope.kind == "rep" else self.teams.get(rep)))
        ]  # fmt: skip
        return sum(cents for cents, _ in mine), sum(rows for _, rows in mine)

    def _forecast_acc(self, kpi: Kpi, scope: Scope, window: Period, signed: Actual | None) -> Parts:
        """How near the forecast of the period's first day came; one noted for nobody in particular is the company's."""
        if scope == NOBODY or signed is None or window.cadence is not kpi.cadence or not window.is_named:
            return NOTHING
        by_rep = {rep: noted for (rep, day), noted in self._noted().items() if day == window.start}
        if scope.kind == "company" and UNASSIGNED in by_rep:
            by_rep = {UNASSIGNED: by_rep[UNASSIGNED]}
        millionths, rows = self._of_scope(by_rep, scope)
        happened = signed.numerator
        if not rows or happened <= 0:
            return NOTHING
        return happened - abs(Fraction(millionths, 1_000_000) - happened), happened, rows

    def _noted(self) -> dict[tuple[str, date], tuple[int, int]]:
        if self._forecasts is None:
            t = self.facts.table("measures")
            t = t.filter(t.measure == "forecast")
            sums = t.group_by(["rep", "day"]).agg(value=t.value.sum().cast("decimal(38, 0)"), rows=t.count())
            answer = self.facts.engine.answer(sums).to_pylist()
            self._forecasts = {(row["rep"], row["day"]): (int(row["value"]), int(row["rows"])) for row in answer}
        return self._forecasts


def _velocity(opened: Actual | None, won: Actual | None, cycle: Actual | None) -> Parts | None:
    """Open deals × (won ÷ closed) × (amount won ÷ won) ÷ days: the deals won stand above and below, and go."""
    if opened is None or won is None or won.denominator is None or cycle is None:
        return None
    return opened.numerator * won.numerator, won.denominator * (cycle.value or 0), won.rows


def next_period(window: Period, eve: date) -> Period:
    """The period after the one that a window, whole or under way, is part of."""
    if window.cadence is Cadence.CUSTOM:
        return window.next()
    return window.calendar.containing(eve, window.cadence).next()


def coming_deals(facts: Facts, strategy: Strategy, eve: date, after: Period) -> Any:
    """The deals open that evening whose close is expected in a later period."""
    t = open_deals(facts, strategy, eve)
    return t.filter(in_bookings(t, strategy) & (t.expected_on >= after.start) & (t.expected_on < after.end))
