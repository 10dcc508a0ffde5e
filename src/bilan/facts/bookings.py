"""Signed revenue is an append-only list of entries: what one deal, as it now stands, adds to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

VALUES = ("amount_cents", "first_year_cents", "total_cents")  # what a deal may be worth; only the first is always known


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of signed revenue: a signature, an amendment, a cancellation (EC-23 to EC-25).

    The values other than the amount are None on every entry of a signature whose deal does not say them: the
    snapshot then counts the amount (EC-28). The choice among them is made there, never here.
    """

    deal: str
    day: date
    entry: str
    amount_cents: int
    currency: str | None
    owner: str | None
    credits: str | None
    dated_by: str = "source"
    first_year_cents: int | None = None
    total_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """What a deal says about its signature, as the source last told it."""

    key: str
    status: str
    amount_cents: int | None
    currency: str | None
    owner: str | None
    credits: str | None
    signed_on: date | None
    lost_on: date | None
    cancelled_on: date | None
    amended_on: date | None
    first_year_cents: int | None = None
    total_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """The entries that must come and those that must go."""

    added: tuple[Entry, ...] = ()
    removed: tuple[Entry, ...] = ()


def update(deal: Signed, booked: Sequence[Entry], *, today: date, as_correction: bool = False) -> Update:
    """What to enter so that the entries of a deal tell its present state.

    A changed amount is an amendment and a lost signature a cancellation, each at its own date: the source's
    if it gives one, else ``today``, and marked so. A re-dated signature moves its entry; a currency that changes,
    or a first-year or total value that the source begins or ceases to say, is no new business: the same entries
    are told anew. With ``as_correction`` the change repairs a typing error: the old entries are replaced as if
    they had always been right. Credit stays with the rep of the signature (EC-52), unless corrected.
    """
    if not booked or as_correction:
        fresh = _first(deal, today)
        return Update(tuple(fresh), tuple(booked)) if list(booked) != fresh else Update()
    return _later(deal, booked, today)


def _first(deal: Signed, today: date) -> list[Entry]:
    if deal.signed_on is None or deal.status not in ("won", "cancelled"):
        return []
    signature = _signature(deal, deal.signed_on)
    return [signature] if deal.status == "won" else [signature, _cancelled(deal, signature, [signature], today)]


def _signature(deal: Signed, day: date) -> Entry:
    return Entry(deal.key, day, "signature", deal.amount_cents or 0, deal.currency, deal.owner, deal.credits,
                 first_year_cents=deal.first_year_cents, total_cents=deal.total_cents)  # fmt: skip


def _later(deal: Signed, booked: Sequence[Entry], today: date) -> Update:
    signatures = sorted((entry for entry in booked if entry.entry == "signature"), key=lambda entry: entry.day)
    cancellations = sorted((entry for entry in booked if entry.entry == "cancellation"), key=lambda entry: entry.day)
    is_over = len(cancellations) >= len(signatures)
    if is_over and deal.status == "won":  # signed again: a new win, one at a time, for whoever signs it (EC-34)
        return Update((_signature(deal, max(deal.signed_on or today, cancellations[-1].day)),))
    before = cancellations[:-1] if is_over else cancellations
    floor = before[-1].day if before else date.min  # a new win never precedes the end of the last
    ends = cancellations[-1:] if is_over else []
    run = [signatures[-1], *(entry for entry in booked if entry.entry == "amendment" and entry.day >= floor), *ends]
    told = [_told_anew(entry, deal, floor) for entry in run]
    if deal.status != "won":
        more = [] if is_over else [_cancelled(deal, told[0], told, today)]
    else:
        more = _amendments(deal, told, today)
        told = told if more else _amended_when_said(deal, told)
    pairs = list(zip(run, told, strict=True))
    return Update((*(new for old, new in pairs if new != old), *more), tuple(old for old, new in pairs if new != old))


def _told_anew(entry: Entry, deal: Signed, floor: date) -> Entry:
    """An entry as the deal now dates and values it, its amount left as it was."""
    if entry.entry == "signature" and deal.signed_on is not None and deal.status in ("won", "cancelled"):
        entry = replace(entry, day=max(deal.signed_on, floor))
    said_on = deal.cancelled_on or deal.lost_on
    if entry.entry == "cancellation" and said_on is not None and said_on != entry.day:
        entry = replace(entry, day=said_on, dated_by="source")
    if (entry.currency is None) != (deal.currency is None):
        entry = replace(entry, currency=deal.currency)
    sign = {"signature": 1, "cancellation": -1}.get(entry.entry, 0)
    values: dict[str, Any] = {
        name: None if said is None else sign * said
        for name in VALUES[1:]
        if ((said := getattr(deal, name)) is None) != (getattr(entry, name) is None)
    }
    return replace(entry, **values)


def _amendments(deal: Signed, told: Sequence[Entry], today: date) -> list[Entry]:
    """What is missing, in each currency, for the entries to add up to what the deal now says (EC-25).

    A contract that changes currency leaves the old one whole and enters the new one, on the day of the change.
    """
    found = []
    for currency in dict.fromkeys([*(entry.currency for entry in told), deal.currency]):
        due = deal if currency == deal.currency else None
        missing = {name: _missing(name, due, [e for e in told if e.currency == currency]) for name in VALUES}
        if any(missing.values()):
            values: dict[str, Any] = {
                name: None if getattr(deal, name) is None else missing[name] for name in VALUES[1:]
            }
            found.append(
                replace(_amendment(deal, told[0], missing["amount_cents"], today), currency=currency, **values)
            )
    return found


def _missing(name: str, due: Signed | None, told: Sequence[Entry]) -> int:
    return ((getattr(due, name) or 0) if due else 0) - _total(name, told)


def _total(name: str, entries: Sequence[Entry]) -> int:
    return sum(getattr(entry, name) or 0 for entry in entries)


def _amended_when_said(deal: Signed, told: Sequence[Entry]) -> list[Entry]:
    """The last amendment on the day that the source now gives it: no amount changed since, so it is the same one."""
    last = max((entry.day for entry in told if entry.entry == "amendment"), default=None)
    said = deal.amended_on
    if last is None or said is None or said < told[0].day:
        return list(told)
    return [
        replace(entry, day=said, dated_by="source") if entry.entry == "amendment" and entry.day == last else entry
        for entry in told
    ]


def _amendment(deal: Signed, signature: Entry, cents: int, today: date) -> Entry:
    said = deal.amended_on if deal.amended_on is not None and deal.amended_on >= signature.day else None
    return replace(signature, day=said or today, entry="amendment", amount_cents=cents,
                   dated_by="source" if said else "import")  # fmt: skip


def _cancelled(deal: Signed, signature: Entry, run: Sequence[Entry], today: date) -> Entry:
    """What takes a signature and its amendments back, in the currency that they left (one at most is not settled)."""
    left = {entry.currency for entry in run if _total("amount_cents", [e for e in run if e.currency == entry.currency])}
    currency = next(iter(left), signature.currency)
    values: dict[str, Any] = {
        name: None if getattr(signature, name) is None else -_total(name, [e for e in run if e.currency == currency])
        for name in VALUES
    }
    said = deal.cancelled_on or deal.lost_on
    return replace(signature, day=said or today, entry="cancellation", currency=currency,
                   dated_by="source" if said else "import", **values)  # fmt: skip
