"""Proposals in words: the rule that gives a target and what it asks in meetings; a recommendation for a KPI."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from bilan.money import format_number
from bilan.plan.current import EACH
from bilan.report.grammar import hours, joined, some, to_one_decimal
from bilan.report.sentences.chances import (
    chances_not_said,
    chances_of_target,
    how_chances_are_known,
    pace_said,
)
from bilan.report.sentences.said import Numbers, Said
from bilan.review.eligible import eligible
from bilan.review.finding import FindingKind

if TYPE_CHECKING:
    from bilan.plan.proposal import Proposal
    from bilan.report.voice import Voice


def for_whom(scope: str, voice: Voice) -> str:
    """« par personne », « l'équipe Nord », « Paul »; nothing for the whole company."""
    kind, _, key = scope.partition(":")
    if scope == EACH:
        return voice.w.say("par personne", "per person")
    if kind == "team":
        name = next((team.name for team in voice.strategy.teams if team.key == key), key)
        return voice.w.say(f"équipe {name}", f"{name} team")
    return voice.rep(key) if kind == "rep" else ""


def subject(proposal: Proposal, voice: Voice) -> str:
    """« CA signé, par personne, par semaine »."""
    parts = [voice.kpi_name(proposal.kpi), for_whom(proposal.scope, voice)]
    is_repeated = proposal.cadence and proposal.kpi != "rdv_d_week"
    parts.append(
        voice.w.say(f"par {proposal.cadence.label.fr}", f"a {proposal.cadence.label.en}")
        if proposal.cadence and is_repeated
        else ""
    )
    return ", ".join(part for part in parts if part)


FEWEST_LEFT_OUT: Final = 3  # people whose own result a sum and a mean of the others would give away


def target_said(proposal: Proposal, voice: Voice) -> Said:
    """The proposed target, the rule in words, and the RDV-D a week that it implies."""
    w = voice.w
    now, then = voice.value(proposal.kpi, proposal.current), voice.value(proposal.kpi, proposal.value)
    if proposal.is_change:
        text = w.tell(f"{subject(proposal, voice)} : {now} → {then}.", f"{subject(proposal, voice)}: {now} → {then}.")
    else:
        text = w.tell(
            f"{subject(proposal, voice)} : {now}, inchangé.", f"{subject(proposal, voice)}: {now}, unchanged."
        )
    load = load_said(proposal, voice)
    if proposal.needs_confirmation:
        load += _to_confirm(proposal, voice)
    n = Numbers(proposal.numbers)
    chances = chances_of_target(proposal, n, voice)
    said = " ".join(one for one in (text, load.strip(), chances) if one)
    why = " ".join(one for one in (rule_said(proposal, voice), how_chances_are_known(proposal, n, voice)) if one)
    return Said(said, why, chances_not_said(n, voice))


def _to_confirm(proposal: Proposal, voice: Voice) -> str:
    """What speaks against asking more without a word: what the findings cited say, else that the data are partial."""
    cited = [one for one in voice.dossier.findings if one.key in proposal.origin]
    doubts = []
    if any(one.kind is FindingKind.CONCENTRATION for one in cited):
        doubts.append(
            voice.w.say("le résultat tient à une affaire ou à une personne", "the result rests on one deal or person")
        )
    if any(one.evidence.get("advice") == "territory_or_people" for one in cited):
        doubts.append(voice.w.say("les résultats sont inégaux", "results are uneven"))
    if any(one.evidence.get("advice") == "review_means" for one in cited):
        doubts.append(voice.w.say("peu atteignent l'objectif actuel", "few reach the present target"))
    if not doubts:
        doubts.append(voice.w.say("les résultats sont inégaux ou partiels", "results are uneven or partial"))
    return voice.w.tell(f" À confirmer : {joined(doubts, voice.w)}.", f" To be confirmed: {joined(doubts, voice.w)}.")


