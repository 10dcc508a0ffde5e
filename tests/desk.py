"""A sales director's desk for tests: rows written as a person would, figures asked as a person would."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from bilan.app import importing, reviewing, strategies
from bilan.app.snapshots import open_facts
from bilan.kpis.available import available
from bilan.kpis.compute import actuals
from bilan.sources.source import Context
from bilan.strategy.document import Company, KpiSetting, Membership, Rep, Strategy, Target, Team
from bilan.strategy.nomenclature import DEFAULT

if TYPE_CHECKING:
    from pathlib import Path

    from bilan.app.workspace import Workspace
    from bilan.review.review import Review

TODAY = date(2026, 10, 5)
CAST = {"nord": ("Paul", "Anne"), "sud": ("Pierre", "Claire")}


def zignature(**changes: object) -> Strategy:
    """Zignature with four reps in two teams, no target unless given."""
    reps = tuple(
        Rep(key=name.lower(), name=name, teams=(Membership(team=team),))
        for team, names in CAST.items()
        for name in names
    )
    teams = (Team(key="nord", name="Nord"), Team(key="sud", name="Sud"))
    settings: dict[str, object] = {
        "company": Company(name="Zignature"), "period": "2026-T3", "teams": teams, "reps": reps,
        "nomenclature": DEFAULT, **changes,
    }  # fmt: skip
    return Strategy.model_validate(settings)


@dataclass
class Desk:
    """One workspace with its strategy; ``today`` is the day the director sits there."""

    workspace: Workspace
    folder: Path
    today: date = TODAY
    files: int = 0

    @property
    def now(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 9, tzinfo=UTC)

    @property
    def context(self) -> Context:
        return Context("EUR", "Europe/Paris", self.today)

    def follow(self, strategy: Strategy) -> None:
        """Publish a strategy."""
        strategies.publish(strategy, author="Directrice", reason="test", now=self.now)

    def load(self, text: str, *, table: str | None = None, **options: bool) -> importing.Report:
        """Import a file whose lines are ``text``: cells between `;` or `|`, blanks around them trimmed."""
        self.files += 1
        path = self.folder / f"file{self.files}.csv"
        lines = [line.strip() for line in text.strip().splitlines()]
        cells = [
            [cell.strip() for cell in line.strip("|").split("|")] if "|" in line else line.split(";") for line in lines
        ]
        path.write_text("\n".join(";".join(row) for row in cells) + "\n", encoding="utf-8")
        guess = importing.look(path, self.context, table=table)
        return importing.import_file(self.workspace, path, guess.mapping, self.context,
                                     importing.Options("Directrice", self.now, **options))  # type: ignore[arg-type]  # flags only  # fmt: skip

    def undo(self, number: int) -> None:
        importing.undo(self.workspace, number, author="Directrice", now=self.now)

    def figure(self, kpi: str, period: str = "2026-T3", scope: str = "") -> Fraction | None:
        """A KPI's figure, exactly."""
        found = reviewing.figure(self.workspace, kpi, period, scope, today=self.today, with_rows=True)
        return found.reading.actual.value

    def rows(self, kpi: str, period: str = "2026-T3", scope: str = "") -> list[tuple[str, Fraction]]:
        """The rows behind a figure: key and weight."""
        found = reviewing.figure(self.workspace, kpi, period, scope, today=self.today, with_rows=True)
        return [(row.key, row.value) for row in found.rows]

    def figures(self, *windows: str) -> dict[tuple[str, str, str], tuple[Fraction, Fraction | None, int]]:
        """Every KPI that the tables give, of every perimeter over every window: numerator, denominator and rows."""
        strategy = strategies.in_force()
        facts = open_facts(self.workspace, strategy)
        periods = [strategy.company.calendar.parse(name) for name in windows]
        kpis = available(facts, strategy)
        found = actuals(facts, strategy, kpis, periods, as_of=periods[-1].end)
        return {
            (kpi.key, scope.name, window.name): (actual.numerator, actual.denominator, actual.rows)
            for kpi in kpis for scope, window, actual in found.each(kpi)
        }  # fmt: skip

    def review(self, period: str = "2026-T3") -> Review:
        return reviewing.open_review(self.workspace, period, today=self.today)


__all__ = ["CAST", "TODAY", "Desk", "KpiSetting", "Target", "zignature"]
