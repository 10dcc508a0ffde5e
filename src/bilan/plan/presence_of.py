"""Whose days a target rests on: the presence of this period and of the next, for one perimeter."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from bilan.period import Cadence
from bilan.plan.current import EACH
from bilan.strategy.presence import (
    WEEK_DAYS,
    capacity,
    days_in_team,
    main_site,
    planned_share,
    present_days,
    ramp,
    site_of,
    team_of,
    working_days,
)

if TYPE_CHECKING:
    from bilan.period import Period
    from bilan.plan.current import Current
    from bilan.strategy.document import Rep, Strategy


@dataclass(frozen=True, slots=True)
class Days:
    """The days of two periods, as a target is scaled by them, and the weeks that will be worked in the second."""

    now: Fraction
    then: Fraction
    weeks: Fraction  # of five days present in the next period, for one person where the target is each person's
    people: int  # who will be there, reps who manage left out

    @property
    def ratio(self) -> Fraction:
        """By how much a target is scaled; 1 where nobody was there to compare with."""
        return self.then / self.now if self.now and self.then else Fraction(1)


def days_of(strategy: Strategy, current: Current, period: Period) -> Days:
    """By what a target moves when only the calendar and the people change.

    For each rep, the working days of the main site. For one rep, the days present, absences and ramp included: such a
    target was set knowing them. For a whole, the days of those who work there by their working time and ramp, without
    their absences: those of the next period are seldom known yet, and would read as more people.
    A target repeated each week is the same whatever the days; one of each month follows the days of a month.
    """
    after = period.next()
    people = [rep for rep in strategy.reps if not rep.manages and present_days(rep, strategy, after)]
    now, then = _days(strategy, current.scope, period), _days(strategy, current.scope, after)
    weeks = _weeks(strategy, current, after, people)
    if current.cadence is Cadence.WEEK:
        return Days(Fraction(1), Fraction(1), weeks, len(people))
    if current.cadence is not None:
        now, then = now / len(period.split(current.cadence)), then / len(after.split(current.cadence))
    return Days(now, then, weeks, len(people))


def times(current: Current, days: Days, after: Period) -> Fraction:
    """How often one value is asked in the next period, of whom it is asked."""
    if current.cadence is Cadence.WEEK:
        return days.weeks
    return Fraction(1) if current.cadence is None else Fraction(len(after.split(current.cadence)))


def _days(strategy: Strategy, scope: str, period: Period) -> Fraction:
    kind, _, key = scope.partition(":")
    if kind == "rep":
        return next((capacity(rep, strategy, period) for rep in strategy.reps if rep.key == key), Fraction(0))
    if scope == EACH or not strategy.reps:
        return Fraction(len(working_days(main_site(strategy), period)))
    return planned_days(strategy, scope, period)


def asked_of(strategy: Strategy, current: Current, period: Period) -> tuple[str, ...]:
    """Of the reps to whom a target is written by name, those who are there in a period."""
    there = {f"rep:{rep.key}" for rep in strategy.reps if present_days(rep, strategy, period)}
    return tuple(scope for scope in current.scopes if scope in there)


def planned_days(strategy: Strategy, scope: str, period: Period) -> Fraction:
    """The days of all who work in a team, or in the company, by their working time and ramp, absences left out."""
    _, _, key = scope.partition(":")
    there = [rep.model_copy(update={"absences": ()}) for rep in strategy.reps]
    return sum((_in_team(rep, strategy, period, key) for rep in there), Fraction(0))


def _in_team(rep: Rep, strategy: Strategy, period: Period, team: str) -> Fraction:
    """Days by working time and ramp; in the team alone when one is given.

    Those of a vacant position count too: the whole was asked them already, and filling it asks no more (EC-56).
    """
    days = working_days(site_of(rep, strategy), period)
    return sum(
        (planned_share(rep, day) * ramp(rep, day) for day in days if team in ("", team_of(rep, day))), Fraction(0)
    )


def _weeks(strategy: Strategy, current: Current, after: Period, people: list[Rep]) -> Fraction:
    """Weeks of presence behind a target: of all its people for a whole, of one of them for « each rep »."""
    kind, _, key = current.scope.partition(":")
    if kind == "rep":
        found = [present_days(rep, strategy, after) for rep in strategy.reps if rep.key == key]
    elif kind == "team":
        found = [days_in_team(rep, key, strategy, after) for rep in people]
    elif current.scope == EACH and not current.is_by_name:
        found = [Fraction(len(working_days(main_site(strategy), after)))]
    else:
        found = [present_days(rep, strategy, after) for rep in people]
        if current.scope == EACH and found:
            found = [sum(found, Fraction(0)) / len(found)]
    return sum(found, Fraction(0)) / WEEK_DAYS
