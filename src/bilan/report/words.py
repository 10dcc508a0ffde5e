"""The few words that the review adds around its figures, in the two languages."""

from __future__ import annotations

from typing import Final

from bilan.label import Label, Language

SKIP: Final = Label(fr="Aller au contenu", en="Skip to the content")
CONTENTS: Final = Label(fr="Étapes du bilan", en="Steps of the review")
SHOW_FIGURES: Final = Label(fr="Voir les chiffres", en="Show the figures")
NOTES: Final = Label(fr="Notes", en="Notes")
NOTE: Final = Label(fr="Note", en="Note")
WARNING: Final = Label(fr="À savoir", en="Please note")
PROVENANCE: Final = Label(fr="D’où viennent ces chiffres", en="Where these figures come from")
NOTHING: Final = Label(fr="Rien à montrer pour cette période.", en="Nothing to show for this period.")
CONTINUED: Final = Label(fr="suite", en="continued")

WHY: Final = Label(fr="Pourquoi\u00a0?", en="Why?")
COVER: Final = Label(fr="Ce bilan", en="This review")
PAGE: Final = Label(fr="page", en="page")
SUCCESS: Final = Label(fr="Succès", en="Success")
FAILURE: Final = Label(fr="À améliorer", en="To improve")

NAME: Final = Label(fr="Ligne", en="Row")
STRETCH: Final = Label(fr="Période", en="Period")
STEP: Final = Label(fr="Étape", en="Step")
ACTUAL: Final = Label(fr="réalisé", en="actual")
TARGET: Final = Label(fr="objectif", en="target")
ATTAINMENT: Final = Label(fr="R/O", en="attained")
COUNT: Final = Label(fr="Nombre", en="Count")
SHARE: Final = Label(fr="Part de l’étape précédente", en="Share of the step before")

BARS: Final = Label(
    fr="Barres horizontales, une par ligne, avec le repère de l’objectif. Les chiffres suivent en tableau.",
    en="Horizontal bars, one a row, with the mark of the target. The figures follow as a table.",
)
UPRIGHT: Final = Label(
    fr="Colonnes, une par période, avec le repère de l’objectif. Les chiffres suivent en tableau.",
    en="Columns, one a period, with the mark of the target. The figures follow as a table.",
)
STEPS: Final = Label(
    fr="Entonnoir : une barre par étape, de la plus large à la plus étroite. Les chiffres suivent en tableau.",
    en="Funnel: one bar a step, from the widest to the narrowest. The figures follow as a table.",
)


def number(value: float, language: Language) -> str:
    """A bare number as the reader's language groups it: « 1 120 », “1,120”."""
    grouped = f"{value:,.10g}"
    return grouped if language == "en" else grouped.replace(",", "\u202f").replace(".", ",")
