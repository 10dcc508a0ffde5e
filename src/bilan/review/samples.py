"""How much a rate or a median rests on: too few cases say so, a rate of cases says how far off it may be (EC-66)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilan.kpis.catalog import quantities
from bilan.kpis.compute import terms
from bilan.kpis.kpi import Kind
from bilan.kpis.own import own_quantities
from bilan.stats.rates import Interval, wilson

if TYPE_CHECKING:
    from bilan.kpis.compute import Actual
    from bilan.kpis.kpi import Kpi
    from bilan.strategy.document import Strategy


class Samples:
    """What the strategy calls few, and which KPIs are so many cases out of so many."""

    def __init__(self, strategy: Strategy) -> None:
        self.minimum = strategy.thresholds.minimum_sample
        self._counted = {one.key for one in (*quantities(strategy), *own_quantities(strategy)) if one.value is None}

    def is_few(self, kpi: Kpi, actual: Actual) -> bool:
        """Whether a rate or a median rests on too few cases to be said without a warning."""
        rests_on_cases = kpi.kind in (Kind.COHORT, Kind.QUANTILE) or (kpi.kind is Kind.RATIO and kpi.unit == "rate")
        return rests_on_cases and 0 < actual.rows < self.minimum

    def interval(self, kpi: Kpi, actual: Actual) -> Interval | None:
        """Where a share of cases may truly lie; None for amounts, and where some cases are in no denominator."""
        if actual.denominator is None or not self._is_share(kpi):
            return None
        cases, of = actual.numerator, actual.denominator
        if cases.denominator != 1 or of.denominator != 1 or not 0 <= cases <= of:
            return None
        return wilson(int(cases), int(of))

    def _is_share(self, kpi: Kpi) -> bool:
        if kpi.kind is Kind.COHORT:
            return True
        is_rate = kpi.kind is Kind.RATIO and kpi.unit == "rate"
        return is_rate and {*terms(kpi.numerator), *terms(kpi.denominator)} <= self._counted
