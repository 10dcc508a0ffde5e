"""The dossier of a review put together: figures, findings, stories set beside the facts, the last plan and the next."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from bilan.app.reviewing import facts_on, open_review
from bilan.plan.dossier import Dossier, State
from bilan.plan.plan import Plan
from bilan.plan.proposals import proposals
from bilan.review.blocking import blocked, reviewed_deals
from bilan.review.findings import findings
from bilan.review.judgement import judgement
from bilan.review.last_plan import effects
from bilan.review.story_checks import check_story

if TYPE_CHECKING:
    from datetime import date

    from bilan.app.workspace import Workspace
    from bilan.facts.snapshot import Facts
    from bilan.plan.canonical import Basis, Words
    from bilan.review.finding import Finding
    from bilan.review.judgement import Judgement
    from bilan.review.review import Review


def dossier_on(workspace: Workspace, period: str, basis: Basis, said: Words, *, today: date) -> Dossier:
    """The dossier of a review on a basis, with these words in it."""
    figures = read(workspace, period, basis, today)
    review, facts = figures.review, figures.facts
    strategy = review.strategy
    reviewed = reviewed_deals(said.blockings, facts, strategy, review)
    found = (*figures.findings, *blocked(reviewed, review))
    stories = tuple(
        check_story(story, facts, strategy, review, found, answers=said.answers, judged=figures.judged)
        for story in said.stories
    )
    told = {story.key for story in said.stories}
    return Dossier(
        review=review, state=State.IN_REVIEW, judged=figures.judged, findings=found, stories=stories,
        answers=tuple(answer for answer in said.answers if answer.about not in told),
        blockings=reviewed,
        last_actions=said.last_actions,
        last_effects=effects(said.last_actions, facts, strategy, review.window),
        plan=Plan(
            proposals=proposals(facts, strategy, review, found, stories, judged=figures.judged),
            decisions=said.decisions, sessions=said.sessions, actions=said.actions,
        ),
        consents=said.consents,
    )  # fmt: skip


def forget() -> None:
    """Compute every review anew: the rows or names that it was computed from are gone."""
    read.cache_clear()


@dataclass(frozen=True)
class Figures:
    """What the figures say, before any word."""

    review: Review
    facts: Facts
    judged: Judgement
    findings: tuple[Finding, ...]


@lru_cache(maxsize=4)  # writing ten stories in a row does not compute the same review ten times
def read(workspace: Workspace, period: str, basis: Basis, today: date) -> Figures:
    """What the figures say on a basis, whatever people have written since."""
    review = open_review(workspace, period, today=today, basis=basis)
    facts, strategy = facts_on(workspace, basis)
    judged = judgement(facts, strategy, review)
    return Figures(review, facts, judged, findings(facts, strategy, review, judged))
