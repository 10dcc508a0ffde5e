"""What changed between two imports, row by row, and what that did to each KPI."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from bilan.app.snapshots import open_facts
from bilan.app.strategies import in_force
from bilan.kpis.available import available, followed
from bilan.kpis.compute import actuals
from bilan.kpis.scope import COMPANY
from bilan.ledger.loading import current
from bilan.ledger.rows import live_tables

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import pyarrow as pa

    from bilan.app.workspace import Workspace
    from bilan.kpis.kpi import Kpi

WATCHED = ("amount_cents", "currency", "status", "stage", "owner", "credits", "account", "created_on", "proposed_on", "signed_on",
           "lost_on", "cancelled_on", "expected_on", "business", "title", "declared_kind", "start_at", "outcome", "qualified", "value",
           "day", "entry", "measure", "deal", "mode")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One row added, removed, or one of its values changed."""

    table: str
    key: str
    what: str  # added, removed, or the column's name
    before: Any = None
    after: Any = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """What the changes did to a KPI of the company over the period."""

    kpi: Kpi
    before: Fraction | None
    after: Fraction | None


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes since an import and their effect."""

    since: int
    until: int
    rows: tuple[Change, ...]
    effects: tuple[Effect, ...]


def changes(workspace: Workspace, period: str, *, since: int | None, today: date) -> Changes:
    """The changes since an import (the one before the last by default), with the KPIs of the period that moved."""
    until = current()
    since = max(until - 1, 0) if since is None else since
    old, new = live_tables(since, workspace.rows), live_tables(until, workspace.rows)
    rows = [change for name in ("deals", "meetings", "measures") for change in row_changes(name, old[name], new[name])]
    return Changes(since, until, tuple(rows), _effects(workspace, period, since, today))


def row_changes(name: str, old: pa.Table, new: pa.Table, *, columns: Sequence[str] = WATCHED) -> list[Change]:
    """What differs between two states of a table, row by row."""
    before = {(row["source"], row["key"]): row for row in old.to_pylist()}
    after = {(row["source"], row["key"]): row for row in new.to_pylist()}
    found = []
    for address in sorted(before.keys() | after.keys()):
        was, is_ = before.get(address), after.get(address)
        if was is None or is_ is None:
            row = is_ or was or {}
            found.append(Change(name, address[1], "added" if was is None else "removed", name=_title(row)))
            continue
        found += [Change(name, address[1], column, was[column], is_[column], _title(is_))
                  for column in columns if column in was and was[column] != is_[column]]  # fmt: skip
    return found


def _title(row: dict[str, Any]) -> str:
    return str(row.get("name") or row.get("title") or row.get("measure") or row.get("account") or "")


def _effects(workspace: Workspace, period: str, since: int, today: date) -> tuple[Effect, ...]:
    strategy = in_force()
    window = strategy.company.calendar.parse(period or strategy.period)
    window = window.so_far(today) or window
    facts = [open_facts(workspace, strategy, import_id=number) for number in (since, current())]
    kpis = followed(strategy, available(facts[1], strategy))
    old, new = (actuals(one, strategy, kpis, [window], as_of=window.end) for one in facts)
    effects = []
    for kpi in kpis:
        was, is_ = old.of(kpi, COMPANY, window), new.of(kpi, COMPANY, window)
        before, after = was.value if was else None, is_.value if is_ else None
        if before != after:
            effects.append(Effect(kpi, before, after))
    return tuple(effects)
