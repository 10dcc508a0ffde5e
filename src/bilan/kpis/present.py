"""How many days each perimeter was present in each window, counted for all of them at once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from bilan.kpis.scope import COMPANY, Scope
from bilan.period import Cadence, Period
from bilan.strategy.document import Rep, Site, Strategy
from bilan.strategy.presence import share_of_day, site_of, team_of, working_days

Counts = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Days in a row over which a rep's share of presence and team do not change."""

    scopes: tuple[Scope, ...]
    site: Site
    first: date
    after: date
    share: Fraction


def present_days_by(strategy: Strategy, scopes: dict[Scope, int], windows: Sequence[Period]) -> tuple[Counts, int]:
    """Days present by window and perimeter, and how many of the counted units make a day: nothing is rounded."""
    first, after = min(window.start for window in windows), max(window.end for window in windows)
    span = Period(first, after, Cadence.CUSTOM, windows[0].calendar)
    stretches = [stretch for rep in strategy.reps for stretch in _stretches(rep, strategy, span)]
    unit = math.lcm(*(stretch.share.denominator for stretch in stretches))
    worked = {site: _worked_before(site, span) for site in {stretch.site for stretch in stretches}}
    starts = np.array([(window.start - first).days for window in windows])
    ends = np.array([(window.end - first).days for window in windows])
    found = np.zeros((len(windows), len(scopes)), np.int64)
    for stretch in stretches:
        at, until = (stretch.first - first).days, (stretch.after - first).days
        before = worked[stretch.site]
        days = before[np.clip(ends, at, until)] - before[np.clip(starts, at, until)]
        for scope in stretch.scopes:
            found[:, scopes[scope]] += days * int(stretch.share * unit)
    return found, unit


def _worked_before(site: Site, span: Period) -> Counts:
    """How many working days of the site come before each day of the span, its end included."""
    worked = np.zeros(span.length + 1, np.int64)
    worked[[(day - span.start).days + 1 for day in working_days(site, span)]] = 1
    return np.cumsum(worked)


def _stretches(rep: Rep, strategy: Strategy, span: Period) -> Iterator[_Stretch]:
    """The rep's stretches in the span, those away left out."""
    turns = sorted({span.start, span.end, *(day for day in _turns(rep) if span.start < day < span.end)})
    teams = {team.key for team in strategy.teams}
    site = site_of(rep, strategy)
    for first, after in pairwise(turns):
        share, team = share_of_day(rep, first), team_of(rep, first)
        if share:
            own = (COMPANY, Scope("rep", rep.key))
            yield _Stretch((*own, Scope("team", team)) if team in teams else own, site, first, after, share)


def _turns(rep: Rep) -> Iterator[date]:
    """The days on which something may change for a rep."""
    one = date.resolution
    absences, teams = rep.absences, rep.teams
    begun = (t.since for t in rep.working_time)
    firsts = [rep.arrived_on, *begun, *(m.since for m in teams), *(a.first_day for a in absences)]
    lasts = [rep.left_on, *(m.until for m in teams), *(a.last_day for a in absences)]
    yield from (day for day in firsts if day)
    yield from (day + one for day in lasts if day)
