"""What holds each deal back, as a person found in its blocking review, and how many wait for what (Z10, EC-42)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from bilan.review.finding import Finding, FindingKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bilan.facts.snapshot import Facts
    from bilan.review.review import Review
    from bilan.strategy.document import Strategy

CENTS = 100
TO_TALK_OF = (FindingKind.SLOW, FindingKind.STALLED)  # beside the deals beyond the limit, those that ask for a word


class Reason(StrEnum):
    """What blocks a deal: one reason each, the one that holds it most."""

    DECIDER = "decider"  # who decides was not met, or has not decided
    BUDGET = "budget"
    NEED = "need"  # it is not felt, or not enough
    COMPETITOR = "competitor"
    TIMING = "timing"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Blocking:
    """The blocking review of one deal: what blocks, and what comes next."""

    number: int
    period: str  # the period's name
    deal: str  # its key, or the account's where no deal is known: « account:Cycles Roche »
    reason: Reason
    author: str
    reviewed_on: date
    next_step: str = ""
    revision: int = 1  # raised each time the deal is reviewed again (EC-73)


@dataclass(frozen=True, slots=True)
class ToUnblock:
    """A deal that a review asks to unblock: beyond the limit of RDV-E, slow, or silent."""

    key: str
    name: str
    rep: str  # by name
    cents: int | None
    is_over_limit: bool = False


@dataclass(frozen=True, slots=True)
class ReviewedDeal:
    """A blocking review, and the deal it is about."""

    blocking: Blocking
    deal: ToUnblock


def deals_to_unblock(
    facts: Facts, strategy: Strategy, review: Review, findings: Iterable[Finding]
) -> tuple[ToUnblock, ...]:
    """The deals that may be reviewed: those beyond the limit of RDV-E first, then the slow and the silent."""
    beyond = _beyond(review)
    others = {_key(row) for one in findings if one.kind in TO_TALK_OF for row in one.rows} - beyond.keys()
    # a meeting that names neither deal nor account is no deal
    named = sorted(key for key in others if not key.startswith("meeting:"))
    return (*beyond.values(), *_described(named, facts, strategy).values())


def reviewed_deals(
    blockings: Sequence[Blocking], facts: Facts, strategy: Strategy, review: Review
) -> tuple[ReviewedDeal, ...]:
    """Each blocking review with its deal, which may have left the lists since."""
    known = _beyond(review)
    known |= _described([one.deal for one in blockings if one.deal not in known], facts, strategy)
    return tuple(ReviewedDeal(one, known[one.deal]) for one in blockings)


def blocked(reviewed: Sequence[ReviewedDeal], review: Review) -> tuple[Finding, ...]:
    """One finding for all the blocking reviews, with the deals and the known amounts behind each reason.

    Nothing until a first one is written. ``left`` are the open deals beyond the limit that nobody has reviewed;
    ``beside`` those reviewed that are not beyond it.
    """
    if not reviewed:
        return ()
    done = {one.blocking.deal for one in reviewed}
    beyond = review.over_limit
    numbers: dict[str, Fraction | int] = {
        "deals": len(beyond),
        "reviewed": sum(deal.key in done for deal in beyond),
        "left": sum(deal.key not in done and deal.status == "open" for deal in beyond),
        "beside": sum(not one.deal.is_over_limit for one in reviewed),
    }
    for reason in Reason:
        numbers |= _counted(reason, [one.deal for one in reviewed if one.blocking.reason is reason])
    rows = tuple(one.blocking.deal for one in reviewed)
    return (Finding(key="blocked", kind=FindingKind.BLOCKED, sense="neutral", evidence=numbers, rows=rows),)


def _counted(reason: Reason, deals: Sequence[ToUnblock]) -> dict[str, Fraction | int]:
    """How many deals wait for that, and the amount of those whose amount is known."""
    if not deals:
        return {}
    numbers: dict[str, Fraction | int] = {reason.value: len(deals)}
    cents = [deal.cents for deal in deals if deal.cents is not None]
    if cents:
        numbers |= {f"{reason}_amount": Fraction(sum(cents), CENTS), f"{reason}_priced": len(cents)}
    return numbers


def _beyond(review: Review) -> dict[str, ToUnblock]:
    return {one.key: ToUnblock(one.key, one.name, one.rep, one.cents, is_over_limit=True) for one in review.over_limit}


def _key(row: str) -> str:
    """A deal by its own key, however the finding names it."""
    return row.removeprefix("deal:")


def _described(keys: Sequence[str], facts: Facts, strategy: Strategy) -> dict[str, ToUnblock]:
    """Deals by key with what the facts say of them; the key itself where they say nothing any more."""
    if not keys:
        return {}
    t, o = facts.table("deals"), facts.table("opportunities")
    known = t.filter(t.key.isin(keys)).select("key", "name", "account", "rep", "value_cents")
    met = o.filter(o.deal.isin(keys) | o.opportunity.isin(keys)).select("opportunity", "deal", "rep")
    rows = {row["key"]: row for row in facts.engine.answer(known).to_pylist()}
    met_by = {row["deal"] or row["opportunity"]: row["rep"] for row in facts.engine.answer(met).to_pylist()}
    names = {rep.key: rep.name for rep in strategy.reps}

    def described(key: str) -> ToUnblock:
        row = rows.get(key, {})
        name = row.get("name") or row.get("account") or key.partition(":")[2] or key
        rep = row.get("rep") or met_by.get(key) or ""
        return ToUnblock(key, name, names.get(rep, ""), row.get("value_cents"))

    return {key: described(key) for key in keys}
