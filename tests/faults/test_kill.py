"""A process killed without warning, at any moment of an import or of an undo, leaves all of it or nothing."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

ROWS, KILLS = 30_000, 20
SCRIPT = Path(__file__).with_name("import_or_undo.py")
VISIBLE = """
    SELECT key, owner, title, start_at, outcome FROM ledger_meetings, (SELECT COALESCE(MAX(id), 0) AS last
    FROM ledger_import WHERE committed_at IS NOT NULL)
    WHERE added_by <= last AND (removed_by IS NULL OR removed_by > last)
    ORDER BY source, key
"""


@dataclass(frozen=True)
class Prepared:
    """What comes before and after the import of ``file``, as folders to start from, and how long each act takes."""

    folder: Path
    file: Path
    before: str
    after: str
    seconds: dict[str, float]

    def fresh(self, home: Path, state: str) -> Path:
        shutil.rmtree(home, ignore_errors=True)
        return Path(shutil.copytree(self.folder / state, home))


def begin(home: Path, act: str, what: str) -> subprocess.Popen[str]:
    """Start the act and come back when it is about to begin."""
    process = subprocess.Popen([sys.executable, str(SCRIPT), act, what], stdout=subprocess.PIPE, text=True,
                               env={**os.environ, "BILAN_HOME": str(home)})  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def finish(home: Path, act: str, what: str) -> tuple[str, float]:
    """Carry the act through: what it says, and how long it took."""
    with begin(home, act, what) as process:
        began = time.monotonic()
        said, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        return said.strip(), time.monotonic() - began


def kill(home: Path, act: str, what: str, after: float) -> None:
    """Kill the act ``after`` so many seconds, unless it ended before."""
    with begin(home, act, what) as process:
        try:
            process.wait(timeout=after)
        except subprocess.TimeoutExpired:
            process.kill()


def visible(home: Path) -> str:
    """A digest of the meetings that count, once the database is known to be sound."""
    with closing(sqlite3.connect(home / "bilan.sqlite3")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return hashlib.sha256(repr(connection.execute(VISIBLE).fetchall()).encode()).hexdigest()


def meetings(path: Path, rows: range, owner: str) -> Path:
    lines = (
        f"M{n};RDV-D : client {n};{owner if n % 2 else 'Anne'};"
        f"2026-{n % 9 + 1:02}-{n % 28 + 1:02} {n % 10 + 8:02}:00;Tenu"
        for n in rows
    )
    path.write_text("\n".join(["ID;Titre;Propriétaire;Début;Résultat", *lines]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A workspace with some meetings, and the same after a larger file that changes half of those and adds others."""
    folder = tmp_path_factory.mktemp("faults")
    home = folder / "before"
    home.mkdir()
    finish(home, "import", str(meetings(folder / "meetings.csv", range(10_000), "Paul")))
    before = visible(home)
    file = meetings(folder / "meetings2.csv", range(2_000, 2_000 + ROWS), "Pierre")
    last = Path(shutil.copytree(home, folder / "after"))
    said, import_seconds = finish(last, "import", str(file))
    assert said == f"{ROWS - 8_000} 4000 4000 0"
    after = visible(last)
    undone = Path(shutil.copytree(last, folder / "undone"))
    _, undo_seconds = finish(undone, "undo", "2")
    assert visible(undone) == before
    return Prepared(folder, file, before, after, {"import": import_seconds, "undo": undo_seconds})


def moments(seconds: float) -> list[float]:
    """Moments spread over the whole of an act, from its first instant to just past its end."""
    return [seconds * n / (KILLS - 1) for n in range(KILLS)]


def test_an_import_killed_at_any_moment_is_all_or_nothing_and_can_be_run_again(
    prepared: Prepared, tmp_path: Path
) -> None:
    home = prepared.fresh(tmp_path / "home", "before")
    states = []

    for moment in moments(prepared.seconds["import"]):
        kill(home, "import", str(prepared.file), moment)
        states.append(visible(home))
        if states[-1] == prepared.after:  # it was through: the next one starts from the beginning
            prepared.fresh(home, "before")

    assert set(states) <= {prepared.before, prepared.after}
    assert prepared.before in states
    kill(home, "import", str(prepared.file), prepared.seconds["import"] * 0.7)
    finish(home, "import", str(prepared.file))
    assert visible(home) == prepared.after
    assert finish(home, "import", str(prepared.file))[0] == f"0 0 {ROWS} 0"
    assert visible(home) == prepared.after


def test_an_undo_killed_at_any_moment_is_all_or_nothing_and_can_be_run_again(
    prepared: Prepared, tmp_path: Path
) -> None:
    home = prepared.fresh(tmp_path / "home", "after")
    states = []

    for moment in moments(prepared.seconds["undo"]):
        kill(home, "undo", "2", moment)
        states.append(visible(home))
        if states[-1] == prepared.before:
            prepared.fresh(home, "after")

    assert set(states) <= {prepared.before, prepared.after}
    assert prepared.after in states
    kill(home, "undo", "2", prepared.seconds["undo"] / 2)
    if visible(home) == prepared.after:
        finish(home, "undo", "2")
    assert visible(home) == prepared.before
    finish(home, "import", str(prepared.file))
    assert visible(home) == prepared.after
