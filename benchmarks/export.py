"""The real CRM export, read where it lies through the real import: what was known of its deals on any day."""

from __future__ import annotations

import os
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bilan.review.stages import ways
from bilan.sources.source import Context
from bilan.strategy.presence import team_of
from bilan.strategy.toml import loads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from bilan.facts.snapshot import Facts
    from bilan.period import Period
    from bilan.review.stages import Days, Ways
    from bilan.stats.arrays import Bools, Floats
    from bilan.strategy.document import Strategy

ROOT = Path(__file__).parents[1]
STRATEGY = ROOT / "tests" / "fixtures" / "maven_strategy.toml"
READ_ON = date(2018, 1, 8)  # after the last close of the export
COMPANY = ""  # who stands for all teams together


def export_folder() -> Path | None:
    """The export's folder: where BILAN_REAL_DATA says, else beside the repository or beside its origin."""
    named = os.environ.get("BILAN_REAL_DATA")
    around = [folder / "shared" / "data" / "maven_crm" for folder in (*ROOT.parents, *_origin().parents)]
    candidates = [Path(named)] if named else around
    return next((folder for folder in candidates if (folder / "sales_pipeline.csv").is_file()), None)


def _origin() -> Path:
    """The folder this repository was cloned from, when it lies on the same machine; else itself."""
    asked = subprocess.run(
        ["git", "config", "remote.origin.url"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    origin = Path(asked.stdout.strip().removeprefix("file://"))
    return origin if origin.is_absolute() else ROOT


@dataclass(frozen=True)
class Sales:
    """Every deal on its way, with the rep and the team of each, and the strategy that says who works when."""

    ways: Ways
    reps: tuple[str, ...]
    teams: tuple[str, ...]
    strategy: Strategy

    def as_of(self, day: date) -> Sales:
        """The same as anybody could know it on the eve of a day.

        The export gives an amount when a deal is won and 0 when it is lost: neither is known of a deal still open.
        """
        known = self.ways.known_at(day)
        amounts = np.where(np.isnat(known.won_on), np.nan, known.amounts)
        return replace(self, ways=replace(known, amounts=amounts))

    def of(self, team: str) -> Sales:
        """The deals of one team, as if it were a company of its own; or of all teams."""
        if team == COMPANY:
            return self
        chosen = np.flatnonzero([one == team for one in self.teams])
        return replace(
            self, ways=_rows(self.ways, chosen), reps=tuple(self.reps[at] for at in chosen), teams=(team,) * len(chosen)
        )

    def falls_in(self, period: Period, days: Days) -> Bools:
        """Which days, one a deal, are in a period; a day that never came is in none."""
        return np.asarray((days >= np.datetime64(period.start)) & (days < np.datetime64(period.end)))

    def is_signed_in(self, period: Period) -> Bools:
        return self.falls_in(period, self.ways.won_on)

    def sizes_in(self, period: Period) -> Floats:
        """What each deal signed in a period was worth."""
        return self.ways.amounts[self.is_signed_in(period)]

    @cached_property
    def team_keys(self) -> tuple[str, ...]:
        return tuple(sorted(set(self.teams)))


def _rows(ways: Ways, chosen: NDArray[np.int64]) -> Ways:
    return replace(
        ways, entered=ways.entered[chosen], won_on=ways.won_on[chosen], lost_on=ways.lost_on[chosen],
        amounts=ways.amounts[chosen], seen_on=ways.seen_on[chosen], keys=tuple(ways.keys[at] for at in chosen),
    )  # fmt: skip


def sales_of(facts: Facts, strategy: Strategy) -> Sales:
    """The deals of a snapshot, each with its rep and the team that the rep is in."""
    found = ways(facts)
    owners = facts.engine.answer(facts.table("deals").select("key", "rep"))
    rep_of = dict(zip(owners["key"].to_pylist(), owners["rep"].to_pylist(), strict=True))
    team = {rep.key: team_of(rep, READ_ON) or "" for rep in strategy.reps}
    reps = tuple(rep_of[key] for key in found.keys)
    return Sales(found, reps, tuple(team[rep] for rep in reps), strategy)


def strategy_of_export() -> Strategy:
    """Its teams and reps, as the tests that read it know them."""
    return loads(STRATEGY.read_text(encoding="utf-8"), STRATEGY.name)


@contextmanager
def imported_sales(folder: Path) -> Iterator[Sales]:
    """The export imported into a workspace that is gone at the end."""
    from benchmarks.place import opened  # noqa: PLC0415  # Django is set up only where a ledger is needed

    with tempfile.TemporaryDirectory(prefix="bilan-backtest-") as home:
        os.environ |= {"BILAN_HOME": home, "BILAN_DATABASE_URL": ""}
        workspace = opened()
        from bilan.app import importing  # noqa: PLC0415  # its models need Django set up first
        from bilan.app.snapshots import open_facts  # noqa: PLC0415  # the same

        strategy = strategy_of_export()
        context = Context(strategy.company.currency, strategy.company.zone, READ_ON)
        now = datetime(READ_ON.year, READ_ON.month, READ_ON.day, 9, tzinfo=UTC)
        path = folder / "sales_pipeline.csv"
        mapping = importing.look(path, context, table="deals").mapping
        report = importing.import_file(workspace, path, mapping, context, importing.Options("Directrice", now))
        if report.rejected or report.ignored:
            raise AssertionError((report.rejected, report.ignored))
        yield sales_of(open_facts(workspace, strategy), strategy)
