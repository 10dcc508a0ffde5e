"""Did an action work? Those whom it was for beside the others; failing others, before and since, widened.

The answer is one of five: an effect is established; what was expected did not come; nothing can be concluded, which is
the usual answer; too early; or the facts do not measure it. None of them says what caused it (statistics.md, Q6).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from bilan.kpis.available import available
from bilan.kpis.catalog import BY_KEY
from bilan.kpis.compute import DAYS_A_WEEK, first_day
from bilan.kpis.kpi import Kind, Kpi
from bilan.kpis.scope import Scope
from bilan.meetings.sequence import DISCOVERY
from bilan.period import Cadence, Period
from bilan.review.eligible import eligible
from bilan.review.meeting_hours import SECONDS_AN_HOUR, seconds
from bilan.review.team import is_conversion, weekly_of
from bilan.stats.action import (
    FEWEST_WEEKS_AFTER,
    WEEKS_FOR_A_SLOPE,
    Cases,
    Change,
    Spell,
    before_after,
    conversions_before_after,
    conversions_side_by_side,
    side_by_side,
    slope,
)
from bilan.stats.dispersion import clustering, pearson
from bilan.stats.rates import wilson
from bilan.stats.shrinkage import Gamma
from bilan.stats.verdict import Estimate
from bilan.strategy.presence import present_days

if TYPE_CHECKING:
    from bilan.facts.snapshot import Facts
    from bilan.kpis.compute import Actual, Actuals
    from bilan.review.finding import Evidence
    from bilan.strategy.document import Strategy

FEWEST_ON_A_SIDE = 2
WEEK = 7
MADE_BY_PRESENCE = "per_week"
LEVEL = 0.9
OF_DISCOVERIES = frozenset({"qualif_rate", "called_first"})
NEXT_STEP = {  # what a better conversion should bring more of, by KPI
    "qualif_rate": "rdv_e", "called_first": "rdv_e", "rate_d_e": "rdv_e", "rate_d_p": "rdv_p",
    "rate_p_won": "deals_won", "rate_d_won": "deals_won", "win_rate": "deals_won",
}  # fmt: skip


class Worked(StrEnum):
    """What may be said of an action."""

    ESTABLISHED = "established"  # the KPI moved, beyond luck and the usual swing
    SHORT = "short"  # no such move, and the bounds exclude what was expected
    INCONCLUSIVE = "inconclusive"
    TOO_EARLY = "too_early"
    UNMEASURED = "unmeasured"


@dataclass(frozen=True)
class Trial:
    """An action as it is judged: its KPI, whom it was for, what was expected, and the two stretches."""

    kpi: Kpi
    scopes: tuple[Scope, ...]  # the reps it was for
    expected: Fraction | None
    before: Period
    since: Period


Read = Callable[[Kpi, Sequence[Period]], "Actuals"]


def effect_of(trial: Trial, facts: Facts, strategy: Strategy, read: Read) -> Evidence:
    """The numbers of an action's effect, and what may be said of it."""
    if (trial.since.length + WEEK - 1) // WEEK < FEWEST_WEEKS_AFTER:
        return {"worked": Worked.TOO_EARLY}
    people, kpi = _Sides.of(trial, strategy), trial.kpi
    is_rate = is_conversion(kpi, strategy)
    if not people.did or not (is_rate or _is_count(kpi)):
        return {"worked": Worked.UNMEASURED}
    asked = _Asked(facts, strategy, read)
    found, level = _change(kpi, people, asked), _level(trial, people, asked)
    numbers: dict[str, Fraction | float | int | str | None] = {
        "worked": _worked(found, level, trial), "did": len(people.did), "did_not": len(people.did_not),
        "level_low": level.low if level else None, "level_high": level.high if level else None,
    }  # fmt: skip
    if found is None:
        return numbers
    numbers |= {
        "method": found.method, "effect": found.ratio, "effect_low": found.low, "effect_high": found.high,
        "effect_chance": found.chance, "effect_of_odds": int(is_rate),
    }  # fmt: skip
    return {**numbers, **(_beside(trial, people, asked) if is_rate else {})}


