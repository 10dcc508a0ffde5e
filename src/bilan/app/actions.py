"""Add the actions of a plan, follow them, hand them to somebody else, and carry the undone ones to the next plan."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.db import transaction

from bilan.app import recorded
from bilan.app.dossiers import cited
from bilan.app.recorded import OPEN
from bilan.app.reviewing import figure
from bilan.app.stories import UnknownKpi
from bilan.app.strategies import in_force
from bilan.app.wording import refuse_private
from bilan.app.writing import Pen, Unknown, because, period_of, revise, said, writable
from bilan.errors import BilanError
from bilan.journal.models import Action as WrittenAction
from bilan.kpis.scope import parse_scope
from bilan.label import Label
from bilan.plan.current import kpis_by_key
from bilan.plan.plan import Action, ActionType, Status
from bilan.plan.smart import smart

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from fractions import Fraction

    from bilan.app.workspace import Workspace
    from bilan.period import Period

TITLE = Label("l'intitulé", "The title")
PROGRESS = frozenset({"status", "reason", "evidence", "done_on", "owner", "contributors"})  # goes on after the close


@dataclass(frozen=True, slots=True)
class Intent:
    """An action as somebody wants it; what is left out is asked for, or filled in where it can only be one thing."""

    title: str
    type: ActionType
    kpi: str = ""
    owner: str = ""
    due_on: date | None = None
    origin: str = ""
    scope: str = "company"
    starts_on: date | None = None
    contributors: Sequence[str] = field(default_factory=tuple)
    baseline: Fraction | None = None
    expected: Fraction | None = None


class NotValid(BilanError):
    """An action that could not be done, or not be looked back on (EC-74)."""

    def __init__(self, lacks: Sequence[Label]) -> None:
        fr, en = "\u00a0; ".join(one.fr for one in lacks), "; ".join(one.en for one in lacks)
        super().__init__(Label(
            fr=f"Cette action ne peut pas être validée. Il manque\u00a0: {fr}. Rien n'a été écrit.",
            en=f"This action cannot be validated. It lacks: {en}. Nothing was written.",
        ))  # fmt: skip


class GoesOn(BilanError):
    """An action that was carried over is followed in the plan that it went to."""

    def __init__(self, row: WrittenAction) -> None:
        after = row.carried_to.latest("pk")
        super().__init__(Label(
            fr=f"L'action {row.pk} a été reportée\u00a0: elle se suit sous le numéro {after.pk}, dans le plan de {after.period}. Rien n'a été écrit.",
            en=f"Action {row.pk} was carried over: it is followed as number {after.pk}, in the plan of {after.period}. Nothing was written.",
        ))  # fmt: skip


def add(workspace: Workspace, period: str, intent: Intent, pen: Pen) -> Action:
    """Add an action to the plan of a period; refused while it lacks an owner, a date or a KPI (EC-74)."""
    with transaction.atomic():
        asked = writable(period)
        values = _values(workspace, asked, intent, pen)
        row = WrittenAction.objects.create(period=asked.name, author=pen.author, at=pen.now, **values)
    return recorded.action(row, today=pen.today)


def _values(workspace: Workspace, period: Period, intent: Intent, pen: Pen) -> dict[str, Any]:
    """An action's columns, once it is whole and all that it names is there."""
    owners = recorded.named([intent.owner])
    action = Action(
        number=0, period=period.name, title=said(intent.title, TITLE), type=intent.type, kpi=intent.kpi.strip(),
        owner=", ".join(owners), due_on=intent.due_on or period.end, scope=_scope(intent.scope),
        origin=cited(workspace, period, intent.origin, today=pen.today), expected=intent.expected,
        contributors=recorded.named(intent.contributors), baseline=intent.baseline,
        starts_on=intent.starts_on or (period.end if period.is_over(pen.today) else pen.today),
    )  # fmt: skip
    no_date = () if intent.due_on else (Label("une échéance", "a due date"),)
    lacks = (*smart(action), *no_date)
    if lacks:
        raise NotValid(lacks)
    if action.kpi not in kpis_by_key(in_force()):
        raise UnknownKpi(action.kpi, tuple(kpis_by_key(in_force())))
    if action.baseline is None:
        action = replace(action, baseline=_baseline(workspace, action, pen.today))
    return {
        "title": action.title, "type": action.type, "kpi": action.kpi, "owner": action.owner, "due_on": action.due_on,
        "origin": action.origin, "scope": action.scope, "starts_on": action.starts_on,
        "contributors": list(action.contributors), "baseline": _exact(action.baseline), "expected": _exact(action.expected),
    }  # fmt: skip


def _exact(value: Fraction | None) -> str:
    return "" if value is None else str(value)


def _scope(text: str) -> str:
    """Whom an action is for: one perimeter, or several reps one after the other."""
    strategy = in_force()
    return ",".join(dict.fromkeys(parse_scope(name.strip(), strategy).name for name in text.split(",") if name.strip()))


