"""A rep apart from the others: how many times as much per day, between which bounds, and how sure (Z15, EC-67)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from bilan.report.figures import NBSP
from bilan.report.grammar import chance_of, first_up, of, some, to_one_decimal
from bilan.report.sentences.said import Numbers, Said
from bilan.stats.verdict import Verdict

if TYPE_CHECKING:
    from bilan.report.voice import Voice
    from bilan.review.finding import Finding


def standout_said(finding: Finding, voice: Voice) -> Said:
    """« Paul a fait 2,0 fois plus de RDV-D par jour travaillé que le reste de l'équipe (…) : … l'écart est établi. »."""
    n, w = Numbers(finding.evidence), voice.w
    who, things = first_up(voice.who(finding.scope)), voice.counted(finding.kpi)
    ratio, chance = n.exact("ratio"), n.exact("chance")
    if not ratio:
        text = _without_ratio(n, who, things, voice)
    else:
        times, between = _times(ratio, n, voice)
        more = ratio >= 1
        text = w.tell(
            f"{who} a fait {times} fois {'plus' if more else 'moins'} {of(things)} par jour travaillé que le reste de l'équipe{between}",
            f"{who} had {times} times {'as many' if more else 'fewer'} {things} per day worked {'as' if more else 'than'} the rest of the team{between}",
        )
    if chance is not None:
        text += w.tell(
            f" : en répartissant tout au hasard, on n'obtiendrait un tel écart que {chance_of(float(chance), w)}",
            f"; dealt out at random, such a gap would come {chance_of(float(chance), w)}",
        )
    text += _verdict(finding, voice)
    return Said(text, _why(finding, n, voice), _limits(n, voice), _short(finding, n, (who, things), voice))


def _short(finding: Finding, n: Numbers, named: tuple[str, str], voice: Voice) -> str:
    """« Paul : 2,0 fois plus de RDV-D par jour travaillé que les autres (établi). »."""
    (who, things), ratio, w = named, n.exact("ratio"), voice.w
    if not ratio:
        return ""
    times, _ = _times(ratio, n, voice)
    sure = finding.verdict is Verdict.ESTABLISHED
    return w.tell(
        f"{who} : {times} fois {'plus' if ratio >= 1 else 'moins'} {of(things)} par jour travaillé que les autres ({'établi' if sure else 'à confirmer'}).",
        f"{who}: {times} times {'as many' if ratio >= 1 else 'fewer'} {things} per day worked {'as' if ratio >= 1 else 'than'} the others ({'established' if sure else 'to be confirmed'}).",
    )


def _times(ratio: Fraction, n: Numbers, voice: Voice) -> tuple[str, str]:
    """How many times as much, or as little, with its bounds."""
    low, high = n.exact("low"), n.exact("high")
    if ratio < 1:
        ratio, low, high = 1 / ratio, (1 / high if high else None), (1 / low if low else None)
    w = voice.w
    if low is None or high is None:
        return to_one_decimal(ratio, w), ""
    bounds = to_one_decimal(low, w), to_one_decimal(high, w)
    return to_one_decimal(ratio, w), w.say(f" (entre {bounds[0]} et {bounds[1]})", f" ({bounds[0]} to {bounds[1]})")


def _without_ratio(n: Numbers, who: str, things: str, voice: Voice) -> str:
    others = to_one_decimal(n.exact("others_per_week") or Fraction(0), voice.w)
    own = to_one_decimal(n.exact("per_week") or Fraction(0), voice.w)
    return voice.w.say(
        f"{who} a fait {own}{NBSP}{things} par semaine de présence quand le reste de l'équipe en faisait {others}",
        f"{who} had {own} {things} a week present when the rest of the team had {others}",
    )


def _verdict(finding: Finding, voice: Voice) -> str:
    if finding.verdict is Verdict.ESTABLISHED:
        return voice.w.tell(" ; l'écart est établi.", ": the gap is established.")
    if finding.verdict is Verdict.TO_CONFIRM:
        return voice.w.tell(
            " ; l'écart est à confirmer à la période suivante.", ": the gap is to be confirmed in the next period."
        )
    if finding.verdict is Verdict.NO_TWOFOLD_GAP:
        return voice.w.tell(" ; rien ne montre un écart du simple au double.", ": nothing shows a twofold gap.")
    return voice.w.tell(" ; les données ne suffisent pas pour conclure.", ": there is not enough data to conclude.")


def _why(finding: Finding, n: Numbers, voice: Voice) -> str:
    w, things = voice.w, voice.counted(finding.kpi)
    method = w.tell(
        "Chaque commercial est comparé à tous les autres, sans lui, par jour de présence : test exact sur les nombres, corrigé du nombre "
        "de comparaisons (Benjamini-Hochberg) ; l'intervalle est à 80 %.",
        "Each rep is compared with all the others, without them, per day present: an exact test on the counts, corrected for the number "
        "of comparisons (Benjamini-Hochberg); the interval is at 80%.",
    )  # fmt: skip
    if not all(voice.sight.may_name(key) for key in finding.people):
        return method
    own, others = n.count("actual"), n.count("others_actual")
    days, others_days = n.count("days"), n.count("others_days")
    return (
        w.tell(
            f"{own} {things} en {some(days, w, ('jour', 'jours'), ('', ''))}, contre {others} en {others_days} jours pour les {n.count('others')} autres. ",
            f"{own} {things} in {days} days, against {others} in {others_days} days for the {n.count('others')} others. ",
        )
        + method
    )


def _limits(n: Numbers, voice: Voice) -> str:
    text = voice.w.tell(
        "Cela ne dit pas que la méthode en est la cause : le territoire, l'origine des contacts et l'ancienneté ne sont pas dans le calcul ; "
        "ni que l'écart durera.",
        "This does not say that the method is the cause: territory, lead sources and seniority are not in the calculation; "
        "nor that the gap will last.",
    )
    if n.given.get("arrived_on"):
        text += voice.w.say(
            " Arrivée en cours de période : ses affaires n'ont pas encore eu le temps d'avancer.".replace(
                " :", f"{NBSP}:"
            ),
            " Arrived during the period: these deals have not had the time to go far.",
        )
    return text
