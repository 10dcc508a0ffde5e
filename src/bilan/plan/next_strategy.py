"""The strategy of the next period, written from what was decided: ready to publish, nothing undecided in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from bilan.plan.current import EACH, Current, adds_up, current_targets, follows_sum, kpis_by_key
from bilan.plan.proposals import TWINS
from bilan.strategy.document import Target
from bilan.strategy.presence import is_employed

if TYPE_CHECKING:
    from bilan.kpis.kpi import Kpi
    from bilan.period import Cadence, Period
    from bilan.plan.plan import Decision
    from bilan.plan.proposal import Proposal
    from bilan.strategy.document import Strategy

MILLIONTH = Decimal("0.000001")
Address = tuple[str, str]  # a KPI and a scope


@dataclass(frozen=True, slots=True)
class _Kept:
    """A value that a person kept for the next period."""

    value: Fraction
    cadence: Cadence | None
    decided_on: date


def next_strategy(strategy: Strategy, proposals: Sequence[Proposal], decisions: Sequence[Decision]) -> Strategy:
    """The same strategy for the next period, with the targets that were accepted, as proposed or by another value.

    What was refused, or that nobody decided, asks the same as now: the present target is carried over as it is,
    unless the strategy already promises one for the next period, which then stands. A recommendation kept with a
    value becomes a target at its cadence; one without is a practice, and leaves the targets alone. A target that was
    the sum of the individual ones follows them. Targets of other periods are kept, so that these still read as they
    did; people, absences and settings do not change. Where a proposal was decided several times, the last time holds.
    """
    after = _window(strategy, proposals)
    before = strategy.reviewed if strategy.reviewed.next() == after else after.previous()
    book = _Book(strategy, after)
    kept = _kept(strategy, proposals, decisions, before)
    for current in current_targets(strategy, before):
        one = kept.pop((current.kpi, current.scope), None)
        if one:
            book.write(current, one.value, one.decided_on)
        else:
            book.carry(current)
    for (kpi, scope), one in kept.items():
        book.write(Current(kpi, scope, one.value, one.cadence, (scope,)), one.value, one.decided_on)
    return strategy.model_copy(update={"period": after.name, "targets": book.settled()})


def _window(strategy: Strategy, proposals: Sequence[Proposal]) -> Period:
    """The period that the proposals are for; the one after the strategy's own where there is none."""
    return strategy.company.calendar.parse(proposals[0].window) if proposals else strategy.reviewed.next()


def _kept(
    strategy: Strategy, proposals: Sequence[Proposal], decisions: Sequence[Decision], before: Period
) -> dict[Address, _Kept]:
    """The values kept, in the order they were decided; a pace of RDV-D a week also moves the count that says it."""
    by_key = {proposal.key: proposal for proposal in proposals}
    last = {decision.proposal: decision for decision in decisions if decision.proposal in by_key}
    stated = {(one.kpi, one.scope): one for one in current_targets(strategy, before)}
    found: dict[Address, _Kept] = {}
    for decision in (one for one in decisions if last.get(one.proposal) is one and one.verdict != "refused"):
        proposal = by_key[decision.proposal]
        value = proposal.value if decision.value is None else decision.value
        if value is None:
            continue
        one = _Kept(value, proposal.cadence, decision.decided_on)
        found[proposal.kpi, proposal.scope] = one
        twin = stated.get((TWINS.get(proposal.kpi, ""), proposal.scope))
        if proposal.kind == "recommendation" and twin and (twin.kpi == "rdv_d_week" or twin.cadence == "week"):
            found[twin.kpi, twin.scope] = one
    return found


class _Book:
    """The targets of the strategy being written, and the period that it is for."""

    def __init__(self, strategy: Strategy, after: Period) -> None:
        self.strategy, self.after = strategy, after
        self.kpis: dict[str, Kpi] = kpis_by_key(strategy)
        self.targets = list(strategy.targets)
        self.promised = {(one.kpi, one.scope): one for one in current_targets(strategy, after)}
        self.sums = [address for address in dict.fromkeys((one.kpi, one.scope) for one in strategy.targets)
                     if adds_up(self.kpis.get(address[0])) and follows_sum(strategy, *address, after)]  # fmt: skip

    def carry(self, current: Current) -> None:
        """The present target once more, unless another is already promised."""
        if (current.kpi, current.scope) not in self.promised:
            self.write(current, current.value, None)

    def write(self, current: Current, value: Fraction, decided_on: date | None) -> None:
        """A value for those whom the target is asked of, in place of what was promised them for that period."""
        cadence = current.cadence if adds_up(self.kpis.get(current.kpi)) else None
        said = self.promised.get((current.kpi, current.scope))
        if said and (said.value, said.cadence) == (value, cadence):
            return  # already promised, perhaps month by month: its split is worth keeping
        for scope in self._there(current):
            self._take_out(current.kpi, scope)
            self.targets.append(Target(kpi=current.kpi, scope=scope, window=self.after.name, value=_decimal(value),
                                       cadence=cadence, published_on=decided_on))  # fmt: skip

    def settled(self) -> tuple[Target, ...]:
        """Every target, once the wholes that were but the sum of their parts follow them again."""
        written = self.strategy.model_copy(update={"targets": tuple(self.targets)})
        for kpi, scope in self.sums:
            if not follows_sum(written, kpi, scope, self.after):
                self._take_out(kpi, scope)
        return tuple(self.targets)

    def _there(self, current: Current) -> Iterator[str]:
        """The scopes that a target is written for; nothing is asked of who will have left."""
        reps = {f"rep:{rep.key}": rep for rep in self.strategy.reps}
        for scope in (current.scopes if current.scope == EACH else ()) or (current.scope,):
            rep = reps.get(scope)
            if rep is None or any(is_employed(rep, day) for day in self.after.days()):
                yield scope

    def _take_out(self, kpi: str, scope: str) -> None:
        calendar = self.strategy.company.calendar

        def is_inside(target: Target) -> bool:
            window = calendar.parse(target.window)
            return (target.kpi, target.scope) == (kpi, scope) and (
                self.after.start <= window.start and window.end <= self.after.end
            )

        self.targets = [target for target in self.targets if not is_inside(target)]


def _decimal(value: Fraction) -> Decimal:
    """A value as it is written in the document; to the millionth where it has no end."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact if Fraction(exact) == value else exact.quantize(MILLIONTH)