@dataclass(frozen=True)
class _Asked:
    """Where the figures are read."""

    facts: Facts
    strategy: Strategy
    read: Read

    @property
    def swing(self) -> float:
        return float(self.strategy.thresholds.period_swing)

    def each(self, kpi: Kpi, side: Sequence[str], window: Period) -> list[Actual | None]:
        """The figure of each rep of a side over a stretch."""
        found = self.read(kpi, [window])
        return [found.of(kpi, Scope("rep", who), window) for who in side]


@dataclass(frozen=True)
class _Sides:
    """Who did it and who did not, both present in the two stretches."""

    did: tuple[str, ...]
    did_not: tuple[str, ...]
    before: Period
    since: Period

    @classmethod
    def of(cls, trial: Trial, strategy: Strategy) -> _Sides:
        there = {rep.key for rep in eligible(strategy, trial.before)}
        people = [rep.key for rep in eligible(strategy, trial.since) if rep.key in there]
        meant = {scope.key for scope in trial.scopes}
        return cls(
            tuple(one for one in people if one in meant), tuple(one for one in people if one not in meant),
            trial.before, trial.since,
        )  # fmt: skip

    @property
    def are_two(self) -> bool:
        return min(len(self.did), len(self.did_not)) >= FEWEST_ON_A_SIDE


def _change(kpi: Kpi, people: _Sides, asked: _Asked) -> Change | None:
    """The change of a KPI, beside those who did nothing where there are some; None where there are too few cases."""
    if is_conversion(kpi, asked.strategy):
        pairs = [_cases(kpi, side, people, asked) for side in (people.did, people.did_not)]
        beside = conversions_side_by_side(pairs[0], pairs[1]) if people.are_two else None
        return beside or conversions_before_after(*pairs[0], swing=asked.swing)
    spells = [_spells(kpi, side, people, asked) for side in (people.did, people.did_not)]
    phi, free = _phi(kpi, people, asked)
    beside = side_by_side(spells[0], spells[1], phi=phi, free=free) if people.are_two else None
    (was, is_) = spells[0]
    if beside or not (was.days.sum() and is_.days.sum()):
        return beside
    trend = _beyond_a_trend(kpi, people, asked)
    if trend:
        return trend
    sums = [(float(one.events.sum()), float(one.days.sum())) for one in (was, is_)]
    return before_after(sums[0], sums[1], phi=phi, swing=asked.swing)


def _beyond_a_trend(kpi: Kpi, people: _Sides, asked: _Asked) -> Change | None:
    """The jump over and above a trend that was there before; None under 26 weeks before, or without a trend.

    Where activity was rising already, before and after alone would credit the action with the rise.
    """
    start = people.since.start - timedelta(weeks=WEEKS_FOR_A_SLOPE)
    first = first_day(asked.facts, kpi)
    if first is None or first > start:
        return None
    around = Period(start, people.since.end, Cadence.CUSTOM, people.since.calendar)
    weekly = weekly_of(asked.facts, asked.strategy, kpi.numerator, people.did, around)
    if weekly is None:
        return None
    events, days = weekly.events.sum(axis=0), weekly.exposure.sum(axis=0)
    there = days > 0
    before = int(there[:WEEKS_FOR_A_SLOPE].sum())
    found = slope(events[there], days[there], weeks_before=before)
    return found.level if found and found.has_trend else None


def _phi(kpi: Kpi, people: _Sides, asked: _Asked) -> tuple[float, int]:
    """How clustered the KPI's events come over both stretches, and on how many free cells that was seen."""
    everyone = [*people.did, *people.did_not]
    weekly = weekly_of(asked.facts, asked.strategy, kpi.numerator, everyone, _both(people))
    return clustering(weekly), pearson(weekly)[1] if weekly else 0


