"""What a review measures of its reps, exactly: events, conversions, deals, over the days that each was present."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from bilan.kpis.catalog import in_bookings, quantities, quantity_of
from bilan.kpis.compute import actuals, terms
from bilan.kpis.kpi import Kind, Kpi, Quantity
from bilan.kpis.medians import values_of
from bilan.kpis.own import own_quantities
from bilan.kpis.present import present_days_by
from bilan.kpis.scope import Scope, scopes_of
from bilan.meetings.sequence import QUALIFICATION
from bilan.period import Cadence
from bilan.review.eligible import eligible
from bilan.stats.amounts import Amounts
from bilan.stats.conversions import Conversions
from bilan.stats.counts import Counts
from bilan.stats.cycles import Cycles
from bilan.stats.dispersion import Weekly, clustering
from bilan.stats.sizes import Values

if TYPE_CHECKING:
    from bilan.facts.snapshot import Facts
    from bilan.period import Period
    from bilan.review.stages import Ways
    from bilan.stats.arrays import Floats
    from bilan.stats.effects import Measured
    from bilan.strategy.document import Strategy

BOOKINGS = "bookings"
# how well a tool is filled in says nothing of how well one sells; and qualifying first is a practice that some were
# asked to take up, not a pace to be ahead in: how far it is followed is told with the plan
NOT_COMPARED = frozenset({"called_first", "typed_rate", "loss_reasons", "call_to_rdv", "lead_conv"})
CENTS = 100
CYCLE = "cycle"  # the quantity of the KPI that tells how long deals take


@dataclass(frozen=True, slots=True)
class Cycle:
    """How many days a deal took from its first exchange to its signature or loss, or so far."""

    days: int
    is_over: bool


@dataclass(frozen=True)
class Team:
    """The reps compared, in the strategy's order, and what is measured of each, by KPI."""

    people: tuple[str, ...]
    days: Mapping[str, Fraction]
    events: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    conversions: Mapping[str, Mapping[str, tuple[int, int]]] = field(default_factory=dict)  # successes, cases
    values: Mapping[str, Mapping[str, tuple[Fraction, ...]]] = field(default_factory=dict)  # in the KPI's unit
    cycles: Mapping[str, Mapping[str, tuple[Cycle, ...]]] = field(
        default_factory=dict
    )  # of deals, decided or still open
    signed: Mapping[str, tuple[Fraction, ...]] = field(default_factory=dict)  # deal by deal, of each
    phi: Mapping[str, float] = field(default_factory=dict)  # how clustered events come, by KPI

    @cached_property
    def family(self) -> dict[str, Measured]:
        """Everything measured, as the tests take it: one family of comparisons."""
        days = self._array(self.days)
        counts: dict[str, Measured] = {
            kpi: Counts(self._array(one), days, self.phi[kpi]) for kpi, one in self.events.items()
        }
        rates: dict[str, Measured] = {
            kpi: Conversions(*(self._array({who: pair[at] for who, pair in one.items()}) for at in (0, 1)))
            for kpi, one in self.conversions.items()
        }
        sizes: dict[str, Measured] = {kpi: Values(self._arrays(one)) for kpi, one in self.values.items()}
        cycles: dict[str, Measured] = {
            kpi: Cycles([np.array([float(cycle.days) for cycle in one[who]]) for who in self.people],
                        [np.array([cycle.is_over for cycle in one[who]], dtype=np.bool_) for who in self.people])
            for kpi, one in self.cycles.items()
        }  # fmt: skip
        amounts: dict[str, Measured] = {}
        if any(self.signed.values()):
            amounts[BOOKINGS] = Amounts(self._arrays(self.signed), days, self.phi.get("deals_won", 1.0))
        return counts | rates | sizes | cycles | amounts

    def _array(self, one: Mapping[str, Fraction] | Mapping[str, int]) -> Floats:
        return np.array([float(one[who]) for who in self.people])

    def _arrays(self, one: Mapping[str, tuple[Fraction, ...]]) -> list[Floats]:
        return [np.array([float(value) for value in one.get(who, ())]) for who in self.people]


