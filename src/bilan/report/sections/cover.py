"""Page de garde: entity, perimeter, period, cut-off, author, version, confidentiality (domain.md 2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilan.period import day_label
from bilan.plan.dossier import State
from bilan.report.audience import rep_name
from bilan.report.document import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilan.report.voice import Voice

DIGITS = 12  # of the digest: enough to tell two versions apart at a glance


def cover(voice: Voice) -> tuple[Fact, ...]:
    """What a reader must know before the first figure."""
    return tuple(Fact(label, value) for label, value in _facts(voice) if value)


def _facts(voice: Voice) -> Iterator[tuple[str, str]]:
    w, dossier = voice.w, voice.dossier
    company = dossier.review.strategy.company.name
    yield w.say("Entité", "Entity"), company
    mine = rep_name(dossier.review, voice.audience.rep) if voice.audience.rep else ""
    yield w.say("Périmètre", "Perimeter"), mine or w.say("toute l'entreprise", "the whole company")
    authors = dict.fromkeys(voice.person(one.author) for one in dossier.plan.decisions)
    yield w.say("Décidé par", "Decided by"), ", ".join(authors)
    yield w.say("Version", "Version"), version(voice)
    yield w.say("Diffusion", "For"), confidentiality(voice)
    yield w.say("Raison de la rectification", "Reason of the restatement"), voice.told(dossier.reason)


def version(voice: Voice) -> str:
    """« version 1, close le 8 octobre 2026, empreinte 3f9a12c4be01 »; « brouillon » before."""
    w, dossier = voice.w, voice.dossier
    if not dossier.version or dossier.sealed_on is None:
        return state(voice)
    day = day_label(dossier.sealed_on, w.language)
    mark = (
        w.say(f", empreinte {dossier.digest[:DIGITS]}", f", digest {dossier.digest[:DIGITS]}") if dossier.digest else ""
    )
    return w.say(
        f"version {dossier.version}, close le {day}{mark}", f"version {dossier.version}, closed on {day}{mark}"
    )


def state(voice: Voice) -> str:
    """Where the review stands in its life, in words."""
    w, review = voice.w, voice.dossier.review
    if voice.dossier.state is State.CLOSED:
        return w.say("clos", "closed")
    if voice.dossier.state is State.RESTATED:
        return w.say(f"rectifié, version {voice.dossier.version}", f"restated, version {voice.dossier.version}")
    if not review.is_over:
        return w.tell(f"provisoire : {review.elapsed_days} jours ouvrés sur {review.total_days}",
                      f"provisional: {review.elapsed_days} of {review.total_days} working days")  # fmt: skip
    return w.say("brouillon, non clos", "draft, not closed")


def confidentiality(voice: Voice) -> str:
    """For whom it is: a manager's document names people."""
    w = voice.w
    if voice.audience.kind == "manager":
        return w.tell(
            "Confidentiel : réservé aux responsables des équipes", "Confidential: for the teams' managers only"
        )
    if voice.audience.kind == "individual":
        name = rep_name(voice.dossier.review, voice.audience.rep)
        return w.tell(f"Confidentiel : réservé à {name}", f"Confidential: for {name} only")
    return w.tell("Interne : version collective", "Internal: team version")
