"""The same target for people who are not there as much: allowed, with what it asks of each by week present (EC-63)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from bilan.kpis.kpi import Kind
from bilan.kpis.scope import NOBODY
from bilan.strategy.presence import WEEK_DAYS, capacity

if TYPE_CHECKING:
    from bilan.kpis.kpi import Kpi
    from bilan.review.review import Review


@dataclass(frozen=True, slots=True)
class Load:
    """What a target asks of one rep for each week of presence, months of ramp counted for their part."""

    rep: str
    per_week: Fraction


@dataclass(frozen=True, slots=True)
class UnevenLoad:
    """A KPI with one target for all, and of whom it asks the least and the most."""

    kpi: Kpi
    target: Fraction
    least: Load
    most: Load


def uneven_loads(review: Review) -> tuple[UnevenLoad, ...]:
    """The sums asked alike of every rep though their presence differs.

    A target of « each rep » follows presence, and is even. Managers and vacant positions are apart;
    whoever was not there at all cannot be asked by the week.
    """
    return tuple(_uneven(review))


def _uneven(review: Review) -> Iterator[UnevenLoad]:
    for kpi in (line.reading.kpi for line in review.lines if line.reading.kpi.kind is Kind.ADDITIVE):
        asked = dict(_asked(review, kpi))
        if len(asked) < 2 or len(set(asked.values())) > 1:  # noqa: PLR2004  # two people, to be alike
            continue
        target = next(iter(asked.values()))
        loads = sorted(_loads(review, target, set(asked)), key=lambda load: load.per_week)
        if loads and loads[0].per_week < loads[-1].per_week:
            yield UnevenLoad(kpi, target, loads[0], loads[-1])


def _asked(review: Review, kpi: Kpi) -> Iterator[tuple[str, Fraction]]:
    for reading in (one for one in review.reps if one.kpi.key == kpi.key and one.scope != NOBODY):
        rep = review.strategy.rep(reading.scope.key)
        if reading.target and not (rep.manages or rep.vacant):
            yield rep.key, reading.target


def _loads(review: Review, target: Fraction, reps: set[str]) -> Iterator[Load]:
    for rep in (rep for rep in review.strategy.reps if rep.key in reps):
        days = capacity(rep, review.strategy, review.period)
        if days:
            yield Load(rep.key, target * WEEK_DAYS / days)
