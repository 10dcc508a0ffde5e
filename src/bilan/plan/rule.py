"""The course's rule: from what was asked and what was done to what could be asked next, in numbers alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bilan.kpis.kpi import Unit
    from bilan.strategy.document import Polarity, Thresholds

TENTH = Fraction(1, 10)
TWENTIETH = Fraction(1, 20)
HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rule gives, with each number that it went through."""

    value: Fraction  # rounded; the target itself where the move is less than half a step
    raw: Fraction  # before the cap and the rounding
    weight: Fraction  # λ: the part of the gap that was taken up or given up
    step: Fraction
    is_capped: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """A target and its result, both for the same presence, and how the next period differs from this one."""

    reference: Fraction
    result: Fraction
    polarity: Polarity
    unit: Unit
    growth: Fraction = Fraction(1)  # season × days: a longer or busier period asks more, and no cap stops it


def next_target(ask: Ask, thresholds: Thresholds) -> Ruled:
    """``round([(1 - λ) target + λ result] × season × days)``, the bracket moving by no more than the cap.

    100 asked and 140 done give 120. λ may differ for a result that is better than asked and one that is worse, where
    better follows the KPI's polarity. A move of less than half a step is none: rounding alone changes no target.
    """
    weight = _weight(ask, thresholds)
    blend = (1 - weight) * ask.reference + weight * ask.result
    bound = Fraction(thresholds.target_cap) * ask.reference
    held = min(max(blend, ask.reference - bound), ask.reference + bound)
    step = step_for(ask.unit, ask.reference, thresholds)
    value = held * ask.growth
    kept = ask.reference if abs(value - ask.reference) < step / 2 else max(rounded(value, step), Fraction(0))
    return Ruled(kept, blend * ask.growth, weight, step, is_capped=held != blend)


def _weight(ask: Ask, thresholds: Thresholds) -> Fraction:
    is_better = ask.result < ask.reference if ask.polarity == "lower_is_better" else ask.result > ask.reference
    return Fraction(thresholds.target_rise if is_better else thresholds.target_fall)


def step_for(unit: Unit, reference: Fraction, thresholds: Thresholds) -> Fraction:
    """To what a proposal is rounded: 5,000 for money, one point for a rate, one for what is counted.

    A step of money beyond a tenth of the target would say little: then 1, 2 or 5 times a power of ten, at most a
    twentieth of it.
    """
    if unit == "rate":
        return Fraction(thresholds.rate_step)
    if unit == "times":
        return TENTH
    if unit not in ("money", "money_per_day"):
        return Fraction(thresholds.count_step)
    step = Fraction(thresholds.money_step)
    return step if reference <= 0 or step <= reference * TENTH else _round_number(reference * TWENTIETH)


def _round_number(limit: Fraction) -> Fraction:
    """The largest of 1, 2 or 5 times a power of ten that is no more than the limit."""
    power = Fraction(10) ** math.floor(math.log10(limit))
    return max(times * power for times in (HALF, 1, 2, 5) if times * power <= limit)


def rounded(value: Fraction, step: Fraction) -> Fraction:
    """To the nearest multiple of the step; halfway goes up, as people round."""
    return math.floor(value / step + HALF) * step
