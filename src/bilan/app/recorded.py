"""What people wrote about a period, read back from the journal; what was withdrawn is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from bilan.app.strategies import in_force, versions
from bilan.app.writing import local_day
from bilan.journal.models import Action as WrittenAction
from bilan.journal.models import Answer as WrittenAnswer
from bilan.journal.models import Blocking as WrittenBlocking
from bilan.journal.models import Consent
from bilan.journal.models import Decision as WrittenDecision
from bilan.journal.models import Session as WrittenSession
from bilan.journal.models import Story as WrittenStory
from bilan.plan.plan import Action, Decision, Session, Status
from bilan.review.blocking import Blocking, Reason
from bilan.review.story import Answer, Check, Story, StoryKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bilan.plan.proposal import Numbers

OPEN = (Status.TO_DO, Status.UNDER_WAY)


def is_written_in(period: str) -> bool:
    """Whether somebody wrote a word in the review of this period (EC-72)."""
    rooms = (WrittenStory, WrittenAnswer, WrittenBlocking, WrittenSession, WrittenDecision, WrittenAction)
    return any(room.objects.filter(period=period, withdrawn_at=None).exists() for room in rooms)


def stories(period: str) -> tuple[Story, ...]:
    """The stories told of a period."""
    return tuple(map(story, WrittenStory.objects.filter(period=period, withdrawn_at=None).order_by("pk")))


def story(row: WrittenStory) -> Story:
    """A row of the journal as the review reads it."""
    return Story(
        number=row.pk, period=row.period, kind=StoryKind(row.kind), text=row.text, author=row.author,
        told_on=local_day(row.at), about=row.about, kpi=row.kpi, deal=row.deal, finding=row.finding,
        check=Check(row.check_asked), follow_up=row.follow_up,  # type: ignore[arg-type]  # one of the three that were accepted
        revision=row.revision,
    )  # fmt: skip


def answers(period: str) -> tuple[Answer, ...]:
    """What the people concerned said, of stories and of findings."""
    return tuple(map(answer, WrittenAnswer.objects.filter(period=period, withdrawn_at=None).order_by("pk")))


def answer(row: WrittenAnswer) -> Answer:
    """A row of the journal as the review reads it."""
    return Answer(
        about=row.about,
        author=row.author,
        text=row.text,
        said_on=local_day(row.at),
        is_contest=row.is_contest,
        number=row.pk,
    )


def blockings(period: str) -> tuple[Blocking, ...]:
    """What was found to hold deals back, deal by deal."""
    return tuple(map(blocking, WrittenBlocking.objects.filter(period=period, withdrawn_at=None).order_by("pk")))


def blocking(row: WrittenBlocking) -> Blocking:
    """A row of the journal as the review reads it."""
    return Blocking(
        number=row.pk, period=row.period, deal=row.deal, reason=Reason(row.reason), author=row.author,
        reviewed_on=local_day(row.at), next_step=row.next_step, revision=row.revision,
    )  # fmt: skip


def sessions(period: str) -> tuple[Session, ...]:
    """The working sessions called by the review of a period."""
    return tuple(
        map(session, WrittenSession.objects.filter(period=period, withdrawn_at=None).order_by("held_on", "pk"))
    )


def session(row: WrittenSession) -> Session:
    """A row of the journal as the review reads it."""
    return Session(
        number=row.pk, period=row.period, held_on=row.held_on, question=row.question, invitees=tuple(row.invitees),
        origin=row.origin, options=tuple(row.options), outcome=row.outcome, revision=row.revision,
    )  # fmt: skip


def decisions(period: str) -> tuple[Decision, ...]:
    """What was decided of each proposal; a decision that another one replaced is history, and left out."""
    return tuple(map(decision, WrittenDecision.objects.filter(period=period, withdrawn_at=None).order_by("pk")))


def decision(row: WrittenDecision) -> Decision:
    """A row of the journal as the review reads it."""
    return Decision(
        proposal=row.proposal, verdict=row.verdict, author=row.author, decided_on=local_day(row.at), reason=row.reason,  # type: ignore[arg-type]  # one of the three that were accepted
        value=_fraction(row.value), text=row.text, origin=tuple(row.origin), numbers=_numbers_of(row.numbers),
        revision=row.revision,
    )  # fmt: skip


def actions(period: str, *, today: date) -> tuple[Action, ...]:
    """The actions of a review's plan, by due date; those whose owner has left say so (EC-75)."""
    return _actions(WrittenAction.objects.filter(period=period, withdrawn_at=None), today)


