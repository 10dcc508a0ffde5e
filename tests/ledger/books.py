"""The ledger without files: canonical rows as a person would list them, loaded as a source would hand them over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from bilan.facts.tables import TABLES
from bilan.ledger import loading
from bilan.ledger.models import Import
from bilan.ledger.rows import live_tables

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 10, 5, 9, tzinfo=UTC)


def deal(key: str, owner: str | None, cents: int | None, signed_on: date | None, **more: Any) -> dict[str, Any]:
    """A deal as a source says it; won unless told otherwise."""
    return {
        "key": key,
        "owner": owner,
        "amount_cents": cents,
        "signed_on": signed_on,
        "status": "won",
        "account": key,
        **more,
    }


def rows(table: str, said: Iterable[dict[str, Any]]) -> pa.Table:
    """Canonical rows from what is said of each; what is not said is empty."""
    schema = TABLES[table].schema
    return pa.Table.from_pylist([{name: one.get(name) for name in schema.names} for one in said], schema=schema)


def started(table: str = "deals", source: str = "crm") -> loading.Load:
    """A load that nobody sees yet."""
    pending = Import.objects.create(
        table=table, source=source, file_name=f"{table}.csv", author="Directrice", started_at=NOW
    )
    return loading.Load(pending, now=NOW)


def load(said: Sequence[dict[str, Any]], table: str = "deals", *, full: bool = False) -> Import:
    """Load rows at once, and count them."""
    under_way = started(table)
    batch = rows(table, said)
    under_way.take(batch)
    if full:
        under_way.remove_absent({one["key"] for one in said})
    cents = sum(one.get("amount_cents") or 0 for one in said)
    return under_way.commit(loading.Refused(), read=batch.num_rows, read_cents=cents)


def known(folder: Path, import_id: int | None = None) -> dict[str, list[dict[str, Any]]]:
    """Everything the ledger holds as of an import, the last by default."""
    tables = live_tables(loading.current() if import_id is None else import_id, folder)
    return {name: sorted(table.to_pylist(), key=repr) for name, table in tables.items()}
