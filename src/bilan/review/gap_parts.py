"""What the gap to the target of bookings is made of: RDV-D a day, conversion, timing, mean deal; to the cent (Q4).

The target is taken apart as the plan implies it: the pace of RDV-D that was asked, or that of the period before; the
mean deal and the timing of the period before; and the conversion that these need. A factor is named only where luck
cannot explain its part. Timing stands apart from conversion where the stages of deals are known: a cycle that grows
longer delays signatures and loses none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bilan.kpis.available import available
from bilan.kpis.catalog import BY_KEY, in_bookings
from bilan.kpis.compute import DAYS_A_WEEK, actuals
from bilan.kpis.scope import COMPANY, Scope
from bilan.review.finding import Finding, FindingKind
from bilan.review.stages import STAGES
from bilan.stats.dispersion import UNKNOWN
from bilan.stats.shares_of_gap import Led, Members, Part, Timing, main_cause, price_volume_mix, summed_parts, timing
from bilan.stats.stays import passage
from bilan.strategy.presence import present_days

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bilan.facts.snapshot import Facts
    from bilan.period import Period
    from bilan.review.judgement import Judgement
    from bilan.review.review import Review
    from bilan.review.stages import Ways
    from bilan.stats.arrays import Floats
    from bilan.strategy.document import Strategy

TERMS = ("rdv_d", "deals_won", "bookings")
FACTORS = ("pace", "conversion", "deal")
WITH_TIMING = ("pace", "conversion", "timing", "deal")
FEWEST_SIGNED, FEWEST_MET, FEWEST_PRODUCTS = 15, 60, 2
SIZE_SPREAD = 0.8  # squared CV of deal sizes, where too few tell


@dataclass(frozen=True)
class _Terms:
    """A period in four numbers."""

    days: float
    met: float
    won: float
    signed: float

    @property
    def is_enough(self) -> bool:
        return self.won >= FEWEST_SIGNED and self.met >= FEWEST_MET and self.days > 0 and self.signed > 0

    @property
    def deal(self) -> float:
        return self.signed / self.won

    @property
    def tells(self) -> bool:
        """Whether what was signed goes back to RDV-D and signatures of the same rep."""
        return self.met > 0 and self.won > 0


@dataclass(frozen=True)
class _Plan:
    """What the target supposes of everyone: each factor, and how far it is known (variances of the logarithms)."""

    pace: float
    conversion: float
    deal: float
    doubts: Mapping[str, float]
    timing: Timing | None

    @property
    def factors(self) -> tuple[str, ...]:
        return WITH_TIMING if self.timing else FACTORS


def gap_findings(facts: Facts, strategy: Strategy, review: Review, judged: Judgement) -> tuple[Finding, ...]:
    """The parts of the gap between bookings and their target; nothing on the way, nor where too little was signed."""
    line = review.line("bookings")
    if line is None or not line.reading.target or not review.is_over or not _can_tell(facts, strategy):
        return ()
    now, before = (_terms(facts, strategy, window) for window in (review.window, review.period.previous()))
    if not (now.is_enough and before.is_enough):
        return ()
    asked, phi = _asked_pace(review), judged.team.phi.get("rdv_d", UNKNOWN)
    each = [one for one in _terms_of_each(facts, strategy, review.window) if one.days > 0]
    plan = _plan(
        float(line.reading.target), (now, before), asked, phi, _timing(judged.deals, review.period, now, before)
    )
    found = _shared_out(plan, each, phi)
    names = plan.factors
    cause = main_cause(found)
    numbers = {
        f"{name}{end}": value for name, part in zip(names, found, strict=True)
        for end, value in (("", part.value), ("_low", part.low), ("_high", part.high))
    }  # fmt: skip
    return (
        Finding(
            key="gap_parts", kind=FindingKind.GAP_PARTS, sense="neutral", kpi="bookings",
            evidence={
                "gap": line.reading.actual.numerator - line.reading.target, "signed": int(now.won), "met": int(now.met),
                "cause": "" if cause is None else names[cause], "pace_is_asked": int(asked is not None), **numbers,
                "apart": float(line.reading.actual.numerator) - sum(one.signed for one in each if one.tells),
            },
        ),
    )  # fmt: skip


def _timing(deals: Ways | None, period: Period, now: _Terms, before: _Terms) -> Timing | None:
    """How the timing moved, where the way of enough RDV-D to their end is known in both periods.

    Each share counts the RDV-D of two periods, so that those of the period before are in both: what changed is told
    a little too small rather than too large.
    """
    if deals is None or deals.stages != STAGES:
        return None
    sides = []
    for terms, one in ((now, period), (before, period.previous())):
        since = one.previous().start
        stays = deals.known_at(one.end).stays_to_the_end(since=since, until=one.end, at=one.end)
        led_to = passage(stays)
        if led_to is None or not led_to.is_enough or not deals.is_whole_from(since):
            return None
        sides.append(Led(terms.met, terms.won, led_to))
    return timing(*sides)


def _plan(
    target: float, periods: tuple[_Terms, _Terms], asked: float | None, phi: float, moved: Timing | None
) -> _Plan:
    """The target taken apart; what comes from the period before is as uncertain as that period made it."""
    now, before = periods
    pace = asked if asked is not None else before.met / before.days
    conversion = target / (now.days * pace * before.deal) / (moved.before if moved else 1)
    doubts = {"pace": 0.0 if asked is not None else phi / before.met, "deal": SIZE_SPREAD / before.won}
    if moved:
        doubts["conversion"], doubts["timing"] = moved.doubts
    return _Plan(pace, conversion, before.deal, doubts, moved)


def _shared_out(plan: _Plan, each: list[_Terms], phi: float) -> tuple[Part, ...]:
    """The part of each factor: of every rep, then added up. What nobody's RDV-D led to is no part of it."""
    days, met, won, signed = (
        np.array([getattr(one, name) for one in each]) for name in ("days", "met", "won", "signed")
    )
    tells = np.array([one.tells for one in each])
    some_met, some_won, everyone = np.maximum(met, 1), np.maximum(won, 1), np.ones(len(each))
    converted = np.where(met > 0, won / some_met, 0.0)
    asked = {"pace": plan.pace * days, "conversion": plan.conversion * everyone, "deal": plan.deal * everyone}
    seen = {"pace": met, "conversion": converted, "deal": np.where(tells, signed / some_won, 0.0)}
    luck = {
        "pace": phi / some_met,
        "conversion": np.maximum(1 - converted, 0) / some_won,
        "deal": SIZE_SPREAD / some_won,
    }
    if plan.timing:
        asked["timing"], seen["timing"] = plan.timing.before * everyone, plan.timing.now * everyone
        seen["conversion"] = converted / plan.timing.now
        luck["conversion"] = luck["timing"] = 0 * everyone  # in the doubts of the whole team
    names = plan.factors
    doubts = {name: plan.doubts.get(name, 0.0) * everyone for name in names}
    return summed_parts(
        Members(_stacked(asked, names), _stacked(doubts, names)), Members(_stacked(seen, names), _stacked(luck, names))
    )


