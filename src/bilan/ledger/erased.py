"""People erased from history: their rows under another name, which no later import takes back (EC-59)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection

from bilan.facts.people import plain_name
from bilan.facts.tables import TABLES
from bilan.ledger.models import ErasedName
from bilan.ledger.secret import digest, secret
from bilan.sources.files.repeats import natural_key

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from bilan.facts.tables import Table

Lookup = Callable[[str], str | None]  # from what a source calls somebody to the name that replaces it
SEPARATOR = re.compile(r"([;,](?!\d)|\s\+\s)")
SHARE = re.compile(r"^(\s*)(.+?)([\s:=]*\d+(?:[.,]\d+)?\s*%\s*)$")


def remember(names: Iterable[str], pseudonym: str) -> None:
    """Keep the digests of somebody's names, so that an export that still says them is recognised."""
    key = secret()
    ErasedName.objects.bulk_create(
        [ErasedName(digest=digest(key, name), pseudonym=pseudonym) for name in sorted(names)]
    )


class Erased:
    """Recognises the erased in the rows of a file, and puts there the names that replace theirs.

    ``present`` are the names of those who sell now: one who bears the same name as somebody erased keeps it.
    """

    def __init__(self, present: Container[str] = ()) -> None:
        self._present = present
        self._known = dict(ErasedName.objects.values_list("digest", "pseudonym"))
        self._secret = secret() if self._known else b""

    def renamed(self, table: Table, rows: pa.Table) -> pa.Table:
        """The rows as the ledger knows them."""
        return renamed(table, rows, self._lookup) if self._known else rows

    def _lookup(self, name: str) -> str | None:
        plain = plain_name(name)
        return None if plain in self._present else self._known.get(digest(self._secret, plain))


def renamed(table: Table, rows: pa.Table, lookup: Lookup) -> pa.Table:
    """Rows whose owners and splits have another name; a key made of a row's own columns follows them."""
    is_made = pc.fill_null(pc.equal(rows["key"], natural_key(rows, table.natural_key)), fill_value=False)
    rows = _changed(rows, "owner", lambda text: lookup(text) or text)
    if "credits" in table.names:
        rows = _changed(rows, "credits", lambda text: split(text, lookup))
    keys = pc.if_else(is_made, natural_key(rows, table.natural_key), rows["key"])
    return rows.set_column(rows.schema.get_field_index("key"), rows.schema.field("key"), keys)


def _changed(rows: pa.Table, name: str, change: Callable[[str], str]) -> pa.Table:
    """A column with each of its texts changed, once a text."""
    found = {text: change(text) for text in pc.unique(rows[name]).to_pylist() if text is not None}
    values = pa.array([None if text is None else found[text] for text in rows[name].to_pylist()], pa.string())
    return rows.set_column(rows.schema.get_field_index(name), rows.schema.field(name), values)


def split(text: str, lookup: Lookup) -> str:
    """« Paul 60 %, Anne 40 % » with one name in the place of another."""
    parts = SEPARATOR.split(text)
    return "".join(_share(part, lookup) if at % 2 == 0 else part for at, part in enumerate(parts))


def _share(part: str, lookup: Lookup) -> str:
    match = SHARE.match(part)
    return f"{match[1]}{lookup(match[2]) or match[2]}{match[3]}" if match else part


def rename_rows(lookup: Lookup) -> dict[tuple[str, str, str], str]:
    """Put another name on every row of somebody, past states too; answer the keys that changed, by table and source."""
    moved: dict[tuple[str, str, str], str] = {}
    for table in TABLES.values():
        ids, sources, rows = _rows_of(table, lookup)
        after = renamed(table, rows, lookup)
        columns = [name for name in ("key", "owner", "credits") if name in table.names]
        values = zip(*(after[name].to_pylist() for name in columns), ids, strict=True)
        with connection.cursor() as cursor:
            assigned = ", ".join(f"{name} = %s" for name in columns)
            cursor.executemany(f"UPDATE ledger_{table.name} SET {assigned} WHERE id = %s", list(values))
        for source, was, now in zip(sources, rows["key"].to_pylist(), after["key"].to_pylist(), strict=True):
            if was != now:
                moved[table.name, source, was] = now
    return moved


def _rows_of(table: Table, lookup: Lookup) -> tuple[list[int], list[str], pa.Table]:
    """The rows that name somebody as owner or in a split, with what their keys may be made of."""
    names = list(dict.fromkeys(["key", *table.natural_key, *(n for n in ("owner", "credits") if n in table.names)]))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, source, {', '.join(names)} FROM ledger_{table.name} ORDER BY id")
        found = [row for row in cursor.fetchall() if _names(dict(zip(names, row[2:], strict=True)), lookup)]
    columns = list(zip(*found, strict=True)) or [()] * (len(names) + 2)
    arrays = [_array(values, table.schema.field(name).type) for name, values in zip(names, columns[2:], strict=True)]
    return list(columns[0]), list(columns[1]), pa.table(dict(zip(names, arrays, strict=True)))


def _names(row: dict[str, str | None], lookup: Lookup) -> bool:
    credits_ = row.get("credits") or ""
    return lookup(row["owner"] or "") is not None or split(credits_, lookup) != credits_


def _array(values: tuple[object, ...], type_: pa.DataType) -> pa.Array:
    if pa.types.is_date32(type_) and any(isinstance(value, str) for value in values):
        return pa.array(values, pa.string()).cast(type_)
    return pa.array(values, type_)
