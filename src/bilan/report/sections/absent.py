"""A section that has nothing to say says why, and is no error (EC-80)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilan.report.document import Paragraph, Section

if TYPE_CHECKING:
    from bilan.report.voice import Voice


def nothing(key: str, title: str, why: str, voice: Voice) -> Section:
    """« Sans objet : aucun plan n'a été écrit pour la période précédente. »."""
    return Section(key, title, (Paragraph(voice.w.tell(f"Sans objet : {why}.", f"Not applicable: {why}."), "aside"),))
