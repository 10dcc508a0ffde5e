"""Whether one rep's signed revenue a day stands apart, when the team's deals are dealt out again over the days worked.

Each deal goes to the rep with the chance of their share of the days. The sum then has known mean, variance and
asymmetry: a shifted gamma law has the same three. A deal counts for five median deals at most, or one giant would
raise an alarm in each large team; the variance is widened as deals come in clusters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import special

from bilan.stats.arrays import Bools, Floats
from bilan.stats.counts import SHOWN, TWOFOLD, TWOFOLD_CONFIDENCE
from bilan.stats.effects import Effects

CAP: Final = 5  # median deals
SYMMETRIC: Final = 1e-3  # asymmetry below which the law is normal
FEWEST_DEALS = 3  # expected of the rep, and of the others


@dataclass(frozen=True, slots=True)
class Dealt:
    """The sum that chance gives to a share of the days: its mean, variance and asymmetry."""

    mean: Floats
    variance: Floats
    skewness: Floats

    def chance_of_gap(self, amount: Floats) -> Floats:
        """How often chance gives an amount so far off, either way; always, where nothing can vary."""
        off = amount - self.mean
        z = np.divide(off, np.sqrt(self.variance), out=np.zeros_like(off), where=self.variance > 0)
        more = _above(z, np.abs(self.skewness))
        less = 1 - more
        mirrored = _above(-z, np.abs(self.skewness))
        more = np.where(self.skewness < 0, 1 - mirrored, more)
        less = np.where(self.skewness < 0, mirrored, less)
        return np.asarray(np.minimum(1.0, 2 * np.minimum(more, less)))


def _above(z: Floats, skewness: Floats) -> Floats:
    """The chance that a standard shifted gamma law of that asymmetry is above ``z``; normal without asymmetry."""
    skew = np.maximum(skewness, 1e-6)
    shape = 4 / skew**2
    at = shape + z * np.sqrt(shape)
    return np.where(
        skewness < SYMMETRIC, special.ndtr(-z), np.where(at > 0, special.gammaincc(shape, np.maximum(at, 0)), 1)
    )


def dealt(amounts: Floats, share: Floats, *, phi: float = 1.0) -> Dealt:
    """The law of what a share of the days gets of the deals."""
    firsts = (float((amounts**power).sum()) for power in (1, 2, 3))
    one, two, three = firsts
    spread = share * (1 - share)
    variance = spread * two
    skewness = np.divide(spread * (1 - 2 * share) * three, variance**1.5, out=np.zeros_like(share),
                         where=variance > 0)  # fmt: skip
    return Dealt(share * one, phi * variance, skewness)


def capped(amounts: Floats) -> Floats:
    """Each deal, for five median deals at most."""
    return np.minimum(amounts, CAP * np.median(amounts)) if len(amounts) else amounts


@dataclass(frozen=True, slots=True)
class Amounts:
    """What each of a team signed, deal by deal, over how many days; ``phi`` is that of their signatures."""

    deals: Sequence[Floats]
    exposure: Floats
    phi: float = 1.0

    def chances(self, kept: Bools) -> Floats:
        """How often chance gives so much, or so little, to each; not a number where too few deals are expected.

        The larger of two readings: deals capped and dealt out again, and the gap as it is shown, giants and all. Where
        a company sells at 50 and at 50,000, the cap alone would call apart a rep whose revenue is that of the others.
        """
        found = self._dealt_out(kept)
        return np.where(np.isnan(found), np.nan, np.fmax(found, self._as_shown(kept)))

    def _as_shown(self, kept: Bools) -> Floats:
        """How often luck gives the ratio that is shown; 1 where it leans the other way than the deals capped do."""
        ratio, own, others = self._against(self.deals, kept)
        capped_ratio, _, _ = self._against(self._held(kept), kept)
        pool = np.concatenate(list(self.deals)) if self.deals else np.empty(0)
        spread = float(pool.var() / pool.mean() ** 2) if len(pool) and pool.mean() else 0.0
        with np.errstate(divide="ignore", invalid="ignore"):
            z = np.abs(np.log(ratio)) / np.sqrt((self.phi + spread) * (1 / own + 1 / others))
            leans = (ratio - 1) * (capped_ratio - 1) < 0
        return np.where(np.isnan(z), np.nan, np.where(leans, 1.0, 2 * special.ndtr(-z)))

    def _dealt_out(self, kept: Bools) -> Floats:
        held = self._held(kept)
        pool = np.concatenate([one for at, one in enumerate(held) if kept[at]] or [np.empty(0)])
        days = self.exposure[kept].sum()
        found = np.full(len(held), np.nan)
        sums = np.array([one.sum() for one in held])
        inside = kept & (self.exposure > 0) & (self.exposure < days)
        share = self.exposure[inside] / days
        law = dealt(pool, share, phi=self.phi)
        enough = len(pool) * np.minimum(share, 1 - share) >= FEWEST_DEALS
        found[inside] = np.where(enough, law.chance_of_gap(sums[inside]), np.nan)
        for at in (int(one) for one in np.flatnonzero(~kept & (self.exposure > 0))):
            found[at] = self._of_one_who_left(at, held[at], pool, days)
        return found

    def _of_one_who_left(self, at: int, own: Floats, pool: Floats, days: float) -> float:
        both = np.concatenate([own, pool])
        share = np.atleast_1d(self.exposure[at] / (self.exposure[at] + days))
        if len(both) * min(share[0], 1 - share[0]) < FEWEST_DEALS:
            return float("nan")
        return float(dealt(both, share, phi=self.phi).chance_of_gap(np.atleast_1d(own.sum()))[0])

    def _held(self, kept: Bools) -> list[Floats]:
        """Everyone's deals, capped by the median of those who stay in the reference."""
        pool = np.concatenate([one for at, one in enumerate(self.deals) if kept[at]] or [np.empty(0)])
        most = CAP * np.median(pool) if len(pool) else np.inf
        return [np.minimum(one, most) for one in self.deals]

    def _against(self, deals: Sequence[Floats], kept: Bools) -> tuple[Floats, Floats, Floats]:
        """The ratio of each one's revenue a day to the others', the deals on each side."""
        sums, sizes = (np.array([f(one) for one in deals], dtype=float) for f in (np.sum, len))
        own = [np.where(kept, one, 0.0) for one in (sums, sizes, self.exposure)]
        rest = [one[kept].sum() - part for one, part in zip((sums, sizes, self.exposure), own, strict=True)]
        with np.errstate(divide="ignore", invalid="ignore"):
            return (sums / self.exposure) / (rest[0] / rest[2]), sizes, rest[1]

    def _bounds(self, kept: Bools, confidence: float) -> tuple[Floats, Floats, Floats]:
        ratio, own, others = self._against(self.deals, kept)
        with np.errstate(divide="ignore", invalid="ignore"):
            spread = np.sqrt((self.phi + self._size_spread) * (1 / own + 1 / others))
            reach = special.ndtri((1 + confidence) / 2) * spread
            return ratio, ratio * np.exp(-reach), ratio * np.exp(reach)

    @property
    def _size_spread(self) -> float:
        """The squared CV of the deals, the largest capped."""
        pool = capped(np.concatenate(list(self.deals)) if self.deals else np.empty(0))
        return float(pool.var() / pool.mean() ** 2) if len(pool) and pool.mean() else 0.0

    def effects(self, kept: Bools) -> Effects:
        """The ratio of each one's revenue a day to the others', and its bounds on the logarithm."""
        return Effects(*self._bounds(kept, SHOWN))

    def has_no_twofold_gap(self, kept: Bools) -> Bools:
        """For whom the figures rule out a gap from simple to double, either way."""
        _, low, high = self._bounds(kept, TWOFOLD_CONFIDENCE)
        return np.asarray((low > 1 / TWOFOLD) & (high < TWOFOLD))


def without_largest(own: Floats, others: Floats, exposure: tuple[float, float]) -> float | None:
    """The ratio of a rep's revenue a day to the others', each side without its largest deal; None without another."""
    left = [one.sum() - one.max() if len(one) > 1 else 0.0 for one in (own, others)]
    return float(left[0] / exposure[0] / (left[1] / exposure[1])) if left[1] > 0 and min(exposure) > 0 else None
