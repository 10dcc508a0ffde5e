"""What purges left of the meetings that they erased, as of an import; and which rows they erased, by digest."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pyarrow as pa
from django.db.models import Max

from bilan.facts.kept import COUNTS, OPPORTUNITIES
from bilan.ledger.models import ErasedKey, KeptCount, KeptOpportunity

if TYPE_CHECKING:
    from collections.abc import Iterable

A_STATEMENT = 500  # rows


def kept_counts(import_id: int) -> pa.Table:
    """The counts of the meetings that are gone; an import made before they were all known has none of them."""
    rows = KeptCount.objects.filter(since__lte=import_id).order_by("pk").values(*COUNTS.names)
    return pa.Table.from_pylist(list(rows), COUNTS)


def kept_opportunities(import_id: int) -> pa.Table:
    """The steps of the opportunities whose meetings are gone."""
    rows = KeptOpportunity.objects.filter(since__lte=import_id).order_by("pk").values(*OPPORTUNITIES.names)
    return pa.Table.from_pylist(list(rows), OPPORTUNITIES)


def keep(counts: pa.Table, opportunities: pa.Table, *, purge: int, since: int) -> None:
    """Write what a purge leaves."""
    KeptCount.objects.bulk_create(
        [KeptCount(purge=purge, since=since, **row) for row in counts.to_pylist()], A_STATEMENT
    )
    KeptOpportunity.objects.bulk_create(
        [KeptOpportunity(purge=purge, since=since, **row) for row in opportunities.to_pylist()], A_STATEMENT
    )


def remember_erased(table: str, addresses: Iterable[tuple[str, str]], *, purge: int) -> None:
    """Write down, by digest, the rows (source and key) that a purge erased."""
    rows = [ErasedKey(purge=purge, table=table, source=source, digest=digest(key)) for source, key in addresses]
    ErasedKey.objects.bulk_create(rows, A_STATEMENT)


def digest(key: str) -> str:
    """A key as an erased row is remembered by."""
    return hashlib.sha256(key.encode()).hexdigest()


def erased(table: str, source: str) -> frozenset[str]:
    """The digests of the rows of a source that were erased; for most sources, none."""
    return frozenset(ErasedKey.objects.filter(table=table, source=source).values_list("digest", flat=True))


def last_erasing(table: str | None = None) -> int:
    """The number of the last purge that erased rows, of one table or of any; 0 when none did."""
    found = ErasedKey.objects.filter(table=table) if table else ErasedKey.objects.all()
    return found.aggregate(last=Max("purge"))["last"] or 0
