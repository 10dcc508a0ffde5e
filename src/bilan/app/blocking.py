"""Write what blocks a deal, once the people concerned have reviewed it: reason and next step (Z10, EC-42)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import transaction

from bilan.app import recorded
from bilan.app.assembling import read
from bilan.app.reviewing import basis_now
from bilan.app.wording import refuse_private
from bilan.app.writing import Pen, Unknown, because, revise, said, writable
from bilan.errors import BilanError
from bilan.facts.people import plain_name
from bilan.journal.models import Blocking as WrittenBlocking
from bilan.label import Label
from bilan.review.blocking import Reason, ReviewedDeal, deals_to_unblock

if TYPE_CHECKING:
    from bilan.app.workspace import Workspace
    from bilan.period import Period
    from bilan.review.blocking import Blocking, ToUnblock

MOST_LISTED: Final = 20  # deals told in a refusal: silent ones may be a hundred


class NotToUnblock(BilanError):
    """The deal is not among those that the review asks to unblock, or two of them bear that name."""

    def __init__(self, name: str, period: Period, known: tuple[ToUnblock, ...]) -> None:
        fr, en = period.label("fr"), period.label("en")
        listed, more = ", ".join(f"{one.name} ({one.key})" for one in known[:MOST_LISTED]), len(known) - MOST_LISTED
        more_fr, more_en = (f"… et {more} autres", f"… and {more} others") if more > 0 else ("", "")
        super().__init__(Label(
            fr=f"«\u00a0{name}\u00a0» n'est pas une affaire à débloquer du bilan {fr}. Rien n'a été écrit. "
               f"Celles que l'on peut nommer, au-delà du plafond de RDV-E, lentes ou dormantes\u00a0: {listed or 'aucune'}{more_fr}.",
            en=f"“{name}” is not a deal to unblock in the review of {en}. Nothing was written. "
               f"Those that may be named, beyond the limit of RDV-E, slow or silent: {listed or 'none'}{more_en}.",
        ))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reviewing:
    """A blocking review as somebody writes it: the deal by its key or its name, what blocks, what comes next."""

    deal: str
    reason: Reason
    next_step: str = ""


def review_deal(
    workspace: Workspace, period: str, reviewing: Reviewing, pen: Pen, *, expected: int | None = None
) -> ReviewedDeal:
    """Write what blocks a deal; reviewing it again replaces what was written, which the journal keeps."""
    asked, next_step = writable(period), reviewing.next_step.strip()
    refuse_private(next_step)
    found = _found(workspace, asked, said(reviewing.deal, Label("l'affaire", "The deal")), pen)
    values = {"reason": reviewing.reason.value, "next_step": next_step, "author": pen.author, "at": pen.now}
    with transaction.atomic():
        writable(asked.name)
        row, is_new = WrittenBlocking.objects.get_or_create(
            period=asked.name, deal=found.key, withdrawn_at=None, defaults=values
        )
        if not is_new:
            revise(row, values, pen, expected=expected)
    return ReviewedDeal(recorded.blocking(row), found)


def withdraw(number: int, pen: Pen, *, reason: str, expected: int | None = None) -> Blocking:
    """Take a blocking review back; the journal keeps it, with who withdrew it and why."""
    row = WrittenBlocking.objects.filter(pk=number, withdrawn_at=None).first()
    if row is None:
        raise Unknown("blocking", number)
    writable(row.period)
    revise(row, {"withdrawn_at": pen.now}, pen, reason=because(reason), expected=expected)
    return recorded.blocking(row)


def _found(workspace: Workspace, period: Period, name: str, pen: Pen) -> ToUnblock:
    """The deal by its key, or by a name that only one bears."""
    figures = read(workspace, period.name, basis_now(), pen.today)
    known = deals_to_unblock(figures.facts, figures.review.strategy, figures.review, figures.findings)
    named = [one for one in known if one.key == name] or [
        one for one in known if plain_name(one.name) == plain_name(name)
    ]
    if len(named) != 1:
        raise NotToUnblock(name, period, known)
    return named[0]
