"""The whole dossier of a review: figures, findings, stories, the last plan and the next one, before any layout."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from bilan.plan.plan import Plan
from bilan.review.judgement import NOBODY_JUDGED, Judgement

if TYPE_CHECKING:
    from bilan.plan.plan import Action
    from bilan.review.blocking import ReviewedDeal
    from bilan.review.finding import Finding
    from bilan.review.over_limit import OverLimit
    from bilan.review.review import Review
    from bilan.review.story import Answer, CheckedStory


class State(StrEnum):
    """Where a review stands in its life (EC-72)."""

    DRAFT = "draft"  # nobody has written in it yet
    PROVISIONAL = "provisional"  # its period is not over
    IN_REVIEW = "in_review"
    CLOSED = "closed"
    RESTATED = "restated"


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that the pages of a review say."""

    review: Review
    state: State
    judged: Judgement = NOBODY_JUDGED
    findings: tuple[Finding, ...] = ()
    stories: tuple[CheckedStory, ...] = ()
    answers: tuple[Answer, ...] = ()  # to findings
    blockings: tuple[ReviewedDeal, ...] = ()  # what holds deals back, as each was reviewed (Z10)
    last_actions: tuple[Action, ...] = ()  # of the plan of the period before
    last_effects: tuple[Finding, ...] = ()  # what became of their KPIs (EC-77)
    plan: Plan = field(default_factory=Plan)
    consents: frozenset[str] = frozenset()  # keys of the reps who agreed to be named in the collective version
    version: int = 0  # of the seal; 0 while open
    sealed_on: date | None = None
    digest: str = ""
    reason: str = ""  # why it was restated

    @property
    def to_review(self) -> tuple[OverLimit, ...]:
        """The open deals beyond the limit of RDV-E without a review: nothing blocks those closed since."""
        done = {one.blocking.deal for one in self.blockings}
        return tuple(deal for deal in self.review.over_limit if deal.status == "open" and deal.key not in done)

    def finding(self, key: str) -> Finding | None:
        return next((finding for finding in self.findings if finding.key == key), None)
