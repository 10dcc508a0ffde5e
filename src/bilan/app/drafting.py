"""A first strategy drafted from the files themselves, so that nobody writes a document to see a first review."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from bilan.facts.days import local_days
from bilan.facts.tables import TABLES, Type
from bilan.kpis.catalog import BY_KEY, DEFAULT
from bilan.ledger.loading import current
from bilan.ledger.rows import live_tables
from bilan.strategy.draft import Followed, Seen, draft

if TYPE_CHECKING:
    import pyarrow as pa

    from bilan.app.workspace import Workspace
    from bilan.strategy.document import Strategy


def drafted(workspace: Workspace, company: str, zone: str, *, today: date) -> Strategy:
    """The strategy that the imported rows suggest: reps, currency, last whole quarter, no target."""
    tables = live_tables(current(), workspace.rows)
    days = [day for name, rows in tables.items() for day in _bounds(name, rows, zone)]
    past = [day for day in days if day < today]
    seen = Seen(
        owners=tuple(sum((_counts(rows["owner"]) for rows in tables.values()), Counter[str]()).items()),
        currencies=tuple(_counts(tables["deals"]["currency"]).items()),
        first_day=min(past, default=None),
        last_day=max(past, default=None),
        zone=zone,
        tables=tuple(name for name in ("deals", "meetings", "measures") if tables[name].num_rows),
    )
    followed = [Followed(key, BY_KEY[key].needs[0]) for key in DEFAULT]  # type: ignore[arg-type]  # a canonical table's name
    return draft(seen, company, followed, today=today)


def _counts(column: pa.ChunkedArray) -> Counter[str]:
    return Counter(
        {entry["values"]: entry["counts"] for entry in pc.value_counts(column).to_pylist() if entry["values"]}
    )


def _bounds(name: str, rows: pa.Table, zone: str) -> list[date]:
    """The first and last day of a table's rows."""
    table = TABLES[name]
    column = rows[table.dated_by]
    if table.column(table.dated_by).type is Type.MOMENT:
        column = local_days(column, zone)
    found = pc.min_max(column).as_py()
    return [day for day in found.values() if day is not None]
