"""Who stands apart from the others over a whole review, on counts, rates, sizes and amounts judged as one family.

Whoever does leaves the others' yardstick. Were Paul left in it, each of the others would be measured against his
pace, and a quiet quarter would look like a failure: so once he is established, he leaves the reference of the others
and all is compared again (statistics.md, Q2).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from bilan.stats.arrays import Bools, Floats
from bilan.stats.effects import Measured
from bilan.stats.many import ESTABLISHED, adjusted, verdict_of
from bilan.stats.verdict import Effect, Verdict

ONE_A_ROUND = 20  # up to so many people, one leaves the reference at a time
KEPT = Fraction(2, 3)  # of the team stay in the reference
FEWEST_KEPT = 2


@dataclass(frozen=True, slots=True)
class Comparison:
    """One person beside the others on one thing measured; no effect where there was too little to compare."""

    measured: str
    who: str
    left: tuple[str, ...]  # who has left the reference, and is not among the others
    verdict: Verdict
    effect: Effect | None = None


def compare(family: Mapping[str, Measured], people: Sequence[str]) -> tuple[Comparison, ...]:
    """Everyone against the others on everything measured, in the order given; one family of tests."""
    return compare_among(family, people)[0]


def compare_among(
    family: Mapping[str, Measured], people: Sequence[str], besides: Sequence[float] = ()
) -> tuple[tuple[Comparison, ...], tuple[float, ...]]:
    """The same, and other chances of the review as they count among all: those of its stages, of its months."""
    found = _Rounds(dict(family) if people else {}, tuple(people), np.asarray(besides, dtype=np.float64))
    found.settle()
    return tuple(found.comparisons()), tuple(float(one) for one in found.adjusted_besides)


@dataclass
class _Rounds:
    """The comparison, made again each time that somebody leaves a reference."""

    family: dict[str, Measured]
    people: tuple[str, ...]
    besides: Floats
    kept: dict[str, Bools] = field(init=False)
    chances: dict[str, Floats] = field(init=False)

    def __post_init__(self) -> None:
        self.kept = {name: np.ones(len(self.people), dtype=np.bool_) for name in self.family}
        self.chances = {name: one.chances(self.kept[name]) for name, one in self.family.items()}

    def settle(self) -> None:
        while leaving := dict(self._leaving()):
            for name, those in leaving.items():
                self.kept[name][those] = False
                self.chances[name] = self.family[name].chances(self.kept[name])

    def _leaving(self) -> Iterator[tuple[str, list[int]]]:
        """Who leaves each reference after this round: the least likely by chance, as far as enough stay."""
        together = self._adjusted()
        whole = len(self.people)
        least = max(FEWEST_KEPT, math.ceil(whole * KEPT))
        for name, kept in self.kept.items():
            apart = np.flatnonzero(kept & (np.nan_to_num(together[name], nan=1.0) <= ESTABLISHED))
            room = int(kept.sum()) - least
            at_once = 1 if whole <= ONE_A_ROUND else len(apart)
            first = sorted(apart, key=lambda at: (self.chances[name][at], self.people[at]))[
                : max(0, min(room, at_once))
            ]
            if first:
                yield name, [int(at) for at in first]

    def _adjusted(self) -> dict[str, Floats]:
        """Each chance as it counts among all of the review; not a number where nothing was compared."""
        parts = np.split(self._together(), np.cumsum([len(self.people)] * len(self.family)))
        return dict(zip(self.family, parts, strict=False))

    @property
    def adjusted_besides(self) -> Floats:
        return self._together()[len(self.people) * len(self.family) :]

    def _together(self) -> Floats:
        every = np.concatenate([*self.chances.values(), self.besides])
        known = ~np.isnan(every)
        every[known] = adjusted(every[known])
        return every

    def comparisons(self) -> Iterator[Comparison]:
        together = self._adjusted()
        for name, one in self.family.items():
            kept, chances = self.kept[name], self.chances[name]
            effects, alike = one.effects(kept), one.has_no_twofold_gap(kept)
            left = tuple(who for who, stays in zip(self.people, kept, strict=True) if not stays)
            for at, who in enumerate(self.people):
                if math.isnan(chances[at]):
                    yield Comparison(name, who, left, Verdict.NOT_ENOUGH_DATA)
                    continue
                chance = float(together[name][at])
                otherwise = Verdict.NO_TWOFOLD_GAP if alike[at] else Verdict.NOT_ENOUGH_DATA
                effect = effects.of(at, float(chances[at]), chance)
                yield Comparison(name, who, left, verdict_of(chance) or otherwise, effect)
