"""The sections of figures as each audience may read them: no rep's own line outside the manager's document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bilan.report.audience import rep_name
from bilan.report.charts import Bullets
from bilan.report.document import Paragraph, Part, Section, Statements
from bilan.report.sections.absent import nothing
from bilan.report.sections.cycle import knows_exchanges, no_exchange
from bilan.report.sections.cycle import long_deals as every_long_deal
from bilan.report.sections.judged import judged_table, limits_table
from bilan.report.sections.own import own
from bilan.report.sections.people import people, table_of
from bilan.report.sections.quality import quality
from bilan.report.sections.remarks import finding_statement
from bilan.report.sections.results import results
from bilan.report.sections.slow import slow_table
from bilan.review.finding import FindingKind

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


def long_deals(voice: Voice) -> Section:
    """The deals beyond the limit of RDV-E, then where deals go on and which are slow."""
    section, w = _beyond_the_limit(voice), voice.w
    found = [
        one for one in voice.sight.findings() if one.kind in (FindingKind.STAGE, FindingKind.CYCLE, FindingKind.SLOW)
    ]
    table = slow_table(voice)
    slow = (table,) if table else ()
    if not found or voice.audience.kind == "individual":
        return replace(section, parts=(*section.parts, *slow))
    title = w.say("Étape par étape, et ce qui est lent", "Stage by stage, and what is slow")
    told = Statements(tuple(finding_statement(one, voice) for one in found), title)
    return replace(section, parts=(*section.parts, told, *slow))


def _beyond_the_limit(voice: Voice) -> Section:
    """All of them for managers, one's own for a rep, their number for the team."""
    review, w = voice.dossier.review, voice.w
    if voice.audience.sees_everyone:
        return every_long_deal(review, w)
    if voice.audience.kind == "individual":
        names = {voice.audience.rep, rep_name(review, voice.audience.rep)}
        return every_long_deal(
            replace(review, over_limit=tuple(one for one in review.over_limit if one.rep in names)), w
        )
    title = w.say("Affaires à débloquer", "Deals to unblock")
    if not knows_exchanges(review):
        return Section("affaires-longues", title, (Paragraph(no_exchange(w), "aside"),))
    found = tuple(finding_statement(one, voice) for one in voice.sight.findings() if one.kind is FindingKind.OVER_LIMIT)
    empty = w.say(
        "Aucune affaire n'a passé le plafond de RDV-E dans la période.",
        "No deal went beyond the limit of RDV-E in the period.",
    )
    return Section("affaires-longues", title, (Statements(found, empty=empty),))


def data(voice: Voice) -> Section:
    """What to know of the rows behind the figures."""
    return quality(voice.dossier.review, voice.w)
