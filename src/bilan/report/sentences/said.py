"""A sentence with its short explanation, and the reading of the numbers behind it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence; how it is known; what must not be read into it."""

    text: str
    why: str = ""
    limits: str = ""
    short: str = ""  # the same in a few words, for the synthesis

    @property
    def headline(self) -> str:
        return self.short or self.text

    @property
    def whys(self) -> tuple[str, ...]:
        return tuple(text for text in (self.why, self.limits) if text)


@dataclass(frozen=True, slots=True)
class Numbers:
    """The evidence of a finding or proposal, each number by its name; None where it is not given."""

    given: Mapping[str, Fraction | float | int | str | date | None]

    def exact(self, name: str) -> Fraction | None:
        value = self.given.get(name)
        return Fraction(value) if isinstance(value, int | float | Fraction) else None

    def count(self, name: str) -> int:
        return int(self.exact(name) or 0)

    def word(self, name: str) -> str:
        value = self.given.get(name)
        return value if isinstance(value, str) else ""
