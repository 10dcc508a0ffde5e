"""Each measure in a process of its own, with bounded memory, and the command that anybody can repeat it with."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

Run = dict[str, Any]
GIGA = 1_000_000_000
SAID = 300  # signs of a failed measure's last words
SPENT = ("MemoryError", "OutOfMemoryException", "bad_alloc", "malloc of size")


class OutOfMemory(Exception):
    """A measure needed more memory than it was allowed."""


class Bench:
    """The companies, workspaces and snapshots of one run, each made once in its folder."""

    def __init__(self, folder: Path, gigabytes: int, server: str = "") -> None:
        self.folder, self.bytes, self.server = folder, gigabytes * GIGA, server
        self.snapshots: dict[int, Run] = {}

    def company(self, meetings: int) -> Path:
        """The files of a company of that size."""
        files = self.folder / f"company-{meetings}"
        if not files.exists():
            self._run("companies", str(meetings), str(files))
        return files

    def loading(self, meetings: int, database: str = "") -> Run:
        """An import into an empty workspace, and the same files again."""
        files, kind = self.company(meetings), "postgresql" if database else "sqlite"
        return self._json("loading", str(files), home=f"loading-{kind}-{meetings}", database=database)

    def snapshot(self, meetings: int) -> Run:
        """A whole company loaded and its snapshot made."""
        if meetings not in self.snapshots:
            files, home = self.company(meetings), f"snapshot-{meetings}"
            self.snapshots[meetings] = self._json("snapshots", str(meetings), str(files), home=home)
        return self.snapshots[meetings]

    def readings(self, meetings: int) -> Run:
        """A quarter's readings, and the same by hand in SQL, in pandas and, where there is one, in PostgreSQL."""
        server = ("--server", self.server) if self.server else ()
        return self._json("readings", str(meetings), self.snapshot(meetings)["folder"], *server)

    def growth(self, meetings: int) -> tuple[Run, Run]:
        """A snapshot, and Bilan's readings alone."""
        snapshot = self.snapshot(meetings)
        return snapshot, self._json("readings", str(meetings), snapshot["folder"], "--alone")

    def _json(self, name: str, *arguments: str, home: str = "", database: str = "") -> Run:
        places = {"BILAN_HOME": str(self.folder / home)} if home else {}
        if database:
            places["BILAN_DATABASE_URL"] = database
        found: Run = json.loads(self._run(name, *arguments, places=places))
        variables = " ".join(f"{variable}={value}" for variable, value in places.items())
        return {**found, "command": self._short(f"{variables} python -m benchmarks.{name} {' '.join(arguments)}")}

    def _run(self, name: str, *arguments: str, places: dict[str, str] | None = None) -> str:
        command = [sys.executable, "-m", f"benchmarks.{name}", *arguments]
        surroundings = {
            **os.environ,
            "BILAN_HOME": str(self.folder / "none"),
            "BILAN_DATABASE_URL": "",
            **(places or {}),
        }
        done = subprocess.run(
            command, env=surroundings, capture_output=True, text=True, check=False, preexec_fn=self._bound
        )
        if done.returncode:
            self._explain(name, done)
        return done.stdout

    def _bound(self) -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (self.bytes, self.bytes))

    def _explain(self, name: str, done: subprocess.CompletedProcess[str]) -> None:
        """A want of memory is a result; any other failure ends the run with what the measure said."""
        if done.returncode == -signal.SIGKILL or any(word in done.stderr for word in SPENT):
            raise OutOfMemory(f"{name}: {self.bytes // GIGA} GB")
        sys.stderr.write(done.stderr)
        raise SystemExit(f"benchmarks.{name}: {done.stderr.strip()[-SAID:] or done.returncode}")

    def _short(self, command: str) -> str:
        return command.replace(f"{self.folder}/", "").strip()
