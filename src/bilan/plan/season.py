"""How much busier one period is than another, working days apart: from the strategy, else from three years of facts."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from bilan.kpis.compute import actuals, first_day
from bilan.kpis.kpi import Kind
from bilan.kpis.scope import COMPANY
from bilan.strategy.presence import main_site, working_days

if TYPE_CHECKING:
    from bilan.facts.snapshot import Facts
    from bilan.kpis.kpi import Kpi
    from bilan.period import Period
    from bilan.strategy.document import Strategy, Target

YEARS = 3  # below, a season is one good or bad year taken for a habit (domain.md 3.4)


@dataclass(frozen=True, slots=True)
class Season:
    """What a working day of the next period weighs beside one of this period, and who says so."""

    ratio: Fraction = Fraction(1)
    source: Literal["strategy", "history", "none"] = "none"


def season(facts: Facts, strategy: Strategy, kpi: Kpi, period: Period) -> Season:
    """The season of the next period beside this one's; 1 and « none » where nothing tells.

    A rate, a median or a stock has no season of its own here: only sums have.
    """
    if kpi.kind is not Kind.ADDITIVE:
        return Season()
    written = _written(strategy, kpi.key, period)
    if written is not None:
        return Season(written, "strategy")
    seen = _seen(facts, strategy, kpi, period)
    return Season() if seen is None else Season(seen, "history")


def _written(strategy: Strategy, kpi: str, period: Period) -> Fraction | None:
    """From the weights of a target that tell of both periods; the first of January asks the year before."""
    after = period.next()
    for target in strategy.targets:
        if target.kpi != kpi or not target.seasonality:
            continue
        now = _weight(strategy, target, period)
        then = _weight(strategy, target, after)
        if then is None:
            then = _weight(strategy, target, after.year_before())
        days = len(working_days(main_site(strategy), after)) * (now or 0)
        if now and then is not None and days:
            return then * len(working_days(main_site(strategy), period)) / days
    return None


def _weight(strategy: Strategy, target: Target, period: Period) -> Fraction | None:
    """What the weights inside a period add up to; None where they do not cover it."""
    calendar = strategy.company.calendar
    parts = [(calendar.parse(name), Fraction(weight)) for name, weight in target.seasonality.items()]
    inside = [(part, weight) for part, weight in parts if period.start <= part.start and part.end <= period.end]
    is_covered = sum(part.length for part, _ in inside) == period.length
    return sum((weight for _, weight in inside), Fraction(0)) if is_covered else None


def _seen(facts: Facts, strategy: Strategy, kpi: Kpi, period: Period) -> Fraction | None:
    """From what was done on a working day of both periods over three years; None with less than that."""
    now, then = [period], [period.next().year_before()]
    for _ in range(YEARS - 1):
        now.append(now[-1].year_before())
        then.append(then[-1].year_before())
    since = first_day(facts, kpi)
    if since is None or since > min(one.start for one in (*now, *then)):
        return None
    found = actuals(facts, strategy, [kpi], [*now, *then], as_of=period.end)
    site = main_site(strategy)

    def a_day(windows: list[Period]) -> Fraction:
        read = [found.of(kpi, COMPANY, window) for window in windows]
        days = sum(len(working_days(site, window)) for window in windows)
        return sum((one.numerator for one in read if one), Fraction(0)) / days if days else Fraction(0)

    before, after = a_day(now), a_day(then)
    return after / before if before > 0 and after > 0 else None
