"""A result carried by one deal or one rep: without it, the target would not have been reached (EC-35)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from bilan.kpis.catalog import in_bookings
from bilan.kpis.scope import NOBODY
from bilan.review.eligible import can_be_compared
from bilan.review.finding import Finding, FindingKind
from bilan.review.gaps import due, part_of_due
from bilan.strategy.presence import present_days

if TYPE_CHECKING:
    from bilan.facts.snapshot import Facts
    from bilan.review.reading import Reading
    from bilan.review.review import Review
    from bilan.strategy.document import Strategy

CENTS = 100


@dataclass(frozen=True, slots=True)
class _Carrier:
    """The deal or rep that brought the most, and what would have been asked without it."""

    key: str
    name: str
    amount: Fraction
    due_without: Fraction


def concentration(facts: Facts, strategy: Strategy, review: Review) -> tuple[Finding, ...]:
    """The deal, then the rep, without which the company's signed revenue falls below its target.

    A rep is taken out with their part of the target: what is asked is whether the others reached theirs.
    """
    line = review.line("bookings")
    asked = due(line.reading) if line else None
    if line is None or not asked or line.reading.status != "reached":
        return ()
    return tuple(_carried(facts, strategy, review, line.reading, asked))


def _carried(facts: Facts, strategy: Strategy, review: Review, whole: Reading, asked: Fraction) -> Iterator[Finding]:
    deal = _largest_deal(facts, strategy, review, asked)
    if deal and whole.actual.numerator - deal.amount < deal.due_without:
        yield _finding("deal", deal, whole)
    rep = _largest_rep(strategy, review, asked) if can_be_compared(strategy, review.window) else None
    if rep and whole.actual.numerator - rep.amount < rep.due_without:
        yield _finding("rep", rep, whole)


def _finding(carried_by: str, one: _Carrier, whole: Reading) -> Finding:
    return Finding(
        key=f"concentration:{carried_by}", kind=FindingKind.CONCENTRATION, sense="neutral", kpi="bookings",
        evidence={
            "carried_by": carried_by, "key": one.key, "name": one.name, "amount": one.amount,
            "attainment": part_of_due(whole),
            "attainment_without": (whole.actual.numerator - one.amount) / one.due_without,
        },
        rows=(one.key,) if carried_by == "deal" else (), people=(one.key,) if carried_by == "rep" else (),
    )  # fmt: skip


def _largest_deal(facts: Facts, strategy: Strategy, review: Review, asked: Fraction) -> _Carrier | None:
    t = facts.table("credited")
    window = review.window
    t = t.filter(in_bookings(t, strategy) & (t.day >= window.start) & (t.day < window.end))
    sums = t.group_by("deal").agg(
        cents=t.cents.sum().cast("decimal(38, 0)").cast("int64"), name=t.name.max(), account=t.account.max()
    )
    first = facts.engine.answer(sums.order_by([sums.cents.desc(), sums.deal]).limit(1)).to_pylist()
    if not first:
        return None
    row = first[0]
    name = row["name"] or row["account"] or row["deal"]
    return _Carrier(row["deal"], name, Fraction(row["cents"], CENTS), asked)


def _largest_rep(strategy: Strategy, review: Review, asked: Fraction) -> _Carrier | None:
    """The rep who signed the most; their part of the target is their own, else that of their days present."""
    readings = [one for one in review.reps if one.kpi.key == "bookings" and one.scope != NOBODY]
    if not readings:
        return None
    top = max(readings, key=lambda one: (one.actual.numerator, one.scope.key))
    parts = {one.scope.key: one.target for one in readings}
    if None in parts.values():
        parts = {rep.key: present_days(rep, strategy, review.window) for rep in strategy.reps}
    total = sum((part for part in parts.values() if part), Fraction(0))
    own = parts[top.scope.key]
    if not total or own is None or own >= total:
        return None
    name = strategy.rep(top.scope.key).name
    return _Carrier(top.scope.key, name, top.actual.numerator, asked * (1 - own / total))
