"""Decide of each proposal: as it is, with another value, or not at all; always with a reason, never by default (P12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.db import transaction

from bilan.app import recorded
from bilan.app.dossiers import cited, open_dossier
from bilan.app.wording import refuse_private
from bilan.app.writing import Missing, Pen, Stale, because, what, writable
from bilan.errors import BilanError
from bilan.journal.models import Change
from bilan.journal.models import Decision as WrittenDecision
from bilan.label import Label

if TYPE_CHECKING:
    from fractions import Fraction

    from bilan.app.workspace import Workspace
    from bilan.period import Period
    from bilan.plan.dossier import Dossier
    from bilan.plan.plan import Decision
    from bilan.plan.proposal import Proposal

Verdict = Literal["accepted", "edited", "refused"]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person decides of a proposal; ``value`` or ``text`` is what an edited one becomes."""

    verdict: Verdict
    reason: str
    value: Fraction | None = None
    text: str = ""
    origin: Sequence[str] = ()


class NotProposed(BilanError):
    """Nothing of that key is proposed today: its figures may have moved since it was read."""

    def __init__(self, key: str, dossier: Dossier) -> None:
        listed = ", ".join(one.key for one in dossier.plan.proposals)
        super().__init__(Label(
            fr=f"«\u00a0{key}\u00a0» ne fait pas partie des propositions du jour. Rien n'a été écrit. Celles du jour\u00a0: {listed or 'aucune'}.",
            en=f"“{key}” is not among today's proposals. Nothing was written. Today's: {listed or 'none'}.",
        ))  # fmt: skip


def decide(
    workspace: Workspace, period: str, key: str, choice: Choice, pen: Pen, *, expected: int | None = None
) -> Decision:  # fmt: skip
    """Decide of a proposal of today's dossier. A later decision replaces the one before, which stays in the journal.

    ``expected`` is the revision of the decision that was read, 0 for none: another one made since is not overwritten.
    """
    asked = writable(period)
    reason = because(choice.reason)
    refuse_private(choice.text)
    dossier = open_dossier(workspace, asked.name, today=pen.today)
    proposal = next((one for one in dossier.plan.proposals if one.key == key), None)
    if proposal is None:
        raise NotProposed(key, dossier)
    row = _row(workspace, asked, proposal, choice, pen)
    row.reason = reason
    with transaction.atomic():
        writable(asked.name)
        _replace(row, expected, pen)
    return recorded.decision(row)


def _row(workspace: Workspace, period: Period, proposal: Proposal, choice: Choice, pen: Pen) -> WrittenDecision:
    value, text = _kept(proposal, choice)
    origin = [cited(workspace, period, one, today=pen.today) for one in choice.origin]
    numbers = {"proposed": proposal.value, "current": proposal.current, "method": proposal.method, **proposal.numbers}
    return WrittenDecision(
        period=period.name, author=pen.author, at=pen.now, proposal=proposal.key, verdict=choice.verdict,
        value="" if value is None else str(value), text=text, origin=origin or list(proposal.origin),
        numbers=recorded.kept_numbers(numbers),
    )  # fmt: skip


def _kept(proposal: Proposal, choice: Choice) -> tuple[Fraction | None, str]:
    """The value and the words that the decision keeps; nothing of a refused proposal."""
    text = choice.text.strip()
    if choice.verdict == "accepted":
        return proposal.value, text
    if choice.verdict == "refused":
        return None, text
    if choice.value is None and not text:
        raise Missing(Label("la valeur retenue, ou le texte (--text)", "The value kept, or the text (--text)"))
    return proposal.value if choice.value is None else choice.value, text


def _replace(row: WrittenDecision, expected: int | None, pen: Pen) -> None:
    """Write the decision in the place of the one that holds, if there is one."""
    before = WrittenDecision.objects.filter(period=row.period, proposal=row.proposal, withdrawn_at=None).first()
    revision = before.revision if before else 0
    if before and expected not in (None, revision):
        change = Change(author=before.author, at=before.at, after=_told(before))
        raise Stale(what(before), [change], revision)
    row.revision = revision + 1
    if before:
        before.withdrawn_at = pen.now
        before.save(update_fields=["withdrawn_at"])
    row.save()
    if before:
        Change.objects.create(
            what=what(row), author=pen.author, at=pen.now, before=_told(before), after=_told(row), reason=row.reason
        )


def _told(row: WrittenDecision) -> dict[str, str]:
    return {"verdict": row.verdict, "value": row.value, "text": row.text, "reason": row.reason}


def history(period: str, key: str) -> tuple[Decision, ...]:
    """Every decision made of a proposal, the last one last."""
    rows = WrittenDecision.objects.filter(period=period, proposal=key).order_by("pk")
    return tuple(map(recorded.decision, rows))
