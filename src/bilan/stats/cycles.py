"""Whether one rep's deals are decided sooner than the others', those still open counted as long as they were watched.

Each decision is set beside all the deals that were as old on that day (log-rank, Mantel 1966; ratio of Mantel and
Haenszel): a rep whose deals stay open is then not taken for a fast one because only the quick ones are signed yet.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from bilan.stats.arrays import Bools, Floats
from bilan.stats.counts import SHOWN
from bilan.stats.effects import Effects

FEWEST_DECIDED = 10  # of the rep's, and of the others'
TWOFOLD = 2


@dataclass(frozen=True, slots=True)
class Cycles:
    """One array of lengths a person, in any unit of time: of their deals, until decided or for as long as watched."""

    lengths: Sequence[Floats]
    is_over: Sequence[Bools]

    def chances(self, kept: Bools) -> Floats:
        """How often chance gives so wide a gap to each; not a number under ten decisions on either side."""
        beside = self._beside(kept)
        return np.array([_chance(one) for one in beside])

    def effects(self, kept: Bools) -> Effects:
        """How many times as long each one's deals take, at equal age: the inverse of the ratio of their paces."""
        beside = self._beside(kept)
        own, theirs, spread = (np.array([getattr(one, name) for one in beside]) for name in ("own", "theirs", "spread"))
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = theirs / own
            reach = special.ndtri((1 + SHOWN) / 2) * np.sqrt(spread / (own * theirs))
        ratio = np.where((own > 0) & (theirs > 0), ratio, np.nan)
        return Effects(ratio, ratio * np.exp(-reach), ratio * np.exp(reach))

    def has_no_twofold_gap(self, kept: Bools) -> Bools:
        """For whom even the bounds are closer to the others than from simple to double."""
        found = self.effects(kept)
        with np.errstate(invalid="ignore"):
            return np.asarray((found.low > 1 / TWOFOLD) & (found.high < TWOFOLD))

    def _beside(self, kept: Bools) -> list[_Beside]:
        """Everyone beside all; whoever left the reference, beside those who stay."""
        inside = [int(at) for at in np.flatnonzero(kept)]
        everyone = _Ages.of(self, inside)
        return [
            (everyone if kept[at] else _Ages.of(self, [*inside, at])).beside(self.lengths[at], self.is_over[at])
            for at in range(len(self.lengths))
        ]


@dataclass(frozen=True, slots=True)
class _Beside:
    """One rep beside the others: decisions, and what is added up over the ages at which there were any."""

    decided: float
    others: float  # their decisions
    due: float  # decisions at the pace of all
    variance: float  # hypergeometric, of those due
    own: float  # sum of own decisions x others at risk / all at risk
    theirs: float  # sum of the others' decisions x own at risk / all at risk
    spread: float  # sum of decisions x own at risk x others at risk / all at risk squared (Greenland and Robins 1985)


def _chance(one: _Beside) -> float:
    if min(one.decided, one.others) < FEWEST_DECIDED or not one.variance:
        return math.nan
    return float(2 * special.ndtr(-abs(one.decided - one.due) / math.sqrt(one.variance)))


@dataclass(frozen=True, slots=True)
class _Ages:
    """The ages at which deals were decided, with how many were, of how many as old."""

    ages: Floats
    decided: Floats
    at_risk: Floats

    @classmethod
    def of(cls, cycles: Cycles, people: Sequence[int]) -> _Ages:
        every = np.sort(np.concatenate([np.empty(0), *(cycles.lengths[at] for at in people)]))
        over = np.concatenate([np.empty(0), *(cycles.lengths[at][cycles.is_over[at]] for at in people)])
        ages, decided = np.unique(over, return_counts=True)
        at_risk = len(every) - np.searchsorted(every, ages, "left")
        return cls(ages, decided.astype(np.float64), at_risk.astype(np.float64))

    def beside(self, lengths: Floats, is_over: Bools) -> _Beside:
        at_risk, whole = (len(lengths) - np.searchsorted(np.sort(lengths), self.ages, "left")), self.at_risk
        decided = np.bincount(np.searchsorted(self.ages, lengths[is_over]), minlength=len(self.ages))
        pairs = at_risk * (whole - at_risk) / whole**2
        others = self.decided - decided
        return _Beside(
            float(decided.sum()), float(others.sum()), float((self.decided * at_risk / whole).sum()),
            float((self.decided * pairs * (whole - self.decided) / np.maximum(whole - 1, 1)).sum()),
            float((decided * (whole - at_risk) / whole).sum()), float((others * at_risk / whole).sum()),
            float((self.decided * pairs).sum()),
        )  # fmt: skip
