"""What a person can put right: every refusal says what happened, what is safe and what to do."""

from __future__ import annotations

from bilan.label import Label, Language


class BilanError(Exception):
    """A refusal with its remedy, in French and in English; the faces print it without a traceback."""

    def __init__(self, message: Label) -> None:
        super().__init__(message.en)
        self.message = message

    def to(self, language: Language) -> str:
        return self.message.to(language)


class Busy(BilanError):
    """Somebody else is at work on the same data; nothing was changed."""
