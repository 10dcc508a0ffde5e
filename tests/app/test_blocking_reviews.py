"""Blocking reviews (Z10): beyond five RDV-E a deal is reviewed, and the reasons are counted with their amounts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from app.conftest import written_on
from bilan.app import blocking, importing, recorded, sessions
from bilan.app.blocking import NotToUnblock, Reviewing
from bilan.app.dossiers import open_dossier
from bilan.app.sessions import Call
from bilan.app.wording import Private
from bilan.app.writing import Missing, Pen, ReviewClosed, Stale, Unknown
from bilan.journal.models import Blocking as Row
from bilan.journal.models import Change
from bilan.plan.dossier import Dossier, State
from bilan.review.blocking import Reason
from cli.conftest import inspect_here, read_here
from desk import Desk

DEALS = """
ID;Nom;Client;Propriétaire;Montant HT;Statut;Date de création;Date de signature;Dernière activité
A-1;Parapheur;Cycles Roche;Paul;30 000,00 €;Ouverte;01/06/2026;;25/09/2026
A-2;Signature Pro;Optique Noël;Anne;15 000,00 €;Gagnée;01/06/2026;28/09/2026;28/09/2026
A-3;Parapheur;Garage Petit;Claire;20 000,00 €;Ouverte;01/06/2026;;25/09/2026
A-4;Formation;Menuiserie Renaud;Pierre;8 000,00 €;Ouverte;01/06/2026;;02/07/2026
A-5;Signature Pro;Mécanique Perrin;Pierre;9 000,00 €;Ouverte;20/09/2026;;25/09/2026
"""
HEAD = "| ID | Titre | Organisateur | Client | ID affaire | Début | Issue |"
ACCOUNT = "account:Voyages Rousseau"


@pytest.fixture
def blocked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Six RDV-E in July for A-1, A-2, A-3 and an account without a deal; A-4 is silent since July; A-5 is young."""
    monkeypatch.setattr(importing, "inspect", inspect_here)
    monkeypatch.setattr(importing, "read", read_here)
    desk.load(DEALS, table="deals")
    held = [("Paul", "Cycles Roche", "A-1"), ("Anne", "Optique Noël", "A-2"), ("Claire", "Garage Petit", "A-3"),
            ("Paul", "Voyages Rousseau", "")]  # fmt: skip
    rows = [
        f"| M-{hour}-{day} | RDV-E | {rep} | {account} | {deal} | {day}/07/2026 {hour}:00 | Tenu |"
        for hour, (rep, account, deal) in enumerate(held, start=10)
        for day in range(11, 17)
    ]
    desk.load("\n".join([HEAD, *rows]), table="meetings")
    return desk


def opened(desk: Desk) -> Dossier:
    return open_dossier(desk.workspace, "2026-T3", today=desk.today)


def review(desk: Desk, pen: Pen, deal: str, reason: Reason = Reason.DECIDER, next_step: str = "") -> None:
    blocking.review_deal(desk.workspace, "2026-T3", Reviewing(deal, reason, next_step), pen)


def test_z10_the_reasons_are_counted_with_the_amounts_that_are_known(blocked: Desk, anne: Pen) -> None:
    review(blocked, anne, "A-1")
    review(blocked, anne, "A-2")
    review(blocked, anne, ACCOUNT, Reason.BUDGET)

    found = opened(blocked).finding("blocked")

    assert found is not None
    assert (found.sense, found.people, found.rows) == ("neutral", (), ("A-1", "A-2", ACCOUNT))
    assert found.evidence == {
        "deals": 4, "reviewed": 3, "left": 1, "beside": 0,  # A-3 is left
        "decider": 2, "decider_amount": Fraction(45_000), "decider_priced": 2,
        "budget": 1,  # no deal, hence no amount
    }  # fmt: skip
    assert [one.key for one in opened(blocked).to_review] == ["A-3"]


def test_a_deal_that_is_silent_is_reviewed_beside_those_beyond_the_limit(blocked: Desk, anne: Pen) -> None:
    review(blocked, anne, "A-4", Reason.TIMING, " Rappeler en janvier. ")

    dossier = opened(blocked)
    (one,) = dossier.blockings
    deal = one.deal
    assert (deal.name, deal.rep, deal.cents, deal.is_over_limit) == ("Formation", "Pierre", 800_000, False)
    assert (one.blocking.next_step, one.blocking.reviewed_on) == ("Rappeler en janvier.", blocked.today)
    found = dossier.finding("blocked")
    assert found is not None
    assert found.evidence == {
        "deals": 4, "reviewed": 0, "left": 3, "beside": 1,  # A-2 is signed: nothing blocks it any more
        "timing": 1, "timing_amount": Fraction(8_000), "timing_priced": 1,
    }  # fmt: skip


