"""What became of a target: its result beside it, for the same presence, read from the review."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from bilan.kpis.kpi import Kind
from bilan.plan.current import EACH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilan.kpis.kpi import Kpi
    from bilan.plan.current import Current
    from bilan.review.reading import Reading
    from bilan.review.review import Review


def result_of(review: Review, kpi: Kpi, current: Current) -> Fraction | None:
    """What was done, in the target's own terms: 140 for 100 asked of each and 140 % reached.

    A sum is set against what was due of those concerned, absences and part time taken off, and brought back to the
    target: whoever was away half of the period is asked half. None without data, or where nothing was due.
    """
    readings = readings_of(review, kpi, current)
    if kpi.kind is not Kind.ADDITIVE:
        whole = company(review, kpi) if current.scope == EACH else next(iter(readings), None)
        return whole.value if whole else None
    done, due = _done(readings), _due(readings)
    if current.scope == EACH:
        whole = company(review, kpi)
        if whole and due is not None and _due([whole]) == due:  # nobody else was asked: the team's own R/O (Z21)
            done = whole.value
    return current.value * done / due if done is not None and due else None


def is_within_chance(review: Review, kpi: Kpi, current: Current) -> bool:
    """Whether a rate lies too near its target, or rests on too few cases, for the gap to mean anything (EC-66)."""
    whole = company(review, kpi) if current.scope == EACH else next(iter(readings_of(review, kpi, current)), None)
    if whole is None or kpi.kind is Kind.ADDITIVE:
        return False
    between = whole.interval
    return whole.is_few or (between is not None and between.low <= current.value <= between.high)


def readings_of(review: Review, kpi: Kpi, current: Current) -> tuple[Reading, ...]:
    """The readings of those whom a target was asked of."""
    if current.scope == "company":
        whole = company(review, kpi)
        return (whole,) if whole else ()
    places = [reading for reading in (*review.teams, *review.reps) if reading.kpi.key == kpi.key]
    if current.scope == EACH and not current.is_by_name:
        named = {target.scope for target in review.strategy.targets if target.kpi == kpi.key}
        apart = named | {f"rep:{rep.key}" for rep in review.strategy.reps if rep.manages}
        return tuple(one for one in places if one.scope.kind == "rep" and one.target and one.scope.name not in apart)
    wanted = current.scopes or (current.scope,)
    return tuple(one for one in places if one.scope.name in wanted)


def company(review: Review, kpi: Kpi) -> Reading | None:
    """The KPI as the whole company did it; None where nothing gives it."""
    line = review.line(kpi.key)
    return line.reading if line else None


def _done(readings: Sequence[Reading]) -> Fraction | None:
    values = [reading.value for reading in readings]
    known = [value for value in values if value is not None]
    return sum(known, Fraction(0)) if known and len(known) == len(values) else None


def _due(readings: Sequence[Reading]) -> Fraction | None:
    """What was asked by now, all together; None where one of them was asked nothing."""
    asked = [reading.target if reading.expected is None else reading.expected for reading in readings]
    known = [value for value in asked if value is not None]
    return sum(known, Fraction(0)) if known and len(known) == len(asked) else None
