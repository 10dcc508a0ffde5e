"""What a method promised, what it was measured to do, and what is done today with the same simulated figures."""

from __future__ import annotations

import math
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from bilan.label import Label
from bilan.stats.arrays import Floats, Whole

SEED = 35
Kind = Literal["share", "points", "number", "tiny", "seconds", "bytes"]


@dataclass(frozen=True, slots=True)
class Band:
    """Between which values a bar holds, both included."""

    low: float = -math.inf
    high: float = math.inf

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Measure:
    """A value estimated from so many simulated runs, with its standard error; nought where nothing is drawn."""

    value: float
    error: float
    runs: int

    @classmethod
    def of(cls, by_run: Sequence[float] | Floats) -> Measure:
        """The mean of what each run gave; the runs are independent, what happens inside one is not."""
        values = np.asarray(by_run, dtype=np.float64)
        values = values[~np.isnan(values)]
        if not len(values):
            return cls(math.nan, math.nan, 0)
        error = float(values.std(ddof=1)) / math.sqrt(len(values)) if len(values) > 1 else math.nan
        return cls(float(values.mean()), error, len(values))

    @classmethod
    def exact(cls, value: float, runs: int = 1) -> Measure:
        return cls(value, 0.0, runs)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: what was measured, its bar if it has one, and today's practice beside it."""

    key: str
    what: Label
    measure: Measure
    band: Band | None = None
    today: Label | None = None
    kind: Kind = "share"

    @property
    def is_met(self) -> bool:
        """Whether the value is within the bar: as measured, without any allowance for the runs being few."""
        return self.band is None or self.measure.value in self.band

    def is_clearly_missed(self, errors: float = 4.0) -> bool:
        """Whether the value is outside by so many standard errors: more than few runs explain; one alone has none."""
        if self.band is None or math.isnan(self.measure.error):
            return False
        low, high = self.band.low, self.band.high
        return not low - errors * self._error(low) <= self.measure.value <= high + errors * self._error(high)

    def _error(self, edge: float) -> float:
        """The standard error; where few runs all alike seem to have none, that of a share at the bar's edge."""
        if self.kind == "share" and not self.measure.error and 0 < edge < 1:
            return math.sqrt(edge * (1 - edge) / self.measure.runs)
        return self.measure.error


@dataclass(frozen=True, slots=True)
class Table:
    """The bars of one question, and what was measured."""

    title: Label
    world: Label  # what was simulated
    rows: tuple[Row, ...]


def draws(name: str, runs: int) -> Iterator[np.random.Generator]:
    """One generator a run, the same whatever else is measured; says on the error output how long they took."""
    start = time.perf_counter()
    for run in range(runs):
        yield np.random.default_rng([SEED, zlib.crc32(name.encode()), run])
    print(f"{name}: {runs} runs, {time.perf_counter() - start:.1f} s", file=sys.stderr, flush=True)


def bootstrapped(value: Callable[[Whole], float], runs: int, *, rounds: int = 200) -> Measure:
    """A value of all the runs together, its error from drawing them again; the runs are given as their places."""
    random = np.random.default_rng(SEED)
    again = [value(random.integers(runs, size=runs)) for _ in range(rounds)]
    return Measure(value(np.arange(runs)), float(np.std(again, ddof=1)), runs)


def percent(share: float, digits: int = 0) -> Label:
    """A share as it is read in both languages."""
    text = f"{100 * share:.{digits}f}"
    return Label(f"{text.replace('.', ',')} %", f"{text} %")
