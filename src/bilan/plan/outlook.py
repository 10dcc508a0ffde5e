"""What the next period may bring, and so the chance of reaching a target of bookings: the course's, or any other.

The history is that of the facts, per day present; the last target counts as information while it is short, since a
team that has just done 140 % seldom does it again (statistics.md, Q1 and Q5).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from bilan.kpis.catalog import BY_KEY
from bilan.kpis.compute import actuals, first_day
from bilan.kpis.medians import values_of
from bilan.kpis.present import present_days_by
from bilan.kpis.scope import COMPANY, Scope, scopes_of
from bilan.period import Cadence
from bilan.plan.current import EACH
from bilan.plan.presence_of import asked_of, days_of, planned_days
from bilan.review.eligible import eligible
from bilan.stats.dispersion import UNKNOWN
from bilan.stats.target import SLIP, History, Luck, Outlook, Past, Reps, Yield, realism, size_spread, swing
from bilan.strategy.presence import main_site, working_days

if TYPE_CHECKING:
    from bilan.facts.snapshot import Facts
    from bilan.kpis.kpi import Kpi
    from bilan.period import Period
    from bilan.plan.current import Current
    from bilan.plan.load import Funnel
    from bilan.plan.proposal import Numbers
    from bilan.review.judgement import Judgement
    from bilan.review.review import Review
    from bilan.stats.arrays import Floats
    from bilan.stats.verdict import Estimate
    from bilan.strategy.document import Strategy

BOOKINGS, WON, MET = BY_KEY["bookings"], BY_KEY["deals_won"], BY_KEY["rdv_d"]
MOST_PERIODS = 8
SETTLING = timedelta(days=14)  # data that begin this soon after a period are taken to cover it
FEWEST_MEETINGS = 30
FEWEST_REPS = 2


@dataclass(frozen=True, slots=True)
class Prospect:
    """The outlook of one perimeter, and what a target of it asks in all: what a what-if is asked of."""

    history: History
    outlook: Outlook | None  # None with fewer than twenty signatures
    days_to_come: float  # of all its people, as present as in the period that ended
    presence: float  # the part of their planned days that people were there
    targets: float  # how many times one target is asked in all: 1 of a whole, 7.5 of eight people at « each rep »
    windows: tuple[Period, ...]  # the periods of the history

    def chance_of(self, target: Fraction) -> float | None:
        """The chance that the whole reaches a target, for one person or for all as it is written."""
        return None if self.outlook is None else self.outlook.chance_of(float(target) * self.targets)

    def target_for(self, chance: float) -> float | None:
        """The target that has a chance of being reached, as it is written."""
        return None if self.outlook is None else self.outlook.target_for(chance) / self.targets


def prospect(facts: Facts, strategy: Strategy, review: Review, current: Current, judged: Judgement) -> Prospect | None:
    """The outlook of a target of bookings for a whole, a team or « each rep »; None for one person, or on the way.

    A chance of the team is nobody's own: one rep's ten deals a quarter are mostly luck.
    """
    scope, period = _whole(current), review.period
    if current.kpi != BOOKINGS.key or current.cadence is not None or scope is None or not review.is_over:
        return None
    windows = _windows(facts, period)
    past = _past(facts, strategy, scope, windows)
    name = "" if scope == COMPANY else scope.name
    planned, to_come = (float(planned_days(strategy, name, one)) for one in (period, period.next()))
    if not past or not planned or not to_come or not _targets(strategy, current, period.next(), to_come):
        return None
    settings = strategy.thresholds
    luck = Luck(
        judged.team.phi.get(WON.key, UNKNOWN), size_spread(_sizes(facts, strategy, windows)),
        float(settings.period_swing),
    )  # fmt: skip
    luck = replace(luck, swing=swing(past, luck))
    presence = min(1.0, past[-1].days / planned)
    old = float(current.value) * _targets(strategy, current, period, past[-1].days)
    history = History(past, old or None, luck, float(settings.target_trust))
    days_to_come = to_come * presence
    return Prospect(
        history, history.outlook(days_to_come) if history.is_enough else None, days_to_come, presence,
        _targets(strategy, current, period.next(), days_to_come), tuple(windows),
    )  # fmt: skip


def _targets(strategy: Strategy, current: Current, period: Period, days: float) -> float:
    """How many times one target is asked: once of a whole, by presence for « each rep », by head where it is by name.

    By name, only of those who are there in the period: what was asked of a rep who has left is asked of nobody.
    """
    if current.scope != EACH:
        return 1.0
    if current.is_by_name:
        return float(len(asked_of(strategy, current, period)))
    return days / len(working_days(main_site(strategy), period))


def _whole(current: Current) -> Scope | None:
    if current.scope in (EACH, "company"):
        return COMPANY
    kind, _, key = current.scope.partition(":")
    return Scope("team", key) if kind == "team" else None


def _windows(facts: Facts, period: Period) -> list[Period]:
    """The period and those before it that the data cover, the oldest first."""
    since = first_day(facts, BOOKINGS)
    found = [period]
    while since and len(found) < MOST_PERIODS and found[0].previous().start + SETTLING >= since:
        found.insert(0, found[0].previous())
    return found


def _past(facts: Facts, strategy: Strategy, scope: Scope, windows: list[Period]) -> tuple[Past, ...]:
    read = actuals(facts, strategy, [BOOKINGS, WON], windows, as_of=windows[-1].end)
    places = {one: at for at, one in enumerate(scopes_of(strategy))}
    days, a_day = present_days_by(strategy, places, windows)
    found = []
    for at, window in enumerate(windows):
        signed, won = (read.of(kpi, scope, window) for kpi in (BOOKINGS, WON))
        there = int(days[at, places[scope]]) / a_day
        if signed and won and signed.numerator > 0 and won.numerator > 0 and there:
            found.append(Past(float(signed.numerator), int(won.numerator), there))
    return tuple(found)


def _sizes(facts: Facts, strategy: Strategy, windows: list[Period]) -> Floats:
    """What the deals signed over the windows were worth."""
    t, scale = values_of(facts, strategy, BY_KEY["median_deal"])
    rows = t.filter((t.day >= windows[0].start) & (t.day < windows[-1].end))
    answer = facts.engine.answer(rows.select(value=rows.value.cast("int64")).order_by("value"))
    return np.array([row / scale for row in answer["value"].to_pylist()], dtype=np.float64)


def chances(one: Prospect | None, current: Current, value: Fraction, chance: float) -> Numbers:
    """The numbers beside a proposed target: its chance, that of the one in force, and the target with a chosen chance.

    Too few signatures give none: how many there are is then said.
    """
    if one is None:
        return {}
    past = one.history.past
    found: dict[str, Fraction | float | int | str | None] = {
        "signed_deals": one.history.deals, "periods": len(past),
    }  # fmt: skip
    if one.outlook is None:
        return found
    again = one.chance_of(current.value)
    return found | {
        "chance": one.chance_of(value), "chance_current": again, "realism": realism(again) if again else None,
        "chance_wanted": chance, "likely": one.target_for(chance),
    }  # fmt: skip


def individual(
    facts: Facts, strategy: Strategy, review: Review, one: Prospect | None, current: Current
) -> float | None:
    """The target that reps would reach with a chosen chance each; mostly below what the team has the same chance of."""
    people = [rep.key for rep in eligible(strategy, review.window)]
    full_days = float(days_of(strategy, current, review.period).then)
    if one is None or one.outlook is None or len(people) < FEWEST_REPS or not full_days:
        return None
    read = actuals(facts, strategy, [WON, BOOKINGS], [review.window], as_of=review.window.end)
    places = {scope: at for at, scope in enumerate(scopes_of(strategy))}
    there, a_day = present_days_by(strategy, places, [review.window, review.period.next()])
    at = [places[Scope("rep", key)] for key in people]
    won = [read.of(WON, Scope("rep", key), review.window) for key in people]
    deals = np.array([max(0.0, float(found.numerator)) if found else 0.0 for found in won])
    now, later = there[0, at] / a_day, there[1, at] / a_day * one.presence
    signed, whole = (read.of(kpi, COMPANY, review.window) for kpi in (BOOKINGS, WON))
    if not deals.sum() or (later <= 0).any() or (now <= 0).any() or not (signed and whole and whole.numerator):
        return None
    parts = np.ones(len(people)) if current.is_by_name else later / full_days
    size = float(signed.numerator / whole.numerator)
    team = Reps(deals, now, later, parts, size, int(whole.numerator), luck=one.history.luck)
    return team.target_for(float(strategy.thresholds.target_chance))


@dataclass(frozen=True, slots=True)
class PaceOutlook:
    """RDV-D a week for a chosen chance of a target; the chances at a given pace, conversion held or slipping."""

    needed: Estimate
    chance: float
    chance_if_it_slips: float


def pace_outlook(
    facts: Facts, strategy: Strategy, one: Prospect | None, funnel: Funnel, asked: tuple[Fraction, Fraction]
) -> PaceOutlook | None:
    """What a pace gives of a target (``asked`` is the pace and one person's target); None under thirty RDV-D.

    What RDV-D bring is read over the whole history: one good quarter would make each of them look worth more.
    """
    pace, target = asked
    if one is None or one.outlook is None or not (funnel.pace and funnel.weeks and target):
        return None  # a funnel without a pace is that of a company without RDV-D
    read = actuals(facts, strategy, [MET, WON, BOOKINGS], one.windows, as_of=one.windows[-1].end)
    sums = [[read.of(kpi, COMPANY, window) for kpi in (MET, WON, BOOKINGS)] for window in one.windows]
    told = [
        [part.numerator for part in row if part] for row in sums if all(part and part.numerator > 0 for part in row)
    ]
    met, won, signed = (sum((row[at] for row in told), Fraction(0)) for at in range(3))
    if met < FEWEST_MEETINGS or not won:
        return None
    luck, weeks = one.history.luck, float(funnel.weeks)
    seen = Yield(int(met), int(won), float(signed / won), float(funnel.pace), len(told), luck)
    chance = float(strategy.thresholds.target_chance)
    return PaceOutlook(
        seen.pace_for(float(target), weeks, chance=chance),
        seen.chance_of(float(target), float(pace), weeks),
        seen.chance_of(float(target), float(pace), weeks, slip=SLIP),
    )


def weeks_held(facts: Facts, strategy: Strategy, kpi: Kpi, pace: Fraction, window: Period) -> Fraction | None:
    """Of the weeks in which each rep was present, the share in which a pace was held; None without a week."""
    weeks = window.split(Cadence.WEEK)
    read = actuals(facts, strategy, [kpi], weeks, as_of=window.end)
    found = (
        one.value for rep in eligible(strategy, window) for week in weeks
        if (one := read.of(kpi, Scope("rep", rep.key), week)) is not None
    )  # fmt: skip
    held = [value >= pace for value in found if value is not None]
    return Fraction(sum(held), len(held)) if held else None
