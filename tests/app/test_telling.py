"""Stories: told, tied to the facts, changed over nobody's words, withdrawn rather than deleted, answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.conftest import written_on
from bilan.app import recorded, stories
from bilan.app.closing import close
from bilan.app.dossiers import NotInTheReview, open_dossier, with_answers
from bilan.app.stories import Telling, UnknownKpi
from bilan.app.wording import Private
from bilan.app.writing import Missing, Pen, ReviewClosed, Stale, Unknown
from bilan.errors import BilanError
from bilan.journal.models import Change
from bilan.journal.models import Story as Row
from bilan.plan.dossier import State
from bilan.review.story import Check, StoryKind
from desk import Desk

TOLD = Telling(StoryKind.FAILURE, "Des RDV-D avec des prospects non qualifiés", about="Pierre", kpi="qualif_rate")


def test_a_story_is_tied_to_whom_and_what_it_is_about(desk: Desk, anne: Pen) -> None:
    told = stories.tell(desk.workspace, "2026-Q3", replace(TOLD, follow_up="adjust"), anne)

    assert (told.period, told.about, told.author, told.follow_up) == ("2026-T3", "rep:pierre", "Anne", "adjust")
    assert told.told_on == desk.today
    assert recorded.stories("2026-T3") == (told,)


@pytest.mark.parametrize(
    ("telling", "check"),
    [
        (TOLD, Check.UNQUALIFIED),
        (replace(TOLD, kpi="rdv_d"), Check.NO_NEXT_MEETING),
        (replace(TOLD, kpi="rdv_d", kind=StoryKind.PRACTICE), Check.KPI),
        (replace(TOLD, kpi=""), Check.NONE),
        (replace(TOLD, check=Check.NO_NEXT_MEETING), Check.NO_NEXT_MEETING),
    ],
)
def test_the_check_is_guessed_from_what_a_story_is_tied_to(
    desk: Desk, anne: Pen, telling: Telling, check: Check
) -> None:
    assert stories.tell(desk.workspace, "2026-T3", telling, anne).check is check


def test_a_story_about_what_is_not_there_is_refused(quarter: Desk, anne: Pen) -> None:
    for telling, refusal in [
        (replace(TOLD, kpi="charme"), UnknownKpi),
        (replace(TOLD, deal="A-99"), BilanError),
        (replace(TOLD, finding="standout:rdv_d:paul"), NotInTheReview),
        (replace(TOLD, about="Marcel"), BilanError),
        (replace(TOLD, text="  "), Missing),
        (replace(TOLD, text="Pierre était malade"), Private),
    ]:
        with pytest.raises(refusal):
            stories.tell(quarter.workspace, "2026-T3", telling, anne)

    assert not Row.objects.exists()


def test_a_story_may_speak_of_a_deal_or_a_finding_that_is_there(quarter: Desk, anne: Pen) -> None:
    of_deal = stories.tell(
        quarter.workspace, "2026-T3", Telling(StoryKind.SUCCESS, "Signé en un mois", deal="A-1"), anne
    )
    key = open_dossier(quarter.workspace, "2026-T3", today=quarter.today).findings[0].key
    of_finding = stories.tell(quarter.workspace, "2026-T3", Telling(StoryKind.SUCCESS, "Objectif", finding=key), anne)

    assert (of_deal.check, of_finding.finding) == (Check.DEAL, key)


def test_ec73_two_people_edit_and_the_second_is_told_who_changed_what_and_when(
    desk: Desk, anne: Pen, directrice: Pen
) -> None:
    told = stories.tell(desk.workspace, "2026-T3", TOLD, anne)
    changed = replace(TOLD, text="16 RDV-D sur 48 sans suite")
    stories.retell(desk.workspace, told.number, changed, anne, reason="compté", expected=told.revision)

    with pytest.raises(Stale) as refused:
        stories.retell(desk.workspace, told.number, replace(TOLD, text="Autre"), directrice, reason="revu", expected=1)

    assert "Anne, 2026-10-05 11:00" in refused.value.message.fr
    assert "16 RDV-D sur 48 sans suite" in refused.value.message.fr
    assert recorded.stories("2026-T3")[0].text == "16 RDV-D sur 48 sans suite"


def test_ec73_every_change_keeps_what_was_who_and_why(desk: Desk, anne: Pen) -> None:
    told = stories.tell(desk.workspace, "2026-T3", TOLD, anne)
    again = stories.retell(desk.workspace, told.number, replace(TOLD, about="Paul"), anne, reason="erreur de nom")

    kept = Change.objects.get()
    assert (kept.what, kept.author, kept.reason) == (f"story:{told.number}", "Anne", "erreur de nom")
    assert (kept.before, kept.after) == ({"about": "rep:pierre"}, {"about": "rep:paul"})
    assert again.revision == 2


def test_writing_the_same_again_is_no_change(desk: Desk, anne: Pen) -> None:
    told = stories.tell(desk.workspace, "2026-T3", TOLD, anne)

    assert stories.retell(desk.workspace, told.number, TOLD, anne, reason="rien").revision == 1
    assert not Change.objects.exists()


def test_a_story_is_withdrawn_with_a_reason_and_never_deleted(desk: Desk, anne: Pen) -> None:
    told = stories.tell(desk.workspace, "2026-T3", TOLD, anne)
    with pytest.raises(Missing):
        stories.withdraw(told.number, anne, reason=" ")
    stories.withdraw(told.number, anne, reason="racontée deux fois")

    assert recorded.stories("2026-T3") == ()
    assert Row.objects.count() == 1
    with pytest.raises(Unknown):
        stories.one(told.number)


def test_nothing_is_told_in_a_closed_review_and_the_way_out_is_named(
    desk: Desk, anne: Pen, seal: Callable[[str], None]
) -> None:
    told = stories.tell(desk.workspace, "2026-T3", TOLD, anne)
    seal("2026-T3")

    acts: tuple[Callable[[], object], ...] = (
        lambda: stories.tell(desk.workspace, "2026-T3", TOLD, anne),
        lambda: stories.retell(desk.workspace, told.number, TOLD, anne, reason="r"),
        lambda: stories.withdraw(told.number, anne, reason="r"),
    )
    for act in acts:
        with pytest.raises(ReviewClosed, match="bilan restate 2026-T3"):
            act()


def test_ec81_an_answer_or_a_contest_is_kept_with_the_story_even_once_it_is_closed(
    desk: Desk, anne: Pen, seal: Callable[[str], None]
) -> None:
    told = stories.tell(desk.workspace, "2026-T3", TOLD, anne)
    pierre = written_on("Pierre")
    stories.answer(desk.workspace, "", told.key, "Trois d'entre eux sont revenus en octobre", pierre)
    seal("2026-T3")
    contest = stories.answer(desk.workspace, "", told.key, "16 sur 48 compte deux annulations", pierre, is_contest=True)

    first, second = recorded.answers("2026-T3")
    assert (first.author, first.about, first.is_contest) == ("Pierre", told.key, False)
    assert second == contest
    assert contest.is_contest


def test_ec81_answers_stand_beside_the_story_and_the_finding_that_they_answer(quarter: Desk, anne: Pen) -> None:
    told = stories.tell(quarter.workspace, "2026-T3", TOLD, anne)
    key = open_dossier(quarter.workspace, "2026-T3", today=quarter.today).findings[0].key
    of_story = stories.answer(quarter.workspace, "", told.key, "D'accord", written_on("Pierre"))
    of_finding = stories.answer(quarter.workspace, "2026-T3", key, "Deux affaires étaient de T2", written_on("Paul"))

    dossier = open_dossier(quarter.workspace, "2026-T3", today=quarter.today)
    assert dossier.stories[0].answers == (of_story,)
    assert dossier.answers == (of_finding,)


def test_ec81_an_answer_given_after_the_close_stands_beside_the_closed_review(quarter: Desk, anne: Pen) -> None:
    told = stories.tell(quarter.workspace, "2026-T3", TOLD, anne)
    close(
        quarter.workspace, "2026-T3", today=quarter.today, author="Directrice", now=quarter.now, documents=lambda _: {}
    )
    given = stories.answer(quarter.workspace, "", told.key, "Deux ont signé", written_on("Pierre"), is_contest=True)

    closed = open_dossier(quarter.workspace, "2026-T3", today=quarter.today)

    assert (closed.state, closed.stories[0].answers) == (State.CLOSED, ())
    assert with_answers(closed).stories[0].answers == (given,)


def test_only_who_answered_may_take_the_answer_back(desk: Desk, anne: Pen) -> None:
    told = stories.tell(desk.workspace, "2026-T3", TOLD, anne)
    given = stories.answer(desk.workspace, "", told.key, "Non", written_on("Pierre"))
    with pytest.raises(BilanError):
        stories.unsay(given.number, anne)
    stories.unsay(given.number, written_on("Pierre"))

    assert recorded.answers("2026-T3") == ()
