"""What became of an action: its KPI before and since, set side by side; that one causes the other is not said (EC-77)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from bilan.report.grammar import first_up
from bilan.report.sentences.said import Numbers, Said

if TYPE_CHECKING:
    from bilan.report.voice import Voice
    from bilan.review.finding import Finding


def effect_said(finding: Finding, voice: Voice) -> Said:
    """« Taux de no-show : 12,3 % avant, 4,2 % depuis, pour 8 % attendus. »."""
    n, w = Numbers(finding.evidence), voice.w
    before, since, expected = n.exact("before"), n.exact("since"), n.exact("expected")
    name = voice.kpi_name(finding.kpi)
    if not voice.sight.shows_group(finding.people):
        return Said(w.tell(f"{name} : l'évolution n'est pas montrée, elle désignerait une personne.",
                           f"{name}: the change is not shown, it would point to one person."))  # fmt: skip
    if before is None or since is None:
        return Said(w.tell(f"{name} : pas encore de chiffre à comparer.", f"{name}: no figure to compare yet."))
    text = w.tell(
        f"{name} : {voice.value(finding.kpi, before)} avant, {voice.value(finding.kpi, since)} depuis",
        f"{name}: {voice.value(finding.kpi, before)} before, {voice.value(finding.kpi, since)} since",
    )
    if expected is not None:
        text += w.say(
            f", pour {voice.value(finding.kpi, expected)} attendus",
            f", with {voice.value(finding.kpi, expected)} expected",
        )
    adopted = adoption_said(n, voice)
    return Said(f"{text}.{' ' + first_up(adopted) + '.' if adopted else ''}", caution(voice))


def adoption_said(n: Numbers, voice: Voice) -> str:
    """How far the practice was taken up; nothing where the facts cannot tell."""
    adopted = n.exact("adopted")
    if adopted is None:
        return ""
    share = voice.w.percent(Fraction(round(adopted * 100), 100))
    if n.word("adopted_by") == "called_first":
        return voice.w.say(
            f"{share} des RDV-D physiques précédés d'un appel", f"{share} of physical RDV-D after a call"
        )
    if not adopted:
        return voice.w.say("rythme tenu dans aucune des semaines de présence", "pace held in none of the weeks present")
    return voice.w.say(f"rythme tenu {share} des semaines de présence", f"pace held in {share} of the weeks present")


def caution(voice: Voice) -> str:
    """The correlation wording, once under a table."""
    return voice.w.tell(
        "Avant et depuis sont comptés de la même façon, sur des durées égales. Que le KPI ait bougé en même temps que l'action ne prouve pas "
        "qu'elle en soit la cause : la saison, le marché ou le hasard peuvent autant.",
        "Before and since are counted the same way, over equal stretches. That the KPI moved along with the action does not prove "
        "that the action is the cause: season, market or chance may do as much.",
    )
