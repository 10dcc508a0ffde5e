"""Verbs about figures: review and figure."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from bilan.cli.context import Here
from bilan.cli.speech import console, language, print_json, say
from bilan.label import LANGUAGES

if TYPE_CHECKING:
    from bilan.app.reviewing import Figure
    from bilan.kpis.kpi import Unit
    from bilan.report.figures import Writer

Period = Annotated[
    str,
    typer.Argument(
        help=say(
            "2026-T3, 2026-03, 2026-W12, 2026-S1, 2026, 2026-01-05..2026-03-29",
            "2026-Q3, 2026-03, 2026-W12, 2026-H1, 2026, 2026-01-05..2026-03-29",
        )
    ),
]


def add_to(app: typer.Typer) -> None:
    """Add these verbs to the command."""
    app.command(
        "review",
        help=say(
            "Le bilan d'une période, à l'écran et en page HTML", "The review of a period, on screen and as an HTML page"
        ),
    )(review)
    app.command("figure", help=say("Un chiffre, et les lignes qui le font", "One figure, and the rows behind it"))(
        figure
    )


def review(
    context: typer.Context,
    period: Period = "",
    out: Annotated[Path | None, typer.Option(help=say("où écrire la page", "where to write the page"))] = None,
) -> None:
    """Print the review and write its page in both languages."""
    here: Here = context.obj
    pages = write_review(here, period, out)
    if not here.as_json:
        for page in pages:
            console().print(
                say(f"Page écrite : {page}", f"Page written: {page}"), style="dim", markup=False, soft_wrap=True
            )


def write_review(here: Here, period: str, folder: Path | None) -> list[Path]:
    """Print the review of a period and write it as pages, the user's language first."""
    workspace = here.workspace
    from bilan.app.reviewing import open_review  # noqa: PLC0415  # Django must be set up first
    from bilan.report.html import render  # noqa: PLC0415  # loads charts' libraries only when shown
    from bilan.report.sections import document  # noqa: PLC0415  # as above
    from bilan.report.structured import to_json  # noqa: PLC0415  # as above
    from bilan.report.terminal import show  # noqa: PLC0415  # as above

    found = open_review(workspace, period, today=here.today)
    if here.as_json:
        print_json(to_json(document(found, language())))
    else:
        show(document(found, language()), console())
    folder = folder or workspace.reports
    folder.mkdir(parents=True, exist_ok=True)
    pages = []
    for lang in sorted(LANGUAGES, key=lambda one: one != language()):
        page = folder / f"bilan-{found.period.name}-{lang}.html"
        page.write_text(render(document(found, lang)), encoding="utf-8")
        pages.append(page)
    return pages


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
    here: Here = context.obj
    workspace = here.workspace
    from bilan.app.reviewing import figure as find  # noqa: PLC0415  # Django must be set up first

    found = find(workspace, kpi, period, scope, today=here.today, with_rows=rows)
    if here.as_json:
        print_json(_plain(found))
        return
    _show(found, with_rows=rows)


def _exact(value: Fraction | None) -> str | None:
    """A figure without loss: a fraction such as « 7/5 », or whole."""
    return None if value is None else str(value)


def _plain(found: Figure) -> dict[str, Any]:
    reading = found.reading
    return {
        "kpi": reading.kpi.key, "scope": reading.scope.name, "period": reading.window.name, "unit": reading.kpi.unit,
        "value": None if reading.actual.value is None else float(reading.actual.value), "exact": _exact(reading.actual.value),
        "numerator": _exact(reading.actual.numerator), "denominator": _exact(reading.actual.denominator),
        "target": _exact(reading.target), "attainment": _exact(reading.attainment), "status": reading.status,
        "formula_version": reading.kpi.version,
        "rows": [{"part": row.part, "key": row.key, "day": row.day, "rep": row.rep, "what": row.what, "account": row.account,
                  "value": _exact(row.value)} for row in found.rows],
    }  # fmt: skip


def _show(found: Figure, *, with_rows: bool) -> None:
    from bilan.app.strategies import in_force  # noqa: PLC0415  # Django must be set up first
    from bilan.kpis.scope import scope_label  # noqa: PLC0415  # as above
    from bilan.report.figures import Writer  # noqa: PLC0415  # as above

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
        _show_rows(found, w)


def _show_rows(found: Figure, w: Writer) -> None:
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
            grid.add_column(heading)
        grid.add_column(w.say("valeur", "value"), justify="right")
        for row in mine:
            grid.add_row(row.key, str(row.day), row.rep, row.what, row.account, w.quantity(unit, row.value))
        grid.add_row("", "", "", "", "Σ", w.quantity(unit, sum((row.value for row in mine), Fraction(0))), style="bold")
        out.print(grid)
