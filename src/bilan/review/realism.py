"""Were the objectives realistic? What the team did of them, beside the share of reps who reached theirs (Z14).

One rep in two at target, or fewer, says that it was probably set too high; more than four in five, too low. Both
answers together say what to do; a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from bilan.kpis.kpi import Kind
from bilan.kpis.scope import Scope
from bilan.review.eligible import eligible
from bilan.review.finding import Finding, FindingKind
from bilan.review.unseen import unseen_in
from bilan.strategy.presence import team_of

if TYPE_CHECKING:
    from bilan.review.reading import Reading
    from bilan.review.review import Review
    from bilan.strategy.document import Rep, Strategy, Thresholds

Band = Literal["too_high", "calibrated", "accessible", "too_low", "team_only"]
Advice = Literal["raise", "review_means", "territory_or_people", "keep"]


@dataclass(frozen=True, slots=True)
class Spread:
    """How many of the reps who could be judged reached their own target."""

    reached: int
    eligible: int

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.reached, self.eligible) if self.eligible else None


def realism(strategy: Strategy, review: Review) -> tuple[Finding, ...]:
    """A verdict for each target of the company, and of each team with enough reps to have one of its own.

    A target is judged once its period is over, on figures that cover all of it.
    """
    return tuple(_verdicts(strategy, review)) if review.is_over else ()


def _verdicts(strategy: Strategy, review: Review) -> Iterator[Finding]:
    reps = [rep for rep in eligible(strategy, review.window) if rep.key not in unseen_in(review)]
    last_day = review.window.last_day
    for line in review.lines:
        key = line.reading.kpi.key
        yield from _verdict(line.reading, _spread(review, key, reps), strategy.thresholds)
        for reading in (reading for reading in review.teams if reading.kpi.key == key):
            mine = [rep for rep in reps if team_of(rep, last_day) == reading.scope.key]
            spread = _spread(review, key, mine)
            if len(strategy.teams) > 1 and spread.eligible >= strategy.thresholds.realism_minimum_reps:
                yield from _verdict(reading, spread, strategy.thresholds)


def _spread(review: Review, kpi: str, reps: Iterable[Rep]) -> Spread:
    scopes = {Scope("rep", rep.key) for rep in reps}
    judged = [one.status for one in review.reps if one.kpi.key == kpi and one.scope in scopes]
    known = [status for status in judged if status != "unknown"]
    return Spread(known.count("reached"), len(known))


def _verdict(reading: Reading, spread: Spread, settings: Thresholds) -> Iterator[Finding]:
    is_told = bool(spread.eligible) or reading.kpi.kind is Kind.ADDITIVE  # a rate asked of nobody else is but a gap
    if reading.target is None or reading.status == "unknown" or not is_told:
        return
    found = band(spread, settings)
    yield Finding(
        key=f"realism:{reading.kpi.key}:{reading.scope.name}", kind=FindingKind.REALISM, sense="neutral",
        scope=reading.scope, kpi=reading.kpi.key,
        evidence={
            "attainment": reading.attainment, "reached": spread.reached, "eligible": spread.eligible,
            "share_at_target": spread.share, "band": found, "advice": advice(_went(reading), spread, settings),
        },
    )  # fmt: skip


def band(spread: Spread, settings: Thresholds) -> Band:
    """Where the share of reps at target puts the target; with too few reps, their team's attainment alone is judged."""
    share = spread.share
    if share is None or spread.eligible < settings.realism_minimum_reps:
        return "team_only"
    if share < Fraction(settings.realism_too_high):
        return "too_high"
    if share <= Fraction(settings.realism_calibrated):
        return "calibrated"
    return "accessible" if share <= Fraction(settings.realism_accessible) else "too_low"


def _went(reading: Reading) -> Fraction | None:
    """How far the target was reached; where less is better, the target over the figure."""
    value, target = reading.actual.value, reading.target
    if reading.kpi.polarity == "lower_is_better":
        return target / value if value and target is not None else None
    return reading.attainment


def advice(attainment: Fraction | None, spread: Spread, settings: Thresholds) -> Advice:
    """What the team's attainment and the spread of its reps say together; when they disagree, look at territories.

    With too few reps for a spread, the attainment speaks alone.
    """
    if attainment is None:
        return "keep"
    is_high = attainment >= Fraction(settings.raise_from)
    is_low = attainment <= Fraction(settings.review_means_until)
    found = band(spread, settings)
    if is_high and found in {"too_low", "team_only"}:
        return "raise"
    if is_low and found in {"too_high", "team_only"}:
        return "review_means"
    disagrees = found == ("too_high" if attainment >= 1 else "too_low")
    return "territory_or_people" if found != "team_only" and (is_high or is_low or disagrees) else "keep"
