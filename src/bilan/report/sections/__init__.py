"""The review as a document: each section is one page of this folder, in the order of the course (Z3, Z20)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bilan.label import Label
from bilan.period import day_label
from bilan.plan.dossier import Dossier, State
from bilan.report.audience import MANAGER, Audience
from bilan.report.document import Document, Section
from bilan.report.figures import NBSP, Writer
from bilan.report.sections.context import context
from bilan.report.sections.cover import confidentiality, cover, state, version
from bilan.report.sections.cycle import cycle
from bilan.report.sections.decisions import decisions
from bilan.report.sections.definitions import definitions
from bilan.report.sections.last_plan import last_plan
from bilan.report.sections.long_deals import long_deals
from bilan.report.sections.next_targets import next_targets, recommendations
from bilan.report.sections.objectives import objectives
from bilan.report.sections.outcomes import failures, successes
from bilan.report.sections.people import people
from bilan.report.sections.pipe import pipe
from bilan.report.sections.plan_of_action import plan_of_action, sessions
from bilan.report.sections.quality import quality
from bilan.report.sections.results import results
from bilan.report.sections.shared import data, figures, who
from bilan.report.sections.stretches import stretches
from bilan.report.sections.summary import summary
from bilan.report.sections.synthesis import synthesis
from bilan.report.voice import Voice

if TYPE_CHECKING:
    from bilan.label import Language
    from bilan.review.review import Review

FIRST: Final = Label("1. Retour sur les objectifs", "1. Back to the targets")
SECOND: Final = Label("2. Succès et échecs", "2. Successes and failures")
THIRD: Final = Label("3. Période suivante", "3. Next period")
ANNEX: Final = Label("Annexes", "Annex")


def _of_review(section: Callable[[Review, Writer], Section]) -> Callable[[Voice], Section]:
    """A section that is the same for every audience."""
    return lambda voice: section(voice.dossier.review, voice.w)


# The thirteen sections of the template, under the three steps of the course; the cover stands above them all.
STEPS: Final[tuple[tuple[Label | None, tuple[Callable[[Voice], Section], ...]], ...]] = (
    (None, (summary,)),
    (FIRST, (context, figures, who, _of_review(stretches), objectives, _of_review(cycle), long_deals, pipe)),
    (SECOND, (successes, failures, last_plan)),
    (THIRD, (sessions, decisions, next_targets, recommendations, plan_of_action)),
    (ANNEX, (data, _of_review(definitions))),
)


def document_of(dossier: Dossier, language: Language, audience: Audience = MANAGER) -> Document:
    """The whole dossier for one audience, ready to print in one language."""
    voice = Voice(dossier, Writer(language, dossier.review.strategy.company.currency), audience)
    sections = tuple(
        replace(section(voice), step=step.to(language) if step else "") for step, found in STEPS for section in found
    )
    return replace(
        _headed(voice),
        sections=sections,
        cover=cover(voice),
        confidentiality=confidentiality(voice),
        version=version(voice),
        dated=(dossier.sealed_on or dossier.review.as_of).isoformat(),
        logo=dossier.review.strategy.company.logo,
    )


def document(review: Review, language: Language) -> Document:
    """The figures of a review alone, before anybody has written anything in it."""
    w = Writer(language, review.strategy.company.currency)
    voice = Voice(Dossier(review, State.DRAFT), w, MANAGER)
    figured = [synthesis, results, people, stretches, cycle]
    sections = (
        *(section(review, w) for section in figured),
        long_deals(voice),
        quality(review, w),
        definitions(review, w),
    )
    return replace(_headed(voice), sections=sections)


def _headed(voice: Voice) -> Document:
    """Whose review it is, of which period, as of when, from which imports."""
    w, review = voice.w, voice.dossier.review
    language = w.language
    first, last = (day_label(day, language).replace(" ", NBSP) for day in (review.period.start, review.period.last_day))
    until = day_label(review.window.last_day, language).replace(" ", NBSP)
    return Document(
        language=language,
        title=w.say("Bilan commercial", "Sales review"),
        company=review.strategy.company.name,
        period=f"{review.period.label(language).replace(' ', NBSP)} · {first} – {last}",
        as_of=w.say(f"Arrêté au {until}", f"As of {until}"),
        state=state(voice),
        provenance=tuple(
            f"{_source(w, name)}{w.say(NBSP, '')}: {voice.told(text)}" for name, text in review.provenance
        ),
    )


def _source(w: Writer, name: str) -> str:
    names = {
        "strategy": w.say("stratégie", "strategy"),
        "unreadable": w.say(
            "stratégie illisible, objectifs non repris", "strategy that cannot be read, targets left out"
        ),
    }
    return names.get(name, name)
