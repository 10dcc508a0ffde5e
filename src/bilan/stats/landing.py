"""Where a period under way will end: what is signed, what the open deals may still bring, and the meetings to come.

Deals sign at the weekly hazards of their stage and age, before the end date or not at all; new RDV-D come at the pace
of the last weeks. One swing moves every chance together, as a market does: at least by a tenth, more where earlier
periods told from the same day came out otherwise than luck explains. Drawn 4,000 times from a fixed seed
(statistics.md, Q7).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import optimize, special

from bilan.stats.arrays import Floats, Whole
from bilan.stats.stays import Hazards
from bilan.stats.target import SURE

DRAWS: Final = 4_000
SEED: Final = 20_260_103
COMMON_SWING: Final = 0.10
SWING_PRIOR: Final = 2  # past periods that this swing weighs, beside those told again
FARTHEST: Final = 4.0  # log-odds beyond which a period is no swing of ours
FEWEST_SIGNED: Final = 20
FEWEST_CLOSED: Final = 60
MANY_DEALS: Final = 400  # beyond whom the sum of the open deals is taken as normal, for each swing
NODES: Final = 41
SHOWN: Final = 0.8
STEP: Final = 1e-3  # log-odds, to read a slope


@dataclass(frozen=True, slots=True)
class Desk:
    """A team in the middle of a period: revenue in any one unit, stages as the hazards number them, ages in weeks."""

    signed: float
    stages: Whole
    ages: Whole
    amounts: Floats  # of the open deals; not a number where it is not known
    meetings: int  # RDV-D of the last weeks
    meeting_weeks: float  # how many weeks those are
    weeks_left: int


@dataclass(frozen=True, slots=True)
class Past:
    """What history teaches: hazards, sizes of won deals, how many were won and lost."""

    hazards: Hazards
    sizes: Floats
    won: int
    lost: int
    swing: float = COMMON_SWING  # of every chance together, in log-odds

    @property
    def is_enough(self) -> bool:
        return self.won >= FEWEST_SIGNED and self.won + self.lost >= FEWEST_CLOSED


@dataclass(frozen=True, slots=True)
class Landing:
    """The period's end as it may come: its draws, sorted."""

    draws: Floats

    @property
    def median(self) -> float:
        return float(np.median(self.draws))

    def interval(self, confidence: float = SHOWN) -> tuple[float, float]:
        low, high = np.quantile(self.draws, [(1 - confidence) / 2, (1 + confidence) / 2])
        return float(low), float(high)

    def chance_of(self, target: float) -> float:
        """The chance of reaching a target, told between 2 and 98 %."""
        return min(max(self.exact_chance_of(target), SURE[0]), SURE[1])

    def exact_chance_of(self, target: float) -> float:
        return float((self.draws >= target).mean())


def landing(desk: Desk, past: Past) -> Landing:
    """Where the period may end; the same desk always gives the same answer."""
    random = np.random.default_rng(SEED)
    chances = past.hazards.chances_of_signing(desk.weeks_left)
    spread = math.sqrt(1 / max(past.won, 1) + 1 / max(past.lost, 1) + past.swing**2)
    swings = random.standard_normal(DRAWS) * spread
    open_ = _from_open(desk, past, chances[-1], swings, random)
    return Landing(np.sort(desk.signed + open_ + _from_new(desk, past, chances, swings, random)))


@dataclass(frozen=True, slots=True)
class Missed:
    """A past period told again from the same day: by how much every chance was off, and how far luck alone goes."""

    by: float  # log-odds
    luck: float  # standard deviation of the same


def missed(desk: Desk, past: Past, came: float) -> Missed | None:
    """By how much every chance would have had to move for what came after a day, ``came``, to be the mean told of it.

    None where nothing was to come, or where no move would do.
    """
    due, variance = _due(desk, past, 0.0)
    ends = [_due(desk, past, side * FARTHEST)[0] for side in (-1, 1)]
    if due <= 0 or not ends[0] < came < ends[1]:
        return None
    by = float(optimize.brentq(lambda move: _due(desk, past, move)[0] - came, -FARTHEST, FARTHEST))
    slope = (_due(desk, past, STEP)[0] - _due(desk, past, -STEP)[0]) / (2 * STEP)
    return Missed(by, math.sqrt(variance) / slope)


