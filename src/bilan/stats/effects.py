"""What is compared of a whole team at once: a protocol for counts, rates, sizes and amounts alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bilan.stats.arrays import Bools, Floats
from bilan.stats.verdict import Effect, Estimate, Scale


@dataclass(frozen=True, slots=True)
class Effects:
    """The gap of each person to the others: one value a person; ``shrunk`` is an estimate with its two bounds."""

    ratio: Floats
    low: Floats
    high: Floats
    scale: Scale = "ratio"
    shrunk: tuple[Floats, Floats, Floats] | None = None

    def of(self, at: int, chance: float, adjusted: float) -> Effect:
        """One person's."""
        shrunk = Estimate(*(float(one[at]) for one in self.shrunk)) if self.shrunk else None
        ratio, low, high = (float(one[at]) for one in (self.ratio, self.low, self.high))
        return Effect(ratio, low, high, chance, adjusted, self.scale, shrunk)


class Measured(Protocol):
    """One thing measured of everyone in a team, in the order of the people compared.

    ``kept`` says who stays in the reference of the others; whoever left it is still compared with it.
    """

    def chances(self, kept: Bools) -> Floats:
        """How often chance gives so wide a gap to each; not a number where there is too little to compare."""
        ...

    def effects(self, kept: Bools) -> Effects:
        """How wide the gap of each is, and between which bounds."""
        ...

    def has_no_twofold_gap(self, kept: Bools) -> Bools:
        """For whom the figures rule out a gap from simple to double, either way."""
        ...
