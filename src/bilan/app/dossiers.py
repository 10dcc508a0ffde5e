"""Open the dossier of a review: all that its pages say, at the state its review has reached (EC-72)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bilan.app import recorded
from bilan.app.assembling import dossier_on
from bilan.app.closed import reopened, words_now
from bilan.app.reviewing import basis_now
from bilan.app.writing import period_of, seal_of
from bilan.errors import BilanError
from bilan.label import Label
from bilan.plan.dossier import Dossier, State

if TYPE_CHECKING:
    from datetime import date

    from bilan.app.workspace import Workspace
    from bilan.period import Period

WORD = re.compile(r"(?:story|session|action):\d+")


class NotInTheReview(BilanError):
    """What is cited is in no finding, story, session, decision or action of that review."""

    def __init__(self, key: str, period: Period, known: tuple[str, ...]) -> None:
        fr, en = period.label("fr"), period.label("en")
        listed_fr, listed_en = ", ".join(known) or "rien encore", ", ".join(known) or "nothing yet"
        super().__init__(Label(
            fr=f"«\u00a0{key}\u00a0» n'est pas dans le bilan {fr}. Rien n'a été écrit. Ce qui peut être cité\u00a0: {listed_fr}.",
            en=f"“{key}” is not in the review of {en}. Nothing was written. What may be cited: {listed_en}.",
        ))  # fmt: skip


def open_dossier(workspace: Workspace, period: str, *, today: date) -> Dossier:
    """The dossier of a period: as it stands today while its review is open, as it was sealed once it is closed."""
    asked = period_of(period)
    seal = seal_of(asked.name)
    if seal is not None and seal.reopened_at is None:
        return reopened(workspace, seal)
    dossier = dossier_on(workspace, asked.name, basis_now(), words_now(asked, today=today), today=today)
    return replace(dossier, state=_state(asked, today))


def _state(period: Period, today: date) -> State:
    """Where an open review stands: its figures may still move, or nobody has written yet, or it is under way."""
    if not period.is_over(today):
        return State.PROVISIONAL
    return State.IN_REVIEW if recorded.is_written_in(period.name) else State.DRAFT


def with_answers(dossier: Dossier) -> Dossier:
    """The dossier with every answer given so far: those that came after the close stand beside it, not in it (EC-81)."""
    said = recorded.answers(dossier.review.period.name)
    told = {checked.story.key for checked in dossier.stories}
    stories = tuple(
        replace(checked, answers=tuple(one for one in said if one.about == checked.story.key))
        for checked in dossier.stories
    )
    return replace(dossier, stories=stories, answers=tuple(one for one in said if one.about not in told))


def citable(dossier: Dossier) -> tuple[str, ...]:
    """The addresses of all that may be cited as an origin, in the order of the review."""
    plan = dossier.plan
    return (
        *(one.key for one in (*dossier.findings, *dossier.last_effects)),
        *(checked.story.key for checked in dossier.stories),
        *(f"session:{one.number}" for one in plan.sessions),
        *(one.key for one in plan.proposals),
        *(f"action:{one.number}" for one in plan.actions),
    )


def cited(workspace: Workspace, period: Period, key: str, *, today: date) -> str:
    """An origin that is there to be cited; words are looked up in the journal, findings in the review of the day."""
    key = key.strip()
    if not key or (WORD.fullmatch(key) and key in _words(period, today)):
        return key
    known = citable(open_dossier(workspace, period.name, today=today))
    if key not in known:
        raise NotInTheReview(key, period, known)
    return key


def _words(period: Period, today: date) -> set[str]:
    return {
        *(one.key for one in recorded.stories(period.name)),
        *(f"session:{one.number}" for one in recorded.sessions(period.name)),
        *(f"action:{one.number}" for one in recorded.actions(period.name, today=today)),
    }
