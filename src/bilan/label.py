"""A name or a sentence in the two languages that every reader may ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Label:
    """The same words in French and in English.

    Both are required: a missing translation is a type error, so it cannot ship.
    """

    fr: str
    en: str

    def to(self, language: Language) -> str:
        return self.fr if language == "fr" else self.en