def team_measured(
    facts: Facts, strategy: Strategy, window: Period, kpis: Sequence[Kpi], *, deals: Ways, without: Container[str] = ()
) -> Team:
    """What is measured of the reps present long enough, on the KPIs that a review follows; ``without`` some of them.

    ``deals`` is every opportunity on its way: how long those still open have lasted is read there.

    Whole meetings count, each for whoever organised it: half a meeting attended is no event (EC-45).
    """
    people = tuple(rep.key for rep in eligible(strategy, window) if rep.key not in without)
    weeks = window.split(Cadence.WEEK)
    days = _days_present(strategy, people, [window, *weeks])
    whole = {who: days[who][0] for who in people}
    counted = _counted(strategy, kpis)
    daily = _by_week(facts, list(counted.values()), weeks, people)
    events = {kpi: {who: int(sum(daily[one.key][who])) for who in people} for kpi, one in counted.items()}
    told = {kpi: one for kpi, one in events.items() if _says_something(one)}
    exposure = np.array([[float(one) for one in days[who][1:]] for who in people])
    phi = {kpi: clustering(_weekly(daily[counted[kpi].key], exposure, people)) for kpi in told}
    return Team(
        people, whole, told, _conversions(facts, strategy, kpis, window, people),
        _values(facts, strategy, kpis, window, people), _cycles(deals, kpis, window, people),
        _signed(facts, strategy, kpis, window, people), phi,
    )  # fmt: skip


def weekly_of(facts: Facts, strategy: Strategy, quantity: str, people: Sequence[str], window: Period) -> Weekly | None:
    """A quantity by rep and week, with the days present of each; None where the facts do not count it."""
    known = _known(strategy).get(quantity)
    if known is None or not people:
        return None
    weeks = window.split(Cadence.WEEK)
    days = _days_present(strategy, people, weeks)
    rows = _by_week(facts, [known], weeks, people)[quantity]
    return _weekly(rows, np.array([[float(one) for one in days[who]] for who in people]), people)


def is_conversion(kpi: Kpi, strategy: Strategy) -> bool:
    """Whether a KPI is a rate of which both sides are whole cases."""
    return kpi.unit == "rate" and _is_conversion(kpi, _known(strategy))


def _weekly(rows: Mapping[str, Sequence[Fraction]], exposure: Floats, people: Iterable[str]) -> Weekly:
    return Weekly(np.array([[float(one) for one in rows[who]] for who in people]), exposure)


def _known(strategy: Strategy) -> dict[str, Quantity]:
    return {one.key: one for one in (*quantities(strategy), *own_quantities(strategy))}


def _counted(strategy: Strategy, kpis: Sequence[Kpi]) -> dict[str, Quantity]:
    """The KPIs that count events, each with what it counts; neither amounts nor totals noted by hand are events."""
    known = _known(strategy)
    whole = {"signatures", *(quantity_of(kind.code) for kind in strategy.nomenclature)}  # weighed, but one each
    practices = {quantity_of(kind.code) for kind in strategy.nomenclature if kind.step == QUALIFICATION}
    counts = [kpi for kpi in kpis if kpi.kind is Kind.ADDITIVE and kpi.unit == "count" and kpi.numerator in known]
    found = {kpi.key: known[kpi.numerator] for kpi in counts if kpi.numerator not in practices}
    return {key: one for key, one in found.items()
            if one.table != "measures" and (one.value is None or one.key in whole)}  # fmt: skip


def _by_week(
    facts: Facts, counted: Sequence[Quantity], weeks: Sequence[Period], people: Sequence[str]
) -> dict[str, dict[str, list[Fraction]]]:
    """How many of each quantity each rep had in each week of the window."""
    found = {one.key: {who: [Fraction(0)] * len(weeks) for who in people} for one in counted}
    if not counted:
        return found
    cube = facts.table("cube")
    inside = (cube.day >= weeks[0].start) & (cube.day < weeks[-1].end)
    rows = cube.filter(inside & cube.quantity.isin(list(found)) & cube.rep.isin(list(people)))
    sums = rows.group_by(["rep", "quantity", "day"]).agg(total=rows.value.sum().cast("decimal(38, 0)").cast("int64"))
    scales = {one.key: one.scale for one in counted}
    at = {day: week for week, period in enumerate(weeks) for day in period.days()}
    for row in facts.engine.answer(sums).to_pylist():
        found[row["quantity"]][row["rep"]][at[row["day"]]] += Fraction(row["total"], scales[row["quantity"]])
    return found


def _days_present(strategy: Strategy, people: Sequence[str], windows: Sequence[Period]) -> dict[str, list[Fraction]]:
    places = {scope: at for at, scope in enumerate(scopes_of(strategy))}
    days, a_day = present_days_by(strategy, places, windows)
    return {who: [Fraction(int(one), a_day) for one in days[:, places[Scope("rep", who)]]] for who in people}


