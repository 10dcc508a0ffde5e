"""The KPIs far from their target: missed, or passed by a fifth and more (management by exception)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from bilan.review.finding import Finding, FindingKind

if TYPE_CHECKING:
    from bilan.review.reading import Reading
    from bilan.review.review import Review

Far = Literal["success", "failure"]


def gaps(review: Review) -> tuple[Finding, ...]:
    """The company's KPIs far from their target, each followed by the teams that are not where the company is."""
    beyond = Fraction(review.strategy.thresholds.gap_beyond)
    return tuple(_gaps(review, beyond))


def _gaps(review: Review, beyond: Fraction) -> Iterator[Finding]:
    for line in review.lines:
        whole = far(line.reading, beyond)
        if whole:
            yield _finding(line.reading, whole)
        for reading in review.teams:
            side = far(reading, beyond) if reading.kpi.key == line.reading.kpi.key else None
            if side and side != whole:
                yield _finding(reading, side)


def due(reading: Reading) -> Fraction | None:
    """What was promised by now: the target, or its part that working days make due."""
    return reading.target if reading.expected is None else reading.expected


def part_of_due(reading: Reading) -> Fraction | None:
    """How far a figure went towards what was due: 7/5 for 140 %. None where less is better (EC-64)."""
    value, asked = reading.actual.value, due(reading)
    if value is None or not asked or reading.kpi.polarity != "higher_is_better":
        return None
    return value / asked


def far(reading: Reading, beyond: Fraction) -> Far | None:
    """Whether a figure missed what was due, or passed it ``beyond`` times; a partial figure proves no miss (EC-71)."""
    if reading.status == "missed":
        return "failure"
    value, asked = reading.actual.value, due(reading)
    if reading.status != "reached" or value is None or not asked:
        return None
    passed = {"higher_is_better": value >= asked * beyond, "lower_is_better": value * beyond <= asked}
    return "success" if passed.get(reading.kpi.polarity) else None


def _finding(reading: Reading, sense: Far) -> Finding:
    return Finding(
        key=f"gap:{reading.kpi.key}:{reading.scope.name}", kind=FindingKind.GAP, sense=sense, scope=reading.scope,
        kpi=reading.kpi.key,
        evidence={
            "actual": reading.actual.value, "target": reading.target, "due": due(reading),
            "attainment": part_of_due(reading), "gap": reading.gap,
        },
    )  # fmt: skip
