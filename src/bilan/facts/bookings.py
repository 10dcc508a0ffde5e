"""Signed revenue is an append-only list of entries: what one deal, as it now stands, adds to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of signed revenue: a signature, an amendment, a cancellation (EC-23 to EC-25)."""

    deal: str
    day: date
    entry: str
    amount_cents: int
    currency: str | None
    owner: str | None
    credits: str | None
    dated_by: str = "source"


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


@dataclass(frozen=True, slots=True)
class Update:
    """The entries that must come and those that must go."""

    added: tuple[Entry, ...] = ()
    removed: tuple[Entry, ...] = ()


def update(deal: Signed, booked: Sequence[Entry], *, today: date, as_correction: bool = False) -> Update:
    """What to enter so that the entries of a deal tell its present state.

    A changed amount is an amendment and a lost signature a cancellation, each at its own date: the source's
    if it gives one, else ``today``, and marked so. A re-dated signature moves its entry. With ``as_correction``
    the change repairs a typing error: the old entries are replaced as if they had always been right.
    Credit stays with the rep of the signature (EC-52), unless corrected.
    """
    if not booked or as_correction:
        fresh = _first(deal, today)
        return Update(tuple(fresh), tuple(booked)) if list(booked) != fresh else Update()
    return _later(deal, booked, today)


def _first(deal: Signed, today: date) -> list[Entry]:
    if deal.signed_on is None or deal.status not in ("won", "cancelled"):
        return []
    signature = Entry(deal.key, deal.signed_on, "signature", deal.amount_cents or 0, deal.currency, deal.owner, deal.credits)
    return [signature] if deal.status == "won" else [signature, _cancelled(deal, signature, signature.amount_cents, today)]


def _later(deal: Signed, booked: Sequence[Entry], today: date) -> Update:
    signature, total = booked[0], sum(entry.amount_cents for entry in booked)
    if deal.status != "won":
        over = booked[-1].entry == "cancellation"
        return Update() if over else Update((_cancelled(deal, signature, total, today),))
    added: list[Entry] = []
    removed: list[Entry] = []
    if deal.signed_on is not None and deal.signed_on != signature.day:
        removed.append(signature)
        added.append(replace(signature, day=deal.signed_on))
    due = deal.amount_cents or 0
    if booked[-1].entry == "cancellation":  # signed again after a cancellation: a new win, one at a time (EC-34)
        again = replace(signature, day=max(deal.signed_on or today, booked[-1].day), amount_cents=due)
        return Update((again,))
    if due != total:
        added.append(_amendment(deal, booked, due - total, today))
    return Update(tuple(added), tuple(removed))


def _amendment(deal: Signed, booked: Sequence[Entry], cents: int, today: date) -> Entry:
    said = deal.amended_on is not None and deal.amended_on >= booked[-1].day
    day = deal.amended_on if said and deal.amended_on else today
    return replace(booked[0], day=day, entry="amendment", amount_cents=cents, dated_by="source" if said else "import")


def _cancelled(deal: Signed, signature: Entry, cents: int, today: date) -> Entry:
    said = deal.cancelled_on or deal.lost_on
    return replace(signature, day=said or today, entry="cancellation", amount_cents=-cents,
                   dated_by="source" if said else "import")  # fmt: skip
