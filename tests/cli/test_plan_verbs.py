"""session, action, decide and next, as a person or a program types them."""

from __future__ import annotations

import pytest

from cli.conftest import Bilan

SHEET = "Commercial;juil. 2026;août 2026;sept. 2026\nPaul;3000;1000;4000\nAnne;3000;1000;3000\nPierre;1000;500;1000\n"
KEY = "target:bookings:each_rep"


@pytest.fixture
def told(at_work: Bilan) -> Bilan:
    """A workspace with one story to start from."""
    at_work("story", "add", "2026-T3", "pratique", "Un appel de 15 minutes avant le RDV-D")
    return at_work


@pytest.fixture
def promised(at_work: Bilan) -> Bilan:
    """A workspace where targets were set."""
    said = at_work("strategy", "targets", at_work.file("objectifs.csv", SHEET), "--why", "objectifs du T3")
    assert said.code == 0, said.text
    return at_work


def act(bilan: Bilan, *more: object) -> tuple[int, str]:
    said = bilan("action", "add", "2026-T3", "Appeler avant chaque RDV-D", "--kpi", "rdv_d", "--from", "story:1", *more)
    return said.code, said.text


def test_a_session_is_called_and_its_outcome_written(told: Bilan) -> None:
    called = told.json("session", "add", "2026-T3", "Comment qualifier ?", "--on", "2026-10-08", "--with", "Paul",
                       "--with", "Pierre", "--from", "story:1", "--option", "un appel")["sessions"][0]  # fmt: skip
    assert (called["invitees"], called["origin"], called["outcome"]) == (["paul", "pierre"], "story:1", "")
    assert "à tenir" in told("session", "list", "2026-T3").out

    done = told("session", "outcome", called["number"], "un appel")
    assert (done.code, "← story:1" in done.out) == (0, True)
    assert told("session", "withdraw", 1, "--why", "doublon").out == "Séance 1 annulée.\n"
    assert told("session", "list", "2026-T3", lang="en").out == "No session.\n"


def test_ec74_an_action_says_what_it_lacks(told: Bilan) -> None:
    code, text = act(told)

    assert code == 1
    assert "un responsable, et un seul ; une échéance" in text


def test_an_action_is_added_followed_and_shown_with_the_days_that_remain(told: Bilan) -> None:
    assert act(told, "--owner", "Paul", "--due", "2026-10-15", "--expected", "6", "--type", "partage")[0] == 0
    late = ("--owner", "Paul", "--due", "2026-10-03", "--expected", "6", "--starts", "2026-10-01")
    assert act(told, *late)[0] == 0

    due = told("action", "list", "--due").out
    assert "en retard de 2 j" in due
    assert "dans 10 j" in due
    done = told.json("action", "set", 1, "--status", "fait", "--evidence", "12 appels")["actions"][0]
    assert (done["status"], done["done_on"], done["type"], done["revision"]) == ("done", "2026-10-05", "sharing", 2)
    assert [one["number"] for one in told.json("action", "list", "--due")["actions"]] == [2]
    assert told("action", "set", 2, "--status", "abandonné").code == 1
    assert told("action", "set", 2).code == 2
    assert told("action", "withdraw", 2, "--why", "doublon").out == "Action 2 retirée.\n"


def test_ec76_an_action_carried_over_says_how_many_times(told: Bilan) -> None:
    act(told, "--owner", "Paul", "--due", "2026-12-31", "--expected", "6")

    told("action", "carry", "2026-T3", "--why", "pas commencée")
    said = told("action", "carry", "2026-T4", "--why", "toujours pas")

    assert "reportée 2 fois" in said.out
    assert "carried over 2×" in told("action", "list", "2027-T1", lang="en").out
    assert told.json("action", "list", "2027-T1")["actions"][0]["carried_from"] == 2


def test_decide_lists_what_is_proposed_then_takes_a_decision(promised: Bilan) -> None:
    listed = promised.json("decide", "2026-T3")
    asked = [one["key"] for one in listed["proposals"] if one["kind"] == "target"]
    assert listed["undecided"] == [key for key in asked if key in listed["undecided"]]
    key = listed["undecided"][0]
    assert "à décider" in promised("decide", "2026-T3").out

    refused = promised("decide", "2026-T3", key, "accept")
    assert (refused.code, "Il manque la raison" in refused.err) == (1, True)
    said = promised("decide", "2026-T3", key, "edit", "9 k€", "--why", "prudence")
    assert (said.code, said.out) == (0, f"{key} modifiée : 9 000 €\n")
    again = promised.json("decide", "2026-T3", key, "refuse", "--why", "deux affaires rares")["decision"]
    assert (again["verdict"], again["value"], again["revision"]) == ("refused", None, 2)
    assert key not in promised.json("decide", "2026-T3")["undecided"]


def test_a_value_goes_with_edit_only(promised: Bilan) -> None:
    said = promised("decide", "2026-T3", KEY, "accept", "9000", "--why", "oui")

    assert (said.code, "une valeur ne va qu'avec edit" in said.err) == (2, True)


def test_next_writes_the_strategy_and_publishes_it_when_asked(promised: Bilan) -> None:
    key = promised.json("decide", "2026-T3")["undecided"][0]
    promised("decide", "2026-T3", key, "edit", "9000", "--why", "prudence")

    written = promised("next", "2026-T3")
    assert written.code == 0
    assert "À relire, puis : bilan strategy apply" in written.out
    assert "n'est pas opposable" in written.out
    published = promised.json("next", "2026-T3", "--publish")

    assert (published["period"], published["version"] is not None, published["is_late"]) == ("2026-T4", True, True)
    assert promised.json("strategy", "show")["strategy"]["period"] == "2026-T4"
    assert promised.json("strategy", "versions")["versions"][-1]["reason"] == "bilan 2026-T3"


def test_chance_refuses_where_too_little_was_signed_and_says_what_to_do(promised: Bilan) -> None:
    said = promised("chance", "2026-T3", "120 k€")

    assert said.code == 1
    assert "Pas assez de signatures" in said.text
    assert "Gardez l'ancien" in said.text
    assert promised("chance", "2026-T3", "--for", "rep:paul").code == 1
