"""What people tell: a success, a best practice, a failure, and what the facts say of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from bilan.review.finding import Finding


class StoryKind(StrEnum):
    """The three kinds of story of the review (Z13, Z16)."""

    SUCCESS = "success"
    PRACTICE = "practice"
    FAILURE = "failure"


class Check(StrEnum):
    """What the facts can be asked about a story: a closed list, each answered from the rows."""

    NO_NEXT_MEETING = "no_next_meeting"  # RDV-D after which nothing came: the time they took, the reps concerned
    UNQUALIFIED = "unqualified"  # RDV-D held with prospects marked unqualified
    NO_SHOW = "no_show"  # meetings at which nobody came
    KPI = "kpi"  # the figure of the story's KPI for whom it is about, against the others
    DEAL = "deal"  # the deal's own history: amount, meetings, days
    NONE = "none"  # nothing in the facts can tell


@dataclass(frozen=True, slots=True)
class Answer:
    """What the person concerned says of a story or a finding; kept and printed with it (EC-81)."""

    about: str  # a finding's key, or « story:3 »
    author: str
    text: str
    said_on: date
    is_contest: bool = False  # « je conteste », rather than a comment
    number: int = 0


@dataclass(frozen=True, slots=True)
class Story:
    """A story as told, tied to what it speaks of."""

    number: int
    period: str  # the period's name
    kind: StoryKind
    text: str
    author: str
    told_on: date
    about: str = ""  # a scope's name: « rep:pierre », « team:nord », « company »
    kpi: str = ""
    deal: str = ""
    finding: str = ""
    check: Check = Check.NONE
    follow_up: Literal["", "replicate", "adjust"] = ""  # à répliquer, à ajuster (Z13)
    revision: int = 1  # raised by each change: the one that a new change was read on (EC-73)

    @property
    def key(self) -> str:
        return f"story:{self.number}"


@dataclass(frozen=True, slots=True)
class CheckedStory:
    """A story beside what the facts say: shown, not shown by the data, or nothing to check it against."""

    story: Story
    outcome: Literal["shown", "not_shown", "unchecked"]
    finding: Finding | None = None  # the numbers, where there are some
    answers: tuple[Answer, ...] = ()
