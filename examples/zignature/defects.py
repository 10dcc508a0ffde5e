"""The defects that every real CRM and agenda has, planted one by one and written down in the truth."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import story
import words
from funnel import Chain, Company, Deal, Meeting

Planted = dict[str, Callable[[], Any]]  # what was planted; read once identifiers are given


def won(company: Company, rep: str, start: date, end: date) -> Deal:
    """The rep's first won deal of a stretch that carries no defect yet; its amount is then left alone."""
    found = [
        deal
        for deal in company.deals
        if deal.owner == rep and deal.signed_on is not None and start <= deal.signed_on < end
        if deal.status == "Gagnée" and deal.business == "Nouveau" and not deal.is_fixed
    ]
    chosen = min(found, key=lambda deal: (deal.signed_on, deal.account))
    chosen.is_fixed = True
    return chosen


def spoil_deals(company: Company) -> Planted:
    """Owners missing, a split, two cancellations, dollars, a free pilot."""
    start, end = story.QUARTERS[story.REVIEWED]
    september = date(2026, 9, 1)
    orphans = [won(company, "Pierre", september, end), won(company, "Léa", *story.QUARTERS["2026-T4"])]
    for deal in orphans:
        deal.is_fixed, deal.owner = False, ""
    split = won(company, "Paul", september, end)
    split.split, split.amount = "Paul 60 %, Anne 40 %", 11_111_11
    same = won(company, "Karim", start, date(2026, 8, 1))
    same.status, same.stage, same.cancelled_on, same.amount = "Annulée", "Annulée", date(2026, 9, 10), 9_800_00
    later = won(company, "Claire", date(2026, 6, 1), start)
    later.status, later.stage, later.cancelled_on, later.amount = "Annulée", "Annulée", date(2026, 7, 16), 8_400_00
    dollars = won(company, "Léa", september, end)
    dollars.currency, dollars.amount = "USD", 14_250_00
    free = won(company, "Marc", september, end)
    free.amount, free.discount, free.reason = 0, None, "Pilote offert"
    return {
        "deals_without_owner": lambda: [deal.key for deal in orphans],
        "split_deal": lambda: {"deal": split.key, "split": split.split, "amount_cents": split.amount,
                               "shares_cents": {"Paul": 666_667, "Anne": 444_444}},
        "cancelled_in_its_quarter_ec23": lambda: booking(same),
        "signed_in_q2_cancelled_in_q3_ec24": lambda: booking(later),
        "deal_in_usd": lambda: {"deal": dollars.key, "amount_usd_cents": dollars.amount, "amount_eur_cents": 13_110_00,
                                **story.RATE_USD},
        "zero_value_win_ec20": lambda: free.key,
    }  # fmt: skip


def booking(deal: Deal) -> dict[str, Any]:
    """A signed deal and its cancellation."""
    return {"deal": deal.key, "amount_cents": deal.amount, "signed_on": str(deal.signed_on),
            "cancelled_on": str(deal.cancelled_on)}  # fmt: skip


def renew(company: Company) -> Planted:
    """Two renewals, which do not count in signed revenue (EC-27)."""
    renewals = []
    for rep, signed_on, amount in (("Anne", date(2026, 9, 1), 6_000_00), ("Claire", date(2026, 11, 2), 7_500_00)):
        created_on = signed_on - story.DAY * 45
        deal = Deal(company.names.pop(), rep, created_on, amount, words.PRODUCTS[0], "Client", "Gagnée", "Signée",
                    "Renouvellement", signed_on=signed_on, last_activity_on=signed_on, is_fixed=True)  # fmt: skip
        renewals.append(deal)
    company.deals += renewals
    return {"renewals_ec27": lambda: [deal.key for deal in renewals]}


def held(company: Company, kind: str, rep: str) -> list[Meeting]:
    """The rep's held meetings of a kind in the reviewed quarter, linked to a deal, in order."""
    start, end = story.QUARTERS[story.REVIEWED]
    found = [
        row
        for row in company.meetings
        if row.kind == kind and row.rep == rep and row.deal is not None and row.outcome == "Tenu"
        if start <= row.start.date() < end and row.counts and not row.all_day
    ]
    return sorted(found, key=lambda row: row.start)


