"""Who stands apart from the others on counts, over a whole review; whoever does leaves the others' yardstick.

Were Paul left in it, each of the others would be measured against his pace, and a quiet quarter would look like a
failure: so once he is established, he leaves the reference of the others and all is compared again.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from bilan.stats.counts import Count, can_compare, effect, together, verdict_when_not_apart
from bilan.stats.many import adjusted, verdict_of
from bilan.stats.verdict import Effect, Verdict

ONE_A_ROUND = 20  # up to so many people, one leaves the reference at a time
KEPT = Fraction(2, 3)  # of the team stay in the reference
FEWEST_KEPT = 2

Counts = Mapping[str, Mapping[str, Count]]  # what is counted -> who -> how much


@dataclass(frozen=True, slots=True)
class Comparison:
    """One person's count of one thing against the others'; no effect where there was too little to compare."""

    counted: str
    who: str
    own: Count
    others: Count
    of: int  # how many the others are
    verdict: Verdict
    effect: Effect | None = None


def compare(counts: Counts, *, phi: Mapping[str, float] | None = None) -> tuple[Comparison, ...]:
    """Every count against the others', judged as one family (statistics.md, Q2), in the order given.

    ``phi`` says how clustered each thing counted is; 1 where it does not say.
    """
    clustered = {counted: (phi or {}).get(counted, 1.0) for counted in counts}
    left: dict[str, tuple[str, ...]] = dict.fromkeys(counts, ())
    while True:
        found = _judged(counts, left, clustered)
        leaving = {counted: _leaving(found, counted, len(people), left[counted]) for counted, people in counts.items()}
        if not any(leaving.values()):
            return found
        left = {counted: (*left[counted], *leaving[counted]) for counted in counts}


def _judged(counts: Counts, left: Mapping[str, tuple[str, ...]], phi: Mapping[str, float]) -> tuple[Comparison, ...]:
    found = [
        one
        for counted, people in counts.items()
        for one in _against_others(counted, people, left[counted], phi[counted])
    ]
    chances = iter(adjusted([one.effect.chance for one in found if one.effect]))
    return tuple(_with_verdict(one, next(chances), phi[one.counted]) if one.effect else one for one in found)


def _against_others(
    counted: str, people: Mapping[str, Count], left: tuple[str, ...], phi: float
) -> Iterator[Comparison]:
    """Each one's count against the sum of those who stay in the reference, before any verdict."""
    staying = together(count for who, count in people.items() if who not in left)
    number = len(people) - len(left)
    for who, own in people.items():
        is_in = who not in left
        others = Count(staying.events - own.events, staying.exposure - own.exposure) if is_in else staying
        found = effect(own, others, phi=phi) if can_compare(own, others) else None
        yield Comparison(counted, who, own, others, number - is_in, Verdict.NOT_ENOUGH_DATA, found)


def _with_verdict(one: Comparison, chance: float, phi: float) -> Comparison:
    return replace(one, verdict=verdict_of(chance) or verdict_when_not_apart(one.own, one.others, phi=phi))


def _leaving(found: Sequence[Comparison], counted: str, people: int, left: tuple[str, ...]) -> tuple[str, ...]:
    """Who leaves the reference of a count after this round: the least likely by chance, as far as enough stay."""
    apart = [
        (one.effect.chance, one.who)
        for one in found
        if one.counted == counted and one.verdict is Verdict.ESTABLISHED and one.effect and one.who not in left
    ]
    room = people - len(left) - max(FEWEST_KEPT, math.ceil(people * KEPT))
    at_once = 1 if people <= ONE_A_ROUND else len(apart)
    return tuple(who for _, who in sorted(apart)[: max(0, min(room, at_once))])
