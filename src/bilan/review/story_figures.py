"""The figure of whom a story is about, beside the others' or beside what was due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from bilan.kpis.kpi import Kind
from bilan.kpis.scope import NOBODY, Scope
from bilan.review.eligible import can_be_compared
from bilan.review.finding import Evidence
from bilan.review.gaps import due, part_of_due
from bilan.review.judgement import Judgement, judgement
from bilan.strategy.presence import days_in_team, present_days

if TYPE_CHECKING:
    from bilan.facts.snapshot import Facts
    from bilan.kpis.kpi import Kpi
    from bilan.review.finding import Finding
    from bilan.review.reading import Reading
    from bilan.review.review import Review
    from bilan.stats.verdict import Verdict
    from bilan.strategy.document import Strategy

SIDES = {"count": ("per_week", "others_per_week"), "rate": ("actual", "others_actual")}  # what is set side by side
SUMMED = (Kind.ADDITIVE, Kind.RATIO, Kind.COHORT)  # what several reps did together is known from the parts of each


@dataclass(frozen=True, slots=True)
class Beside:
    """A figure beside what it is held against; ``is_better`` is None where neither side is."""

    is_better: bool | None
    numbers: Evidence
    verdict: Verdict | None = None


class Figures:
    """The figures of one review, each beside what it can be held against."""

    def __init__(
        self, facts: Facts, strategy: Strategy, review: Review, findings: Sequence[Finding] = (),
        judged: Judgement | None = None,
    ) -> None:  # fmt: skip
        self.facts, self.strategy, self.review, self.findings = facts, strategy, review, findings
        self._judged = judged

    @cached_property
    def judged(self) -> Judgement:
        """Everyone beside the others, as the review judges it."""
        return self._judged or judgement(self.facts, self.strategy, self.review)

    def of(self, kpi: str, scope: Scope) -> Beside | None:
        """A rep or team beside the others, the company beside what was due; None when the KPI is not followed.

        Reps are set beside one another only when four or more are there long enough (EC-57); else beside their target.
        """
        review = self.review
        known = (*(line.reading for line in review.lines), *review.teams, *review.reps)
        reading = next((one for one in known if one.kpi.key == kpi and one.scope == scope), None)
        if reading is None:
            return None
        found = None
        if scope.kind == "rep" and can_be_compared(self.strategy, review.window):
            found = self._counted(reading) or self._beside_others(reading, review.reps)
        elif scope.kind == "team":
            found = self._beside_others(reading, review.teams)
        return found or self._beside_due(reading)

    def _counted(self, reading: Reading) -> Beside | None:
        """What the comparison of counts says: the review's own finding, else the same comparison made again."""
        kpi, who = reading.kpi, reading.scope.key
        told = next((one for one in self.findings if one.key == f"standout:{kpi.key}:{who}"), None)
        if told:
            return Beside({"success": True, "failure": False}.get(told.sense), told.evidence, told.verdict)
        one = self.judged.of(kpi.key, who)
        numbers = self.judged.evidence(one) if one else {}
        if one is not None and numbers["measure"] in SIDES:
            own, others = (numbers[name] for name in SIDES[str(numbers["measure"])])
            return Beside(is_better(kpi, _exact(own), _exact(others)), numbers, one.verdict)
        return None

    def _beside_others(self, reading: Reading, all_readings: Sequence[Reading]) -> Beside | None:
        """A figure beside that of all the others together: sums per day present, ratios as ratios of sums."""
        kpi, apart = reading.kpi, (reading.scope, NOBODY)
        others = [one for one in all_readings if one.kpi.key == kpi.key and one.scope not in apart]
        if kpi.kind not in SUMMED or not others:
            return None
        above = sum((one.actual.numerator for one in others), Fraction(0))
        if kpi.kind is Kind.ADDITIVE:
            own_days, days = self._days(reading.scope), sum((self._days(one.scope) for one in others), Fraction(0))
            mine, theirs = _over(reading.actual.numerator, own_days), _over(above, days)
            numbers: Evidence = {"actual": reading.actual.value, "days": own_days, "others_actual": above,
                                 "others_days": days, "others": len(others)}  # fmt: skip
        else:
            below = sum((one.actual.denominator or Fraction(0) for one in others), Fraction(0))
            mine, theirs = reading.actual.value, _over(above, below)
            numbers = {"actual": mine, "others_actual": theirs, "others": len(others)}
        return Beside(is_better(kpi, mine, theirs), {**numbers, "target": reading.target})

    def _days(self, scope: Scope) -> Fraction:
        """Days present of a rep, or of a team's members while they were in it."""
        strategy, window = self.strategy, self.review.window
        if scope.kind == "rep":
            return present_days(strategy.rep(scope.key), strategy, window)
        return sum((days_in_team(rep, scope.key, strategy, window) for rep in strategy.reps), Fraction(0))

    def _beside_due(self, reading: Reading) -> Beside:
        """A figure beside what was due; without a target, beside the period before."""
        line = self.review.line(reading.kpi.key) if reading.scope.kind == "company" else None
        before = line.previous.actual if line else None
        numbers: Evidence = {
            "actual": reading.actual.value, "target": reading.target, "due": due(reading),
            "attainment": part_of_due(reading), "previous": before,
        }  # fmt: skip
        if reading.status == "unknown":
            return Beside(is_better(reading.kpi, reading.actual.value, before), numbers)
        return Beside(reading.status == "reached", numbers)


def is_better(kpi: Kpi, mine: Fraction | None, theirs: Fraction | None) -> bool | None:
    """Whether a figure is on the good side of another, by the KPI's polarity (EC-64); None when it cannot be said."""
    if mine is None or theirs is None or mine == theirs or kpi.polarity == "target_is_best":
        return None
    return (mine > theirs) == (kpi.polarity == "higher_is_better")


def _over(above: Fraction, below: Fraction) -> Fraction | None:
    return above / below if below else None


def _exact(number: object) -> Fraction | None:
    return number if isinstance(number, Fraction) else None
