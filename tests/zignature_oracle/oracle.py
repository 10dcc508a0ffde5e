"""What Zignature's review must say, worked out a second time with the standard library and exact fractions.

A controller can check this page against the files in ten minutes. Nothing here comes from the product:
whatever both say alike, two independent readings agree on.

``readings(folder, start, end)`` reads ``[start, end)``: the first day belongs to the stretch, the last does not.
Money is in cents of euros (int), rates and ratios are ``Fraction``; a ratio over nothing is ``None``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from zignature_oracle import files
from zignature_oracle.files import Deal, Meeting

HOLIDAYS = {  # metropolitan France, 2026
    date(2026, 1, 1), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 8), date(2026, 5, 14), date(2026, 5, 25),
    date(2026, 7, 14), date(2026, 8, 15), date(2026, 11, 1), date(2026, 11, 11), date(2026, 12, 25),
}  # fmt: skip
STALLED_AFTER_DAYS = 14
EXCHANGES_PER_DEAL = 5


def readings(folder: Path, start: date, end: date) -> dict[str, Any]:
    """Every figure of the stretch, by name."""
    deals, meetings, truth = files.deals(folder), files.meetings(folder), files.truth(folder)
    exported_on = date.fromisoformat(truth["exported_on"])
    known = activity(meetings, start, end)
    money = signed(deals, start, end)
    days = presence(truth["presence"], start, end)
    discoveries = known["rdv_d"]
    return {
        **money,
        **known,
        **by_month(folder, deals, start, end),
        **funnel(deals, meetings, start, end),
        **pipe(deals, start, end, exported_on),
        "present_days": days,
        "rdv_d_week": ratio(discoveries * 5, sum(days.values())),
        "rdv_d_week_by_rep": {rep: ratio(known["rdv_d_by_rep"][rep] * 5, days[rep]) for rep in days},
        "revenue_per_rdv": ratio(money["bookings"], discoveries),
    }


def ratio(part: int | Fraction, whole: int | Fraction) -> Fraction | None:
    return Fraction(part) / Fraction(whole) if whole else None


def median(values: Iterable[int]) -> Fraction | None:
    ordered = sorted(values)
    if not ordered:
        return None
    return Fraction(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2], 2)


def is_within(day: date | None, start: date, end: date) -> bool:
    return day is not None and start <= day < end


# Money


def entries(deals: list[Deal], start: date, end: date) -> list[tuple[Deal, int]]:
    """Signed revenue, line by line: plus at the signature's date, minus at the cancellation's (EC-23, EC-24).

    A deal that was signed and cancelled gives both lines. Renewals give none (EC-27).
    """
    sold = [deal for deal in deals if not deal.is_renewal]
    plus = [(deal, deal.cents) for deal in sold if is_within(deal.signed_on, start, end)]
    minus = [(deal, -deal.cents) for deal in sold if is_within(deal.cancelled_on, start, end)]
    return plus + minus


def split(deal: Deal, amount: int) -> dict[str, int]:
    """An amount by rep; the cents that shares cannot divide go to the largest remainders."""
    exact = {rep: abs(amount) * share for rep, share in deal.shares.items()}
    cents = {rep: int(value) for rep, value in exact.items()}
    for rep in sorted(exact, key=lambda rep: cents[rep] - exact[rep])[: abs(amount) - sum(cents.values())]:
        cents[rep] += 1
    return {rep: value if amount >= 0 else -value for rep, value in cents.items()}


def signed(deals: list[Deal], start: date, end: date) -> dict[str, Any]:
    """Revenue, signatures, averages, win rate, discount.

    - ``bookings``: the sum of ``entries``; by rep, "" being nobody ("non attribué").
    - ``deals_won``: deals won as the export knows them, signed in the stretch, renewals aside. A deal cancelled
      since is not won; a win at zero is. The team counts a deal once; a rep counts one's share of it.
    - ``avg_deal``: bookings / deals won of more than zero (the definition in the catalogue, net of cancellations);
      ``avg_deal_of_won``: the same deals' own amounts / their number; ``median_deal``: their median.
    - ``win_rate``: won / (won + lost in the stretch), by count.
    - ``discount``: 1 - net / list price, over the deals won whose list price is known.
    """
    by_rep: Counter[str] = Counter()
    for deal, amount in entries(deals, start, end):
        by_rep.update(split(deal, amount))
    sold = [deal for deal in deals if not deal.is_renewal]
    won = [deal for deal in sold if deal.status == "won" and is_within(deal.signed_on, start, end)]
    lost = [deal for deal in sold if deal.status == "lost" and is_within(deal.lost_on, start, end)]
    priced = [deal for deal in won if deal.list_cents is not None]
    valued = [deal.cents for deal in won if deal.cents]
    bookings = sum(by_rep.values())
    kept = ratio(sum(deal.cents for deal in priced), sum(deal.list_cents or 0 for deal in priced))
    owners = sorted({deal.owner for deal in won + lost})
    return {
        "bookings": bookings,
        "bookings_by_rep": dict(by_rep),
        "deals_won": len(won),
        "deals_won_by_rep": {rep: sum(d.shares.get(rep, Fraction(0)) for d in won) for rep in sorted(by_rep)},
        "deals_lost": len(lost),
        "avg_deal": ratio(bookings, len(valued)),
        "avg_deal_of_won": ratio(sum(valued), len(valued)),
        "median_deal": median(valued),
        "win_rate": ratio(len(won), len(won) + len(lost)),
        "win_rate_by_rep": {rep: win_rate(won, lost, rep) for rep in owners},
        "discount": None if kept is None else 1 - kept,
    }


def win_rate(won: list[Deal], lost: list[Deal], rep: str) -> Fraction | None:
    """A deal's owner gets it whole, here: a rate is not shared."""
    wins = sum(deal.owner == rep for deal in won)
    return ratio(wins, wins + sum(deal.owner == rep for deal in lost))


