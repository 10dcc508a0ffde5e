"""The sections of figures as each audience may read them: no rep's own line outside the manager's document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bilan.report.charts import Bullets
from bilan.report.document import Paragraph, Part, Section
from bilan.report.sections.absent import nothing
from bilan.report.sections.judged import judged_table, limits_table
from bilan.report.sections.own import own
from bilan.report.sections.people import people, table_of
from bilan.report.sections.quality import quality
from bilan.report.sections.results import results

if TYPE_CHECKING:
    from bilan.report.voice import Voice


def figures(voice: Voice) -> Section:
    """The company KPI by KPI; team by team where teams are large enough."""
    section = results(voice.dossier.review, voice.w)
    kept = tuple(part for part in section.parts if voice.sight.has_teams or not isinstance(part, Bullets))
    return replace(section, parts=kept)


def who(voice: Voice) -> Section:
    """Everyone for managers; the teams for the team; oneself for a rep."""
    review, w = voice.dossier.review, voice.w
    if voice.audience.sees_everyone:
        section = people(review, w)
        found = tuple(table for table in (judged_table(voice), limits_table(voice)) if table)
        return replace(section, parts=(*section.parts, *found))
    if voice.audience.kind == "individual":
        return own(voice)
    title = w.say("Équipes", "Teams")
    if not review.teams or not voice.sight.has_teams:
        return nothing(
            "equipes",
            title,
            w.say(
                "les équipes sont trop petites pour être lues à part sans désigner quelqu'un",
                "the teams are too small to be read apart without pointing to somebody",
            ),
            voice,
        )
    parts: list[Part] = [
        Paragraph(w.say("Les chiffres de chacun ne sont lus que par la personne et son responsable.", "Each person's figures are read by that person and their manager only."), "aside"),
        table_of(review, review.teams, w.say("Par équipe", "By team"), w),
    ]  # fmt: skip
    return Section("equipes", title, tuple(parts))


def data(voice: Voice) -> Section:
    """What to know of the rows behind the figures."""
    return quality(voice.dossier.review, voice.w)