def last_actions(period: str, *, today: date) -> tuple[Action, ...]:
    """The actions of the plan that a review opens on, each under the finding that its session or story goes back to.

    Whose practice an action shares is read there: its effect is then looked for on the others.
    """
    return tuple(replace(one, origin=_behind(one.origin)) for one in actions(period, today=today))


def _behind(origin: str) -> str:
    """The finding behind a session or a story; the origin itself where there is none."""
    kind, _, number = origin.partition(":")
    if kind == "session" and number.isdecimal():
        row = WrittenSession.objects.filter(pk=number).first()
        return _behind(row.origin) if row and row.origin and not row.origin.startswith("session:") else origin
    if kind == "story" and number.isdecimal():
        told = WrittenStory.objects.filter(pk=number).first()
        return told.finding if told and told.finding else origin
    return origin


def open_actions(*, today: date) -> tuple[Action, ...]:
    """The actions of every plan that are still to be done, by due date: the checkpoint between two reviews."""
    return _actions(WrittenAction.objects.filter(status__in=OPEN, withdrawn_at=None), today)


def _actions(rows: Any, today: date) -> tuple[Action, ...]:
    gone = _gone(today)
    return tuple(_action(row, gone) for row in rows.order_by("due_on", "pk"))


def action(row: WrittenAction, *, today: date) -> Action:
    """A row of the journal as the review reads it on a day: orphan when its owner has left by then."""
    return _action(row, _gone(today))


def _action(row: WrittenAction, gone: frozenset[str]) -> Action:
    return Action(
        number=row.pk, period=row.period, title=row.title, type=row.type, kpi=row.kpi, owner=row.owner,  # type: ignore[arg-type]  # a type that was accepted
        due_on=row.due_on, origin=row.origin, starts_on=row.starts_on, contributors=tuple(row.contributors),
        scope=row.scope, baseline=_fraction(row.baseline), expected=_fraction(row.expected), status=Status(row.status),
        reason=row.reason, evidence=row.evidence, done_on=row.done_on, carried_from=row.carried_from_id,
        times_carried=_times_carried(row), is_orphan=row.owner in gone and row.status in OPEN, revision=row.revision,
    )  # fmt: skip


def _times_carried(row: WrittenAction) -> int:
    """How many plans it went through before this one (EC-76)."""
    times = 0
    while row.carried_from is not None:
        times, row = times + 1, row.carried_from
    return times


def _gone(today: date) -> frozenset[str]:
    """The reps whose last day is over, or whom the strategy no longer knows."""
    here = {rep.key for rep in in_force().reps if rep.left_on is None or rep.left_on >= today}
    ever = {rep.key for version in versions()[0] for rep in version.strategy.reps}
    return frozenset(ever - here)


def consents() -> frozenset[str]:
    """The reps who agreed to be named in collective documents, and have not withdrawn it (EC-79)."""
    return frozenset(Consent.objects.filter(withdrawn_at=None).values_list("rep", flat=True))


def _fraction(text: str) -> Fraction | None:
    return Fraction(text) if text else None


def kept_numbers(numbers: Numbers) -> dict[str, Any]:
    """The numbers of a proposal as the journal keeps them: a fraction stays exact, and known as one."""
    return {name: _kept(value) for name, value in numbers.items()}


def _kept(value: Fraction | float | str | date | None) -> Any:
    if isinstance(value, Fraction):
        return {"exact": str(value)}
    return value.isoformat() if isinstance(value, date) else value


def _numbers_of(kept: Mapping[str, Any]) -> Numbers:
    return {name: Fraction(value["exact"]) if isinstance(value, dict) else value for name, value in kept.items()}


def named(people: Iterable[str]) -> tuple[str, ...]:
    """People as the journal keeps them: the key of a rep whom the strategy knows, else the name as it is written."""
    reps = {name.casefold(): rep.key for rep in in_force().reps for name in (rep.key, rep.name)}
    return tuple(dict.fromkeys(reps.get(name.strip().casefold(), name.strip()) for name in people if name.strip()))
