"""The rows of the ledger as of one import, month by month in Parquet: months that no load touched are reused."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db import connection

from bilan.facts.tables import DEALS, TABLES, Table, Type

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

SECONDS_A_SLICE = 30 * 86_400  # meetings are kept by slices of 30 days: a slice only has to be stable, not civil
FETCH = 5_000


def rows_as_of(table: Table, import_id: int, folder: Path) -> pa.Table:
    """The rows of a table that counted once import ``import_id`` was in, with their ``source``."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {name: folder / f"{table.name}-{name}-{touched}.parquet" for name, touched in _slices(table, import_id)}
    missing = {name: file for name, file in files.items() if not _is_whole(file)}
    if missing:
        _write_slices(_read(table, import_id, list(missing)), missing)
    schema = _schema(table)
    tables = [pq.read_table(file, schema=schema) for file in files.values()]
    return pa.concat_tables(tables) if tables else schema.empty_table()


def _is_whole(file: Path) -> bool:
    """Whether a slice is there and readable; one that the disk damaged is made again."""
    try:
        pq.read_metadata(file)
    except (OSError, pa.ArrowException):
        return False
    return True


def _schema(table: Table) -> pa.Schema:
    return table.schema.append(pa.field("source", pa.string()))


def _slice(table: Table) -> str:
    """The SQL that says in which slice of time a row is kept."""
    column = table.column("created_on" if table is DEALS else table.dated_by)
    if column.type is Type.MOMENT:
        return f"CAST({column.name} / {SECONDS_A_SLICE} AS text)"
    month = f"substr({column.name}, 1, 7)" if connection.vendor == "sqlite" else f"to_char({column.name}, 'YYYY-MM')"
    return f"COALESCE({month}, 'undated')"


def _slices(table: Table, import_id: int) -> list[tuple[str, int]]:
    """The slices that hold rows, each with the last import that added to it or took from it."""
    touched = "CASE WHEN removed_by <= %s AND removed_by > added_by THEN removed_by ELSE added_by END"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_slice(table)} AS slice, MAX({touched})"
            f" FROM ledger_{table.name} WHERE added_by <= %s GROUP BY 1 ORDER BY 1",
            [import_id, import_id],
        )
        return [(str(name), int(last)) for name, last in cursor.fetchall()]


def _read(table: Table, import_id: int, slices: Sequence[str]) -> pa.Table:
    """The rows of these slices, each with the name of its slice last, in one pass over the ledger."""
    columns = ", ".join((*table.names, "source"))
    among = ", ".join("%s" for _ in slices)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM (SELECT {columns}, {_slice(table)} AS slice FROM ledger_{table.name} WHERE added_by <= %s"
            f" AND (removed_by IS NULL OR removed_by > %s)) AS live WHERE slice IN ({among})",
            [import_id, import_id, *slices],
        )
        schema = _schema(table).append(pa.field("slice", pa.string()))
        batches = []
        while rows := cursor.fetchmany(FETCH):
            batches.append(_arrow(schema, list(zip(*rows, strict=True))))
    return pa.concat_tables(batches) if batches else schema.empty_table()


def _arrow(schema: pa.Schema, columns: Sequence[Sequence[Any]]) -> pa.Table:
    arrays = []
    for field, values in zip(schema, columns, strict=True):
        if pa.types.is_boolean(field.type):
            arrays.append(pa.array([None if value is None else bool(value) for value in values], field.type))
            continue
        if pa.types.is_date32(field.type) and values and any(isinstance(value, str) for value in values):
            arrays.append(pa.array(values, pa.string()).cast(pa.date32()))
            continue
        arrays.append(pa.array(values, field.type))
    return pa.table(arrays, schema=schema)


def _write_slices(rows: pa.Table, files: Mapping[str, Path]) -> None:
    """Each slice's rows in its file, in an order that does not depend on when they were loaded."""
    of_slice, rows = rows["slice"].combine_chunks().dictionary_encode(), rows.drop_columns("slice")
    codes = {name: code for code, name in enumerate(of_slice.dictionary.to_pylist())}
    for name, file in files.items():
        part = rows.filter(pc.equal(of_slice.indices, codes[name])) if name in codes else rows.slice(0, 0)
        _write(part.sort_by([("source", "ascending"), ("key", "ascending")]), file)


def _write(rows: pa.Table, file: Path) -> None:
    """Written beside and renamed, so that a file is whole or absent."""
    beside = file.with_suffix(f".{os.getpid()}.new")
    pq.write_table(rows, beside)
    beside.replace(file)


def live_tables(import_id: int, folder: Path) -> dict[str, pa.Table]:
    """Every canonical table as of one import."""
    return {name: rows_as_of(table, import_id, folder) for name, table in TABLES.items()}
