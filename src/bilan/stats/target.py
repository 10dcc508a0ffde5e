"""What a target is worth: the chance that a team reaches it, and the one it has a chosen chance of reaching.

The logarithm of a period's revenue a day is taken as normal: the luck of few deals and of their sizes, a swing from one
period to the next, and what the old target says, for a team that has just done 140 % rarely does it again
(statistics.md, Q1 and Q5).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
from scipy import optimize, special

from bilan.stats.arrays import Floats
from bilan.stats.dispersion import UNKNOWN
from bilan.stats.shrinkage import posterior_rates
from bilan.stats.verdict import Estimate

CHANCE: Final = (
    0.65  # the chance that a proposed target is given: the middle of the 60 to 70 % of reps commonly advised
)
SWING: Final = 0.10  # standard deviation from one period to the next, on the logarithm
LEAST_SWING: Final = 0.05
SWING_PRIOR: Final = 4  # periods that the usual swing weighs
TRUST_IN_TARGET: Final = 0.25  # standard deviation of what the old target says, on the logarithm
ENOUGH_PERIODS: Final = 4  # from which results speak alone
SIZE_SPREAD: Final = 0.8  # squared CV of deal sizes, before any is known
SIZE_PRIOR: Final = 10  # deals that it weighs
FEWEST_DEALS: Final = 20
SLIP: Final = 0.3  # how many per cent conversion may lose for each per cent of volume
SHOWN: Final = 0.8
SURE: Final = (0.02, 0.98)  # no chance is told beyond
Realism = Literal["too_easy", "realistic", "ambitious", "out_of_reach"]


@dataclass(frozen=True, slots=True)
class Past:
    """What a period brought: revenue, deals signed, over how many days worked."""

    revenue: float
    deals: int
    days: float

    @property
    def tells(self) -> bool:
        """Whether it says something of a pace: deals signed by people who were there."""
        return self.revenue > 0 and self.deals > 0 and self.days > 0


@dataclass(frozen=True, slots=True)
class Luck:
    """How far luck alone moves a result: clustered signatures, deal sizes, the swing between periods."""

    phi: float = UNKNOWN
    size_spread: float = SIZE_SPREAD
    swing: float = SWING

    def noise(self, deals: float) -> float:
        """The variance of the logarithm of what so many deals bring."""
        return math.log1p((self.phi + self.size_spread) / deals)


def size_spread(sizes: Floats) -> float:
    """The squared CV of deal sizes, from the spread of their logarithms, drawn towards 0.8."""
    known = sizes[sizes > 0]
    if len(known) < 2:  # noqa: PLR2004  # one size has no spread
        return SIZE_SPREAD
    seen = math.expm1(float(np.log(known).var(ddof=1)))
    return (len(known) * seen + SIZE_PRIOR * SIZE_SPREAD) / (len(known) + SIZE_PRIOR)


def swing(past: Sequence[Past], luck: Luck) -> float:
    """How much periods differ beyond the luck of their deals; that of ``luck`` below three periods, 5 % at least."""
    known = [one for one in past if one.tells]
    if len(known) < 3:  # noqa: PLR2004  # two periods tell no spread
        return luck.swing
    rates = np.array([math.log(one.revenue / one.days) for one in known])
    beyond = float(rates.var(ddof=1)) - sum(luck.noise(one.deals) for one in known) / len(known)
    free = len(known) - 1
    return max(LEAST_SWING, math.sqrt(max(0.0, (SWING_PRIOR * luck.swing**2 + free * beyond) / (SWING_PRIOR + free))))


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the next period may bring: the logarithm of revenue, normal with a mean and a standard deviation."""

    mean: float
    deviation: float

    def chance_of(self, target: float) -> float:
        """The chance of reaching a target, told between 2 and 98 %: no model deserves more."""
        if target <= 0:
            return SURE[1]
        return min(max(self.exact_chance_of(target), SURE[0]), SURE[1])

    def exact_chance_of(self, target: float) -> float:
        return float(special.ndtr((self.mean - math.log(target)) / self.deviation))

    def target_for(self, chance: float = CHANCE) -> float:
        """The target that has a chosen chance of being reached."""
        return math.exp(self.mean + float(special.ndtri(1 - chance)) * self.deviation)

    def interval(self, confidence: float = SHOWN) -> tuple[float, float]:
        return self.target_for((1 + confidence) / 2), self.target_for((1 - confidence) / 2)


