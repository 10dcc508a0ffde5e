"""Zignature's year, drawn meeting by meeting: from the first RDV-D of an account to a signature or a loss."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

import story
import words


@dataclass(slots=True)
class Deal:
    """One row of deals.csv before it is written; amounts in cents."""

    account: str
    owner: str
    created_on: date
    amount: int
    product: str
    origin: str
    status: str = "Ouverte"
    stage: str = "RDV-D"
    business: str = "Nouveau"
    currency: str = "EUR"
    proposed_on: date | None = None
    expected_on: date | None = None
    signed_on: date | None = None
    lost_on: date | None = None
    cancelled_on: date | None = None
    next_step_on: date | None = None
    last_activity_on: date | None = None
    discount: int | None = 0
    reason: str = ""
    split: str = ""
    is_fixed: bool = False  # its amount is planted: the levelling of totals leaves it alone
    key: str = ""


@dataclass(slots=True)
class Meeting:
    """One row of meetings.csv before it is written; ``kind`` is the truth, the title is what a reader gets."""

    kind: str
    title: str
    rep: str
    account: str
    start: datetime
    minutes: int
    outcome: str
    mode: str
    booked_at: datetime
    deal: Deal | None = None
    qualified: str = ""
    all_day: bool = False
    counts: bool = True  # false for a second RDV-D and for the copy in another calendar
    key: str = ""


class Exported(Exception):
    """The export was made before the chain's next meeting."""


