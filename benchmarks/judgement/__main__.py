"""Judge the judgements: ``python -m benchmarks.judgement`` (about ten minutes), ``--only Q2``, ``--to FILE``."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.judgement import actions, cost, differences, gaps, pacing, stages, targets
from benchmarks.judgement.page import Circumstances, markdown

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.judgement.bars import Table

QUESTIONS: dict[str, Callable[[], Table]] = {
    "Q2": differences.measured, "Q5": targets.measured, "Q3": stages.measured, "Q4": gaps.measured,
    "Q6": actions.measured, "Q7": pacing.measured, "cost": cost.measured,
}  # fmt: skip


def main() -> None:
    """Measure every bar, print the page, and write it where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.judgement", description=__doc__)
    parser.add_argument("--only", choices=tuple(QUESTIONS), action="append", help="one question, or several")
    parser.add_argument("--to", type=Path, help="the page to write")
    asked = parser.parse_args()
    start = time.perf_counter()
    tables = [_measured(name) for name in asked.only or QUESTIONS]
    minutes = (time.perf_counter() - start) / 60
    page = markdown(tables, Circumstances(_machine(), f"{datetime.now(UTC):%Y-%m-%d}", minutes, _command(asked.only)))
    print(page)
    if asked.to:
        asked.to.write_text(page, encoding="utf-8")


def _measured(name: str) -> Table:
    start = time.perf_counter()
    found = QUESTIONS[name]()
    print(f"{name}: {time.perf_counter() - start:.0f} s in all", file=sys.stderr, flush=True)
    return found


def _command(only: list[str] | None) -> str:
    return " ".join(["python -m benchmarks.judgement", *(f"--only {name}" for name in only or [])])


def _machine() -> str:
    """Cores, memory and Python: what the figures of time depend on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return (f"{os.cpu_count()} cœurs · cores, {memory:.0f} Gio · GiB, Python {platform.python_version()}, "
            f"charge · load {load:.0f}")  # fmt: skip


if __name__ == "__main__":
    main()
