"""Two sources may number their deals alike: the deals that share a key are told apart before anything is joined."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

DEALS_OF = "/deals"  # a booking entry drawn from a deal bears its source and this


def told_apart(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """The same tables; a deal key found in two sources becomes « A-12 (crm) », in its entries and meetings too.

    A meeting from a third source that names such a key names no deal for certain: it keeps the bare key and finds none.
    """
    deals = tables["deals"]
    counts = pc.value_counts(deals["key"])
    shared = counts.field("values").filter(pc.greater(counts.field("counts"), 1))
    if not len(shared):
        return dict(tables)
    found = dict(tables)
    for name, column in (("deals", "key"), ("bookings", "deal"), ("meetings", "deal")):
        found[name] = _renamed(tables[name], column, shared)
    return found


def _renamed(rows: pa.Table, column: str, shared: pa.Array) -> pa.Table:
    source = pc.replace_substring_regex(rows["source"], pattern=f"{DEALS_OF}$", replacement="")
    longer = pc.binary_join_element_wise(rows[column], pc.binary_join_element_wise("(", source, ")", ""), " ")
    values = pc.if_else(pc.is_in(rows[column], value_set=shared), longer, rows[column])
    return rows.set_column(rows.schema.get_field_index(column), rows.schema.field(column), values)
