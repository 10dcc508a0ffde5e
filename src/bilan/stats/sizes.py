"""Whether one rep's deals are larger, or faster, than the others': compared by rank, so that one giant changes little.

Mann and Whitney's test, exact on few values without ties, else normal with ties and continuity; the gap is told as
the chance that a deal of the rep's is the larger of two drawn at random.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy import special, stats

from bilan.stats.arrays import Bools, Floats, Whole
from bilan.stats.counts import SHOWN
from bilan.stats.effects import Effects

FEWEST_VALUES = 5  # of the rep's, and of the others'
EXACT_UP_TO = 8  # values of the rep's
EXACT_PAIRS = 600  # beyond so many pairs the normal law serves: the exact one would take long to say the same


def chance_of_gap(own: Floats, others: Floats) -> float:
    """How often chance gives so wide a gap between the ranks, either way."""
    return float(_Ranked.of([own, others], np.ones(2, dtype=np.bool_)).chances[0])


@cache
def _exact_law(own: int, others: int) -> Floats:
    """The chance of so many pairs won, or more, when all orders of the values are as likely.

    The number of orders that win ``u`` pairs is the coefficient of q to the u in the product of (1 - q^(others + i)) /
    (1 - q^i), for i from 1 to ``own``.
    """
    orders = np.zeros(own * others + 1)
    orders[0] = 1
    for one in range(1, own + 1):
        without = orders.copy()
        without[others + one :] -= orders[: max(0, len(orders) - others - one)]
        for first in range(one):
            orders[first::one] = np.cumsum(without[first::one])
    return np.asarray(np.cumsum(orders[::-1])[::-1] / orders.sum())


def superiority(own: Floats, others: Floats) -> float:
    """The chance that a value of one's own is larger than one of the others'; equal ones count half."""
    ordered = np.sort(others)
    below, up_to = np.searchsorted(ordered, own, "left"), np.searchsorted(ordered, own, "right")
    return float((below + up_to).sum() / 2 / (len(own) * len(others)))


def superiority_bounds(
    share: Floats, own: Floats, others: Floats, *, confidence: float = SHOWN
) -> tuple[Floats, Floats]:
    """Between which bounds that chance may lie (Hanley and McNeil 1982, on the logit)."""
    pairs = own * others
    held = np.clip(share, 0.5 / pairs, 1 - 0.5 / pairs)
    first, second = held / (2 - held), 2 * held**2 / (1 + held)
    variance = (held * (1 - held) + (own - 1) * (first - held**2) + (others - 1) * (second - held**2)) / pairs
    reach = special.ndtri((1 + confidence) / 2) * np.sqrt(variance) / (held * (1 - held))
    middle = special.logit(held)
    return np.asarray(special.expit(middle - reach)), np.asarray(special.expit(middle + reach))


@dataclass(frozen=True, slots=True)
class Values:
    """One array of values a person: what each of their deals was worth, how long it took."""

    values: Sequence[Floats]

    def chances(self, kept: Bools) -> Floats:
        """How often chance gives so wide a gap to each; not a number under five values on either side."""
        ranked = _Ranked.of(self.values, kept)
        found = np.full(len(self.values), np.nan)
        enough = np.minimum(ranked.sizes, ranked.others) >= FEWEST_VALUES
        found[kept] = np.where(enough, ranked.chances, np.nan)
        for at in _places(~kept):
            if min(len(self.values[at]), len(ranked.pooled)) >= FEWEST_VALUES:
                found[at] = chance_of_gap(self.values[at], ranked.pooled)
        return found

    def effects(self, kept: Bools) -> Effects:
        """The chance that each one's value is the larger of two, and its bounds."""
        ranked = _Ranked.of(self.values, kept)
        sizes = np.array([len(one) for one in self.values], dtype=np.float64)
        others = len(ranked.pooled) - np.where(kept, sizes, 0.0)
        share = np.full(len(sizes), np.nan)
        share[kept] = ranked.superiority
        for at in _places(~kept & (sizes > 0)):
            share[at] = superiority(self.values[at], ranked.pooled)
        share[(sizes == 0) | (others == 0)] = np.nan
        with np.errstate(divide="ignore", invalid="ignore"):
            return Effects(share, *superiority_bounds(share, sizes, others), scale="superiority")

    def has_no_twofold_gap(self, kept: Bools) -> Bools:
        """Nobody: a comparison by rank measures no ratio."""
        return np.zeros(len(kept), dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class _Ranked:
    """The values of those in the reference, ranked together: everyone's sum of ranks."""

    pooled: Floats
    sums: Floats
    sizes: Floats

    @classmethod
    def of(cls, values: Sequence[Floats], kept: Bools) -> _Ranked:
        inside = [values[at] for at in _places(kept)]
        pooled = np.concatenate(inside) if inside else np.empty(0)
        sizes = np.array([len(one) for one in inside], dtype=np.float64)
        before = np.concatenate([[0.0], np.cumsum(stats.rankdata(pooled))])
        return cls(pooled, np.diff(before[np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)]), sizes)

    @property
    def _wins(self) -> Floats:
        """Of all pairs with another's value, those in which one's own is the larger (Mann and Whitney's U)."""
        return self.sums - self.sizes * (self.sizes + 1) / 2

    @property
    def others(self) -> Floats:
        """How many values the others have."""
        return len(self.pooled) - self.sizes

    @property
    def superiority(self) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            return self._wins / (self.sizes * self.others)

    @property
    def chances(self) -> Floats:
        """Two-sided: exact on few values without ties, else normal with the corrections for ties and continuity."""
        _, ties = np.unique(self.pooled, return_counts=True)
        found = self._normal_chances(ties)
        if (ties == 1).all():
            few = (np.minimum(self.sizes, self.others) <= EXACT_UP_TO) & (self.sizes * self.others <= EXACT_PAIRS)
            for at in _places(few):
                found[at] = self._exact_chance(at)
        return found

    def _normal_chances(self, ties: Whole) -> Floats:
        whole = len(self.pooled)
        tied = float((ties.astype(float) ** 3 - ties).sum()) / (whole * max(whole - 1, 1)) if whole else 0.0
        spread = np.sqrt(self.sizes * self.others / 12 * (whole + 1 - tied))
        off = np.maximum(np.abs(self._wins - self.sizes * self.others / 2) - 0.5, 0)
        z = np.divide(off, spread, out=np.zeros_like(off), where=spread > 0)  # all equal: nobody is apart
        return np.asarray(np.minimum(1.0, 2 * special.ndtr(-z)))

    def _exact_chance(self, at: int) -> float:
        own, others = int(self.sizes[at]), int(self.others[at])
        wins = max(self._wins[at], own * others - self._wins[at])
        return min(1.0, 2 * float(_exact_law(*sorted((own, others)))[round(wins)]))


def _places(those: Bools) -> list[int]:
    return [int(at) for at in np.flatnonzero(those)]
