"""Did an action work? Those who did it beside those who did not; failing that, before and after, widened.

From one quarter to the next activity moves by itself: before and after alone would credit an action with the season.
“No conclusion” is a normal answer (statistics.md, Q6).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from scipy import stats
from statsmodels.genmod.families import Poisson
from statsmodels.genmod.generalized_linear_model import GLM

from bilan.stats.arrays import Floats
from bilan.stats.target import SWING

FEWEST_EVENTS: Final = 30  # on each side
FEWEST_WEEKS_AFTER: Final = 8
WEEKS_FOR_A_SLOPE: Final = 26
FEWEST_PEOPLE: Final = 2  # who did it, and who did not
MANY_PEOPLE: Final = 10  # from whom each person's own change is compared
CONFIDENCE: Final = 0.9
ESTABLISHED: Final = 0.05
SAME: Final = 1e-9  # on the logarithm: changes that do not differ have no spread to be judged by

Method = Literal["side_by_side", "before_after", "slope"]


@dataclass(frozen=True, slots=True)
class Change:
    """By how much a pace changed, as a ratio, between which bounds, and how often chance would give as much."""

    ratio: float
    low: float  # bounds of the 90 % interval
    high: float
    chance: float
    method: Method

    @property
    def is_established(self) -> bool:
        return self.chance <= ESTABLISHED


@dataclass(frozen=True, slots=True)
class Spell:
    """Events over days worked, one value a person: a stretch of time before or after."""

    events: Floats
    days: Floats

    @property
    def pace(self) -> float:
        return float(self.events.sum() / self.days.sum())


def side_by_side(did: tuple[Spell, Spell], did_not: tuple[Spell, Spell], *, phi: float, free: int) -> Change | None:
    """The change of those who did it over that of those who did not; each pair is before, then after.

    None under two people or thirty events on a side. ``free`` is on how many cells ``phi`` was measured.
    """
    spells = (*did, *did_not)
    if min(len(one.events) for one in spells) < FEWEST_PEOPLE or min(s.events.sum() for s in spells) < FEWEST_EVENTS:
        return None
    if len(did[0].events) + len(did_not[0].events) >= MANY_PEOPLE:
        found = _by_person(did, did_not)
        if found:
            return found
    middle = math.log(did[1].pace / did[0].pace) - math.log(did_not[1].pace / did_not[0].pace)
    error = math.sqrt(phi * sum(1 / float(one.events.sum()) for one in spells))
    return _change(middle, error, free, "side_by_side")


def _by_person(did: tuple[Spell, Spell], did_not: tuple[Spell, Spell]) -> Change | None:
    """Welch's test on each person's own change; None where somebody had nothing on a side, or all changed alike."""
    changes = []
    for before, after in (did, did_not):
        if min(before.events.min(), after.events.min(), before.days.min(), after.days.min()) <= 0:
            return None
        changes.append(np.log(after.events / after.days) - np.log(before.events / before.days))
    if min(float(np.ptp(one)) for one in changes) < SAME:
        return None
    found = stats.ttest_ind(*changes, equal_var=False)
    bounds = found.confidence_interval(CONFIDENCE)
    middle = float(changes[0].mean() - changes[1].mean())
    return Change(math.exp(middle), math.exp(bounds.low), math.exp(bounds.high), float(found.pvalue), "side_by_side")


def before_after(
    before: tuple[float, float], after: tuple[float, float], *, phi: float, periods: int = 1, swing: float = SWING
) -> Change | None:
    """The change of a pace (events, days), widened by the usual swing between periods; None under thirty events."""
    if min(before[0], after[0]) < FEWEST_EVENTS:
        return None
    middle = math.log((after[0] / after[1]) / (before[0] / before[1]))
    error = math.sqrt(phi * (1 / before[0] + 1 / after[0]) + swing**2 * (1 + 1 / periods))
    return _change(middle, error, None, "before_after")


def _change(middle: float, error: float, free: int | None, method: Method) -> Change:
    law = stats.norm if free is None else stats.t(max(free, 1))
    reach = float(law.ppf((1 + CONFIDENCE) / 2)) * error
    chance = float(2 * law.sf(abs(middle) / error))
    return Change(math.exp(middle), math.exp(middle - reach), math.exp(middle + reach), chance, method)


@dataclass(frozen=True, slots=True)
class Slope:
    """A series before and after, its own trend taken out: the jump, and whether the trend is established."""

    level: Change
    has_trend: bool
    phi: float
    error: float  # standard error of the logarithm of the jump, as clustered counts make it


def slope(events: Floats, days: Floats, *, weeks_before: int) -> Slope | None:
    """The jump at a date over and above a trend (segmented quasi-Poisson regression).

    None under 26 weeks worked before and 8 after, under thirty events on a side, or where nothing ever varies; weeks
    that nobody worked are left out.
    """
    worked = days > 0
    time = np.arange(1.0, len(events) + 1)[worked]
    after = time > weeks_before
    counted = events[worked]
    if (~after).sum() < WEEKS_FOR_A_SLOPE or after.sum() < FEWEST_WEEKS_AFTER:
        return None
    if min(counted[after].sum(), counted[~after].sum()) < FEWEST_EVENTS or not np.ptp(counted):
        return None
    design = np.column_stack([np.ones(len(time)), after, time])
    found = GLM(counted, design, family=Poisson(), offset=np.log(days[worked])).fit(scale="X2")
    middle, error = float(found.params[1]), float(found.bse[1])
    change = _change(middle, error, int(found.df_resid), "slope")
    trend = abs(float(found.params[2]) / float(found.bse[2]))
    return Slope(change, bool(2 * stats.t(found.df_resid).sf(trend) <= ESTABLISHED), float(found.scale), error)


@dataclass(frozen=True, slots=True)
class Cases:
    """Cases and those that converted, one value a person: a stretch of time before or after."""

    successes: Floats
    cases: Floats

    @property
    def rate(self) -> float:
        return float(self.successes.sum() / self.cases.sum())

    @property
    def log_odds(self) -> float:
        """With half a case added on each side, so that none or all may be told."""
        won, of = float(self.successes.sum()), float(self.cases.sum())
        return math.log((won + 0.5) / (of - won + 0.5))

    @property
    def variance(self) -> float:
        """Of the log-odds."""
        won, of = float(self.successes.sum()), float(self.cases.sum())
        return 1 / (won + 0.5) + 1 / (of - won + 0.5)

    @property
    def is_enough(self) -> bool:
        return float(self.cases.sum()) >= FEWEST_EVENTS


def conversions_side_by_side(did: tuple[Cases, Cases], did_not: tuple[Cases, Cases]) -> Change | None:
    """The change of the odds of those who did it over that of the others; None under two people or thirty cases."""
    sides = (*did, *did_not)
    if min(len(one.cases) for one in sides) < FEWEST_PEOPLE or not all(one.is_enough for one in sides):
        return None
    middle = (did[1].log_odds - did[0].log_odds) - (did_not[1].log_odds - did_not[0].log_odds)
    return _change(middle, math.sqrt(sum(one.variance for one in sides)), None, "side_by_side")


def conversions_before_after(before: Cases, after: Cases, *, periods: int = 1, swing: float = SWING) -> Change | None:
    """The change of the odds, widened by the usual swing between periods; None under thirty cases."""
    if not (before.is_enough and after.is_enough):
        return None
    error = math.sqrt(before.variance + after.variance + swing**2 * (1 + 1 / periods))
    return _change(after.log_odds - before.log_odds, error, None, "before_after")
