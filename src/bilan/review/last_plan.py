"""What became of the last plan's actions: each one's KPI before and since, counted the same way (EC-77).

A season, another market or chance may move a KPI as much as an action does: beside the two figures stands what may be
said of the action's effect, and never that it is the cause.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from bilan.kpis.available import available
from bilan.kpis.compute import actuals
from bilan.kpis.drill import rows_behind
from bilan.kpis.kpi import Kind, Kpi
from bilan.kpis.scope import COMPANY, Scope
from bilan.period import Cadence, Period
from bilan.review.effect import Trial, effect_of
from bilan.review.finding import Evidence, Finding, FindingKind
from bilan.review.reading import growth
from bilan.strategy.presence import days_in_team, members, present_days
from bilan.strategy.targets import target_for

if TYPE_CHECKING:
    from bilan.facts.snapshot import Facts
    from bilan.kpis.compute import Actual, Actuals
    from bilan.strategy.document import Strategy

PACE, CALLED_FIRST = "rdv_d_week", "called_first"
ADOPTED_BY = {  # the practice whose adoption the facts can show, by the KPI of the action
    "qualif_rate": CALLED_FIRST,
    "called_first": CALLED_FIRST,
    "rdv_q": CALLED_FIRST,
    "rdv_d_week": PACE,
}


class Undertaken(Protocol):
    """What is read of an action: its KPI, whom it is for, when it began, what was expected of it."""

    @property
    def number(self) -> int: ...
    @property
    def kpi(self) -> str: ...
    @property
    def scope(self) -> str: ...
    @property
    def starts_on(self) -> date | None: ...
    @property
    def baseline(self) -> Fraction | None: ...
    @property
    def expected(self) -> Fraction | None: ...
    @property
    def status(self) -> str: ...
    @property
    def origin(self) -> str: ...


def effects(actions: Sequence[Undertaken], facts: Facts, strategy: Strategy, window: Period) -> tuple[Finding, ...]:
    """One finding an action, in their order: its KPI before it began and since, for whom it was meant."""
    book = _Book(facts, strategy)
    return tuple(_effect(action, book, window) for action in actions)


def _effect(action: Undertaken, book: _Book, window: Period) -> Finding:
    scopes = _scopes(action.scope, book.strategy)
    since, before = _stretches(action.starts_on, window)
    numbers: Evidence = {"status": str(action.status), "expected": action.expected, "baseline": action.baseline}
    kpi = book.kpis.get(action.kpi)
    if kpi and since and before:
        people = tuple(one for one in book.people(scopes, since) if one.key != _who_shares(action))
        trial = Trial(kpi, people, action.expected, before, since)
        numbers = {**numbers, **_change(kpi, scopes, book, before, since), **_adoption(action, scopes, book, since),
                   **effect_of(trial, book.facts, book.strategy, book.read)}  # fmt: skip
    is_one = len(scopes) == 1
    return Finding(
        key=f"last_plan:{action.number}", kind=FindingKind.LAST_PLAN, sense="neutral",
        scope=scopes[0] if is_one else COMPANY, kpi=action.kpi,
        evidence={"before": None, "since": None, "growth": None, "adopted": None, **numbers},
        people=tuple(scope.key for scope in scopes if scope.kind == "rep"),
    )  # fmt: skip


def _who_shares(action: Undertaken) -> str:
    """Whose practice it is that an action shares: its effect is looked for on the others."""
    kind, _, who = action.origin.rpartition(":")
    return who if kind.startswith("standout:") else ""


def _scopes(scope: str, strategy: Strategy) -> tuple[Scope, ...]:
    """Whom an action is for: the company, a team, a rep, or several reps one after the other."""
    reps, teams = {rep.key for rep in strategy.reps}, {team.key for team in strategy.teams}
    names = [name.strip() for name in scope.split(",")]
    found = [Scope("team", name.removeprefix("team:")) for name in names if name.removeprefix("team:") in teams
             and not name.startswith("rep:")]  # fmt: skip
    found += [Scope("rep", name.removeprefix("rep:")) for name in names if name.removeprefix("rep:") in reps]
    return tuple(dict.fromkeys(found)) or (COMPANY,)


def _stretches(starts_on: date | None, window: Period) -> tuple[Period | None, Period | None]:
    """From the beginning of an action to the end of the window, and the stretch as long before it."""
    start = starts_on or window.start
    if start >= window.end:
        return None, None
    since = window if start == window.start else Period(start, window.end, Cadence.CUSTOM, window.calendar)
    return since, since.previous()


def _change(kpi: Kpi, scopes: tuple[Scope, ...], book: _Book, before: Period, since: Period) -> Evidence:
    """Both figures, raw and per day present: an absence is no effect of an action (EC-10)."""
    was, is_ = book.figure(kpi, scopes, before), book.figure(kpi, scopes, since)
    days_before, days_since = book.days(scopes, before), book.days(scopes, since)
    raw = growth(is_, was)
    per_day = None
    if kpi.kind is Kind.ADDITIVE and raw is not None and days_before and days_since:
        per_day = (1 + raw) * days_before / days_since - 1
    return {
        "before": was, "since": is_, "growth": raw, "growth_per_day": per_day,
        "before_days": days_before, "since_days": days_since,
        "before_starts_on": before.start, "since_starts_on": since.start,
    }  # fmt: skip


def _adoption(action: Undertaken, scopes: tuple[Scope, ...], book: _Book, since: Period) -> Evidence:
    """How far the practice was taken up: of physical RDV-D, those called first; of weeks present, those at the pace."""
    practice = ADOPTED_BY.get(action.kpi, "")
    kpi = book.kpis.get(practice)
    if kpi is None:
        return {"adopted_by": None}
    adopted = (
        book.figure(kpi, scopes, since) if practice == CALLED_FIRST else _weeks_held(action, kpi, scopes, book, since)
    )
    return {"adopted": adopted, "adopted_by": practice}


def _weeks_held(action: Undertaken, kpi: Kpi, scopes: tuple[Scope, ...], book: _Book, since: Period) -> Fraction | None:
    """Of the weeks in which each of them was present, the share in which the pace expected was held."""
    weeks = since.split(Cadence.WEEK)
    found = book.read(kpi, weeks)
    held = []
    for rep in book.people(scopes, since):
        goal = action.expected
        if goal is None:
            promise = target_for(book.strategy, kpi.key, rep.name, since, is_rate=True)
            goal = promise.value if promise else None
        paces = (one.value for week in weeks if (one := found.of(kpi, rep, week)))
        held += [pace >= goal for pace in paces if goal is not None and pace is not None]
    return Fraction(sum(held), len(held)) if held else None


class _Book:
    """The figures of one snapshot, read when an action asks for them."""

    def __init__(self, facts: Facts, strategy: Strategy) -> None:
        self.facts, self.strategy = facts, strategy
        self._read: dict[tuple[str, tuple[Period, ...]], Actuals] = {}

    @cached_property
    def kpis(self) -> dict[str, Kpi]:
        return {kpi.key: kpi for kpi in available(self.facts, self.strategy)}

    def read(self, kpi: Kpi, windows: Sequence[Period]) -> Actuals:
        """A KPI over some windows; stocks as they stood at the end of the last."""
        address = (kpi.key, tuple(windows))
        if address not in self._read:
            self._read[address] = actuals(self.facts, self.strategy, [kpi], windows, as_of=windows[-1].end)
        return self._read[address]

    def figure(self, kpi: Kpi, scopes: Sequence[Scope], window: Period) -> Fraction | None:
        """The KPI of several perimeters as of one: a ratio of sums, a median of all; None before any data."""
        found = self.read(kpi, [window])
        whole = found.of(kpi, COMPANY, window)
        if whole is None or not whole.rows:
            return None
        parts = [one for scope in scopes if (one := found.of(kpi, scope, window))]
        if len(parts) == 1:
            return parts[0].value
        if kpi.kind is Kind.QUANTILE:
            return self._median(kpi, scopes, window)
        return None if kpi.kind is Kind.COMPOSED else _together(parts)

    def _median(self, kpi: Kpi, scopes: Sequence[Scope], window: Period) -> Fraction | None:
        rows = (row for scope in scopes for row in rows_behind(self.facts, self.strategy, kpi, scope, window))
        values = sorted(row.value for row in rows)
        return (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2 if values else None

    def days(self, scopes: Iterable[Scope], window: Period) -> Fraction:
        """Days present of everyone the action is for, each while in the team where it is for a team."""
        return sum((self._days(scope, window) for scope in scopes), Fraction(0))

    def _days(self, scope: Scope, window: Period) -> Fraction:
        strategy = self.strategy
        if scope.kind == "team":
            return sum((days_in_team(rep, scope.key, strategy, window) for rep in strategy.reps), Fraction(0))
        reps = [rep for rep in strategy.reps if scope in (COMPANY, Scope("rep", rep.key))]
        return sum((present_days(rep, strategy, window) for rep in reps), Fraction(0))

    def people(self, scopes: Sequence[Scope], window: Period) -> list[Scope]:
        """The reps behind the perimeters, each once."""
        found = [Scope("rep", rep.key) for rep in self.strategy.reps]
        teams = {
            rep.key for scope in scopes if scope.kind == "team" for rep in members(scope.key, self.strategy, window)
        }
        return [one for one in found if COMPANY in scopes or one in scopes or one.key in teams]


def _together(parts: Sequence[Actual]) -> Fraction | None:
    above = sum((one.numerator for one in parts), Fraction(0))
    below = [one.denominator for one in parts if one.denominator is not None]
    if not below:
        return above if parts else None
    whole = sum(below, Fraction(0))
    return above / whole if whole else None
