"""Measure everything: ``python -m benchmarks`` (about ten minutes), ``--quick`` (one), ``--full`` (10 M meetings)."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import growth, server, tables
from benchmarks.bench import Bench
from benchmarks.growth import MILLION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.bench import Run

QUICK, USUAL, FULL = (MILLION // 10,), (MILLION // 10, MILLION), (MILLION // 10, MILLION, 10 * MILLION)
GIGABYTES = 20  # of memory for each measure: what a machine of 24 GB can spare


def main() -> None:
    """Measure, tell each measure on the error output as it ends, then print the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100 000 meetings only")
    parser.add_argument("--full", action="store_true", help="up to 10 000 000 meetings")
    parser.add_argument("--only", choices=("loading", "readings", "growth"), help="one measure")
    parser.add_argument("--memory", type=int, default=GIGABYTES, help="gigabytes that each measure may take")
    parser.add_argument("--to", type=Path, help="a file for the tables, beside the standard output")
    asked = parser.parse_args()
    sizes = QUICK if asked.quick else FULL if asked.full else USUAL
    with tempfile.TemporaryDirectory(prefix="bilan-bench-") as folder, contextlib.ExitStack() as until_done:
        os.chmod(folder, 0o755)  # noqa: PTH101, S103  # the server's own user must reach its folder below
        place = server.programs() if asked.only != "growth" else None
        address = until_done.enter_context(server.started(Path(folder) / "server", place)) if place else ""
        lines = list(_measured(Bench(Path(folder), asked.memory, address), sizes, asked.only))
    text = "\n".join([tables.machine(), "", *lines])
    print(text)
    if asked.to:
        asked.to.write_text(text, encoding="utf-8")


def _measured(bench: Bench, sizes: tuple[int, ...], only: str | None) -> Iterator[str]:
    largest = min(sizes[-1], MILLION)
    if only in {None, "loading"}:
        runs = [("SQLite", _said("loading, SQLite", bench.loading(meetings))) for meetings in sizes[:2]]
        if bench.server:
            runs.append(("PostgreSQL", _said("loading, PostgreSQL", bench.loading(largest, bench.server))))
        yield from tables.loading(runs)
    if only in {None, "readings"}:
        yield from tables.snapshot(largest, _said("snapshot", bench.snapshot(largest)))
        yield from tables.readings(largest, _said("readings", bench.readings(largest)))
    if only in {None, "growth"}:
        yield from tables.growth([_said("growth", one) for one in growth.measure(sizes, bench.growth)])


def _said(name: str, found: Run) -> Run:
    print(json.dumps({"measure": name, **found}), file=sys.stderr, flush=True)
    return found


if __name__ == "__main__":
    main()
