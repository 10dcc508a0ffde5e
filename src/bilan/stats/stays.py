"""How deals leave a stage: how many go on, how many are lost, how long it takes; those still open are counted fairly.

A deal that is still open has not failed to go on: it is watched for as long as it has been there, then leaves the
count (Aalen and Johansen 1978). Dividing those who went on by those who entered makes each recent quarter look bad.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import special, stats

from bilan.stats.arrays import Floats, Whole
from bilan.stats.verdict import Estimate

OPEN, ADVANCED, LOST = range(3)
FEWEST_ENTRIES: Final = 30
FEWEST_EXITS: Final = 10
MOST_UNRESOLVED: Final = 0.15
SHOWN: Final = 0.8


@dataclass(frozen=True, slots=True)
class Stays:
    """How long each deal was in a stage, in whole units of time of 1 at least, and how it left: see ``OPEN``.

    ``unseen`` is how long each had lasted before it came under watch, nothing where all were watched from the start.
    Those who left in that time are unknown: a deal counts among those at risk from then on only.
    """

    lengths: Whole
    exits: Whole
    unseen: Whole | None = None

    @property
    def from_the_start(self) -> Stays:
        """Those watched from the start: the others are known only because they had not left."""
        if self.unseen is None:
            return self
        kept = self.unseen == 0
        return Stays(self.lengths[kept], self.exits[kept])

    @property
    def entered(self) -> int:
        return len(self.lengths)

    @property
    def left(self) -> int:
        return int((self.exits != OPEN).sum())

    @property
    def still_open(self) -> int:
        return self.entered - self.left


@dataclass(frozen=True, slots=True)
class Curve:
    """At each time at which a deal left: those at risk, the parts gone on and lost by then, the part still there."""

    times: Whole
    at_risk: Floats
    advancing: Floats  # hazard of going on at that time
    losing: Floats
    advanced: Floats  # cumulative
    lost: Floats
    staying: Floats

    def by(self, time: float) -> tuple[float, float]:
        """The parts gone on and lost by a time."""
        at = int(np.searchsorted(self.times, time, "right")) - 1
        return (float(self.advanced[at]), float(self.lost[at])) if at >= 0 else (0.0, 0.0)


def curve(stays: Stays) -> Curve:
    """The cumulative incidence of both exits, open deals counted for as long as they were watched."""
    gone = stays.exits != OPEN
    times = np.unique(stays.lengths[gone])
    at_risk = stays.entered - np.searchsorted(np.sort(stays.lengths), times, "left").astype(np.float64)
    on, off = (
        np.bincount(np.searchsorted(times, stays.lengths[stays.exits == how]), minlength=len(times)) / at_risk
        for how in (ADVANCED, LOST)
    )
    staying = np.cumprod(1 - on - off)
    before = np.concatenate([[1.0], staying[:-1]]) if len(times) else staying
    return Curve(times, at_risk, on, off, np.cumsum(before * on), np.cumsum(before * off), np.asarray(staying))


@dataclass(frozen=True, slots=True)
class Passage:
    """The part of a stage's deals that go on, in the end: its standard error on the logarithm of the odds."""

    share: float
    error: float
    entered: int
    left: int
    unresolved: float  # the part of which the end is not known

    @property
    def is_enough(self) -> bool:
        return self.entered >= FEWEST_ENTRIES and self.left >= FEWEST_EXITS and self.unresolved < MOST_UNRESOLVED

    def interval(self, confidence: float = SHOWN) -> Estimate:
        reach = float(special.ndtri((1 + confidence) / 2)) * self.error
        middle = float(special.logit(self.share))
        return Estimate(self.share, *(float(special.expit(middle + sign * reach)) for sign in (-1, 1)))

    @property
    def log_error(self) -> float:
        """The standard error of the logarithm of the share."""
        return self.error * (1 - self.share)


def passage(stays: Stays) -> Passage | None:
    """The part that goes on; those left at the end of the curve share the odds of the others. None without an exit."""
    found = curve(stays)
    if not len(found.times):
        return None
    gone_on, gone = float((stays.exits == ADVANCED).sum()), float(stays.left)
    tail = float(found.staying[-1])
    share = float(found.advanced[-1]) + tail * gone_on / gone
    held = min(max(share, 0.5 / (gone + 1)), 1 - 0.5 / (gone + 1))
    # where all go the same way their variance is nought, and says nothing: that of as many cases at the share held
    variance = held * (1 - held) / gone if held != share else _variance(found, share)
    error = math.sqrt(variance)
    return Passage(held, error / (held * (1 - held)), stays.entered, stays.left, tail)


def _variance(found: Curve, share: float) -> float:
    """The delta-method variance of the share that goes on."""
    before = np.concatenate([[1.0], found.staying[:-1]])
    rest = np.divide(share - found.advanced, found.staying, out=np.zeros_like(before), where=found.staying > 0)
    on, off = found.advancing, found.losing
    terms = (1 - rest) ** 2 * on * (1 - on) + rest**2 * off * (1 - off) + 2 * rest * (1 - rest) * on * off
    return float((before**2 / found.at_risk * terms).sum())


