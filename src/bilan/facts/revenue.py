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


_READ = ["key", "deal", "day", "entry", "amount_cents", "currency", "owner", "credits", "dated_by",
         "first_year_cents", "total_cents"]  # fmt: skip
VALUE = {"amount": "amount_cents", "first_year": "first_year_cents", "total": "total_cents"}
CREDITED = pa.schema([
    ("booking", pa.string()), ("deal", pa.string()), ("day", pa.date32()), ("entry", pa.string()),
    ("rep", pa.string()), ("cents", pa.int64()), ("share", pa.int64()), ("is_owner", pa.bool_()),
    ("dated_by", pa.string()), ("problem", pa.string()), ("currency", pa.string()), ("said_cents", pa.int64()),
    ("entry_cents", pa.int64()), ("owner", pa.string()), ("credits", pa.string()), ("known_on", pa.date32()),
])  # fmt: skip


def credited(bookings: pa.Table, strategy: Strategy, known: Mapping[str, str]) -> pa.Table:
    """One row per booking entry and credited rep, whose cents add up to the entry.

    An entry counts for what the strategy says a deal is worth: its first year, its whole term or its amount, which
    also stands in where the deal does not say the others (EC-28). An entry without a rate stays out of the sums,
    with ``problem`` = ``no_rate``; shares that do not total 100 % leave the whole to the owner, with ``problem`` =
    ``bad_split``. ``entry_cents`` is the whole entry, ``said_cents`` the same in its own ``currency``.
    """
    exchange = Exchange(strategy.rates, strategy.company.currency)
    value = VALUE[strategy.thresholds.booking_value]
    read = [*_READ, *(["known_on"] if "known_on" in bookings.column_names else [])]
    entries = bookings.select(read).to_pylist()
    frozen = _Frozen(entries, exchange.currency)
    rows: list[tuple[Any, ...]] = []
    for row in entries:
        said = row["amount_cents"] if row[value] is None else row[value]
        rows += _credited(row, said, exchange.convert(said, row["currency"], frozen.day(row)), known)
    columns: list[Any] = list(zip(*rows, strict=True)) or [[] for _ in CREDITED]
    return pa.table(
        [pa.array(values, field.type) for values, field in zip(columns, CREDITED, strict=True)], schema=CREDITED
    )


class _Frozen:
    """The day whose rate values each entry: the signature's, so that what is taken back is what was counted (EC-23).

    A deal that changed currency after it was signed is valued, in the new one, at the rate of the day of the change.
    """

    def __init__(self, entries: Sequence[dict[str, Any]], currency: str) -> None:
        self.currency = currency
        self._signed: dict[tuple[str, str], list[date]] = {}
        self._first: dict[tuple[str, str], date] = {}
        for row in entries:
            if row["currency"] and row["currency"] != currency:
                place = (row["deal"], row["currency"])
                self._first[place] = min(row["day"], self._first.get(place, row["day"]))
                if row["entry"] == "signature":
                    self._signed.setdefault(place, []).append(row["day"])

    def day(self, row: dict[str, Any]) -> date:
        if not row["currency"] or row["currency"] == self.currency:
            return row["day"]  # type: ignore[no-any-return]  # a row of the table's schema
        place = (row["deal"], row["currency"])
        signed = self._signed.get(place)
        if not signed:
            return self._first[place]
        return max((day for day in signed if day <= row["day"]), default=min(signed))


def _credited(row: dict[str, Any], said: int, cents: int | None, known: Mapping[str, str]) -> list[tuple[Any, ...]]:
    shares = credits_of(row["owner"], row["credits"], known)
    problem = None if shares else "bad_split"
    shares = shares or credits_of(row["owner"], None, known) or ()
    if cents is None:
        problem, cents = "no_rate", 0
    parts = share_out(cents, [credit.share for credit in shares])
    owner = known.get(plain_name(row["owner"] or ""), UNASSIGNED)
    named = {credit.rep for credit in shares}
    first = owner if owner in named else shares[0].rep
    return [
        (row["key"], row["deal"], row["day"], row["entry"], credit.rep, part, credit.share, credit.rep == first,
         row["dated_by"], problem, row["currency"], said, cents, row["owner"], row["credits"], row.get("known_on"))
        for credit, part in zip(shares, parts, strict=True)
    ]  # fmt: skip
