"""The documents of a review: manager's and collective, as page and PDF, in both languages; a rep's own on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilan.label import LANGUAGES
from bilan.report.audience import COLLECTIVE, MANAGER
from bilan.report.audience import individual as for_one
from bilan.report.html import render
from bilan.report.pdf import to_pdf
from bilan.report.sections import document_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bilan.label import Language
    from bilan.plan.dossier import Dossier
    from bilan.report.audience import Audience
    from bilan.report.document import Document


def _page(document: Document) -> bytes:
    return render(document).encode()


FORMS: Final[Mapping[str, Callable[[Document], bytes]]] = {"html": _page, "pdf": to_pdf}


def documents(dossier: Dossier) -> dict[str, bytes]:
    """Every document that is filed with a closed review, by file name: the same bytes for the same dossier."""
    return {
        file_name(dossier, audience, language, form): FORMS[form](document_of(dossier, language, audience))
        for audience in (MANAGER, COLLECTIVE) for language in LANGUAGES for form in FORMS
    }  # fmt: skip


def individual(dossier: Dossier, rep: str, language: Language) -> dict[str, bytes]:
    """One rep's own documents: their figures, findings, stories and actions; nobody else's."""
    audience = for_one(rep)
    document = document_of(dossier, language, audience)
    return {file_name(dossier, audience, language, form): write(document) for form, write in FORMS.items()}


def file_name(dossier: Dossier, audience: Audience, language: Language, form: str) -> str:
    """« bilan-2026-T3-manager.fr.pdf »: the same each time it is written."""
    return f"bilan-{dossier.review.period.name}-{audience.name}.{language}.{form}"
