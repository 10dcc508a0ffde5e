"""A chunk of rows beside the ledger, compared with what is live before anything is locked."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
from django.db import connection

from bilan.facts.tables import Table, Type

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SQL_TYPES = {
    Type.TEXT: "text", Type.CHOICE: "text", Type.DAY: "date", Type.MOMENT: "bigint",
    Type.CENTS: "bigint", Type.MILLIONTHS: "bigint", Type.FLAG: "boolean",
}  # fmt: skip

ROWS_A_STATEMENT = 100
ABSENT = 0.5  # "not said" on its way into SQLite: no column holds a fraction, and binding None is slow in Python


@dataclass(frozen=True, slots=True)
class Counts:
    """How the rows of a chunk, or of a whole load, stand to what was known, in rows and in cents."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    stored_cents: int = 0
    unchanged_cents: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


@contextmanager
def transaction(*, lock: bool) -> Iterator[Any]:
    """A short transaction: with ``lock`` it may write to the ledger, without it only beside it."""
    begin = "BEGIN IMMEDIATE" if lock and connection.vendor == "sqlite" else "BEGIN"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield cursor
        except BaseException:
            cursor.execute("ROLLBACK")
            raise
        cursor.execute("COMMIT")


class Stage:
    """One chunk beside the ledger: ``fresh`` holds the rows whose key it never saw, the table ``stage`` the others.

    ``verdict`` is what each staged row is to the ledger; fresh rows are written once, straight into it.
    The names come from ``facts.tables`` and the values always travel as parameters.
    """

    def __init__(self, table: Table, source: str) -> None:
        self.table, self.source = table, source
        self.is_first = not _has_live_rows(table, source)  # nothing to compare with: the first export of a source
        self.ledger = f"ledger_{table.name}"
        self.columns = ", ".join(table.names)
        self.cents = "amount_cents" if "amount_cents" in table.names else "0"
        types = ", ".join(f"{c.name} {SQL_TYPES[c.type]}" for c in table.columns)
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS stage")
            cursor.execute("DROP TABLE IF EXISTS verdict")
            cursor.execute(f"CREATE TEMPORARY TABLE stage (n integer, {types})")
            cursor.execute("CREATE TEMPORARY TABLE verdict (n integer, old bigint, same integer)")
        self.fresh = table.schema.empty_table()

    def fill(self, rows: pa.Table) -> Counts:
        """Take a chunk in and say how many of its rows are new, changed and unchanged, and their cents."""
        with transaction(lock=False) as cursor:
            cursor.execute("DELETE FROM stage")
            cursor.execute("DELETE FROM verdict")
            self.fresh, staged = self._parted(cursor, rows.select(self.table.names))
            numbers = pa.array(range(staged.num_rows), pa.int64())
            _insert(cursor, "stage", staged.add_column(0, "n", numbers))
            self._compare(cursor)
            return self._count(cursor) + self._fresh_counts()

    def _parted(self, cursor: Any, rows: pa.Table) -> tuple[pa.Table, pa.Table]:
        """The rows whose key the ledger never saw, and the others."""
        if self.is_first:
            return rows, rows.slice(0, 0)
        seen = pc.is_in(rows["key"], value_set=pa.array(self._known(cursor, rows["key"]), pa.string()))
        return rows.filter(pc.invert(seen)), rows.filter(seen)

    def _known(self, cursor: Any, keys: pa.ChunkedArray) -> list[str]:
        """Those of the keys that are live in the ledger."""
        among = "IN (SELECT value FROM json_each(%s))" if connection.vendor == "sqlite" else "= ANY(%s)"
        wanted = json.dumps(keys.to_pylist()) if connection.vendor == "sqlite" else keys.to_pylist()
        cursor.execute(
            f"SELECT key FROM {self.ledger} WHERE source = %s AND removed_by IS NULL AND key {among}",
            [self.source, wanted],
        )
        return [key for (key,) in cursor.fetchall()]

    def _fresh_counts(self) -> Counts:
        cents = pc.sum(self.fresh[self.cents]).as_py() if self.cents in self.table.names else 0
        return Counts(added=self.fresh.num_rows, stored_cents=cents or 0)

    def _compare(self, cursor: Any) -> None:
        ours = ", ".join(f"s.{name}" for name in self.table.names)
        theirs = ", ".join(f"f.{name}" for name in self.table.names)
        same = (
            f"({ours}) IS ({theirs})"
            if connection.vendor == "sqlite"
            else f"CASE WHEN ({ours}) IS NOT DISTINCT FROM ({theirs}) THEN 1 ELSE 0 END"
        )
        cursor.execute(
            f"INSERT INTO verdict SELECT s.n, f.id, {same} FROM stage s LEFT JOIN {self.ledger} f"
            " ON f.key = s.key AND f.source = %s AND f.removed_by IS NULL",
            [self.source],
        )

    def _count(self, cursor: Any) -> Counts:
        cursor.execute(
            "SELECT COALESCE(SUM(CASE WHEN v.old IS NULL THEN 1 ELSE 0 END), 0),"
            " COALESCE(SUM(CASE WHEN v.same = 0 AND v.old IS NOT NULL THEN 1 ELSE 0 END), 0),"
            " COALESCE(SUM(CASE WHEN v.same = 1 AND v.old IS NOT NULL THEN 1 ELSE 0 END), 0),"
            f" COALESCE(SUM(CASE WHEN v.old IS NULL OR v.same = 0 THEN {self.cents} ELSE 0 END), 0),"
            f" COALESCE(SUM(CASE WHEN v.old IS NOT NULL AND v.same = 1 THEN {self.cents} ELSE 0 END), 0)"
            " FROM verdict v JOIN stage s ON s.n = v.n"
        )
        return Counts(*(int(value) for value in cursor.fetchone()))

    def changed_keys(self) -> list[str]:
        """The keys of this chunk that are new or that differ from what was known."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT s.key FROM verdict v JOIN stage s ON s.n = v.n WHERE v.old IS NULL OR v.same = 0")
            return [*(key for (key,) in cursor.fetchall()), *self.fresh["key"].to_pylist()]

    def write(self, cursor: Any, import_id: int) -> None:
        """Put the chunk into the ledger under an id that nobody sees before it is committed."""
        cursor.execute(
            f"UPDATE {self.ledger} SET removed_by = %s WHERE id IN"
            " (SELECT old FROM verdict WHERE same = 0 AND old IS NOT NULL)",
            [import_id],
        )
        cursor.execute(
            f"INSERT INTO {self.ledger} (source, added_by, removed_by, {self.columns})"
            f" SELECT %s, %s, NULL, {', '.join(f's.{n}' for n in self.table.names)}"
            " FROM stage s JOIN verdict v ON v.n = s.n WHERE v.old IS NULL OR v.same = 0",
            [self.source, import_id],
        )
        _insert(cursor, self.ledger, self.fresh, {"source": self.source, "added_by": import_id})


def _has_live_rows(table: Table, source: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM ledger_{table.name} WHERE source = %s AND removed_by IS NULL LIMIT 1", [source])
        return cursor.fetchone() is not None


def _insert(cursor: Any, into: str, rows: pa.Table, same: Mapping[str, str | int] | None = None) -> None:
    """Put rows into a table of the database, the fastest way that it offers; ``same`` is said of every row."""
    if not rows.num_rows:
        return
    if connection.vendor == "sqlite":
        _insert_values(cursor, into, rows, same or {})
        return
    for name, value in (same or {}).items():
        rows = rows.append_column(name, pa.repeat(value, rows.num_rows))
    names = ", ".join(rows.column_names)
    text = pa.BufferOutputStream()
    # in CSV an absent value is bare and an empty text is quoted, for Arrow as for PostgreSQL
    pacsv.write_csv(rows, text, pacsv.WriteOptions(include_header=False, quoting_style="needed"))
    with cursor.copy(f"COPY {into} ({names}) FROM STDIN WITH (FORMAT csv)") as copy:
        copy.write(text.getvalue().to_pybytes())


def _insert_values(cursor: Any, into: str, rows: pa.Table, same: Mapping[str, str | int]) -> None:
    """Insert many rows with each statement, leaving out the columns that say nothing: SQLite is twice as fast so."""
    rows = rows.select([name for name in rows.column_names if rows[name].null_count < rows.num_rows])
    names, row = ", ".join((*same, *rows.column_names)), _marks(len(same), rows)
    whole = rows.num_rows // ROWS_A_STATEMENT * ROWS_A_STATEMENT
    for part, size in ((rows[:whole], ROWS_A_STATEMENT), (rows[whole:], rows.num_rows - whole)):
        if part.num_rows:
            statement = f"INSERT INTO {into} ({names}) VALUES {', '.join([row] * size)}"
            cursor.executemany(statement, _parameters(part, size, tuple(same.values())))


def _marks(shared: int, rows: pa.Table) -> str:
    """One row of a statement: the first ``shared`` parameters are the same for all its rows, and travel once."""
    first = (f"?{number}" for number in range(1, shared + 1))
    own = (f"NULLIF(?, {ABSENT})" if column.null_count else "?" for column in rows.columns)
    return f"({', '.join((*first, *own))})"


def _parameters(rows: pa.Table, size: int, shared: tuple[str | int, ...]) -> list[list[Any]]:
    """What each statement of ``size`` rows binds, laid out a whole column at a time."""
    times, first, width = rows.num_rows // size, len(shared), rows.num_columns
    laid = np.empty((times, first + size * width), object)
    for at, value in enumerate(shared):
        laid[:, at] = value
    for at, column in enumerate(rows.columns, start=first):
        laid[:, at::width] = _values(column).reshape(times, size)
    bound: list[list[Any]] = laid.tolist()
    return bound


def _values(column: pa.ChunkedArray) -> np.ndarray[Any, Any]:
    """A column's values as SQLite takes them, without one Arrow object per value; ``ABSENT`` where it has none."""
    if pa.types.is_date32(column.type):
        column = column.cast(pa.string())  # Python's own adapter for dates is deprecated
    elif pa.types.is_boolean(column.type):
        column = column.cast(pa.int8())
    absent = pc.is_null(column).to_numpy() if column.null_count else None
    if not pa.types.is_string(column.type):
        column = pc.fill_null(column, 0)
    values: np.ndarray[Any, Any] = column.to_numpy().astype(object, copy=False)
    if absent is not None:
        values[absent] = ABSENT
    return values
