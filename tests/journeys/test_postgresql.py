"""The whole loop on PostgreSQL, by the true command: what people write, the close, and the same seal as on SQLite."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from benchmarks.server import programs, started

from cli.conftest import DEALS, MEETINGS, ROOT

pytestmark = pytest.mark.postgresql

PORT = 20_000 + os.getpid() % 10_000  # of this process alone: several clones may test on one machine
TARGETS = """\
Commercial;T3 2026
Paul;10 000 €
Anne;10 000 €
Pierre;10 000 €
"""
LATER = """\
ID;Nom;Client;Propriétaire;Montant HT;Statut;Date de création;Date de signature
A-4;Formation – Librairie Vidal;Librairie Vidal;Pierre;7 000,00 €;Gagnée;15/06/2026;22/09/2026
"""


@dataclass(frozen=True)
class Book:
    """One workspace on one database, and the command at it."""

    home: Path
    database: str

    def __call__(self, *words: object) -> dict[str, Any]:
        """What a verb answers a program; it must succeed."""
        settings = {"BILAN_HOME": self.home, "BILAN_DATABASE_URL": self.database, "BILAN_AS": "Anne", "HOME": self.home}
        around = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT / "src"), "BILAN_LANG": "fr"}
        command = [sys.executable, "-m", "bilan", "--today", "2026-10-05", "--json", *map(str, words)]
        done = subprocess.run(command, env=around | {name: str(value) for name, value in settings.items()},
                              capture_output=True, text=True, check=False)  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def file(self, name: str, text: str) -> Path:
        path = self.home.parent / name
        path.write_text(text, encoding="utf-8")
        return path


@dataclass(frozen=True)
class Written:
    """What the verbs answered up to the close."""

    told: dict[str, Any]
    decided: dict[str, Any]
    closed: dict[str, Any]


@dataclass(frozen=True)
class Followed:
    """What they answered afterwards."""

    verified: str
    with_a_late_row: str
    late: dict[str, Any]
    restated: dict[str, Any]
    verified_again: str
    following: dict[str, Any]
    opened: dict[str, Any]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of an empty PostgreSQL, reached on this machine only."""
    found = programs()
    if found is None:
        reason = "PostgreSQL is missing: scripts/system-packages installs it"
        if os.environ.get("CI") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with TemporaryDirectory(prefix="bilan-") as place:
        Path(place).chmod(0o711)  # the server runs as another user, who must reach its folder
        with started(Path(place) / "server", found, port=PORT) as address:
            yield address


@pytest.fixture(scope="module")
def book(server: str, tmp_path_factory: pytest.TempPathFactory) -> Book:
    return Book(tmp_path_factory.mktemp("postgresql") / "home", server)


@pytest.fixture(scope="module")
def written(book: Book) -> Written:
    return _write(book)


@pytest.fixture(scope="module")
def followed(book: Book, written: Written) -> Followed:  # noqa: ARG001  # what is followed must be closed first
    verified = book("verify", "2026-T3")["outcome"]
    book("import", book.file("plus-tard.csv", LATER))
    beside, late = book("verify", "2026-T3")["outcome"], book("changes", "2026-T3", "--since-close")
    restated = book("restate", "2026-T3", "--why", "une affaire saisie après la clôture")
    again = book("verify", "2026-T3")["outcome"]
    return Followed(
        verified, beside, late, restated, again, book("next", "2026-T3", "--publish"), book("review", "2026-T4")
    )


def _write(bilan: Book) -> Written:
    """From two files to a closed review."""
    bilan.home.mkdir()
    deals, meetings = bilan.file("affaires.csv", DEALS), bilan.file("rendez-vous.csv", MEETINGS)
    bilan("new", "--from", deals, meetings, "--company", "Zignature")
    bilan("strategy", "targets", bilan.file("objectifs.csv", TARGETS), "--kpi", "bookings", "--why", "objectifs du T3")
    told = bilan("story", "add", "2026-T3", "success", "La relance des devis du jeudi a porté.", "--about", "Paul")
    bilan("story", "answer", told["stories"][0]["number"], "Chacun peut la reprendre.")
    decided = bilan("decide", "2026-T3", "target:bookings:each_rep", "refuse", "--why", "un trimestre de plus")
    bilan("action", "add", "2026-T3", "Relancer chaque devis le jeudi", "--kpi", "bookings", "--owner", "Paul",
          "--due", "2026-12-31", "--expected", "32000", "--from", "story:1")  # fmt: skip
    return Written(told, decided, bilan("close", "2026-T3"))


def test_what_people_write_is_kept_and_closed(written: Written) -> None:
    assert written.told["stories"][0]["author"] == "Anne"
    assert written.decided["decision"]["verdict"] == "refused"
    assert written.closed["version"] == 1


def test_a_row_that_came_after_the_close_stands_beside_it_until_it_is_restated(
    written: Written, followed: Followed
) -> None:
    assert (followed.verified, followed.with_a_late_row) == ("equal", "equal")
    assert [(row["deal"], row["cents"]) for row in followed.late["late"]] == [("A-4", 7_000_00)]
    assert (followed.restated["version"], followed.verified_again) == (2, "equal")
    assert followed.restated["digest"] != written.closed["digest"]


def test_the_next_quarter_opens_on_the_plan(followed: Followed) -> None:
    assert (followed.following["period"], followed.following["version"]) == ("2026-T4", 3)
    assert "Relancer chaque devis le jeudi" in json.dumps(followed.opened, ensure_ascii=False)


def test_the_same_words_and_rows_have_the_same_seal_on_either_database(
    written: Written, tmp_path_factory: pytest.TempPathFactory
) -> None:
    on_sqlite = _write(Book(tmp_path_factory.mktemp("sqlite") / "home", ""))

    assert on_sqlite.closed["digest"] == written.closed["digest"]
