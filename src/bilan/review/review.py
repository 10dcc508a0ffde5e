"""The review of a period: every followed KPI against its target at its own cadence, and what to trust in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from bilan.kpis import catalog
from bilan.kpis.available import available, followed
from bilan.kpis.compute import Actuals, actuals
from bilan.kpis.constant import constant_currency
from bilan.kpis.kpi import Kind, Kpi
from bilan.kpis.scope import COMPANY, NOBODY, Scope, scopes_of
from bilan.period import Cadence, Period
from bilan.review.coverage import Coverage, Sources, Stale
from bilan.review.data_quality import Remark, remarks
from bilan.review.over_limit import OverLimit, deals_over_limit
from bilan.review.reading import Comparison, Reading, growth
from bilan.review.samples import Samples
from bilan.review.taken_over import taken_over
from bilan.review.unseen import unseen, unseen_in
from bilan.strategy.presence import presence_rate, working_days
from bilan.strategy.targets import Assignment, Promise, assignment
from bilan.strategy.versions import Promises, Version

if TYPE_CHECKING:
    from bilan.facts.snapshot import Facts
    from bilan.strategy.document import KpiSetting, Strategy

STEPS = ("rdv_q", "rdv_d", "rdv_e", "rdv_p", "rdv_c")


@dataclass(frozen=True, slots=True)
class SubPeriods:
    """A KPI over the sub-periods of its cadence: « 2 mois sur 3 atteints, 104 % cumulé » (EC-07)."""

    kpi: Kpi
    readings: tuple[Reading, ...]
    cut_off: date  # a sub-period that ends later is under way: neither reached nor missed yet

    @property
    def over(self) -> tuple[Reading, ...]:
        return tuple(reading for reading in self.readings if reading.window.end <= self.cut_off)

    @property
    def with_target(self) -> int:
        return sum(reading.target is not None for reading in self.over)

    @property
    def reached(self) -> int:
        return sum(reading.status == "reached" for reading in self.over)


@dataclass(frozen=True, slots=True)
class Line:
    """One KPI of one perimeter with its comparisons."""

    reading: Reading
    previous: Comparison
    year_before: Comparison


@dataclass(frozen=True, slots=True)
class Assigned:
    """What the company or a team was asked, beside what its reps were asked together (EC-62)."""

    kpi: Kpi
    scope: Scope
    assignment: Assignment
    vacant: Fraction = Fraction(0)  # of the sum of individual targets, what vacant positions are asked (EC-56)


@dataclass(frozen=True, slots=True)
class Background:
    """What a review knows beside its strategy and its facts: the versions before, and when each table was imported."""

    versions: tuple[Version, ...] = ()
    imported_on: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True)
class Review:
    """Everything the review of a period says, as data."""

    strategy: Strategy
    period: Period
    window: Period  # the period, or its part so far
    as_of: date  # the first day that does not count
    is_over: bool
    elapsed_days: int  # working days so far
    total_days: int
    lines: tuple[Line, ...]  # the company's
    teams: tuple[Reading, ...]
    reps: tuple[Reading, ...]
    sub_periods: tuple[SubPeriods, ...]
    funnel: tuple[Reading, ...]
    rates: tuple[Reading, ...]
    over_limit: tuple[OverLimit, ...]
    remarks: tuple[Remark, ...]
    absent: tuple[Kpi, ...] = field(default_factory=tuple)  # followed, but nothing feeds them
    unfed: tuple[KpiSetting, ...] = field(default_factory=tuple)  # of the company's own, without a source yet
    provenance: tuple[tuple[str, str], ...] = field(default_factory=tuple)
    assigned: tuple[Assigned, ...] = field(default_factory=tuple)
    coverage: tuple[tuple[Kpi, Coverage], ...] = field(default_factory=tuple)  # the KPIs that are partial
    stale: tuple[Stale, ...] = field(default_factory=tuple)
    formulas: Mapping[str, int] = field(default_factory=dict)  # the number of each KPI's present formula

    def line(self, key: str) -> Line | None:
        return next((line for line in self.lines if line.reading.kpi.key == key), None)

    @property
    def share_at_target(self) -> tuple[int, int]:
        """How many eligible reps reached their revenue target, of how many.

        A rep present less than the minimum, or who manages, is left out (EC-51, EC-55); so is a vacant position, and
        a rep whom no row names.
        """
        judged = [
            r for r in self.reps if r.kpi.key == "bookings" and r.attainment is not None and self._is_eligible(r.scope)
        ]
        return sum(r.status == "reached" for r in judged), len(judged)

    def _is_eligible(self, scope: Scope) -> bool:
        if scope == NOBODY:
            return False
        rep = self.strategy.rep(scope.key)
        minimum = self.strategy.thresholds.minimum_presence
        if rep.manages or rep.vacant or rep.key in unseen_in(self):
            return False
        return presence_rate(rep, self.strategy, self.window) >= Fraction(minimum)


NOTHING = Background()


def review(
    facts: Facts, strategy: Strategy, period: Period, *, today: date, background: Background = NOTHING
) -> Review:
    """The review of ``period`` as of ``today``; before its end it is read so far (EC-11)."""
    window = period.so_far(today) or period.first_days(1)
    usable = available(facts, strategy)
    kpis = followed(strategy, usable)
    builder = _Builder(facts, strategy, (period, window), kpis, background)
    return builder.build(as_of=min(today, period.end), missing=_missing(strategy, usable))


def read_one(
    facts: Facts, strategy: Strategy, kpi: Kpi, asked: tuple[Scope, Period], *,
    today: date, background: Background = NOTHING,
) -> Reading:  # fmt: skip
    """One reading of a perimeter over a period, as the review of its period would show it."""
    scope, period = asked
    window = period.so_far(today) or period.first_days(1)
    builder = _Builder(facts, strategy, (period, window), [kpi], background)
    return builder.reading(kpi, scope, builder.window)


def _missing(strategy: Strategy, usable: Sequence[Kpi]) -> tuple[Kpi, ...]:
    keys = {kpi.key for kpi in usable}
    wanted = [setting.key for setting in strategy.kpis] or list(catalog.DEFAULT)
    return tuple(catalog.BY_KEY[key] for key in wanted if key not in keys and key in catalog.BY_KEY)


class _Builder:
    """Reads each figure once and puts it where the review shows it."""

    def __init__(
        self,
        facts: Facts,
        strategy: Strategy,
        asked: tuple[Period, Period],
        kpis: Sequence[Kpi],
        background: Background,
    ) -> None:
        self.facts, self.strategy, self.kpis = facts, strategy, kpis
        self.period, self.window = period, window = asked
        self.promises = Promises(strategy, background.versions)
        self.sources = Sources(facts, strategy, background.imported_on)
        self.samples = Samples(strategy)
        self.of_nobody = {NOBODY, *(Scope("rep", rep.key) for rep in strategy.reps if rep.vacant)}
        self.site = strategy.company.sites[0]
        self.is_over = window.end == period.end
        self.days, self.all_days = self._days(window), self._days(period)
        self.previous = self._equal(period.previous())
        self.year_before = self._equal(period.year_before())
        self.parts = {kpi.key: self._parts(kpi) for kpi in kpis}
        parts = (self._so_far(part) for parts in self.parts.values() for part in parts)
        windows = [window, self.previous, self.year_before, *parts]
        self.actuals: Actuals = actuals(facts, strategy, kpis, windows, as_of=window.end)

    def _so_far(self, part: Period) -> Period:
        """A month or week under way, up to the cut-off: what came since is in no figure of the review."""
        return part if part.end <= self.window.end else replace(part, end=self.window.end, cadence=Cadence.CUSTOM)

    def _days(self, window: Period) -> int:
        return len(working_days(self.site, window))

    def _equal(self, earlier: Period) -> Period:
        """The earlier period, or as many of its first working days as have gone by in this one."""
        if self.is_over:
            return earlier
        days = working_days(self.site, earlier)
        if len(days) <= self.days or self.days == 0:
            return earlier.first_days(self.window.length)
        return Period(earlier.start, days[self.days], Cadence.CUSTOM, earlier.calendar)

    def _parts(self, kpi: Kpi) -> list[Period]:
        cadence = kpi.cadence if kpi.cadence not in (Cadence.CUSTOM, self.period.cadence) else Cadence.MONTH
        parts = self.period.split(cadence)
        if len(parts) == 1 and self.period.cadence in (Cadence.QUARTER, Cadence.HALF_YEAR, Cadence.YEAR):
            parts = self.period.split(Cadence.MONTH)
        return [part for part in parts if part.start < self.window.end]

    def build(self, *, as_of: date, missing: tuple[Kpi, ...]) -> Review:
        teams = [scope for scope in scopes_of(self.strategy) if scope.kind == "team"]
        reps = [scope for scope in scopes_of(self.strategy) if scope.kind == "rep"]
        shown = [kpi for kpi in self.kpis if kpi.key not in STEPS]

        def read(scopes: list[Scope]) -> tuple[Reading, ...]:
            known = ((kpi, scope) for kpi in self.kpis for scope in scopes if self._known(kpi, scope))
            return tuple(self.reading(kpi, scope, self.window) for kpi, scope in known)

        return Review(
            strategy=self.strategy, period=self.period, window=self.window, as_of=as_of, is_over=self.is_over,
            elapsed_days=self.days, total_days=self.all_days,
            lines=tuple(self._line(kpi) for kpi in self.kpis if self._known(kpi, COMPANY)),
            teams=read(teams),
            reps=read(reps),
            sub_periods=tuple(self._sub_periods(kpi) for kpi in self.kpis if kpi.kind in (Kind.ADDITIVE, Kind.RATIO)),
            funnel=tuple(self.reading(kpi, COMPANY, self.window) for kpi in self.kpis if kpi.key in STEPS),
            rates=tuple(self.reading(kpi, COMPANY, self.window) for kpi in shown if kpi.kind is Kind.COHORT),
            over_limit=deals_over_limit(self.facts, self.strategy, self.window),
            remarks=tuple(
                one for find in (remarks, unseen, taken_over) for one in find(self.facts, self.strategy, self.window)
            ),
            absent=missing,
            unfed=tuple(one for one in self.strategy.kpis if one.key not in catalog.BY_KEY and one.value is None
                        and one.source is not None and one.source.table is None),
            assigned=tuple(self._assigned([COMPANY, *teams])),
            coverage=tuple((kpi, part) for kpi in self.kpis if (part := self.sources.of(kpi, self.window))),
            stale=self.sources.stale(self.window.end),
            formulas={kpi.key: kpi.version if kpi.key in catalog.BY_KEY else self.promises.definitions(kpi.key)
                      for kpi in self.kpis},
        )  # fmt: skip

    def _sub_periods(self, kpi: Kpi) -> SubPeriods:
        return SubPeriods(kpi, tuple(self.reading(kpi, COMPANY, part) for part in self.parts[kpi.key]), self.window.end)

    def _assigned(self, scopes: Sequence[Scope]) -> Iterator[Assigned]:
        """The targets of the company and of the teams that also stand as a sum of individual ones."""
        asked = self.promises.of_period(self.period)
        of_nobody = asked.model_copy(update={"reps": tuple(rep for rep in asked.reps if rep.vacant)})
        for kpi in (kpi for kpi in self.kpis if kpi.kind is Kind.ADDITIVE):
            for scope in scopes:
                found = assignment(asked, kpi.key, self.period, scope=scope.name)
                if found:
                    unheld = assignment(of_nobody, kpi.key, self.period, scope=scope.name)
                    yield Assigned(kpi, scope, found, unheld.bottom_up if unheld else Fraction(0))

    def _known(self, kpi: Kpi, scope: Scope) -> bool:
        """Whether there is something to show: « non attribué » or a vacant position only when it holds something."""
        actual = self.actuals.of(kpi, scope, self.window)
        return actual is not None and (scope not in self.of_nobody or actual.rows > 0 or actual.numerator != 0)

    def reading(self, kpi: Kpi, scope: Scope, window: Period) -> Reading:
        read = self._so_far(window)
        actual = self.actuals.of(kpi, scope, read)
        if actual is None:
            raise AssertionError((kpi.key, scope, window))  # every window shown was asked for
        promise = self._promise(kpi, scope, self.period if window == self.window else window)
        return Reading(
            kpi, scope, window, actual, promise, self._due(kpi, promise, window), self.sources.of(kpi, read),
            self.samples.interval(kpi, actual), self.samples.is_few(kpi, actual),
        )  # fmt: skip

    def _promise(self, kpi: Kpi, scope: Scope, window: Period) -> Promise | None:
        if scope == NOBODY:
            return None
        return self.promises.of(kpi.key, scope.name, window, is_rate=kpi.is_rate or kpi.kind is Kind.STOCK)

    def _due(self, kpi: Kpi, promise: Promise | None, window: Period) -> Fraction | None:
        """The part of a target due by now, by working days; all of it once the period is over, and of a rate always."""
        if promise is None or kpi.kind is not Kind.ADDITIVE or window.end < self.window.end or self.is_over:
            return None
        whole = self.period if window == self.window else window
        days = self._days(whole)
        gone = self._days(Period(whole.start, min(whole.end, self.window.end)))
        return promise.value * gone / days if days else None

    def _line(self, kpi: Kpi) -> Line:
        return Line(
            self.reading(kpi, COMPANY, self.window),
            self._compared(kpi, self.previous),
            self._compared(kpi, self.year_before),
        )

    def _compared(self, kpi: Kpi, earlier: Period) -> Comparison:
        before, now = self.actuals.of(kpi, COMPANY, earlier), self.actuals.of(kpi, COMPANY, self.window)
        value = before.value if before and before.rows else None
        if kpi.kind is Kind.RATIO and kpi.unit == "money" and not value:
            value = None  # no revenue at all is known of that stretch: nothing to be an average of
        if "meetings" in kpi.needs and self.sources.holds_survivors(earlier):
            value = None
        current = now.value if now else None
        raw = growth(current, value)
        days_before = self._days(earlier)
        per_day = None
        if kpi.kind is Kind.ADDITIVE and raw is not None and days_before and self.days:
            per_day = (1 + raw) * days_before / self.days - 1
        return Comparison(
            earlier, value, raw, per_day, is_equal_stretch=not self.is_over,
            coverage=self.sources.of(kpi, earlier) if value is not None else None,
            is_redefined=self.promises.is_redefined(kpi.key, earlier.last_day, self.window.last_day),
            growth_at_constant_rates=self._at_constant_rates(kpi, earlier),
        )  # fmt: skip

    def _at_constant_rates(self, kpi: Kpi, earlier: Period) -> Fraction | None:
        if kpi.key != "bookings":
            return None
        found = constant_currency(self.facts, self.strategy, COMPANY, now=self.window, before=earlier)
        return found.growth if found else None
