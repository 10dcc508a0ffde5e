"""What was promised for a KPI, to whom, over any stretch of days: exact, pro-rated or summed, and said so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from bilan.label import Label
from bilan.period import Cadence, Period
from bilan.strategy.document import Rep, Site, Strategy, Target
from bilan.strategy.presence import WEEK_DAYS, main_site, planned_share, ramp, site_of, team_of, working_days

Origin = Literal["given", "sum_of_teams", "sum_of_reps", "share_of_window", "prorated"]
Weight = Callable[[date], Fraction]


@dataclass(frozen=True, slots=True)
class Changed:
    """A target that a later version changed: from which day, from what it asked over the whole stretch to what."""

    on: date
    before: Fraction
    after: Fraction
    is_too_late: bool = False  # made once the period was over: what was promised before stands


@dataclass(frozen=True, slots=True)
class Promise:
    """A target as it holds over one stretch of days, in the KPI's unit, and how it was come by."""

    value: Fraction
    origin: Origin
    detail: Label
    changes: tuple[Changed, ...] = ()  # made after its period began (EC-61)


@dataclass(frozen=True, slots=True)
class Assignment:
    """The target of the whole beside the sum of individual targets (EC-62)."""

    top_down: Fraction
    bottom_up: Fraction

    @property
    def difference(self) -> Fraction:
        """Positive when more was asked of the reps together than of the whole."""
        return self.bottom_up - self.top_down

    @property
    def rate(self) -> Fraction | None:
        """The difference over the target of the whole; None when that is zero."""
        return self.difference / self.top_down if self.top_down else None


@dataclass(frozen=True, slots=True)
class _Piece:
    """The part of the period that one target covers."""

    target: Target
    window: Period
    part: Period
    during: Period | None  # only what falls on these days is wanted; None: all of it

    def wants(self, day: date) -> bool:
        return self.during is None or day in self.during


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which promise is looked for: of which KPI, over which days, and which of those days count."""

    kpi: str
    period: Period
    is_rate: bool
    during: Period | None = None


def target_for(
    strategy: Strategy, kpi: str, scope: str, period: Period, *, is_rate: bool = False, during: Period | None = None
) -> Promise | None:
    """What was promised to the company, a team or a rep; None when nothing was (EC-60).

    ``scope`` is ``company``, ``team:<key>`` or ``rep:<key>``. Money is in units of the company's currency.
    ``during`` keeps the part of the period's target that falls on some of its days; a rate is the same every day.
    """
    wanted = _Wanted(kpi, period, is_rate, during)
    if scope.startswith("rep:"):
        rep = next((rep for rep in strategy.reps if f"rep:{rep.key}" == scope), None)
        return _to_rep(strategy, wanted, rep) if rep else None
    return _top_down(strategy, wanted, scope) or _sum_of_reps(strategy, wanted, scope)


def assignment(strategy: Strategy, kpi: str, period: Period, *, scope: str = "company") -> Assignment | None:
    """The target given to the company or a team beside the sum of its reps'; None when either is missing."""
    wanted = _Wanted(kpi, period, is_rate=False)
    given, reps = _top_down(strategy, wanted, scope), _sum_of_reps(strategy, wanted, scope)
    return Assignment(given.value, reps.value) if given and reps else None


def _top_down(strategy: Strategy, wanted: _Wanted, scope: str) -> Promise | None:
    """What the whole was asked: its own target or, for the company, those of its teams."""
    given = _given(strategy, wanted, scope)
    return _sum_of_teams(strategy, wanted) if given is None and scope == "company" else given


def weighted(versions: Sequence[tuple[Promise, int]]) -> Promise | None:
    """One promise out of successive versions, each weighed by the days it was in force (EC-61)."""
    days = sum(days for _, days in versions)
    if not days:
        return None
    value = sum((promise.value * days for promise, days in versions), Fraction(0)) / days
    return Promise(value, "prorated", Label(
        fr=f"moyenne de {len(versions)} versions, pondérée par leurs jours en vigueur",
        en=f"average of {len(versions)} versions, weighted by their days in force",
    ))  # fmt: skip


def _to_rep(strategy: Strategy, wanted: _Wanted, rep: Rep) -> Promise | None:
    """A rep's own target stands as given; that of each rep follows presence and ramp (EC-51, EC-54)."""
    pieces = _cover(strategy, wanted, rep=rep)
    value = _in_team(strategy, rep, pieces, team=None, is_rate=wanted.is_rate) if pieces else None
    if pieces is None or value is None:
        return None
    scaled = not wanted.is_rate and any(piece.target.scope == "each_rep" for piece in pieces)
    return Promise(value, *_said(pieces, wanted.period, scaled=scaled))


