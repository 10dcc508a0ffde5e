"""How far a rate seen on a few cases may be from the true one (EC-66)."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a figure may truly lie: both ends between 0 and 1 for a rate."""

    low: float
    high: float


def wilson(successes: int, cases: int, *, confidence: float = CONFIDENCE) -> Interval | None:
    """Wilson's interval of a rate: 3 of 8 may be anything from 14 % to 69 %. None without a case.

    Unlike the textbook's ± it stays between 0 and 1 and keeps its promise with few cases.
    """
    if not 0 <= successes <= cases:
        raise ValueError(f"{successes} of {cases} is no rate")
    if not cases:
        return None
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    rate, weight = successes / cases, z * z / cases
    middle = (rate + weight / 2) / (1 + weight)
    reach = z * sqrt(rate * (1 - rate) / cases + weight / (4 * cases)) / (1 + weight)
    # at the ends the formula gives exactly 0 and 1, which floats miss by a hair
    low = 0.0 if successes == 0 else max(0.0, middle - reach)
    high = 1.0 if successes == cases else min(1.0, middle + reach)
    return Interval(low, high)
