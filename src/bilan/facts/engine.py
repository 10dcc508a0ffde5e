"""The one door to the engine that answers questions on a snapshot: Ibis expressions, on DuckDB in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ibis

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyarrow as pa


TRUE, FALSE = ibis.literal(value=True), ibis.literal(value=False)


class Engine:
    """A private DuckDB in memory; it reads the files of one snapshot and nothing else of the machine."""

    def __init__(self) -> None:
        self._connection: Any = ibis.duckdb.connect()

    def take(self, name: str, rows: pa.Table) -> Any:
        """A table given in memory, kept under its name."""
        return self._connection.create_table(name, rows, overwrite=True)

    def view(self, rows: pa.Table) -> Any:
        """A table given in memory, read where it lies."""
        return ibis.memtable(rows)

    def read(self, name: str, files: Sequence[Path]) -> Any:
        """A table kept in Parquet files, read when it is asked."""
        return self._connection.read_parquet([str(file) for file in files], table_name=name)

    def keep(self, name: str, expression: Any) -> Any:
        """The answer to an expression, computed once and kept in memory under a name."""
        return self._connection.create_table(name, expression, overwrite=True)

    def answer(self, expression: Any) -> pa.Table:
        """The rows of an expression."""
        return self._connection.to_pyarrow(expression)

    def write(self, name: str, expression: Any, folder: Path) -> Any:
        """The rows of an expression in a Parquet file of that name, read from there ever after."""
        file = folder / f"{name}.parquet"
        self._connection.to_parquet(expression, file)
        return self.read(f"file_{name}", [file])

    def compiled(self, expression: Any) -> str:
        """The SQL that the engine runs, for a reader who wants to check it by hand."""
        return str(ibis.to_sql(expression, dialect="duckdb"))
