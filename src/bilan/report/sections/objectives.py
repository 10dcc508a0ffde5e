"""Objectifs et écarts: were the targets realistic, and is the result carried by one deal or one rep? (Z14, EC-35)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilan.report.document import Part, Section, Statements
from bilan.report.sections.absent import nothing
from bilan.report.sections.remarks import finding_statement
from bilan.review.finding import FindingKind

if TYPE_CHECKING:
    from bilan.report.voice import Voice
    from bilan.review.finding import Finding


def objectives(voice: Voice) -> Section:
    """Realism target by target, then concentration."""
    w = voice.w
    title = w.say("Objectifs : réalistes ?", "Targets: realistic?")
    title = w.tell(title, title)
    real = _of(voice, FindingKind.REALISM)
    paced = {one.scope for one in real if one.kpi == "rdv_d_week"}
    real = [one for one in real if one.kpi != "rdv_d" or one.scope not in paced]  # the same promise, said once
    if not real and voice.dossier.review.line("bookings") is None:
        return nothing(
            "ecarts",
            title,
            w.say("aucun objectif de la période ne peut être jugé", "no target of the period can be judged"),
            voice,
        )
    why = w.say(
        "La période n'est pas finie : le réalisme se juge à son terme.",
        "The period is not over: realism is judged at its end.",
    )
    if voice.dossier.review.is_over:
        why = w.say("Aucun objectif de la période ne peut être jugé.", "No target of the period can be judged.")
    carried = _of(voice, FindingKind.CONCENTRATION)
    signed = voice.dossier.review.line("bookings")
    alone = ("CA signé : ni une affaire, ni une personne ne fait à elle seule passer l'objectif.",
             "Bookings: neither one deal nor one person alone carries the target.")  # fmt: skip
    if not carried and any(one.kind is FindingKind.CONCENTRATION for one in voice.dossier.findings):
        alone = ("Non montré : ce serait désigner une personne ou son affaire.",
                 "Not shown: it would point to a person or a deal of theirs.")  # fmt: skip
    if signed is None or signed.reading.status != "reached":
        alone = ("Sans objet : aucun objectif de CA signé n'est atteint.",
                 "Not applicable: no bookings target is reached.")  # fmt: skip
    parts: list[Part] = [
        Statements(tuple(finding_statement(one, voice) for one in real), w.tell("Les objectifs étaient-ils réalistes ?", "Were the targets realistic?"), w.tell(why, why)),
        Statements(tuple(finding_statement(one, voice) for one in carried), w.tell("Le résultat tient-il à peu de choses ?", "Does the result rest on little?"),
                   w.tell(*alone)),
    ]  # fmt: skip
    made_of = tuple(
        finding_statement(one, voice) for kind in (FindingKind.GAP_PARTS, FindingKind.MIX) for one in _of(voice, kind)
    )
    ahead = tuple(finding_statement(one, voice) for one in _of(voice, FindingKind.LANDING))
    parts += (
        [Statements(made_of, w.tell("De quoi l'écart est-il fait ?", "What is the gap made of?"))] if made_of else []
    )
    parts += [Statements(ahead, w.tell("Où la période devrait finir", "Where the period should end"))] if ahead else []
    return Section("ecarts", title, tuple(parts))


def _of(voice: Voice, kind: FindingKind) -> list[Finding]:
    return [one for one in voice.sight.findings() if one.kind is kind]
