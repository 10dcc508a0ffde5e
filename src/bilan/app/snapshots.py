"""The snapshot that a strategy and an import make together: built once, opened from its files ever after."""

from __future__ import annotations

import hashlib
import os
import shutil
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from bilan.facts.apart import told_apart
from bilan.facts.corrections import Correction, corrected
from bilan.facts.snapshot import TABLES, Facts, SnapshotKey
from bilan.journal.models import Correction as Written
from bilan.kpis.catalog import SHIPPED
from bilan.kpis.prepare import Sources, prepare
from bilan.ledger.known import with_known_days
from bilan.ledger.loading import current
from bilan.ledger.owners import with_former_owners
from bilan.ledger.rows import live_tables
from bilan.strategy.toml import dumps

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bilan.app.workspace import Workspace
    from bilan.strategy.document import Strategy

LAYOUT = 5  # of the snapshot's own tables: raised when one of them changes


def open_facts(
    workspace: Workspace, strategy: Strategy, *, import_id: int | None = None, corrections: Sequence[int] | None = None
) -> Facts:
    """The facts as of an import (the last by default), corrected and classified by the strategy.

    ``corrections`` are the numbers of those to lay over the rows: all that hold, unless said.
    """
    import_id = current() if import_id is None else import_id
    numbers = active_corrections() if corrections is None else tuple(corrections)
    folder = workspace.snapshots / _key(strategy, import_id, numbers).name
    if not _is_whole(folder):
        shutil.rmtree(folder, ignore_errors=True)  # a cache: one that the disk damaged is made again
        _make(workspace, strategy, import_id, numbers)
    return Facts(folder)


def _is_whole(folder: Path) -> bool:
    try:
        for name in TABLES:
            pq.read_metadata(folder / f"{name}.parquet")
    except (OSError, pa.ArrowException):
        return False
    return True


def _key(strategy: Strategy, import_id: int, corrections: Sequence[int]) -> SnapshotKey:
    formulas = repr((LAYOUT, [(kpi.key, kpi.version) for kpi in SHIPPED]))
    text = dumps(strategy)
    return SnapshotKey(
        import_id=import_id,
        corrections=repr(list(corrections)),
        strategy=hashlib.sha256(text.encode()).hexdigest(),
        formulas=hashlib.sha256(formulas.encode()).hexdigest(),
    )


def active_corrections() -> tuple[int, ...]:
    """The numbers of the corrections that hold, in the order they were made."""
    return tuple(Written.objects.filter(withdrawn_at=None).order_by("pk").values_list("pk", flat=True))


def corrected_rows(workspace: Workspace, zone: str, import_id: int, corrections: Sequence[int]) -> dict[str, pa.Table]:
    """The rows of the sources as of an import, with these corrections laid over them."""
    written = Written.objects.filter(pk__in=corrections).order_by("pk")
    laid = [Correction(c.table, c.source, c.key, c.column, c.value) for c in written]
    return corrected(live_tables(import_id, workspace.rows), laid, zone)


def _make(workspace: Workspace, strategy: Strategy, import_id: int, corrections: Sequence[int]) -> None:
    """Made beside and renamed, so that a snapshot is whole or absent."""
    folder = workspace.snapshots / _key(strategy, import_id, corrections).name
    beside = folder.with_name(f"{folder.name}.{os.getpid()}.new")
    beside.mkdir(parents=True)
    try:
        zone = strategy.company.zone
        tables = corrected_rows(workspace, zone, import_id, corrections)
        tables["deals"] = with_former_owners(tables["deals"], import_id)
        tables["bookings"] = with_known_days(tables["bookings"], import_id, zone)
        prepare(Sources(**told_apart(tables)), strategy, beside)
        if not folder.exists():
            beside.replace(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
