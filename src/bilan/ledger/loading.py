"""One load into the ledger: all of it or nothing, whatever interrupts it, and no row or cent lost on the way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection

from bilan.errors import BilanError
from bilan.facts.bookings import Entry, Signed, update
from bilan.facts.tables import BOOKINGS, DEALS, TABLES, Table
from bilan.label import Label
from bilan.ledger.models import Import
from bilan.ledger.stage import Counts, Stage, transaction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

SWEEP = 20_000  # rows put back at a time, so that nobody waits for a lock


class LostRows(BilanError):
    """The counts of a load do not add up; it was given up before anything became visible."""

    def __init__(self, expected: int, found: int) -> None:
        super().__init__(Label(
            fr=f"L'import est abandonné : {expected} lignes attendues dans le registre, {found} trouvées. "
               "Rien n'a changé. Relancez la même commande ; si cela se répète, signalez-le avec le fichier.",
            en=f"The import was given up: {expected} rows were expected in the ledger, {found} were found. "
               "Nothing has changed. Run the same command again; if it happens again, report it with the file.",
        ))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Refused:
    """What a source read but did not hand over: refused rows, private events, and their cents."""

    rejected: int = 0
    ignored: int = 0
    repeated: int = 0  # the same row twice in one file: unchanged the second time
    rejected_cents: int = 0
    repeated_cents: int = 0


def current() -> int:
    """The last import that counts; 0 when there is none."""
    return Import.objects.filter(committed_at__isnull=False).order_by("-pk").values_list("pk", flat=True).first() or 0


def sweep() -> None:
    """Put back what an interrupted load left behind; it was never visible."""
    last = current()
    for name in TABLES:
        _in_small_steps(f"DELETE FROM ledger_{name} WHERE id IN"
                        f" (SELECT id FROM ledger_{name} WHERE added_by > %s LIMIT {SWEEP})", last)  # fmt: skip
        _in_small_steps(f"UPDATE ledger_{name} SET removed_by = NULL WHERE id IN"
                        f" (SELECT id FROM ledger_{name} WHERE removed_by > %s LIMIT {SWEEP})", last)  # fmt: skip
    Import.objects.filter(committed_at__isnull=True).delete()


def _in_small_steps(statement: str, last: int) -> None:
    while True:
        with transaction(lock=True) as cursor:
            cursor.execute(statement, [last])
            if cursor.rowcount <= 0:
                return


class Load:
    """A load under way: chunks go in under a pending id, ``commit`` makes them count."""

    def __init__(self, pending: Import, *, now: datetime, as_correction: bool = False) -> None:
        self.pending, self.now, self.as_correction = pending, now, as_correction
        self.table: Table = TABLES[pending.table]
        self.counts = Counts()
        self.booked = 0  # entries of signed revenue that this load of deals wrote
        self.removed = 0
        self.stage = Stage(self.table, pending.source)

    def take(self, rows: pa.Table) -> Counts:
        """Write one chunk; the ledger is locked only while it is written."""
        stage = self.stage
        counts = stage.fill(rows)
        changed = set(stage.changed_keys()) if self.table is DEALS and counts.added + counts.changed else set()
        entries = self._entries(rows, changed) if changed else ([], [])
        with transaction(lock=True) as cursor:
            stage.write(cursor, self.pending.pk)
            self._write_entries(cursor, *entries)
        self.counts += counts
        return counts

    def _entries(self, rows: pa.Table, changed: set[str]) -> tuple[list[Entry], list[int]]:
        """The entries of signed revenue that the chunk's new and changed deals bring and take away."""
        changed_rows = rows.filter(pc.is_in(rows["key"], value_set=pa.array(sorted(changed), pa.string())))
        booked = _booked(self.pending.source, sorted(changed))
        added: list[Entry] = []
        removed: list[int] = []
        for row in changed_rows.select(Signed.__slots__).to_pylist():
            deal = Signed(**row)
            known = booked.get(deal.key, [])
            change = update(
                deal, [entry for _, entry in known], today=self.now.date(), as_correction=self.as_correction
            )
            added += change.added
            removed += [row_id for row_id, entry in known if entry in change.removed]
        return added, removed

    def _write_entries(self, cursor: Any, added: Sequence[Entry], removed: Sequence[int]) -> None:
        cursor.executemany("UPDATE ledger_bookings SET removed_by = %s WHERE id = %s",
                           [(self.pending.pk, row_id) for row_id in removed])  # fmt: skip
        names = ", ".join(BOOKINGS.names)
        marks = ", ".join("%s" for _ in range(3 + len(BOOKINGS.names)))
        rows = [
            (f"{self.pending.source}/deals", self.pending.pk, None, f"{entry.deal}·{self.pending.pk}·{number}",
             entry.deal, entry.day.isoformat(), entry.entry, entry.amount_cents, entry.currency, entry.owner,
             entry.credits, entry.dated_by, entry.first_year_cents, entry.total_cents)
            for number, entry in enumerate(added, start=self.booked)
        ]  # fmt: skip
        self.booked += len(rows)
        cursor.executemany(
            f"INSERT INTO ledger_bookings (source, added_by, removed_by, {names}) VALUES ({marks})", rows)  # fmt: skip

    def remove_absent(self, present: set[str]) -> None:
        """Take away the live rows of this source that a full export no longer holds."""
        ledger, source = f"ledger_{self.table.name}", self.pending.source
        gone = absent(self.table, source, present)
        for start in range(0, len(gone), SWEEP):
            part = gone[start : start + SWEEP]
            booked = _booked(source, [key for _, key in part]) if self.table is DEALS else {}
            with transaction(lock=True) as cursor:
                cursor.executemany(f"UPDATE {ledger} SET removed_by = %s WHERE id = %s",
                                   [(self.pending.pk, row_id) for row_id, _ in part])  # fmt: skip
                self._write_entries(cursor, [], [row_id for entries in booked.values() for row_id, _ in entries])
        self.removed += len(gone)

    def commit(self, refused: Refused, *, read: int, read_cents: int) -> Import:
        """Prove that no row and no cent is missing, then make the load count by writing one row."""
        pending, counts = self.pending, self.counts
        pending.read, pending.read_cents = read, read_cents
        pending.added, pending.changed, pending.removed = counts.added, counts.changed, self.removed
        pending.unchanged = counts.unchanged + refused.repeated
        pending.rejected, pending.ignored = refused.rejected, refused.ignored
        pending.rejected_cents = refused.rejected_cents
        pending.unchanged_cents = counts.unchanged_cents + refused.repeated_cents
        with transaction(lock=True) as cursor:
            stored, pending.stored_cents = self._in_ledger(cursor)
            if stored != counts.added + counts.changed:
                raise LostRows(counts.added + counts.changed, stored)
            pending.committed_at = self.now
            pending.save()  # the database itself refuses counts that do not add up
        return pending

    def _in_ledger(self, cursor: Any) -> tuple[int, int]:
        cents = "amount_cents" if "amount_cents" in self.table.names else "0"
        cursor.execute(
            f"SELECT COUNT(*), COALESCE(SUM({cents}), 0) FROM ledger_{self.table.name} WHERE added_by = %s",
            [self.pending.pk],
        )
        rows, total = cursor.fetchone()
        return int(rows), int(total)


