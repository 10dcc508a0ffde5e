"""What is a true difference between reps and what is luck: everyone beside the others, on all that a review measures.

All is judged as one family, each count per day present and as clustered as its weeks show it (statistics.md, Q2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from bilan.kpis.compute import DAYS_A_WEEK
from bilan.review.cycle_length import CycleLength, cycle_length
from bilan.review.eligible import FEWEST_COMPARED, can_be_compared, eligible
from bilan.review.finding import Evidence
from bilan.review.passages import StagePassage, stage_passages
from bilan.review.slow import Slow, slow_deals
from bilan.review.stages import Ways, ways
from bilan.review.team import Cycle, Team, team_measured
from bilan.review.unseen import unseen_in
from bilan.stats.amounts import without_largest
from bilan.stats.apart import Comparison, compare_among
from bilan.stats.counts import Counts
from bilan.stats.spread import Spread, spread
from bilan.stats.stays import median_length
from bilan.stats.verdict import Verdict

if TYPE_CHECKING:
    from bilan.facts.snapshot import Facts
    from bilan.kpis.kpi import Kpi
    from bilan.period import Period
    from bilan.review.review import Review
    from bilan.strategy.document import Strategy

VERSION = 3  # of the methods; 1 compared counts alone, as if never clustered; 2 told waiting as conversion
APART = (Verdict.ESTABLISHED, Verdict.TO_CONFIRM)
OFF_THE_MEAN = Fraction(1, 5)  # what dashboards flag
ALONE = 0.05  # how unlikely the same gap must be in the period before, taken alone, for both to agree


@dataclass(frozen=True)
class Judgement:
    """Every comparison of a review, what is spread at all, and what was seen in the period before as well."""

    team: Team
    comparisons: tuple[Comparison, ...] = ()
    spreads: Mapping[str, Spread] = field(default_factory=dict)
    before: Mapping[tuple[str, str], bool | None] = field(default_factory=dict)  # by KPI and rep, of those apart
    stages: tuple[StagePassage, ...] = ()
    stage_chances: tuple[float, ...] = ()  # of the stages that have one, as they count in the whole review
    cycle: CycleLength | None = None
    cycle_chance: float | None = None  # of its change, as it counts in the whole review
    slow: Slow | None = None  # the open deals that call for a word
    deals: Ways | None = None  # every opportunity on its way

    def of(self, kpi: str, who: str) -> Comparison | None:
        return next((one for one in self.comparisons if (one.measured, one.who) == (kpi, who)), None)

    @property
    def apart(self) -> tuple[Comparison, ...]:
        """Those whom chance does not explain, or hardly."""
        return tuple(one for one in self.comparisons if one.verdict in APART)

    def flagged_by_a_dashboard(self, kpi: str) -> int:
        """How many reps a rule of « 20 % off the mean » points at: presence and luck left out, as dashboards do."""
        figures = list(self._raw(kpi).values())
        mean = sum(figures, Fraction(0)) / len(figures) if figures else Fraction(0)
        return sum(abs(one - mean) > OFF_THE_MEAN * mean for one in figures) if mean else 0

    def _raw(self, kpi: str) -> dict[str, Fraction]:
        team = self.team
        if kpi in team.events:
            return {who: Fraction(n) for who, n in team.events[kpi].items()}
        if kpi in team.conversions:
            return {who: Fraction(won, of) for who, (won, of) in team.conversions[kpi].items() if of}
        if kpi in team.values:
            return {who: _middle(values) for who, values in team.values[kpi].items() if values}
        if kpi in team.cycles:
            middles = {who: _half_decided(those) for who, those in team.cycles[kpi].items()}
            return {who: Fraction(days) for who, days in middles.items() if days is not None}
        return {who: sum(values, Fraction(0)) for who, values in team.signed.items()}

    def evidence(self, one: Comparison) -> Evidence:
        """The numbers behind a comparison: the figure, that of the others, the gap and what chance says of it."""
        found = one.effect
        drawn = found.shrunk if found else None
        numbers: dict[str, Fraction | float | int | str | None] = {
            **self._figures(one), "others": len(self.team.people) - len({*one.left, one.who}),
            "low": found.low if found else None, "high": found.high if found else None,
            "chance": found.chance if found else None, "adjusted": found.adjusted if found else None,
            "agrees": _as_number(self.before.get((one.measured, one.who))),
        }  # fmt: skip
        if drawn:
            numbers |= {"drawn": drawn.value, "drawn_low": drawn.low, "drawn_high": drawn.high}
        if found and (found.scale == "superiority" or one.measured in self.team.cycles):
            numbers["ratio"] = found.ratio
        return numbers

    def _figures(self, one: Comparison) -> dict[str, Fraction | float | int | str | None]:
        kpi, who = one.measured, one.who
        rest = [other for other in self.team.people if other != who and other not in one.left]
        if kpi in self.team.events:
            return self._counts(kpi, who, rest)
        if kpi in self.team.conversions:
            return self._rates(kpi, who, rest)
        if kpi in self.team.values:
            return self._sizes(kpi, who, rest)
        if kpi in self.team.cycles:
            return self._cycles(kpi, who, rest)
        return self._amounts(who, rest)

    def _counts(self, kpi: str, who: str, rest: Sequence[str]) -> dict[str, Fraction | float | int | str | None]:
        """Events and days, both paces a week of presence; no ratio where the others had nothing."""
        events, days = self.team.events[kpi], self.team.days
        own, others = events[who], sum(events[one] for one in rest)
        own_days, other_days = days[who], sum((days[one] for one in rest), Fraction(0))
        return {
            "measure": "count", "actual": own, "days": own_days, "others_actual": others, "others_days": other_days,
            "ratio": _ratio(_pace(own, own_days), _pace(others, other_days)),
            "per_week": _pace(own * DAYS_A_WEEK, own_days), "others_per_week": _pace(others * DAYS_A_WEEK, other_days),
            "phi": self.team.phi[kpi],
        }  # fmt: skip

    def _rates(self, kpi: str, who: str, rest: Sequence[str]) -> dict[str, Fraction | float | int | str | None]:
        pairs = self.team.conversions[kpi]
        (won, of), others = pairs[who], [pairs[one] for one in rest]
        other_won, other_of = (sum(pair[at] for pair in others) for at in (0, 1))
        own, theirs = _pace(won, Fraction(of)), _pace(other_won, Fraction(other_of))
        return {"measure": "rate", "actual": own, "cases": of, "others_actual": theirs, "others_cases": other_of,
                "ratio": _ratio(own, theirs)}  # fmt: skip

    def _sizes(self, kpi: str, who: str, rest: Sequence[str]) -> dict[str, Fraction | float | int | str | None]:
        values = self.team.values[kpi]
        own, others = values[who], [value for one in rest for value in values[one]]
        return {"measure": "size", "actual": _middle(own) if own else None, "cases": len(own),
                "others_actual": _middle(others) if others else None, "others_cases": len(others)}  # fmt: skip

    def _cycles(self, kpi: str, who: str, rest: Sequence[str]) -> dict[str, Fraction | float | int | str | None]:
        """By when half of the deals are decided, and how many were followed, of which so many are still open."""
        cycles = self.team.cycles[kpi]
        own, others = cycles[who], [one for other in rest for one in cycles[other]]
        return {"measure": "cycle", "actual": _half_decided(own), "cases": len(own),
                "open": sum(not one.is_over for one in own),
                "others_actual": _half_decided(others), "others_cases": len(others),
                "others_open": sum(not one.is_over for one in others)}  # fmt: skip

    def _amounts(self, who: str, rest: Sequence[str]) -> dict[str, Fraction | float | int | str | None]:
        signed, days = self.team.signed, self.team.days
        own, others = signed.get(who, ()), [value for one in rest for value in signed.get(one, ())]
        own_days, other_days = days[who], sum((days[one] for one in rest), Fraction(0))
        mine, theirs = _pace(sum(own, Fraction(0)), own_days), _pace(sum(others, Fraction(0)), other_days)
        left = None
        if own and others and own_days and other_days:
            mine_each, theirs_each = (np.array([float(one) for one in side]) for side in (own, others))
            left = without_largest(mine_each, theirs_each, (float(own_days), float(other_days)))
        return {"measure": "amount", "actual": sum(own, Fraction(0)), "days": own_days, "cases": len(own),
                "others_actual": sum(others, Fraction(0)), "others_days": other_days, "others_cases": len(others),
                "ratio": _ratio(mine, theirs), "ratio_without_largest": left}  # fmt: skip


NOBODY_JUDGED = Judgement(Team((), {}))


def judgement(facts: Facts, strategy: Strategy, review: Review) -> Judgement:
    """Everyone beside the others on all that the review follows, and each stage beside the periods before.

    Reps are compared from four on only (EC-57).
    """
    window = review.window
    kpis = list({reading.kpi.key: reading.kpi for reading in review.reps}.values())
    order = {kpi.key: at for at, kpi in enumerate(kpis)}
    unseen = unseen_in(review)  # whom no row names: nothing is known of them, rather than nothing done
    compares = sum(rep.key not in unseen for rep in eligible(strategy, window)) >= FEWEST_COMPARED
    deals = ways(facts)
    team = team_measured(facts, strategy, window, kpis, deals=deals, without=unseen) if compares else NOBODY_JUDGED.team
    family = dict(sorted(team.family.items(), key=lambda pair: order[pair[0]])) if compares else {}
    stages = stage_passages(deals, review.window)
    cycle = cycle_length(deals, review.window)
    of_stages = [one.chance for one in stages if one.chance is not None]
    of_cycle = [cycle.chance] if cycle and cycle.chance is not None else []
    found, adjusted = compare_among(family, team.people, [*of_stages, *of_cycle])
    spreads = {
        kpi: one for kpi, counted in family.items() if isinstance(counted, Counts)
        and (one := spread(counted.events, counted.exposure, phi=counted.phi))
    }  # fmt: skip
    apart = [one for one in found if one.verdict in APART]
    before = _before(facts, strategy, window.previous(), kpis, apart=apart, deals=deals)
    return Judgement(
        team, found, spreads, before, stages, adjusted[: len(of_stages)], cycle,
        adjusted[-1] if of_cycle else None, slow_deals(facts, deals, window), deals,
    )  # fmt: skip


def _before(
    facts: Facts, strategy: Strategy, window: Period, kpis: Sequence[Kpi], *, apart: Sequence[Comparison], deals: Ways
) -> dict[tuple[str, str], bool | None]:
    """Whether the same gap was there in the period before; None where nothing tells.

    A good spell lasts a quarter as easily as a talent does: two periods that agree are worth more than one.
    """
    wanted = {one.measured for one in apart}
    if not wanted or not can_be_compared(strategy, window):
        return {}
    asked = [kpi for kpi in kpis if kpi.key in wanted or kpi.key == "deals_won"]
    team = team_measured(facts, strategy, window, asked, deals=deals)
    found: dict[tuple[str, str], bool | None] = {}
    for one in apart:
        if one.measured not in team.family or one.who not in team.people:
            continue
        measured, at = team.family[one.measured], team.people.index(one.who)
        kept = np.ones(len(team.people), dtype=np.bool_)
        kept[[team.people.index(who) for who in one.left if who in team.people and who != one.who]] = False
        chance, gap = float(measured.chances(kept)[at]), float(measured.effects(kept).ratio[at])
        if np.isnan(chance) or one.effect is None:
            continue
        middle = 0.5 if one.effect.scale == "superiority" else 1.0
        found[one.measured, one.who] = chance <= ALONE and (gap > middle) == (one.effect.ratio > middle)
    return found


def _middle(values: Sequence[Fraction]) -> Fraction:
    return Fraction(median(values))


def _half_decided(cycles: Sequence[Cycle]) -> int | None:
    """By how many days half of the deals were decided; None while fewer than half are."""
    days = np.array([float(one.days) for one in cycles])
    middle = median_length(days, is_over=[one.is_over for one in cycles])
    return None if middle is None else int(middle)


def _pace(above: Fraction | int, below: Fraction) -> Fraction | None:
    return Fraction(above) / below if below else None


def _ratio(own: Fraction | None, theirs: Fraction | None) -> float | None:
    return float(own / theirs) if own is not None and theirs else None


def _as_number(said: bool | None) -> int | None:  # noqa: FBT001  # an answer, not a switch
    return None if said is None else int(said)
