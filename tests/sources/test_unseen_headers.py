"""Exports written by somebody who had not seen the words that recognise them, with the meaning of every header."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bilan.errors import BilanError
from bilan.sources.files.guess import Guess, guess
from bilan.sources.files.likeness import is_exact
from bilan.sources.files.reading import read_raw
from bilan.sources.source import Context

CORPUS = Path(__file__).parents[1] / "corpus" / "headers"
CONTEXT = Context("EUR", "Europe/Paris", dt.date(2026, 12, 31))
# what reading folds into canonical columns, as the key names them
FOLDED = {
    "closed_on": {"signed_on", "expected_on", "lost_on"},
    "start_day": {"start_at"},
    "start_time": {"start_at"},
    "end_day": {"end_at"},
    "minutes": {"end_at", ""},
    "private": {""},
}


@dataclass(slots=True)
class Score:
    columns: int = 0
    right: int = 0
    tables: int = 0
    wrong_exact: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.columns + other.columns,
            self.right + other.right,
            self.tables + other.tables,
            self.wrong_exact + other.wrong_exact,
        )


def sets(file: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((CORPUS / file).read_text("utf-8"))["set"]
    return found


def meanings(entry: dict[str, Any], headers: tuple[str, ...]) -> dict[str, set[str]]:
    if "truth" in entry:
        return {header: {said} if isinstance(said, str) else set(said) for header, said in entry["truth"].items()}
    said: dict[str, set[str]] = {}
    for column, header in entry["columns"].items():
        said.setdefault(header, set()).add(column)
    return {header: said.get(header, {""}) for header in headers}


def fits(column: str, allowed: set[str]) -> bool:
    return column in allowed or bool(FOLDED.get(column, set()) & allowed)


def measured(entry: dict[str, Any], folder: Path) -> Score:
    path = folder / "export.csv"
    path.write_text(entry["csv"].lstrip("\n"), encoding="utf-8")
    raw = read_raw(path)
    allowed = meanings(entry, raw.headers)
    try:
        found = guess(raw, "export", CONTEXT)
    except BilanError:
        return Score(columns=len(allowed))
    taken: dict[str, list[str]] = {header: [] for header in allowed}
    for column, header in found.mapping.columns.items():
        taken[header].append(column)
    right = [all(fits(one, allowed[header]) for one in columns) if columns else "" in allowed[header]
             for header, columns in taken.items()]  # fmt: skip
    return Score(len(allowed), sum(right), found.mapping.table == entry["table"], wrong_exact(found, allowed))


def wrong_exact(found: Guess, allowed: dict[str, set[str]]) -> int:
    return sum(
        is_exact(found.mapping.table, column) and not fits(column, allowed[header])
        for column, header in found.mapping.columns.items()
    )


def total(files: list[str], folder: Path) -> Score:
    return sum((measured(entry, folder) for file in files for entry in sets(file)), Score())


def test_the_exports_that_taught_are_read_without_a_fault(tmp_path: Path) -> None:
    score = total(["taught.toml"], tmp_path)

    assert (score.columns, score.tables, score.wrong_exact) == (358, 20, 0)
    assert score.right * 100 >= 99 * score.columns


def test_of_exports_never_seen_before_most_columns_are_right_and_no_money_or_date_is_wrong(tmp_path: Path) -> None:
    score = total(["unseen.toml"], tmp_path)

    assert score.columns == 358
    assert score.wrong_exact == 0
    assert score.right * 100 >= 86 * score.columns  # as measured once, when the work was done
    assert score.tables >= 18


def test_over_the_whole_corpus_95_percent_of_the_columns_are_right(tmp_path: Path) -> None:
    score = total([path.name for path in CORPUS.glob("*.toml")], tmp_path)

    assert score.columns > 1_000
    assert score.right * 100 >= 95 * score.columns
    assert score.wrong_exact == 0


@pytest.mark.parametrize(
    "headers", ["Montant;Montant", "Montant (CHF);Montant (USD)", "Valeur estimée du projet;Valeur prévue du projet"]
)
def test_two_amounts_that_fit_equally_well_are_asked_about_and_neither_is_taken(headers: str, tmp_path: Path) -> None:
    entry = {"csv": f"Id;Client;Statut;Signée le;{headers}\n1;Zinc;Gagné;2026-03-12;10;20\n"}
    path = tmp_path / "export.csv"
    path.write_text(entry["csv"], encoding="utf-8")

    found = guess(read_raw(path), "export", CONTEXT)

    assert "amount_cents" not in found.mapping.columns
    assert any("amount_cents" in question.fr for question in found.questions)


def test_the_same_amount_given_twice_is_one(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("Id;Client;Statut;Signée le;Montant;Montant\n1;Zinc;Gagné;2026-03-12;10;10\n", encoding="utf-8")

    assert guess(read_raw(path), "export", CONTEXT).mapping.columns["amount_cents"] == "Montant"


@pytest.mark.parametrize(
    "header", ["CA (k€)", "Montant en milliers", "CA pondéré", "Montant TVA", "Expected Revenue (Base)", "Marge HT"]
)
def test_what_is_not_plainly_the_amount_is_not_taken_for_it(header: str, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(f"Id;Client;Statut;Signée le;{header}\n1;Zinc;Gagné;2026-03-12;10\n", encoding="utf-8")

    assert "amount_cents" not in guess(read_raw(path), "export", CONTEXT).mapping.columns


def test_amounts_in_thousands_are_said_and_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("Id;Client;Statut;Signée le;CA (k€)\n1;Zinc;Gagné;2026-03-12;10\n", encoding="utf-8")

    assert any("milliers" in question.fr for question in guess(read_raw(path), "export", CONTEXT).questions)


def test_an_end_in_two_columns_is_a_day_and_a_time(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(
        "Objet;Début;Heure de début;Fin;Heure de fin\nRDV-D Zinc;24/07/2026;17:30;25/07/2026;09:00\n", encoding="utf-8"
    )

    found = guess(read_raw(path), "export", CONTEXT)

    assert (found.mapping.columns["end_day"], found.mapping.columns["end_at"]) == ("Fin", "Heure de fin")
    assert int(found.sample[0]["end_at"]) - int(found.sample[0]["start_at"]) == 55_800


def test_a_sheet_of_daily_calls_is_read_as_measures_of_calls(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("Jour;Commercial;Nb d'appels passés\n15/06/2026;Paul;25\n", encoding="utf-8")

    found = guess(read_raw(path), "export", CONTEXT)

    assert found.mapping.table == "measures"
    assert found.sample[0]["measure"] == "calls"
    assert found.sample[0]["value"] == "25000000"
