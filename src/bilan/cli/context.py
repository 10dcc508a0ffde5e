"""Who runs the command, where, when: the only place beside the verbs that reads the clock and the environment."""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import django

from bilan.sources.source import Context as Reading

if TYPE_CHECKING:
    from bilan.app.workspace import Workspace

DEFAULT_HOME = Path.home() / ".local" / "share" / "bilan"


@dataclass
class Here:
    """The command's surroundings."""

    home: Path
    author: str
    as_json: bool
    today_is: date | None = None

    @property
    def workspace(self) -> Workspace:
        """The workspace, its database brought up to date."""
        from bilan.app.workspace import Workspace  # noqa: PLC0415  # Django must be set up first

        self.set_up()
        return Workspace(self.home)

    def set_up(self) -> None:
        """Point Django at this workspace and bring its tables up to date."""
        os.environ["BILAN_HOME"] = str(self.home)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bilan.settings")
        self.home.mkdir(parents=True, exist_ok=True)
        django.setup()
        from django.core.management import call_command  # noqa: PLC0415  # Django must be set up first

        call_command("migrate", verbosity=0, interactive=False)

    @property
    def zone(self) -> str:
        from bilan.app.strategies import latest  # noqa: PLC0415  # Django must be set up first
        from bilan.strategy.toml import loads  # noqa: PLC0415  # Django must be set up first

        version = latest()
        return loads(version.document, "").company.zone if version else "Europe/Paris"

    @property
    def reading(self) -> Reading:
        """What reading a file must know: the company's currency and zone, and today."""
        from bilan.app.strategies import latest  # noqa: PLC0415  # Django must be set up first
        from bilan.strategy.toml import loads  # noqa: PLC0415  # Django must be set up first

        version = latest()
        company = loads(version.document, "").company if version else None
        return Reading(company.currency if company else "EUR", company.zone if company else "Europe/Paris", self.today)

    @property
    def now(self) -> datetime:
        now = datetime.now(ZoneInfo(self.zone))
        return (
            now
            if self.today_is is None
            else now.replace(year=self.today_is.year, month=self.today_is.month, day=self.today_is.day)
        )

    @property
    def today(self) -> date:
        return self.now.date()


def declared_author(name: str | None) -> str:
    """Who is said to act: the name given, else the system's user; recorded as declared, not proven."""
    return name or os.environ.get("BILAN_AS") or getpass.getuser()
