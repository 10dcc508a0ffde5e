"""Zignature's files as its CRM, its agenda and its managers would export them."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from random import Random
from typing import Any

import story
from funnel import Company, Deal, Meeting

DEAL_HEADERS = (
    "ID affaire", "Nom de l'affaire", "Client", "Propriétaire", "Montant HT", "Devise", "Statut", "Étape",
    "Date de création", "Date de proposition", "Clôture prévue", "Date de signature", "Date de perte",
    "Date d'annulation", "Type d'affaire", "Origine", "Produit", "Prix tarif HT", "Motif", "Prochaine étape",
    "Dernière activité", "Partage",
)  # fmt: skip
MEETING_HEADERS = (
    "ID", "Titre", "Organisateur", "Client", "ID affaire", "Début", "Fin", "Journée entière", "Issue", "Lieu/Mode",
    "Pris le", "Qualifié",
)  # fmt: skip
MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
SPACES = ("\u202f", "\u00a0", " ")
SIGNS = {"EUR": "€", "USD": "$"}


def give_keys(company: Company) -> None:
    """Identifiers in the order of entry, as both tools give them."""
    company.deals.sort(key=lambda deal: (deal.created_on, deal.account))
    for n, deal in enumerate(company.deals, 1):
        deal.key = f"A-{n:04}"
    company.meetings.sort(key=lambda row: (row.booked_at, row.start, row.rep))
    for n, row in enumerate(company.meetings, 1):
        row.key = f"M-{n:05}"


def money(rng: Random, cents: int, currency: str = "EUR") -> str:
    """``12 500,00 €`` with one of the three spaces that tools put there."""
    grouped = f"{cents // 100:,}".replace(",", rng.choice(SPACES))
    return f"{grouped},{cents % 100:02}{rng.choice(SPACES)}{SIGNS[currency]}"


def day(value: date | None) -> str:
    """A day as JJ/MM/AAAA, or nothing."""
    return value.strftime("%d/%m/%Y") if value else ""


def list_price(rng: Random, deal: Deal) -> str:
    """The price before discount, in whole euros; nothing where nobody entered one."""
    if deal.discount is None:
        return ""
    return money(rng, -(-deal.amount // (100 - deal.discount)) * 100, deal.currency)


def deal_row(rng: Random, deal: Deal) -> list[str]:
    """One line of ``deals.csv``."""
    name = f"{deal.product} – {deal.account}"
    dates = (deal.created_on, deal.proposed_on, deal.expected_on, deal.signed_on, deal.lost_on, deal.cancelled_on)
    return [
        deal.key, name, deal.account, deal.owner, money(rng, deal.amount, deal.currency), deal.currency, deal.status,
        deal.stage, *map(day, dates), deal.business, deal.origin, deal.product, list_price(rng, deal), deal.reason,
        day(deal.next_step_on), day(deal.last_activity_on), deal.split,
    ]  # fmt: skip


def deals_csv(company: Company) -> bytes:
    """``deals.csv``, with the sum line that the CRM puts at its foot: every amount, whatever its status or currency."""
    rows = [deal_row(company.rng, deal) for deal in company.deals]
    footer = [""] * len(DEAL_HEADERS)
    footer[0], footer[4] = "Total", money(company.rng, footer_cents(company))
    return written([DEAL_HEADERS, *rows, footer], bom=True)


def footer_cents(company: Company) -> int:
    """The file's own sum, as a sheet adds up a column."""
    return sum(deal.amount for deal in company.deals)


def meeting_row(rng: Random, row: Meeting) -> list[str]:
    """One line of ``meetings.csv``."""
    end = row.start + timedelta(minutes=row.minutes)
    qualified = row.qualified if row.outcome == "Tenu" else ""
    if qualified == "non" and row.rep != "Pierre" and rng.random() < 0.05:
        qualified = ""  # nobody ticked the box
    return [
        row.key, row.title, story.email(row.rep), row.account, row.deal.key if row.deal else "",
        f"{row.start:%d/%m/%Y %H:%M}", f"{end:%d/%m/%Y %H:%M}", "oui" if row.all_day else "non", row.outcome, row.mode,
        f"{row.booked_at:%d/%m/%Y %H:%M}", qualified,
    ]  # fmt: skip


def meetings_csv(company: Company) -> bytes:
    """``meetings.csv``, in the order of the agenda."""
    rows = sorted(company.meetings, key=lambda row: (row.start, row.key))
    return written([MEETING_HEADERS, *(meeting_row(company.rng, row) for row in rows)])


def targets_csv() -> bytes:
    """``targets.csv``: the sheet that the managers keep, in k€."""
    months = sorted(story.TARGET_SEASON)
    header = ["Commercial", *(f"{MONTHS[month - 1]} 2026" for month in months)]
    rows = [[rep, *(f"{story.TARGET_SEASON[month]} k€" for month in months)] for rep in story.REPS]
    total = ["Total équipe", *(f"{story.TARGET_SEASON[month] * len(story.REPS)} k€" for month in months)]
    return written([header, *rows, total], bom=True)


def calls_csv(rng: Random) -> bytes:
    """``calls.csv``: calls that each rep notes on Fridays."""
    rows = []
    for friday in story.days_of(date(2026, 1, 2), date(2027, 1, 1))[::7]:
        for rep in story.REPS:
            present = sum(story.is_present(rep, friday - story.DAY * n) for n in range(5))
            if present:
                rows.append(["calls", rep, day(friday), str(max(0, round(rng.gauss(9.5 * present, 4))))])
    return written([["Indicateur", "Commercial", "Date", "Valeur"], *rows])


def written(rows: list[Any], *, bom: bool = False) -> bytes:
    """Lines as a French tool writes them: semicolons, CRLF, a byte-order mark where it puts one."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig" if bom else "utf-8")
