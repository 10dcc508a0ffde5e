"""How often chance gives one rep so many conversions, when the team's are dealt out again among all the cases.

The number of a rep's cases that converted then follows a hypergeometric law: Fisher's exact test, with mid-p.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import special

from bilan.stats.arrays import Bools, Floats
from bilan.stats.counts import MID, SHOWN, TWOFOLD, TWOFOLD_CONFIDENCE
from bilan.stats.effects import Effects
from bilan.stats.shrinkage import shrunk_shares
from bilan.stats.tails import summed

FEWEST_CASES = 5


@dataclass(frozen=True, slots=True)
class Converted:
    """Successes out of cases, of one or many people, and of the others of each."""

    successes: Floats
    cases: Floats
    others_successes: Floats
    others_cases: Floats

    @property
    def ratio(self) -> Floats:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray((self.successes / self.cases) / (self.others_successes / self.others_cases))

    def those(self, chosen: Bools) -> Converted:
        return Converted(
            self.successes[chosen], self.cases[chosen], self.others_successes[chosen], self.others_cases[chosen]
        )


def chance_of_gap(both: Converted, *, weight: float = MID) -> Floats:
    """How often chance gives so wide a gap, either way: twice the thinner tail, half of what was seen counted."""
    whole, won = both.cases + both.others_cases, both.successes + both.others_successes
    law = (whole, won, both.cases)
    exactly = _exactly(both.successes, law)
    is_above = both.successes * whole >= both.cases * won
    mirrored = (whole, whole - won, both.cases)  # as few successes are as many failures
    tail = np.where(is_above, _beyond(both.successes, law), _beyond(both.cases - both.successes, mirrored))
    return np.minimum(1.0, 2 * (tail + weight * exactly))


def _exactly(successes: Floats, law: tuple[Floats, Floats, Floats]) -> Floats:
    whole, won, drawn = law
    return np.asarray(np.exp(
        _choose(won, successes) + _choose(whole - won, drawn - successes) - _choose(whole, drawn)
    ))  # fmt: skip


def _choose(n: Floats, k: Floats) -> Floats:
    return np.asarray(-special.betaln(n - k + 1, k + 1) - np.log(n + 1))


def _beyond(successes: Floats, law: tuple[Floats, Floats, Floats]) -> Floats:
    """The probability of more successes than so many."""
    whole, won, drawn = law
    most = np.minimum(won, drawn)

    def ratio(step: Floats) -> Floats:
        at = successes + step
        open_ = at < most
        below = np.where(open_, (at + 1) * (whole - won - drawn + at + 1), 1.0)
        return np.where(open_, (won - at) * (drawn - at), 0.0) / below

    return summed(_exactly(successes, law), ratio)


def ratio_bounds(both: Converted, *, confidence: float = SHOWN) -> tuple[Floats, Floats]:
    """Between which bounds the ratio of two conversions may lie: normal on its logarithm, half a case added to each.

    The default of ``statsmodels.stats.proportion.confint_proportions_2indep(compare="ratio")`` (log-adjusted).
    """
    a, n = both.successes + 0.5, both.cases + 0.5
    b, m = both.others_successes + 0.5, both.others_cases + 0.5
    middle = np.log(a / n) - np.log(b / m)
    reach = special.ndtri((1 + confidence) / 2) * np.sqrt(1 / a - 1 / n + 1 / b - 1 / m)
    return np.exp(middle - reach), np.exp(middle + reach)


@dataclass(frozen=True)
class Conversions:
    """How many of each one's cases converted."""

    successes: Floats
    cases: Floats

    def beside(self, kept: Bools) -> Converted:
        """Each one beside the sum of those kept in the reference, without themselves."""
        own = np.where(kept, self.successes, 0.0), np.where(kept, self.cases, 0.0)
        return Converted(
            self.successes, self.cases, self.successes[kept].sum() - own[0], self.cases[kept].sum() - own[1]
        )

    def _enough(self, both: Converted) -> Bools:
        return (both.cases >= FEWEST_CASES) & (both.others_cases >= FEWEST_CASES)

    def chances(self, kept: Bools) -> Floats:
        """How often chance gives so wide a gap to each; not a number under five cases on either side."""
        both = self.beside(kept)
        found = np.full(len(self.cases), np.nan)
        enough = self._enough(both)
        found[enough] = chance_of_gap(both.those(enough))
        return found

    def effects(self, kept: Bools) -> Effects:
        """The ratio of each conversion to the others', its bounds, and the ratio to the team drawn towards it."""
        both = self.beside(kept)
        low, high = (np.where((both.cases > 0) & (both.others_cases > 0), one, np.nan) for one in ratio_bounds(both))
        return Effects(both.ratio, low, high, "ratio", self._shrunk)

    @cached_property
    def _shrunk(self) -> tuple[Floats, Floats, Floats]:
        whole = self.cases.sum()
        mean = self.successes.sum() / whole if whole else np.nan
        with np.errstate(divide="ignore", invalid="ignore"):
            value, low, high = (one / mean for one in shrunk_shares(self.successes, self.cases))
        return value, low, high

    def has_no_twofold_gap(self, kept: Bools) -> Bools:
        """For whom the figures rule out a gap from simple to double, either way."""
        both = self.beside(kept)
        low, high = ratio_bounds(both, confidence=TWOFOLD_CONFIDENCE)
        return np.asarray(self._enough(both) & (low > 1 / TWOFOLD) & (high < TWOFOLD))
