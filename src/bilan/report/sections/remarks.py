"""Findings and stories as statements: the sentence, what stands beside it, and how it is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from bilan.period import day_label
from bilan.report.document import Statement
from bilan.report.figures import NBSP
from bilan.report.sentences import finding_said, story_said
from bilan.review.finding import FindingKind
from bilan.review.story import StoryKind

if TYPE_CHECKING:
    from bilan.report.voice import Voice
    from bilan.review.finding import Finding
    from bilan.review.story import Answer, CheckedStory

Sense = Literal["success", "failure"]
_TWIN = {"rdv_d": "rdv_d_week"}  # the same promise counted or as a pace: one sentence is enough


def told_findings(voice: Voice, *, sense: Sense) -> tuple[Finding, ...]:
    """The findings of one side that the audience reads, each thing once."""
    found = [one for one in voice.sight.findings() if one.sense == sense]
    keys = {one.key for one in found}
    return tuple(
        one
        for one in found
        if one.key.replace(f":{one.kpi}:", f":{_TWIN.get(one.kpi, '')}:") not in keys or one.kpi not in _TWIN
    )


def told_stories(voice: Voice, *, sense: Sense) -> tuple[CheckedStory, ...]:
    """The stories of one side that the audience reads; a practice is told with the successes."""
    is_failure = sense == "failure"
    return tuple(
        one for one in voice.dossier.stories
        if (one.story.kind is StoryKind.FAILURE) == is_failure and voice.sight.tells(one)
    )  # fmt: skip


def finding_statement(finding: Finding, voice: Voice) -> Statement:
    """A finding with the answers given to it."""
    said = finding_said(finding, voice)
    sense: Literal["", "success", "failure"] = "" if finding.sense == "neutral" else finding.sense
    tag = (
        ""
        if finding.kind is FindingKind.GAP
        else follow_up({"success": "replicate", "failure": "adjust"}.get(finding.sense, ""), voice)
    )
    return Statement(said.text, sense, tag, _answers(finding.key, voice.dossier.answers, voice), said.whys)


def story_statement(checked: CheckedStory, voice: Voice) -> Statement:
    """A story in its author's words with what the facts say; or those facts alone, where its words are nobody else's."""
    story, said, w = checked.story, story_said(checked, voice), voice.w
    sense: Sense = "failure" if story.kind is StoryKind.FAILURE else "success"
    tag = follow_up(story.follow_up, voice)
    if not voice.sight.quotes(story):
        return Statement(said.text, sense, tag, (), said.whys)
    quote = voice.told(story.text)
    text = w.say(f"«{NBSP}{quote}{NBSP}» – {voice.person(story.author)}", f"“{quote}” – {voice.person(story.author)}")
    known = said.text if checked.outcome == "shown" else f"{said.text[:1].lower()}{said.text[1:]}"
    facts = w.tell(f"Les faits : {known}", f"The facts: {known}")
    return Statement(
        text, sense, tag, (*([facts] if said.text else []), *_answers(story.key, checked.answers, voice)), said.whys
    )


def follow_up(what: str, voice: Voice) -> str:
    """« à répliquer », « à ajuster » (Z13)."""
    names = {"replicate": ("à répliquer", "to replicate"), "adjust": ("à ajuster", "to adjust")}
    return voice.w.say(*names[what]) if what in names else ""


def _answers(about: str, answers: tuple[Answer, ...], voice: Voice) -> tuple[str, ...]:
    """What the people concerned say of it, contests first in words (EC-81)."""
    w = voice.w
    return tuple(
        w.tell(f"{'Contesté par' if one.is_contest else 'Réponse :'} {voice.person(one.author)} ({day_label(one.said_on, 'fr')}) : « {voice.told(one.text)} »",
               f"{'Contested by' if one.is_contest else 'Answer:'} {voice.person(one.author)} ({day_label(one.said_on, 'en')}): “{voice.told(one.text)}”")
        for one in answers if one.about == about
    )  # fmt: skip
