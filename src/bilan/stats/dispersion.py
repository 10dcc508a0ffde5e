"""How clustered a team's counts are from week to week: their variance over their mean, measured, never assumed.

Meetings come in bunches (a trade fair, a campaign), so that a quarter's count varies more than chance alone would
make it. Leaving that out calls luck a talent (statistics.md, principle 3).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bilan.stats.arrays import Floats

UNKNOWN = 1.2  # what is taken where no weekly table tells
PRIOR_WEIGHT = 10  # of that, in degrees of freedom, beside the table's own
LAGS = (1, 2, 3)  # weeks over which a good or a bad spell may last
LONG_RUN_PRIOR = 8  # reps below which spells are hardly believed
ROUNDS = 500
CLOSE = 1e-12


@dataclass(frozen=True, slots=True)
class Weekly:
    """Events and days present, one row a rep, one column a week."""

    events: Floats
    exposure: Floats


def expected(weekly: Weekly) -> Floats:
    """What each rep would have had in each week if only the rep's pace and the week's mattered: a table of events."""
    events, exposure = weekly.events, weekly.exposure
    by_rep, by_week = np.ones(len(events)), np.ones(events.shape[1])
    for _ in range(ROUNDS):
        before = by_rep
        by_rep = _over(events.sum(axis=1), exposure @ by_week)
        by_week = _over(events.sum(axis=0), by_rep @ exposure)
        if (np.abs(by_rep - before) <= CLOSE * before).all():
            break
    return exposure * by_rep[:, None] * by_week[None, :]


def _over(above: Floats, below: Floats) -> Floats:
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)


def pearson(weekly: Weekly) -> tuple[float, int]:
    """The variance of the counts over their mean, given the rep and the week; and on how many free cells."""
    return _pearson(weekly, expected(weekly))


def _pearson(weekly: Weekly, mean: Floats) -> tuple[float, int]:
    seen = mean > 0
    free = int(seen.sum()) and int(seen.sum()) - (int(seen.any(axis=1).sum()) + int(seen.any(axis=0).sum()) - 1)
    if free <= 0:
        return 1.0, 0
    return float((((weekly.events - mean) ** 2)[seen] / mean[seen]).sum() / free), free


def clustering(weekly: Weekly | None) -> float:
    """The variance over the mean of a rep's total of the weeks, 1 at least; 1.2 where there is no weekly table.

    Drawn towards 1.2 with the weight of ten cells; spells of good or bad weeks count as far as the team is large.
    """
    if weekly is None:
        return UNKNOWN
    mean = expected(weekly)
    found, free = _pearson(weekly, mean)
    base = max(1.0, (free * found + PRIOR_WEIGHT * UNKNOWN) / (free + PRIOR_WEIGHT))
    people = int((weekly.events.sum(axis=1) > 0).sum())
    spells = 2 * sum(_spell(weekly, mean, lag, found) for lag in LAGS) if free else 0.0
    return max(1.0, base + people / (people + LONG_RUN_PRIOR) * max(0.0, spells))


def _spell(weekly: Weekly, mean: Floats, lag: int, found: float) -> float:
    """How far a rep's good week goes with a good one ``lag`` weeks later, the means taken out being made up for."""
    weeks = mean.shape[1]
    if weeks <= lag:
        return 0.0
    rest = np.divide(weekly.events - mean, np.sqrt(mean), out=np.zeros_like(mean), where=mean > 0)
    both = (mean[:, lag:] > 0) & (mean[:, :-lag] > 0)
    pairs = int(both.sum())
    if not pairs:
        return 0.0
    together = float((rest[:, lag:] * rest[:, :-lag])[both].sum()) / pairs
    return float((1 - lag / weeks) * (together + found / weeks))
