"""Sessions and actions: whole or refused, followed, handed on, carried over and counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from app.conftest import written_on
from bilan.app import actions, recorded, sessions, stories
from bilan.app.actions import Intent, NotValid
from bilan.app.dossiers import NotInTheReview, open_dossier
from bilan.app.sessions import Call
from bilan.app.stories import Telling
from bilan.app.writing import Missing, Pen, ReviewClosed, Stale
from bilan.errors import BilanError
from bilan.plan.plan import Status
from bilan.review.story import StoryKind
from desk import Desk, zignature

YEAR_END = date(2026, 12, 31)


@pytest.fixture
def told(desk: Desk, anne: Pen) -> str:
    """The key of a story to start from."""
    return stories.tell(desk.workspace, "2026-T3", Telling(StoryKind.FAILURE, "Sans suite", about="Pierre"), anne).key


@pytest.fixture
def intent(told: str) -> Intent:
    """A whole action: the call before the meeting."""
    return Intent(
        "Appeler 15 minutes avant chaque RDV-D", "process", kpi="rdv_d", owner="Pierre", due_on=YEAR_END, origin=told,
        scope="Anne, Claire", expected=Fraction(6),
    )  # fmt: skip


def test_a_session_goes_from_a_story_to_its_options_and_its_outcome(desk: Desk, anne: Pen, told: str) -> None:
    called = sessions.call(
        desk.workspace,
        "2026-T3",
        Call(date(2026, 10, 8), "Comment mieux qualifier ?", ("Pierre", "paul", "La juriste"), told),
        anne,
    )
    done = sessions.conclude(called.number, "un appel de 15 minutes", anne, options=("un appel", "une grille"))

    assert called.invitees == ("pierre", "paul", "La juriste")
    assert (done.origin, done.options, done.outcome) == (told, ("un appel", "une grille"), "un appel de 15 minutes")
    with pytest.raises(Missing):
        sessions.conclude(called.number, "une grille", anne)
    assert sessions.conclude(called.number, "une grille", anne, reason="essai d'abord").revision == 3


def test_a_session_needs_a_question_somebody_and_an_origin_that_exists(desk: Desk, anne: Pen) -> None:
    day = date(2026, 10, 8)
    for asked, refusal in [
        (Call(day, " ", ("Paul",)), Missing),
        (Call(day, "Comment ?", ()), Missing),
        (Call(day, "Comment ?", ("Paul",), "story:99"), NotInTheReview),
    ]:
        with pytest.raises(refusal):
            sessions.call(desk.workspace, "2026-T3", asked, anne)


def test_ec74_an_action_without_owner_date_or_kpi_cannot_be_validated(desk: Desk, anne: Pen, intent: Intent) -> None:
    for lacking, said in [
        (replace(intent, owner=""), "un responsable"),
        (replace(intent, due_on=None), "une échéance"),
        (replace(intent, kpi=""), "un KPI"),
        (replace(intent, origin=""), "une origine"),
        (replace(intent, expected=None), "un effet attendu"),
        (replace(intent, due_on=date(2026, 9, 1)), "une échéance qui suive"),
    ]:
        with pytest.raises(NotValid) as refused:
            actions.add(desk.workspace, "2026-T3", lacking, anne)
        assert said in refused.value.message.fr

    assert recorded.actions("2026-T3", today=desk.today) == ()


def test_an_action_starts_with_the_next_period_and_from_its_figure(quarter: Desk, anne: Pen, intent: Intent) -> None:
    made = actions.add(
        quarter.workspace, "2026-T3", replace(intent, kpi="bookings", scope="Paul", expected=Fraction(50000)), anne
    )

    assert (made.owner, made.scope, made.starts_on) == ("pierre", "rep:paul", date(2026, 10, 1))
    assert (made.baseline, made.expected) == (Fraction(40000), Fraction(50000))


def test_ec75_an_action_whose_owner_has_left_is_orphan_until_it_is_given_to_somebody(
    desk: Desk, anne: Pen, intent: Intent
) -> None:
    made = actions.add(desk.workspace, "2026-T3", intent, anne)
    strategy = zignature()
    gone = tuple(
        rep.model_copy(update={"left_on": date(2026, 10, 31)}) if rep.key == "pierre" else rep for rep in strategy.reps
    )
    desk.follow(strategy.model_copy(update={"reps": gone}))

    assert [one.is_orphan for one in recorded.open_actions(today=date(2026, 10, 31))] == [False]
    assert [one.is_orphan for one in recorded.open_actions(today=date(2026, 11, 1))] == [True]
    given = actions.adjust(made.number, {"owner": "Claire"}, written_on("Anne", date(2026, 11, 2)), reason="départ")
    assert (given.owner, given.is_orphan) == ("claire", False)


def test_ec75_a_rep_whom_the_strategy_dropped_leaves_orphans_too(desk: Desk, anne: Pen, intent: Intent) -> None:
    actions.add(desk.workspace, "2026-T3", intent, anne)
    strategy = zignature()
    desk.follow(strategy.model_copy(update={"reps": tuple(rep for rep in strategy.reps if rep.key != "pierre")}))

    assert recorded.open_actions(today=desk.today)[0].is_orphan


def test_ec76_undone_actions_are_carried_over_with_a_link_and_a_count(desk: Desk, anne: Pen, intent: Intent) -> None:
    first = actions.add(desk.workspace, "2026-T3", intent, anne)
    finished = actions.add(desk.workspace, "2026-T3", intent, anne)
    actions.adjust(finished.number, {"status": "done"}, anne)
    january = written_on("Anne", date(2027, 1, 4))

    (second,) = actions.carry_over("2026-T3", january, reason="pas commencée")
    (third,) = actions.carry_over("2026-T4", january, reason="toujours pas", due_on=date(2027, 2, 26))

    assert (second.period, second.carried_from, second.times_carried) == ("2026-T4", first.number, 1)
    assert (third.period, third.carried_from, third.times_carried) == ("2027-T1", second.number, 2)
    assert (second.due_on, third.due_on, third.status) == (YEAR_END, date(2027, 2, 26), Status.TO_DO)
    before = {one.number: one for one in recorded.actions("2026-T3", today=january.today)}
    assert (before[first.number].status, before[first.number].reason) == (Status.CARRIED_OVER, "pas commencée")
    assert before[finished.number].status is Status.DONE
    assert actions.carry_over("2026-T3", january, reason="encore") == ()
    with pytest.raises(BilanError, match=f"followed as number {second.number}"):
        actions.adjust(first.number, {"status": "done"}, january)


def test_ec76_an_action_that_is_done_or_of_another_plan_is_not_carried_over(
    desk: Desk, anne: Pen, intent: Intent
) -> None:
    done = actions.add(desk.workspace, "2026-T3", intent, anne)
    actions.adjust(done.number, {"status": "done"}, anne)

    with pytest.raises(BilanError, match="cannot be carried over"):
        actions.carry_over("2026-T3", anne, reason="oubli", only=[done.number])
    with pytest.raises(NotValid):
        actions.carry_over("2026-T3", anne, reason="oubli", due_on=date(2026, 9, 1))


def test_the_next_review_opens_on_the_last_plan(quarter: Desk, anne: Pen, intent: Intent) -> None:
    made = actions.add(quarter.workspace, "2026-T3", intent, anne)
    carried = actions.carry_over("2026-T3", anne, reason="à suivre")

    dossier = open_dossier(quarter.workspace, "2026-T4", today=date(2027, 1, 4))

    assert [one.number for one in dossier.last_actions] == [made.number]
    assert [one.key for one in dossier.last_effects] == [f"last_plan:{made.number}"]
    assert dossier.plan.actions == carried


def test_what_is_dropped_says_why_and_what_is_done_says_when(desk: Desk, anne: Pen, intent: Intent) -> None:
    made = actions.add(desk.workspace, "2026-T3", intent, anne)
    with pytest.raises(Missing):
        actions.adjust(made.number, {"status": "dropped"}, anne)

    under_way = actions.adjust(made.number, {"status": "under_way"}, anne)
    done = actions.adjust(made.number, {"status": "done", "evidence": "12 appels notés"}, anne)
    dropped = actions.adjust(made.number, {"status": "dropped"}, anne, reason="la moitié des RDV-D sont en visio")

    assert (under_way.status, done.done_on, done.evidence) == (Status.UNDER_WAY, desk.today, "12 appels notés")
    assert (dropped.status, dropped.reason, dropped.done_on) == (
        Status.DROPPED,
        "la moitié des RDV-D sont en visio",
        None,
    )


def test_the_checkpoint_lists_what_every_plan_still_asks_by_due_date(desk: Desk, anne: Pen, intent: Intent) -> None:
    late = actions.add(desk.workspace, "2026-T3", intent, anne)
    soon = actions.add(desk.workspace, "2026-T3", replace(intent, due_on=date(2026, 10, 20)), anne)
    done = actions.add(desk.workspace, "2026-T3", intent, anne)
    actions.adjust(done.number, {"status": "done"}, anne)

    assert [one.number for one in recorded.open_actions(today=desk.today)] == [soon.number, late.number]


def test_the_progress_of_a_closed_plan_goes_on_but_the_plan_itself_stays(
    desk: Desk, anne: Pen, intent: Intent, seal: Callable[[str], None]
) -> None:
    made = actions.add(desk.workspace, "2026-T3", intent, anne)
    seal("2026-T3")

    assert actions.adjust(made.number, {"status": "under_way", "owner": "Claire"}, anne).owner == "claire"
    acts: tuple[Callable[[], object], ...] = (
        lambda: actions.adjust(made.number, {"due_on": date(2027, 3, 1)}, anne, reason="retard"),
        lambda: actions.add(desk.workspace, "2026-T3", intent, anne),
        lambda: actions.withdraw(made.number, anne, reason="erreur"),
    )
    for act in acts:
        with pytest.raises(ReviewClosed, match="bilan restate 2026-T3"):
            act()


def test_ec73_two_people_follow_the_same_action(desk: Desk, anne: Pen, directrice: Pen, intent: Intent) -> None:
    made = actions.add(desk.workspace, "2026-T3", intent, anne)
    actions.adjust(made.number, {"owner": "Paul"}, anne, expected=1)

    with pytest.raises(Stale, match="owner pierre → paul"):
        actions.adjust(made.number, {"owner": "Claire"}, directrice, expected=1)
