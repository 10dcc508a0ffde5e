"""When an entry of signed revenue was first known, where an earlier load could have told it and did not (EC-26)."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection

from bilan.ledger.loading import undone
from bilan.ledger.models import Import

Address = tuple[str, str]  # source and key


@dataclass(frozen=True, slots=True)
class _Entry:
    """A live entry that an earlier load might have told."""

    source: str
    key: str
    deal: str
    entry: str
    day: date
    added_by: int

    @property
    def what(self) -> tuple[str, str, date]:
        return (self.deal, self.entry, self.day)


class _Loads:
    """The loads of one source in order, and what each of them covered."""

    def __init__(self, source: str, loads: Sequence[tuple[int, date]]) -> None:
        self.source, self.loads = source, loads
        self._first_days: dict[int, date | None] = {}

    def before(self, number: int) -> tuple[int, date] | None:
        """The last load of an earlier day: two files loaded on one day tell one story."""
        days = dict(self.loads)
        if number not in days:
            return None
        earlier = bisect_left([day for _, day in self.loads], days[number])
        return self.loads[earlier - 1] if earlier else None

    def could_have_told(self, entry: _Entry, number: int) -> bool:
        """Whether a load before this one went back as far as the entry's day, and was made after it."""
        before = self.before(number)
        if before is None or before[1] < entry.day:
            return False
        first = self._first_day(before[0])
        return first is not None and first <= entry.day

    def _first_day(self, number: int) -> date | None:
        if number not in self._first_days:
            rows = _rows("SELECT MIN(day) FROM ledger_bookings WHERE source = %s AND added_by <= %s",
                         [self.source, number])  # fmt: skip
            self._first_days[number] = _day(rows[0][0]) if rows[0][0] else None
        return self._first_days[number]


def with_known_days(bookings: pa.Table, import_id: int, zone: str) -> pa.Table:
    """The entries with ``known_on``, the day of the load that first told them; empty where no load could have before.

    The first load of a source brings its history, and a file of older rows brings more of it: neither is late.
    """
    days = _known_days(import_id, zone)
    values: list[date | None] = [None] * bookings.num_rows
    keys = pa.array(sorted({key for _, key in days}), pa.string())
    for at in pc.indices_nonzero(pc.is_in(bookings["key"], value_set=keys)).to_pylist():
        values[at] = days.get((bookings["source"][at].as_py(), bookings["key"][at].as_py()))
    return bookings.append_column("known_on", pa.array(values, pa.date32()))


def _known_days(import_id: int, zone: str) -> dict[Address, date]:
    found: dict[Address, date] = {}
    for loads, numbers in _sources(import_id, zone):
        entries = [entry for number in numbers for entry in _candidates(loads, number, import_id)]
        first = _first_told(loads.source, entries)
        days = dict(loads.loads)
        for entry in entries:
            number = first.get(entry.what, entry.added_by)
            if number in days and loads.could_have_told(entry, number):
                found[entry.source, entry.key] = days[number]
    return found


def _sources(import_id: int, zone: str) -> Iterator[tuple[_Loads, list[int]]]:
    """Each source of entries with its loads that hold, and every number under which rows came, undoings included."""
    gone = undone(as_of=import_id)
    loads: dict[str, list[tuple[int, date]]] = {}
    numbers: dict[str, list[int]] = {}
    committed = Import.objects.filter(committed_at__isnull=False, pk__lte=import_id, table__in=["deals", "bookings"])
    for one in committed.order_by("pk"):
        source = f"{one.source}/deals" if one.table == "deals" else one.source
        numbers.setdefault(source, []).append(one.pk)
        if one.undoes_id is None and one.pk not in gone and one.committed_at:
            loads.setdefault(source, []).append((one.pk, one.committed_at.astimezone(ZoneInfo(zone)).date()))
    for source, mine in loads.items():
        yield _Loads(source, mine), [number for number in numbers[source] if number > mine[0][0]]


def _candidates(loads: _Loads, number: int, import_id: int) -> list[_Entry]:
    """The live entries that came under a number, dated before the last load of an earlier day."""
    before = loads.before(number)
    is_load = number in dict(loads.loads)
    if is_load and before is None:
        return []
    last = before[1] if before else date.max
    rows = _rows(
        "SELECT key, deal, entry, day FROM ledger_bookings WHERE source = %s AND added_by = %s AND day <= %s"
        " AND (removed_by IS NULL OR removed_by > %s)",
        [loads.source, number, last.isoformat(), import_id],
    )
    return [_Entry(loads.source, key, deal, entry, _day(day), number) for key, deal, entry, day in rows]


def _first_told(source: str, entries: Sequence[_Entry]) -> dict[tuple[str, str, date], int]:
    """The load that first told each entry: one put back by an undoing, or told anew, was known before."""
    if not entries:
        return {}
    deals = sorted({entry.deal for entry in entries})
    is_sqlite = connection.vendor == "sqlite"
    among = "IN (SELECT value FROM json_each(%s))" if is_sqlite else "= ANY(%s)"
    rows = _rows(f"SELECT deal, entry, day, MIN(added_by) FROM ledger_bookings WHERE source = %s AND deal {among}"
                 " GROUP BY deal, entry, day", [source, json.dumps(deals) if is_sqlite else deals])  # fmt: skip
    return {(deal, entry, _day(day)): int(number) for deal, entry, day, number in rows}


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _rows(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
