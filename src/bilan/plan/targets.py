"""The targets that could be asked next: the course's rule, beside what the funnel and the company's own target say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from bilan.kpis.kpi import Kind
from bilan.period import Cadence
from bilan.plan.current import EACH, current_targets
from bilan.plan.load import Funnel, funnel_of, pace_for, pace_for_deals
from bilan.plan.outlook import chances, individual, prospect
from bilan.plan.presence_of import Days, days_of, times
from bilan.plan.proposal import Numbers, Proposal
from bilan.plan.results import is_within_chance, readings_of, result_of
from bilan.plan.rule import Ask, Ruled, next_target
from bilan.plan.season import Season, season
from bilan.review.finding import FindingKind
from bilan.review.judgement import NOBODY_JUDGED, Judgement
from bilan.strategy.targets import target_for

if TYPE_CHECKING:
    from bilan.facts.snapshot import Facts
    from bilan.kpis.kpi import Kpi
    from bilan.plan.current import Current
    from bilan.review.finding import Finding
    from bilan.review.review import Review
    from bilan.strategy.document import Strategy

BY_RULE = frozenset({"higher_is_better", "lower_is_better"})  # closest to the target: moving it would mean nothing
DOUBTS = ("review_means", "territory_or_people")  # advice that speaks against asking more


@dataclass(frozen=True, slots=True)
class Basis:
    """Everything that target proposals rest on; see ``basis_of``."""

    facts: Facts
    strategy: Strategy
    review: Review
    findings: Sequence[Finding]
    funnel: Funnel
    promised: Mapping[tuple[str, str, Cadence | None], Fraction] = field(default_factory=dict)  # for the next period
    judged: Judgement = NOBODY_JUDGED


def basis_of(
    facts: Facts, strategy: Strategy, review: Review, findings: Sequence[Finding], judged: Judgement = NOBODY_JUDGED
) -> Basis:
    """What proposals rest on, read once: the funnel of the period, and what is already promised for the next one."""
    later = current_targets(strategy, review.period.next())
    promised = {(one.kpi, one.scope, one.cadence): one.value for one in later}
    return Basis(facts, strategy, review, findings, funnel_of(facts, strategy, review), promised, judged)


def target_proposals(basis: Basis) -> tuple[Proposal, ...]:
    """One proposal a target of the period, in its own perimeter and cadence, in the order of the strategy.

    A KPI that no table gives has none: there is nothing to go by.
    """
    read = {line.reading.kpi.key: line.reading.kpi for line in basis.review.lines}
    found = current_targets(basis.strategy, basis.review.period)
    return tuple(_proposal(basis, read[one.kpi], one) for one in found if one.kpi in read)


def _proposal(basis: Basis, kpi: Kpi, current: Current) -> Proposal:
    days = days_of(basis.strategy, current, basis.review.period)
    one_season = season(basis.facts, basis.strategy, kpi, basis.review.period)
    result = result_of(basis.review, kpi, current)
    ruled = _ruled(basis, kpi, current, result, _growth(kpi, days, one_season))
    value = current.value if ruled is None else ruled.value
    if kpi.unit == "rate":
        value = min(value, Fraction(1))
    numbers = {**_rule_numbers(kpi, current, result, ruled), **_calendar_numbers(kpi, days, one_season),
               **_beside(basis, kpi, current, (days, value)), **_chances(basis, current, value)}  # fmt: skip
    return Proposal(
        key=f"target:{kpi.key}:{current.scope}", kind="target", kpi=kpi.key, scope=current.scope,
        window=basis.review.period.next().name, method="keep" if value == current.value else "course_rule",
        cadence=current.cadence, current=current.value, value=value,
        needs_confirmation=asks_more(kpi, current.value, value) and _is_doubtful(basis, kpi, current),
        origin=tuple(_origin(basis, kpi, current)), numbers=numbers,
    )  # fmt: skip


def _ruled(basis: Basis, kpi: Kpi, current: Current, result: Fraction | None, growth: Fraction) -> Ruled | None:
    """The rule applied; None where it says nothing: no data, a target of zero, a KPI that is best at its target.

    Nor does a rate move its target for a gap that chance alone would give.
    """
    if result is None or not current.value or kpi.polarity not in BY_RULE:
        return None
    if is_within_chance(basis.review, kpi, current):
        return None
    return next_target(Ask(current.value, result, kpi.polarity, kpi.unit, growth), basis.strategy.thresholds)


def _growth(kpi: Kpi, days: Days, one_season: Season) -> Fraction:
    return days.ratio * one_season.ratio if kpi.kind is Kind.ADDITIVE else Fraction(1)


def asks_more(kpi: Kpi, current: Fraction, value: Fraction) -> bool:
    """Whether a value asks more of people than the present one."""
    return value < current if kpi.polarity == "lower_is_better" else value > current


def _is_doubtful(basis: Basis, kpi: Kpi, current: Current) -> bool:
    """Whether asking more needs a word: a result carried by one deal or rep, data in part only, an unequal team."""
    carried = any(_is_concentration(finding, kpi) for finding in basis.findings)
    doubted = any(
        finding.kind is FindingKind.REALISM and finding.kpi == kpi.key and finding.evidence.get("advice") in DOUBTS
        for finding in basis.findings
    )
    is_partial = any(reading.coverage is not None for reading in readings_of(basis.review, kpi, current))
    return carried or doubted or is_partial or not basis.review.is_over


def _is_concentration(finding: Finding, kpi: Kpi) -> bool:
    """A concentration is one of bookings unless it names its KPI."""
    return finding.kind is FindingKind.CONCENTRATION and (finding.kpi or "bookings") == kpi.key


def _origin(basis: Basis, kpi: Kpi, current: Current) -> Iterator[str]:
    """The findings that speak of this KPI for this perimeter, or for the whole when it is everyone's."""
    place = "company" if current.scope == EACH else current.scope
    for finding in basis.findings:
        is_about = finding.kind in (FindingKind.REALISM, FindingKind.GAP) and finding.kpi == kpi.key
        if (is_about and finding.scope.name == place) or _is_concentration(finding, kpi):
            yield finding.key


