"""close, verify, restate, purge and changes --since-close, as a person or a program types them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection

from bilan.app import closing
from cli.conftest import DEALS, MEETINGS, Bilan


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A document made at once: the pages have their own tests."""
    monkeypatch.setattr(closing, "DOCUMENTS", lambda dossier: {"bilan-fr.txt": dossier.digest.encode()})


def test_a_review_is_closed_verified_and_its_later_changes_listed_beside_it(at_work: Bilan) -> None:
    closed = at_work.json("close", "2026-T3")
    assert (closed["version"], closed["author"]) == (1, "Anne")
    assert all(Path(file["path"]).is_file() for file in closed["files"])
    assert "identique à l'octet près" in at_work("verify", "2026-T3").out

    at_work("import", "--corrections", at_work.file("affaires.csv", DEALS.replace("12 000,00", "11 000,00")))
    since = at_work.json("changes", "2026-T3", "--since-close")

    assert [(row["key"], row["column"]) for row in since["rows"]] == [("A-1", "amount_cents")]
    bookings = next(one for one in since["effects"] if one["kpi"] == "bookings")
    assert (bookings["before"]["cents"], bookings["after"]["cents"]) == (2_000_050, 1_900_050)
    assert "CA signé (HT) : 20 000,50 € serait 19 000,50 €" in at_work("changes", "2026-T3", "--since-close").out
    assert at_work.json("verify", "2026-T3")["outcome"] == "equal"


def test_what_was_altered_by_hand_is_named_and_the_exit_code_says_so(at_work: Bilan) -> None:
    at_work("close", "2026-T3")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_bookings SET amount_cents = amount_cents + 1 WHERE deal = 'A-1'")

    said = at_work("verify", "2026-T3")

    assert said.code == 1
    assert "altéré" in said.out
    assert "CA signé (HT), rep:paul" in said.out
    assert at_work.json("verify", "2026-T3", code=1)["rows"][0]["after"] == 1_200_001


def test_closing_twice_is_refused_and_restating_needs_a_reason(at_work: Bilan) -> None:
    at_work("close", "2026-T3")

    assert at_work("close", "2026-T3").code == 1
    assert at_work("restate", "2026-T3").code == 1
    assert at_work.json("restate", "2026-T3", "--why", "avenant oublié")["version"] == 2


def test_a_period_that_is_not_over_is_not_closed(at_work: Bilan) -> None:
    said = at_work("close", "2026-T4")

    assert (said.code, "provisoire" in said.err) == (1, True)


def test_a_purge_says_what_it_would_erase_before_it_does(at_work: Bilan) -> None:
    at_work("close", "2026-T3")

    rules = {one["rule"]: one["count"] for one in at_work.json("purge", "--dry-run")["rules"]}

    assert rules == {"rows": 0, "meetings": 0, "counts": 0, "rejected": 0, "people": 0, "named": 0, "log": 0}
    assert "À blanc : rien n'a été effacé." in at_work("purge", "--dry-run").out


def test_meetings_reduced_by_a_purge_are_recognised_when_their_export_is_loaded_again(at_work: Bilan) -> None:
    at_work("close", "2026-T3")
    in_spring = replace(at_work, today="2027-01-06")

    rules = {one["rule"]: one["count"] for one in in_spring.json("purge")["rules"]}
    again = in_spring.json("import", in_spring.file("rendez-vous.csv", MEETINGS))["imports"][0]

    assert (rules["rows"], rules["counts"]) == (1, 3)
    assert (again["unchanged"], again["reduced"], again["added"]) == (3, 3, 0)
    said = in_spring("import", in_spring.folder / "rendez-vous.csv").out
    assert "3 rendez-vous qu'une purge a ramenés à ce qui compte" in said
    found = in_spring.json("verify", "2026-T3")
    assert (found["outcome"], found["meetings_reduced_on"]) == ("equal", "2027-01-06")
    assert "ne sont plus comparées une à une" in in_spring("verify", "2026-T3").out


def test_a_person_who_left_is_erased_by_one_command_and_one_who_is_there_is_not(at_work: Bilan) -> None:
    at_work("close", "2026-T3")
    refused = at_work("erase", "Anne", "--why", "à sa demande")
    assert (refused.code, "n'est pas parti" in refused.err) == (1, True)
    exported = at_work.folder / "strategie.toml"
    at_work("strategy", "export", exported)
    text = exported.read_text(encoding="utf-8")
    exported.write_text(text.replace('name = "Anne"', 'name = "Anne"\nleft_on = 2026-09-30'), encoding="utf-8")
    assert at_work("strategy", "apply", exported, "--why", "départ").code == 0

    dry = at_work.json("erase", "Anne", "--why", "à sa demande", "--dry-run")
    done = at_work.json("erase", "Anne", "--why", "à sa demande")

    assert (dry["pseudonym"], dry["reviews"], dry["mentions"]) == ("ancien-1", [], [])
    assert done["reviews"] == [{"period": "2026-T3", "version": 1, "replaced_by": 2}]
    assert at_work.json("verify", "2026-T3")["earlier"] == [
        {"version": 1, "is_intact": True, "erased_on": "2026-10-05"}
    ]
    assert "parties effacées le 2026-10-05 à la demande d'une personne" in at_work("verify", "2026-T3").out


def test_a_forgotten_story_is_added_to_a_review_open_again_and_the_first_seal_stays(at_work: Bilan) -> None:
    at_work("close", "2026-T3")
    forgotten = ("story", "add", "2026-T3", "success", "Un client de plus, venu par recommandation.")
    refused = at_work(*forgotten)
    assert (refused.code, "--reopen" in refused.err) == (1, True)

    assert at_work("restate", "2026-T3", "--reopen").code == 1  # a reason, always
    assert at_work.json("restate", "2026-T3", "--reopen", "--why", "un récit oublié")["version"] == 1
    assert at_work(*forgotten).code == 0
    assert at_work.json("verify", "2026-T3")["outcome"] == "equal"  # the first seal, untouched
    again = at_work.json("restate", "2026-T3")

    assert (again["version"], again["reason"]) == (2, "un récit oublié")
    assert at_work(*forgotten).code == 1
    assert at_work.json("verify", "2026-T3")["version"] == 2
