"""What people decided and will do: working sessions, decisions, actions; as the journal keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from bilan.plan.proposal import Proposal

Numbers = Mapping[str, Fraction | float | int | str | date | None]
ActionType = Literal["sharing", "training", "process", "targeting", "tool", "coaching", "target"]


class Status(StrEnum):
    """Where an action stands (domain.md 2.6)."""

    TO_DO = "to_do"
    UNDER_WAY = "under_way"
    DONE = "done"
    DROPPED = "dropped"
    CARRIED_OVER = "carried_over"


@dataclass(frozen=True, slots=True)
class Session:
    """A working session: from a story or a finding to options, then to a decision."""

    number: int
    period: str
    held_on: date
    question: str
    invitees: tuple[str, ...]  # keys of reps, or names
    origin: str = ""  # « story:3 », a finding's key
    options: tuple[str, ...] = ()
    outcome: str = ""  # the option kept, or why none
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided of a proposal: as it is, with another value, or not at all; always with a reason."""

    proposal: str  # its key
    verdict: Literal["accepted", "edited", "refused"]
    author: str
    decided_on: date
    reason: str
    value: Fraction | None = None  # the value kept: the proposal's, or the one written by hand
    text: str = ""  # the recommendation kept, in words
    origin: tuple[str, ...] = ()  # sessions, stories and findings it cites
    numbers: Numbers = field(default_factory=dict)  # those of the proposal on the day it was decided
    revision: int = 1  # how many times that proposal was decided


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do: one owner, one date, one KPI, and where it came from (EC-74)."""

    number: int
    period: str  # the review whose plan it is in
    title: str
    type: ActionType
    kpi: str
    owner: str  # key of the rep, or the manager's name
    due_on: date
    origin: str = ""  # a finding, story, session or decision
    starts_on: date | None = None
    contributors: tuple[str, ...] = ()
    scope: str = ""  # whom it is for: « company », « rep:sofia », or keys separated by commas
    baseline: Fraction | None = None
    expected: Fraction | None = None
    status: Status = Status.TO_DO
    reason: str = ""  # why it was dropped or carried over
    evidence: str = ""
    done_on: date | None = None
    carried_from: int | None = None
    times_carried: int = 0  # « reportée 2 fois » (EC-76)
    is_orphan: bool = False  # its owner has left (EC-75)
    revision: int = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of a review: what is proposed, what was decided of it, what will be done."""

    proposals: tuple[Proposal, ...] = ()
    decisions: tuple[Decision, ...] = ()
    sessions: tuple[Session, ...] = ()
    actions: tuple[Action, ...] = ()

    def decision(self, key: str) -> Decision | None:
        """What was decided of a proposal last; None while nobody has."""
        return next((decision for decision in reversed(self.decisions) if decision.proposal == key), None)

    @property
    def undecided(self) -> tuple[Proposal, ...]:
        return tuple(one for one in self.proposals if one.is_change and self.decision(one.key) is None)
