"""Where a verb stands: its workspace, its company's zone and currency, and its day; the only reader of the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import typer
from django.core.management import call_command

from bilan.app.strategies import conventions, in_force, latest
from bilan.app.workspace import Workspace
from bilan.cli.asked import Asked
from bilan.journal.models import StrategyVersion
from bilan.sources.source import Context as Reading
from bilan.strategy.document import Strategy


@dataclass
class Here:
    """A verb's surroundings."""

    home: Path
    author: str
    as_json: bool
    today_is: date | None = None
    zone_is: str = ""  # told for a company that has no strategy yet
    is_open: bool = False

    @classmethod
    def of(cls, context: typer.Context) -> Here:
        asked: Asked = context.obj
        return cls(asked.home, asked.author, asked.as_json, asked.today)

    @property
    def workspace(self) -> Workspace:
        """The workspace, its database up to date."""
        self.open()
        return Workspace(self.home)

    def open(self) -> None:
        """Make sure that the workspace is there and its database up to date; once is enough."""
        if not self.is_open:
            self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
            call_command("migrate", verbosity=0, interactive=False)
            self.is_open = True

    @property
    def published(self) -> StrategyVersion | None:
        """The last version of the strategy; None before the first."""
        self.open()
        return latest()

    @property
    def strategy(self) -> Strategy:
        """The strategy in force."""
        self.open()
        return in_force()

    @property
    def zone_and_currency(self) -> tuple[str, str]:
        """The company's, or those of France before it has a strategy."""
        self.open()
        found = conventions()
        return (found.zone, found.currency) if found else (self.zone_is or "Europe/Paris", "EUR")

    def local(self, at: datetime) -> datetime:
        """A moment at the company's clock."""
        return at.astimezone(ZoneInfo(self.zone_and_currency[0]))

    @property
    def reading(self) -> Reading:
        """What reading a file must know: the company's currency and zone, and today."""
        zone, currency = self.zone_and_currency
        return Reading(currency, zone, self.today)

    @property
    def now(self) -> datetime:
        now = datetime.now(ZoneInfo(self.zone_and_currency[0]))
        day = self.today_is
        return now if day is None else now.replace(year=day.year, month=day.month, day=day.day)

    @property
    def today(self) -> date:
        return self.now.date()
