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
    signature = Entry(
        deal.key, deal.signed_on, "signature", deal.amount_cents or 0, deal.currency, deal.owner, deal.credits
    )
    return (
        [signature] if deal.status == "won" else [signature, _cancelled(deal, signature, signature.amount_cents, today)]
    )


def _later(deal: Signed, booked: Sequence[Entry], today: date) -> Update:
    signatures = sorted((entry for entry in booked if entry.entry == "signature"), key=lambda entry: entry.day)
    cancellations = [entry for entry in booked if entry.entry == "cancellation"]
    signature, total = signatures[-1], sum(entry.amount_cents for entry in booked)
    is_over = len(cancellations) >= len(signatures)
    if deal.status != "won":
        return Update() if is_over else Update((_cancelled(deal, signature, total, today),))
    floor = max(
        (entry.day for entry in cancellations), default=date.min
    )  # a new win never precedes the end of the last
    if is_over:  # signed again after a cancellation: a new win, one at a time, for whoever signs it (EC-34)
        day = max(deal.signed_on or today, floor)
        return Update(
            (Entry(deal.key, day, "signature", deal.amount_cents or 0, deal.currency, deal.owner, deal.credits),)
        )
    added: list[Entry] = []
    removed: list[Entry] = []
    if deal.signed_on is not None and max(deal.signed_on, floor) != signature.day:
        removed.append(signature)
        added.append(replace(signature, day=max(deal.signed_on, floor)))
    due = deal.amount_cents or 0
    if due != total:
        added.append(_amendment(deal, signature, due - total, today))
    return Update(tuple(added), tuple(removed))


def _amendment(deal: Signed, signature: Entry, cents: int, today: date) -> Entry:
    said = deal.amended_on if deal.amended_on is not None and deal.amended_on >= signature.day else None
    return replace(signature, day=said or today, entry="amendment", amount_cents=cents,
                   dated_by="source" if said else "import")  # fmt: skip


def _cancelled(deal: Signed, signature: Entry, cents: int, today: date) -> Entry:
    said = deal.cancelled_on or deal.lost_on
    return replace(signature, day=said or today, entry="cancellation", amount_cents=-cents,
                   dated_by="source" if said else "import")  # fmt: skip
