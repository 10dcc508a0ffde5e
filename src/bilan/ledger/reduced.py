"""Meetings reduced to what counts: under which key each stands, and how the row of an old export is recognised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from bilan.facts.tables import MEETINGS
from bilan.ledger.models import Meeting
from bilan.ledger.secret import digest, secret
from bilan.meetings.sequence import REDUCED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bilan.facts.tables import Table


def reduced_keys(source: str, keys: Iterable[str]) -> dict[str, str]:
    """The key that each meeting of a source bears once reduced: a digest of its own, which nobody can turn back.

    The same row has the same key for ever; one that is reduced already keeps it.
    """
    held = secret()
    return {key: key if key.startswith(REDUCED) else f"{REDUCED}{digest(held, source, key)}" for key in keys}


class Recogniser:
    """Tells the rows of a source that are reduced already: neither counted again nor written again."""

    def __init__(self, table: Table, source: str) -> None:
        self.source = source
        live = Meeting.objects.filter(source=source, removed_by=None, key__startswith=REDUCED)
        self._known = set(live.values_list("key", flat=True)) if table is MEETINGS else set()
        self.found: set[str] = set()  # the keys of those met so far, as the ledger holds them

    def others(self, rows: pa.Table) -> pa.Table:
        """The rows that are not reduced already."""
        if not self._known:
            return rows
        keys = reduced_keys(self.source, rows["key"].to_pylist())
        known = [key for key, reduced in keys.items() if reduced in self._known]
        self.found.update(keys[key] for key in known)
        return rows.filter(pc.invert(pc.is_in(rows["key"], value_set=pa.array(known, pa.string()))))


def touched_reduced(import_id: int) -> bool:
    """Whether an import added or took away a meeting that has been reduced since."""
    reduced = Meeting.objects.filter(key__startswith=REDUCED)
    return bool((reduced.filter(added_by=import_id) | reduced.filter(removed_by=import_id)).exists())
