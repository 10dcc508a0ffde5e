"""Signed revenue per rep: each booking entry in the company's currency, shared out to the cent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from bilan.facts.people import UNASSIGNED, plain_name
from bilan.money import share_out

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bilan.strategy.document import Rate, Strategy

WHOLE = 1_000_000
PER_CENT = 100
_SHARE = re.compile(r"^\s*(?P<name>.+?)[\s:=]*(?P<share>\d+(?:[.,]\d+)?)\s*%\s*$")


@dataclass(frozen=True, slots=True)
class Credit:
    """A rep's share of one deal, in millionths."""

    rep: str
    share: int


def credits_of(owner: str | None, text: str | None, known: Mapping[str, str]) -> tuple[Credit, ...] | None:
    """Who is credited: the owner, or the shares written « Paul 60 %, Anne 40 % »; None when they do not total 100 %.

    Revenue is shared only to the cent of a whole: shares of another total are refused (EC-30).
    """
    if not text:
        return (Credit(known.get(plain_name(owner or ""), UNASSIGNED), WHOLE),)
    found: dict[str, Fraction] = {}
    for part in re.split(r"[;,](?!\d)|\s\+\s", text):
        match = _SHARE.match(part)
        if not match:
            return None
        rep = known.get(plain_name(match["name"]), UNASSIGNED)
        found[rep] = found.get(rep, Fraction(0)) + Fraction(match["share"].replace(",", "."))
    if sum(found.values()) != PER_CENT:
        return None
    return tuple(Credit(rep, int(share * WHOLE / 100)) for rep, share in found.items())


class Exchange:
    """Amounts of other currencies in the company's, at the rate in force on the day (EC-17)."""

    def __init__(self, rates: Sequence[Rate], currency: str) -> None:
        self.currency = currency
        self._rates: dict[str, list[tuple[date, Fraction]]] = {}
        for rate in sorted((r for r in rates if not r.budget), key=lambda r: r.since):
            self._rates.setdefault(rate.currency, []).append((rate.since, Fraction(rate.rate)))

    def convert(self, cents: int, currency: str | None, day: date) -> int | None:
        """The cents in the company's currency, half a cent away from zero; None when no rate is in force."""
        if not currency or currency == self.currency:
            return cents
        in_force = [rate for since, rate in self._rates.get(currency, []) if since <= day]
        if not in_force:
            return None
        exact = abs(cents) * in_force[-1]
        rounded = (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
        return rounded if cents >= 0 else -rounded


_READ = ["key", "deal", "day", "entry", "amount_cents", "currency", "owner", "credits", "dated_by"]
CREDITED = pa.schema([
    ("booking", pa.string()), ("deal", pa.string()), ("day", pa.date32()), ("entry", pa.string()),
    ("rep", pa.string()), ("cents", pa.int64()), ("share", pa.int64()), ("is_owner", pa.bool_()),
    ("dated_by", pa.string()), ("problem", pa.string()),
])  # fmt: skip


def credited(bookings: pa.Table, strategy: Strategy, known: Mapping[str, str]) -> pa.Table:
    """One row per booking entry and credited rep, whose cents add up to the entry.

    An entry without a rate stays out of the sums, with ``problem`` = ``no_rate``; shares that do not total 100 %
    leave the whole to the owner, with ``problem`` = ``bad_split``.
    """
    exchange = Exchange(strategy.rates, strategy.company.currency)
    rows: list[tuple[Any, ...]] = []
    for row in bookings.select(_READ).to_pylist():
        rows += _credited(row, exchange, known)
    columns: list[Any] = list(zip(*rows, strict=True)) or [[] for _ in CREDITED]
    return pa.table(
        [pa.array(values, field.type) for values, field in zip(columns, CREDITED, strict=True)], schema=CREDITED
    )


def _credited(row: dict[str, Any], exchange: Exchange, known: Mapping[str, str]) -> list[tuple[Any, ...]]:
    shares = credits_of(row["owner"], row["credits"], known)
    problem = None if shares else "bad_split"
    shares = shares or credits_of(row["owner"], None, known) or ()
    cents = exchange.convert(row["amount_cents"], row["currency"], row["day"])
    if cents is None:
        problem, cents = "no_rate", 0
    parts = share_out(cents, [credit.share for credit in shares])
    owner = known.get(plain_name(row["owner"] or ""), UNASSIGNED)
    named = {credit.rep for credit in shares}
    first = owner if owner in named else shares[0].rep
    return [
        (row["key"], row["deal"], row["day"], row["entry"], credit.rep, part, credit.share, credit.rep == first,
         row["dated_by"], problem)
        for credit, part in zip(shares, parts, strict=True)
    ]  # fmt: skip
