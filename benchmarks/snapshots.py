"""What a snapshot costs: the seconds it takes to make from the ledger, and its size on disk."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks.companies import Size, strategy_of
from benchmarks.place import clocked, imported, opened, peak_memory, recognised


def measure(size: Size, folder: Path) -> dict[str, float | str]:
    """Load a whole company, then make the snapshot of its strategy and open it again."""
    workspace = opened()
    from bilan.app.snapshots import open_facts  # noqa: PLC0415  # its models need Django set up first

    took: dict[str, float] = {}
    for table in ("deals", "meetings", "calls"):
        with clocked(took, f"load_{table}"):
            files = sorted(folder.glob(f"{table}*.csv"))
            mapping = recognised(files[0], "measures" if table == "calls" else table)
            for file in files:
                imported(workspace, file, mapping)
    strategy = strategy_of(size)
    with clocked(took, "snapshot"):
        facts = open_facts(workspace, strategy)
    files = sorted(facts.folder.glob("*.parquet"))
    sizes = {f"{file.stem}_bytes": float(file.stat().st_size) for file in files}
    return {**took, **sizes, "bytes": sum(sizes.values()), "peak_bytes": peak_memory(), "folder": str(facts.folder)}


if __name__ == "__main__":
    print(json.dumps(measure(Size(int(sys.argv[1])), Path(sys.argv[2]))))
