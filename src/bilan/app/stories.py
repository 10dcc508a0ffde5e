"""Tell the successes, practices and failures of a period, mend or withdraw them, and answer them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from django.db import transaction

from bilan.app import recorded
from bilan.app.dossiers import cited
from bilan.app.strategies import in_force
from bilan.app.writing import Pen, Unknown, because, period_of, revise, said, writable
from bilan.errors import BilanError
from bilan.journal.models import Answer as WrittenAnswer
from bilan.journal.models import Story as WrittenStory
from bilan.kpis.scope import parse_scope
from bilan.label import Label
from bilan.ledger.loading import current
from bilan.ledger.rows import live_tables
from bilan.plan.current import kpis_by_key
from bilan.review.story import Answer, Check, Story, StoryKind

if TYPE_CHECKING:
    from bilan.app.workspace import Workspace

FollowUp = Literal["", "replicate", "adjust"]
TEXT = Label("le texte", "The text")
LOST_TIME: Final = {  # a failure there is told by the meetings that led nowhere, rather than by the figure
    "rdv_d": Check.NO_NEXT_MEETING, "rdv_d_week": Check.NO_NEXT_MEETING,
    "qualif_rate": Check.UNQUALIFIED, "no_show_rate": Check.NO_SHOW,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Telling:
    """A story as somebody tells it; ``check`` is guessed from what it is about when nobody says."""

    kind: StoryKind
    text: str
    about: str = ""
    kpi: str = ""
    deal: str = ""
    finding: str = ""
    check: Check | None = None
    follow_up: FollowUp = ""


def tell(workspace: Workspace, period: str, telling: Telling, pen: Pen) -> Story:
    """Write a story in the review of a period."""
    with transaction.atomic():
        asked = writable(period)
        values = _values(workspace, asked.name, telling, pen)
        row = WrittenStory.objects.create(period=asked.name, author=pen.author, at=pen.now, **values)
    return recorded.story(row)


def retell(
    workspace: Workspace, number: int, telling: Telling, pen: Pen, *, reason: str, expected: int | None = None
) -> Story:
    """Change a story, with a reason; refused when somebody changed it since revision ``expected`` (EC-73)."""
    row = _row(number)
    writable(row.period)
    revise(row, _values(workspace, row.period, telling, pen), pen, reason=because(reason), expected=expected)
    return recorded.story(row)


def withdraw(number: int, pen: Pen, *, reason: str, expected: int | None = None) -> Story:
    """Take a story back; the journal keeps it, with who withdrew it and why."""
    row = _row(number)
    writable(row.period)
    revise(row, {"withdrawn_at": pen.now}, pen, reason=because(reason), expected=expected)
    return recorded.story(row)


def one(number: int) -> Story:
    """A story by its number."""
    return recorded.story(_row(number))


def _row(number: int) -> WrittenStory:
    found = WrittenStory.objects.filter(pk=number, withdrawn_at=None).first()
    if found is None:
        raise Unknown("story", number)
    return found


def _values(workspace: Workspace, period: str, telling: Telling, pen: Pen) -> dict[str, str]:
    """A story's columns, once all that it cites is there."""
    strategy = in_force()
    about = parse_scope(telling.about, strategy).name if telling.about else ""
    if telling.kpi and telling.kpi not in kpis_by_key(strategy):
        raise UnknownKpi(telling.kpi, tuple(kpis_by_key(strategy)))
    if telling.deal:
        _refuse_unknown_deal(workspace, telling.deal)
    return {
        "kind": telling.kind, "text": said(telling.text, TEXT), "about": about, "kpi": telling.kpi, "deal": telling.deal,
        "finding": cited(workspace, period_of(period), telling.finding, today=pen.today),
        "check_asked": telling.check or guessed_check(telling.kind, telling.kpi, telling.deal),
        "follow_up": telling.follow_up,
    }  # fmt: skip


class UnknownKpi(BilanError):
    """Neither the catalogue nor the strategy has that KPI."""

    def __init__(self, key: str, known: tuple[str, ...]) -> None:
        listed = ", ".join(known)
        super().__init__(Label(
            fr=f"«\u00a0{key}\u00a0» n'est pas un KPI. Rien n'a été écrit. Choisissez parmi\u00a0: {listed}.",
            en=f"“{key}” is not a KPI. Nothing was written. Choose among: {listed}.",
        ))  # fmt: skip


def _refuse_unknown_deal(workspace: Workspace, key: str) -> None:
    if key not in live_tables(current(), workspace.rows)["deals"]["key"].to_pylist():
        raise BilanError(Label(
            fr=f"Aucune affaire ne porte l'identifiant {key}. Rien n'a été écrit. Les identifiants se lisent avec\u00a0: bilan figure bookings --rows.",
            en=f"No deal has the identifier {key}. Nothing was written. Identifiers are shown by: bilan figure bookings --rows.",
        ))  # fmt: skip


def guessed_check(kind: StoryKind, kpi: str, deal: str) -> Check:
    """What the facts can best be asked about a story, from what it is tied to."""
    if deal:
        return Check.DEAL
    failure = LOST_TIME.get(kpi) if kind is StoryKind.FAILURE else None
    return failure or (Check.KPI if kpi else Check.NONE)


def answer(workspace: Workspace, period: str, about: str, text: str, pen: Pen, *, is_contest: bool = False) -> Answer:
    """Answer a story or a finding, or contest it: kept and printed with it, in a closed review too (EC-81)."""
    asked = period_of(_row(int(about.removeprefix("story:"))).period if _is_story(about) else period)
    row = WrittenAnswer.objects.create(
        period=asked.name, author=pen.author, at=pen.now, text=said(text, TEXT), is_contest=is_contest,
        about=cited(workspace, asked, said(about, Label("ce à quoi l'on répond", "What is answered")), today=pen.today),
    )  # fmt: skip
    return recorded.answer(row)


def _is_story(about: str) -> bool:
    return about.startswith("story:") and about.removeprefix("story:").isdecimal()


def unsay(number: int, pen: Pen) -> Answer:
    """Take an answer back: its author only, for nobody else may silence it."""
    row = WrittenAnswer.objects.filter(pk=number, withdrawn_at=None).first()
    if row is None:
        raise Unknown("answer", number)
    if row.author != pen.author:
        raise BilanError(Label(
            fr=f"La réponse {number} est de {row.author}, qui peut seul la retirer. Rien n'a été écrit.",
            en=f"Answer {number} is by {row.author}, who alone may withdraw it. Nothing was written.",
        ))  # fmt: skip
    row.withdrawn_at = pen.now
    row.save(update_fields=["withdrawn_at"])
    return recorded.answer(row)
