"""A blocking review is sealed with the others' words; reviews closed before there were any stay as they were."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, date, datetime

import pytest

from bilan.app import blocking, closing, erasing, importing, seals, verifying
from bilan.app.blocking import Reviewing
from bilan.app.closed import reopened
from bilan.app.erasing import Erasure, WordsNameThem
from bilan.app.verifying import Outcome
from bilan.app.writing import Pen
from bilan.journal.models import Blocking, Change, Seal
from bilan.plan.canonical import words
from bilan.plan.dossier import Dossier
from bilan.review.blocking import Reason
from bilan.review.over_limit import OverLimit
from bilan.strategy.document import Membership, Rep
from cli.conftest import inspect_here, read_here
from desk import Desk, zignature

DEALS = """
| ID affaire | Client | Propriétaire | Montant HT | Statut | Date de création | Date de signature |
| A1 | Roche | Paul | 700,00 | Ouverte | 2026-06-15 | |
"""
HEAD = "| ID | Titre | Organisateur | Client | ID affaire | Début | Issue |"
ANNE = Pen("Anne", datetime(2026, 10, 5, 9, tzinfo=UTC))


@pytest.fixture
def sixth(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A deal of Paul's with six RDV-E in July; Anne, who reviews it with him, left on 30 September."""
    monkeypatch.setattr(importing, "inspect", inspect_here)
    monkeypatch.setattr(importing, "read", read_here)
    monkeypatch.setattr(closing, "DOCUMENTS", one_line)
    anne = Rep(key="anne", name="Anne", teams=(Membership(team="nord"),), left_on=date(2026, 9, 30))
    desk.follow(zignature(reps=tuple(anne if rep.key == "anne" else rep for rep in zignature().reps)))
    desk.load(DEALS, table="deals")
    rows = [f"| M{day} | RDV-E Roche | Paul | Roche | A1 | {day}/07/2026 09:00 | Tenu |" for day in range(11, 17)]
    desk.load("\n".join([HEAD, *rows]), table="meetings")
    return desk


def one_line(dossier: Dossier) -> dict[str, bytes]:
    return {"bilan-fr.txt": dossier.digest.encode()}


def close(desk: Desk) -> Seal:
    return closing.close(desk.workspace, "2026-T3", today=desk.today, author="Directrice", now=desk.now)


def review(desk: Desk, next_step: str) -> None:
    blocking.review_deal(desk.workspace, "2026-T3", Reviewing("A1", Reason.DECIDER, next_step), ANNE)


def erase(desk: Desk) -> Erasure:
    desk.today = date(2026, 10, 6)
    return erasing.erase(
        desk.workspace, "Anne", Pen("Directrice", desk.now), reason="à sa demande", today=desk.today, dry_run=False
    )


def outcome(desk: Desk) -> Outcome:
    return verifying.verify(desk.workspace, "2026-T3").outcome


def test_a_review_closed_without_one_has_the_bytes_it_would_have_had_before_they_existed(sixth: Desk) -> None:
    texts = seals.texts(sixth.workspace, close(sixth))

    (row,) = texts["named"]["over_limit"]
    assert set(row) == {one.name for one in fields(OverLimit)} - {"key"}
    assert "blockings" not in texts["named"]
    assert "blocked" not in texts["seal"]["findings"]
    assert words(texts["seal"], texts["named"]).blockings == ()
    assert outcome(sixth) is Outcome.EQUAL


def test_a_review_closed_with_one_keeps_it_and_verifies_whatever_is_written_later(sixth: Desk) -> None:
    review(sixth, "Rencontrer qui signe.")
    seal = close(sixth)
    before = reopened(sixth.workspace, seal)

    closing.reopen("2026-T3", reason="un oubli", author="Directrice", now=sixth.now)
    review(sixth, "Proposer en deux lots.")

    assert outcome(sixth) is Outcome.EQUAL
    (one,) = reopened(sixth.workspace, seal).blockings
    assert (one, one.blocking.next_step) == (before.blockings[0], "Rencontrer qui signe.")
    assert seals.texts(sixth.workspace, seal)["seal"]["findings"]["blocked"]["evidence"]["decider"] == 1
    closing.restate(sixth.workspace, "2026-T3", reason="un oubli", author="Directrice", now=sixth.now)
    found = verifying.verify(sixth.workspace, "2026-T3")
    assert (found.outcome, found.seal.version, found.earlier[0].is_intact) == (Outcome.EQUAL, 2, True)
    assert reopened(sixth.workspace, found.seal).blockings[0].blocking.next_step == "Proposer en deux lots."


def test_ec59_who_wrote_one_is_erased_from_the_journal_and_from_the_closed_review(sixth: Desk) -> None:
    review(sixth, "Y aller avec Anne.")
    review(sixth, "Rencontrer qui signe.")  # what it was before, in the log, named her
    close(sixth)

    done = erase(sixth)

    assert done.pseudonym == "ancien-1"
    assert Blocking.objects.get().author == "Ancien commercial 1"
    assert "Anne" not in json.dumps(list(Change.objects.values("author", "before", "after")))
    found = verifying.verify(sixth.workspace, "2026-T3")
    assert (found.outcome, found.seal.version) == (Outcome.EQUAL, 2)
    assert [one["author"] for one in seals.texts(sixth.workspace, found.seal)["named"]["blockings"]] == [
        "Ancien commercial 1"
    ]


def test_a_next_step_that_names_the_person_is_left_to_a_human(sixth: Desk) -> None:
    review(sixth, "Y aller avec Anne.")
    close(sixth)
    number = Blocking.objects.get().pk

    with pytest.raises(WordsNameThem, match=f"blocking:{number}, 2026-T3 blocking:{number}"):
        erase(sixth)
