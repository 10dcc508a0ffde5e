"""Objectifs de la période suivante and recommandations: old and new value, the rule, the load; a word per KPI."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilan.report.document import Cell, Grid, Heading, Paragraph, Part, Row, Section, Statement, Statements
from bilan.report.grammar import to_one_decimal
from bilan.report.sections.absent import nothing
from bilan.report.sections.decisions import proposals_for
from bilan.report.sentences import recommendation_said, target_said
from bilan.report.sentences.chances import chance_said
from bilan.report.sentences.proposals import leaves_one_out, subject
from bilan.report.sentences.said import Numbers

if TYPE_CHECKING:
    from bilan.plan.plan import Decision
    from bilan.plan.proposal import Proposal
    from bilan.report.voice import Voice


NAMED: Final = 6  # KPIs beyond which a list of those without a proposal tells less than their number


def next_targets(voice: Voice) -> Section:
    """Each target as it is, as proposed and as decided."""
    w, after = voice.w, voice.dossier.review.period.next().label(voice.w.language)
    title = w.say(f"Objectifs de {after}", f"Targets of {after}")
    found = [one for one in proposals_for(voice) if one.kind == "target"]
    if not found:
        return nothing(
            "objectifs",
            title,
            w.say(
                "aucun objectif n'est fixé, il n'y en a donc aucun à faire évoluer",
                "no target is set, so there is none to change",
            ),
            voice,
        )
    done = Heading(w.say("Réalisé", "Actual"))
    if not voice.dossier.review.is_over:
        done = Heading(w.say("Au rythme actuel", "At this pace"), note=w.say("ce que la période ferait en entier au rythme tenu jusqu'ici", "what the whole period would make at the pace held so far"))  # fmt: skip
    headings: tuple[Heading, ...] = (
        Heading("KPI", is_figure=False), Heading(w.say("Actuel", "Current")), done, Heading(w.say("Proposé", "Proposed")),
        *([Heading(w.say("Chances", "Chance"), note=w.say("que l'équipe atteigne la valeur proposée", "that the team reaches the proposed value"))] if _has_chances(found) else []),
        Heading(w.say("Retenu", "Decided")), Heading(w.say("RDV-D/sem. qu'il y faut", "RDV-D a week it takes"),
                                                     note=w.say("par personne présente, au rythme de signature et à la valeur d'affaire observés", "per person present, at the observed rate of signature and deal value")),
    )  # fmt: skip
    rows = tuple(_row(one, voice, with_chances=_has_chances(found)) for one in found)
    if not any(row.cells[-1].text for row in rows):  # without RDV-D, no load can be told
        headings, rows = headings[:-1], tuple(Row(row.cells[:-1]) for row in rows)
    grid = Grid(w.say("Ancien et nouvel objectif", "Old and new target"), headings, rows)
    said = tuple(_explained(one, voice) for one in found if one.is_change or one.numbers.get("signed_deals"))
    why = w.say("D'où viennent les valeurs proposées", "Where the proposed values come from")
    parts: list[Part] = [grid, *([Statements(said, why)] if said else [])]
    return Section("objectifs", title, tuple(parts))


def _explained(proposal: Proposal, voice: Voice) -> Statement:
    said = target_said(proposal, voice)
    return Statement(said.text, why=said.whys)


def _has_chances(found: list[Proposal]) -> bool:
    return any(one.numbers.get("chance") is not None for one in found)


def _row(proposal: Proposal, voice: Voice, *, with_chances: bool) -> Row:
    n = Numbers(proposal.numbers)
    needed = n.exact("needed_per_week") if proposal.kpi in {"bookings", "deals_won"} else None
    values = (proposal.current, None if leaves_one_out(proposal, voice) else n.exact("result"), proposal.value)
    decision = voice.dossier.plan.decision(proposal.key)
    return Row((
        Cell(subject(proposal, voice)), *(Cell("" if one is None else voice.value(proposal.kpi, one)) for one in values),
        *([Cell(chance_said(n.exact("chance"), voice))] if with_chances else []),
        Cell(_decided(proposal, decision, voice)), Cell("" if needed is None else to_one_decimal(needed, voice.w)),
    ))  # fmt: skip


def _decided(proposal: Proposal, decision: Decision | None, voice: Voice) -> str:
    w = voice.w
    if decision is None:
        return w.say("à décider", "to decide") if proposal.is_change else w.say("inchangé", "unchanged")
    if decision.verdict == "refused":
        return voice.value(proposal.kpi, proposal.current)
    value = proposal.value if decision.value is None else decision.value
    return voice.value(proposal.kpi, value)


def recommendations(voice: Voice) -> Section:
    """What could be tried for each KPI, then those where nothing needs to change."""
    w = voice.w
    title = w.say("Recommandations par KPI", "Recommendations by KPI")
    found = [one for one in proposals_for(voice) if one.kind == "recommendation"]
    if not found:
        return nothing(
            "recommandations",
            title,
            w.say("aucun KPI n'a de chiffre sur lequel s'appuyer", "no KPI has a figure to rest on"),
            voice,
        )
    changes = tuple(_statement(one, voice) for one in found if one.is_change)
    kept = [voice.kpi_name(one.kpi) for one in found if not one.is_change]
    parts: list[Part] = [
        Statements(changes, empty=w.say("Aucune règle ne demande de changement.", "No rule asks for a change."))
    ]
    if kept:
        listed = ", ".join(kept)
        named = (f"Rien à proposer pour : {listed}.", f"Nothing to propose for: {listed}.")
        counted = (
            f"Rien à proposer pour les {len(kept)} autres KPI.",
            f"Nothing to propose for the other {len(kept)} KPIs.",
        )
        parts.append(Paragraph(w.tell(*(named if len(kept) <= NAMED else counted)), "aside"))
    return Section("recommandations", title, tuple(parts))


def _statement(proposal: Proposal, voice: Voice) -> Statement:
    said = recommendation_said(proposal, voice)
    decision = voice.dossier.plan.decision(proposal.key)
    text = said.text
    if decision is None:
        tag = voice.w.say("à décider", "to decide")
    elif decision.verdict == "refused":
        tag = voice.w.say("refusée", "refused")
    else:
        tag = voice.w.say("retenue", "accepted")
    beside = (voice.told(decision.text),) if decision and decision.text else ()
    return Statement(text, "", tag, beside, said.whys)
