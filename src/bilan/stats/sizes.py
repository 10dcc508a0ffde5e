"""Whether one rep's deals are larger, or faster, than the others': compared by rank, so that one giant changes little.

Mann and Whitney's test, exact on few values without ties, else normal with ties and continuity; the gap is told as
the chance that a deal of the rep's is the larger of two drawn at random.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import special, stats

from bilan.stats.arrays import Bools, Floats
from bilan.stats.counts import SHOWN
from bilan.stats.effects import Effects

FEWEST_VALUES = 5  # of the rep's, and of the others'
EXACT_UP_TO = 8  # values of the rep's
RANKED_AT_ONCE = 60  # people beyond whom the values are ranked once for all
EXACT_PAIRS = 600  # beyond so many pairs the normal law serves: the exact one would take long to say the same


def chance_of_gap(own: Floats, others: Floats) -> float:
    """How often chance gives so wide a gap between the ranks, either way."""
    return float(stats.mannwhitneyu(own, others, alternative="two-sided", method=_method(own, others)).pvalue)


def _method(own: Floats, others: Floats) -> Literal["exact", "asymptotic"]:
    is_small = min(len(own), len(others)) <= EXACT_UP_TO and len(own) * len(others) <= EXACT_PAIRS
    has_ties = is_small and len(np.unique(np.concatenate([own, others]))) < len(own) + len(others)
    return "exact" if is_small and not has_ties else "asymptotic"


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

    def _others(self, at: int, kept: Bools) -> Floats:
        rest = [one for other, one in enumerate(self.values) if kept[other] and other != at]
        return np.concatenate(rest) if rest else np.empty(0)

    def chances(self, kept: Bools) -> Floats:
        """How often chance gives so wide a gap to each; not a number under five values on either side."""
        if len(self.values) > RANKED_AT_ONCE:
            return self._chances_at_once(kept)
        found = np.full(len(self.values), np.nan)
        for at, own in enumerate(self.values):
            others = self._others(at, kept)
            if min(len(own), len(others)) >= FEWEST_VALUES:
                found[at] = chance_of_gap(own, others)
        return found

    def _chances_at_once(self, kept: Bools) -> Floats:
        """The same for a large team, by the normal law: the values are ranked once for all in the reference."""
        ranked = _Ranked.of(self.values, kept)
        found = np.full(len(self.values), np.nan)
        found[kept] = ranked.chances
        for at in _places(~kept):
            if len(self.values[at]) >= FEWEST_VALUES:
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
    def superiority(self) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            return self._wins / (self.sizes * (len(self.pooled) - self.sizes))

    @property
    def chances(self) -> Floats:
        """Two-sided, with the correction for ties and for continuity; not a number under five values."""
        whole, others = len(self.pooled), len(self.pooled) - self.sizes
        _, ties = np.unique(self.pooled, return_counts=True)
        tied = float((ties.astype(float) ** 3 - ties).sum()) / (whole * max(whole - 1, 1)) if whole else 0.0
        with np.errstate(divide="ignore", invalid="ignore"):
            spread = np.sqrt(self.sizes * others / 12 * (whole + 1 - tied))
            z = np.maximum(np.abs(self._wins - self.sizes * others / 2) - 0.5, 0) / spread
        enough = (self.sizes >= FEWEST_VALUES) & (others >= FEWEST_VALUES)
        return np.where(enough, np.minimum(1.0, 2 * special.ndtr(-z)), np.nan)


def _places(those: Bools) -> list[int]:
    return [int(at) for at in np.flatnonzero(those)]
