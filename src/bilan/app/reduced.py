"""What became of a closed review's meetings that were reduced to what counts since: they are compared no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from bilan.app.purging import Rule
from bilan.app.writing import local_day
from bilan.facts.tables import MEETINGS
from bilan.journal.models import Purge
from bilan.ledger.models import Meeting
from bilan.ledger.reduced import reduced_keys
from bilan.meetings.sequence import REDUCED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bilan.journal.models import Seal


def reduced_on(seal: Seal) -> date | None:
    """The first day since a review was closed on which meetings were reduced; None when none were."""
    found = Purge.objects.filter(rule=Rule.COUNTS, at__gt=seal.at).order_by("at").first()
    return local_day(found.at) if found else None


class ReducedSince:
    """The meetings that a bundle holds whole and the ledger holds reduced, under both their keys."""

    def __init__(self, sealed: pa.Table) -> None:
        known = set(Meeting.objects.filter(key__startswith=REDUCED).values_list("key", flat=True))
        self.addresses: set[tuple[str, str]] = set()
        for source in pc.unique(sealed["source"]).to_pylist() if known else []:
            keys = sealed.filter(pc.equal(sealed["source"], source))["key"].to_pylist()
            for key, reduced in reduced_keys(source, keys).items():
                if key != reduced and reduced in known:
                    self.addresses |= {(source, key), (source, reduced)}

    def without(self, tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
        """The tables without those meetings."""
        rows = tables[MEETINGS.name]
        places = zip(rows["source"].to_pylist(), rows["key"].to_pylist(), strict=True)
        kept = pa.array([place not in self.addresses for place in places], pa.bool_())
        return {**tables, MEETINGS.name: rows.filter(kept)} if self.addresses else dict(tables)

    def unlaid(self, corrections: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The corrections without those of these meetings."""
        return [one for one in corrections
                if one["table"] != MEETINGS.name or (one["source"], one["key"]) not in self.addresses]  # fmt: skip
