"""Décisions: what a person decided of each proposal, why, and what nobody has decided yet (P12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilan.period import day_label
from bilan.report.document import Cell, Grid, Heading, Part, Points, Row, Section
from bilan.report.sections.absent import nothing
from bilan.report.sentences import recommendation_said
from bilan.report.sentences.proposals import subject

if TYPE_CHECKING:
    from bilan.plan.plan import Decision
    from bilan.plan.proposal import Proposal
    from bilan.report.voice import Voice


def proposals_for(voice: Voice) -> tuple[Proposal, ...]:
    """The proposals that the audience reads: those for one person only with that person or a manager."""
    return tuple(
        one for one in voice.dossier.plan.proposals
        if not one.scope.startswith("rep:") or voice.audience.sees_everyone or one.scope == f"rep:{voice.audience.rep}"
    )  # fmt: skip


def pending(voice: Voice) -> tuple[Proposal, ...]:
    """The changes that nobody has decided yet."""
    return tuple(one for one in proposals_for(voice) if one.is_change and voice.dossier.plan.decision(one.key) is None)


def decisions(voice: Voice) -> Section:
    """One line a decision, then what is still open: nothing undecided is ever applied."""
    w = voice.w
    title = w.say("Décisions", "Decisions")
    pairs = _taken(voice)
    left = pending(voice)
    if not pairs and not left:
        return nothing(
            "decisions",
            title,
            w.say(
                "aucun changement n'est proposé, il n'y avait rien à décider",
                "no change is proposed, there was nothing to decide",
            ),
            voice,
        )
    headings = tuple(Heading(text, is_figure=False) for text in (
        w.say("Ce qui était proposé", "What was proposed"), w.say("Décision", "Decision"), w.say("Raison", "Reason"), w.say("Par, le", "By, on")))  # fmt: skip
    rows = tuple(_row(proposal, decision, voice) for proposal, decision in pairs)
    parts: list[Part] = [Grid(w.say("Ce qui a été décidé", "What was decided"), headings, rows,
                              empty=w.say("Rien n'est encore décidé ; rien n'est donc appliqué.", "Nothing is decided yet, so nothing is applied."))]  # fmt: skip
    if left:
        is_over = voice.dossier.review.is_over
        heading = w.say("Reste à décider", "Still to decide") if is_over else w.say(
            "Ce qui serait proposé si la période finissait là", "What would be proposed if the period ended here")  # fmt: skip
        parts.append(Points(undecided(voice), heading))
    return Section("decisions", title, tuple(parts))


def decided(voice: Voice) -> tuple[str, ...]:
    """Each accepted or edited proposal in one sentence."""
    return tuple(
        _kept(proposal, decision, voice) for proposal, decision in _taken(voice) if decision.verdict != "refused"
    )


def undecided(voice: Voice) -> tuple[str, ...]:
    """Each open proposal in one sentence."""
    return tuple(proposed(one, voice) for one in pending(voice))


def proposed(proposal: Proposal, voice: Voice) -> str:
    """A proposal in one sentence, without its reasons."""
    if proposal.kind == "recommendation":
        return recommendation_said(proposal, voice).headline
    now, then = voice.value(proposal.kpi, proposal.current), voice.value(proposal.kpi, proposal.value)
    return voice.w.tell(f"{subject(proposal, voice)} : {now} → {then}.", f"{subject(proposal, voice)}: {now} → {then}.")


def verdict_said(decision: Decision, voice: Voice) -> str:
    """« acceptée », « modifiée », « refusée »."""
    names = {"accepted": ("acceptée", "accepted"), "edited": ("modifiée", "edited"), "refused": ("refusée", "refused")}
    return voice.w.say(*names[decision.verdict])


def _taken(voice: Voice) -> list[tuple[Proposal, Decision]]:
    """The proposals decided upon, with the last word on each."""
    return [(one, decision) for one in proposals_for(voice) if (decision := voice.dossier.plan.decision(one.key))]


def _kept(proposal: Proposal, decision: Decision, voice: Voice) -> str:
    """What will apply."""
    if decision.text:
        return voice.told(decision.text)
    if decision.value is None or proposal.kind == "recommendation":
        return proposed(proposal, voice)
    value, now = voice.value(proposal.kpi, decision.value), voice.value(proposal.kpi, proposal.current)
    if value == now:
        return voice.w.tell(
            f"{subject(proposal, voice)} : {now}, inchangé.", f"{subject(proposal, voice)}: {now}, unchanged."
        )
    return voice.w.tell(
        f"{subject(proposal, voice)} : {value} au lieu de {now}.",
        f"{subject(proposal, voice)}: {value} instead of {now}.",
    )


def _row(proposal: Proposal, decision: Decision, voice: Voice) -> Row:
    verdict = verdict_said(decision, voice)
    if decision.verdict == "edited":
        verdict += f"{voice.w.tell(' : ', ': ')}{_kept(proposal, decision, voice)}"
    by = f"{voice.person(decision.author)}, {day_label(decision.decided_on, voice.w.language)}"
    return Row((Cell(proposed(proposal, voice)), Cell(verdict), Cell(voice.told(decision.reason)), Cell(by)))
