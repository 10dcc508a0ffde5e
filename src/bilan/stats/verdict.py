"""What a comparison allows to say: established, to be confirmed, no twofold gap, or not enough data; never "equal"."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """The only four answers (statistics.md, principle 5)."""

    ESTABLISHED = "established"
    TO_CONFIRM = "to_confirm"
    NO_TWOFOLD_GAP = "no_twofold_gap"
    NOT_ENOUGH_DATA = "not_enough_data"


@dataclass(frozen=True, slots=True)
class Effect:
    """How many times the others, between which bounds, and how often luck alone would give as much."""

    ratio: float
    low: float  # bounds of the 80 % interval of the ratio
    high: float
    chance: float  # two-sided probability of so wide a gap when all are alike
