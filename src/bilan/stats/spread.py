"""Is there a spread between reps at all? How much of what is seen chance alone would give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from bilan.stats.arrays import Floats
from bilan.stats.many import ESTABLISHED

FEWEST_EXPECTED = 5  # events of each, under which the chi-squared law is replaced by drawing
DRAWN_UP_TO = 100  # people
DRAWS = 20_000
SEED = 20_260_101


@dataclass(frozen=True, slots=True)
class Spread:
    """Whether paces differ in a team, by how much, and which part of what is seen is luck."""

    chance: float  # how often equal paces would look at least as far apart
    cv: float  # the true spread of the paces, as a part of the team's pace: by moments, 0 at least
    part_of_chance: float  # of the squared gaps seen, the part that equal paces would give: 1 is all of it

    @property
    def is_established(self) -> bool:
        return self.chance <= ESTABLISHED


def spread(events: Floats, exposure: Floats, *, phi: float = 1.0) -> Spread | None:
    """The spread of a team's paces; None for fewer than two people or without an event."""
    there = exposure > 0
    x, e = events[there], exposure[there]
    if len(x) < 2 or not x.sum():  # noqa: PLR2004  # one person has no spread
        return None
    pace = x.sum() / e.sum()
    due = pace * e
    seen = float(((x - due) ** 2 / due).sum()) / phi
    gaps = float((e * (x / e - pace) ** 2).sum())
    by_luck = (len(x) - 1) * phi * pace
    room = float(e.sum() - (e**2).sum() / e.sum())
    cv = np.sqrt(max(0.0, gaps - by_luck) / room) / pace
    return Spread(_chance(seen, due, phi), float(cv), min(1.0, by_luck / gaps) if gaps else 1.0)


def _chance(seen: float, due: Floats, phi: float) -> float:
    """Of the chi-squared law; where little is expected of someone, of seeded draws of the team's total.

    In a large team drawing would take long to say what a gamma law of the same mean and variance says as well.
    """
    free = len(due) - 1
    if due.min() >= FEWEST_EXPECTED or phi > 1:
        return float(stats.chi2.sf(seen, free))
    total = float(due.sum())
    if len(due) > DRAWN_UP_TO:
        variance = 2 * free + float((total / due).sum() - len(due) ** 2 - 2 * free) / total
        return float(stats.gamma.sf(seen, free**2 / variance, scale=variance / free))
    draws = np.random.default_rng(SEED).multinomial(round(total), due / total, size=DRAWS)
    at_least = int((((draws - due) ** 2 / due).sum(axis=1) >= seen - 1e-9).sum())
    return (at_least + 1) / (DRAWS + 1)
