"""What a KPI is: the quantities it counts, how they combine, and which way is better."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from bilan.label import Label
from bilan.period import Cadence
from bilan.strategy.document import Polarity

Unit = Literal["money", "count", "rate", "days", "per_week", "money_per_day", "times"]


class Kind(StrEnum):
    """How a KPI behaves when scopes or periods are put together."""

    ADDITIVE = "additive"  # adds up over days and reps
    RATIO = "ratio"  # a ratio of two sums at every level, never a mean of ratios (EC-65)
    COHORT = "cohort"  # a ratio among the opportunities that began in the period
    QUANTILE = "quantile"  # a median, computed at its own level
    STOCK = "stock"  # as things stand at the cut-off, computed at its own level
    COMPOSED = "composed"  # made of other figures of the same perimeter, computed at its own level


@dataclass(frozen=True, slots=True)
class Quantity:
    """A sum that is counted once per rep and day and rolls up: the bricks of the daily cube."""

    key: str
    table: str  # a table of the snapshot
    dated_by: str
    where: Callable[[Any], Any] | None = None
    value: Callable[[Any], Any] | None = None  # what is added up; None counts rows
    scale: int = 1  # whole units of the sum in one unit of the KPI: 100 for cents


@dataclass(frozen=True, slots=True)
class Kpi:
    """One indicator, shipped or of the company's own."""

    key: str
    label: Label
    formula: Label
    kind: Kind
    unit: Unit
    cadence: Cadence
    polarity: Polarity
    needs: tuple[str, ...]  # source tables without which the KPI is absent
    numerator: str = ""  # quantity, or the name of the cohort, values or stock that answers
    denominator: str = ""
    version: int = 1
    needs_columns: tuple[str, ...] = ()  # ``table.column`` that must be filled in somewhere

    @property
    def is_rate(self) -> bool:
        return self.kind in (Kind.RATIO, Kind.COHORT, Kind.QUANTILE, Kind.COMPOSED)
