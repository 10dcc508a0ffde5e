"""Verbs about the strategy: check, show, apply, export, versions, and targets from a sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from bilan.app import strategies
from bilan.app.strategies import NoStrategy, in_force
from bilan.cli import machine
from bilan.cli.context import Here
from bilan.cli.help import Room, Verb
from bilan.cli.speech import DONE, REFUSED, console, language, print_json, say
from bilan.errors import BilanError
from bilan.journal.models import StrategyVersion
from bilan.label import Label
from bilan.money import format_number
from bilan.strategy.changes import Change, accept, late_changes
from bilan.strategy.document import Strategy
from bilan.strategy.faults import StrategyErrors
from bilan.strategy.grid import Grid, read_grid
from bilan.strategy.problems import Problem
from bilan.strategy.toml import dumps, read

app = typer.Typer(
    cls=Room, no_args_is_help=True, rich_markup_mode=None,
    help=say(
        "La stratégie : qui vend, quoi suivre, quoi promettre",
        "The strategy: who sells, what to follow, what to promise",
    ),
)  # fmt: skip
FEW = 10  # more than this of one kind is counted rather than listed
File = Annotated[Path, typer.Argument(metavar=say("fichier", "file"), help=say("document TOML", "TOML document"))]


def _read(path: Path) -> Strategy:
    """The document of a file that a person named."""
    _must_be_file(path)
    return read(path)


def _must_be_file(path: Path) -> None:
    if path.is_dir():
        raise BilanError(Label(
            fr=f"« {path} » est un dossier, pas un fichier. Rien n'a changé. Donnez le chemin du fichier.",
            en=f"“{path}” is a folder, not a file. Nothing has changed. Give the file's path.",
        ))  # fmt: skip


def _is_wrong(found: Sequence[Problem]) -> bool:
    return any(problem.severity == "error" for problem in found)


def _show_problems(found: Sequence[Problem]) -> None:
    """Each on a line; on the error output when they stop the document."""
    out = console(stderr=_is_wrong(found))
    for problem in _few(found):
        colour = "red" if problem.severity == "error" else "yellow"
        out.print(f"{problem.where}{say(' :', ':')} {problem.message.to(language())}", style=colour, markup=False)


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


@app.command(
    "check", cls=Verb, help=say("Vérifier un document sans rien publier", "Check a document without publishing it")
)
def check(context: typer.Context, file: File) -> None:
    """Say every error with its line and what is allowed."""
    here = Here.of(context)
    try:
        found = strategies.check(_read(file), file)
    except StrategyErrors as errors:
        if not here.as_json:
            raise
        found = tuple(
            Problem("error", f"{fault.file}:{fault.line} {fault.where}".strip(), fault.message)
            for fault in errors.faults
        )
    if here.as_json:
        print_json(machine.checked(found))
        raise typer.Exit(REFUSED if _is_wrong(found) else DONE)
    _show_problems(found)
    if _is_wrong(found):
        raise typer.Exit(REFUSED)
    console().print(
        say(
            "Ce document peut être publié : bilan strategy apply",
            "This document can be published: bilan strategy apply",
        ),
        style="green",
    )


@app.command("show", cls=Verb, help=say("Montrer la stratégie en vigueur", "Show the strategy in force"))
def show(context: typer.Context) -> None:
    """Print the document in force."""
    here = Here.of(context)
    version = here.published
    if version is None:
        raise NoStrategy
    if here.as_json:
        print_json(machine.in_force(version.pk, in_force()))
        return
    console().print(version.document, markup=False, soft_wrap=True)


@app.command("apply", cls=Verb, help=say("Publier un document", "Publish a document"))
def apply(
    context: typer.Context, file: File,
    reason: Annotated[str, typer.Option("--why", help=say("la raison du changement", "the reason for the change"))] = "",
) -> None:  # fmt: skip
    """Publish a new version; what changes after the period began is flagged, a late rise needs a reason (P18)."""
    _publish(Here.of(context), _read(file), reason or file.name, given=reason)


def _show_late(late: Sequence[Change]) -> None:
    """What changes after the period began, by section; a few of them word for word."""
    sections: dict[str, list[Change]] = {}
    for change in late:
        sections.setdefault(change.where.partition("[")[0].partition(".")[0], []).append(change)
    for section, mine in sections.items():
        if len(mine) > FEW:
            console().print(say(f"⚠ {section} : {len(mine)} valeurs changées après le début de la période",
                                f"⚠ {section}: {len(mine)} values changed after the period began"), style="yellow", markup=False)  # fmt: skip
            continue
        for change in mine:
            console().print(f"⚠ {change.label.to(language())}", style="yellow", markup=False)


def _publish(here: Here, strategy: Strategy, reason: str, *, given: str) -> None:
    """Publish a sound document, once its warnings and its late changes are said."""
    found = strategies.check(strategy)
    if _is_wrong(found):
        if here.as_json:
            print_json(machine.checked(found))
        else:
            _show_problems(found)
        raise typer.Exit(REFUSED)
    late = _late(here, strategy, given)
    version = strategies.publish(strategy, author=here.author, reason=reason, now=here.now)
    if here.as_json:
        print_json(machine.published(version, strategy.period, found, late))
        return
    _show_problems(found)
    _show_late(late)
    console().print(
        say(
            f"Stratégie v{version.pk} publiée pour {strategy.period}.",
            f"Strategy v{version.pk} published for {strategy.period}.",
        )
    )


def _late(here: Here, strategy: Strategy, reason: str) -> list[Change]:
    """What the document changes after the period began; a target raised late without a reason is refused."""
    here.open()
    old, today = strategies.last_readable(), here.today
    if old is None:
        return []
    accept(old, strategy, today, reason=reason)
    return [change for change in late_changes(old, strategy, today) if change.late]


@app.command(
    "export",
    cls=Verb,
    help=say("Écrire la stratégie en vigueur dans un fichier", "Write the strategy in force to a file"),
)
def export(context: typer.Context, file: File) -> None:
    """Write the document, to edit and apply again."""
    here = Here.of(context)
    document = dumps(here.strategy)
    try:
        file.write_text(document, encoding="utf-8")
    except OSError as error:
        raise BilanError(Label(
            fr=f"« {file} » ne peut pas être écrit ({error.strerror}). Rien n'a changé. Choisissez un autre chemin.",
            en=f"“{file}” cannot be written ({error.strerror}). Nothing has changed. Choose another path.",
        )) from error  # fmt: skip
    if here.as_json:
        print_json(machine.exported(file))
        return
    console().print(say(f"Stratégie écrite dans {file}.", f"Strategy written to {file}."), markup=False, soft_wrap=True)


@app.command("versions", cls=Verb, help=say("Lister les versions", "List the versions"))
def versions(context: typer.Context) -> None:
    """Who published what, when and why."""
    here = Here.of(context)
    here.open()
    found = list(StrategyVersion.objects.order_by("pk"))
    if here.as_json:
        print_json(machine.versions(found))
        return
    if not found:
        raise NoStrategy
    grid = Table(box=None, padding=(0, 2))
    for heading in ("v", say("le", "on"), say("par", "by"), say("raison", "reason")):
        grid.add_column(heading)
    for version in found:
        grid.add_row(str(version.pk), f"{here.local(version.at):%Y-%m-%d %H:%M}", version.author, version.reason)
    console().print(grid)


@app.command(
    "targets", cls=Verb,
    help=say("Reprendre les objectifs d'un tableau (commerciaux × mois)", "Take targets from a sheet (reps × months)"),
)  # fmt: skip
def targets(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar=say("fichier", "file"), help="CSV, XLSX")],
    kpi: Annotated[str, typer.Option(help=say("le KPI visé", "the KPI"))] = "bookings",
    reason: Annotated[str, typer.Option("--why", help=say("la raison", "the reason"))] = "",
) -> None:
    """Replace the targets of a KPI by those of a sheet; cells that cannot be read refuse the whole sheet."""
    here = Here.of(context)
    _must_be_file(file)
    old = here.strategy
    grid = read_grid(file, old, kpi, published_on=here.today)
    if grid.rejected:
        raise BadCells(grid)
    if not here.as_json:
        _show_totals(grid)
    kept = tuple(target for target in old.targets if target.kpi != kpi)
    _publish(here, old.model_copy(update={"targets": (*kept, *grid.targets)}), reason or file.name, given=reason)


class BadCells(BilanError):
    """A sheet of targets with cells that give none."""

    def __init__(self, grid: Grid) -> None:
        super().__init__(Label(
            fr="La feuille est refusée ; rien n'a changé. Corrigez ces cellules, puis recommencez :\n"
               + "\n".join(f"{cell.place} « {cell.text} » : {cell.reason.fr}" for cell in grid.rejected),
            en="The sheet is refused; nothing has changed. Correct these cells, then try again:\n"
               + "\n".join(f"{cell.place} “{cell.text}”: {cell.reason.en}" for cell in grid.rejected),
        ))  # fmt: skip


def _show_totals(grid: Grid) -> None:
    """The totals of the sheet that are not the sum of its rows."""
    lang = language()
    for total in grid.totals:
        if total.said != total.summed:
            said, summed = format_number(total.said, lang), format_number(total.summed, lang)
            console().print(say(f"{total.window} : le total annoncé, {said}, n'est pas la somme des lignes, {summed}.",
                                f"{total.window}: the total said, {said}, is not the sum of the rows, {summed}."), style="yellow")  # fmt: skip
