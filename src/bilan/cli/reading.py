"""Verbs that read: review and figure."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from bilan.app.dossiers import open_dossier
from bilan.app.reviewing import Figure
from bilan.app.reviewing import figure as find
from bilan.app.strategies import in_force
from bilan.cli import machine
from bilan.cli.context import Here
from bilan.cli.help import Room, Verb
from bilan.cli.speech import at_work, console, language, print_json, say
from bilan.kpis.kpi import Unit
from bilan.kpis.scope import scope_label
from bilan.label import LANGUAGES
from bilan.report.figures import Writer
from bilan.report.html import render
from bilan.report.sections import document_of
from bilan.report.structured import to_json
from bilan.report.terminal import show

app = typer.Typer(cls=Room, rich_markup_mode=None)
Period = Annotated[
    str,
    typer.Argument(
        metavar=say("période", "period"),
        help=say(
            "2026-T3, 2026-03, 2026-W12, 2026-S1, 2026, 2026-01-05..2026-03-29",
            "2026-Q3, 2026-03, 2026-W12, 2026-H1, 2026, 2026-01-05..2026-03-29",
        ),
    ),
]


@app.command("review", cls=Verb, help=say(
    "Le bilan d'une période, à l'écran et en page HTML", "The review of a period, on screen and as an HTML page"
))  # fmt: skip
def review(
    context: typer.Context,
    period: Period = "",
    out: Annotated[
        Path | None, typer.Option(help=say("le dossier où écrire la page", "the folder to write the page in"))
    ] = None,
) -> None:
    """Print the review and write its page in both languages."""
    write_review(Here.of(context), period, out)


def write_review(here: Here, period: str, folder: Path | None) -> list[Path]:
    """Print the review of a period and write it as pages, the user's language first.

    All that its dossier says: the figures, what they establish, what people wrote; as sealed once it is closed.
    """
    folder = folder or here.workspace.reports
    folder.mkdir(parents=True, exist_ok=True)
    with at_work(say("Bilan en préparation", "Preparing the review"), as_json=here.as_json):
        dossier = open_dossier(here.workspace, period, today=here.today)
        pages = []
        for lang in sorted(LANGUAGES, key=lambda one: one != language()):
            page = folder / f"bilan-{dossier.review.period.name}-{lang}.html"
            page.write_text(render(document_of(dossier, lang)), encoding="utf-8")
            pages.append(page)
    if here.as_json:
        print_json(to_json(document_of(dossier, language())))
        return pages
    show(document_of(dossier, language()), console())
    for page in pages:
        console().print(
            say(f"Page écrite : {page}", f"Page written: {page}"), style="dim", markup=False, soft_wrap=True
        )
    return pages


@app.command(
    "figure", cls=Verb, help=say("Un chiffre, et les lignes qui le font", "One figure, and the rows behind it")
)
def figure(
    context: typer.Context,
    kpi: Annotated[
        str,
        typer.Argument(
            help=say("clé du KPI : bookings, rdv_d, win_rate…", "the KPI's key: bookings, rdv_d, win_rate…")
        ),
    ],
    period: Period = "",
    scope: Annotated[str, typer.Option("--for", help=say("équipe ou commercial", "team or rep"))] = "",
    rows: Annotated[bool, typer.Option("--rows", help=say("montrer les lignes", "show the rows"))] = False,  # a flag
) -> None:
    """Give one figure with its target, and the rows whose sum it is."""
    here = Here.of(context)
    with at_work(say("Chiffre en préparation", "Preparing the figure"), as_json=here.as_json):
        found = find(here.workspace, kpi, period, scope, today=here.today, with_rows=rows)
    if here.as_json:
        print_json(machine.figure(found, in_force().company.currency, with_rows=rows))
        return
    _show(found, with_rows=rows)


def _show(found: Figure, *, with_rows: bool) -> None:
    strategy, reading = in_force(), found.reading
    w, out = Writer(language(), strategy.company.currency), console()
    who = w.label(scope_label(reading.scope, strategy))
    out.print(f"{w.label(reading.kpi.label)} · {who} · {reading.window.label(language())}", style="bold", markup=False)
    target = w.say("objectif non fixé", "no target set") if reading.target is None else w.say(
        f"objectif {w.value(reading.kpi, reading.target)}", f"target {w.value(reading.kpi, reading.target)}")  # fmt: skip
    attained = f" · {w.percent(reading.attainment)}" if reading.attainment is not None else ""
    out.print(f"{w.value(reading.kpi, reading.actual.value)} · {target}{attained}", markup=False)
    out.print(w.label(reading.kpi.formula), style="dim", markup=False)
    if with_rows:
        _show_rows(found, w, {rep.key: rep.name for rep in strategy.reps})


def _show_rows(found: Figure, w: Writer, names: Mapping[str, str]) -> None:
    """The rows by part, each part with its sum."""
    out = console()
    for part in dict.fromkeys(row.part for row in found.rows):
        mine = [row for row in found.rows if row.part == part]
        unit: Unit = "money" if mine[0].is_money else "count"
        grid = Table(box=None, padding=(0, 1), title=part, title_justify="left")
        for heading in (
            w.say("identifiant", "identifier"),
            w.say("date", "date"),
            w.say("commercial", "rep"),
            w.say("quoi", "what"),
            w.say("client", "account"),
        ):
            grid.add_column(heading, overflow="fold")  # an identifier cut short cannot be typed again
        grid.add_column(w.say("valeur", "value"), justify="right")
        for row in mine:
            day, rep = row.day.isoformat() if row.day else "", names.get(row.rep, row.rep)
            grid.add_row(row.key, day, rep, row.what, row.account, w.quantity(unit, row.value))
        grid.add_row("", "", "", "", "Σ", w.quantity(unit, sum((row.value for row in mine), Fraction(0))), style="bold")
        out.print(grid)
