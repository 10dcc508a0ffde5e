"""A story checked against the facts: shown, not shown by the data, or nothing to check it against (Z16).

The rule is the same for everyone. A failure is shown when there are cases of it and, where it is about a rep or a
team, a larger part of theirs than of the others'. A success or a practice is shown when theirs is the smaller part.
By any margin: a verdict, where there is one, says how sure. « Not shown » is no reproach: the facts see only what was
noted, and the story stays as it was told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from bilan.kpis.scope import COMPANY, Scope
from bilan.review.eligible import can_be_compared
from bilan.review.finding import Evidence, Finding, FindingKind
from bilan.review.story import Answer, Check, CheckedStory, Story, StoryKind
from bilan.review.story_cases import COUNTED_AS, Cases, Part, cases_of
from bilan.review.story_deals import history_of
from bilan.review.story_figures import Figures

if TYPE_CHECKING:
    from bilan.facts.snapshot import Facts
    from bilan.review.judgement import Judgement
    from bilan.review.review import Review
    from bilan.strategy.document import Strategy

Outcome = Literal["shown", "not_shown", "unchecked"]


def check_story(
    story: Story, facts: Facts, strategy: Strategy, review: Review, findings: Sequence[Finding] = (), *,
    answers: Sequence[Answer] = (), judged: Judgement | None = None,
) -> CheckedStory:  # fmt: skip
    """The story beside what the facts of its review say of it, with the answers given to it (EC-81)."""
    told = tuple(answer for answer in answers if answer.about == story.key)
    scope = _scope(story.about, strategy)
    if scope is None:
        return CheckedStory(story, "unchecked", answers=told)  # about someone whom the strategy no longer knows
    if story.check in COUNTED_AS:
        checked = _checked_cases(story, scope, cases_of(story.check, facts, strategy, review), strategy, review)
    elif story.check is Check.KPI:
        checked = _checked_figure(story, scope, Figures(facts, strategy, review, findings, judged))
    elif story.check is Check.DEAL:
        checked = _checked_deal(story, scope, facts, strategy, review)
    else:
        checked = CheckedStory(story, "unchecked")
    return replace(checked, answers=told)


def _scope(about: str, strategy: Strategy) -> Scope | None:
    """Whom a story is about; nobody named is everybody."""
    kind, _, key = about.partition(":")
    if kind in {"", "company"}:
        return COMPANY
    if kind == "rep" and any(rep.key == key for rep in strategy.reps):
        return Scope("rep", key)
    return Scope("team", key) if kind == "team" and any(team.key == key for team in strategy.teams) else None


def _checked_cases(story: Story, scope: Scope, cases: Cases, strategy: Strategy, review: Review) -> CheckedStory:
    if not cases.can_tell:
        return CheckedStory(story, "unchecked")
    own, whole = cases.part(scope, strategy), cases.part(COMPANY, strategy)
    others = Part(whole.cases - own.cases, whole.meetings - own.meetings) if scope != COMPANY else None
    if scope.kind == "rep" and not can_be_compared(strategy, review.window):
        others = None  # EC-57: on their own, whatever the others do
    outcome = outcome_of(story.kind, own, others)
    return CheckedStory(story, outcome, _finding(story, scope, cases.numbers(scope, strategy), rows=cases.keys))


def outcome_of(kind: StoryKind, own: Part, others: Part | None) -> Outcome:
    """Whether cases show a story; ``others`` is None where nobody is set beside whom it is about."""
    if not own.meetings:
        return "not_shown"
    if kind is StoryKind.FAILURE:
        is_shown = own.cases > 0 and (others is None or own.share > others.share)
        return "shown" if is_shown else "not_shown"
    if others is None or not others.meetings:
        return "unchecked"  # few cases are only few beside something
    return "shown" if own.share < others.share else "not_shown"


def _checked_figure(story: Story, scope: Scope, figures: Figures) -> CheckedStory:
    found = figures.of(story.kpi, scope)
    if found is None:
        return CheckedStory(story, "unchecked")
    finding = replace(_finding(story, scope, found.numbers), verdict=found.verdict)
    if found.is_better is None:
        return CheckedStory(story, "unchecked", finding)
    is_shown = found.is_better == (story.kind is not StoryKind.FAILURE)
    return CheckedStory(story, "shown" if is_shown else "not_shown", finding)


def _checked_deal(story: Story, scope: Scope, facts: Facts, strategy: Strategy, review: Review) -> CheckedStory:
    """A success is a deal signed, a failure one lost, cancelled or left open; a practice is only told."""
    history = history_of(story.deal, facts, strategy, eve=review.window.last_day)
    if history is None:
        return CheckedStory(story, "unchecked")
    is_won = history.ending == "won"
    is_shown = story.kind is StoryKind.PRACTICE or is_won == (story.kind is StoryKind.SUCCESS)
    finding = _finding(story, scope, history.numbers, rows=history.meetings)
    return CheckedStory(story, "shown" if is_shown else "not_shown", finding)


def _finding(story: Story, scope: Scope, numbers: Evidence, *, rows: tuple[str, ...] = ()) -> Finding:
    return Finding(
        key=story.key, kind=FindingKind.STORY, sense="failure" if story.kind is StoryKind.FAILURE else "success",
        scope=scope, kpi=story.kpi, evidence={"check": str(story.check), **numbers}, rows=rows,
        people=(scope.key,) if scope.kind == "rep" else (),
    )  # fmt: skip
