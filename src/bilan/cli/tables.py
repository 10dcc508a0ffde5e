"""Tables of the terminal, and the words that several verbs read and write alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Annotated, TypeVar

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from bilan.app.wording import judging, reminder
from bilan.app.writing import Pen
from bilan.cli.context import Here
from bilan.cli.speech import console, language, say
from bilan.facts.people import plain_name
from bilan.kpis.kpi import Kpi
from bilan.kpis.scope import COMPANY, scope_label
from bilan.money import parse_amount, parse_number
from bilan.plan.current import kpis_by_key
from bilan.report.figures import Writer
from bilan.strategy.document import Strategy

T = TypeVar("T")
Cell = str | Text
PeriodName = Annotated[
    str, typer.Argument(metavar=say("période", "period"), help=say("2026-T3, 2026-03, 2026-S1…", "2026-Q3, 2026-03, 2026-H1…"))
]  # fmt: skip
Number = Annotated[
    int, typer.Argument(metavar=say("numéro", "number"), help=say("son numéro dans la liste", "its number in the list"))
]
Why = Annotated[str, typer.Option("--why", help=say("la raison", "the reason"))]
Revision = Annotated[
    int | None,
    typer.Option("--revision", help=say("la révision qui a été lue : refusé si quelqu'un a écrit depuis",
                                        "the revision that was read: refused if somebody wrote since")),
]  # fmt: skip
DAYS = ["%Y-%m-%d", "%d/%m/%Y"]  # how a day is typed


def pen(here: Here) -> Pen:
    """Who writes, and now."""
    here.open()
    return Pen(here.author, here.now)


def day(at: datetime | None) -> date | None:
    """The day of a date typed on the command line."""
    return at.date() if at else None


def one_of(text: str, words: Mapping[str, T]) -> T:
    """What a word stands for, in either language and with or without accents."""
    found = {plain_name(word): value for word, value in words.items()}.get(plain_name(text))
    if found is None:
        listed = ", ".join(words)
        raise typer.BadParameter(say(f"« {text} » : choisissez parmi {listed}.", f"“{text}”: choose among {listed}."))
    return found


def number_of(text: str, kpi: str, strategy: Strategy) -> Fraction | None:
    """A figure as a person types it, in the KPI's unit: « 120 k€ », « 25 % », « 6,5 »."""
    if not text.strip():
        return None
    known = kpis_by_key(strategy).get(kpi)
    return Fraction(parse_amount(text), 100) if known and known.unit == "money" else parse_number(text)


def remind(*texts: str) -> tuple[str, ...]:
    """Say which words judge a person rather than tell a fact; a machine finds them in the answer."""
    return judging(*texts)


def show_reminder(words: tuple[str, ...]) -> None:
    """The reminder on screen, where there is something to recall."""
    if words:
        console().print(f"⚠ {reminder(words).to(language())}", style="yellow", markup=False)


def sheet(*headings: str, figures: Iterable[int] = ()) -> Table:
    """An empty table; the columns of figures, by their rank, are set to the right."""
    right = set(figures)
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), show_edge=False, header_style="bold", leading=1)
    for rank, heading in enumerate(headings):
        table.add_column(heading, justify="right" if rank in right else "left", no_wrap=rank in right)
    return table


def add(table: Table, *cells: Cell, style: str = "") -> None:
    """A row whose cells are words, never markup."""
    table.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in cells), style=style)


class Names:
    """Names of people, perimeters and KPIs, as the reader knows them."""

    def __init__(self, strategy: Strategy) -> None:
        self.strategy = strategy
        self.writer = Writer(language(), strategy.company.currency)
        self.kpis: Mapping[str, Kpi] = kpis_by_key(strategy)
        self.reps = {rep.key: rep.shown.to(language()) for rep in strategy.reps}
        self.teams = {team.key: team.name for team in strategy.teams}

    def person(self, key: str) -> str:
        return self.reps.get(key, key)

    def people(self, keys: Iterable[str]) -> str:
        return ", ".join(map(self.person, keys))

    def scope(self, text: str) -> str:
        """« Paul, Sofia », « Nord », « chaque commercial »."""
        return ", ".join(map(self._scope, filter(None, text.split(","))))

    def _scope(self, name: str) -> str:
        kind, _, key = name.partition(":")
        if name == "each_rep":
            return say("chaque commercial", "each rep")
        if kind == "company":
            return scope_label(COMPANY, self.strategy).to(language())
        return (self.teams if kind == "team" else self.reps).get(key, name)

    def kpi(self, key: str) -> str:
        return self.kpis[key].label.to(language()) if key in self.kpis else key

    def value(self, key: str, value: Fraction | None) -> str:
        """A figure in its KPI's unit; a dash where there is none."""
        if value is None:
            return "–"
        kpi = self.kpis.get(key)
        return self.writer.value(kpi, value) if kpi else self.writer.quantity("count", value)
