"""Simulated deals that live through their stages week by week, of which every chance is known.

RDV-D come at four a week; in each week that a deal spends in a stage it may go on or be lost, and the older it gets
there the less it goes on, so that a deal forgotten for long signs less often than a fresh one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.judgement.world import PACE, counts, sizes
from bilan.stats.arrays import Bools, Floats, Whole
from bilan.stats.stays import ADVANCED, LOST, OPEN, Stays

STAGES = 4  # RDV-D held, RDV-E held, proposal made, proposal being closed
FIRST_WEEK = (0.28, 0.22, 0.22, 0.30)  # the chance to go on in the first week of each stage
FADING = (0.90, 0.92, 0.92, 0.92)  # what is left of it after a week more
LOSING = (0.150, 0.118, 0.098, 0.070)  # the chance to be lost in a week
LONGEST = 80  # weeks in a stage after which a deal is counted lost
NEVER = 10**6
PHI = 1.3


@dataclass(frozen=True, slots=True)
class Truth:
    """The true weekly chances, by stage and age in weeks."""

    advancing: Floats
    losing: Floats

    @property
    def passing(self) -> Floats:
        """The part of each stage's deals that go on in the end."""
        staying = np.cumprod(1 - self.advancing - self.losing, axis=1)
        before = np.concatenate([np.ones((STAGES, 1)), staying[:, :-1]], axis=1)
        return np.asarray((before * self.advancing).sum(axis=1))


def truth() -> Truth:
    """The chances of every simulated deal."""
    ages = np.arange(LONGEST)
    on = np.array([first * fading**ages for first, fading in zip(FIRST_WEEK, FADING, strict=True)])
    off = np.repeat(np.array(LOSING)[:, None], LONGEST, axis=1)
    off[:, -1] = 1 - on[:, -1]
    return Truth(on, off)


@dataclass(frozen=True, slots=True)
class Deals:
    """The whole lives of many deals: the week in which each entered each stage, and left the last; what it is worth."""

    entered: Whole  # one row a deal, one column a stage; NEVER where it did not come so far
    ended: Whole  # the week in which it was signed or lost
    won: Bools
    amounts: Floats

    def stage(self, week: int) -> Whole:
        """In which stage each deal is at the end of a week; -1 before its RDV-D and after its end."""
        inside = (self.entered[:, 0] <= week) & (self.ended > week)
        return np.where(inside, (self.entered <= week).sum(axis=1) - 1, -1)

    def age(self, week: int, stage: Whole) -> Whole:
        """For how many weeks each has been in its stage."""
        return np.asarray(week - self.entered[np.arange(len(stage)), np.maximum(stage, 0)])

    def signed(self, first: int, last: int) -> Bools:
        """Which were signed in the weeks after one and up to another."""
        return np.asarray(self.won & (self.ended > first) & (self.ended <= last))

    def stays_to_the_end(self, first: int, last: int) -> Stays:
        """How those whose RDV-D was held after a week ended, as seen at the end of another."""
        entered = self.entered[:, 0]
        seen = (entered > first) & (entered < last)
        exits = np.where(self.ended <= last, np.where(self.won, ADVANCED, LOST), OPEN)
        return Stays((np.minimum(self.ended, last) - entered)[seen], exits[seen])

    def stays(self, stage: int, first: int, last: int) -> Stays:
        """How those who entered a stage after a week left it, as seen at the end of another."""
        entered = self.entered[:, stage]
        left = self.entered[:, stage + 1] if stage + 1 < STAGES else np.where(self.won, self.ended, NEVER)
        left = np.where(left < NEVER, left, self.ended)  # went on, or was lost
        went_on = self.entered[:, stage + 1] < NEVER if stage + 1 < STAGES else self.won
        seen = (entered > first) & (entered < last)  # whoever entered in the last week was watched for none
        exits = np.where(left <= last, np.where(went_on, ADVANCED, LOST), OPEN)
        return Stays((np.minimum(left, last) - entered)[seen], exits[seen])


def slowed(deals: Deals, since: int, by: float) -> Deals:
    """The same deals, each going through what is left of its way so many times as slowly from a week on."""
    begun = np.maximum(deals.entered[:, 0], since)

    def later(weeks: Whole) -> Whole:
        start = begun if weeks.ndim == 1 else begun[:, None]
        put_off = start + np.ceil((weeks - start) * by).astype(np.int64)
        return np.where((weeks > start) & (weeks < NEVER), put_off, weeks)

    return Deals(later(deals.entered), later(deals.ended), deals.won, deals.amounts)


def lived(random: np.random.Generator, people: int, weeks: int, *, since: int = 0) -> Deals:
    """The deals of a team whose RDV-D were held from one week up to another, each until its end."""
    new = counts(random, np.full((people, weeks - since), PACE), PHI).sum(axis=0).astype(np.int64)
    return follow(random, np.repeat(np.arange(since, weeks), new), truth())


def follow(random: np.random.Generator, starts: Whole, chances: Truth) -> Deals:
    """The lives of deals whose RDV-D were held in these weeks."""
    deals = len(starts)
    entered = np.full((deals, STAGES), NEVER)
    ended, alive, now = np.full(deals, NEVER), np.ones(deals, dtype=np.bool_), starts.copy()
    leaving = chances.advancing + chances.losing
    over = 1 - np.cumprod(1 - leaving, axis=1)  # the part that left by each age
    for stage in range(STAGES):
        entered[alive, stage] = now[alive]
        age = np.minimum(np.searchsorted(over[stage], random.random(deals), "left"), LONGEST - 1)
        goes_on = random.random(deals) < chances.advancing[stage, age] / leaving[stage, age]
        now = now + age + 1
        ended[alive & ~goes_on] = now[alive & ~goes_on]
        alive &= goes_on
    ended[alive] = now[alive]
    return Deals(entered, ended, alive, sizes(random, deals))