def again(company: Company, row: Meeting, kind: str, days: int) -> Meeting:
    """One more held meeting of the same deal, some days later."""
    meeting = company.meet(kind, row.rep, row.account, row.start.date() + story.DAY * days)
    meeting.deal = row.deal
    company.meetings.append(meeting)
    return meeting


def break_sequences(company: Company) -> Planted:
    """A second RDV-D, an RDV-E after an RDV-P, an RDV-C without RDV-P, meetings whose outcome nobody noted."""
    second = again(company, held(company, "D", "Léa")[5], "D", 9)
    second.counts, second.qualified = False, "oui"
    after = again(company, held(company, "P", "Marc")[3], "E", 2)
    rep = "Claire"
    chain = Chain(company, rep, company.names.pop(), at=date(2026, 8, 20))
    deal = chain.open_deal("Vente additionnelle")
    chain.next("E", 3, 5)
    chain.next("C", 7, 9)
    deal.status, deal.stage, deal.signed_on, deal.last_activity_on = "Gagnée", "Signée", chain.at, chain.at
    company.meetings += chain.rows
    company.deals.append(deal)
    forgotten = [held(company, "E", rep)[3] for rep in ("Paul", "Anne", "Karim", "Marc", "Sofia")]
    for row in forgotten:
        row.outcome = "Planifié"
    return {
        "second_rdv_d_ec39": lambda: {"meeting": second.key, "deal": second.deal and second.deal.key},
        "rdv_e_after_rdv_p_ec40": lambda: {"meeting": after.key, "deal": after.deal and after.deal.key},
        "rdv_c_without_rdv_p_ec40": lambda: {"meeting": chain.rows[-1].key, "deal": deal.key},
        "past_meetings_still_planned": lambda: sorted(row.key for row in forgotten),
    }


def copy_meetings(company: Company) -> Planted:
    """The same RDV-D in two calendars, and one noted as a whole day."""
    original = held(company, "D", "Anne")[10]
    double = copy.copy(original)
    double.rep, double.counts = "Karim", False
    double.start = original.start + timedelta(minutes=10)
    double.booked_at = original.booked_at + timedelta(hours=3)
    double.title = f"rdv d – {original.account}"
    company.meetings.append(double)
    whole = held(company, "D", "Claire")[-4]
    whole.all_day, whole.start, whole.minutes = True, datetime.combine(whole.start, time()), 24 * 60
    return {
        "same_meeting_twice_ec46": lambda: {"counted": original.key, "copy": double.key},
        "all_day_rdv_d_ec44": lambda: whole.key,
    }


def fill_agendas(company: Company) -> Planted:
    """Everything else in an agenda: traps that look like RDV-D, customer care, internal meetings, calls in vain."""
    rng = company.rng
    traps = []
    for n, rep in enumerate(story.REPS * 3):
        text, account = words.TRAPS[n % len(words.TRAPS)]
        traps.append(note(company, rep, text, account))
    for rep in story.REPS:
        for _ in range(26):
            text = rng.choice(words.OTHER_TITLES)
            account = "" if text in words.INTERNAL_TITLES else company.names[rng.randrange(len(company.names))]
            note(company, rep, text.format(a=account), account)
    for rep in sorted(story.CALLERS):
        for _ in range(10):
            day = story.next_present(rep, story.CALL_FROM + story.DAY * rng.randint(0, 80))
            company.meetings.append(company.meet("Q", rep, company.names.pop(), day))
    return {"titles_that_are_no_rdv_d_ec38": lambda: sorted(row.key for row in traps)}


def note(company: Company, rep: str, text: str, account: str) -> Meeting:
    """A meeting that the nomenclature does not know."""
    first = max(date(2026, 1, 1), story.ARRIVALS.get(rep, date.min))
    day = story.next_present(rep, first + story.DAY * company.rng.randint(0, (date(2026, 12, 18) - first).days))
    start = company.slot(rep, day)
    mode = company.rng.choice(("Physique", "Visio", ""))
    meeting = Meeting("", text, rep, account, start, 60, "Tenu", mode, company.booked_before(rep, start))
    company.meetings.append(meeting)
    return meeting
