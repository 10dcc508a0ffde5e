"""A chunk of rows beside the ledger, compared with what is live: nothing is written to it here, so nothing is locked."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from django.db import connection

from bilan.facts.tables import Table, Type

if TYPE_CHECKING:
    from collections.abc import Iterator

SQL_TYPES = {
    Type.TEXT: "text", Type.CHOICE: "text", Type.DAY: "date", Type.MOMENT: "bigint",
    Type.CENTS: "bigint", Type.MILLIONTHS: "bigint", Type.FLAG: "boolean",
}  # fmt: skip


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
    """The temporary tables of one load: ``stage`` holds a chunk, ``verdict`` what each row is to the ledger.

    The names come from ``facts.tables`` and the values always travel as parameters.
    """

    def __init__(self, table: Table, source: str) -> None:
        self.table, self.source = table, source
        self.ledger = f"ledger_{table.name}"
        self.columns = ", ".join(table.names)
        self.cents = "amount_cents" if "amount_cents" in table.names else "0"
        types = ", ".join(f"{c.name} {SQL_TYPES[c.type]}" for c in table.columns)
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS stage")
            cursor.execute("DROP TABLE IF EXISTS verdict")
            cursor.execute(f"CREATE TEMPORARY TABLE stage (n integer, {types})")
            cursor.execute("CREATE TEMPORARY TABLE verdict (n integer, old bigint, same integer)")

    def fill(self, rows: pa.Table) -> Counts:
        """Take a chunk in and say how many of its rows are new, changed and unchanged, and their cents."""
        with transaction(lock=False) as cursor:
            cursor.execute("DELETE FROM stage")
            cursor.execute("DELETE FROM verdict")
            self._load(cursor, rows)
            self._compare(cursor)
            return self._count(cursor)

    def _load(self, cursor: Any, rows: pa.Table) -> None:
        columns: list[Any] = [range(rows.num_rows)]
        for column in self.table.columns:
            values = rows.column(column.name)
            if column.type is Type.DAY and connection.vendor == "sqlite":
                values = values.cast(pa.string())  # Python's own adapter for dates is deprecated
            columns.append(values.to_pylist())
        rows_of_values = zip(*columns, strict=True)
        if connection.vendor == "sqlite":
            marks = ", ".join("%s" for _ in columns)
            cursor.executemany(f"INSERT INTO stage VALUES ({marks})", rows_of_values)
            return
        with cursor.copy("COPY stage FROM STDIN") as copy:
            for row in rows_of_values:
                copy.write_row(row)

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
            return [key for (key,) in cursor.fetchall()]

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