def leaves_one_out(proposal: Proposal, voice: Voice) -> bool:
    """Whether the result per person is that of all but one or two: with the company's, it would tell theirs."""
    people = Numbers(proposal.numbers).count("people")
    if voice.audience.sees_everyone or proposal.scope != EACH or not people:
        return False
    review = voice.dossier.review
    return 0 < len(eligible(review.strategy, review.window)) - people < FEWEST_LEFT_OUT


def rule_said(proposal: Proposal, voice: Voice) -> str:
    """« La moitié du dépassement est reprise : 100 k€ demandés, 140 k€ réalisés… »."""
    n, w = Numbers(proposal.numbers), voice.w
    reference, result, weight = n.exact("reference"), n.exact("result"), n.exact("rule_lambda")
    if reference is None or result is None:
        return w.say("Aucun réalisé à rapprocher de cet objectif.", "No result to set beside this target.")
    if leaves_one_out(proposal, voice):
        return w.tell("Le réalisé par personne n'est pas montré : il dirait celui d'une personne dont l'objectif est à part.",
                      "The result per person is not shown: it would tell that of a person whose target is apart.")  # fmt: skip
    if weight is None:
        asked, done = (voice.value(proposal.kpi, one) for one in (reference, result))
        return w.tell(f"{asked} demandés, {done} réalisés : la règle ne propose pas de changement.",
                      f"{asked} asked, {done} done: the rule proposes no change.")  # fmt: skip
    part = w.say("La moitié", "Half") if weight == Fraction(1, 2) else w.percent(weight)
    asked, done, raw = (voice.value(proposal.kpi, one) for one in (reference, result, n.exact("raw")))
    polarity = voice.kpis[proposal.kpi].polarity if proposal.kpi in voice.kpis else "higher_is_better"
    is_better = result < reference if polarity == "lower_is_better" else result > reference
    what = w.say("du dépassement" if is_better else "de l'écart", "of the overshoot" if is_better else "of the gap")
    if is_better and polarity == "lower_is_better":
        what = w.say("du progrès", "of the progress")
    text = w.tell(
        f"{part} {what} est prise en compte : {asked} demandés, {done} réalisés",
        f"{part} {what} is taken up: {asked} asked, {done} done",
    )
    text += _calendar(n, voice, proposal.scope) + _capped(n, voice)
    kept = voice.value(proposal.kpi, proposal.value)
    rounded = "" if raw == kept else w.say(f", arrondis à {kept}", f", rounded to {kept}")
    return f"{text}{w.tell(' ; soit ', '; that is ')}{raw}{rounded}".rstrip(".") + "." + _seldom_again(n, voice)


def _calendar(n: Numbers, voice: Voice, scope: str) -> str:
    w = voice.w
    text = ""
    now, then, season = n.exact("days"), n.exact("days_next"), n.exact("season")
    if now and then and now != then:
        is_whole = scope == "company" or scope.startswith("team:")
        days = w.say("jours de présence" if is_whole else "jours ouvrés", "person-days" if is_whole else "working days")
        text += w.say(f", {format_number(then, 'fr')} {days} au lieu de {format_number(now, 'fr')}",
                      f", {format_number(then, 'en')} {days} instead of {format_number(now, 'en')}")  # fmt: skip
    if season is not None and season != 1:
        text += w.say(f", saison × {format_number(season, 'fr')}", f", season × {format_number(season, 'en')}")
    return text


def _capped(n: Numbers, voice: Voice) -> str:
    cap = n.exact("cap")
    if not n.count("capped") or cap is None:
        return ""
    return voice.w.tell(
        f", sans bouger de plus de {voice.w.percent(cap)}", f", moving by no more than {voice.w.percent(cap)}"
    )


def _seldom_again(n: Numbers, voice: Voice) -> str:
    """After an extreme, the next result is seldom as extreme, whatever is done: regression to the mean (EC-69)."""
    if not n.count("capped"):
        return ""
    return voice.w.tell(
        " Un résultat aussi éloigné de l'objectif se répète rarement : le suivant revient le plus souvent vers la moyenne. "
        "L'objectif n'en suit donc qu'une part.",
        " A result this far from its target seldom comes twice: the next one most often moves back towards the mean. "
        "So the target follows only a part of it.",
    )


