"""The command line as a person or a program types it, at an empty workspace of Zignature's, on 5 October 2026."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from jsonschema import Draft202012Validator

from bilan.app import importing
from bilan.cli import main
from bilan.sources.files import Mapping
from bilan.sources.files.batches import batches
from bilan.sources.files.guess import Guess, guess
from bilan.sources.files.reading import read_raw
from bilan.sources.source import Batch, Context

ROOT = Path(__file__).parents[2]
ZIGNATURE = ROOT / "examples" / "zignature"
SCHEMAS = ROOT / "src" / "bilan" / "cli" / "schemas"
DEALS = """\
ID;Nom;Client;Propriétaire;Montant HT;Statut;Date de création;Date de signature
A-1;Parapheur – Cycles Roche;Cycles Roche;Paul;12 000,00 €;Gagnée;15/06/2026;10/07/2026
A-2;Parapheur – Optique Noël;Optique Noël;Anne;8 000,50 €;Gagnée;16/06/2026;20/08/2026
A-3;Formation – Menuiserie Renaud;Menuiserie Renaud;Pierre;5 000,00 €;Ouverte;25/06/2026;
"""
MEETINGS = """\
ID;Titre;Organisateur;Client;ID affaire;Début;Fin;Issue
M-1;RDV-D Cycles Roche;Paul;Cycles Roche;A-1;15/06/2026 09:00;15/06/2026 10:00;Tenu
M-2;RDV-E Cycles Roche;Paul;Cycles Roche;A-1;02/07/2026 09:00;02/07/2026 10:00;Tenu
M-3;RDV-D Optique Noël;Anne;Optique Noël;A-2;16/07/2026 09:00;16/07/2026 10:00;Tenu
"""


@dataclass(frozen=True, slots=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        return self.out + self.err


def plain(text: str) -> str:
    """A text with ordinary spaces, as a test writes them."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@cache
def validator(name: str) -> Draft202012Validator:
    """The published schema of an answer: `bilan.strategy-check/1` is strategy-check.json."""
    file = SCHEMAS / f"{name.removeprefix('bilan.').partition('/')[0]}.json"
    return Draft202012Validator(json.loads(file.read_text(encoding="utf-8")))


@dataclass
class Loaded:
    """A loaded workspace, kept to be copied: reading the same files again for each test would take minutes."""

    home: Path
    database: str = ""


@dataclass
class Bilan:
    """The command, run in this process."""

    home: Path
    folder: Path
    capsys: pytest.CaptureFixture[str]
    setenv: Callable[[str, str], None]
    today: str = "2026-10-05"

    def __call__(self, *words: object, lang: str = "fr", before: Sequence[str] = ()) -> Said:
        self.setenv("BILAN_LANG", lang)
        around = ["--home", str(self.home), "--today", self.today, "--as", "Anne", *before]
        self.capsys.readouterr()
        code = main.answer([*around, *map(str, words)])
        said = self.capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return Said(code, plain(said.out), plain(said.err))

    def json(self, *words: object, code: int = 0) -> dict[str, Any]:
        """The command's one answer to a machine, held against its published schema."""
        said = self(*words, "--json")
        answer: dict[str, Any] = json.loads(said.out)
        validator(answer["schema"]).validate(answer)
        assert (said.code, said.err) == (code, "")
        return answer

    def file(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path


def inspect_here(path: Path, context: Context, *, table: str | None = None, sheet: str | None = None) -> Guess:
    """A file looked at without a process of its own, which takes most of a second; test_entry_point has real ones."""
    return guess(read_raw(path, sheet), path.stem, context, table, sheet)


def read_here(path: Path, mapping: Mapping, context: Context) -> Iterator[Batch]:
    """A file read without a process of its own."""
    yield from batches(read_raw(path, mapping.sheet), mapping, context)


@pytest.fixture
def bilan(
    django_db_reset_sequences: None,  # noqa: ARG001  # the ledger, emptied after each test and numbered from 1 again
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> Bilan:  # fmt: skip
    """The command at an empty workspace."""
    monkeypatch.setenv("BILAN_HOME", str(tmp_path / "home"))  # restored afterwards: the command sets it too
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setattr(importing, "inspect", inspect_here)
    monkeypatch.setattr(importing, "read", read_here)
    return Bilan(tmp_path / "home", tmp_path, capsys, monkeypatch.setenv)


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """What the first test that needs a loaded workspace leaves for the others."""
    return Loaded(tmp_path_factory.mktemp("loaded") / "home")


@pytest.fixture
def at_work(bilan: Bilan, loaded: Loaded) -> Bilan:
    """The command at a workspace with three deals, three meetings and the strategy drafted from them."""
    deals, meetings = bilan.file("affaires.csv", DEALS), bilan.file("rendez-vous.csv", MEETINGS)
    if loaded.database:
        connection.creation.deserialize_db_from_string(loaded.database)
        shutil.copytree(loaded.home, bilan.home)
        return bilan
    assert bilan("new", "--from", deals, meetings, "--company", "Zignature").code == 0
    assert bilan("figure", "bookings").code == 0  # makes the snapshot
    loaded.database = connection.creation.serialize_db_to_string()
    shutil.copytree(bilan.home, loaded.home)
    return bilan
