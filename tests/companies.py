"""A whole company loaded once, through the real import, for the tests that only read its figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.core.management import call_command
from django.db import connection

from bilan.app import importing, strategies
from bilan.app.snapshots import open_facts
from bilan.app.workspace import Workspace
from bilan.kpis.available import available
from bilan.kpis.compute import Actuals, actuals
from bilan.sources.source import Context
from bilan.strategy.toml import loads

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pytest_django.plugin import DjangoDbBlocker

    from bilan.facts.snapshot import Facts
    from bilan.kpis.kpi import Kpi
    from bilan.period import Period
    from bilan.strategy.document import Strategy


@dataclass(frozen=True)
class Loaded:
    """A company's facts once its files are in, with what each import said."""

    facts: Facts
    strategy: Strategy
    reports: dict[str, importing.Report]

    @cached_property
    def kpis(self) -> dict[str, Kpi]:
        return {kpi.key: kpi for kpi in available(self.facts, self.strategy)}

    def period(self, name: str) -> Period:
        return self.strategy.company.calendar.parse(name)

    def actuals(self, windows: Sequence[Period]) -> Actuals:
        return actuals(self.facts, self.strategy, tuple(self.kpis.values()), windows, as_of=windows[-1].end)


def load(home: Path, strategy_file: Path, files: dict[str, Path], today: date, blocker: DjangoDbBlocker) -> Loaded:
    """Publish the strategy, import each file by its table, read the facts, and leave the ledger empty again."""
    workspace = Workspace(home)
    strategy = loads(strategy_file.read_text(encoding="utf-8"), strategy_file.name)
    context = Context(strategy.company.currency, strategy.company.zone, today)
    now = datetime(today.year, today.month, today.day, 9, tzinfo=UTC)
    with blocker.unblock():
        name = str(connection.settings_dict["NAME"])
        assert "memorydb_" in name or name.startswith("test_"), (
            "only a test's own ledger may be emptied: mark the module django_db"
        )
        try:
            strategies.publish(strategy, author="Directrice", reason="test", now=now)
            reports = {table: _import(workspace, path, table, context, now) for table, path in files.items()}
            return Loaded(open_facts(workspace, strategy), strategy, reports)
        finally:
            call_command("flush", interactive=False, verbosity=0)


def _import(workspace: Workspace, path: Path, table: str, context: Context, now: datetime) -> importing.Report:
    guess = importing.look(path, context, table=table)
    return importing.import_file(workspace, path, guess.mapping, context, importing.Options("Directrice", now))
