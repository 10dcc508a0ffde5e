"""Measure everything: ``python -m benchmarks`` (about ten minutes), ``--quick`` (one), ``--full`` (10 M meetings)."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import growth, server
from benchmarks.growth import MILLION, Run

QUICK, USUAL, FULL = (MILLION // 10,), (MILLION // 10, MILLION), (MILLION // 10, MILLION, 10 * MILLION)


class Bench:
    """Each measure in a process of its own, so that the memory of one is not counted for another."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.snapshots: dict[int, Run] = {}

    def company(self, meetings: int) -> Path:
        """The files of a company of that size, written once."""
        files = self.folder / f"company-{meetings}"
        if not files.exists():
            files.mkdir()
            self._python("companies", str(meetings), str(files), home="none", database="")
        return files

    def loading(self, meetings: int, database: str = "") -> Run:
        kind = "postgresql" if database else "sqlite"
        files = self.company(meetings)
        return self._json("loading", str(files), home=f"loading-{kind}-{meetings}", database=database)

    def readings(self, meetings: int, *more: str) -> tuple[Run, Run]:
        files = self.company(meetings)
        if meetings not in self.snapshots:
            home = f"snapshot-{meetings}"
            self.snapshots[meetings] = self._json("snapshots", str(meetings), str(files), home=home)
        snapshot = self.snapshots[meetings]
        return snapshot, self._json("readings", str(meetings), str(snapshot["folder"]), *more, home="none")

    def _json(self, name: str, *arguments: str, home: str, database: str = "") -> Run:
        found: Run = json.loads(self._python(name, *arguments, home=home, database=database))
        return found

    def _python(self, name: str, *arguments: str, home: str, database: str) -> str:
        command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
        places = {"BILAN_HOME": str(self.folder / home), "BILAN_DATABASE_URL": database}
        done = subprocess.run(command, env={**os.environ, **places}, stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout


def main() -> None:
    """Measure and print one line of JSON for each measure as it ends."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100 000 meetings only")
    parser.add_argument("--full", action="store_true", help="up to 10 000 000 meetings")
    parser.add_argument("--only", choices=("loading", "readings", "growth"), help="one measure")
    asked = parser.parse_args()
    sizes = QUICK if asked.quick else FULL if asked.full else USUAL
    with tempfile.TemporaryDirectory(prefix="bilan-bench-") as folder:
        os.chmod(folder, 0o755)  # noqa: PTH101, S103  # the server's own user must reach its folder below
        _measure(Bench(Path(folder)), sizes, asked.only)


def _measure(bench: Bench, sizes: tuple[int, ...], only: str | None) -> None:
    largest = min(sizes[-1], MILLION)
    if only in (None, "loading"):
        for meetings in sizes[:2]:
            _say("loading, SQLite", bench.loading(meetings))
        if place := server.programs():
            with server.started(bench.folder / "server", place) as address:
                _say("loading, PostgreSQL", bench.loading(largest, address))
    if only in (None, "readings"):
        snapshot, readings = bench.readings(largest)
        _say("snapshot", snapshot)
        _say("readings", readings)
    if only in (None, "growth"):
        for one in growth.measure(sizes, lambda meetings: bench.readings(meetings, "--alone")):
            _say("growth", one)


def _say(name: str, found: Run) -> None:
    print(json.dumps({"measure": name, **found}), flush=True)


if __name__ == "__main__":
    main()