def test_without_a_review_there_is_no_finding_and_the_first_one_opens_the_review(blocked: Desk, anne: Pen) -> None:
    assert (opened(blocked).finding("blocked"), opened(blocked).state) == (None, State.DRAFT)

    review(blocked, anne, "A-1")

    assert opened(blocked).state is State.IN_REVIEW


def test_ec73_reviewing_a_deal_again_replaces_what_was_written_and_the_journal_keeps_it(
    blocked: Desk, anne: Pen
) -> None:
    review(blocked, anne, "A-1", Reason.BUDGET, "Demander le budget.")
    later = written_on("Paul", date(2026, 10, 6))

    review(blocked, later, "A-1", Reason.DECIDER, "Rencontrer qui signe.")

    (one,) = recorded.blockings("2026-T3")
    assert (one.reason, one.next_step, one.author, one.reviewed_on, one.revision) == (
        Reason.DECIDER, "Rencontrer qui signe.", "Paul", date(2026, 10, 6), 2
    )  # fmt: skip
    kept = Change.objects.get(what=f"blocking:{one.number}")
    assert (kept.before["reason"], kept.before["author"], kept.after["reason"]) == ("budget", "Anne", "decider")
    with pytest.raises(Stale, match="2026-10-06"):
        blocking.review_deal(blocked.workspace, "2026-T3", Reviewing("A-1", Reason.NEED), anne, expected=1)
    assert recorded.blockings("2026-T3") == (one,)


def test_a_deal_is_named_by_its_key_or_by_a_name_that_only_one_bears(blocked: Desk, anne: Pen) -> None:
    review(blocked, anne, "signature pro")
    assert [one.deal for one in recorded.blockings("2026-T3")] == ["A-2"]

    with pytest.raises(NotToUnblock) as refused:
        review(blocked, anne, "Parapheur")

    assert "Parapheur (A-1), Parapheur (A-3)" in refused.value.message.fr


def test_what_cannot_be_written_is_refused_whole_and_the_refusal_lists_what_may_be_named(
    blocked: Desk, anne: Pen
) -> None:
    for deal, next_step, refusal in [
        ("A-99", "", NotToUnblock),
        (" ", "", Missing),
        ("A-1", "Attendre son retour de maladie", Private),
    ]:
        with pytest.raises(refusal, match="Nothing was written"):
            review(blocked, anne, deal, Reason.OTHER, next_step)
    with pytest.raises(NotToUnblock) as refused:
        review(blocked, anne, "A-5")

    message = refused.value.message
    assert "n'est pas une affaire à débloquer du bilan" in message.fr
    assert "Formation (A-4)" in message.fr
    assert "is not a deal to unblock" in message.en
    assert f"Voyages Rousseau ({ACCOUNT})" in message.en
    assert not Row.objects.exists()


def test_a_review_withdrawn_is_no_longer_counted_and_the_deal_can_be_reviewed_anew(blocked: Desk, anne: Pen) -> None:
    review(blocked, anne, "A-1")
    number = recorded.blockings("2026-T3")[0].number

    with pytest.raises(Missing):
        blocking.withdraw(number, anne, reason="")
    blocking.withdraw(number, anne, reason="mauvaise affaire")

    assert opened(blocked).finding("blocked") is None
    with pytest.raises(Unknown, match="was withdrawn"):
        blocking.withdraw(number, anne, reason="encore")
    review(blocked, anne, "A-1", Reason.NEED)
    assert [one.reason for one in recorded.blockings("2026-T3")] == [Reason.NEED]
    assert Row.objects.count() == 2


def test_a_session_is_called_from_what_blocks(blocked: Desk, anne: Pen) -> None:
    review(blocked, anne, "A-1")

    asked = Call(date(2026, 10, 8), "Comment rencontrer plus tôt qui signe ?", ("Paul", "Anne"), "blocked")

    assert sessions.call(blocked.workspace, "2026-T3", asked, anne).origin == "blocked"


def test_a_closed_review_takes_no_blocking_review(desk: Desk, anne: Pen, seal: Callable[[str], None]) -> None:
    seal("2026-T3")

    with pytest.raises(ReviewClosed):
        review(desk, anne, "A-1")