def learnt_swing(told: Sequence[Missed]) -> float:
    """The swing that past periods show beyond luck, drawn towards the usual one and never under it."""
    beyond = sum(one.by**2 - one.luck**2 for one in told)
    return math.sqrt(max(COMMON_SWING**2, (SWING_PRIOR * COMMON_SWING**2 + beyond) / (SWING_PRIOR + len(told))))


def _due(desk: Desk, past: Past, move: float) -> tuple[float, float]:
    """The mean and the variance of what is to come, every chance moved by as many log-odds."""
    chances = past.hazards.chances_of_signing(desk.weeks_left)
    oldest = chances.shape[2] - 1
    open_ = _moved(chances[-1][desk.stages, np.minimum(desk.ages, oldest)], move)
    size, spread = (float(past.sizes.mean()), float(past.sizes.var())) if len(past.sizes) else (0.0, 0.0)
    known = ~np.isnan(desk.amounts)
    amounts = np.where(known, desk.amounts, size)
    mean = float((open_ * amounts).sum())
    variance = float((open_ * (1 - open_) * amounts**2 + open_ * np.where(known, 0.0, spread)).sum())
    each = float(_moved(chances[: desk.weeks_left, 0, 0], move).sum()) * desk.meetings / desk.meeting_weeks
    pace = 1 / desk.meetings if desk.meetings else 0.0
    return mean + each * size, variance + each * (size**2 + spread) + pace * (each * size) ** 2


def _moved(chances: Floats, move: float) -> Floats:
    moved = special.expit(special.logit(np.clip(chances, 1e-9, 1 - 1e-9)) + move)
    return np.asarray(np.where(chances > 0, moved, 0.0))


def _from_open(desk: Desk, past: Past, chances: Floats, swings: Floats, random: np.random.Generator) -> Floats:
    """What the open deals bring in each draw."""
    if not len(desk.stages):
        return np.zeros(len(swings))
    oldest = chances.shape[1] - 1
    chance = chances[desk.stages, np.minimum(desk.ages, oldest)]
    known = ~np.isnan(desk.amounts)
    if len(chance) > MANY_DEALS:
        amounts = desk.amounts if known.all() else np.where(known, desk.amounts, past.sizes.mean())
        return _normal_sum(chance, amounts, swings, random)
    shifted = special.expit(special.logit(np.clip(chance, 1e-9, 1 - 1e-9))[None, :] + swings[:, None])
    amounts = np.where(known[None, :], desk.amounts[None, :], 0.0)
    if not known.all():
        drawn = random.choice(past.sizes, size=(len(swings), len(chance)))
        amounts = np.where(known[None, :], amounts, drawn)
    return np.asarray(((random.random(shifted.shape) < shifted) * amounts).sum(axis=1))


def _normal_sum(chance: Floats, amounts: Floats, swings: Floats, random: np.random.Generator) -> Floats:
    """The same for a large portfolio: mean and variance at 41 swings, normal in between."""
    nodes = np.linspace(swings.min(), swings.max(), NODES)
    logits = special.logit(np.clip(chance, 1e-9, 1 - 1e-9))
    shifted = special.expit(logits[None, :] + nodes[:, None])
    means, variances = shifted @ amounts, (shifted * (1 - shifted)) @ amounts**2
    noise = random.standard_normal(len(swings)) * np.sqrt(np.interp(swings, nodes, variances))
    return np.asarray(np.maximum(0.0, np.interp(swings, nodes, means) + noise))


def _from_new(desk: Desk, past: Past, chances: Floats, swings: Floats, random: np.random.Generator) -> Floats:
    """What the RDV-D still to come bring: their pace is drawn, then how many sign in time, then their sizes."""
    if not desk.meetings or not len(past.sizes):
        return np.zeros(len(swings))
    pace = random.gamma(desk.meetings, 1 / desk.meeting_weeks, len(swings))
    in_time = chances[: desk.weeks_left, 0, 0]  # held in week k, they have the weeks left after it
    shifted = special.expit(special.logit(np.clip(in_time, 1e-9, 1 - 1e-9))[None, :] + swings[:, None])
    shifted[:, in_time == 0] = 0.0
    signed = random.poisson(pace * shifted.sum(axis=1))
    most = int(signed.max())
    if not most:
        return np.zeros(len(swings))
    sizes = random.choice(past.sizes, size=int(signed.sum()))
    ends = np.cumsum(signed)
    sums = np.concatenate([[0.0], np.cumsum(sizes)])
    return np.asarray(sums[ends] - sums[ends - signed])
