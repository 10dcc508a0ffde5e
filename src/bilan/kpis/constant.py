"""Bookings of two windows at one rate per currency: growth without what exchange rates did to it (EC-17)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, Any

from bilan.facts.people import stays
from bilan.facts.revenue import Exchange
from bilan.kpis.catalog import in_bookings
from bilan.money import share_out

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from bilan.facts.snapshot import Facts
    from bilan.kpis.scope import Scope
    from bilan.period import Period
    from bilan.strategy.document import Strategy

CENTS = 100


@dataclass(frozen=True, slots=True)
class ConstantCurrency:
    """Bookings now and before, both at the rates in force on the last day of now."""

    now: Fraction
    before: Fraction

    @property
    def growth(self) -> Fraction | None:
        """Growth at constant rates; n/a where there was nothing, or less, to grow from."""
        return None if self.before <= 0 else self.now / self.before - 1


def constant_currency(
    facts: Facts, strategy: Strategy, scope: Scope, *, now: Period, before: Period
) -> ConstantCurrency | None:
    """The bookings of both windows at one rate per currency; None where no entry is foreign or a rate is missing.

    The rate is this year's, that of the last day of ``now``: the earlier figure is revalued to it, and so are the
    entries that this window signed at other rates, or part of the growth would still be the exchange's.
    """
    is_mine = _membership(strategy, scope)
    rates = Exchange(strategy.rates, strategy.company.currency)
    found = [_bookings(facts, strategy, window, is_mine, lambda c, code: rates.convert(c, code, now.last_day))
             for window in (now, before)]  # fmt: skip
    totals = [total for total, _ in found]
    if totals[0] is None or totals[1] is None or not any(foreign for _, foreign in found):
        return None
    return ConstantCurrency(Fraction(totals[0], CENTS), Fraction(totals[1], CENTS))


def _membership(strategy: Strategy, scope: Scope) -> Callable[[str, date], bool]:
    """Whether a rep's row of a day counts for the perimeter: for a team, when the rep was of it on the day (EC-53)."""
    mine = [stay for stay in stays(strategy) if stay.team == scope.key]
    if scope.kind == "team":
        return lambda rep, day: any(stay.rep == rep and stay.start <= day < stay.end for stay in mine)
    return lambda rep, _day: scope.kind == "company" or rep == scope.key


def _bookings(
    facts: Facts,
    strategy: Strategy,
    window: Period,
    is_mine: Callable[[str, date], bool],
    convert: Callable[[int, str], int | None],
) -> tuple[int | None, bool]:
    """The cents of a perimeter over a window, and whether any of its entries is foreign."""
    t = facts.table("credited")
    t = t.filter(in_bookings(t, strategy) & (t.day >= window.start) & (t.day < window.end))
    is_foreign = t.currency.notnull() & (t.currency != strategy.company.currency)
    own = t.filter(~is_foreign).group_by(["rep", "day"]).agg(cents=lambda r: r.cents.sum().cast("decimal(38, 0)"))
    total = sum(int(row["cents"]) for row in facts.engine.answer(own).to_pylist() if is_mine(row["rep"], row["day"]))
    shares = t.filter(is_foreign).select("booking", "rep", "day", "share", "said_cents", "currency")
    rows = facts.engine.answer(shares.order_by(["booking", "share", "rep"])).to_pylist()
    touched = False
    for _, one in groupby(rows, key=lambda row: row["booking"]):
        entry = list(one)
        worth = _mine(entry, is_mine, convert)
        if worth is None:
            return None, True
        total, touched = total + worth, touched or any(is_mine(row["rep"], row["day"]) for row in entry)
    return total, touched


def _mine(
    entry: list[dict[str, Any]], is_mine: Callable[[str, date], bool], convert: Callable[[int, str], int | None]
) -> int | None:
    """What the perimeter has of one foreign entry, shared to the cent; None where no rate is in force."""
    cents = convert(entry[0]["said_cents"], entry[0]["currency"])
    if cents is None:
        return None
    parts = share_out(cents, [row["share"] for row in entry])
    return sum(part for row, part in zip(entry, parts, strict=True) if is_mine(row["rep"], row["day"]))
