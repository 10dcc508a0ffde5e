"""A reading: one KPI for one perimeter over one window, what was promised, what happened, and how it compares."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from bilan.kpis.compute import Actual
from bilan.kpis.kpi import Kind, Kpi
from bilan.kpis.scope import Scope
from bilan.period import Period
from bilan.review.coverage import Coverage
from bilan.stats.rates import Interval
from bilan.strategy.targets import Promise

Status = Literal["reached", "near", "missed", "unknown"]
NEAR = Fraction(9, 10)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The same figure over an earlier window, raw and per working day (EC-10)."""

    window: Period
    actual: Fraction | None
    growth: Fraction | None  # None when there is nothing to grow from
    growth_per_day: Fraction | None
    is_equal_stretch: bool = False  # an unfinished period set beside an equal number of working days
    coverage: Coverage | None = None  # the part of the earlier window that is known, when it is not all of it
    is_redefined: bool = False  # the company counted this KPI otherwise then: counted again as it is now (EC-70)
    growth_at_constant_rates: Fraction | None = None  # of bookings with foreign entries: without the exchange (EC-17)


@dataclass(frozen=True, slots=True)
class Reading:
    """What happened against what was promised; unrounded, uncapped, n/a without a target (EC-21, EC-60)."""

    kpi: Kpi
    scope: Scope
    window: Period
    actual: Actual
    promise: Promise | None = None
    expected: Fraction | None = None  # the part of the target due by now, by working days
    coverage: Coverage | None = None  # the part of the window that is known, when it is not all of it (EC-71)
    interval: Interval | None = None  # where a rate of cases may truly lie (EC-66)
    is_few: bool = False  # a rate or median of too few cases (EC-66)

    @property
    def target(self) -> Fraction | None:
        return self.promise.value if self.promise else None

    @property
    def value(self) -> Fraction | None:
        """The figure; none where no source covers a day of the window: nothing known is not nought (EC-71)."""
        is_blank = self.coverage is not None and self.coverage.first is None
        return None if is_blank else self.actual.value

    @property
    def gap(self) -> Fraction | None:
        value = self.value
        return None if value is None or self.target is None else value - self.target

    @property
    def attainment(self) -> Fraction | None:
        """R/O as a share of the target: 7/5 for 140 %. None where less is better, for R/O would mislead (EC-64)."""
        value = self.value
        if value is None or not self.target or self.kpi.polarity != "higher_is_better":
            return None
        return value / self.target

    @property
    def status(self) -> Status:
        """Reached, near or missed, by the KPI's polarity, against the part of the target due by now.

        A part of the period can prove a target reached where more is better; it can prove nothing else (EC-71).
        """
        found = judge(self.kpi, self.actual.value, self.target if self.expected is None else self.expected)
        only_grows = self.kpi.kind is Kind.ADDITIVE and self.kpi.polarity == "higher_is_better"
        return found if self.coverage is None or (only_grows and found == "reached") else "unknown"


def judge(kpi: Kpi, value: Fraction | None, due: Fraction | None) -> Status:
    """Where a figure stands to what was due; compared unrounded."""
    if value is None or due is None or (due == 0 and kpi.polarity == "higher_is_better"):
        return "unknown"
    if kpi.polarity == "higher_is_better":
        return "reached" if value >= due else "near" if value >= due * NEAR else "missed"
    if kpi.polarity == "lower_is_better":
        return "reached" if value <= due else "near" if value <= due / NEAR else "missed"
    off = abs(value - due)
    return "reached" if off <= due * (1 - NEAR) / 2 else "near" if off <= due * (1 - NEAR) else "missed"


def growth(now: Fraction | None, before: Fraction | None) -> Fraction | None:
    """Growth from an earlier figure; n/a when there was nothing, or less than nothing, to grow from."""
    if now is None or before is None or before <= 0:
        return None
    return now / before - 1