def by_month(folder: Path, deals: list[Deal], start: date, end: date) -> dict[str, Any]:
    """Bookings of each month against the sheet's team target; the months reached; the stretch against its months."""
    targets = files.targets(folder)
    bookings, wanted = {}, {}
    for month in range(start.month, start.month + months_between(start, end)):
        first, last = date(start.year, month, 1), date(start.year + month // 12, month % 12 + 1, 1)
        bookings[f"{first:%Y-%m}"] = sum(amount for _, amount in entries(deals, first, last))
        wanted[f"{first:%Y-%m}"] = targets["Total équipe", month]
    return {
        "bookings_by_month": bookings,
        "target_by_month": wanted,
        "months_reached": sum(bookings[month] >= wanted[month] for month in bookings),
        "target": sum(wanted.values()),
        "attainment": ratio(sum(bookings.values()), sum(wanted.values())),
    }


def months_between(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month


def pipe(deals: list[Deal], start: date, end: date, exported_on: date) -> dict[str, Any]:
    """Open deals as the export knows them: their amount, that expected in the stretch, those asleep.

    Asleep: no activity in the fourteen days up to the export.
    """
    opened = [deal for deal in deals if deal.status == "open"]
    limit = exported_on - timedelta(days=STALLED_AFTER_DAYS)
    return {
        "pipe": sum(deal.cents for deal in opened),
        "pipe_expected": sum(deal.cents for deal in opened if is_within(deal.expected_on, start, end)),
        "stalled": sum(deal.last_activity_on is None or deal.last_activity_on <= limit for deal in opened),
    }


# Meetings


def first_discoveries(meetings: list[Meeting]) -> dict[str, Meeting]:
    """The RDV-D that counts for each opportunity: the first one held, in the whole file (EC-39)."""
    found: dict[str, Meeting] = {}
    for meeting in meetings:
        if meeting.kind == "D" and meeting.is_held:
            found.setdefault(meeting.opportunity, meeting)
    return found


def activity(meetings: list[Meeting], start: date, end: date) -> dict[str, Any]:
    """Meetings of the stretch.

    - ``rdv_q`` .. ``rdv_c``: held, by the day they start; RDV-D once per opportunity; by organiser.
    - ``no_show_rate``: no-shows / (held + no-shows), over all five kinds, second RDV-D included.
    - ``rdv_booked``: meetings of all five kinds by the day they were booked, whatever became of them.
    - ``qualif_rate``: counted RDV-D marked qualified / counted RDV-D; an empty box is not qualified.
    """
    counted = {meeting.key for meeting in first_discoveries(meetings).values()}
    of_stretch = [meeting for meeting in meetings if is_within(meeting.day, start, end)]
    held = [m for m in of_stretch if m.is_held and (m.kind != "D" or m.key in counted)]
    discoveries = [meeting for meeting in held if meeting.kind == "D"]
    outcomes = Counter(meeting.outcome for meeting in of_stretch)
    booked = [meeting for meeting in meetings if is_within(meeting.booked_at.date(), start, end)]
    found: dict[str, Any] = {}
    for kind in "QDEPC":
        reps = Counter(meeting.rep for meeting in held if meeting.kind == kind)
        found[f"rdv_{kind.lower()}"] = reps.total()
        found[f"rdv_{kind.lower()}_by_rep"] = reps
    return {
        **found,
        "outcomes": dict(outcomes),
        "no_show_rate": ratio(outcomes["no_show"], outcomes["no_show"] + outcomes["held"]),
        "no_show_rate_by_rep": {rep: no_show_rate(of_stretch, rep) for rep in sorted({m.rep for m in of_stretch})},
        "rdv_booked": len(booked),
        "rdv_booked_by_kind": Counter(meeting.kind for meeting in booked),
        "rdv_booked_by_rep": Counter(meeting.rep for meeting in booked),
        "qualif_rate": qualif_rate(discoveries),
        "qualif_rate_by_rep": {
            rep: qualif_rate([m for m in discoveries if m.rep == rep]) for rep in sorted({m.rep for m in discoveries})
        },
    }


def no_show_rate(meetings: list[Meeting], rep: str) -> Fraction | None:
    outcomes = Counter(meeting.outcome for meeting in meetings if meeting.rep == rep)
    return ratio(outcomes["no_show"], outcomes["no_show"] + outcomes["held"])


def qualif_rate(discoveries: list[Meeting]) -> Fraction | None:
    return ratio(sum(meeting.qualified is True for meeting in discoveries), len(discoveries))


def funnel(deals: list[Deal], meetings: list[Meeting], start: date, end: date) -> dict[str, Any]:
    """What became of the opportunities discovered in the stretch, as known when it ends; and the cycle.

    - ``stage_rate_d_e``: those with a held RDV-E that starts no earlier than the RDV-D, before the stretch ends.
    - ``stage_rate_d_p``: those with a held RDV-P or a proposal dated on the deal, before the stretch ends.
    - ``stage_rate_d_won``: those whose deal is won and was signed before the stretch ends.
    - ``cycle_days``: median days from the first held RDV-D to the signature, deals won in the stretch that have one.
    - ``over_limit``: deals whose sixth RDV-E before any proposal was held before the stretch ends (Z10), and
      ``over_limit_in_period``: those for which it was held inside it.
    """
    first = first_discoveries(meetings)
    cohort = [meeting for meeting in first.values() if is_within(meeting.day, start, end)]
    by_key = {deal.key: deal for deal in deals}
    exchanged = {m.opportunity for m in meetings if m.kind == "E" and m.is_held and m.day < end and is_after(m, first)}
    proposals = {key: day for key, day in proposed(deals, meetings).items() if day.date() < end}
    won = {key for key, deal in by_key.items() if deal.status == "won" and deal.signed_on and deal.signed_on < end}
    cycles = [
        (deal.signed_on - first[deal.key].day).days
        for deal in deals
        if deal.key in first and not deal.is_renewal and deal.status == "won"
        if deal.signed_on is not None and start <= deal.signed_on < end
    ]
    sixth = sixth_exchanges(deals, meetings)
    return {
        "cohort": len(cohort),
        "stage_rate_d_e": ratio(sum(m.opportunity in exchanged for m in cohort), len(cohort)),
        "stage_rate_d_p": ratio(sum(m.opportunity in proposals for m in cohort), len(cohort)),
        "stage_rate_d_won": ratio(sum(m.opportunity in won for m in cohort), len(cohort)),
        "cycle_days": median(cycles),
        "over_limit": sorted(key for key, day in sixth.items() if day < end),
        "over_limit_in_period": sorted(key for key, day in sixth.items() if start <= day < end),
    }


def is_after(meeting: Meeting, first: dict[str, Meeting]) -> bool:
    return meeting.opportunity in first and meeting.start >= first[meeting.opportunity].start


def proposed(deals: list[Deal], meetings: list[Meeting]) -> dict[str, datetime]:
    """When each opportunity's RDV-E stage ended: its first held RDV-P, or the proposal's day at 00:00 if earlier."""
    found = {d.key: datetime.combine(d.proposed_on, datetime.min.time()) for d in deals if d.proposed_on}
    for meeting in meetings:
        if meeting.kind == "P" and meeting.is_held:
            known = found.get(meeting.opportunity, meeting.start)
            found[meeting.opportunity] = min(known, meeting.start)
    return found


def sixth_exchanges(deals: list[Deal], meetings: list[Meeting]) -> dict[str, date]:
    """The day of the sixth held RDV-E before any proposal, for the deals that have one."""
    ends = proposed(deals, meetings)
    exchanges = [meeting for meeting in meetings if meeting.kind == "E" and meeting.is_held and meeting.deal]
    held: dict[str, list[date]] = {}
    for meeting in exchanges:
        if meeting.deal not in ends or meeting.start < ends[meeting.deal]:
            held.setdefault(meeting.deal, []).append(meeting.day)
    return {key: days[EXCHANGES_PER_DEAL] for key, days in held.items() if len(days) > EXCHANGES_PER_DEAL}


# Presence


def presence(known: dict[str, Any], start: date, end: date) -> dict[str, Fraction]:
    """Days present by rep: Mondays to Fridays, less public holidays, absences and days before arrival,
    times the share of full time.
    """
    days = [start + timedelta(days=n) for n in range((end - start).days)]
    return {
        rep: Fraction(percent, 100) * sum(is_present(known, rep, day) for day in days)
        for rep, percent in known["full_time_percent"].items()
    }  # fmt: skip


def is_present(known: dict[str, Any], rep: str, day: date) -> bool:
    if day.weekday() > 4 or day in HOLIDAYS or day.isoformat() < known["arrived_on"].get(rep, ""):
        return False
    return not any(first <= day.isoformat() <= last for first, last in known["absences"][rep])


def times_the_others(found: dict[str, Any], rep: str) -> Fraction | None:
    """A rep's RDV-D per day present over that of the others together, without the rep."""
    others = [name for name in found["present_days"] if name != rep]
    own = ratio(found["rdv_d_by_rep"][rep], found["present_days"][rep])
    rest = ratio(sum(found["rdv_d_by_rep"][n] for n in others), sum(found["present_days"][n] for n in others))
    return own / rest if own is not None and rest else None