def _says_something(team: Mapping[str, int]) -> bool:
    """Someone had some; and nobody less than none, as when more was cancelled than signed (EC-68)."""
    return any(team.values()) and min(team.values()) >= 0


def _conversions(
    facts: Facts, strategy: Strategy, kpis: Sequence[Kpi], window: Period, people: Sequence[str]
) -> dict[str, dict[str, tuple[int, int]]]:
    """The rates of which both sides are whole cases, of each rep."""
    known = _known(strategy)
    rates = [kpi for kpi in kpis if kpi.unit == "rate" and kpi.key not in NOT_COMPARED and _is_conversion(kpi, known)]
    read = actuals(facts, strategy, rates, [window], as_of=window.end) if rates else None
    found = {}
    for kpi in rates:
        team = {who: read.of(kpi, Scope("rep", who), window) for who in people} if read else {}
        pairs = {who: (int(one.numerator), int(one.denominator or 0)) if one else (0, 0) for who, one in team.items()}
        if any(cases for _, cases in pairs.values()) and all(0 <= won <= of for won, of in pairs.values()):
            found[kpi.key] = pairs
    return found


def _is_conversion(kpi: Kpi, known: Mapping[str, Quantity]) -> bool:
    if kpi.kind is Kind.COHORT:
        return True
    parts = [name for side in (kpi.numerator, kpi.denominator) for name in terms(side)]
    return kpi.kind is Kind.RATIO and all(name in known and known[name].value is None for name in parts)


def _values(
    facts: Facts, strategy: Strategy, kpis: Sequence[Kpi], window: Period, people: Sequence[str]
) -> dict[str, dict[str, tuple[Fraction, ...]]]:
    """What each deal was worth, or took, behind a median."""
    found = {}
    for kpi in (kpi for kpi in kpis if kpi.kind is Kind.QUANTILE and kpi.numerator != CYCLE):
        t, scale = values_of(facts, strategy, kpi)
        rows = t.filter((t.day >= window.start) & (t.day < window.end) & t.rep.isin(list(people)))
        team: dict[str, list[Fraction]] = {who: [] for who in people}
        answer = rows.select("rep", value=rows.value.cast("int64")).order_by(["rep", "value"])
        for row in facts.engine.answer(answer).to_pylist():
            team[row["rep"]].append(Fraction(row["value"], scale))
        if any(team.values()):
            found[kpi.key] = {who: tuple(values) for who, values in team.items()}
    return found


def _cycles(
    deals: Ways, kpis: Sequence[Kpi], window: Period, people: Sequence[str]
) -> dict[str, dict[str, tuple[Cycle, ...]]]:
    """How long the deals begun in the period and the one before took each rep, those still open among them."""
    kpi = next((kpi for kpi in kpis if kpi.kind is Kind.QUANTILE and kpi.numerator == CYCLE), None)
    chosen, days, is_over = deals.cycles(since=window.previous().start, until=window.end)
    if kpi is None or not is_over.any():
        return {}
    team: dict[str, list[Cycle]] = {who: [] for who in people}
    for at, length, ended in zip(chosen, days, is_over, strict=True):
        if deals.reps[at] in team:
            team[deals.reps[at]].append(Cycle(int(length), bool(ended)))
    return {kpi.key: {who: tuple(those) for who, those in team.items()}}


def _signed(
    facts: Facts, strategy: Strategy, kpis: Sequence[Kpi], window: Period, people: Sequence[str]
) -> dict[str, tuple[Fraction, ...]]:
    """What each deal brought each rep in bookings, cancellations taken off; nothing where bookings are not read."""
    if all(kpi.key != BOOKINGS for kpi in kpis):
        return {}
    t = facts.table("credited")
    t = t.filter(in_bookings(t, strategy) & (t.day >= window.start) & (t.day < window.end) & t.rep.isin(list(people)))
    sums = t.group_by(["rep", "deal"]).agg(cents=t.cents.sum().cast("decimal(38, 0)").cast("int64"))
    team: dict[str, list[Fraction]] = {who: [] for who in people}
    for row in facts.engine.answer(sums.order_by(["rep", "deal"])).to_pylist():
        if row["cents"] > 0:
            team[row["rep"]].append(Fraction(row["cents"], CENTS))
    return {who: tuple(values) for who, values in team.items()}