def absent(table: Table, source: str, present: set[str]) -> list[tuple[int, str]]:
    """The live rows of a source that are not among ``present``, with their row ids."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, key FROM ledger_{table.name} WHERE source = %s AND removed_by IS NULL", [source])
        return [(row_id, key) for row_id, key in cursor.fetchall() if key not in present]


def _booked(source: str, deals: Sequence[str]) -> dict[str, list[tuple[int, Entry]]]:
    """The live entries that earlier loads drew from these deals, oldest first, with their row ids."""
    found: dict[str, list[tuple[int, Entry]]] = {}
    names = ", ".join(Entry.__slots__)
    with connection.cursor() as cursor:
        for chunk in _chunks(deals, 500):
            marks = ", ".join("%s" for _ in chunk)
            cursor.execute(
                f"SELECT id, {names} FROM ledger_bookings WHERE source = %s AND removed_by IS NULL"
                f" AND deal IN ({marks}) ORDER BY day, id",
                [f"{source}/deals", *chunk],
            )
            for row_id, *values in cursor.fetchall():
                entry = Entry(*values)
                found.setdefault(entry.deal, []).append((row_id, entry))
    return found


def _chunks(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def undo(target: Import, *, author: str, now: datetime) -> Import:
    """Undo a load by its mirror image: what it added is removed, what it removed comes back, under a new id.

    Refused when a later load touched the same rows, with the list of those loads.
    """
    later = _touched_later(target)
    if later:
        raise TouchedLater(target.pk, later)
    sweep()
    pending = Import.objects.create(
        table=target.table,
        source=target.source,
        file_name=target.file_name,
        author=author,
        started_at=now,
        undoes=target,
    )
    for name in TABLES:
        removed = _remove_added(name, target.pk, pending.pk)
        restored = _restore_removed(name, target.pk, pending.pk)
        if name == target.table:
            pending.removed, pending.read, pending.added = removed, restored, restored
    pending.committed_at = now
    pending.save()
    return pending


def _remove_added(name: str, undone: int, pending: int) -> int:
    """Take away what a load added, and say how many rows that is."""
    removed = 0
    while True:
        with transaction(lock=True) as cursor:
            # by key: a later load and its own undoing may have put a copy in the place of the row first added
            cursor.execute(f"UPDATE ledger_{name} SET removed_by = %s WHERE id IN (SELECT b.id FROM ledger_{name} a"
                           f" JOIN ledger_{name} b ON b.source = a.source AND b.key = a.key AND b.removed_by IS NULL"
                           f" WHERE a.added_by = %s AND b.added_by <> %s LIMIT {SWEEP})",
                           [pending, undone, pending])  # fmt: skip
            if cursor.rowcount <= 0:
                return removed
            removed += cursor.rowcount


def _restore_removed(name: str, undone: int, pending: int) -> int:
    """Put back what a load took away, and say how many rows that is."""
    columns = ", ".join(("source", *TABLES[name].names))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT COALESCE(MIN(id), 0), COALESCE(MAX(id), -1) FROM ledger_{name} WHERE removed_by = %s", [undone]
        )
        first, last = cursor.fetchone()
    restored = 0
    for start in range(first, last + 1, SWEEP):
        with transaction(lock=True) as cursor:
            cursor.execute(
                f"INSERT INTO ledger_{name} (added_by, removed_by, {columns}) SELECT %s, NULL, {columns}"
                f" FROM ledger_{name} WHERE removed_by = %s AND added_by <> %s AND id >= %s AND id < %s",
                [pending, undone, undone, start, start + SWEEP],
            )
            restored += max(cursor.rowcount, 0)
    return restored


def _touched_later(target: Import) -> list[int]:
    later: set[int] = set()
    with connection.cursor() as cursor:
        for name in TABLES:
            cursor.execute(
                f"SELECT DISTINCT b.added_by FROM ledger_{name} a"
                f" JOIN ledger_{name} b ON b.key = a.key AND b.source = a.source"
                f" WHERE (a.added_by = %s OR a.removed_by = %s) AND b.added_by > %s"
                f" UNION SELECT DISTINCT removed_by FROM ledger_{name} WHERE added_by = %s AND removed_by > %s",
                [target.pk, target.pk, target.pk, target.pk, target.pk],
            )
            later.update(row for (row,) in cursor.fetchall() if row)
    return sorted(later - _cancelled_out(target.pk))


def undone(*, as_of: int | None = None) -> set[int]:
    """The loads, and the undoings, that no longer hold: undone by one that does; now, or as of an import."""
    found: set[int] = set()
    committed = Import.objects.filter(committed_at__isnull=False, undoes__isnull=False)
    if as_of is not None:
        committed = committed.filter(pk__lte=as_of)
    for number, undoes in committed.order_by("-pk").values_list("pk", "undoes"):
        if number not in found and undoes is not None:
            found.add(undoes)
    return found


def _cancelled_out(after: int) -> set[int]:
    """The loads after one that were undone, and their undoings: together they changed nothing."""
    gone = undone()
    pairs = Import.objects.filter(committed_at__isnull=False, undoes__in=gone, undoes__gt=after)
    return {
        number
        for pk, undoes in pairs.values_list("pk", "undoes")
        if pk not in gone and undoes
        for number in (pk, undoes)
    }


class TouchedLater(BilanError):
    """A later load built on the rows of this one."""

    def __init__(self, target: int, later: Iterable[int]) -> None:
        numbers = ", ".join(str(number) for number in later)
        super().__init__(Label(
            fr=f"L'import {target} ne peut pas être annulé : l'import {numbers} a touché les mêmes lignes depuis. "
               f"Rien n'a changé. Annulez d'abord {numbers}.",
            en=f"Import {target} cannot be undone: import {numbers} touched the same rows since. "
               f"Nothing has changed. Undo {numbers} first.",
        ))  # fmt: skip
