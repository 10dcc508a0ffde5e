"""How the cost of readings grows with the company: 0.1, 1 and, when asked, 10 million meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MILLION = 1_000_000
Run = dict[str, object]


def measure(sizes: Sequence[int], run: Callable[[int], tuple[Run, Run]]) -> list[Run]:
    """For each size: its snapshot's seconds and bytes, the readings' seconds and the most memory held."""
    found = []
    for meetings in sizes:
        snapshot, readings = run(meetings)
        found.append({
            "meetings": meetings, "snapshot": snapshot["snapshot"], "bytes": snapshot["bytes"],
            "readings": readings["readings"], "ours": readings["ours"], "peak_bytes": readings["peak_bytes"],
        })  # fmt: skip
    return found
