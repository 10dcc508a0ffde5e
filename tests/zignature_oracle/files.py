"""Zignature's CSV files read in the plainest way: exact integers and dates, nothing shared with the product."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

STATUSES = {"Gagnée": "won", "Perdue": "lost", "Ouverte": "open", "Annulée": "cancelled"}
OUTCOMES = {"Tenu": "held", "No-show": "no_show", "Annulé": "cancelled", "Reporté": "rescheduled", "Planifié": "booked"}
MONTHS = {"janv.": 1, "févr.": 2, "mars": 3, "avr.": 4, "mai": 5, "juin": 6,
          "juil.": 7, "août": 8, "sept.": 9, "oct.": 10, "nov.": 11, "déc.": 12}  # fmt: skip
# The code D, E, P, C or Q after "RDV", followed by the title's end, a space, a colon or a dash (EC-38).
CODE = re.compile(r"(?:^|\W)rdv[ \-–—]?([depcq])(?:$|[ :\-–—])", re.IGNORECASE)


@dataclass(frozen=True)
class Deal:
    """One line of deals.csv; amounts in cents of euros, at the rate of the signature's day."""

    key: str
    owner: str
    shares: dict[str, Fraction]
    cents: int
    list_cents: int | None
    status: str
    is_renewal: bool
    proposed_on: date | None
    expected_on: date | None
    signed_on: date | None
    lost_on: date | None
    cancelled_on: date | None
    last_activity_on: date | None


@dataclass(frozen=True)
class Meeting:
    """One line of meetings.csv whose title is one of the nomenclature's."""

    key: str
    kind: str
    rep: str
    account: str
    deal: str
    start: datetime
    outcome: str
    mode: str
    booked_at: datetime
    qualified: bool | None

    @property
    def opportunity(self) -> str:
        """What a RDV-D is counted once for: the deal where it is known, else the account."""
        return self.deal or self.account

    @property
    def day(self) -> date:
        return self.start.date()

    @property
    def is_held(self) -> bool:
        return self.outcome == "held"


def truth(folder: Path) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    return facts


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def cents(text: str) -> int:
    """``12 500,00 €`` is 1250000: digits alone, since every amount has two decimals."""
    whole, decimals = text.split(",")
    return int("".join(c for c in whole if c.isdigit())) * 100 + int(decimals[:2])


def day(text: str) -> date | None:
    return moment(text + " 00:00").date() if text else None


def moment(text: str) -> datetime:
    """``03/07/2026 09:30``, in the company's own time."""
    found = re.fullmatch(r"(\d\d)/(\d\d)/(\d{4}) (\d\d):(\d\d)", text)
    assert found, text
    dd, mm, yyyy, hours, minutes = map(int, found.groups())
    return datetime(yyyy, mm, dd, hours, minutes)  # noqa: DTZ001  # the files carry local times without a zone


def shares(owner: str, split: str) -> dict[str, Fraction]:
    """``Paul 60 %, Anne 40 %``; without a split all is the owner's; without an owner, the share of nobody ("")."""
    if not split:
        return {owner: Fraction(1)}
    return {name: Fraction(int(percent), 100) for name, percent in re.findall(r"(\w+) (\d+) %", split)}


def deals(folder: Path) -> list[Deal]:
    """Every deal; the file's last line, its own total, is no deal."""
    rates = {"EUR": Fraction(1)} | {rate["currency"]: Fraction(rate["rate"]) for rate in truth(folder)["rates"]}
    return [one_deal(row, rates[row["Devise"]]) for row in rows(folder / "deals.csv") if row["ID affaire"] != "Total"]


def one_deal(row: dict[str, str], rate: Fraction) -> Deal:
    price = row["Prix tarif HT"]
    return Deal(
        key=row["ID affaire"],
        owner=row["Propriétaire"],
        shares=shares(row["Propriétaire"], row["Partage"]),
        cents=round(cents(row["Montant HT"]) * rate),
        list_cents=round(cents(price) * rate) if price else None,
        status=STATUSES[row["Statut"]],
        is_renewal=row["Type d'affaire"] == "Renouvellement",
        proposed_on=day(row["Date de proposition"]),
        expected_on=day(row["Clôture prévue"]),
        signed_on=day(row["Date de signature"]),
        lost_on=day(row["Date de perte"]),
        cancelled_on=day(row["Date d'annulation"]),
        last_activity_on=day(row["Dernière activité"]),
    )


def meetings(folder: Path) -> list[Meeting]:
    """The meetings that the nomenclature knows, earliest first, one line per meeting.

    Two lines of one account by two organisers, at most 15 minutes apart, are one meeting in two
    calendars (EC-46): the lowest identifier stays, the other is dropped.
    """
    names = {address: rep for rep, address in truth(folder)["addresses"].items()}
    found = [one_meeting(row, names) for row in rows(folder / "meetings.csv") if CODE.search(row["Titre"])]
    kept: dict[str, list[Meeting]] = {}
    for meeting in sorted(found, key=lambda m: m.key):
        if not any(is_same(meeting, other) for other in kept.get(meeting.account, [])):
            kept.setdefault(meeting.account, []).append(meeting)
    return sorted((m for of in kept.values() for m in of), key=lambda m: (m.start, m.key))


def is_same(one: Meeting, other: Meeting) -> bool:
    apart = abs((one.start - other.start).total_seconds())
    return one.account != "" and one.rep != other.rep and apart <= 15 * 60


def one_meeting(row: dict[str, str], names: dict[str, str]) -> Meeting:
    code = CODE.search(row["Titre"])
    assert code
    return Meeting(
        key=row["ID"],
        kind=code.group(1).upper(),
        rep=names[row["Organisateur"]],
        account=row["Client"],
        deal=row["ID affaire"],
        start=moment(row["Début"]),
        outcome=OUTCOMES[row["Issue"]],
        mode=row["Lieu/Mode"],
        booked_at=moment(row["Pris le"]),
        qualified={"oui": True, "non": False, "": None}[row["Qualifié"]],
    )


def targets(folder: Path) -> dict[tuple[str, int], int]:
    """(rep or "Total équipe", month of 2026) -> cents, from ``36 k€``."""
    found = {}
    for row in rows(folder / "targets.csv"):
        for header, text in row.items():
            if header != "Commercial":
                found[row["Commercial"], MONTHS[header.split()[0]]] = int(text.removesuffix(" k€")) * 1000_00
    return found
