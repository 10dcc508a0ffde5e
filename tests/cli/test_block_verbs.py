"""block, as a person or a program types it."""

from __future__ import annotations

import pytest

from cli.conftest import Bilan

HEAD = "ID;Titre;Organisateur;Client;ID affaire;Début;Fin;Issue"
DEAL = "Formation – Menuiserie Renaud"


@pytest.fixture
def held_back(at_work: Bilan) -> Bilan:
    """A workspace where A-3, open, took six RDV-E."""
    rows = [
        f"E-{day};RDV-E Menuiserie Renaud;Pierre;Menuiserie Renaud;A-3;{day}/07/2026 09:00;{day}/07/2026 10:00;Tenu"
        for day in range(11, 17)
    ]
    assert at_work("import", at_work.file("echanges.csv", "\n".join([HEAD, *rows]) + "\n")).code == 0
    return at_work


def test_what_blocks_a_deal_is_written_listed_and_withdrawn(held_back: Bilan) -> None:
    assert "à revoir" in held_back("block", "list", "2026-T3").out

    written = held_back("block", "add", DEAL, "Décideur", "--next", "Rencontrer qui signe.", "--period", "2026-T3")

    assert (written.code, written.out) == (
        0, f"Revue de blocage 1 notée · {DEAL} : décideur → Rencontrer qui signe.\n"
    )  # fmt: skip
    listed = held_back("block", "list", "2026-T3", lang="en").out
    assert "Decision maker" in listed
    assert "to review" not in listed
    again = held_back("block", "add", "A-3", "budget", lang="en").out
    assert again == f"Blocking review 1 written (replaces the review before) · {DEAL}: budget\n"
    assert held_back("block", "withdraw", 1, "--why", "doublon").out == "Revue de blocage 1 retirée.\n"


def test_a_machine_reads_what_blocks_and_what_is_left(held_back: Bilan) -> None:
    before = held_back.json("block", "list")
    assert (before["blockings"], before["to_review"]) == ([], [{"deal": "A-3", "name": DEAL, "exchanges": 6}])

    made = held_back.json("block", "add", "A-3", "timing", "--next", "Un client paresseux")
    (one,) = made["blockings"]
    assert (one["deal"], one["reason"], one["author"], one["revision"]) == ("A-3", "timing", "Anne", 1)
    assert (made["to_review"], made["reminders"]) == (None, ["paresseux"])

    after = held_back.json("block", "list")
    assert (after["blockings"], after["to_review"]) == ([one], [])
    assert held_back.json("block", "withdraw", 1, "--why", "doublon")["blockings"][0]["number"] == 1


def test_a_deal_that_nothing_blocks_and_a_word_that_is_no_reason_are_refused(held_back: Bilan) -> None:
    refused = held_back("block", "add", "A-1", "budget")
    assert refused.code == 1
    assert "Rien n'a été écrit" in refused.err
    assert f"{DEAL} (A-3)" in refused.err

    misused = held_back("block", "add", "A-3", "météo")
    assert misused.code == 2
    assert "choisissez parmi" in misused.err