def load_said(proposal: Proposal, voice: Voice) -> str:
    """What a target asks in RDV-D, against what was observed; nobody's best where it would be somebody's figure."""
    n, w = Numbers(proposal.numbers), voice.w
    needed, median, best = (
        n.exact("needed_per_week"),
        n.exact("observed_median_per_week"),
        n.exact("observed_best_per_week"),
    )
    if needed is None or proposal.kpi in {"rdv_d", "rdv_d_week"}:
        return ""
    text = w.say(f"Aux taux de la période, il y faut {to_one_decimal(needed, w)} RDV-D par semaine et par personne",
                 f"At the rates of the period, it takes {to_one_decimal(needed, w)} RDV-D a week per person")  # fmt: skip
    if median is None or not voice.sight.has_distribution:
        return f"{text}."
    text += w.tell(
        f" ; l'équipe en tient {to_one_decimal(median, w)} (médiane)",
        f"; the team holds {to_one_decimal(median, w)} (median)",
    )
    if best is not None and voice.audience.sees_everyone:
        text += w.say(f", {to_one_decimal(best, w)} au mieux", f", {to_one_decimal(best, w)} at best")
    return f"{text}."


def recommendation_said(proposal: Proposal, voice: Voice) -> Said:
    """What could be tried for a KPI, from which finding; « rien à changer » where no rule speaks."""
    return _METHODS.get(proposal.method, _keep)(proposal, Numbers(proposal.numbers), voice)


def _keep(proposal: Proposal, _n: Numbers, voice: Voice) -> Said:
    return Said(
        voice.w.tell(
            f"{voice.kpi_name(proposal.kpi)} : rien à changer.", f"{voice.kpi_name(proposal.kpi)}: nothing to change."
        )
    )


def _raise_pace(proposal: Proposal, n: Numbers, voice: Voice) -> Said:
    w = voice.w
    value, current = (format_number(one or Fraction(0), w.language) for one in (proposal.value, proposal.current))
    instead = w.say(f", au lieu de {current}", f", instead of {current}") if proposal.current else ""
    text = w.say(
        f"Viser {value} RDV-D par semaine et par personne{instead}.",
        f"Aim at {value} RDV-D a week per person{instead}.",
    )
    others, top, most = n.exact("others_per_week"), n.exact("per_week"), n.exact("most")
    if voice.audience.sees_everyone and others is not None and top is not None and most is not None:
        why = w.tell(
            f"La moitié du chemin entre le rythme des autres ({to_one_decimal(others, w)}) et le plus soutenu ({to_one_decimal(top, w)}), "
            f"sans dépasser de plus de 30 % celui des autres ({to_one_decimal(most, w)}), au rendez-vous entier.",
            f"Half the way between the others' pace ({to_one_decimal(others, w)}) and the strongest ({to_one_decimal(top, w)}), "
            f"no more than 30% above the others' ({to_one_decimal(most, w)}), in whole meetings.")  # fmt: skip
    else:
        why = w.tell("La moitié du chemin entre le rythme de l'équipe et le plus soutenu, sans dépasser de plus de 30 % celui de l'équipe.",
                     "Half the way between the team's pace and the strongest, no more than 30% above the team's.")  # fmt: skip
    return Said(text + pace_said(proposal, n, voice), why, _paired(n, voice), text)


def _paired(n: Numbers, voice: Voice) -> str:
    """The quality to watch beside an activity: more of it, worse done, is no progress."""
    key, value = n.word("paired_with"), n.exact("paired")
    if not key or value is None:
        return ""
    name, now = voice.kpi_name(key), voice.value(key, value)
    return voice.w.tell(f"À suivre à côté : {name}, {now} aujourd'hui.", f"To watch beside it: {name}, {now} today.")


