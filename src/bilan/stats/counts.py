"""How often chance alone would give one rep so many, or so few, beside the sum of the others, per day present.

What the team did is dealt out again at random over the days present. The rep's count then follows a binomial law, or
a beta-binomial one where counts come in clusters (``phi``, the variance over the mean). Counts are never called equal.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from scipy import special, stats

from bilan.stats.rates import Interval
from bilan.stats.verdict import Effect, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

MID = 0.5  # the part of what was observed that counts as « at least as much »: half of it (mid-p), or all (exact)
SHOWN = 0.8  # confidence of the interval beside a ratio
TWOFOLD = 2
TWOFOLD_CONFIDENCE = 0.9
FEWEST_EXPECTED = 3  # on either side, below which nothing is compared


@dataclass(frozen=True, slots=True)
class Count:
    """How many events somebody had, over how many days they could have had them."""

    events: int
    exposure: Fraction

    def __add__(self, other: Count) -> Count:
        return Count(self.events + other.events, self.exposure + other.exposure)


NONE = Count(0, Fraction(0))


def together(counts: Iterable[Count]) -> Count:
    """Several people's counts as one."""
    return sum(counts, NONE)


def can_compare(own: Count, others: Count) -> bool:
    """Whether there is enough to compare at all: days on both sides, and three events expected on the thinner one."""
    if own.exposure <= 0 or others.exposure <= 0:
        return False
    whole = own + others
    return whole.events * min(own.exposure, others.exposure) / whole.exposure >= FEWEST_EXPECTED


def chance_of_more(own: Count, others: Count, *, ratio: float = 1.0, phi: float = 1.0, weight: float = MID) -> float:
    """How often chance gives so many events or more to whoever has ``ratio`` times the others' pace."""
    total = own.events + others.events
    part = float(own.exposure) * ratio
    share = part / (part + float(others.exposure))
    at_least, more = (_at_least(events, total, share, phi) for events in (own.events, own.events + 1))
    return weight * at_least + (1 - weight) * more


def chance_of_less(own: Count, others: Count, *, ratio: float = 1.0, phi: float = 1.0, weight: float = MID) -> float:
    """How often chance gives so few events or fewer to whoever has ``ratio`` times the others' pace."""
    return chance_of_more(others, own, ratio=1 / ratio, phi=phi, weight=weight)  # the others then have as many or more


def chance_of_gap(own: Count, others: Count, *, phi: float = 1.0, weight: float = MID) -> float:
    """How often chance gives so wide a gap, either way, when all have the same pace: twice the thinner tail."""
    more = chance_of_more(own, others, phi=phi, weight=weight)
    less = chance_of_less(own, others, phi=phi, weight=weight)
    return min(1.0, 2 * min(more, less))


def _at_least(events: int, total: int, share: float, phi: float) -> float:
    """The probability that so many of the total or more fall to a share of the days."""
    if events <= 0:
        return 1.0
    if events > total:
        return 0.0
    if phi <= 1:
        return float(special.betainc(events, total - events + 1, share))
    clustered = stats.betabinom(total, total * share / (phi - 1), total * (1 - share) / (phi - 1))
    return float(clustered.sf(events - 1))


def ratio_of(own: Count, others: Count) -> Fraction | None:
    """How many times the others' pace, exactly; None when the others had nothing."""
    if not others.events or not own.exposure:
        return None
    return Fraction(own.events, others.events) * others.exposure / own.exposure


def ratio_interval(own: Count, others: Count, *, confidence: float = SHOWN, phi: float = 1.0) -> Interval:
    """Where the ratio of the two paces may truly lie."""
    above, below = own.events / phi + 0.5, others.events / phi + 0.5
    scale = float(others.exposure / own.exposure)
    shares = (float(special.betaincinv(above, below, q)) for q in ((1 - confidence) / 2, (1 + confidence) / 2))
    low, high = (scale * share / (1 - share) for share in shares)
    return Interval(low, high)


def effect(own: Count, others: Count, *, phi: float = 1.0) -> Effect:
    """The gap and what chance has to say of it; the ratio is infinite where the others had nothing."""
    ratio, interval = ratio_of(own, others), ratio_interval(own, others, phi=phi)
    chance = chance_of_gap(own, others, phi=phi)
    return Effect(math.inf if ratio is None else float(ratio), interval.low, interval.high, chance)


def verdict_when_not_apart(own: Count, others: Count, *, phi: float = 1.0) -> Verdict:
    """What may be said of a gap that chance explains: no twofold gap if the interval proves it, else too few data."""
    interval = ratio_interval(own, others, confidence=TWOFOLD_CONFIDENCE, phi=phi)
    is_inside = interval.low > 1 / TWOFOLD and interval.high < TWOFOLD
    return Verdict.NO_TWOFOLD_GAP if is_inside else Verdict.NOT_ENOUGH_DATA
