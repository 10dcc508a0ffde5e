"""Whose a deal was before: the owner that an earlier load told, where the last one tells another (EC-52)."""

from __future__ import annotations

import pyarrow as pa
from django.db import connection

from bilan.ledger.loading import undone


def with_former_owners(deals: pa.Table, import_id: int) -> pa.Table:
    """The deals with ``former_owner``, the last of their owners who is not the present one; empty where none is known.

    What an undone load told was a mistake, and made nobody an owner.
    """
    former = _former(import_id)
    values: list[str | None] = [None] * deals.num_rows
    if former:
        addresses = zip(*(deals[name].to_pylist() for name in ("source", "key", "owner")), strict=True)
        for at, (source, key, owner) in enumerate(addresses):
            others = (one for one in former.get((source, key), ()) if one != owner)
            values[at] = next(others, None)
    return deals.append_column("former_owner", pa.array(values, pa.string()))


def _former(import_id: int) -> dict[tuple[str, str], list[str]]:
    """By deal, the owners of its earlier states, the last first."""
    gone = undone(as_of=import_id)
    found: dict[tuple[str, str], list[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT source, key, owner, added_by FROM ledger_deals"
            " WHERE removed_by IS NOT NULL AND removed_by <= %s AND owner IS NOT NULL ORDER BY added_by DESC, id DESC",
            [import_id],
        )
        for source, key, owner, added_by in cursor.fetchall():
            if added_by not in gone:
                found.setdefault((source, key), []).append(owner)
    return found
