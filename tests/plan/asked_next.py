"""The course's rule worked out a second time, with plain fractions: nothing here comes from the product."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Case:
    """What was asked, what was done, and how the next period differs."""

    asked: Fraction
    done: Fraction
    step: Fraction
    growth: Fraction = Fraction(1)
    more_is_better: bool = True
    takes_up: Fraction = Fraction(1, 2)
    gives_up: Fraction = Fraction(1, 2)
    most: Fraction = Fraction(3, 10)


def asked_next(case: Case) -> Fraction:
    gap = case.done - case.asked
    is_better = gap > 0 if case.more_is_better else gap < 0
    move = gap * (case.takes_up if is_better else case.gives_up)
    limit = case.asked * case.most
    if abs(move) > limit:
        move = limit if move > 0 else -limit
    exact = (case.asked + move) * case.growth
    if 2 * abs(exact - case.asked) < case.step:
        return case.asked
    below = exact - exact % case.step
    return below + case.step if exact - below >= case.step / 2 else below
