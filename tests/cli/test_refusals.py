"""What a person can put right is said in both languages, changes nothing, and has its exit code."""

from __future__ import annotations

import fcntl
import http.server
from pathlib import Path

import pytest
from django.db import DatabaseError, OperationalError

from bilan.app import importing
from bilan.cli import demo, main
from cli.conftest import DEALS, ZIGNATURE, Bilan

UNREADABLE = Path("/proc/self/mem")  # a file, but the system refuses to read its beginning, even to root
NOTHING = (
    ("import", "absent.csv"), ("import", "."), ("new", "--from", "absent.csv"), ("import", UNREADABLE),
    ("import", "--mapping", "absent.toml", "affaires.csv"), ("import", "--mapping", "bad.toml", "affaires.csv"),
    ("import", "--mapping", ".", "affaires.csv"), ("import", "--table", "rubbish", "affaires.csv"),
    ("import", "bad.toml"), ("import", "empty.csv"),
    ("undo", "9"), ("review",), ("figure", "bookings"), ("changes",), ("correct", "deals", "A-1", "owner=Paul"),
    ("correct", "rubbish", "A-1", "owner=Paul"), ("correct", "deals", "--withdraw", "1"),
    ("strategy", "show"), ("strategy", "export", "out.toml"), ("strategy", "targets", "affaires.csv"),
    ("strategy", "check", "absent.toml"), ("strategy", "check", "."), ("strategy", "check", "bad.toml"),
    ("strategy", "check", UNREADABLE), ("strategy", "apply", "absent.toml"), ("strategy", "apply", "latin.toml"),
    ("new", "--from", "affaires.csv", "--zone", "Mars/Olympus"),
)  # fmt: skip
LOADED = (
    ("review", "2026-T9"), ("review", "hier"), ("review", "2026-02-01..2026-01-01"), ("figure", "bookings", "2026-13"),
    ("figure", "rubbish"), ("figure", "bookings", "--for", "Personne"), ("changes", "--period", "jamais"),
    ("correct", "deals", "A-9", "owner=Paul"), ("correct", "deals", "A-1", "rubbish=1"),
    ("correct", "deals", "A-1", "signed_on=hier"), ("correct", "deals", "A-1", "key=A-7"),
    ("strategy", "targets", "absent.csv"), ("strategy", "targets", "."), ("strategy", "targets", "bad.toml"),
    ("strategy", "targets", "sheet.csv", "--kpi", "rubbish"), ("strategy", "export", "."),
    ("strategy", "export", "no/such/folder.toml"), ("review", "--out", "affaires.csv"),
)  # fmt: skip
MISUSED = (
    (), ("strategy",), ("rubbish",), ("improt", "a.csv"), ("new",), ("import",), ("undo",), ("undo", "two"),
    ("review", "--rubbish"),
    ("figure",), ("correct", "deals", "A-1"), ("correct", "deals", "--withdraw", "two"), ("strategy", "rubbish"),
    ("import", "--table"), ("import", "--full=1", "a.csv"), ("--today", "hier", "imports"),
)  # fmt: skip


def named(words: tuple[object, ...]) -> str:
    return " ".join(map(str, words))


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files that the commands below name."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "affaires.csv").write_text(DEALS, encoding="utf-8")
    (tmp_path / "bad.toml").write_text("[company\nname =", encoding="utf-8")
    (tmp_path / "latin.toml").write_bytes('[company]\nname = "Société"'.encode("latin-1"))
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    (tmp_path / "sheet.csv").write_text("Commercial;juil. 2026\nPaul;1\n", encoding="utf-8")


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("words", NOTHING, ids=named)
def test_a_refusal_in_an_empty_workspace(bilan: Bilan, words: tuple[object, ...]) -> None:
    refused(bilan, words)
    assert bilan.json("imports")["imports"] == []


@pytest.mark.usefixtures("files")
def test_refusals_in_a_loaded_workspace(at_work: Bilan) -> None:
    for words in LOADED:
        refused(at_work, words)