def _given(strategy: Strategy, wanted: _Wanted, scope: str) -> Promise | None:
    pieces = _cover(strategy, wanted, scope=scope)
    if pieces is None:
        return None
    amounts = [_amount(strategy, piece, None, is_rate=wanted.is_rate, weight=_every_day) for piece in pieces]
    value = _total(pieces, amounts, is_rate=wanted.is_rate)
    return None if value is None else Promise(value, *_said(pieces, wanted.period, scaled=False))


def _total(pieces: list[_Piece], amounts: Sequence[Fraction | None], *, is_rate: bool) -> Fraction | None:
    """Amounts add up over several windows, rates are averaged by their days; None when one is not known."""
    known = [amount for amount in amounts if amount is not None]
    if len(known) < len(pieces):
        return None
    if not is_rate:
        return sum(known, Fraction(0))
    days = sum(piece.part.length for piece in pieces)
    return sum((amount * piece.part.length for amount, piece in zip(known, pieces, strict=True)), Fraction(0)) / days


def _sum_of_teams(strategy: Strategy, wanted: _Wanted) -> Promise | None:
    """Top-down without a target of the company: the sum of its teams', when each of them has one."""
    promises = [_given(strategy, wanted, f"team:{team.key}") for team in strategy.teams]
    given = [promise.value for promise in promises if promise]
    if not given or len(given) < len(promises) or (wanted.is_rate and len(set(given)) > 1):
        return None
    value = given[0] if wanted.is_rate else sum(given, Fraction(0))
    return Promise(value, "sum_of_teams", Label("somme des objectifs des équipes", "sum of the teams' targets"))


def _sum_of_reps(strategy: Strategy, wanted: _Wanted, scope: str) -> Promise | None:
    """What the members were asked together, each for the days in the team (EC-53); a rate only when all share it."""
    team = scope.removeprefix("team:") if scope != "company" else None
    values = []
    for rep in strategy.reps:
        if team is not None and all(membership.team != team for membership in rep.teams):
            continue
        pieces = _cover(strategy, wanted, rep=rep)
        value = _in_team(strategy, rep, pieces, team=team, is_rate=wanted.is_rate) if pieces else None
        if value is not None:
            values.append(value)
    if not values or (wanted.is_rate and len(set(values)) > 1):
        return None
    value = values[0] if wanted.is_rate else sum(values, Fraction(0))
    return Promise(value, "sum_of_reps", Label(
        fr=f"somme des objectifs individuels ({len(values)})",
        en=f"sum of individual targets ({len(values)})",
    ))  # fmt: skip


def _in_team(strategy: Strategy, rep: Rep, pieces: list[_Piece], *, team: str | None, is_rate: bool) -> Fraction | None:
    """The part of a rep's target that falls on the days in the team; the whole of it for the company."""
    period = Period(pieces[0].part.start, pieces[-1].part.end)
    if team is not None and not any(team_of(rep, day) == team for day in period.days()):
        return None
    amounts = [
        _amount(strategy, piece, rep, is_rate=is_rate, weight=_in(team, rep, _rep_weight(piece, rep)))
        for piece in pieces
    ]
    return _total(pieces, amounts, is_rate=is_rate)


def _in(team: str | None, rep: Rep, weight: Weight) -> Weight:
    return lambda day: weight(day) if team is None or team_of(rep, day) == team else Fraction(0)


def _every_day(_day: date) -> Fraction:
    return Fraction(1)


def _rep_weight(piece: _Piece, rep: Rep) -> Weight:
    """A target of one's own was set knowing the presence; repeated each week, it follows the days present."""
    if piece.target.scope == "each_rep":
        return lambda day: planned_share(rep, day) * ramp(rep, day)
    if _is_repeated(piece.target):
        return lambda day: planned_share(rep, day)
    return _every_day


def _is_repeated(target: Target) -> bool:
    return target.cadence not in (None, Cadence.CUSTOM)


def _cover(strategy: Strategy, wanted: _Wanted, *, scope: str = "", rep: Rep | None = None) -> list[_Piece] | None:
    """The targets that cover every day of the period, each day once; None when a day has none.

    Whole windows inside the period come first, the longest before the others; then the smallest around it.
    """
    period = wanted.period
    windows = list(_windows(strategy, wanted.kpi, scope, rep))
    pieces = []
    day = period.start
    while day < period.end:
        whole = [pair for pair in windows if pair[1].start == day and pair[1].end <= period.end]
        around = [pair for pair in windows if day in pair[1]]
        if not around:
            return None
        length = _length
        target, window = max(whole, key=length) if whole else min(around, key=length)
        end = min(window.end, period.end)
        is_whole = (day, end) == (window.start, window.end)
        part = window if is_whole else Period(day, end, calendar=period.calendar)
        pieces.append(_Piece(target, window, part, wanted.during))
        day = end
    return pieces


