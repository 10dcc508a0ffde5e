"""Findings and stories as statements: the sentence, what stands beside it, and how it is known."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from bilan.period import day_label
from bilan.report.document import Evidence, Number, Statement
from bilan.report.figures import NBSP
from bilan.report.sentences import finding_said, story_said
from bilan.report.sentences.together import standouts_said
from bilan.review.finding import FindingKind
from bilan.review.story import StoryKind

if TYPE_CHECKING:
    from bilan.report.voice import Voice
    from bilan.review.finding import Finding
    from bilan.review.story import Answer, CheckedStory

Sense = Literal["success", "failure"]
_TWIN = {"rdv_d": "rdv_d_week"}  # the same promise counted or as a pace: one sentence is enough


def told_findings(voice: Voice, *, sense: Sense) -> tuple[Finding, ...]:
    """The findings of one side that the audience reads, each thing once.

    Who reached their revenue target has failed at nothing by signing it with fewer meetings or deals than others.
    """
    found = [one for one in voice.sight.findings() if one.sense == sense]
    found = [one for one in found if sense == "success" or not _is_made_up_for(one, voice)]
    keys = {one.key for one in found}
    return tuple(
        one
        for one in found
        if one.key.replace(f":{one.kpi}:", f":{_TWIN.get(one.kpi, '')}:") not in keys or one.kpi not in _TWIN
    )


def _is_made_up_for(finding: Finding, voice: Voice) -> bool:
    """Whether a rep behind the others on revenue, or on anything without a target of its own, is at target on revenue.

    A finding that somebody answered is told all the same, with the answer.
    """
    if finding.kind is not FindingKind.STANDOUT or any(one.about == finding.key for one in voice.dossier.answers):
        return False
    mine = {one.kpi.key: one for one in voice.dossier.review.reps if one.scope == finding.scope}
    counted, signed = mine.get(finding.kpi), mine.get("bookings")
    asked_apart = counted is not None and counted.target is not None and finding.kpi != "bookings"
    return signed is not None and signed.status == "reached" and not asked_apart


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
    answers = _answers(finding.key, voice.dossier.answers, voice)
    return Statement(said.text, sense, tag, answers, said.whys, evidence_of(finding, voice))


def evidence_of(finding: Finding, voice: Voice) -> Evidence | None:
    """The numbers behind a finding; nothing where they would name somebody to a reader who may not know."""
    if not all(map(voice.sight.may_name, finding.people)):
        return None
    numbers = tuple(Number(name, _plain(value)) for name, value in finding.evidence.items())
    return Evidence(finding.key, str(finding.verdict or ""), numbers)


def _plain(value: Fraction | float | str | date | None) -> float | int | str | None:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    return str(value) if isinstance(value, str) else value


def told_one_by_one_or_together(findings: tuple[Finding, ...], voice: Voice) -> tuple[Statement, ...]:
    """Each finding as a statement; several reps apart on one count, none of whom may be named, as one."""
    hidden = [one for one in findings if one.kind is FindingKind.STANDOUT and not voice.sight.names(one)]
    groups = {kpi: [one for one in hidden if one.kpi == kpi] for kpi in dict.fromkeys(one.kpi for one in hidden)}
    told, said = [], set()
    for finding in findings:
        group = groups.get(finding.kpi, []) if finding in hidden else []
        if len(group) < 2:  # noqa: PLR2004  # one alone is told in full
            told.append(finding_statement(finding, voice))
        elif finding.kpi not in said:
            said.add(finding.kpi)
            told.append(_together(tuple(group), voice))
    return tuple(told)


def headline(finding: Finding, findings: tuple[Finding, ...], voice: Voice) -> str:
    """A finding in the fewest words; with the others of its kind where none of them may be named."""
    group = [one for one in findings if one.kind is FindingKind.STANDOUT and one.kpi == finding.kpi]
    group = [one for one in group if not voice.sight.names(one)]
    return (
        standouts_said(tuple(group), voice)
        if finding in group and len(group) > 1
        else finding_said(finding, voice).headline
    )


def _together(group: tuple[Finding, ...], voice: Voice) -> Statement:
    single = finding_statement(group[0], voice)
    whys = finding_said(group[0], voice).whys
    return Statement(standouts_said(group, voice), single.sense, single.tag, (), whys)


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
