"""Who is set beside the others: reps present long enough in the period, managers who also sell left out."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from bilan.strategy.presence import presence_rate

if TYPE_CHECKING:
    from bilan.period import Period
    from bilan.strategy.document import Rep, Strategy

FEWEST_COMPARED = 4  # a figure beside those of fewer people would name each of them (EC-57)


def eligible(strategy: Strategy, window: Period) -> tuple[Rep, ...]:
    """The reps whose figures say something of a whole period (EC-51, EC-55, EC-56), in the strategy's order."""
    minimum = Fraction(strategy.thresholds.minimum_presence)
    people = (rep for rep in strategy.reps if not (rep.manages or rep.vacant))
    return tuple(rep for rep in people if presence_rate(rep, strategy, window) >= minimum)


def can_be_compared(strategy: Strategy, window: Period) -> bool:
    """Whether reps may be set beside one another at all: never in a team of one to three (EC-57)."""
    return len(eligible(strategy, window)) >= FEWEST_COMPARED
