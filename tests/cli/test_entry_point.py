"""The true command, in a process of its own: help, exit codes, and the bar on a terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.conftest import DEALS, MEETINGS, ROOT

HELP = {"fr": ("Usage : bilan", "Verbes :", "montrer cette aide", "Codes de sortie"),
        "en": ("Usage: bilan", "Commands:", "Show this message", "Exit codes")}  # fmt: skip


def run(home: Path, *words: str, lang: str = "fr", stderr: int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    names = {"BILAN_LANG": lang, "BILAN_HOME": str(home), "BILAN_AS": "Anne", "HOME": str(home), "TERM": "xterm"}
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), **names}
    command = [sys.executable, "-m", "bilan", *words]
    return subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=stderr, text=True, check=False)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_help_speaks_the_users_language_and_loads_no_verb(tmp_path: Path, lang: str) -> None:
    said = run(tmp_path, "--help", lang=lang)

    assert said.returncode == 0
    assert [words for words in HELP[lang] if words not in said.stdout] == []
    loaded = (
        "import sys, bilan.cli.main; print([name for name in ('pyarrow', 'ibis', 'bilan.app') if name in sys.modules])"
    )
    command, environment = [sys.executable, "-c", loaded], {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout == "[]\n"


def test_a_verbs_help_speaks_the_users_language(tmp_path: Path) -> None:
    said = run(tmp_path, "import", "--help")

    assert said.returncode == 0
    assert [
        words for words in ("Usage : bilan import", "fichiers", "Options :", "--dry-run") if words not in said.stdout
    ] == []


def test_a_first_review_from_two_files_shows_a_bar_on_a_terminal(tmp_path: Path) -> None:
    deals, meetings = tmp_path / "affaires.csv", tmp_path / "rdv.csv"
    deals.write_text(DEALS, encoding="utf-8")
    meetings.write_text(MEETINGS, encoding="utf-8")
    home = tmp_path / "home"

    loaded, seen = on_a_terminal(home, "--today", "2026-10-05", "new", "--from", str(deals), str(meetings))
    assert loaded.returncode == 0
    assert "affaires.csv" in seen
    assert "100%" in seen

    reviewed, seen = on_a_terminal(home, "--today", "2026-10-05", "review")
    assert reviewed.returncode == 0
    assert "Bilan en préparation" in seen


def on_a_terminal(home: Path, *words: str) -> tuple[subprocess.CompletedProcess[str], str]:
    """The command with its error output on a terminal, and what the terminal showed."""
    ours, theirs = pty.openpty()
    try:
        done = run(home, *words, stderr=theirs)
    finally:
        os.close(theirs)
    shown = b"".join(_written(ours)).decode()
    os.close(ours)
    return done, shown


def _written(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            part = os.read(terminal, 65_536)
        except OSError:  # the other end is closed
            return
        if not part:
            return
        yield part


@pytest.mark.parametrize(("words", "code"), [(("review",), 1), (("rubbish",), 2)])
def test_the_process_leaves_with_the_exit_code(tmp_path: Path, words: tuple[str, ...], code: int) -> None:
    said = run(tmp_path, *words)

    assert said.returncode == code
    assert "Traceback" not in said.stdout + said.stderr


def test_a_database_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "bilan.sqlite3").write_text("not a database, but long enough to be read as one" * 100, encoding="utf-8")

    said = run(tmp_path, "imports")

    assert said.returncode == 1
    assert "Le dossier de travail ne répond pas" in said.stderr
