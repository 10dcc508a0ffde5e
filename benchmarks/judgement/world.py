"""Simulated teams of which the truth is known: days present, meetings week by week, deals and their sizes.

A quarter of 13 weeks in which 42 % of the reps have reduced presence; 4 RDV-D a week, of which .60 lead to an
exchange, .60 of those to a proposal and .50 of those to a signature; deals of 8 k€ in the median, log-normal (sigma
0.8); a week's count varies ``phi`` times as much as chance alone would make it. Shares no code with what it judges.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bilan.stats.arrays import Floats

WEEKS = 13
DAYS_A_WEEK = 5.0
PACE = 4.0  # RDV-D a week of five days
CONVERSIONS = (0.60, 0.60, 0.50)  # RDV-D to RDV-E, RDV-E to proposal, proposal to signature
SIGNED = CONVERSIONS[0] * CONVERSIONS[1] * CONVERSIONS[2]
MEDIAN, SIGMA = 8_000.0, 0.8
MEAN_SIZE = MEDIAN * float(np.exp(SIGMA**2 / 2))
REDUCED = 0.42  # of the reps: part-time, two weeks away, or hired during the quarter
PART_TIME = (3.0, 4.0)  # days a week
WEEKS_AWAY = 2
HIRED_FROM, HIRED_BEFORE = 4, 9  # weeks, counted from 0
CYCLE, CYCLE_SIGMA = 45.0, 0.5  # days from the RDV-D to the signature
CHANCE_OF_ONE_MORE = 0.4  # exchange before a signature


def presence(random: np.random.Generator, people: int, *, weeks: int = WEEKS) -> Floats:
    """Days present, one row a rep and one column a week."""
    days = np.full((people, weeks), DAYS_A_WEEK)
    for rep in np.flatnonzero(random.random(people) < REDUCED):
        days[rep] = _reduced(random, weeks)
    return days


def _reduced(random: np.random.Generator, weeks: int) -> Floats:
    own = np.full(weeks, DAYS_A_WEEK)
    why = random.integers(3)
    if why == 0:
        own[:] = random.choice(PART_TIME)
    elif why == 1:
        first = int(random.integers(weeks - WEEKS_AWAY + 1))
        own[first : first + WEEKS_AWAY] = 0
    else:
        own[: int(random.integers(HIRED_FROM, HIRED_BEFORE))] = 0
    return own


def counts(random: np.random.Generator, mean: Floats, phi: float) -> Floats:
    """Counts with these means, of which the variance is ``phi`` times the mean (Poisson's law at 1)."""
    if phi > 1:
        mean = random.gamma(mean / (phi - 1), phi - 1)
    return random.poisson(mean).astype(np.float64)


def sizes(random: np.random.Generator, deals: int) -> Floats:
    """What so many deals are worth."""
    return random.lognormal(np.log(MEDIAN), SIGMA, deals)


def cycles(random: np.random.Generator, deals: int) -> Floats:
    """How many days each took from the RDV-D to its signature."""
    return np.asarray(random.lognormal(np.log(CYCLE), CYCLE_SIGMA, deals).round(), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Quarter:
    """What a team did: days and meetings by rep and week, and what each deal was worth, took and needed."""

    days: Floats
    held: tuple[Floats, ...]  # RDV-D, RDV-E, proposals, signatures: by rep and week
    amounts: tuple[Floats, ...]  # of each rep's deals
    cycles: tuple[Floats, ...]
    exchanges: tuple[Floats, ...]

    @property
    def present(self) -> Floats:
        return np.asarray(self.days.sum(axis=1))

    @property
    def totals(self) -> tuple[Floats, ...]:
        return tuple(np.asarray(one.sum(axis=1)) for one in self.held)

    @property
    def revenue(self) -> Floats:
        return np.array([one.sum() for one in self.amounts])


def quarter(
    random: np.random.Generator,
    days: Floats,
    *,
    phi: float,
    pace: Floats | float = 1.0,
    conversions: tuple[float, ...] = CONVERSIONS,
    size: float = 1.0,
) -> Quarter:
    """A quarter of reps present on these days; ``pace`` is each one's, as a multiple of four RDV-D a week."""
    own = np.broadcast_to(np.asarray(pace, dtype=np.float64), len(days))
    held = [counts(random, PACE * own[:, None] * days / DAYS_A_WEEK, phi)]
    for rate in conversions:
        held.append(random.binomial(held[-1].astype(np.int64), rate).astype(np.float64))
    deals = [int(one) for one in held[-1].sum(axis=1)]
    return Quarter(
        days, tuple(held),
        tuple(size * sizes(random, one) for one in deals),
        tuple(cycles(random, one) for one in deals),
        tuple(random.geometric(1 - CHANCE_OF_ONE_MORE, one).astype(np.float64) for one in deals),
    )  # fmt: skip
