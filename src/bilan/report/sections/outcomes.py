"""Succès and Échecs: what the figures establish and what people told, with what the facts say beside (Z13, Z15, Z16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilan.report.document import Part, Section, Statements
from bilan.report.sections.absent import nothing
from bilan.report.sections.remarks import (
    Sense,
    finding_statement,
    story_statement,
    told_findings,
    told_one_by_one_or_together,
    told_stories,
)
from bilan.review.finding import FindingKind

if TYPE_CHECKING:
    from bilan.report.voice import Voice


def successes(voice: Voice) -> Section:
    """What to replicate."""
    why = voice.w.say(
        "les données n'établissent aucun succès et personne n'en a raconté",
        "the data show no success and nobody told one",
    )
    return _section(voice, ("succes", voice.w.say("Succès", "Successes")), "success", why)


def failures(voice: Voice) -> Section:
    """What to adjust; never who is to blame."""
    why = voice.w.say(
        "les données n'établissent aucun échec et personne n'en a raconté",
        "the data show no failure and nobody told one",
    )
    return _section(voice, ("echecs", voice.w.say("Échecs", "Failures")), "failure", why)


def _section(voice: Voice, named: tuple[str, str], sense: Sense, why: str) -> Section:
    (key, title), w = named, voice.w
    findings = told_one_by_one_or_together(told_findings(voice, sense=sense), voice)
    stories = tuple(story_statement(one, voice) for one in told_stories(voice, sense=sense))
    seen = tuple(finding_statement(one, voice) for one in voice.sight.findings() if one.kind is FindingKind.PORTRAIT)
    findings = (*findings, *(seen if sense == "success" else ()))
    if not findings and not stories:
        return nothing(key, title, why, voice)
    parts: list[Part] = (
        [Statements(findings, w.say("Ce que les chiffres établissent", "What the figures show"))] if findings else []
    )
    parts += [Statements(stories, w.say("Ce qui a été raconté", "What was told"))] if stories else []
    return Section(key, title, tuple(parts))
