"""How often chance alone would give one rep so many, or so few, beside the sum of the others, per day present.

What the team did is dealt out again at random over the days present. The rep's count then follows a binomial law, or
a beta-binomial one where counts come in clusters (``phi``, the variance over the mean). Counts are never called equal.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from scipy import special

from bilan.stats.arrays import Bools, Floats
from bilan.stats.effects import Effects
from bilan.stats.shrinkage import shrunk_rates
from bilan.stats.tails import summed

MID = 0.5  # the part of what was observed that counts as « at least as much »: half of it (mid-p), or all (exact)
SHOWN = 0.8  # confidence of the interval beside a ratio
TWOFOLD: Final = 2
TWOFOLD_CONFIDENCE = 0.9
FEWEST_EXPECTED = 3  # on either side, below which nothing is compared


@dataclass(frozen=True, slots=True)
class Against:
    """Events and days of one or of many people, each beside those of the others: numbers or arrays of one shape."""

    events: Floats
    exposure: Floats
    others_events: Floats
    others_exposure: Floats

    @property
    def swapped(self) -> Against:
        return Against(self.others_events, self.others_exposure, self.events, self.exposure)

    @property
    def ratio(self) -> Floats:
        """How many times the others' pace; infinite where the others had nothing."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray((self.events / self.exposure) / (self.others_events / self.others_exposure))


def against(events: float, exposure: float, others_events: float, others_exposure: float) -> Against:
    """One person beside the others, as numbers."""
    return Against(*(np.asarray(float(one)) for one in (events, exposure, others_events, others_exposure)))


def can_compare(both: Against) -> Bools:
    """Whether there is enough to compare at all: days on both sides, and three events expected on the thinner one."""
    whole = both.exposure + both.others_exposure
    thin = np.minimum(both.exposure, both.others_exposure)
    return (thin > 0) & ((both.events + both.others_events) * thin >= FEWEST_EXPECTED * whole)


def chance_of_more(both: Against, *, ratio: float = 1.0, phi: float = 1.0, weight: float = MID) -> Floats:
    """How often chance gives so many events or more to whoever has ``ratio`` times the others' pace."""
    total = both.events + both.others_events
    part = both.exposure * ratio
    share = part / (part + both.others_exposure)
    more, exactly = _tail(both.events, total, share, phi)
    return more + weight * exactly


def chance_of_less(both: Against, *, ratio: float = 1.0, phi: float = 1.0, weight: float = MID) -> Floats:
    """How often chance gives so few events or fewer to whoever has ``ratio`` times the others' pace."""
    return chance_of_more(both.swapped, ratio=1 / ratio, phi=phi, weight=weight)  # the others then have as many or more


def chance_of_gap(both: Against, *, phi: float = 1.0, weight: float = MID) -> Floats:
    """How often chance gives so wide a gap, either way, when all have the same pace: twice the thinner tail."""
    thinner = np.minimum(chance_of_more(both, phi=phi, weight=weight), chance_of_less(both, phi=phi, weight=weight))
    return np.asarray(np.minimum(1.0, 2 * thinner))


def _tail(events: Floats, total: Floats, share: Floats, phi: float) -> tuple[Floats, Floats]:
    """The probability that more than so many of the total fall to a share of the days, and that exactly so many do."""
    if phi <= 1:
        at_least = np.where(events <= 0, 1.0, special.betainc(np.maximum(events, 1), total - events + 1, share))
        more = np.where(events >= total, 0.0, special.betainc(events + 1, np.maximum(total - events, 1), share))
        return more, at_least - more
    return _clustered_tail(events, total, total * share / (phi - 1), total * (1 - share) / (phi - 1))


