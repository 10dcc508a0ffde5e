"""Call a working session from a story or a finding, and write what came out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from bilan.app import recorded
from bilan.app.dossiers import cited
from bilan.app.wording import refuse_private
from bilan.app.writing import Missing, Pen, Unknown, because, revise, said, writable
from bilan.journal.models import Session as WrittenSession
from bilan.label import Label

if TYPE_CHECKING:
    from datetime import date

    from bilan.app.workspace import Workspace
    from bilan.plan.plan import Session


@dataclass(frozen=True, slots=True)
class Call:
    """A session as it is called: when, with whom, to answer what."""

    held_on: date
    question: str
    invitees: Sequence[str]
    origin: str = ""
    options: Sequence[str] = ()


def call(workspace: Workspace, period: str, asked: Call, pen: Pen) -> Session:
    """Call a session in the review of a period."""
    refuse_private(*asked.options)
    invitees = recorded.named(asked.invitees)
    if not invitees:
        raise Missing(Label("au moins un invité (--with)", "At least one invitee (--with)"))
    with transaction.atomic():
        found = writable(period)
        row = WrittenSession.objects.create(
            period=found.name, author=pen.author, at=pen.now, held_on=asked.held_on, invitees=list(invitees),
            question=said(asked.question, Label("la question", "The question")),
            origin=cited(workspace, found, asked.origin, today=pen.today), options=_listed(asked.options),
        )  # fmt: skip
    return recorded.session(row)


def conclude(
    number: int, outcome: str, pen: Pen, *, options: Sequence[str] = (), reason: str = "", expected: int | None = None
) -> Session:
    """Write what came out of a session: the option kept, or why none; writing it again needs a reason."""
    row = _row(number)
    writable(row.period)
    refuse_private(*options)
    values = {
        "outcome": said(outcome, Label("l'issue", "The outcome")),
        "options": _listed((*row.options, *options)),
    }
    if row.outcome and row.outcome != values["outcome"]:
        because(reason)
    revise(row, values, pen, reason=reason, expected=expected)
    return recorded.session(row)


def withdraw(number: int, pen: Pen, *, reason: str, expected: int | None = None) -> Session:
    """Call a session off; the journal keeps it."""
    row = _row(number)
    writable(row.period)
    revise(row, {"withdrawn_at": pen.now}, pen, reason=because(reason), expected=expected)
    return recorded.session(row)


def _listed(options: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(option.strip() for option in options if option.strip()))


def _row(number: int) -> WrittenSession:
    found = WrittenSession.objects.filter(pk=number, withdrawn_at=None).first()
    if found is None:
        raise Unknown("session", number)
    return found
