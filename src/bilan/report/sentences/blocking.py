"""What blocks the deals that were reviewed: each reason with its deals and what they are worth (Z10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilan.label import Label
from bilan.report.grammar import some
from bilan.report.sentences.said import Numbers, Said
from bilan.review.blocking import Reason

if TYPE_CHECKING:
    from bilan.report.voice import Voice
    from bilan.review.finding import Finding

FEWEST_FOR_A_TREND: Final = 10  # fewer reasons are read one by one (statistics.md)
FEWEST_FOR_THE_TEAM: Final = 5  # with fewer, a reason and its amount point to whose deal it is
REASONS: Final = {
    Reason.DECIDER: Label("Décideur", "Decision maker"),
    Reason.BUDGET: Label("Budget", "Budget"),
    Reason.NEED: Label("Besoin", "Need"),
    Reason.COMPETITOR: Label("Concurrent", "Competitor"),
    Reason.TIMING: Label("Calendrier", "Timing"),
    Reason.OTHER: Label("Autre", "Other"),
}
_INSIDE: Final = {
    Reason.DECIDER: ("le décideur", "the decision maker"),
    Reason.BUDGET: ("le budget", "the budget"),
    Reason.NEED: ("le besoin", "the need"),
    Reason.COMPETITOR: ("un concurrent", "a competitor"),
    Reason.TIMING: ("le calendrier", "the timing"),
    Reason.OTHER: ("autre chose", "something else"),
}


def blocked_said(finding: Finding, voice: Voice) -> Said:
    """« 3 affaires sur 5 ont eu leur revue de blocage : le décideur pour 2 (45 k€), le budget pour 1… »."""
    n, w = Numbers(finding.evidence), voice.w
    reasons = sorted((one for one in Reason if n.count(one)), key=lambda one: -n.count(one))  # in their order when even
    if not voice.audience.sees_everyone and sum(map(n.count, reasons)) < FEWEST_FOR_THE_TEAM:
        return Said(w.tell(f"{_reviewed(n, voice)}.", f"{_reviewed(n, voice)}.") + _left(n, voice))
    told = ", ".join(_told(one, n, voice) for one in reasons)
    text = w.tell(f"{_reviewed(n, voice)} : {told}.", f"{_reviewed(n, voice)}: {told}.") + _left(n, voice)
    why = w.tell(
        "Chaque revue note un seul motif, celui qui retient le plus l'affaire, tel que l'équipe l'a compris ; les montants sont ceux que l'on connaît.",
        "Each review notes one reason, the one that holds the deal most, as the team understood it; amounts are those that are known.",
    )  # fmt: skip
    is_few = sum(map(n.count, reasons)) < FEWEST_FOR_A_TREND
    limits = w.tell("Moins de dix revues : une liste, pas une tendance.", "Fewer than ten reviews: a list, not a trend.") if is_few else ""  # fmt: skip
    return Said(text, why, limits)


def _reviewed(n: Numbers, voice: Voice) -> str:
    """Of the deals beyond the limit how many were reviewed, and how many others; only those where no deal is beyond it."""
    w, done, of, beside = voice.w, n.count("reviewed"), n.count("deals"), n.count("beside")
    if not of:
        what = some(beside, w, ("affaire a eu sa", "affaires ont eu leur"), ("deal", "deals"))
        return w.say(f"{what} revue de blocage", f"{what} had a blocking review")
    more = w.tell(f", et {beside} autre{'s' * (beside > 1)}", f", and {beside} other{'s' * (beside > 1)}") if beside else ""  # fmt: skip
    what = some(done, w, ("affaire", "affaires"), ("", ""))
    has = "ont eu leur" if done > 1 else "a eu sa"
    return w.tell(f"{what} sur {of} {has} revue de blocage{more}",
                  f"{done} of {some(of, w, ('', ''), ('deal', 'deals'))} had a blocking review{more}")  # fmt: skip


def _told(reason: Reason, n: Numbers, voice: Voice) -> str:
    """« le décideur pour 2 (45 k€) »; the amount of some of them says of how many."""
    w, count, amount = voice.w, n.count(reason), n.exact(f"{reason}_amount")
    name = w.say(*_INSIDE[reason])
    if amount is None:
        return w.tell(f"{name} pour {count}", f"{name} for {count}")
    worth, priced = voice.value("bookings", amount), n.count(f"{reason}_priced")
    some_of = w.tell(f" pour {priced} d'entre elles", f" for {priced} of them") if priced < count else ""
    return w.tell(f"{name} pour {count} ({worth}{some_of})", f"{name} for {count} ({worth}{some_of})")


def _left(n: Numbers, voice: Voice) -> str:
    left, w = n.count("left"), voice.w
    if not left:
        return ""
    return w.tell(f" {left} {'restent' if left > 1 else 'reste'} à revoir.", f" {left} {'are' if left > 1 else 'is'} left to review.")  # fmt: skip
