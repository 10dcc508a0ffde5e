"""What a gap is made of: days × RDV-D a day × conversion × mean deal, each with its part, to the cent.

The parts are those of the logarithmic mean (LMDI-I: Ang 2005); they add up exactly and treat both sides alike. Where a
factor is nought on one side, its analytical limit stands (Ang, Zhang and Choi 1998, table 2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from bilan.stats.arrays import Floats
from bilan.stats.stays import Passage

DRAWS: Final = 2_000
SEED: Final = 20_260_102
CONFIDENCE: Final = 0.9
BLOCK: Final = 200  # members drawn at once, so that a large whole takes little memory


def logarithmic_mean(a: Floats, b: Floats) -> Floats:
    """``(a - b) / ln(a / b)``, and ``a`` where both are equal; nought where either is."""
    a, b = np.broadcast_arrays(a, b)
    found = np.array(a, dtype=np.float64)
    apart = (a > 0) & (b > 0) & ~np.isclose(a, b, rtol=1e-9, atol=0)
    found[apart] = (a[apart] - b[apart]) / np.log(a[apart] / b[apart])
    found[(a <= 0) | (b <= 0)] = 0.0
    return found


def parts(before: Floats, after: Floats) -> Floats:
    """The part of each factor (first axis) in the change of their product; any further axes are cases of their own.

    A product that comes from or goes to nought is shared by the factors that are nought on that side only.
    """
    whole_before, whole = before.prod(axis=0), after.prod(axis=0)
    weight = logarithmic_mean(whole, whole_before)
    both = (before > 0) & (after > 0)
    logs = np.log(np.where(both, after, 1.0)) - np.log(np.where(both, before, 1.0))
    found = np.asarray(weight * logs)
    turned = np.where(whole_before == 0, before == 0, after == 0) & ((whole_before == 0) != (whole == 0))
    many = np.maximum(turned.sum(axis=0), 1)
    return np.where((whole_before == 0) | (whole == 0), turned * (whole - whole_before) / many, found)


@dataclass(frozen=True, slots=True)
class Factors:
    """The factors on one side, and the variance of the logarithm of each: nought for a plan, which is no sample."""

    values: Floats
    variances: Floats


@dataclass(frozen=True, slots=True)
class Part:
    """What one factor explains of a gap, with its bounds."""

    value: float
    low: float
    high: float

    @property
    def stands_out(self) -> bool:
        """Whether the bounds leave no doubt on its side: only then may it be named a cause of the gap."""
        return self.low > 0 or self.high < 0


def parts_with_bounds(before: Factors, after: Factors, *, confidence: float = CONFIDENCE) -> tuple[Part, ...]:
    """Each factor's part in the gap, and between which bounds luck leaves it: 2,000 seeded draws of the logarithms."""
    exact = parts(before.values[:, None], after.values[:, None])[:, 0]
    random = np.random.default_rng(SEED)
    sides = [
        np.where(
            side.values[:, None] > 0,
            side.values[:, None] * np.exp(
                random.standard_normal((len(side.values), DRAWS))
                * np.sqrt(np.where(side.values > 0, side.variances, 0.0))[:, None]
            ),
            0.0,
        )
        for side in (before, after)
    ]  # fmt: skip
    drawn = parts(*sides)
    low, high = np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2], axis=1)
    return tuple(Part(*(float(one) for one in row)) for row in zip(exact, low, high, strict=True))


@dataclass(frozen=True, slots=True)
class Members:
    """The factors of each member of a whole, one column a member; variances of the logarithms alike."""

    values: Floats
    variances: Floats


def summed_parts(before: Members, after: Members, *, confidence: float = CONFIDENCE) -> tuple[Part, ...]:
    """Each factor's part in the gap of a whole: those of its members added up, and their bounds.

    What is uncertain in the plan is so for all at once, what is uncertain in the facts for each apart.
    """
    exact = parts(before.values, after.values).sum(axis=1)
    random = np.random.default_rng(SEED)
    moved = np.exp(random.standard_normal((len(exact), 1, DRAWS)) * np.sqrt(before.variances)[:, :1, None])
    drawn = np.zeros((len(exact), DRAWS))
    for start in range(0, after.values.shape[1], BLOCK):
        those = slice(start, start + BLOCK)
        seen = after.values[:, those, None]
        luck = np.exp(random.standard_normal((*seen.shape[:2], DRAWS)) * np.sqrt(after.variances)[:, those, None])
        drawn += parts(before.values[:, those, None] * moved, seen * luck).sum(axis=1)
    low, high = np.quantile(drawn, [(1 - confidence) / 2, (1 + confidence) / 2], axis=1)
    return tuple(Part(*(float(one) for one in row)) for row in zip(exact, low, high, strict=True))


def main_cause(found: tuple[Part, ...]) -> int | None:
    """Which factor explains most, if luck cannot; one always explains most, so that it is named only then."""
    apart = [at for at, one in enumerate(found) if one.stands_out]
    return max(apart, key=lambda at: abs(found[at].value), default=None)


@dataclass(frozen=True, slots=True)
class Led:
    """A period of a team: RDV-D held, deals signed, and the part of its RDV-D that are signed in the end."""

    met: float
    won: float
    in_the_end: Passage

    @property
    def timing(self) -> float:
        """Signatures ÷ those that as many RDV-D lead to in the end: under 1 while deals wait to be signed."""
        return self.won / (self.met * self.in_the_end.share)


@dataclass(frozen=True, slots=True)
class Timing:
    """The timing of two periods.

    ``doubts`` are the variances of the logarithms of what changed in the conversion, then in the timing: both rest on
    the team as a whole, so that they move together for everyone.
    """

    now: float
    before: float
    doubts: tuple[float, float]


def timing(now: Led, before: Led) -> Timing:
    """What waiting did to signatures, apart from what conversion did: a longer cycle delays them and loses none."""
    conversion = sum(one.in_the_end.log_error**2 for one in (now, before))
    signatures = sum(max(0.0, 1 - one.won / one.met) / one.won for one in (now, before))
    return Timing(now.timing, before.timing, (conversion, conversion + signatures))


@dataclass(frozen=True, slots=True)
class PriceVolumeMix:
    """The parts of a gap in revenue by product: they add up to it exactly."""

    price: float
    volume: float
    mix: float


def price_volume_mix(before: tuple[Floats, Floats], after: tuple[Floats, Floats]) -> PriceVolumeMix:
    """(quantities, prices) by product, before and after: price (P′-P)·Q′, volume (ΣQ′-ΣQ)·P̄, mix the rest.

    ``P̄`` is the mean price before, or the one now where nothing was sold before; a product new or gone has
    its price on the side where it was sold.
    """
    (sold, price), (sold_now, price_now) = before, after
    price = np.where(sold > 0, price, price_now)
    price_now = np.where(sold_now > 0, price_now, price)
    mean = _mean_price(sold, price) or _mean_price(sold_now, price_now)
    by_price = float(((price_now - price) * sold_now).sum())
    by_volume = float((sold_now.sum() - sold.sum()) * mean)
    return PriceVolumeMix(by_price, by_volume, float((sold_now * price).sum() - sold_now.sum() * mean))


def _mean_price(sold: Floats, price: Floats) -> float:
    return float((sold * price).sum() / sold.sum()) if sold.any() else 0.0
