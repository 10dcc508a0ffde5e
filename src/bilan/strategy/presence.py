"""How many days a rep was there to sell: holidays, part time, absences, arrival and ramp; never why (P19)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from bilan.period import Period
from bilan.strategy.document import Rep, Site, Strategy
from bilan.strategy.public_holidays import public_holidays

WEEK_DAYS = 5
MAINLAND = Site(key="metropole", name="Métropole")  # where a rep whose site is unknown is counted (EC-08)


def site_of(rep: Rep, strategy: Strategy) -> Site:
    """Where the rep works; an unknown site counts as mainland France, and the checks say so (EC-08)."""
    return next((site for site in strategy.company.sites if site.key == rep.site), MAINLAND)


def main_site(strategy: Strategy) -> Site:
    """The site whose calendar counts for a team or the whole company: the first one."""
    return next(iter(strategy.company.sites), MAINLAND)


@lru_cache(maxsize=4096)
def working_days(site: Site, period: Period) -> tuple[date, ...]:
    """The days worked at a site: Monday to Friday without public holidays nor the site's own days off."""
    return tuple(day for day in period.days() if is_working_day(site, day))


def is_working_day(site: Site, day: date) -> bool:
    """Whether the site works that day; a holiday that it says it works, such as Pentecost Monday, counts."""
    if day.weekday() >= WEEK_DAYS or day in site.days_off:
        return False
    return day in site.worked or day not in public_holidays(site.holidays, day.year)


def is_employed(rep: Rep, day: date) -> bool:
    """Whether the rep is in the company: from arrival to departure or, unsaid, from first to last day in a team."""
    first, last = rep.arrived_on, rep.left_on
    starts = [membership.since for membership in rep.teams]
    ends = [membership.until for membership in rep.teams]
    if first is None and starts:
        first = None if None in starts else min(start for start in starts if start)
    if last is None and ends:
        last = None if None in ends else max(end for end in ends if end)
    return (first is None or first <= day) and (last is None or day <= last)


def share_of_day(rep: Rep, day: date) -> Fraction:
    """The part of that day the rep is there, 0 to 1, were it a working day; a vacant position never is (EC-56)."""
    return Fraction(0) if rep.vacant else planned_share(rep, day)


def planned_share(rep: Rep, day: date) -> Fraction:
    """The part of that day that a target counts on: a vacant position asks as much as a person in it would (EC-56)."""
    if not is_employed(rep, day):
        return Fraction(0)
    begun = [time for time in rep.working_time if time.since <= day]
    full = max(begun, key=lambda time: time.since).share if begun else Decimal(1)
    away = sum((a.share for a in rep.absences if a.first_day <= day <= a.last_day), Decimal(0))
    return Fraction(full) * (1 - Fraction(min(away, Decimal(1))))


@lru_cache(maxsize=4096)
def presence(rep: Rep, site: Site, period: Period) -> tuple[tuple[date, Fraction], ...]:
    """Each working day of the site beside the part of it that the rep is there."""
    return tuple((day, share_of_day(rep, day)) for day in working_days(site, period))


def present_days(rep: Rep, strategy: Strategy, period: Period) -> Fraction:
    """Full days of presence: 10 days at half time are 5."""
    return sum((share for _, share in presence(rep, site_of(rep, strategy), period)), Fraction(0))


def presence_rate(rep: Rep, strategy: Strategy, period: Period) -> Fraction:
    """Days present over the site's working days; 0 when there was none to work."""
    days = len(working_days(site_of(rep, strategy), period))
    return present_days(rep, strategy, period) / days if days else Fraction(0)


def ramp(rep: Rep, day: date) -> Fraction:
    """The part of a full target asked of the rep that day, by months since arrival; 1 once the ramp is over."""
    if rep.arrived_on is None or day < rep.arrived_on:
        return Fraction(1)
    arrived = rep.arrived_on
    months = (day.year - arrived.year) * 12 + day.month - arrived.month - (day.day < arrived.day)
    return Fraction(rep.ramp[months]) if months < len(rep.ramp) else Fraction(1)


def capacity(rep: Rep, strategy: Strategy, period: Period) -> Fraction:
    """Days present, each weighed by the ramp: what a target set in full days is scaled by (EC-51)."""
    days = presence(rep, site_of(rep, strategy), period)
    return sum((share * ramp(rep, day) for day, share in days), Fraction(0))


def team_of(rep: Rep, day: date) -> str | None:
    """The team whose results the rep's are on that day; None outside any team (EC-53)."""
    for membership in rep.teams:
        since, until = membership.since or date.min, membership.until or date.max
        if since <= day <= until:
            return membership.team
    return None


def days_in_team(rep: Rep, team: str, strategy: Strategy, period: Period) -> Fraction:
    """Full days that the rep was present as a member of that team."""
    days = presence(rep, site_of(rep, strategy), period)
    return sum((share for day, share in days if team_of(rep, day) == team), Fraction(0))


def members(team: str, strategy: Strategy, period: Period) -> tuple[Rep, ...]:
    """The people who belonged to the team on at least one day of the period, in the strategy's order."""
    days = period.days()
    people = (rep for rep in strategy.reps if not rep.vacant)
    return tuple(rep for rep in people if any(team_of(rep, day) == team for day in days))
