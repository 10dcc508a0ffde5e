"""A chart is data: what it shows, in order, with its unit; drawing it is somebody else's task."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bilan.report.status import Status

Unit = Literal["money", "count", "rate", "days"]


@dataclass(frozen=True, slots=True)
class Bullet:
    """One bar with its target mark: what happened against what was promised."""

    name: str
    actual: float
    target: float | None
    actual_text: str  # as a person reads it: « 1 120 k€ »
    target_text: str = ""
    attainment_text: str = ""  # « 140 % »
    status: Status = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """Bars against their targets, one a row: KPI by rep or by team."""

    title: str
    unit: Unit
    rows: tuple[Bullet, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """A KPI over its sub-periods with the target of each: month by month, week by week."""

    title: str
    unit: Unit
    names: tuple[str, ...]
    actuals: tuple[float, ...]
    targets: tuple[float | None, ...]
    texts: tuple[str, ...]
    note: str = ""
    target_texts: tuple[str, ...] = ()  # one a period when given, « 250 k€ »
    statuses: tuple[Status, ...] = ()  # one a period when given


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """One step of the cycle and the share of the step before that reached it."""

    name: str
    count: int
    rate_text: str = ""


@dataclass(frozen=True, slots=True)
class Funnel:
    """From discovery to signature, step by step."""

    title: str
    steps: tuple[FunnelStep, ...] = field(default_factory=tuple)
    note: str = ""


Chart = Bullets | Columns | Funnel
