"""The review as a document: each section is one page of this folder, in the order of the course (Z3, Z20)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilan.period import day_label
from bilan.report.document import Document
from bilan.report.figures import NBSP, Writer
from bilan.report.sections.cycle import cycle, long_deals
from bilan.report.sections.definitions import definitions
from bilan.report.sections.people import people
from bilan.report.sections.quality import quality
from bilan.report.sections.results import results
from bilan.report.sections.stretches import stretches
from bilan.report.sections.synthesis import synthesis

if TYPE_CHECKING:
    from bilan.label import Language
    from bilan.review.review import Review


def document(review: Review, language: Language) -> Document:
    """The review of a period, ready to print in one language."""
    w = Writer(language, review.strategy.company.currency)
    first, last = (day_label(day, language).replace(" ", NBSP) for day in (review.period.start, review.period.last_day))
    until = day_label(review.window.last_day, language).replace(" ", NBSP)
    sections = [synthesis, results, people, stretches, cycle, long_deals, quality, definitions]
    return Document(
        language=language,
        title=w.say("Bilan commercial", "Sales review"),
        company=review.strategy.company.name,
        period=f"{review.period.label(language).replace(' ', NBSP)} · {first} – {last}",
        as_of=w.say(f"Arrêté au {until}", f"As of {until}"),
        state=_state(review, w),
        sections=tuple(section(review, w) for section in sections),
        provenance=tuple(f"{_source(w, name)}{w.say(NBSP, '')}: {text}" for name, text in review.provenance),
    )


def _state(review: Review, w: Writer) -> str:
    if review.is_over:
        return w.say("brouillon, non clos", "draft, not closed")
    return w.say(
        f"provisoire : {review.elapsed_days} jours ouvrés sur {review.total_days}",
        f"provisional: {review.elapsed_days} of {review.total_days} working days",
    ).replace(" :", f"{NBSP}:")


def _source(w: Writer, name: str) -> str:
    names = {
        "strategy": w.say("stratégie", "strategy"),
        "unreadable": w.say(
            "stratégie illisible, objectifs non repris", "strategy that cannot be read, targets left out"
        ),
    }
    return names.get(name, name)
