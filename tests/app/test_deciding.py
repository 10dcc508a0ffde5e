"""Decisions: of what is proposed today, with a reason, replaced in the open; and the next strategy made of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from app.conftest import written_on
from bilan.app import deciding, strategies
from bilan.app.deciding import Choice, NotProposed, decide
from bilan.app.dossiers import open_dossier
from bilan.app.next_strategy import Next, Outdated, write_next
from bilan.app.writing import Missing, Pen, ReviewClosed, Stale
from bilan.journal.models import Change
from bilan.plan.dossier import State
from bilan.strategy.toml import read
from desk import Desk, zignature

KEY = "target:bookings:each_rep"


def test_a_decision_keeps_the_numbers_that_it_was_made_on(quarter: Desk, directrice: Pen) -> None:
    made = decide(quarter.workspace, "2026-T3", KEY, Choice("accepted", "110 000 € signés pour 80 000 €"), directrice)

    proposal = open_dossier(quarter.workspace, "2026-T3", today=quarter.today).plan.proposals[0]
    assert (made.verdict, made.value, made.decided_on) == ("accepted", proposal.value, quarter.today)
    assert (made.numbers["proposed"], made.numbers["current"]) == (proposal.value, 20000)
    assert made.numbers["rule_lambda"] == Fraction(1, 2)
    assert made.origin == proposal.origin


def test_a_proposal_is_edited_to_another_value_or_refused(quarter: Desk, directrice: Pen) -> None:
    edited = decide(quarter.workspace, "2026-T3", KEY, Choice("edited", "prudence", value=Fraction(21000)), directrice)
    refused = decide(quarter.workspace, "2026-T3", KEY, Choice("refused", "deux affaires exceptionnelles"), directrice)

    assert (edited.value, refused.value) == (Fraction(21000), None)


def test_a_decision_says_why_and_an_edited_one_says_what(quarter: Desk, directrice: Pen) -> None:
    for choice in (Choice("accepted", "  "), Choice("edited", "prudence")):
        with pytest.raises(Missing):
            decide(quarter.workspace, "2026-T3", KEY, choice, directrice)


def test_only_what_is_proposed_today_is_decided(quarter: Desk, directrice: Pen) -> None:
    with pytest.raises(NotProposed, match=KEY):
        decide(quarter.workspace, "2026-T3", "target:charme:company", Choice("accepted", "oui"), directrice)


def test_ec73_deciding_again_replaces_the_decision_and_keeps_its_history(
    quarter: Desk, anne: Pen, directrice: Pen
) -> None:
    decide(quarter.workspace, "2026-T3", KEY, Choice("accepted", "oui"), anne, expected=0)

    with pytest.raises(Stale, match="Anne, 2026-10-05 11:00"):
        decide(quarter.workspace, "2026-T3", KEY, Choice("refused", "non"), directrice, expected=0)
    again = decide(quarter.workspace, "2026-T3", KEY, Choice("refused", "non"), directrice, expected=1)

    assert open_dossier(quarter.workspace, "2026-T3", today=quarter.today).plan.decisions == (again,)
    assert [one.verdict for one in deciding.history("2026-T3", KEY)] == ["accepted", "refused"]
    assert (again.revision, Change.objects.get().before["verdict"]) == (2, "accepted")


def test_nothing_is_decided_in_a_closed_review(quarter: Desk, directrice: Pen, seal: Callable[[str], None]) -> None:
    seal("2026-T3")

    with pytest.raises(ReviewClosed):
        decide(quarter.workspace, "2026-T3", KEY, Choice("accepted", "oui"), directrice)


def test_ec72_a_review_goes_from_provisional_or_draft_to_in_review(quarter: Desk, directrice: Pen) -> None:
    def state(today: date) -> State:
        return open_dossier(quarter.workspace, "2026-T3", today=today).state

    assert state(date(2026, 9, 30)) is State.PROVISIONAL
    assert state(date(2026, 10, 1)) is State.DRAFT
    decide(quarter.workspace, "2026-T3", KEY, Choice("accepted", "oui"), directrice)
    assert state(date(2026, 10, 1)) is State.IN_REVIEW
    assert state(date(2026, 9, 30)) is State.PROVISIONAL


def test_the_next_strategy_holds_what_was_decided_and_is_published_when_asked(quarter: Desk) -> None:
    in_time = written_on("Directrice", date(2026, 10, 1))
    decide(quarter.workspace, "2026-T3", KEY, Choice("edited", "prudence", value=Fraction(24000)), in_time)

    def written(*, publish: bool) -> Next:
        return write_next(
            quarter.workspace, "2026-T3", today=in_time.today, author="Directrice", now=in_time.now, publish=publish
        )

    found = written(publish=False)
    assert strategies.in_force().period == "2026-T3"
    published = written(publish=True)

    assert found.version is None
    strategy = strategies.in_force()
    assert read(published.file) == strategy
    asked = {target.scope: target.value for target in strategy.targets if target.window == "2026-T4"}
    assert strategy.period == "2026-T4"
    assert set(asked.values()) == {24000}
    version = strategies.latest()
    assert version is not None
    assert version.reason == "bilan 2026-T3"
    assert not published.is_late


def test_a_target_told_after_its_period_began_is_flagged(quarter: Desk, directrice: Pen) -> None:
    decide(quarter.workspace, "2026-T3", KEY, Choice("accepted", "oui"), directrice)

    found = write_next(
        quarter.workspace, "2026-T3", today=quarter.today, author="Directrice", now=directrice.now, publish=True
    )

    assert found.is_late
    assert found.version is not None


def test_what_nobody_decided_changes_nothing_in_the_next_strategy(quarter: Desk, directrice: Pen) -> None:
    found = write_next(
        quarter.workspace, "2026-T3", today=quarter.today, author="Directrice", now=directrice.now, publish=False
    )

    assert [one.key for one in found.undecided] == [KEY]
    assert {one.value for one in found.strategy.targets} == {20000}


def test_an_old_review_does_not_publish_over_a_later_strategy(quarter: Desk, directrice: Pen) -> None:
    quarter.follow(zignature(period="2027-T1"))

    with pytest.raises(Outdated, match="2027-T1"):
        write_next(quarter.workspace, "2026-T3", today=quarter.today, author="D", now=directrice.now, publish=True)
