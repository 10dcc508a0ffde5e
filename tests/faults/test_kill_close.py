"""A close killed without warning, at any moment: the review is open, or closed with every file of its seal whole."""

from __future__ import annotations

import hashlib
import json
import os
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

KILLS = 50
LONGEST = 120  # seconds for a close
SCRIPT = Path(__file__).with_name("close_review.py")
STRATEGY = """
period = "2026-T3"

[company]
name = "Zignature"

[[reps]]
key = "paul"
name = "Paul"

[[reps]]
key = "anne"
name = "Anne"
"""


class Worker:
    """The program loaded once; each order is carried out in a process forked from it, which may be killed."""

    def __init__(self, home: Path) -> None:
        self.process = subprocess.Popen([sys.executable, str(SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        bufsize=0, env={**os.environ, "BILAN_HOME": str(home)})  # fmt: skip

    def order(self, act: str, home: Path, what: Path | str = "", *, killed_after: float | None = None) -> int:
        """Carry an order through, or kill it after so many seconds; how its process ended."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{act}\t{home}\t{what}\n".encode())
        at_work = int(self.process.stdout.readline())
        ready, _, _ = select.select([self.process.stdout], [], [], LONGEST if killed_after is None else killed_after)
        if not ready:
            os.kill(at_work, signal.SIGKILL)
        return int(self.process.stdout.readline())

    def finish(self, act: str, home: Path, what: Path | str = "") -> float:
        """Carry an order through, and say how long it took."""
        began = time.monotonic()
        assert self.order(act, home, what) == 0
        return time.monotonic() - began

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=LONGEST)
        if self.process.stdout is not None:
            self.process.stdout.close()


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    with closing(Worker(tmp_path_factory.mktemp("worker"))) as one:
        yield one


@pytest.fixture(scope="module")
def prepared(worker: Worker, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """A workspace with a quarter to close, its snapshot made, and how long the close takes."""
    folder = tmp_path_factory.mktemp("close")
    (folder / "strategy.toml").write_text(STRATEGY, encoding="utf-8")
    rows = [
        f"A{n};Client {n};{'Paul' if n % 2 else 'Anne'};{n},50;Gagnée;2026-06-01;2026-0{n % 3 + 7}-1{n % 9}"
        for n in range(200)
    ]
    head = "ID affaire;Client;Propriétaire;Montant HT;Statut;Date de création;Date de signature"
    (folder / "deals.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    home = folder / "home"
    home.mkdir()
    worker.finish("prepare", home, folder)
    last = Path(shutil.copytree(home, folder / "last"))
    worker.finish("close", last)
    shutil.copytree(last / "snapshots", home / "snapshots", dirs_exist_ok=True)
    seconds = worker.finish("close", Path(shutil.copytree(home, folder / "again")))
    return home, seconds


def seal(home: Path) -> tuple[str, str, str] | None:
    """The seal's digests, once the database is known to be sound; None while the review is open."""
    with closing(sqlite3.connect(home / "bilan.sqlite3")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        rows: list[tuple[str, str, str]] = connection.execute(
            "SELECT digest, bundle, documents FROM journal_seal"
        ).fetchall()
    assert len(rows) <= 1
    return rows[0] if rows else None


def broken(home: Path, found: tuple[str, str, str]) -> Iterator[str]:
    """The digests of a seal whose file is missing or not what it says."""
    digest, bundle, documents = found
    files = {file.stem: file for file in (home / "seals" / "2026-T3").iterdir()}
    for wanted in (digest, bundle, *json.loads(documents).values()):
        if wanted not in files or hashlib.sha256(files[wanted].read_bytes()).hexdigest() != wanted:
            yield wanted


def test_a_close_killed_at_any_moment_is_open_or_closed_with_a_valid_seal(
    worker: Worker, prepared: tuple[Path, float], tmp_path: Path
) -> None:
    """The home is used again after each kill that left the review open, with whatever the kill left behind."""
    before, seconds = prepared
    chance = Random(3)  # noqa: S311  # moments to kill at, not secrets
    home = Path(shutil.copytree(before, tmp_path / "home"))
    closed = 0

    for _ in range(KILLS):
        worker.order("close", home, killed_after=chance.uniform(0, seconds * 1.2))
        found = seal(home)
        if found is not None:
            assert list(broken(home, found)) == []
            closed += 1
            shutil.rmtree(home)
            shutil.copytree(before, home)

    assert 0 < closed < KILLS
    if seal(home) is None:
        worker.finish("close", home)
    last = seal(home)
    assert last is not None
    assert list(broken(home, last)) == []
    named = {last[0], last[1], *json.loads(last[2]).values()}
    assert {file.stem for file in (home / "seals" / "2026-T3").iterdir()} == named
