"""What was promised when a strategy has several versions: each day by the version in force that day (EC-61).

Only targets are read in earlier versions. Who sells, when they are present and which days are worked are facts:
the last version knows them best, whatever the day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise

from bilan.label import Label
from bilan.period import Period, UnknownPeriod
from bilan.strategy.document import KpiSetting, Strategy, Target
from bilan.strategy.presence import main_site, working_days
from bilan.strategy.targets import Changed, Promise, target_for, weighted


@dataclass(frozen=True, slots=True)
class Version:
    """One published version of the strategy, and the day from which its targets hold."""

    since: date
    strategy: Strategy


@dataclass(frozen=True, slots=True)
class _Told:
    """What one version promises for a whole window, from a day on."""

    since: date
    strategy: Strategy  # the last version's, with the targets of this one
    promise: Promise | None


class Promises:
    """The targets of a strategy and of the versions before it, each for the days it was in force."""

    def __init__(self, strategy: Strategy, versions: Sequence[Version] = ()) -> None:
        self.strategy = strategy
        self.versions = tuple(versions) or (Version(date.min, strategy),)
        self._known: dict[tuple[str, date, date], tuple[Version, ...]] = {}

    def of(self, kpi: str, scope: str, window: Period, *, is_rate: bool = False) -> Promise | None:
        """What was promised to a perimeter; a target changed on the way is weighed by days, and says so."""
        told = [
            _Told(version.since, version.strategy,
                  target_for(version.strategy, kpi, scope, window, is_rate=is_rate))
            for version in self._speaking(kpi, window)
        ]  # fmt: skip
        last = told[-1]
        in_time = _merged([one for one in told if one.since < window.end])
        if not in_time or in_time[-1].promise is None:
            return last.promise  # first told, or told again, once the period was over; or withdrawn
        kept = [one for one in in_time if one.promise is not None]
        promise = self._combined(kept, (kpi, scope, window), is_rate=is_rate)
        return _with_late(promise, kept[-1].promise, last) if last.since >= window.end else promise

    def _speaking(self, kpi: str, window: Period) -> tuple[Version, ...]:
        """The versions that speak of the window's days, each where the KPI's targets are not those of the one before.

        A version of another period may hold a few targets of this one, or none: it takes nothing back.
        """
        address = (kpi, window.start, window.end)
        if address not in self._known:
            speaking = [version for version in self.versions if _speaks_of(version.strategy, window)]
            found: list[Version] = []
            before: tuple[Target, ...] | None = None
            for version in speaking or self.versions[-1:]:
                mine, since = tuple(target for target in version.strategy.targets if target.kpi == kpi), version.since
                if found and mine == before:
                    since = min(since, found.pop().since)
                found = [one for one in found if one.since < since]  # a version said to hold from earlier corrects them
                found.append(Version(since, self._with_targets(mine)))
                before = mine
            self._known[address] = tuple(found)
        return self._known[address]

    def _with_targets(self, targets: tuple[Target, ...]) -> Strategy:
        """The last version, asking what another asked; a period that it no longer knows is left out."""
        known = tuple(target for target in targets if _is_known(self.strategy, target))
        return self.strategy.model_copy(update={"targets": known})

    def _combined(self, told: list[_Told], asked: tuple[str, str, Period], *, is_rate: bool) -> Promise:
        kpi, scope, window = asked
        starts = [window.start, *(max(one.since, window.start) for one in told[1:]), window.end]
        parts = [Period(start, end) if start < end else None for start, end in pairwise(starts)]
        kept = [(one, part) for one, part in zip(told, parts, strict=True) if part and one.promise]
        last = kept[-1][0].promise
        if last is None or len(kept) == 1:
            return last or Promise(Fraction(0), "given", Label("", ""))
        if is_rate:
            mean = weighted([(one.promise, self._days(part)) for one, part in kept if one.promise])
            value = mean.value if mean else last.value
        else:
            asked_of = [target_for(one.strategy, kpi, scope, window, during=part) for one, part in kept]
            value = sum((part.value for part in asked_of if part), Fraction(0))
        changes = tuple(
            Changed(part.start, before.promise.value, one.promise.value)
            for (before, _), (one, part) in pairwise(kept)
            if before.promise and one.promise
        )
        return Promise(value, "prorated", _BY_DAYS, changes)

    def _days(self, part: Period) -> int:
        return len(working_days(main_site(self.strategy), part)) or part.length

    def definition(self, key: str, day: date) -> KpiSetting | None:
        """How the company's own KPI was defined on a day: by the version then in force, else by the first that does."""
        settings = [(version.since, setting) for version in self.versions for setting in version.strategy.kpis
                    if setting.key == key and setting.value]  # fmt: skip
        told = [setting for since, setting in settings if since <= day] or [setting for _, setting in settings[:1]]
        return told[-1] if told else None

    def definitions(self, key: str) -> int:
        """How many definitions the company's own KPI has had: the number of the present one."""
        told = [_formula(setting) for version in self.versions for setting in version.strategy.kpis
                if setting.key == key and setting.value]  # fmt: skip
        return 1 + sum(before != after for before, after in pairwise(told)) if told else 1

    def is_redefined(self, key: str, before: date, now: date) -> bool:
        """Whether the company's own KPI was counted otherwise on the earlier day (EC-70)."""
        was, is_ = self.definition(key, before), self.definition(key, now)
        return bool(was and is_) and _formula(was) != _formula(is_)

    def of_period(self, window: Period) -> Strategy:
        """The last version, asking what the last one that speaks of the window asks."""
        speaking = [version.strategy for version in self.versions if _speaks_of(version.strategy, window)]
        return self._with_targets(speaking[-1].targets) if speaking else self.strategy


def _merged(told: list[_Told]) -> list[_Told]:
    """The same promise told twice is one."""
    kept: list[_Told] = []
    for one in told:
        is_new = not kept or (one.promise and one.promise.value) != (kept[-1].promise and kept[-1].promise.value)
        if is_new:
            kept.append(one)
    return kept


def _with_late(promise: Promise, stands: Promise | None, last: _Told) -> Promise:
    """A target changed once its period was over changes nothing of what had been promised; it is only told."""
    after = last.promise
    if stands is None or after is None or after.value == stands.value:
        return promise
    late = Changed(last.since, stands.value, after.value, is_too_late=True)
    return replace(promise, changes=(*promise.changes, late))


def _formula(setting: KpiSetting | None) -> tuple[object, ...]:
    return (setting.value, setting.per, setting.unit) if setting else ()


def _speaks_of(strategy: Strategy, window: Period) -> bool:
    try:
        reviewed = strategy.reviewed
    except UnknownPeriod:
        return False
    return reviewed.start < window.end and window.start < reviewed.end


def _is_known(strategy: Strategy, target: Target) -> bool:
    try:
        strategy.company.calendar.parse(target.window)
    except UnknownPeriod:
        return False
    return True


_BY_DAYS = Label("objectif changé en cours de période, pondéré par jours", "target changed on the way, weighed by days")