@dataclass(frozen=True, slots=True)
class History:
    """The past periods, the last one last, and what was asked for the last: over the same days."""

    past: tuple[Past, ...]
    old_target: float | None = None
    luck: Luck = field(default_factory=Luck)
    trust: float = TRUST_IN_TARGET

    @property
    def deals(self) -> int:
        return sum(one.deals for one in self.past)

    @property
    def is_enough(self) -> bool:
        """At least twenty deals signed: below, no number is put on a target."""
        return self.deals >= FEWEST_DEALS

    def outlook(self, days: float) -> Outlook:
        """What a period of so many days worked may bring; the history must hold a signed deal.

        The old target speaks below four periods: it is what keeps a lucky quarter from being asked again.
        """
        luck, known = self.luck, [one for one in self.past if one.tells]
        if not known or days <= 0:
            raise ValueError("an outlook needs a signed deal in the past, and days to come")
        noises = [luck.noise(one.deals) for one in known]
        weights = [1 / (noise + luck.swing**2) for noise in noises]
        rates = [math.log(one.revenue / one.days) + noise / 2 for one, noise in zip(known, noises, strict=True)]
        precision = sum(weights)
        mean = sum(weight * rate for weight, rate in zip(weights, rates, strict=True)) / precision
        if self.old_target and self.past[-1].days and len(known) < ENOUGH_PERIODS:
            said = 1 / self.trust**2
            asked = math.log(self.old_target / self.past[-1].days)
            mean = (mean * precision + asked * said) / (precision + said)
            precision += said
        expected = sum(one.deals for one in known) / sum(one.days for one in known) * days
        noise = luck.noise(expected)
        return Outlook(mean + math.log(days) - noise / 2, math.sqrt(1 / precision + noise + luck.swing**2))


def realism(chance: float) -> Realism:
    """What the chance of reaching a target says of it."""
    for least, name in ((0.85, "too_easy"), (0.50, "realistic"), (0.20, "ambitious")):
        if chance > least or (chance == least and name != "too_easy"):
            return name  # type: ignore[return-value]  # the literals above
    return "out_of_reach"


@dataclass(frozen=True, slots=True)
class Reps:
    """Each rep's deals signed over their days worked, their days to come, and deal sizes.

    ``parts`` is how much of one target is asked of each: their share of full time, or 1 for all.
    """

    deals: Floats
    days: Floats
    days_to_come: Floats
    parts: Floats
    mean_size: float
    sizes: int
    periods: int = 1
    differ: bool = False  # whether reps' paces are known to differ: established, on two periods or more
    luck: Luck = field(default_factory=Luck)

    def chances(self, target: float) -> Floats:
        """The chance of each to reach their part of a target; not a number for whoever has no day to come."""
        means, spreads = self._outlook
        found, there = np.full(len(means), np.nan), self.days_to_come > 0
        asked = target * self.parts[there]
        found[there] = special.gammaincc(1 / spreads[there], asked / means[there] / spreads[there])
        return found

    @property
    def _outlook(self) -> tuple[Floats, Floats]:
        """Each one's mean revenue to come and its squared CV."""
        luck, team = self.luck, self.deals.sum() / self.days.sum()
        ratio, variance = posterior_rates(self.deals / luck.phi, self.days / luck.phi)
        if not self.differ:
            variance = variance + (ratio - 1) ** 2  # treated alike, each may still be elsewhere
            ratio = np.ones_like(ratio)
        to_come = team * ratio * self.days_to_come
        own_luck = np.divide(luck.phi + luck.size_spread, to_come, out=np.zeros_like(to_come), where=to_come > 0)
        spread = (
            variance / ratio**2 + own_luck
            + luck.swing**2 * (1 + 1 / self.periods) + luck.size_spread / self.sizes
        )  # fmt: skip
        return to_come * self.mean_size, spread

    def target_for(self, chance: float = CHANCE) -> float:
        """The target of which the reps to come reach their part with a chosen chance on average."""
        means, _ = self._outlook
        there = self.days_to_come > 0
        if not there.any():
            raise ValueError("nobody has a day to come")
        most = 20 * float((means[there] / self.parts[there]).max())

        def lacking(target: float) -> float:
            return float(self.chances(target)[there].mean()) - chance

        return float(optimize.brentq(lacking, most * 1e-6, most))


@dataclass(frozen=True, slots=True)
class Yield:
    """What RDV-D bring: deals signed of how many, what a deal is worth, at which pace they were held a week."""

    meetings: int
    deals: int
    mean_size: float
    per_week: float
    periods: int = 1
    luck: Luck = field(default_factory=Luck)

    def chance_of(self, target: float, per_week: float, weeks: float, *, slip: float = 0.0) -> float:
        """The chance that a rep at a pace reaches a target in so many weeks, conversion slipping as volume rises."""
        worth = self.deals / self.meetings * (per_week / self.per_week) ** -slip if per_week else 0.0
        return self._chance(target, per_week * weeks * worth)

    def _chance(self, target: float, deals: float) -> float:
        if deals <= 0:
            return 0.0
        luck = self.luck
        spread = (luck.phi + luck.size_spread) / deals + luck.swing**2 * (1 + 1 / self.periods)
        return float(special.gammaincc(1 / spread, target / (deals * self.mean_size) / spread))

    def pace_for(self, target: float, weeks: float, *, chance: float = CHANCE) -> Estimate:
        """RDV-D a week that give a rep a chosen chance of a target, and the bounds that few deals leave to it."""

        def lacking(deals: float) -> float:
            return self._chance(target, deals) - chance

        least = target / self.mean_size
        needed = float(optimize.brentq(lacking, least * 1e-3, least * 100))
        value = needed * self.meetings / self.deals / weeks
        reach = float(special.ndtri((1 + SHOWN) / 2)) * math.sqrt((self.luck.phi + self.luck.size_spread) / self.deals)
        return Estimate(value, value * math.exp(-reach), value * math.exp(reach))