def _length(pair: tuple[Target, Period]) -> int:
    return pair[1].length


def _windows(strategy: Strategy, kpi: str, scope: str, rep: Rep | None) -> Iterator[tuple[Target, Period]]:
    """The targets that apply, one's own before those of each rep; a manager only has their own (EC-55)."""
    scopes = [scope]
    if rep:
        scopes = [f"rep:{rep.key}"] if rep.manages else [f"rep:{rep.key}", "each_rep"]
    seen = set()
    calendar = strategy.company.calendar
    for wanted in scopes:
        for target in strategy.targets:
            if target.kpi == kpi and target.scope == wanted:
                window = calendar.parse(target.window)
                if (window.start, window.end) not in seen:
                    seen.add((window.start, window.end))
                    yield target, window


def _amount(strategy: Strategy, piece: _Piece, rep: Rep | None, *, is_rate: bool, weight: Weight) -> Fraction | None:
    """What the target asks over its piece of the period; None when its currency has no budget rate."""
    rate = budget_rate(strategy, piece.target.currency, piece.window.start)
    if rate is None:
        return None
    value = Fraction(piece.target.value) * rate
    if is_rate:
        return value
    site = site_of(rep, strategy) if rep else main_site(strategy)
    parts = _repeated(piece, site, weight) if _is_repeated(piece.target) else _spread(piece, site, weight)
    return value * sum(parts, Fraction(0))


def _repeated(piece: _Piece, site: Site, weight: Weight) -> Iterator[Fraction]:
    """How many times a target of each week or month is asked: 60 working days are 12 weeks of five (EC-05)."""
    cadence = piece.target.cadence or Cadence.WEEK
    for part in piece.part.split(cadence):
        whole = part.calendar.containing(part.start, cadence)
        days = WEEK_DAYS if cadence is Cadence.WEEK else len(_days(site, whole))
        yield sum((weight(day) for day in working_days(site, part) if piece.wants(day)), Fraction(0)) / days


def _spread(piece: _Piece, site: Site, weight: Weight) -> Iterator[Fraction]:
    """The part of the window's target that falls on each day: by season where one is given, else evenly."""
    for season, share in _seasons(piece):
        days = _days(site, season)
        inside = sum((weight(day) for day in days if day in piece.part and piece.wants(day)), Fraction(0))
        yield inside * share / len(days)


def _seasons(piece: _Piece) -> list[tuple[Period, Fraction]]:
    weights = piece.target.seasonality
    total = sum((Fraction(weight) for weight in weights.values()), Fraction(0))
    if not total:
        return [(piece.window, Fraction(1))]
    return [(piece.window.calendar.parse(name), Fraction(weight) / total) for name, weight in weights.items()]


def _days(site: Site, period: Period) -> tuple[date, ...]:
    """The days a target is spread over: working days or, in a stretch that has none, every day."""
    return working_days(site, period) or tuple(period.days())


def budget_rate(strategy: Strategy, currency: str, day: date) -> Fraction | None:
    """The rate fixed when targets were published, in force that day (EC-18); None when none was fixed."""
    if currency in ("", strategy.company.currency):
        return Fraction(1)
    fixed = [rate for rate in strategy.rates if rate.currency == currency and rate.budget and rate.since <= day]
    return Fraction(max(fixed, key=lambda rate: rate.since).rate) if fixed else None


def _said(pieces: list[_Piece], period: Period, *, scaled: bool) -> tuple[Origin, Label]:
    """How the promise was come by, in one sentence."""
    if any(piece.part != piece.window for piece in pieces):
        around = pieces[0].window
        return "share_of_window", Label(
            fr=f"part de l'objectif de {around.label('fr')} au prorata des jours ouvrés",
            en=f"share of the target of {around.label('en')} by working days",
        )
    if scaled or any(_is_repeated(piece.target) for piece in pieces):
        return "prorated", Label("au prorata des jours de présence", "pro-rated by days present")
    if len(pieces) > 1:
        return "given", Label(
            f"somme des objectifs de {len(pieces)} périodes", f"sum of the targets of {len(pieces)} periods"
        )
    return "given", Label(f"fixé pour {period.label('fr')}", f"set for {period.label('en')}")
