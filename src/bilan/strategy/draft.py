"""A first strategy made from the files themselves, so that nobody writes TOML to see a first review."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bilan.period import CIVIL, Cadence, Period
from bilan.strategy.document import Company, KpiSetting, Membership, Rep, Source, Strategy, Team
from bilan.strategy.nomenclature import DEFAULT

TableName = Literal["deals", "meetings", "bookings", "measures"]
TEAM = "equipe"
HOW_TO_FOLLOW: Mapping[TableName, str] = {
    "deals": "Exportez les affaires du CRM (montant, statut, date de signature) et importez le fichier.",
    "meetings": "Exportez les agendas ou les rendez-vous du CRM, titres compris, et importez le fichier.",
    "bookings": "Exportez les affaires gagnées avec leur date de signature et importez le fichier.",
    "measures": "Notez un relevé par commercial et par semaine (KPI, commercial, date, valeur) et importez le fichier.",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What the files show before any strategy exists."""

    owners: tuple[tuple[str, int], ...] = ()  # each name or address, with its rows
    currencies: tuple[tuple[str, int], ...] = ()
    first_day: date | None = None
    last_day: date | None = None
    zone: str = "Europe/Paris"
    tables: tuple[TableName, ...] = ()  # those that have rows


@dataclass(frozen=True, slots=True)
class Followed:
    """A shipped KPI and the table that feeds it."""

    key: str
    table: TableName


def draft(seen: Seen, company: str, kpis: Sequence[Followed], *, today: date) -> Strategy:
    """One team, everyone who owns a row, the last whole quarter that the data covers; no target is invented."""
    reps = _reps(seen.owners)
    period = _last_whole_quarter(seen, today)
    currency = max(seen.currencies, key=lambda pair: pair[1], default=("EUR", 0))[0]
    return Strategy(
        company=Company(name=company, zone=seen.zone, currency=currency),
        period=period.name,
        cadence=Cadence.QUARTER,
        teams=(Team(key=TEAM, name="Équipe"),) if reps else (),
        reps=reps,
        kpis=tuple(_followed(kpi, seen.tables) for kpi in kpis),
        nomenclature=DEFAULT,
    )


def slug(name: str, taken: Collection[str] = ()) -> str:
    """A key made from a name: « Léa Bénard » gives lea-benard, then lea-benard-2 for a homonym (EC-58)."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).lower()
    key = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:60] or "sans-nom"
    rank, candidate = 1, key
    while candidate in taken:
        rank += 1
        candidate = f"{key}-{rank}"
    return candidate


def _followed(kpi: Followed, tables: Collection[TableName]) -> KpiSetting:
    fed = kpi.table in tables or (kpi.table == "bookings" and "deals" in tables)
    if fed:
        return KpiSetting(key=kpi.key, source=Source(name=kpi.table, table=kpi.table))
    return KpiSetting(key=kpi.key, source=Source(name="", how_to_follow=HOW_TO_FOLLOW[kpi.table]))


def _last_whole_quarter(seen: Seen, today: date) -> Period:
    """The last quarter that is over and has rows; failing that, the quarter of the last row."""
    last = min(seen.last_day or today, today)
    first = seen.first_day or date.min
    quarter = CIVIL.containing(last, Cadence.QUARTER)
    if quarter.is_over(today):
        return quarter
    before = quarter.previous()
    return before if first < before.end else quarter


def _reps(owners: Sequence[tuple[str, int]]) -> tuple[Rep, ...]:
    """One rep a person: an address joins a name when it can be nobody else's."""
    rows: dict[str, int] = {}
    for name, count in owners:
        if name.strip():
            rows[name.strip()] = rows.get(name.strip(), 0) + count
    addresses = sorted(name for name in rows if "@" in name)
    people: dict[str, list[str]] = {}
    for name in sorted(rows, key=lambda name: (-rows[name], name)):
        if "@" not in name:
            same = next((known for known in people if _words(known) == _words(name)), None)
            people.setdefault(same or name, []).extend([name] if same else [])
    joined = {address: _person(address, list(people), addresses) for address in addresses}
    for address, person in joined.items():
        people.setdefault(person or address, []).append(address)
    return _named(people)


def _named(people: Mapping[str, list[str]]) -> tuple[Rep, ...]:
    reps: list[Rep] = []
    for name, addresses in sorted(people.items(), key=lambda pair: slug(pair[0])):
        shown = _from_address(name) if "@" in name else name
        key = slug(shown, [rep.key for rep in reps])
        known = tuple(sorted({*addresses} - {shown}))
        reps.append(Rep(key=key, name=shown, addresses=known, teams=(Membership(team=TEAM),)))
    return tuple(reps)


def _person(address: str, people: Sequence[str], addresses: Sequence[str]) -> str | None:
    """Whose address it is: the only person it fits, if it is the only address that fits that person so well."""
    fitting = [person for person in people if _fits(address, person)]
    if len(fitting) != 1:
        return None
    rivals = [other for other in addresses if _fits(other, fitting[0])]
    same_local = {other.partition("@")[0].casefold() for other in rivals}
    return fitting[0] if len(same_local) == 1 else None


def _fits(address: str, person: str) -> bool:
    """Paul fits paul@ and paul.martin@; Paul Martin fits paul.martin@, pmartin@ and paul@, not paul.durand@."""
    local = _words(address.partition("@")[0])
    words = _words(person)
    if not local or not words:
        return False
    initials = {"".join((words[0][0], *words[1:])), "".join(words)}
    shorter, longer = sorted((local, words), key=len)
    return longer[: len(shorter)] == shorter or sorted(local) == sorted(words) or "".join(local) in initials


def _words(name: str) -> tuple[str, ...]:
    return tuple(word for word in slug(name).split("-") if not word.isdigit())


def _from_address(address: str) -> str:
    """paul.martin@zignature.example is shown as Paul Martin."""
    return " ".join(word.capitalize() for word in _words(address.partition("@")[0])) or address
