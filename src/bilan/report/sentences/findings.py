"""The sentence of each kind of finding."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from bilan.report.audience import FEWEST_IN_A_DISTRIBUTION
from bilan.report.figures import NBSP
from bilan.report.grammar import hours, some
from bilan.report.sentences.blocking import blocked_said
from bilan.report.sentences.deals import (
    cycle_said,
    gap_parts_said,
    landing_said,
    mix_said,
    portrait_said,
    slow_said,
    stage_said,
)
from bilan.report.sentences.last_plan import effect_said
from bilan.report.sentences.said import Numbers, Said
from bilan.report.sentences.standouts import standout_said
from bilan.report.sentences.stories import facts_said
from bilan.review.finding import FindingKind

if TYPE_CHECKING:
    from bilan.report.voice import Voice
    from bilan.review.finding import Finding


def finding_said(finding: Finding, voice: Voice) -> Said:
    """A finding as one sentence, for the audience of the voice."""
    return _SAID[finding.kind](finding, voice)


def _realism(finding: Finding, voice: Voice) -> Said:
    n, w = Numbers(finding.evidence), voice.w
    attainment, reached, of = n.exact("attainment"), n.count("reached"), n.count("eligible")
    name = _subject(finding, voice)
    start = (
        name
        if attainment is None
        else w.say(
            f"{name}{NBSP}: {w.percent(attainment)} de l'objectif", f"{name}: {w.percent(attainment)} of the target"
        )
    )
    band, advice = n.word("band"), n.word("advice")
    if band == "team_only" or not voice.sight.has_distribution:
        spread = ""
    else:
        spread = w.say(f", {_reached(reached, of, voice)}", f", {_reached(reached, of, voice)}")
    verdict = w.say(*_ADVICE.get(advice, ("", ""))) or (w.say(*_BANDS[band]) if band in _BANDS and spread else "")
    if advice == "keep" and spread and band in _BANDS:
        verdict = w.say(*_BANDS[band])
    end = f"{w.say(f'{NBSP}; ', '; ')}{verdict}." if verdict else "."
    why = w.tell(
        "Moins de la moitié des commerciaux à l'objectif : probablement trop haut ; jusqu'à 70 % : calibré ; jusqu'à 80 % : accessible ; au-delà : "
        f"probablement trop bas. Il faut au moins {FEWEST_IN_A_DISTRIBUTION} commerciaux présents la moitié de la période.",
        "Fewer than half of the reps at target: probably too high; up to 70%: calibrated; up to 80%: accessible; beyond: "
        f"probably too low. It takes at least {FEWEST_IN_A_DISTRIBUTION} reps present for half of the period.",
    )  # fmt: skip
    return Said(f"{start}{spread}{end}", why)


_BANDS: Final = {
    "too_high": ("objectif probablement trop haut", "target probably too high"),
    "calibrated": ("objectif bien calibré", "target well calibrated"),
    "accessible": ("objectif accessible", "target accessible"),
    "too_low": ("objectif probablement trop bas", "target probably too low"),
}
_ADVICE: Final = {
    "raise": ("un objectif plus haut peut se discuter", "a higher target can be discussed"),
    "review_means": ("à revoir avec l'équipe, l'objectif comme les moyens", "target and means to be reviewed with the team"),
    "territory_or_people": ("les résultats sont inégaux, territoires et charges sont à comparer",
                            "results are uneven, territories and loads are to be compared"),
}  # fmt: skip


def _reached(reached: int, of: int, voice: Voice) -> str:
    """How many reached it; said in words where a number would tell each of them about every other."""
    w = voice.w
    if voice.audience.sees_everyone or min(reached, of - reached) > 1:
        return w.tell(
            f"{reached} {'commerciaux' if reached > 1 else 'commercial'} sur{NBSP}{of} à l'objectif",
            f"{reached} of {of} reps at target",
        )
    return w.say(*(("la plupart des commerciaux à l'objectif", "most reps at target") if reached * 2 > of
                   else ("peu de commerciaux à l'objectif", "few reps at target")))  # fmt: skip


def _subject(finding: Finding, voice: Voice) -> str:
    name = voice.kpi_name(finding.kpi)
    return name if finding.scope.kind == "company" else f"{name}, {voice.label(finding.scope)}"


def _concentration(finding: Finding, voice: Voice) -> Said:
    n, w = Numbers(finding.evidence), voice.w
    with_it, without = w.percent(n.exact("attainment")), w.percent(n.exact("attainment_without"))
    amount = voice.value("bookings", n.exact("amount"))
    if n.word("carried_by") == "deal":
        name = voice.told(n.word("name"))
        text = w.tell(f"Le résultat tient à une affaire, « {name} » ({amount}) : {with_it} de l'objectif avec elle, {without} sans elle.",
                      f"The result rests on one deal, “{name}” ({amount}): {with_it} of the target with it, {without} without it.")  # fmt: skip
    else:
        name = voice.rep(n.word("key"))
        text = w.tell(f"Le résultat tient pour beaucoup à {name} ({amount}) : {with_it} de l'objectif avec sa part, {without} sans elle.",
                      f"The result owes much to {name} ({amount}): {with_it} of the target with that share, {without} without it.")  # fmt: skip
    why = w.tell("On retire la plus grosse affaire, puis le plus gros signataire avec sa part d'objectif : si l'objectif n'est plus atteint, c'est dit ici.",
                 "The largest deal is taken out, then the rep who signed most with their part of the target: where the target is no longer reached, it is said here.")  # fmt: skip
    return Said(
        text,
        why,
        w.say("Une hausse d'objectif demande alors une confirmation.", "A higher target then asks for a confirmation."),
    )


def _gap(finding: Finding, voice: Voice) -> Said:
    n, w = Numbers(finding.evidence), voice.w
    actual, asked, target = n.exact("actual"), n.exact("due"), n.exact("target")
    value = voice.value(finding.kpi, actual)
    is_due = asked is not None and target is not None and asked != target
    against = w.say(f"{voice.value(finding.kpi, asked)} attendus à ce jour", f"{voice.value(finding.kpi, asked)} due by now") if is_due else w.say(
        f"un objectif de {voice.value(finding.kpi, target)}", f"a target of {voice.value(finding.kpi, target)}")  # fmt: skip
    rate = n.exact("attainment")
    share = f" ({w.percent(rate)})" if rate is not None and voice.kpis[finding.kpi].unit != "rate" else ""
    text = w.tell(
        f"{_subject(finding, voice)} : {value} pour {against}{share}.",
        f"{_subject(finding, voice)}: {value} against {against}{share}.",
    )
    why = w.tell("Sont retenus les KPI qui manquent leur objectif de plus d'un dixième, ou le dépassent d'un cinquième et plus.",
                 "Shown are the KPIs that miss their target by more than a tenth, or pass it by a fifth or more.")  # fmt: skip
    return Said(text, why)


def _over_limit(finding: Finding, voice: Voice) -> Said:
    n, w = Numbers(finding.evidence), voice.w
    deals, limit, time = n.count("deals"), n.count("limit"), n.exact("hours")
    took = "" if not time else w.say(f" ({hours(time, w)} en tout)", f" ({hours(time, w)} in all)")
    what = some(deals, w, ("affaire", "affaires"), ("deal", "deals"))
    verb = w.say("ont" if deals > 1 else "a", "")
    ask = (" : qu'est-ce qui bloque ?", ": what blocks?")
    if n.given.get("open") == 0:
        ask = (" avant d'être closes : qu'est-ce qui a retenu la décision ?" if deals > 1 else " avant d'être close : qu'est-ce qui a retenu la décision ?",
               " before they were closed: what held the decision back?" if deals > 1 else " before it was closed: what held the decision back?")  # fmt: skip
    if deals and all(
        one.key in {told.blocking.deal for told in voice.dossier.blockings} for one in voice.dossier.review.over_limit
    ):
        ask = (
            " ; leur revue de blocage est faite." if deals > 1 else " ; sa revue de blocage est faite.",
            "; the blocking review is done.",
        )
    text = w.tell(
        f"{what} {verb} dépassé {limit} RDV-E{took}{ask[0]}",
        f"{what} went beyond {limit} RDV-E{took}{ask[1]}",
    )
    why = w.tell(f"Au-delà de {limit} RDV-E, chaque affaire appelle une revue de ce qui bloque ; le plafond se règle dans la stratégie.",
                 f"Beyond {limit} RDV-E, each deal calls for a review of what blocks; the limit is set in the strategy.")  # fmt: skip
    return Said(text, why)


def _stalled(finding: Finding, voice: Voice) -> Said:
    n, w = Numbers(finding.evidence), voice.w
    deals, days, amount = n.count("deals"), n.count("silent_days"), n.exact("amount")
    worth = "" if not amount else f" ({voice.value('bookings', amount)})"
    what = some(deals, w, ("affaire ouverte", "affaires ouvertes"), ("open deal", "open deals"))
    text = w.tell(
        f"{what} sans activité depuis {days} jours ou plus{worth}.",
        f"{what} without activity for {days} days or more{worth}.",
    )
    why = w.tell("Une affaire est dormante quand ni rendez-vous tenu ni changement n'y est noté à la date d'arrêté, et qu'aucun rendez-vous n'est à venir.",
                 "A deal is stalled when neither a meeting held nor a change is noted on it at the cut-off, and no meeting is to come.")  # fmt: skip
    return Said(text, why)


def _story(finding: Finding, voice: Voice) -> Said:
    """A story's numbers without its words, as recommendations cite them."""
    return Said(facts_said(finding, voice))


_SAID: Final[dict[FindingKind, Callable[[Finding, Voice], Said]]] = {
    FindingKind.REALISM: _realism,
    FindingKind.CONCENTRATION: _concentration,
    FindingKind.STANDOUT: standout_said,
    FindingKind.GAP: _gap,
    FindingKind.OVER_LIMIT: _over_limit,
    FindingKind.BLOCKED: blocked_said,
    FindingKind.STALLED: _stalled,
    FindingKind.STAGE: stage_said,
    FindingKind.CYCLE: cycle_said,
    FindingKind.SLOW: slow_said,
    FindingKind.GAP_PARTS: gap_parts_said,
    FindingKind.LANDING: landing_said,
    FindingKind.MIX: mix_said,
    FindingKind.PORTRAIT: portrait_said,
    FindingKind.STORY: _story,
    FindingKind.LAST_PLAN: effect_said,
}
