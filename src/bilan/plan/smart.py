"""What an action still lacks to be one that can be done and looked back on (EC-74)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from bilan.label import Label

if TYPE_CHECKING:
    from bilan.plan.plan import Action

Band = tuple[Fraction, Fraction]  # the values between which an expected effect is believable


def smart(action: Action, *, band: Band | None = None) -> tuple[Label, ...]:
    """What is missing, in the order of the letters; nothing when the action can be validated.

    One KPI and one perimeter, a value in the KPI's unit, within the feasible band when there is one, tied to a
    finding, a story or a session, with a start and a due date, and one owner.
    """
    return tuple(_lacks(action, band))


def _lacks(action: Action, band: Band | None) -> Iterator[Label]:
    if not action.kpi.strip() or "," in action.kpi:
        yield Label("un KPI, et un seul", "one KPI, and one only")
    if not action.scope.strip():
        yield Label(
            "un périmètre : l'entreprise, une équipe ou des commerciaux", "a perimeter: the company, a team or reps"
        )
    yield from _effect(action, band)
    if not action.origin.strip():
        yield Label("une origine (--from) : un constat, un récit, une séance ou une décision, tel que session:1",
                    "an origin (--from): a finding, a story, a session or a decision, such as session:1")  # fmt: skip
    yield from _dates(action)
    if not action.owner.strip() or "," in action.owner:
        yield Label("un responsable, et un seul", "one owner, and one only")


def _effect(action: Action, band: Band | None) -> Iterator[Label]:
    if action.expected is None:
        yield Label(
            "un effet attendu chiffré, dans l'unité du KPI", "an expected effect as a number, in the KPI's unit"
        )
    elif band and not band[0] <= action.expected <= band[1]:
        yield Label("un effet attendu qui soit atteignable", "an expected effect that can be reached")


def _dates(action: Action) -> Iterator[Label]:
    if action.starts_on is None:
        yield Label("une date de début", "a start date")
    elif action.starts_on > action.due_on:
        yield Label("une échéance qui suive la date de début", "a due date that comes after the start date")
