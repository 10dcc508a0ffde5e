"""What a quarter's readings cost: ours, DuckDB by hand, pandas, PostgreSQL, each asked warm, the median of nine."""

from __future__ import annotations

import argparse
import json
import time
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.companies import TODAY, Size, strategy_of
from benchmarks.frames import Frames
from benchmarks.place import peak_memory
from benchmarks.postgresql import InPostgreSQL
from benchmarks.sql import ByHand
from bilan.cli.main import collect_seldom
from bilan.facts.snapshot import Facts
from bilan.kpis.available import available
from bilan.kpis.compute import Actual, actuals, terms
from bilan.kpis.kpi import Kind, Kpi
from bilan.kpis.scope import scopes_of
from bilan.period import Cadence, Period

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.sql import Found
    from bilan.kpis.scope import Scope
    from bilan.strategy.document import Strategy

TIMES = 9
UNCOMPARED = (Kind.STOCK, Kind.COMPOSED)  # no SQL is written for what is open at a date, nor for what is made of it
Readings = dict[tuple[str, "Scope", Period], Actual]


def windows_of(period: Period) -> list[Period]:
    """The quarter, its months and weeks, the quarter before and the one a year before."""
    return [period, *period.split(Cadence.MONTH), *period.split(Cadence.WEEK), period.previous(), period.year_before()]


def all_readings(facts: Facts, strategy: Strategy, kpis: Sequence[Kpi], windows: Sequence[Period]) -> Readings:
    """Every KPI for every perimeter over every window, each an exact figure."""
    return {(kpi.key, scope, window): one for kpi, scope, window, one in _asked(facts, strategy, kpis, windows)}


def _asked(
    facts: Facts, strategy: Strategy, kpis: Sequence[Kpi], windows: Sequence[Period]
) -> Iterator[tuple[Kpi, Scope, Period, Actual]]:
    found = actuals(facts, strategy, kpis, windows, as_of=TODAY)
    return ((kpi, scope, window, one) for kpi in kpis for scope, window, one in found.each(kpi))


def must_agree(ours: Readings, kpis: Sequence[Kpi], windows: Sequence[Period], theirs: Found) -> int:
    """How many figures were compared; stops at the first that differs."""
    by_key, number = {kpi.key: kpi for kpi in kpis}, {window: at for at, window in enumerate(windows)}
    compared = 0
    for (key, scope, window), actual in ours.items():
        kpi, place = by_key[key], (number[window], scope.kind, scope.key)
        if kpi.kind in UNCOMPARED:
            continue
        above, below = _parts(kpi)
        expected = sum((sign * Fraction(theirs.get((name, *place)) or 0) for name, sign in above.items()), Fraction(0))
        if _differs(actual.numerator, expected):
            raise AssertionError((key, scope, window.start, window.end, actual, expected))
        compared += 1
        if below:
            whole = sum(sign * (theirs.get((name, *place)) or 0) for name, sign in below.items())
            if _differs(actual.denominator or Fraction(0), Fraction(whole)):
                raise AssertionError((key, scope, window.start, window.end, actual, whole))
    return compared


def _differs(ours: Fraction, theirs: Fraction) -> bool:
    """Whether two figures differ once ours is told in the units of the rows: cents, millionths."""
    return theirs not in (ours, ours * 100, ours * 1_000_000)


def _parts(kpi: Kpi) -> tuple[dict[str, int], dict[str, int]]:
    if kpi.kind is Kind.COHORT:
        return {f"{kpi.key}:reached": 1}, {f"{kpi.key}:began": 1}
    if kpi.kind is Kind.QUANTILE:
        return {kpi.key: 1}, {}
    return terms(kpi.numerator), {} if kpi.denominator == "present_weeks" else terms(kpi.denominator)


def typical(ask: Callable[[], object]) -> dict[str, float]:
    """The median and the least of nine, once warm."""
    ask()
    took = []
    for _ in range(TIMES):
        start = time.perf_counter()
        ask()
        took.append(time.perf_counter() - start)
    return {"median": median(took), "least": min(took)}


def measure(size: Size, folder: Path, *, against_others: bool, server: str) -> dict[str, object]:
    """Ask the same figures of Bilan, of SQL by hand, of pandas and of PostgreSQL, in one run and on the same files."""
    strategy = strategy_of(size)
    facts = Facts(folder)
    kpis = available(facts, strategy)
    windows = windows_of(strategy.reviewed)
    ours = all_readings(facts, strategy, kpis, windows)
    found: dict[str, object] = {
        "kpis": len(kpis), "perimeters": len(scopes_of(strategy)), "windows": len(windows), "readings": len(ours),
        "ours": typical(lambda: list(_asked(facts, strategy, kpis, windows))),
        "ours_sums": typical(lambda: actuals(facts, strategy, kpis, windows, as_of=TODAY)), "peak_bytes": peak_memory(),
    }  # fmt: skip
    if against_others:
        hand = ByHand(folder, windows)
        found["compared"] = must_agree(ours, kpis, windows, hand.found())
        found["by_hand"] = typical(hand.ask)
        found["pandas"] = typical(Frames(folder, windows).ask)
    if server:
        there = InPostgreSQL(folder, windows, server)
        found["compared_postgresql"] = must_agree(ours, kpis, windows, there.found())
        found["postgresql"] = typical(there.ask)
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.readings", description=__doc__)
    parser.add_argument("meetings", type=int)
    parser.add_argument("snapshot", type=Path)
    parser.add_argument("--alone", action="store_true", help="Bilan only")
    parser.add_argument("--server", default="", help="the address of a PostgreSQL, to ask it too")
    asked = parser.parse_args()
    collect_seldom()  # as every command does
    print(json.dumps(
        measure(Size(asked.meetings), asked.snapshot, against_others=not asked.alone, server=asked.server)
    ))  # fmt: skip
