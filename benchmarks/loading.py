"""What an import costs: rows per second, how long the ledger is locked at most, the most memory held."""

from __future__ import annotations

import json
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.place import clocked, imported, opened, peak_memory, recognised

if TYPE_CHECKING:
    from collections.abc import Iterator


def watch_locks(held: list[float]) -> None:
    """Note how long each writing transaction of the ledger lasts, from lock to commit."""
    from bilan.ledger import loading, stage  # noqa: PLC0415  # their models need Django set up first

    plain = stage.transaction

    @contextmanager
    def timed(*, lock: bool) -> Iterator[Any]:
        start = time.perf_counter()
        with plain(lock=lock) as cursor:
            yield cursor
        if lock:
            held.append(time.perf_counter() - start)

    stage.transaction = timed
    loading.transaction = timed  # type: ignore[attr-defined]  # the name it was imported under


def measure(folder: Path) -> dict[str, float]:
    """Load a company's meetings into an empty workspace, then the same files again."""
    workspace = opened()
    held: list[float] = []
    watch_locks(held)
    files = sorted(folder.glob("meetings-*.csv"))
    took: dict[str, float] = {}
    with clocked(took, "recognise"):
        mapping = recognised(files[0], "meetings")
    with clocked(took, "load"):
        reports = [imported(workspace, path, mapping) for path in files]
    rows = sum(report.read for report in reports)
    if sum(report.added for report in reports) != rows:
        raise AssertionError(reports)
    longest = max(held)
    with clocked(took, "again"):
        again = [imported(workspace, path, mapping) for path in files]
    if sum(report.unchanged for report in again) != rows:
        raise AssertionError(again)
    return {
        **took, "rows": rows, "rows_a_second": rows / took["load"], "again_a_second": rows / took["again"],
        "longest_lock": longest, "peak_bytes": peak_memory(),
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
