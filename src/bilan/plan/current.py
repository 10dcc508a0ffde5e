"""What each target of a period asks as it stands: one value for whom and at which cadence, however it was written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from bilan.kpis.catalog import BY_KEY
from bilan.kpis.kpi import Kind
from bilan.kpis.own import own_kpis
from bilan.period import Cadence
from bilan.strategy.document import Rep
from bilan.strategy.targets import assignment, budget_rate, target_for

if TYPE_CHECKING:
    from bilan.kpis.kpi import Kpi
    from bilan.period import Period
    from bilan.strategy.document import Strategy, Target

EACH = "each_rep"
ANYONE = Rep(key="anyone", name="")  # full time, never away: what « each rep » is asked before presence


@dataclass(frozen=True, slots=True)
class Current:
    """A target in force over a period, in the KPI's unit and the company's currency.

    Three months of a rep are one target of the quarter. The same target given to every rep by name is one target of
    « each rep », and ``scopes`` says whose lines stand behind it.
    """

    kpi: str
    scope: str
    value: Fraction
    cadence: Cadence | None = None  # what one value covers when it repeats: 6 a week
    scopes: tuple[str, ...] = ()

    @property
    def is_by_name(self) -> bool:
        """Whether it was written rep by rep, presence already thought of."""
        return self.scope == EACH and self.scopes != (EACH,)


def kpis_by_key(strategy: Strategy) -> dict[str, Kpi]:
    """Every KPI that a target may speak of, each with the polarity that the strategy gives it."""
    known = {**BY_KEY, **{kpi.key: kpi for kpi in own_kpis(strategy)}}
    for setting in strategy.kpis:
        if setting.key in known and setting.polarity:
            known[setting.key] = replace(known[setting.key], polarity=setting.polarity)
    return known


def adds_up(kpi: Kpi | None) -> bool:
    """Whether the targets of a KPI have a sum; a measure without a definition is a sum of what was noted."""
    return kpi is None or kpi.kind is Kind.ADDITIVE


def current_targets(strategy: Strategy, period: Period, *, with_sums: bool = False) -> tuple[Current, ...]:
    """The targets that cover the whole period, in the order of the document.

    The target of a whole that is but the sum of the individual ones is left out, for it follows them; ``with_sums``
    keeps it, to say all that was promised.
    """
    kpis = kpis_by_key(strategy)
    found: list[Current] = []
    for kpi, scope in dict.fromkeys((target.kpi, target.scope) for target in strategy.targets):
        one = _current(strategy, kpi, scope, period, is_rate=not adds_up(kpis.get(kpi)))
        if one and (with_sums or not (adds_up(kpis.get(kpi)) and follows_sum(strategy, kpi, scope, period))):
            found.append(one)
    return tuple(_by_person(strategy, found))


def lines_in(strategy: Strategy, kpi: str, scope: str, period: Period) -> tuple[Target, ...]:
    """The targets written for a perimeter whose window shares a day with the period."""
    calendar = strategy.company.calendar
    mine = [target for target in strategy.targets if (target.kpi, target.scope) == (kpi, scope)]
    windows = [(target, calendar.parse(target.window)) for target in mine]
    return tuple(target for target, window in windows if window.start < period.end and period.start < window.end)


def follows_sum(strategy: Strategy, kpi: str, scope: str, period: Period) -> bool:
    """Whether the target of the company or of a team is, to the cent, the sum of those of its reps or teams."""
    if scope != "company" and not scope.startswith("team:"):
        return False
    together = assignment(strategy, kpi, period, scope=scope)
    if together and not together.difference:
        return True
    below = [f"team:{team.key}" for team in strategy.teams] if scope == "company" else []
    written = [target_for(strategy, kpi, one, period) for one in below if lines_in(strategy, kpi, one, period)]
    given = [promise.value for promise in written if promise]
    whole = target_for(strategy, kpi, scope, period)
    return bool(given) and len(given) == len(below) and whole is not None and whole.value == sum(given)


def _current(strategy: Strategy, kpi: str, scope: str, period: Period, *, is_rate: bool) -> Current | None:
    lines = lines_in(strategy, kpi, scope, period)
    repeated = _repeated(strategy, lines, period)
    if repeated:
        rate = budget_rate(strategy, repeated.currency, period.start)
        value = None if rate is None else Fraction(repeated.value) * rate
        return None if value is None else Current(kpi, scope, value, repeated.cadence, (scope,))
    asked, whom = strategy, scope
    if scope == EACH:
        only = tuple(target for target in strategy.targets if target.scope == EACH)
        asked, whom = strategy.model_copy(update={"reps": (ANYONE,), "targets": only}), f"rep:{ANYONE.key}"
    promise = target_for(asked, kpi, whom, period, is_rate=is_rate) if lines else None
    if promise is None or promise.origin in ("sum_of_reps", "sum_of_teams"):
        return None
    return Current(kpi, scope, promise.value, None, (scope,))


def _repeated(strategy: Strategy, lines: tuple[Target, ...], period: Period) -> Target | None:
    """The target repeated each week or month all through the period; the narrowest where two go on that long."""
    windows = [(target, strategy.company.calendar.parse(target.window)) for target in lines]
    around = [pair for pair in windows if pair[1].start <= period.start and period.end <= pair[1].end]
    if not around or len(around) < len(windows):
        return None
    narrowest = min(around, key=lambda pair: pair[1].length)[0]
    return None if narrowest.cadence in (None, Cadence.CUSTOM) else narrowest


def _by_person(strategy: Strategy, found: list[Current]) -> Iterator[Current]:
    """The same target written for every rep by name is one of « each rep », where no other is."""
    managers = {f"rep:{rep.key}" for rep in strategy.reps if rep.manages}
    for kpi, group in groupby(sorted(found, key=lambda one: _rank(found, one)), key=lambda one: one.kpi):
        all_of = list(group)
        named = [one for one in all_of if one.scope.startswith("rep:") and one.scope not in managers]
        is_same = len({(one.value, one.cadence) for one in named}) == 1 and len(named) > 1
        if not is_same or any(one.scope == EACH for one in all_of):
            yield from all_of
            continue
        yield Current(kpi, EACH, named[0].value, named[0].cadence, tuple(one.scope for one in named))
        yield from (one for one in all_of if one not in named)


def _rank(found: list[Current], one: Current) -> int:
    return next(rank for rank, other in enumerate(found) if other.kpi == one.kpi)