def _baseline(workspace: Workspace, action: Action, today: date) -> Fraction | None:
    """The figure that the action starts from: that of its period, for whom it is for; None for several reps."""
    if "," in action.scope:
        return None
    try:
        found = figure(workspace, action.kpi, action.period, action.scope, today=today, with_rows=False)
    except BilanError:
        return None  # nothing gives this KPI yet
    return found.reading.actual.value


def adjust(number: int, values: dict[str, Any], pen: Pen, *, reason: str = "", expected: int | None = None) -> Action:
    """Change an action; after the close only its progress and its owner, for the plan itself is sealed."""
    row = _row(number)
    if row.status == Status.CARRIED_OVER:
        raise GoesOn(row)
    if set(values) - PROGRESS:
        writable(row.period)
    values = _checked(values)
    if "status" in values:
        values |= _progress(Status(values["status"]), values, reason, pen)
    refuse_private(reason)
    revise(row, values, pen, reason=reason, expected=expected)
    return recorded.action(row, today=pen.today)


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """New values as the journal keeps them; one that would leave the action without owner or date is refused."""
    ways: dict[str, Callable[[Any], Any]] = {
        "title": lambda text: said(text, TITLE),
        "owner": _owner,
        "contributors": lambda names: list(recorded.named(names)),
        "scope": _scope,
        "evidence": lambda text: said(text, Label("la preuve", "The evidence")),
        "expected": _exact,
    }
    return {name: ways[name](value) if name in ways else value for name, value in values.items()}


def _owner(text: str) -> str:
    owner = ", ".join(recorded.named([text]))
    if not owner or "," in owner:
        raise NotValid((Label("un responsable, et un seul", "one owner, and one only"),))
    return owner


def _progress(status: Status, values: dict[str, Any], reason: str, pen: Pen) -> dict[str, Any]:
    """What goes with a status: the day for what is done, the reason for what is dropped."""
    if status is Status.CARRIED_OVER:
        raise BilanError(Label(
            fr="Une action se reporte avec\u00a0: bilan action carry. Rien n'a été écrit.",
            en="An action is carried over with: bilan action carry. Nothing was written.",
        ))  # fmt: skip
    if status is Status.DROPPED:
        return {"reason": because(reason), "done_on": None}
    return {"done_on": values.get("done_on") or pen.today if status is Status.DONE else None}


def withdraw(number: int, pen: Pen, *, reason: str, expected: int | None = None) -> Action:
    """Take back an action written by mistake; one that will not be done is dropped instead."""
    row = _row(number)
    writable(row.period)
    revise(row, {"withdrawn_at": pen.now}, pen, reason=because(reason), expected=expected)
    return recorded.action(row, today=pen.today)


def carry_over(
    period: str, pen: Pen, *, reason: str, due_on: date | None = None, only: Sequence[int] = ()
) -> tuple[Action, ...]:
    """Carry the undone actions of a plan to the next one, each linked to what it was (EC-76).

    They are due by the end of the next period unless said. A second call finds nothing left to carry.
    """
    asked, why = period_of(period), because(reason)
    after = writable(asked.next().name)
    if due_on is not None and due_on < after.start:
        raise NotValid(
            (Label("une échéance dans la période suivante, ou après", "a due date in the next period, or later"),)
        )
    with transaction.atomic():
        rows = [_row(number) for number in only] or list(
            WrittenAction.objects.filter(period=asked.name, withdrawn_at=None, status__in=OPEN).order_by("due_on", "pk")
        )
        return tuple(_carried(row, after, due_on or after.last_day, pen, why) for row in rows)


def _carried(row: WrittenAction, after: Period, due_on: date, pen: Pen, why: str) -> Action:
    if row.status not in OPEN or period_of(row.period).next() != after:
        raise BilanError(Label(
            fr=f"L'action {row.pk} n'est pas une action en cours du plan précédent\u00a0: elle ne se reporte pas. Rien n'a été écrit.",
            en=f"Action {row.pk} is not an undone action of the plan before: it cannot be carried over. Nothing was written.",
        ))  # fmt: skip
    revise(row, {"status": Status.CARRIED_OVER.value, "reason": why}, pen, reason=why)
    kept = ("title", "type", "kpi", "owner", "origin", "scope", "contributors", "baseline", "expected", "starts_on")
    again = WrittenAction.objects.create(
        period=after.name, author=pen.author, at=pen.now, due_on=due_on, carried_from=row,
        **{name: getattr(row, name) for name in kept},
    )  # fmt: skip
    return recorded.action(again, today=pen.today)


def _row(number: int) -> WrittenAction:
    found = WrittenAction.objects.filter(pk=number, withdrawn_at=None).first()
    if found is None:
        raise Unknown("action", number)
    return found


def kpi_of(number: int) -> str:
    """The KPI of an action, whose unit its figures are in."""
    return _row(number).kpi
