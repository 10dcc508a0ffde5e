"""Companies of any size, made up from a seed: reps, teams, deals and meetings, as their tools would export them."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from bilan.strategy.document import Absence, Company, Membership, Rep, Strategy, Target, Team
from bilan.strategy.nomenclature import DEFAULT

FIRST_DAY, TODAY = date(2024, 1, 1), date(2026, 10, 1)
PERIOD = "2026-T3"
MEETINGS_A_DEAL, MEETINGS_A_REP, REPS_A_TEAM = 8, 5_000, 10
ROWS_A_FILE = 1_000_000
TITLES = ("RDV-Q : ", "RDV-D : ", "RDV-E : ", "RDV-E : ", "RDV-E : ", "RDV-P : ", "RDV-C : ", "Point client ")
OUTCOMES, OUTCOME_SHARES = ("Tenu", "No-show", "Annulé", "Reporté"), (0.84, 0.08, 0.06, 0.02)
MODES, MODE_SHARES = ("En personne", "Visio", "Téléphone"), (0.4, 0.5, 0.1)
STATUSES, STATUS_SHARES = ("Ouverte", "Gagnée", "Perdue", "Annulée"), (0.3, 0.27, 0.42, 0.01)
BUSINESS, BUSINESS_SHARES = ("Nouveau", "Vente additionnelle", "Renouvellement"), (0.6, 0.3, 0.1)


@dataclass(frozen=True, slots=True)
class Size:
    """How big a company is: everything follows from the number of its meetings."""

    meetings: int
    seed: int = 7

    @property
    def deals(self) -> int:
        return max(1, self.meetings // MEETINGS_A_DEAL)

    @property
    def reps(self) -> int:
        return max(8, self.meetings // MEETINGS_A_REP)

    @property
    def teams(self) -> int:
        return max(2, self.reps // REPS_A_TEAM)


def rep_name(number: int) -> str:
    """How the files name a rep."""
    return f"Commercial {number:04}"


def strategy_of(size: Size) -> Strategy:
    """The strategy of such a company: who sells in which team, some absences, one target of revenue each."""
    chance = np.random.default_rng(size.seed)
    moved, away = chance.random(size.reps) < 0.1, chance.random(size.reps) < 0.5
    return Strategy(
        company=Company(name="Zignature"),
        period=PERIOD,
        teams=tuple(Team(key=f"t{n:03}", name=f"Équipe {n:03}") for n in range(size.teams)),
        reps=tuple(
            Rep(key=f"r{n:04}", name=rep_name(n), teams=_stays(n % size.teams, size.teams, moves=bool(moved[n])),
                absences=(Absence(first_day=date(2026, 8, 3), last_day=date(2026, 8, 14)),) if away[n] else ())
            for n in range(size.reps)
        ),
        targets=(Target(kpi="bookings", scope="each_rep", window=PERIOD, value=Decimal(200_000)),),
        nomenclature=DEFAULT,
    )  # fmt: skip


def _stays(team: int, teams: int, *, moves: bool) -> tuple[Membership, ...]:
    if not moves:
        return (Membership(team=f"t{team:03}"),)
    later = Membership(team=f"t{(team + 1) % teams:03}", since=date(2026, 8, 1))
    return (Membership(team=f"t{team:03}", until=date(2026, 7, 31)), later)


class _Deals:
    """The deals as columns of numbers, from which both files are written."""

    def __init__(self, size: Size, chance: np.random.Generator) -> None:
        n = size.deals
        start, today = _day(FIRST_DAY), _day(TODAY)
        self.size, self.chance, self.today = size, chance, today
        self.number = np.arange(n)
        self.rep = chance.integers(0, size.reps, n)
        self.account = chance.integers(0, max(1, n // 2), n)
        self.created = chance.integers(start, today - 1, n)
        self.proposed = self.created + chance.integers(20, 60, n)
        self.closed = self.proposed + chance.integers(5, 60, n)
        status = chance.choice(len(STATUSES), n, p=STATUS_SHARES)
        self.status = np.where(self.closed < today, status, 0)
        self.cents = chance.integers(2_000, 80_000, n) * 100

    def table(self) -> pa.Table:
        chance, n = self.chance, len(self.number)
        is_open, is_won, is_lost, is_cancelled = (self.status == at for at in range(4))
        signed = is_won | is_cancelled
        seen = np.minimum(self.created + chance.integers(0, 120, n), self.today - 1)
        split = (chance.random(n) < 0.01) & (self.rep > 0)
        shares = [f"{rep_name(rep)} 60 %, {rep_name(rep - 1)} 40 %" for rep in self.rep[split].tolist()]
        splits = np.full(n, "", object)
        splits[split] = shares
        return pa.table({
            "ID affaire": _numbered("A-", self.number),
            "Nom de l'affaire": _numbered("Projet ", self.number),
            "Client": _numbered("Client ", self.account),
            "Propriétaire": _names(self.rep, self.size.reps),
            "Montant HT": _euros(self.cents),
            "Statut": _words(STATUSES, self.status),
            "Date de création": _days(self.created),
            "Date de proposition": _days(self.proposed, self.proposed < self.today),
            "Clôture prévue": _days(self.closed, is_open),
            "Date de signature": _days(self.closed, signed),
            "Date de perte": _days(self.closed, is_lost),
            "Date d'annulation": _days(np.minimum(self.closed + 10, self.today - 1), is_cancelled),
            "Type d'affaire": _words(BUSINESS, chance.choice(len(BUSINESS), n, p=BUSINESS_SHARES)),
            "Prix tarif HT": _euros(self.cents + self.cents // 10),
            "Motif": pc.if_else(pa.array(is_lost & (chance.random(n) < 0.8)), "Prix", ""),
            "Prochaine étape": _days(self.closed, is_open & (chance.random(n) < 0.7)),
            "Dernière activité": _days(seen, is_open),
            "Partage": pa.array(splits, pa.string()),
        })  # fmt: skip

    def meetings(self) -> pa.Table:
        """The meetings of each deal in their order: qualified, discovered, exchanged, proposed, closed."""
        chance, total = self.chance, self.size.meetings
        deal = np.sort(chance.integers(0, len(self.number), total))
        first = np.searchsorted(deal, self.number)
        rank = np.arange(total) - first[deal]
        day = self.created[deal] + rank * 6 + chance.integers(0, 5, total)
        day = np.where(day < self.today, day, _day(FIRST_DAY) + (day % (self.today - _day(FIRST_DAY))))
        day -= np.maximum((day + 3) % 7 - 4, 0)  # 1970-01-01 was a Thursday: from the week-end back to Friday
        minute = day * 1440 + chance.integers(16, 36, total) * 30
        outcome = chance.choice(len(OUTCOMES), total, p=OUTCOME_SHARES)
        step = np.minimum(rank, len(TITLES) - 1)
        account = _numbered("Client ", self.account[deal])
        return pa.table({
            "ID": _numbered("M-", np.arange(total)),
            "Titre": pc.binary_join_element_wise(_words(TITLES, step), account, ""),
            "Organisateur": _names(self.rep[deal], self.size.reps),
            "Client": account,
            "ID affaire": _numbered("A-", deal),
            "Début": _minutes(minute),
            "Fin": _minutes(minute + 60),
            "Issue": _words(OUTCOMES, outcome),
            "Lieu/Mode": _words(MODES, chance.choice(len(MODES), total, p=MODE_SHARES)),
            "Pris le": _minutes(minute - 1440 * chance.integers(1, 15, total)),
            "Qualifié": _words(("oui", "non", ""), chance.choice(3, total, p=(0.5, 0.2, 0.3))),
        })  # fmt: skip


def _day(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def _numbered(prefix: str, numbers: np.ndarray[Any, Any]) -> pa.Array:
    return pc.binary_join_element_wise(prefix, pc.utf8_lpad(pa.array(numbers).cast(pa.string()), 7, "0"), "")


def _words(words: tuple[str, ...], at: np.ndarray[Any, Any]) -> pa.Array:
    return pa.array(words).take(pa.array(at))


def _names(reps: np.ndarray[Any, Any], count: int) -> pa.Array:
    return _words(tuple(rep_name(n) for n in range(count)), reps)


def _euros(cents: np.ndarray[Any, Any]) -> pa.Array:
    small = pc.utf8_lpad(pa.array(cents % 100).cast(pa.string()), 2, "0")
    return pc.binary_join_element_wise(pa.array(cents // 100).cast(pa.string()), small, ",")


def _days(days: np.ndarray[Any, Any], said: np.ndarray[Any, Any] | None = None) -> pa.Array:
    texts = pc.strftime(pa.array(days.astype("datetime64[D]")), "%d/%m/%Y")
    return texts if said is None else pc.if_else(pa.array(said), texts, "")


def _minutes(minutes: np.ndarray[Any, Any]) -> pa.Array:
    return pc.strftime(pa.array((minutes * 60).astype("datetime64[s]")), "%d/%m/%Y %H:%M")


def write(size: Size, folder: Path) -> None:
    """The company's files: ``deals.csv``, ``meetings-000.csv``… of a million rows each, and ``calls.csv``."""
    deals = _Deals(size, np.random.default_rng(size.seed))
    options = pacsv.WriteOptions(delimiter=";", quoting_style="none")
    pacsv.write_csv(deals.table(), folder / "deals.csv", options)
    meetings = deals.meetings()
    for part, at in enumerate(range(0, size.meetings, ROWS_A_FILE)):
        pacsv.write_csv(meetings.slice(at, ROWS_A_FILE), folder / f"meetings-{part:03}.csv", options)
    pacsv.write_csv(_calls(size, deals.chance), folder / "calls.csv", options)


def _calls(size: Size, chance: np.random.Generator) -> pa.Table:
    """What each rep notes on Fridays."""
    fridays = np.arange(_day(date(2024, 1, 5)), _day(TODAY), 7)
    rep, day = np.repeat(np.arange(size.reps), len(fridays)), np.tile(fridays, size.reps)
    return pa.table({
        "Indicateur": _words(("calls",), np.zeros(len(rep), np.int64)),
        "Commercial": _names(rep, size.reps),
        "Date": _days(day),
        "Valeur": pa.array(chance.integers(20, 60, len(rep))).cast(pa.string()),
    })  # fmt: skip


if __name__ == "__main__":
    Path(sys.argv[2]).mkdir(parents=True, exist_ok=True)
    write(Size(int(sys.argv[1])), Path(sys.argv[2]))
