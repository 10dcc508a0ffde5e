"""What was told of a quarter on a day, by Bilan and by the two rules of thumb, and what was done in the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.export import COMPANY, Sales
from bilan.period import Cadence, Period
from bilan.plan.presence_of import planned_days
from bilan.review.eligible import eligible
from bilan.review.landing import desk_of, past_of
from bilan.stats.dispersion import Weekly, clustering
from bilan.stats.landing import landing
from bilan.stats.scores import brier
from bilan.stats.target import History, Luck, Outlook, Past, size_spread, swing
from bilan.strategy.presence import main_site, working_days

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bilan.stats.arrays import Floats

AROUND = (0.6, 0.8, 0.9, 1.1, 1.2, 1.4)  # targets, as parts of what was done: half of them reached
RAISE = 1.1
BILAN, MEDIAN, RUN_RATE, PIPELINE, SAME, MORE, LIKELY = (
    "bilan", "median", "run_rate", "pipeline", "same", "more", "likely",
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """One forecast of one team's quarter: what each rule said, and the revenue that came."""

    who: str
    quarter: str
    done: float
    points: Mapping[str, float]  # where each rule puts the end of the quarter; "median" is Bilan's
    interval: tuple[float, float]  # Bilan's, four times in five
    chances: Floats  # Bilan's, of each target

    @property
    def came(self) -> Floats:
        return np.array([float(self.done >= part * self.done) for part in AROUND])

    def chances_of(self, rule: str) -> Floats:
        """What a rule says of each target: Bilan a chance, a rule of thumb yes or no, and so does Bilan's median."""
        if rule == BILAN:
            return self.chances
        return np.array([float(self.points[rule] >= part * self.done) for part in AROUND])

    def brier_of(self, rule: str) -> float:
        return brier(self.chances_of(rule), self.came)

    def error_of(self, rule: str) -> float:
        """How far a rule was from what was done, as a part of it: above 0 when it said too much."""
        return self.points[rule] / self.done - 1

    @property
    def is_within(self) -> bool:
        return self.interval[0] <= self.done <= self.interval[1]


@dataclass(frozen=True)
class Pace:
    """Where a quarter under way ends, told on a day from what was known on its eve."""

    signed: float
    open_deals: int
    points: Mapping[str, float]
    interval: tuple[float, float]
    chance_of: Callable[[float], float]


def pace(sales: Sales, team: str, period: Period, day: date) -> Pace | None:
    """Bilan's landing of a team, its run-rate, and its open deals weighted by the part that is usually won.

    None where Bilan says no chance: too few deals signed and closed in the history.
    """
    known = sales.as_of(day).of(team)
    signed = float(known.sizes_in(period).sum())
    desk, past = desk_of(known.ways, period, day, signed), past_of(known.ways, period, day)
    if not past.is_enough:
        return None
    site = main_site(sales.strategy)
    elapsed = len(working_days(site, replace(period, end=day, cadence=Cadence.CUSTOM)))
    found = landing(desk, past)
    points = {
        MEDIAN: found.median,
        RUN_RATE: signed * len(working_days(site, period)) / elapsed,
        PIPELINE: signed + len(desk.stages) * past.won / (past.won + past.lost) * float(past.sizes.mean()),
    }
    return Pace(signed, len(desk.stages), points, found.interval(), found.chance_of)


def outlook(sales: Sales, team: str, before: Sequence[Period]) -> Outlook | None:
    """What the quarter after some others may bring, from them alone; None under twenty signatures.

    As for a proposed target: the team's own quarters per day worked; how clustered signatures come, and how unequal
    deals are, is read of the whole company. The export holds no target, so that results speak alone.
    """
    last = before[-1]
    known = sales.as_of(last.end)
    mine = known.of(team)
    past = tuple(
        Past(float(mine.sizes_in(one).sum()), int(mine.is_signed_in(one).sum()), _days(sales, team, one))
        for one in before
    )  # fmt: skip
    sizes = np.concatenate([known.sizes_in(one) for one in before])
    luck = Luck(clustering(_weekly(known, last)), size_spread(sizes), float(sales.strategy.thresholds.period_swing))
    history = History(past, None, replace(luck, swing=swing(past, luck)))
    return history.outlook(_days(sales, team, last.next())) if history.is_enough else None


def _days(sales: Sales, team: str, period: Period) -> float:
    return float(planned_days(sales.strategy, "" if team == COMPANY else f"team:{team}", period))


def _weekly(known: Sales, period: Period) -> Weekly:
    """Signatures by rep and week of a quarter, beside the days worked."""
    site, weeks = main_site(known.strategy), period.split(Cadence.WEEK)
    active = {rep for rep, day in zip(known.reps, known.ways.entered[:, 0], strict=True) if not np.isnat(day)}
    people = [rep.key for rep in eligible(known.strategy, period) if rep.key in active]
    columns = []
    for week in weeks:
        signed = Counter(known.reps[at] for at in np.flatnonzero(known.is_signed_in(week)))
        columns.append([float(signed[who]) for who in people])
    days = [float(len(working_days(site, week))) for week in weeks]
    return Weekly(np.array(columns).T, np.tile(days, (len(people), 1)))


def told_on_the_way(sales: Sales, team: str, period: Period, week: int) -> Told | None:
    """What was told at the end of a week of the quarter, beside what was done by its last day."""
    found = pace(sales, team, period, period.start + timedelta(weeks=week))
    done = _done(sales, team, period)
    if found is None:
        return None
    chances = np.array([found.chance_of(part * done) for part in AROUND])
    return Told(team, period.name, done, found.points, found.interval, chances)


def told_before(sales: Sales, team: str, before: Sequence[Period]) -> Told | None:
    """What was told of a quarter before it began, beside the same as the last one, and ten per cent more."""
    found, last, period = outlook(sales, team, before), before[-1], before[-1].next()
    if found is None:
        return None
    done, same = _done(sales, team, period), _done(sales, team, last)
    chances = np.array([found.chance_of(part * done) for part in AROUND])
    points = {MEDIAN: found.target_for(0.5), SAME: same, MORE: RAISE * same, LIKELY: found.target_for()}
    return Told(team, period.name, done, points, found.interval(), chances)


def _done(sales: Sales, team: str, period: Period) -> float:
    """What was signed in a quarter, read with hindsight: to score with, never to tell from."""
    return float(sales.of(team).sizes_in(period).sum())
