"""Who stands apart from the others on what is counted, per day present: Paul and his RDV-D (Z15, EC-67)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from bilan.kpis.catalog import quantities, quantity_of
from bilan.kpis.compute import DAYS_A_WEEK
from bilan.kpis.kpi import Kind, Kpi, Quantity
from bilan.kpis.own import own_quantities
from bilan.kpis.present import present_days_by
from bilan.kpis.scope import Scope, scopes_of
from bilan.meetings.sequence import QUALIFICATION
from bilan.review.eligible import can_be_compared, eligible
from bilan.review.finding import Evidence, Finding, FindingKind
from bilan.stats.apart import Comparison, compare
from bilan.stats.counts import Count, ratio_of
from bilan.stats.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from typing import Literal

    from bilan.facts.snapshot import Facts
    from bilan.period import Period
    from bilan.review.review import Review
    from bilan.strategy.document import Rep, Strategy

APART = (Verdict.ESTABLISHED, Verdict.TO_CONFIRM)


def standouts(facts: Facts, strategy: Strategy, review: Review) -> tuple[Finding, ...]:
    """The reps apart from the others, by KPI in the review's order then by rep; those that chance explains are not."""
    kpis = {kpi.key: kpi for kpi in _of_reps(review)}
    found = (one for one in comparisons(facts, strategy, review) if one.verdict in APART)
    return tuple(_finding(one, kpis[one.counted], _arrived_on(strategy.rep(one.who), review.window)) for one in found)


def comparisons(facts: Facts, strategy: Strategy, review: Review) -> tuple[Comparison, ...]:
    """Every eligible rep against the others on every count that the review follows, judged as one family.

    Nothing for fewer than four reps (EC-57), nor for a count that nobody has any of (EC-68). Whole meetings count,
    each for whoever organised it: half a meeting attended is no event (EC-45).
    """
    window = review.window
    if not can_be_compared(strategy, window):
        return ()
    counted = _counted(strategy, _of_reps(review))
    people = [rep.key for rep in eligible(strategy, window)]
    events = _events(facts, list(counted.values()), window)
    days = _days_present(strategy, people, window)
    counts = {
        key: {rep: Count(int(events.get((rep, quantity.key), 0)), days[rep]) for rep in people}
        for key, quantity in counted.items()
    }
    return compare({key: team for key, team in counts.items() if _says_something(team)})


def evidence_of(one: Comparison) -> Evidence:
    """The numbers behind a comparison, with both paces a week of presence; no ratio where the others had nothing."""
    ratio, found = ratio_of(one.own, one.others), one.effect
    return {
        "actual": one.own.events, "days": one.own.exposure,
        "others_actual": one.others.events, "others_days": one.others.exposure, "others": one.of,
        "ratio": None if ratio is None else float(ratio),
        "low": found.low if found else None, "high": found.high if found else None,
        "chance": found.chance if found else None,
        "per_week": _per_week(one.own), "others_per_week": _per_week(one.others),
    }  # fmt: skip


def sense_of(one: Comparison, kpi: Kpi) -> Literal["success", "failure", "neutral"]:
    """Whether it is good to stand on that side of the others, by the KPI's polarity (EC-64)."""
    if kpi.polarity == "target_is_best":
        return "neutral"
    has_more = one.own.events * one.others.exposure > one.others.events * one.own.exposure
    return "success" if has_more == (kpi.polarity == "higher_is_better") else "failure"


def _finding(one: Comparison, kpi: Kpi, arrived_on: date | None) -> Finding:
    return Finding(
        key=f"standout:{one.counted}:{one.who}", kind=FindingKind.STANDOUT, sense=sense_of(one, kpi),
        scope=Scope("rep", one.who), kpi=one.counted, verdict=one.verdict,
        evidence={**evidence_of(one), "arrived_on": arrived_on}, people=(one.who,),
    )  # fmt: skip


def _arrived_on(rep: Rep, window: Period) -> date | None:
    """When a rep arrived, if it was during the period: a newcomer's deals have not had the time to go far."""
    return rep.arrived_on if rep.arrived_on and rep.arrived_on in window else None


def _of_reps(review: Review) -> list[Kpi]:
    """The KPIs that the review reads for its reps, in its order."""
    return list({reading.kpi.key: reading.kpi for reading in review.reps}.values())


def _counted(strategy: Strategy, kpis: Sequence[Kpi]) -> dict[str, Quantity]:
    """The KPIs that count events, each with what it counts.

    Neither amounts nor totals noted by hand are events; and qualifying first is a practice that some were asked to
    take up, not a pace to be ahead in: how far it is followed is told with the plan.
    """
    known = {one.key: one for one in (*quantities(strategy), *own_quantities(strategy))}
    whole = {"signatures", *(quantity_of(kind.code) for kind in strategy.nomenclature)}  # weighed, but one each
    practices = {quantity_of(kind.code) for kind in strategy.nomenclature if kind.step == QUALIFICATION}
    counts = [kpi for kpi in kpis if kpi.kind is Kind.ADDITIVE and kpi.unit == "count" and kpi.numerator in known]
    found = {kpi.key: known[kpi.numerator] for kpi in counts if kpi.numerator not in practices}
    return {key: one for key, one in found.items()
            if one.table != "measures" and (one.value is None or one.key in whole)}  # fmt: skip


def _events(facts: Facts, counted: Sequence[Quantity], window: Period) -> Mapping[tuple[str, str], Fraction]:
    """How many of each quantity each rep had in the window."""
    if not counted:
        return {}
    cube = facts.table("cube")
    inside = (cube.day >= window.start) & (cube.day < window.end)
    rows = cube.filter(inside & cube.quantity.isin([one.key for one in counted]))
    sums = rows.group_by(["rep", "quantity"]).agg(total=rows.value.sum().cast("decimal(38, 0)").cast("int64"))
    scales = {one.key: one.scale for one in counted}
    return {
        (row["rep"], row["quantity"]): Fraction(row["total"], scales[row["quantity"]])
        for row in facts.engine.answer(sums).to_pylist()
    }


def _days_present(strategy: Strategy, people: Sequence[str], window: Period) -> dict[str, Fraction]:
    places = {scope: at for at, scope in enumerate(scopes_of(strategy))}
    days, a_day = present_days_by(strategy, places, [window])
    return {rep: Fraction(int(days[0, places[Scope("rep", rep)]]), a_day) for rep in people}


def _says_something(team: Mapping[str, Count]) -> bool:
    """Someone had some; and nobody less than none, as when more was cancelled than signed."""
    events = [count.events for count in team.values()]
    return any(events) and min(events) >= 0


def _per_week(count: Count) -> Fraction | None:
    return count.events * DAYS_A_WEEK / count.exposure if count.exposure else None
