"""The same SQL asked of PostgreSQL, on tables filled from the snapshot's files, each date asked by indexed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import psycopg
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from benchmarks.sql import QUERIES, SUMS, TABLES, ByHand, frame

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bilan.period import Period

TYPES = {"string": "text", "int64": "bigint", "bool": "boolean", "date32[day]": "date"}
MEDIAN = re.compile(r"median\((\w+)\)")


class InPostgreSQL(ByHand):
    """The snapshot's tables in a database of their own, for one session with room to sort and hash in memory."""

    queries = tuple(MEDIAN.sub(r"percentile_cont(0.5) WITHIN GROUP (ORDER BY \1)", query) for query in QUERIES)

    def __init__(self, folder: Path, windows: Sequence[Period], address: str) -> None:
        self.session = psycopg.connect(address, autocommit=True)
        self.session.execute("SET work_mem = '256MB'")
        for name in TABLES:
            self._fill(name, pq.read_table(folder / f"{name}.parquet"))
        self._fill("windows", frame(windows))
        for table, day in sorted({(table, day) for table, day, *_ in SUMS}):
            self._run(f"CREATE INDEX ON {table} ({day})")
        self._run("ANALYZE")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self._run(query).fetchall()

    def _fill(self, name: str, rows: pa.Table) -> None:
        columns = ", ".join(f'"{field.name}" {TYPES[str(field.type)]}' for field in rows.schema)
        self._run(f"DROP TABLE IF EXISTS {name}")
        self._run(f"CREATE UNLOGGED TABLE {name} ({columns})")
        with self.session.cursor().copy(f"COPY {name} FROM STDIN WITH (FORMAT csv)".encode()) as copy:
            for batch in rows.to_batches(max_chunksize=100_000):
                text = pa.BufferOutputStream()
                pacsv.write_csv(batch, text, pacsv.WriteOptions(include_header=False, quoting_style="needed"))
                copy.write(text.getvalue().to_pybytes())

    def _run(self, statement: str) -> psycopg.Cursor[Any]:
        return self.session.execute(statement.encode())