def _stacked(by_name: Mapping[str, Floats], names: Sequence[str]) -> Floats:
    return np.stack([by_name[name] for name in names])


def _can_tell(facts: Facts, strategy: Strategy) -> bool:
    """Whether the company's facts hold RDV-D and signatures at all."""
    return set(TERMS) <= {kpi.key for kpi in available(facts, strategy)}


def _terms(facts: Facts, strategy: Strategy, window: Period) -> _Terms:
    """A period of the whole company."""
    kpis = [BY_KEY[key] for key in TERMS]
    read = actuals(facts, strategy, kpis, [window], as_of=window.end)
    met, won, signed = (float(one.numerator) if (one := read.of(kpi, COMPANY, window)) else 0.0 for kpi in kpis)
    return _Terms(float(sum(present_days(rep, strategy, window) for rep in strategy.reps)), met, won, signed)


def _terms_of_each(facts: Facts, strategy: Strategy, window: Period) -> list[_Terms]:
    """The same of each rep, in the strategy's order; nothing is less than nought."""
    kpis = [BY_KEY[key] for key in TERMS]
    read = actuals(facts, strategy, kpis, [window], as_of=window.end)
    found = []
    for rep in strategy.reps:
        parts = (read.of(kpi, Scope("rep", rep.key), window) for kpi in kpis)
        met, won, signed = (max(0.0, float(one.numerator)) if one else 0.0 for one in parts)
        found.append(_Terms(float(present_days(rep, strategy, window)), met, won, signed))
    return found


def _asked_pace(review: Review) -> float | None:
    """RDV-D a day present, where a pace was asked."""
    line = review.line("rdv_d_week")
    return float(line.reading.target) / DAYS_A_WEEK if line and line.reading.target else None


def mix_findings(facts: Facts, strategy: Strategy, review: Review) -> tuple[Finding, ...]:
    """Prices, number of deals and mix of products behind the change of what was signed since the period before.

    Deals signed in each period, by product, cancellations left out; nothing unless two products were sold before.
    """
    if not review.is_over:
        return ()
    sold = [_by_product(facts, strategy, window) for window in (review.period.previous(), review.window)]
    products = sorted({name for side in sold for name in side})
    if len(sold[0]) < FEWEST_PRODUCTS or min(sum(n for n, _ in side.values()) for side in sold) < FEWEST_SIGNED:
        return ()
    before, now = (
        (np.array([side.get(name, (0, 0.0))[0] for name in products], dtype=np.float64),
         np.array([side[name][1] / side[name][0] if name in side else 0.0 for name in products]))
        for side in sold
    )  # fmt: skip
    found = price_volume_mix(before, now)
    gap = float((now[0] * now[1]).sum() - (before[0] * before[1]).sum())
    return (
        Finding(
            key="mix", kind=FindingKind.MIX, sense="neutral", kpi="bookings",
            evidence={"gap": gap, "price": found.price, "volume": found.volume, "mix": found.mix,
                      "products": len(products)},
        ),
    )  # fmt: skip


def _by_product(facts: Facts, strategy: Strategy, window: Period) -> dict[str, tuple[int, float]]:
    """How many deals of each product were signed, and for how much."""
    t = facts.table("deals")
    rows = t.filter(
        in_bookings(t, strategy) & (t.status == "won") & (t.signed_on >= window.start) & (t.signed_on < window.end)
        & t.product.notnull() & (t.product != "") & (t.value_cents > 0)
    )  # fmt: skip
    cents = rows.value_cents.sum().cast("decimal(38, 0)").cast("int64")
    sums = rows.group_by("product").agg(n=rows.count(), cents=cents).order_by("product")
    return {row["product"]: (row["n"], row["cents"] / 100) for row in facts.engine.answer(sums).to_pylist()}