def refused(bilan: Bilan, words: tuple[object, ...]) -> None:
    """The command is refused in each language and for a machine, and each says its own."""
    french, english = bilan(*words), bilan(*words, lang="en")

    assert (french.code, english.code) == (1, 1), (words, french.text)
    assert french.err.strip()
    assert english.err.strip()
    assert french.err != english.err, words
    answer = bilan.json(*words, code=1)
    assert "message" in answer or not answer["can_be_published"]


@pytest.mark.parametrize("words", MISUSED, ids=named)
def test_a_misused_command_says_how_it_is_written(bilan: Bilan, words: tuple[str, ...]) -> None:
    french, english = bilan(*words), bilan(*words, lang="en")

    assert (french.code, english.code) == (2, 2)
    assert "--help" in french.err
    if words not in {(), ("strategy",)}:  # these show the help itself, whose texts are chosen when the program starts
        assert french.err != english.err
    assert bilan.json(*words, code=2)["code"] == 2


def test_a_near_miss_is_offered(bilan: Bilan) -> None:
    assert "Vouliez-vous dire « import » ?" in bilan("improt", "a.csv").err
    assert "Did you mean “strategy”?" in bilan("stratgy", lang="en").err


@pytest.mark.usefixtures("files")
def test_a_workspace_that_another_import_holds_is_busy(bilan: Bilan) -> None:
    bilan.home.mkdir()
    with (bilan.home / "writing.lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("09:12 (PID 4321)")
        lock.flush()

        said, english = bilan("import", "affaires.csv"), bilan("undo", 1, lang="en")
        answer = bilan.json("import", "affaires.csv", code=3)

    assert (said.code, english.code, answer["code"]) == (3, 3, 3)
    assert "depuis 09:12 (PID 4321)" in said.err
    assert "Nothing has changed" in english.err
    assert bilan("import", "affaires.csv").code == 0


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        (OSError(28, "No space left on device"), 1, "No space left on device"),
        (OperationalError("disk I/O error"), 1, "disk I/O error"),
        (DatabaseError("file is not a database"), 1, "file is not a database"),
        (OperationalError("database is locked"), 3, "Un autre programme écrit dans cet espace"),
    ],
    ids=str,
)
@pytest.mark.usefixtures("files")
def test_a_disk_that_fails_is_said(
    bilan: Bilan, monkeypatch: pytest.MonkeyPatch, fault: Exception, code: int, words: str
) -> None:
    def fail(*_args: object) -> None:
        raise fault

    monkeypatch.setattr(importing, "import_file", fail)

    said = bilan("import", "affaires.csv")

    assert said.code == code
    assert words in said.err
    assert bilan.json("import", "affaires.csv", code=code)["code"] == code


def test_a_workspace_that_is_a_file_is_said(bilan: Bilan) -> None:
    bilan.home.write_text("not a folder", encoding="utf-8")

    assert bilan("imports").code == 1
    assert "Vérifiez la place et les droits" in bilan("imports").err


@pytest.mark.usefixtures("files")
def test_the_demonstration_leaves_another_company_alone(at_work: Bilan) -> None:
    text = (ZIGNATURE / "strategy.toml").read_text(encoding="utf-8").replace('name = "Zignature"', 'name = "Autre"', 1)
    at_work("strategy", "apply", at_work.file("autre.toml", text), "--why", "autre")

    said = at_work("demo", "--no-serve")

    assert said.code == 1
    assert "contient déjà une autre entreprise" in said.err


def test_the_demonstration_needs_its_example_and_a_free_port(
    bilan: Bilan, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def taken(*_args: object) -> None:
        raise OSError(98, "Address already in use")

    monkeypatch.setattr(http.server, "ThreadingHTTPServer", taken)
    monkeypatch.setattr(demo, "write_review", lambda *_args: [tmp_path / "page.html"])
    monkeypatch.setattr(demo, "_fill", lambda _here: None)
    monkeypatch.setattr(demo, "_documents", lambda _here: [])
    assert "est déjà pris" in bilan("demo").err

    monkeypatch.undo()
    monkeypatch.setattr(demo, "EXAMPLE", tmp_path / "nowhere")
    assert main.answer(["--home", str(tmp_path / "home"), "demo", "--no-serve"]) == 1