def chance_of_change(now: Passage, before: Passage) -> float:
    """How often chance gives so wide a difference between two passages, either way: on the logarithm of the shares."""
    gap = math.log(now.share) - math.log(before.share)
    return float(2 * special.ndtr(-abs(gap) / math.hypot(now.log_error, before.log_error)))


def median_length(lengths: Floats, *, is_over: Sequence[bool]) -> float | None:
    """The time by which half are over, those still open counted as long as they were watched (Kaplan and Meier).

    None while fewer than half are known to be.
    """
    over = np.asarray(is_over, dtype=np.bool_)
    if not over.any():
        return None
    watched = stats.CensoredData(uncensored=lengths[over], right=lengths[~over])
    survival = stats.ecdf(watched).sf
    below = np.flatnonzero(survival.probabilities <= 0.5 + 1e-12)  # half
    return float(survival.quantiles[below[0]]) if len(below) else None


@dataclass(frozen=True, slots=True)
class Hazards:
    """By stage and age in weeks: the chance to go on, and to be lost, in the week to come."""

    advancing: Floats
    losing: Floats

    def chance_of_signing(self, weeks: int) -> Floats:
        """By stage and age, the chance to be signed within so many weeks: one row a stage, signed after the last.

        ``V_k(s, a) = h1 V_{k-1}(s + 1, 0) + (1 - h1 - h2) V_{k-1}(s, a + 1)``.
        """
        return np.asarray(self.chances_of_signing(weeks)[-1])

    def chances_of_signing(self, weeks: int) -> Floats:
        """The same within 0, 1, 2… weeks."""
        stages, ages = self.advancing.shape
        found = np.zeros((weeks + 1, stages, ages))
        for week in range(1, weeks + 1):
            earlier = found[week - 1]
            following = np.append(earlier[1:, 0], 1.0)[:, None]
            older = np.concatenate([earlier[:, 1:], earlier[:, -1:]], axis=1)
            found[week] = self.advancing * following + (1 - self.advancing - self.losing) * older
        return found


FEW_AT_RISK: Final = 40  # deals below which the weeks of an age are read together
POOLED_WEEKS: Final = 5
HAZARD_PRIOR: Final = 3  # deals that the stage's own average weighs
OLDEST: Final = 60  # weeks beyond which all ages are one


def hazards(stages: Sequence[Stays], *, oldest: int = OLDEST) -> Hazards:
    """The weekly hazards of each stage, in the order that deals go through them; lengths are in weeks."""
    rows = [_of_stage(stays, oldest) for stays in stages]
    return Hazards(np.array([on for on, _ in rows]), np.array([off for _, off in rows]))


def _of_stage(stays: Stays, oldest: int) -> tuple[Floats, Floats]:
    lengths = np.minimum(stays.lengths, oldest)
    unseen = np.zeros_like(lengths) if stays.unseen is None else np.minimum(stays.unseen, lengths - 1)
    come, gone = (np.cumsum(np.bincount(one, minlength=oldest + 1))[:-1] for one in (unseen, lengths))
    at_risk = come - gone
    exits = [
        np.bincount(lengths[stays.exits == how], minlength=oldest + 1)[1:].astype(np.float64)
        for how in (ADVANCED, LOST)
    ]
    watched = float(at_risk.sum())
    pooled = _pooled(at_risk.astype(np.float64))
    risk = np.bincount(pooled, weights=at_risk, minlength=oldest).astype(np.float64)
    left = [np.bincount(pooled, weights=one, minlength=oldest).astype(np.float64) for one in exits]
    on, off = (_drawn(one, risk, float(one.sum()) / watched if watched else 0.0) for one in left)
    return on[pooled], off[pooled]


def _drawn(left: Floats, at_risk: Floats, first: float) -> Floats:
    """Each age's hazard, drawn towards that of the age before: of a deal older than any, its last known one is told.

    Drawn towards the stage's average, a deal that everyone has forgotten would be given the chances of a fresh one.
    """
    found, before = np.zeros_like(left), first
    for age, (some, of) in enumerate(zip(left, at_risk, strict=True)):
        if of > 0 or age == 0:
            before = (some + HAZARD_PRIOR * before) / (of + HAZARD_PRIOR)
        found[age] = before
    return found


def _pooled(at_risk: Floats) -> Whole:
    """To which group of ages each age belongs: itself while many are at risk, then five weeks together."""
    groups = np.arange(len(at_risk))
    first = int(np.argmax(at_risk < FEW_AT_RISK)) if (at_risk < FEW_AT_RISK).any() else len(at_risk)
    groups[first:] = first + (groups[first:] - first) // POOLED_WEEKS * POOLED_WEEKS
    return groups