def _level(trial: Trial, people: _Sides, asked: _Asked) -> Estimate | None:
    """The figure since the action began, and between which bounds luck leaves it, nine times in ten."""
    kpi, tail = trial.kpi, (1 - LEVEL) / 2
    if is_conversion(kpi, asked.strategy):
        since = _cases(kpi, people.did, people, asked)[1]
        found = wilson(int(since.successes.sum()), int(since.cases.sum()), confidence=LEVEL)
        return Estimate(since.rate, found.low, found.high) if found else None
    _, spell = _spells(kpi, people.did, people, asked)
    phi, _ = _phi(kpi, people, asked)
    days = float(spell.days.sum())
    if not days:
        return None
    unit = DAYS_A_WEEK if kpi.unit == MADE_BY_PRESENCE else days  # a pace by the week, or the whole count
    law = Gamma(np.asarray(float(spell.events.sum()) / phi + 0.5), np.asarray(days / phi))
    low, high = (float(law.quantile(one)) * unit for one in (tail, 1 - tail))
    return Estimate(spell.pace * unit, low, high)


def _both(people: _Sides) -> Period:
    return Period(people.before.start, people.since.end, Cadence.CUSTOM, people.since.calendar)


def _is_count(kpi: Kpi) -> bool:
    is_pace = kpi.kind is Kind.RATIO and kpi.unit == MADE_BY_PRESENCE
    return is_pace or (kpi.kind is Kind.ADDITIVE and kpi.unit == "count")


def _cases(kpi: Kpi, side: Sequence[str], people: _Sides, asked: _Asked) -> tuple[Cases, Cases]:
    found = []
    for window in (people.before, people.since):
        each = asked.each(kpi, side, window)
        won = np.array([float(one.numerator) if one else 0.0 for one in each])
        of = np.array([float(one.denominator or 0) if one else 0.0 for one in each])
        found.append(Cases(won, of))
    return found[0], found[1]


def _spells(kpi: Kpi, side: Sequence[str], people: _Sides, asked: _Asked) -> tuple[Spell, Spell]:
    found = []
    for window in (people.before, people.since):
        each = asked.each(kpi, side, window)
        days = [float(present_days(asked.strategy.rep(who), asked.strategy, window)) for who in side]
        found.append(Spell(np.array([float(one.numerator) if one else 0.0 for one in each]), np.array(days)))
    return found[0], found[1]


def _worked(found: Change | None, level: Estimate | None, trial: Trial) -> Worked:
    """What may be said: an effect for the better, a level that stays short of what was expected, or nothing."""
    has_less = trial.kpi.polarity == "lower_is_better"
    if found and found.is_established and (found.ratio > 1) != has_less:
        return Worked.ESTABLISHED
    if found is None or level is None or trial.expected is None:
        return Worked.INCONCLUSIVE
    expected = float(trial.expected)
    is_short = level.low > expected if has_less else level.high < expected
    return Worked.SHORT if is_short else Worked.INCONCLUSIVE


def _beside(trial: Trial, people: _Sides, asked: _Asked) -> Evidence:
    """What must be told beside a conversion: what came next per day worked, and the hours that were not lost.

    Fewer hopeless RDV-D make a conversion better by themselves, and bring nothing more.
    """
    key = NEXT_STEP.get(trial.kpi.key)
    if key is None or key not in {kpi.key for kpi in available(asked.facts, asked.strategy)}:
        return {}
    following = _change(BY_KEY[key], people, asked)
    numbers: dict[str, Fraction | float | int | str | None] = {"next_kpi": key}
    if following:
        numbers |= {"next": following.ratio, "next_low": following.low, "next_high": following.high}
    if trial.kpi.key in OF_DISCOVERIES:
        numbers["hours_saved"] = _hours_saved(trial, people, asked)
    return numbers


def _hours_saved(trial: Trial, people: _Sides, asked: _Asked) -> float | None:
    """The time of the RDV-D that would have been unqualified at the rate before: their number × their usual length."""
    before, since = _cases(trial.kpi, people.did, people, asked)
    m = asked.facts.table("meetings")
    held = m.filter(m.counts & (m.step == DISCOVERY) & (m.day >= people.since.start) & (m.day < people.since.end)
                    & m.rep.isin(list(people.did)))  # fmt: skip
    lengths = asked.facts.engine.answer(held.select(length=seconds(held)))["length"].to_pylist()
    known = [one for one in lengths if one is not None]
    if not known or not before.cases.sum():
        return None
    spared = (since.rate - before.rate) * float(since.cases.sum())
    return float(spared * sum(known) / len(known) / SECONDS_AN_HOUR)
