"""Verbs about the strategy: check, show, apply, export, versions, and targets from a sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from bilan.cli.context import Here
from bilan.cli.speech import REFUSED, console, language, print_json, say
from bilan.kpis.catalog import SHIPPED
from bilan.kpis.kpi import Kind
from bilan.strategy.changes import accept, late_changes
from bilan.strategy.checks import problems
from bilan.strategy.grid import read_grid
from bilan.strategy.toml import dumps, read

if TYPE_CHECKING:
    from bilan.strategy.changes import Change
    from bilan.strategy.document import Strategy
    from bilan.strategy.problems import Problem

app = typer.Typer(
    no_args_is_help=True,
    help=say(
        "La stratégie : qui vend, quoi suivre, quoi promettre",
        "The strategy: who sells, what to follow, what to promise",
    ),
)
FEW = 10  # more than this of one kind is counted rather than listed
File = Annotated[Path, typer.Argument(help=say("document TOML", "TOML document"))]


def _checked(path: Path, *, as_json: bool) -> Strategy:
    """The document, once every error is said; warnings are said and let through."""
    strategy = read(path)
    return _sound(strategy, as_json=as_json)


def _few(found: Sequence[Problem]) -> list[Problem]:
    """Every error, and of the warnings about one kind of thing only the first ones."""
    kept, seen = [], Counter[str]()
    for problem in found:
        section = problem.where.partition("[")[0]
        seen[section] += problem.severity == "warning"
        if problem.severity == "error" or seen[section] <= FEW:
            kept.append(problem)
    for section, count in seen.items():
        if count > FEW:
            console().print(say(f"{section} : {count} avertissements, dont voici les {FEW} premiers",
                                f"{section}: {count} warnings, of which the first {FEW}"), style="yellow", markup=False)  # fmt: skip
    return kept


def _sound(strategy: Strategy, *, as_json: bool) -> Strategy:
    rates = {kpi.key for kpi in SHIPPED if kpi.kind is not Kind.ADDITIVE}
    found = problems(strategy, {kpi.key for kpi in SHIPPED}, rates=rates)
    if as_json and found:
        print_json([{"severity": p.severity, "where": p.where, "fr": p.message.fr, "en": p.message.en} for p in found])
    elif found:
        for problem in _few(found):
            colour = "red" if problem.severity == "error" else "yellow"
            console().print(f"{problem.where} : {problem.message.to(language())}", style=colour, markup=False)
    if any(problem.severity == "error" for problem in found):
        raise typer.Exit(REFUSED)
    return strategy


@app.command(help=say("Vérifier un document sans rien publier", "Check a document without publishing it"))
def check(context: typer.Context, file: File) -> None:
    """Say every error with its line and what is allowed."""
    here: Here = context.obj
    _checked(file, as_json=here.as_json)
    if not here.as_json:
        console().print(
            say(
                "Ce document peut être publié : bilan strategy apply",
                "This document can be published: bilan strategy apply",
            ),
            style="green",
        )


@app.command(help=say("Montrer la stratégie en vigueur", "Show the strategy in force"))
def show(context: typer.Context) -> None:
    """Print the document in force."""
    here: Here = context.obj
    here.set_up()
    from bilan.app.strategies import in_force  # noqa: PLC0415  # Django must be set up first

    strategy = in_force()
    if here.as_json:
        print_json(strategy.model_dump(mode="json"))
        return
    console().print(dumps(strategy), markup=False, soft_wrap=True)


@app.command(help=say("Publier un document", "Publish a document"))
def apply(
    context: typer.Context, file: File,
    reason: Annotated[str, typer.Option("--why", help=say("la raison du changement", "the reason for the change"))] = "",
) -> None:  # fmt: skip
    """Publish a new version; what changes after the period began is flagged, a late rise needs a reason (P18)."""
    here: Here = context.obj
    strategy = _checked(file, as_json=here.as_json)
    here.set_up()
    _publish(here, strategy, reason or file.name, given=reason)


def _show_late(late: Sequence[Change]) -> None:
    """What changes after the period began, by section; a few of them word for word."""
    sections = Counter(change.where.partition("[")[0].partition(".")[0] for change in late)
    for section, count in sections.items():
        mine = [change for change in late if change.where.startswith(section)]
        if count > FEW:
            console().print(say(f"⚠ {section} : {count} valeurs changées après le début de la période",
                                f"⚠ {section}: {count} values changed after the period began"), style="yellow", markup=False)  # fmt: skip
            continue
        for change in mine:
            console().print(f"⚠ {change.label.to(language())}", style="yellow", markup=False)


def _publish(here: Here, strategy: Strategy, reason: str, *, given: str) -> None:
    from bilan.app import strategies  # noqa: PLC0415  # Django must be set up first

    if strategies.latest() is not None:
        old = strategies.in_force()
        accept(old, strategy, here.today, reason=given)
        if not here.as_json:
            _show_late([change for change in late_changes(old, strategy, here.today) if change.late])
    version = strategies.publish(strategy, author=here.author, reason=reason, now=here.now)
    if here.as_json:
        print_json({"version": version.pk, "period": strategy.period})
        return
    console().print(
        say(
            f"Stratégie v{version.pk} publiée pour {strategy.period}.",
            f"Strategy v{version.pk} published for {strategy.period}.",
        )
    )


@app.command(help=say("Écrire la stratégie en vigueur dans un fichier", "Write the strategy in force to a file"))
def export(context: typer.Context, file: File) -> None:
    """Write the document, to edit and apply again."""
    here: Here = context.obj
    here.set_up()
    from bilan.app.strategies import in_force  # noqa: PLC0415  # Django must be set up first

    file.write_text(dumps(in_force()), encoding="utf-8")
    console().print(say(f"Stratégie écrite dans {file}.", f"Strategy written to {file}."), markup=False)


@app.command(help=say("Lister les versions", "List the versions"))
def versions(context: typer.Context) -> None:
    """Who published what, when and why."""
    here: Here = context.obj
    here.set_up()
    from bilan.journal.models import StrategyVersion  # noqa: PLC0415  # Django must be set up first

    found = list(StrategyVersion.objects.order_by("pk"))
    if here.as_json:
        print_json([{"version": v.pk, "author": v.author, "reason": v.reason, "at": v.at} for v in found])
        return
    grid = Table(box=None, padding=(0, 2))
    for heading in ("v", say("le", "on"), say("par", "by"), say("raison", "reason")):
        grid.add_column(heading)
    for version in found:
        grid.add_row(str(version.pk), f"{version.at:%Y-%m-%d %H:%M}", version.author, version.reason)
    console().print(grid)


@app.command(
    help=say("Reprendre les objectifs d'un tableau (commerciaux × mois)", "Take targets from a sheet (reps × months)")
)
def targets(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV, XLSX")],
    kpi: Annotated[str, typer.Option(help=say("le KPI visé", "the KPI"))] = "bookings",
    reason: Annotated[str, typer.Option("--why", help=say("la raison", "the reason"))] = "",
) -> None:
    """Replace the targets of a KPI by those of a sheet; cells that cannot be read refuse the whole sheet."""
    here: Here = context.obj
    here.set_up()
    from bilan.app.strategies import in_force  # noqa: PLC0415  # Django must be set up first

    old = in_force()
    grid = read_grid(file, old, kpi, published_on=here.today)
    out = console()
    for cell in grid.rejected:
        out.print(
            f"{cell.column}{cell.row} « {cell.text} » : {cell.reason.to(language())}",
            style="yellow",
            markup=False,
        )
    if grid.rejected:
        raise typer.Exit(REFUSED)
    for total in grid.totals:
        if total.said != total.summed:
            out.print(say(f"{total.window} : le total annoncé, {float(total.said):g}, n'est pas la somme des lignes, {float(total.summed):g}.",
                          f"{total.window}: the total said, {float(total.said):g}, is not the sum of the rows, {float(total.summed):g}."), style="yellow")  # fmt: skip
    kept = tuple(target for target in old.targets if target.kpi != kpi)
    new = _sound(old.model_copy(update={"targets": (*kept, *grid.targets)}), as_json=here.as_json)
    _publish(here, new, reason or file.name, given=reason)