def _clustered_tail(events: Floats, total: Floats, alpha: Floats, beta: Floats) -> tuple[Floats, Floats]:
    """The same under a beta-binomial law, summed term by term from what was seen away from the mean.

    The thinner side is summed, as the other would lose the digits of a small chance.
    """
    events, total, alpha, beta = np.broadcast_arrays(events, total, alpha, beta)
    choose = -special.betaln(total - events + 1, events + 1) - np.log(total + 1)
    exactly = np.exp(choose + special.betaln(events + alpha, total - events + beta) - special.betaln(alpha, beta))
    is_above = events * (alpha + beta) > total * alpha
    up = _after(exactly, (np.where(is_above, events, total), total, alpha, beta))
    down = _after(exactly, (np.where(is_above, total, total - events), total, beta, alpha))
    return np.where(is_above, up, np.clip(1 - exactly - down, 0, 1)), exactly


def _after(term: Floats, law: tuple[Floats, ...]) -> Floats:
    """The terms that come after the one seen, up to the total."""
    at, total, alpha, beta = law

    def ratio(step: Floats) -> Floats:
        reached = at + step
        rest = np.maximum(total - reached, 0.0)
        return np.asarray(rest / (reached + 1) * (reached + alpha) / np.where(rest > 0, rest - 1 + beta, 1.0))

    return summed(term, ratio)


def ratio_bounds(both: Against, *, confidence: float = SHOWN, phi: float = 1.0) -> tuple[Floats, Floats]:
    """Between which bounds the ratio of the two paces may truly lie."""
    above, below = both.events / phi + 0.5, both.others_events / phi + 0.5
    scale = both.others_exposure / both.exposure
    shares = (special.betaincinv(above, below, q) for q in ((1 - confidence) / 2, (1 + confidence) / 2))
    low, high = (scale * share / (1 - share) for share in shares)
    return low, high


@dataclass(frozen=True)
class Counts:
    """What each of a team had of one thing, over how many days; ``phi`` says how clustered it comes."""

    events: Floats
    exposure: Floats
    phi: float = 1.0

    def beside(self, kept: Bools) -> Against:
        """Each one beside the sum of those kept in the reference, without themselves."""
        own_events, own_days = np.where(kept, self.events, 0.0), np.where(kept, self.exposure, 0.0)
        return Against(
            self.events, self.exposure, self.events[kept].sum() - own_events, self.exposure[kept].sum() - own_days
        )

    def chances(self, kept: Bools) -> Floats:
        """How often chance gives so wide a gap to each; not a number where there is too little to compare."""
        both = self.beside(kept)
        enough = can_compare(both)
        found = np.full(len(self.events), np.nan)
        found[enough] = chance_of_gap(_of(both, enough), phi=self.phi)
        return found

    def effects(self, kept: Bools) -> Effects:
        """The ratio of each to the others, its bounds, and the ratio to the team drawn towards it."""
        both = self.beside(kept)
        present = (both.exposure > 0) & (both.others_exposure > 0)
        low, high = (_spread(present, one) for one in ratio_bounds(_of(both, present), phi=self.phi))
        return Effects(_spread(present, _of(both, present).ratio), low, high, "ratio", self._shrunk)

    @cached_property
    def _shrunk(self) -> tuple[Floats, Floats, Floats]:
        return shrunk_rates(self.events / self.phi, self.exposure / self.phi)

    def has_no_twofold_gap(self, kept: Bools) -> Bools:
        """For whom the figures rule out a gap from simple to double, either way."""
        both = self.beside(kept)
        present = (both.exposure > 0) & (both.others_exposure > 0)
        low, high = ratio_bounds(_of(both, present), confidence=TWOFOLD_CONFIDENCE, phi=self.phi)
        found = np.zeros(len(present), dtype=np.bool_)
        found[present] = (low > 1 / TWOFOLD) & (high < TWOFOLD)
        return found


def _of(both: Against, those: Bools) -> Against:
    return replace(
        both, events=both.events[those], exposure=both.exposure[those],
        others_events=both.others_events[those], others_exposure=both.others_exposure[those],
    )  # fmt: skip


def _spread(those: Bools, values: Floats) -> Floats:
    found = np.full(len(those), np.nan)
    found[those] = values
    return found