def _rule_numbers(kpi: Kpi, current: Current, result: Fraction | None, ruled: Ruled | None) -> Numbers:
    attainment = None if result is None or not current.value else result / current.value
    found: dict[str, Fraction | int | str | None] = {
        "reference": current.value, "result": result,
        "attainment": attainment if kpi.polarity == "higher_is_better" else None,
    }  # fmt: skip
    if ruled is not None:
        found |= {"rule_lambda": ruled.weight, "raw": ruled.raw, "step": ruled.step, "capped": int(ruled.is_capped)}
    return found


def _calendar_numbers(kpi: Kpi, days: Days, one_season: Season) -> Numbers:
    """What only a sum follows: the season, and who said it; the days of both periods."""
    if kpi.kind is not Kind.ADDITIVE:
        return {"season": Fraction(1), "season_source": "none", "days_ratio": Fraction(1)}
    return {"season": one_season.ratio, "season_source": one_season.source, "days_ratio": days.ratio,
            "days": days.now, "days_next": days.then}  # fmt: skip


def _beside(basis: Basis, kpi: Kpi, current: Current, asked: tuple[Days, Fraction]) -> Numbers:
    """The two other ways to set a target, and the load that the proposed one implies; None where nothing tells."""
    days, value = asked
    after = basis.review.period.next()
    funnel, often = basis.funnel.over(days.weeks), times(current, days, after)
    capacity = _capacity(kpi, funnel)
    numbers: dict[str, Fraction | int | str | None] = {
        "cap": Fraction(basis.strategy.thresholds.target_cap),
        "needed_per_week": _needed(kpi, value * often, funnel) if kpi.key != "rdv_d_week" else value,
        "observed_median_per_week": basis.funnel.median_pace, "observed_best_per_week": basis.funnel.best_pace,
        "capacity": capacity / often if capacity is not None and often else None,
        "top_down": _top_down(basis, kpi, current, days),
    }  # fmt: skip
    if current.scope == EACH and kpi.kind is Kind.ADDITIVE:
        numbers["people"] = len(current.scopes) if current.is_by_name else days.people
    promised = basis.promised.get((kpi.key, current.scope, current.cadence))
    return numbers if promised is None else {**numbers, "promised": promised}


def _chances(basis: Basis, current: Current, value: Fraction) -> Numbers:
    """The chance of the proposed target and of the present one, and the target that has a chosen chance."""
    chance = float(basis.strategy.thresholds.target_chance)
    found = prospect(basis.facts, basis.strategy, basis.review, current, basis.judged)
    numbers = chances(found, current, value, chance)
    if current.scope != EACH:
        return numbers
    each = individual(basis.facts, basis.strategy, basis.review, found, current)
    return numbers if each is None else {**numbers, "likely_each": each}


def _needed(kpi: Kpi, amount: Fraction, funnel: Funnel) -> Fraction | None:
    if kpi.key == "bookings":
        return pace_for(amount, funnel)
    if kpi.key == "deals_won":
        return pace_for_deals(amount, funnel)
    return amount / funnel.weeks if kpi.key == "rdv_d" and funnel.weeks else None


def _capacity(kpi: Kpi, funnel: Funnel) -> Fraction | None:
    """Bottom-up: the days of presence to come × RDV-D a week × signatures a RDV-D × average deal, all as observed."""
    met = funnel.discoveries
    won = None if met is None else funnel.won_by(met)
    worth = None if won is None or funnel.average_deal is None else won * funnel.average_deal
    return {"bookings": worth, "deals_won": won, "rdv_d": met}.get(kpi.key)


def _top_down(basis: Basis, kpi: Kpi, current: Current, days: Days) -> Fraction | None:
    """The company's own target of the next period, shared out between its reps."""
    is_shared = current.scope == EACH or current.scope.startswith("rep:")
    if kpi.kind is not Kind.ADDITIVE or current.cadence is not None or not is_shared or not days.people:
        return None
    promise = target_for(basis.strategy, kpi.key, "company", basis.review.period.next())
    return None if promise is None or promise.origin == "sum_of_reps" else promise.value / days.people
