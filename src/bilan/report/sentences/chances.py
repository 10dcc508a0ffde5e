"""The chance of reaching a target, in words: never 0 % nor 100 %, never one person's, always beside how little is known."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from bilan.money import format_number
from bilan.plan.current import EACH
from bilan.report.grammar import some, to_one_decimal

if TYPE_CHECKING:
    from bilan.plan.proposal import Proposal
    from bilan.report.sentences.said import Numbers
    from bilan.report.voice import Voice

SELDOM: Final = Fraction(1, 10)  # of the weeks; below, a pace was never really held

REALISM: Final = {
    "too_easy": ("facile", "easy"),
    "realistic": ("réaliste", "realistic"),
    "ambitious": ("ambitieux", "ambitious"),
    "out_of_reach": ("hors d'atteinte", "out of reach"),
}


def chance_said(chance: Fraction | None, voice: Voice) -> str:
    """« 46 % »: to the point, for it is no more precise."""
    return "" if chance is None else voice.w.percent(Fraction(round(chance * 100), 100))


def chances_of_target(proposal: Proposal, n: Numbers, voice: Voice) -> str:
    """« 26 % de chances d'atteindre 120 k€ par personne ; 65 % à 95 k€. »; nothing where no chance may be told."""
    w, deals = voice.w, n.count("signed_deals")
    if n.exact("chance") is None:
        if not deals or n.given.get("signed_deals") is None:
            return ""
        return w.tell(
            f"Pas assez de signatures ({deals}) pour chiffrer les chances d'un objectif : garder l'ancien, ou ajouter une période d'historique.",
            f"Too few signed deals ({deals}) to put a chance on a target: keep the old one, or add a period of history.",
        )
    per = w.say(" par personne", " per person") if proposal.scope == EACH else ""
    asked, likely = (
        voice.value(proposal.kpi, proposal.value),
        voice.value(proposal.kpi, to_the_thousand(n.exact("likely") or Fraction(0))),
    )
    chance, wanted = chance_said(n.exact("chance"), voice), chance_said(n.exact("chance_wanted"), voice)
    text = w.tell(f"L'équipe a {chance} de chances d'atteindre {asked}{per}", f"The team has a {chance} chance of {asked}{per}")  # fmt: skip
    if proposal.is_change:
        again, now = chance_said(n.exact("chance_current"), voice), voice.value(proposal.kpi, proposal.current)
        fr, en = REALISM.get(n.word("realism"), ("", ""))
        text += w.tell(f", {again} d'atteindre {now} (objectif {fr})", f", {again} of {now} (a target that is {en})")  # fmt: skip
    return text + w.tell(f" ; {wanted} à {likely}.", f"; {wanted} at {likely}.")


def to_the_thousand(value: Fraction) -> Fraction:
    """To the thousand, or to the ten below ten thousand: the last digits of an estimate mean nothing."""
    step = 1000 if value >= 10_000 else 10  # noqa: PLR2004  # below, thousands would hide the figure
    return Fraction(round(value / step) * step)


def how_chances_are_known(proposal: Proposal, n: Numbers, voice: Voice) -> str:
    """From how many deals and periods, and what is not in it."""
    if n.exact("chance") is None:
        return ""
    w = voice.w
    signed = some(n.count("signed_deals"), w, ("signature", "signatures"), ("signed deal", "signed deals"))
    over = some(n.count("periods"), w, ("période", "périodes"), ("period", "periods"))
    text = w.tell(
        f"Chances tirées de {signed} sur {over}, rapportées aux jours travaillés, et de l'ancien objectif tant que l'historique est court : "
        "un résultat exceptionnel se répète rarement.",
        f"Chances drawn from {signed} over {over}, per day worked, and from the old target while the history is short: "
        "an exceptional result seldom comes twice.",
    )
    each = n.exact("likely_each")
    if each is not None and voice.audience.sees_everyone:
        value = voice.value(proposal.kpi, to_the_thousand(each))
        text += w.tell(
            f" Pris un par un, les commerciaux auraient la même chance à {value} : sur quelques affaires, le résultat d'une personne tient beaucoup au hasard.",
            f" Taken one by one, reps would have the same chance at {value}: over a few deals, one person's result owes much to luck.",
        )
    return text


def chances_not_said(n: Numbers, voice: Voice) -> str:
    """What a chance does not promise."""
    if n.exact("chance") is None:
        return ""
    return voice.w.tell(
        "Ces chances supposent le même marché et la même équipe ; une chance d'équipe n'est celle de personne en particulier.",
        "These chances suppose the same market and the same team; a team's chance is nobody's own.",
    )


def pace_said(proposal: Proposal, n: Numbers, voice: Voice) -> str:
    """What a pace would give of the target: held, slipping with volume, and whether anybody ever held it."""
    needed, low, high = (n.exact(name) for name in ("pace_needed", "pace_low", "pace_high"))
    w = voice.w
    text = ""
    if needed is not None and low is not None and high is not None:
        about, least, most = (to_one_decimal(one, w) for one in (needed, low, high))
        held, slips = chance_said(n.exact("chance_at_pace"), voice), chance_said(n.exact("chance_if_slips"), voice)
        value = format_number(proposal.value or Fraction(0), w.language)
        text = w.tell(
            f" À {value} par semaine, un commercial a {held} de chances d'atteindre l'objectif de CA proposé si la conversion reste la même, {slips} si elle "
            f"baisse un peu avec le volume ; pour 65 %, il en faut environ {about} (entre {least} et {most}).".replace("65 %", _wanted(n, voice)),
            f" At {value} a week, a rep has a {held} chance of the proposed bookings target if conversion holds, {slips} if it slips as volume "
            f"rises; for 65%, it takes about {about} ({least} to {most}).".replace("65%", _wanted(n, voice)),
        )  # fmt: skip
    return text + _held(n, voice)


def _wanted(n: Numbers, voice: Voice) -> str:
    return chance_said(n.exact("chance_wanted") or Fraction(65, 100), voice)


def _held(n: Numbers, voice: Voice) -> str:
    share, w = n.exact("weeks_held"), voice.w
    if share is None:
        return ""
    if share < SELDOM:
        return w.tell(
            " Ce rythme n'a presque jamais été tenu à ce jour.", " This pace has hardly ever been held so far."
        )
    part = chance_said(share, voice)
    return w.tell(
        f" Ce rythme a été tenu {part} des semaines de présence.",
        f" This pace was held in {part} of the weeks present.",
    )
