"""Which meetings count, and where each stands in its opportunity: duplicates, second RDV-D, the sixth RDV-E."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis
import pyarrow as pa

from bilan.facts.engine import FALSE

QUALIFICATION, DISCOVERY, EXCHANGE, PROPOSAL, CLOSING = range(5)  # ``step`` of the nomenclature
REDUCED = "reduced:"  # begins the identifiers of a meeting reduced to what counts: its hour is no longer known


def opportunity(table: Any) -> Any:
    """What a meeting is about: its deal, else its account, else itself, so that nothing is merged by accident."""
    return ibis.coalesce(
        ibis.literal("deal:") + table.deal,
        ibis.literal("account:") + table.account,
        ibis.literal("meeting:") + table.key,
    )


def judged(meetings: Any, deals: Any, repeats: Any) -> Any:
    """Each meeting with ``counts`` (is it one of the KPI's meetings?), its rank and its anomaly.

    Only held meetings of the nomenclature count (EC-43); the same meeting in two calendars counts once, for the
    first in time then in identifier (EC-46), ``same_as`` naming it: ``repeats`` are those that ``same_meetings``
    found. RDV-D counts once per opportunity (EC-39) and not at all with a customer who has signed, unless the meeting
    names a deal of its own (EC-49). ``exchange_rank`` numbers the RDV-E held before the first RDV-P or the deal's
    dated proposal (Z9, Z10).
    """
    known = _with_same_uid(_with_deals(meetings, deals))
    near = repeats.select(repeat="n", repeated="of")
    known = known.left_join(near, ibis.coalesce(known.same_uid_as, known.n) == near.repeat).drop("repeat")
    same_as = ibis.coalesce(known.repeated, known.same_uid_as)
    unique = known.mutate(same_as=same_as, is_duplicate=same_as.notnull()).drop("repeated", "same_uid_as")
    is_real = (unique.outcome == "held") & unique.step.notnull() & ~unique.is_duplicate
    real = unique.mutate(is_real=is_real)
    ranked = _ranked(real)
    counts = ranked.is_real & ~ranked.is_second_discovery & ~ranked.is_known_customer
    return ranked.mutate(counts=counts, anomaly=_anomaly(ranked)).drop("first_signed_on")


def _with_deals(meetings: Any, deals: Any) -> Any:
    """The meetings with what their deal, and their account's history, say about them."""
    of_deal = deals.select(deal=deals.key, deal_account=deals.account, proposed_on=deals.proposed_on)
    signed = deals.filter(deals.status == "won").group_by("account").agg(first_signed_on=deals.signed_on.min())
    known = meetings.left_join(of_deal, "deal").drop("deal_right")
    known = known.mutate(account=ibis.coalesce(known.account, known.deal_account)).drop("deal_account")
    known = known.left_join(signed, "account").drop("account_right")
    return known.mutate(opportunity=opportunity(known))


def _with_same_uid(table: Any) -> Any:
    """Each meeting with the one whose iCalendar identifier and start it repeats, if any.

    A meeting reduced to what counts bears, instead of that identifier, the key of the one that it was found to repeat,
    or its own: whatever its start, that one comes first.
    """
    is_open = table.outcome != "held"  # one calendar may know that it was held while the other still says booked
    is_reduced = _is_reduced(table)
    start = ibis.ifelse(is_reduced, 0, table.start_at)
    repeats_another = is_reduced & (table.uid != table.key)
    by_uid = ibis.window(group_by=[table.uid, start], order_by=[repeats_another, is_open, table.key])
    first = table.n.first().over(by_uid)
    return table.mutate(same_uid_as=ibis.ifelse(table.uid.notnull() & (first != table.n), first, ibis.null("int64")))


def _is_reduced(table: Any) -> Any:
    return table.uid.startswith(REDUCED).fill_null(FALSE)


def near_each_other(meetings: Any, deals: Any, *, minutes: int) -> Any:
    """The meetings that may repeat one another: same account, kind and outcome, so many minutes apart at most.

    Of those reduced to what counts it is known already: they have no hour to compare.
    """
    table = _with_same_uid(_with_deals(meetings, deals))
    table = table.filter(~_is_reduced(table))
    table = table.filter(table.same_uid_as.isnull() & table.account.notnull() & table.owner.notnull())
    by_time = ibis.window(group_by=[table.account, table.kind, table.outcome], order_by=[table.start_at, table.key])
    before, after = table.start_at.lag().over(by_time), table.start_at.lead().over(by_time)
    seconds = minutes * 60
    is_near = (table.start_at - before <= seconds).fill_null(FALSE) | (after - table.start_at <= seconds).fill_null(
        FALSE
    )
    rows = table.mutate(is_near=is_near)
    rows = rows.filter(rows.is_near).select("n", "account", "kind", "outcome", "start_at", "key", "owner")
    return rows.order_by(["account", "kind", "outcome", "start_at", "key"])


def same_meetings(near: pa.Table, *, minutes: int) -> pa.Table:
    """Which of these meetings (``n``) is another rep's record of an earlier one (``of``), by client and start (EC-46).

    The minutes are counted from the meeting that counts: of 9:00, 9:15 and 9:30 the second repeats the first and the
    third is a meeting of its own, or else a day of visits to one client would be one. A rep repeats no meeting twice.
    """
    found: list[tuple[int, int]] = []
    open_ones: list[_Counted] = []
    topic = None
    for row in near.to_pylist():
        if topic != (topic := (row["account"], row["kind"], row["outcome"])):
            open_ones = []
        open_ones = [one for one in open_ones if row["start_at"] - one.start_at <= minutes * 60]
        same = next((one for one in open_ones if row["owner"] not in one.owners), None)
        if same is None:
            open_ones.append(_Counted(row["n"], row["start_at"], {row["owner"]}))
        else:
            same.owners.add(row["owner"])
            found.append((row["n"], same.n))
    return pa.table(
        {"n": pa.array([n for n, _ in found], pa.int64()), "of": pa.array([of for _, of in found], pa.int64())}
    )


@dataclass(slots=True)
class _Counted:
    """A meeting that counts, and those who have it in their calendar."""

    n: int
    start_at: int
    owners: set[str]


def attended(judged_meetings: Any) -> Any:
    """The meetings that a rep attended without organising them: once each, of the kind they counted as (EC-45)."""
    m = judged_meetings
    counted = m.filter(m.counts).select(counted_n="n", counted_rep="rep", attended_kind="kind")
    held = m.filter(m.is_duplicate & (m.outcome == "held") & (m.rep != "")).select(
        "n", "rep", "same_as", "start_at", "key"
    )
    found = held.join(counted, (held.same_as == counted.counted_n) & (held.rep != counted.counted_rep))
    once = ibis.row_number().over(
        ibis.window(group_by=[found.same_as, found.rep], order_by=[found.start_at, found.key])
    )
    ranked = found.mutate(once=once)
    return ranked.filter(ranked.once == 0).select(attended_n="n", attended_kind="attended_kind")


def _ranked(table: Any) -> Any:
    in_kind = ibis.window(group_by=[table.opportunity, table.step, table.is_real], order_by=[table.start_at, table.key])
    whole = ibis.window(group_by=[table.opportunity])
    rank = ibis.row_number().over(in_kind) + 1
    first_of = {
        f"first_{name}_at": table.start_at.min(where=table.is_real & (table.step == step)).over(whole)
        for name, step in (("discovery", DISCOVERY), ("proposal", PROPOSAL))
    }
    ranked = table.mutate(rank=rank, **first_of)
    after_meeting = ranked.first_proposal_at.notnull() & (ranked.start_at > ranked.first_proposal_at)
    after_paper = ranked.proposed_on.notnull() & (ranked.day > ranked.proposed_on)
    is_discovery = ranked.is_real & (ranked.step == DISCOVERY)
    return ranked.mutate(
        is_after_proposal=(after_meeting | after_paper).fill_null(FALSE),
        is_second_discovery=is_discovery & (ranked["rank"] > 1),
        is_known_customer=(is_discovery & ranked.deal.isnull() & (ranked.first_signed_on < ranked.day)).fill_null(
            FALSE
        ),
        exchange_rank=ibis.ifelse(
            ranked.is_real & (ranked.step == EXCHANGE) & ~(after_meeting | after_paper).fill_null(FALSE),
            ranked["rank"], ibis.null("int64")),
    )  # fmt: skip


def _anomaly(table: Any) -> Any:
    """What a person should look at, most telling first; null when nothing is odd (EC-38 to EC-49)."""
    held = table.outcome == "held"
    no_discovery = table.first_discovery_at.isnull() | (table.first_discovery_at > table.start_at)
    no_proposal = table.first_proposal_at.isnull() & table.proposed_on.isnull()
    return ibis.cases(
        (held & table.doubtful.notnull(), "doubtful_kind"),
        (held & table.is_duplicate, "duplicate"),
        (table.is_second_discovery, "second_discovery"),
        (table.is_known_customer, "known_customer"),
        (table.is_real & (table.step == EXCHANGE) & table.is_after_proposal, "exchange_after_proposal"),
        (table.is_real & (table.step == PROPOSAL) & no_discovery, "proposal_without_discovery"),
        (table.is_real & (table.step == CLOSING) & no_proposal, "closing_without_proposal"),
        else_=ibis.null("string"),
    )


def opportunities(judged_meetings: Any, deals: Any, *, limit: int) -> Any:
    """One row per opportunity: who discovered it, when it first reached each step, how many RDV-E it took.

    ``over_limit_on`` is the day of the first RDV-E beyond ``limit``, which opens a blocking review (EC-42).
    The first RDV-P or the deal's dated proposal, whichever is earlier, is its proposal (Z9, Z11).
    """
    m = judged_meetings.filter(judged_meetings.is_real)
    steps = m.group_by("opportunity").agg(
        deal=m.deal.max(),
        account=m.account.max(),
        discovery_on=m.day.min(where=m.counts & (m.step == DISCOVERY)),
        discovered_by=m.rep.argmin(m.start_at, where=m.counts & (m.step == DISCOVERY)),
        exchange_on=m.day.min(where=m.step == EXCHANGE),
        proposal_meeting_on=m.day.min(where=m.step == PROPOSAL),
        closing_on=m.day.min(where=m.step == CLOSING),
        exchanges=m.exchange_rank.max().fill_null(0),
        over_limit_on=m.day.min(where=m.exchange_rank > limit),
        last_meeting_on=m.day.max(),
        met_by=m.rep.last(order_by=[m.start_at, m.key]),
    )
    of_deal = deals.select(
        deal=deals.key, name=deals.name, status=deals.status, proposed_on=deals.proposed_on, signed_on=deals.signed_on,
        deal_rep=deals.rep, amount=deals.value_cents,
    )  # fmt: skip
    joined = steps.left_join(of_deal, "deal").drop("deal_right")
    proposal = ibis.least(
        ibis.coalesce(joined.proposal_meeting_on, joined.proposed_on),
        ibis.coalesce(joined.proposed_on, joined.proposal_meeting_on),
    )
    won_on = ibis.ifelse(joined.status == "won", joined.signed_on, ibis.null("date"))
    return joined.mutate(
        proposal_on=proposal, won_on=won_on, rep=ibis.coalesce(joined.deal_rep, joined.discovered_by, joined.met_by)
    )


def preceded_by_call(judged_meetings: Any, *, days: int) -> Any:
    """The counted RDV-D that a held RDV-Q preceded, on the same opportunity or account, within ``days`` (EC-50).

    They are days of the calendar, which no change of hour and no hour since erased can move.
    """
    m = judged_meetings
    calls = m.filter((m.step == QUALIFICATION) & m.is_real).select(
        call_opportunity="opportunity", call_account="account", call_at="start_at", call_day="day"
    )
    d = m.filter((m.step == DISCOVERY) & m.counts)
    near = (calls.call_at <= d.start_at) & (calls.call_day >= d.day - ibis.interval(days=days))
    # one equality a join: "either" in a single join would compare every call with every RDV-D
    same = (calls.call_opportunity == d.opportunity, calls.call_account == d.account)
    by_deal, by_account = (d.semi_join(calls, [one, near]).select("key") for one in same)
    return by_deal.union(by_account, distinct=True)