@dataclass(slots=True)
class Company:
    """Zignature's agenda and CRM, filled as the year goes."""

    rng: Random
    meetings: list[Meeting] = field(default_factory=list)
    deals: list[Deal] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    taken: set[tuple[str, datetime]] = field(default_factory=set)

    def slot(self, rep: str, day: date) -> datetime:
        """A free half-hour of that day for the rep, or of the next days."""
        while True:
            day = story.next_present(rep, day)
            hours = [datetime.combine(day, time(8 + n // 2, 30 * (n % 2))) for n in range(1, 20)]
            free = [hour for hour in hours if (rep, hour) not in self.taken]
            if free:
                chosen = self.rng.choice(free)
                self.taken.add((rep, chosen))
                return chosen
            day += story.DAY

    def booked_before(self, rep: str, start: datetime) -> datetime:
        """When a meeting was put in the agenda: four to twenty days before, in office hours."""
        day = max(start.date() - story.DAY * self.rng.randint(4, 20), story.ARRIVALS.get(rep, date.min))
        moment = datetime.combine(day, time(self.rng.randint(8, 18), self.rng.randint(0, 59)))
        return min(moment, start - timedelta(minutes=30))

    def meet(self, kind: str, rep: str, account: str, day: date) -> Meeting:
        """A held meeting on that day, or planned if the export comes first."""
        start = self.slot(rep, day)
        mode = "Téléphone" if kind == "Q" else self.mode(kind)
        minutes = 15 if kind == "Q" else self.rng.choice((30, 45, 60, 60, 90))
        booked_at = self.booked_before(rep, start)
        meeting = Meeting(
            kind, words.title(self.rng, kind, account), rep, account, start, minutes, "Tenu", mode, booked_at
        )
        if start.date() > story.EXPORTED_ON:
            meeting.outcome = "Planifié"
            exported = datetime.combine(story.EXPORTED_ON, time(12))
            meeting.booked_at = min(booked_at, exported - timedelta(minutes=self.rng.randint(1, 9000)))
        return meeting

    def mode(self, kind: str) -> str:
        physical = story.PHYSICAL_CHANCE if kind in "DC" else 0.4
        draw = self.rng.random()
        if draw < physical:
            return "Physique"
        return "" if draw > 0.96 else self.rng.choice(("Visio", "Visio", "Visio", "Téléphone"))

    def missed(self, held: Meeting) -> list[Meeting]:
        """The attempts before a held meeting: no-shows, cancelled and rescheduled ones."""
        found = []
        for outcome in ("No-show", "Annulé", "Reporté"):
            start = self.slot(held.rep, held.start.date() - story.DAY * self.rng.randint(3, 6))
            if self.rng.random() < missed_chance(held.rep, outcome, start.date()) and start < held.start:
                booked_at = self.booked_before(held.rep, start)
                text = words.title(self.rng, held.kind, held.account)
                found.append(Meeting(held.kind, text, held.rep, held.account, start, held.minutes, outcome, held.mode,
                                     booked_at, held.deal))  # fmt: skip
            else:
                self.taken.discard((held.rep, start))
        return found


def missed_chance(rep: str, outcome: str, day: date) -> float:
    """The odds of one missed attempt before a held meeting, such that missed / (held + missed) is the chance."""
    if outcome != "No-show":
        return 0.04
    reminded = rep in story.REMINDERS and day >= story.REMINDER_FROM
    chance = story.NO_SHOW_WITH_REMINDER if reminded else story.NO_SHOW_CHANCE
    return chance / (1 - chance)


def draw_amount(rng: Random) -> int:
    """An amount in cents around 10,300 euros, skewed as amounts are."""
    return min(max(round(math.exp(rng.gauss(math.log(10_300), 0.42))), 2_500), 32_000) * 100


@dataclass(slots=True)
class Chain:
    """One opportunity from its first meeting on."""

    company: Company
    rep: str
    account: str
    rows: list[Meeting] = field(default_factory=list)
    deal: Deal | None = None
    at: date = date.min

    @property
    def rng(self) -> Random:
        return self.company.rng

    def discover(self, day: date, fate: str) -> bool:
        """The RDV-D, after a 15-minute call where the rep calls; answers whether an exchange follows."""
        meeting = self.company.meet("D", self.rep, self.account, day)
        is_called = self.rng.random() < call_chance(self.rep, meeting)
        if is_called:
            call_day = meeting.start.date() - story.DAY * self.rng.randint(2, 6)
            while not story.is_present(self.rep, call_day):
                call_day -= story.DAY
            self.add(self.company.meet("Q", self.rep, self.account, call_day))
        chance = story.QUALIFIED_AFTER_CALL if is_called and meeting.mode == "Physique" else story.QUALIFIED_CHANCE
        is_qualified = self.rng.random() < chance if fate == "drawn" else fate == "hopeful"
        meeting.qualified = "oui" if is_qualified else "non"
        self.add(meeting)
        goes_on = self.rng.random() < story.EXCHANGE_CHANCE[is_qualified]
        return goes_on if fate == "drawn" else fate == "hopeful"

    def add(self, meeting: Meeting) -> None:
        meeting.deal = self.deal
        if meeting.outcome == "Tenu":
            self.rows += self.company.missed(meeting)
        self.rows.append(meeting)
        self.at = meeting.start.date()

    def next(self, kind: str, least: int, most: int) -> None:
        """The next meeting some days later; beyond the export it is only planned, and the chain stops."""
        day = story.next_present(self.rep, self.at + story.DAY * self.rng.randint(least, most))
        meeting = self.company.meet(kind, self.rep, self.account, day)
        if meeting.outcome == "Planifié":
            self.wait(meeting)
        self.add(meeting)

    def wait(self, planned: Meeting) -> None:
        if self.deal is not None and (planned.start.date() - story.EXPORTED_ON).days < 31:
            planned.deal = self.deal
            self.deal.next_step_on = planned.start.date()
            self.rows.append(planned)
        raise Exported

    def open_deal(self, business: str = "Nouveau") -> Deal:
        """The deal entered in the CRM after the RDV-D, to which its meetings are then linked."""
        discount = self.rng.choice((None, 0, 0, 0, 5, 5, 8, 10, 10, 12, 15))
        deal = Deal(self.account, self.rep, self.at, draw_amount(self.rng), self.rng.choice(words.PRODUCTS),
                    self.rng.choice(words.ORIGINS), business=business, discount=discount)  # fmt: skip
        deal.expected_on = self.at + story.DAY * self.rng.randint(40, 80)
        for row in self.rows:
            row.deal = deal
        self.deal = deal
        return deal

    def pursue(self, deal: Deal, exchanges: int) -> None:
        """RDV-E, RDV-P, RDV-C and the outcome, as far as the export lets see."""
        deal.stage = "RDV-E"
        for _ in range(exchanges):
            self.next("E", 6, 11)
        if self.rng.random() >= story.PROPOSAL_CHANCE and exchanges < 6:
            self.give_up(deal)
            return
        self.next("P", 6, 12)
        self.propose(deal)
        for _ in range(self.rng.choices((0, 1, 2), (65, 27, 8))[0]):
            self.next("P", 5, 9)
        is_won = self.rng.random() < signature_chance(self.rep, self.at)
        for _ in range(self.rng.choices((0, 1, 2), (14, 80, 6) if is_won else (60, 36, 4))[0]):
            self.next("C", 5, 10)
        self.settle(deal, is_won=is_won)

    def propose(self, deal: Deal) -> None:
        deal.stage = "Proposition"
        draw = self.rng.random()
        if draw < 0.9:  # the rest: nobody noted it, the RDV-P alone says it
            deal.proposed_on = self.at if draw < 0.85 else self.at - story.DAY

    def give_up(self, deal: Deal) -> None:
        """No proposal: lost after a silence, or left open by nobody's decision."""
        closing = self.at + story.DAY * self.rng.randint(12, 35)
        if self.rng.random() < 0.88 and closing <= story.EXPORTED_ON:
            self.lose(deal, closing)

    def settle(self, deal: Deal, *, is_won: bool) -> None:
        late = self.rng.choice((0, 0, 0, 0, 1, 2, 5)) if is_won else self.rng.randint(3, 20)
        closing = story.next_present(self.rep, self.at + story.DAY * late)
        if is_won and closing.month == 8 and self.rng.random() < story.AUGUST_POSTPONED:
            closing = story.next_present(self.rep, date(closing.year, 9, self.rng.randint(1, 12)))
        deal.stage = "Négociation"
        if closing > story.EXPORTED_ON:
            return
        if not is_won:
            self.lose(deal, closing)
            return
        deal.status, deal.stage, deal.signed_on = "Gagnée", "Signée", closing

    def lose(self, deal: Deal, closing: date) -> None:
        deal.status, deal.stage, deal.lost_on = "Perdue", "Perdue", closing
        deal.reason = self.rng.choice(words.LOSS_REASONS) if self.rng.random() < 0.82 else ""


def call_chance(rep: str, meeting: Meeting) -> float:
    """The odds that a RDV-D is preceded by a 15-minute call."""
    adopted = rep in story.CALLERS and meeting.start.date() >= story.CALL_FROM and meeting.mode == "Physique"
    return story.CALL_ADOPTION if adopted else story.CALL_CHANCE_OTHERWISE


def signature_chance(rep: str, day: date) -> float:
    """The odds that a proposal is signed."""
    gain = story.TWO_AT_CLOSING_GAIN if rep in story.TWO_AT_CLOSING and day >= story.TWO_AT_CLOSING_FROM else 0
    return story.SIGNATURE_CHANCE[story.quarter_of(day)] + gain


def discoveries(rng: Random, rep: str, quarter: str, present: int) -> int:
    """How many RDV-D a rep holds in a quarter: planted in the reviewed one, drawn elsewhere."""
    if quarter == story.REVIEWED:
        return story.DISCOVERIES_REVIEWED[rep]
    lead = story.PAUL_LEAD[quarter] if rep == "Paul" else 1
    return max(0, round(rng.gauss(present * story.DISCOVERIES_PER_DAY * lead, 3))) if present else 0


def fates(rng: Random, rep: str, quarter: str, count: int) -> list[str]:
    """How each RDV-D turns out: by the chances, but for Pierre's of the reviewed quarter, planted."""
    if (rep, quarter) != ("Pierre", story.REVIEWED):
        return ["drawn"] * count
    planted = ["hopeless"] * story.PIERRE_HOPELESS + ["hopeful"] * (count - story.PIERRE_HOPELESS)
    rng.shuffle(planted)
    return planted


def run_quarter(company: Company, rep: str, quarter: str) -> None:
    """Every opportunity that a rep opens in a quarter, and the follow-up sales to customers."""
    rng = company.rng
    days = [day for day in story.days_of(*story.QUARTERS[quarter]) if story.is_present(rep, day)]
    count = discoveries(rng, rep, quarter, len(days))
    long_ones = set(rng.sample(range(count), 1)) if count and rep != "Anne" and quarter == "2026-T2" else set()
    for n, fate in enumerate(fates(rng, rep, quarter, count)):
        chain = Chain(company, rep, company.names.pop())
        exchanges = rng.randint(6, 8) if n in long_ones else rng.choices((1, 2, 3, 4), (60, 27, 10, 3))[0]
        day = days[n * len(days) // count]
        live(chain, day, "hopeful" if n in long_ones else fate, exchanges)
        keep(company, chain, quarter)
    for _ in range(rng.randint(1, 2) if days else 0):
        chain = Chain(company, rep, company.names.pop())
        chain.at = rng.choice(days)
        live_upsell(chain)
        keep(company, chain, quarter)


def live(chain: Chain, day: date, fate: str, exchanges: int) -> None:
    """An opportunity from its RDV-D, as far as the export sees."""
    try:
        if chain.discover(day, fate):
            chain.pursue(chain.open_deal(), exchanges)
    except Exported:
        return


def live_upsell(chain: Chain) -> None:
    """A follow-up sale to a customer: no RDV-D, one exchange, then the proposal."""
    try:
        chain.pursue(chain.open_deal("Vente additionnelle"), 1)
    except Exported:
        return


def keep(company: Company, chain: Chain, quarter: str) -> None:
    """Into the files, unless the story ended before 2026: the exports start there."""
    deal = chain.deal
    closed_on = (deal.signed_on or deal.lost_on) if deal else date.min
    if quarter == "2025-T4" and (deal is None or (closed_on is not None and closed_on.year < 2026)):
        return
    company.meetings += chain.rows
    if deal is not None:
        held = [row.start.date() for row in chain.rows if row.outcome == "Tenu"]
        deal.last_activity_on = max([*held, deal.created_on, deal.signed_on or deal.created_on])
        company.deals.append(deal)