def _share_practice(proposal: Proposal, n: Numbers, voice: Voice) -> Said:
    w = voice.w
    who = _who_shares(proposal, voice)
    things = voice.counted(proposal.kpi)
    text = w.say(f"{who[:1].upper()}{who[1:]} présente sa méthode à l'équipe ({things}), avec son accord.",
                 f"{who[:1].upper()}{who[1:]} presents their method to the team ({things}), if they agree.")  # fmt: skip
    why = w.say("L'écart est établi, ou le récit est montré par les faits ; la pratique mérite d'être connue de tous.",
                "The gap is established, or the story is shown by the facts; the practice deserves to be known by all.")  # fmt: skip
    return Said(text, w.tell(why, why), _paired(n, voice))


def _who_shares(proposal: Proposal, voice: Voice) -> str:
    for origin in proposal.origin:
        if origin.startswith("standout:"):
            return voice.rep(origin.rpartition(":")[2])
        told = next((one.story for one in voice.dossier.stories if one.story.key == origin), None)
        if told is not None:
            return (
                voice.rep(told.about.removeprefix("rep:"))
                if told.about.startswith("rep:")
                else voice.person(told.author)
            )
    return voice.somebody


def _qualify_first(_proposal: Proposal, n: Numbers, voice: Voice) -> Said:
    w, minutes = voice.w, n.count("minutes")
    text = w.say(f"Proposer un appel de {minutes} minutes (RDV-Q) avant chaque RDV-D physique, pour juger de sa pertinence.",
                 f"Offer a {minutes}-minute call (RDV-Q) before each RDV-D in person, to judge whether it is worth it.")  # fmt: skip
    cases, of, time = n.count("unqualified") or n.count("without_next"), n.count("meetings"), n.exact("hours")
    cost = f", {hours(time, w)}" if time else ""
    why = w.say(f"Sur {of} RDV-D, {cases} sans suite ou avec des prospects non qualifiés{cost}.",
                f"Of {of} RDV-D, {cases} with nothing after or with unqualified prospects{cost}.") if of else ""  # fmt: skip
    return Said(text, why)


def _review_blocked(_proposal: Proposal, n: Numbers, voice: Voice) -> Said:
    w = voice.w
    deals, limit = n.count("deals"), n.count("limit")
    what = some(deals, w, ("affaire", "affaires"), ("deal", "deals"))
    return Said(w.tell(f"Revoir ce qui bloque {what} au-delà de {limit} RDV-E : proposer, relancer autrement ou arrêter.",
                       f"Review what blocks {what} beyond {limit} RDV-E: propose, try otherwise or stop."))  # fmt: skip


def _wake_up(_proposal: Proposal, n: Numbers, voice: Voice) -> Said:
    w, amount = voice.w, n.exact("amount")
    what = some(n.count("deals"), w, ("affaire dormante", "affaires dormantes"), ("stalled deal", "stalled deals"))
    worth = f" ({voice.value('bookings', amount)})" if amount else ""
    return Said(w.tell(f"Reprendre {what}{worth} : une prochaine étape datée pour chacune, ou la clore.",
                       f"Take up {what}{worth}: a dated next step for each, or close it."))  # fmt: skip


def _review_means(proposal: Proposal, _n: Numbers, voice: Voice) -> Said:
    w, name = voice.w, voice.kpi_name(proposal.kpi)
    return Said(w.tell(f"{name} : revoir les moyens avec l'équipe avant de redemander le même objectif.",
                       f"{name}: review the means with the team before asking for the same target again."))  # fmt: skip


_METHODS: Final[dict[str, Callable[[Proposal, Numbers, Voice], Said]]] = {
    "raise_pace": _raise_pace,
    "share_practice": _share_practice,
    "qualify_first": _qualify_first,
    "review_blocked": _review_blocked,
    "wake_up": _wake_up,
    "review_means": _review_means,
}
