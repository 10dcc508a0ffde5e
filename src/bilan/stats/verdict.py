"""What a comparison allows to say: established, to be confirmed, no twofold gap, or not enough data; never "equal"."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Scale = Literal["ratio", "superiority"]  # times the others; or the chance that one's own value is the larger


class Verdict(StrEnum):
    """The only four answers (statistics.md, principle 5)."""

    ESTABLISHED = "established"
    TO_CONFIRM = "to_confirm"
    NO_TWOFOLD_GAP = "no_twofold_gap"
    NOT_ENOUGH_DATA = "not_enough_data"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and the bounds between which it lies four times in five."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Effect:
    """How many times the others, between which bounds, and how often luck alone would give as much."""

    ratio: float  # infinite where the others had nothing
    low: float  # bounds of the 80 % interval of the ratio
    high: float
    chance: float  # two-sided probability of so wide a gap when all are alike
    adjusted: float = 1.0  # the same among all that the review compares (Benjamini and Hochberg)
    scale: Scale = "ratio"
    shrunk: Estimate | None = None  # the ratio to the team, drawn towards it as far as luck explains
