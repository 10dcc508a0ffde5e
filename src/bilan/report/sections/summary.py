"""Synthèse of a whole dossier: 3 numbers, 3 successes, 3 failures, 3 decisions (domain.md 2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilan.report.document import Figures, Paragraph, Part, Section, Statement, Statements
from bilan.report.sections.decisions import decided, undecided
from bilan.report.sections.last_plan import tally
from bilan.report.sections.remarks import Sense, headline, story_statement, told_findings, told_stories
from bilan.report.sections.synthesis import SHOWN, figure_of, lead, partial, warning
from bilan.review.finding import FindingKind
from bilan.stats.verdict import Verdict

if TYPE_CHECKING:
    from bilan.report.voice import Voice
    from bilan.review.finding import Finding

EACH: Final = 3
TO_DECIDE: Final = ("À décider", "To decide")
SO_FAR: Final = ("Si la période finissait là", "If the period ended here")


def summary(voice: Voice) -> Section:
    """What can be said back after ten seconds."""
    review, w = voice.dossier.review, voice.w
    lines = [line for key in SHOWN if (line := review.line(key)) is not None]
    lines.sort(key=lambda line: line.reading.target is None)
    before = tally(voice)
    parts: list[Part] = [Paragraph(" ".join(text for text in (lead(review, w), before) if text), "lead")]
    if lines:
        parts.append(Figures(tuple(figure_of(line, review, w) for line in lines[:EACH])))
    parts += [
        _side(voice, "success", w.say("Succès", "Successes"), w.say("Aucun succès établi par les données ni raconté.", "No success shown by the data nor told.")),
        _side(voice, "failure", w.say("Échecs", "Failures"), w.say("Aucun échec établi par les données ni raconté.", "No failure shown by the data nor told.")),
        Statements(_decisions(voice), w.say("Décisions", "Decisions"), w.say("Aucune décision encore.", "No decision yet.")),
    ]  # fmt: skip
    parts += [Paragraph(voice.told(text), "warning") for text in (partial(review, w) or warning(review, w),) if text]
    return Section("synthese", w.say("Synthèse", "Summary"), tuple(parts))


def _side(voice: Voice, sense: Sense, title: str, empty: str) -> Statements:
    """Three at most: what was told and is shown by the facts, then the findings, no two about the same person."""
    found: list[Finding] = []
    for finding in sorted(told_findings(voice, sense=sense), key=_rank):
        if finding.verdict is Verdict.TO_CONFIRM or any(_is_said_by(one, finding, voice) for one in found):
            continue  # not sure enough for a synthesis, or said already
        found.append(finding)
    cited = {one.key for one in found}
    stories = [
        one for one in told_stories(voice, sense=sense) if one.outcome == "shown" and one.story.finding not in cited
    ]
    told = [Statement(story_statement(one, voice).text, sense) for one in stories]
    said = [Statement(headline(one, told_findings(voice, sense=sense), voice), sense) for one in found]
    return Statements(tuple([*said[:2], *told[:1], *said[2:], *told[1:]][:EACH]), title, empty)


def _is_said_by(one: Finding, other: Finding, voice: Voice) -> bool:
    """Whether a finding adds nothing to one that is told: the same person, or the same count of unnamed people."""
    is_same_count = one.kind is other.kind is FindingKind.STANDOUT and one.kpi == other.kpi
    is_unnamed = not voice.sight.names(one) and not voice.sight.names(other)
    return bool(other.people) and (other.people == one.people or (is_same_count and is_unnamed))


def _rank(finding: Finding) -> int:
    """The revenue first, then who is ahead, then the other KPIs; what one person misses comes last."""
    if finding.kind is FindingKind.GAP:
        return (
            0
            if finding.kpi == "bookings" and finding.scope.kind == "company"
            else 2 + (finding.scope.kind != "company")
        )
    if finding.kind is FindingKind.STANDOUT:
        return 1 if finding.sense == "success" else 9
    return 2


def _decisions(voice: Voice) -> tuple[Statement, ...]:
    """What was decided; else what is left to decide, and says so."""
    taken = [Statement(text) for text in decided(voice)]
    fr, en = TO_DECIDE if voice.dossier.review.is_over else SO_FAR
    left = [
        Statement(
            voice.w.tell(
                f"{fr} : {text[:1].lower() if not text[:2].isupper() else text[:1]}{text[1:]}", f"{en}: {text}"
            )
        )
        for text in undecided(voice)
    ]
    return tuple([*taken, *left][:EACH])
