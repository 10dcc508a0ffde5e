"""The snapshot that a strategy and an import make together: built once, opened from its files ever after."""

from __future__ import annotations

import hashlib
import os
import shutil
from typing import TYPE_CHECKING

from bilan.facts.corrections import Correction, corrected
from bilan.facts.snapshot import Facts, SnapshotKey
from bilan.journal.models import Correction as Written
from bilan.kpis.catalog import SHIPPED
from bilan.kpis.prepare import Sources, prepare
from bilan.ledger.loading import current
from bilan.ledger.rows import live_tables
from bilan.strategy.toml import dumps

if TYPE_CHECKING:
    from bilan.app.workspace import Workspace
    from bilan.strategy.document import Strategy

LAYOUT = 2  # of the snapshot's own tables: raised when one of them changes


def open_facts(workspace: Workspace, strategy: Strategy, *, import_id: int | None = None) -> Facts:
    """The facts as of an import (the last by default), corrected and classified by the strategy."""
    import_id = current() if import_id is None else import_id
    folder = workspace.snapshots / _key(strategy, import_id).name
    if not folder.exists():
        _make(workspace, strategy, import_id)
    return Facts(folder)


def _key(strategy: Strategy, import_id: int) -> SnapshotKey:
    formulas = repr((LAYOUT, [(kpi.key, kpi.version) for kpi in SHIPPED]))
    text = dumps(strategy)
    return SnapshotKey(
        import_id=import_id,
        corrections=repr(list(Written.objects.order_by("pk").values_list("pk", "withdrawn_at"))),
        strategy=hashlib.sha256(text.encode()).hexdigest(),
        formulas=hashlib.sha256(formulas.encode()).hexdigest(),
    )


def active_corrections() -> list[Correction]:
    """The corrections that hold, in the order they were made."""
    written = Written.objects.filter(withdrawn_at=None).order_by("pk")
    return [Correction(c.table, c.source, c.key, c.column, c.value) for c in written]


def _make(workspace: Workspace, strategy: Strategy, import_id: int) -> None:
    """Made beside and renamed, so that a snapshot is whole or absent."""
    folder = workspace.snapshots / _key(strategy, import_id).name
    beside = folder.with_name(f"{folder.name}.{os.getpid()}.new")
    beside.mkdir(parents=True)
    try:
        tables = corrected(live_tables(import_id, workspace.rows), active_corrections(), strategy.company.zone)
        prepare(Sources(**tables), strategy, beside)
        if not folder.exists():
            beside.replace(folder)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
