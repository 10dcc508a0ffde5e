"""How the cost of readings grows with the company: 0.1, 1 and, when asked, 10 million meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.bench import OutOfMemory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from benchmarks.bench import Run

MILLION = 1_000_000


def measure(sizes: Sequence[int], run: Callable[[int], tuple[Run, Run]]) -> Iterator[Run]:
    """For each size, its snapshot and its readings; a size that the memory allowed does not hold is told."""
    for meetings in sizes:
        try:
            snapshot, readings = run(meetings)
        except OutOfMemory as over:
            yield {"meetings": meetings, "over": str(over)}
            return
        yield {"meetings": meetings, "snapshot": snapshot, "readings": readings}
