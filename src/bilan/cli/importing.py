"""Verbs about files: new, import, imports, undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer
from rich.table import Table

from bilan.app import drafting, strategies
from bilan.app import importing as use
from bilan.app.importing import Report
from bilan.cli import machine
from bilan.cli.context import Here
from bilan.cli.help import Room, Verb
from bilan.cli.speech import DONE, PARTLY, at_work, console, language, print_json, say
from bilan.errors import BilanError
from bilan.facts.tables import TABLES
from bilan.label import Label
from bilan.ledger.models import Import
from bilan.money import format_amount, format_number
from bilan.report.figures import Writer
from bilan.report.grammar import some
from bilan.sources.files import Mapping
from bilan.sources.files.guess import Guess

app = typer.Typer(cls=Room, rich_markup_mode=None)
Files = Annotated[
    list[Path],
    typer.Argument(
        metavar=say("fichiers", "files"), help=say("fichiers CSV, XLSX ou Parquet", "CSV, XLSX or Parquet files")
    ),
]
NAMED = 12  # reps, on a line
LISTED = 10  # rejected rows, on the screen; all of them are in the file


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person says about the files to load."""

    table: str | None = None
    mapping: Path | None = None
    sheet: str | None = None
    is_dry_run: bool = False
    is_full: bool = False
    is_correction: bool = False


@dataclass(frozen=True, slots=True)
class Looked:
    """A file that was looked at, and how it is going to be read."""

    path: Path
    guess: Guess
    mapping: Mapping


@app.command("new", cls=Verb, help=say("Créer un espace à partir de vos fichiers", "Make a workspace from your files"))
def new(
    context: typer.Context,
    first: Annotated[
        Path, typer.Option("--from", help=say("vos fichiers : affaires, rendez-vous…", "your files: deals, meetings…"))
    ],
    others: Annotated[
        list[Path] | None, typer.Argument(metavar=say("fichiers", "files"), help=say("autres fichiers", "more files"))
    ] = None,
    company: Annotated[str, typer.Option(help=say("nom de l'entreprise", "the company's name"))] = say(
        "Mon entreprise", "My company"
    ),
    zone: Annotated[str, typer.Option(help=say("fuseau horaire", "time zone"))] = "Europe/Paris",
) -> None:
    """Import the files and draft the strategy that they suggest."""
    here, paths = Here.of(context), [first, *(others or [])]
    _must_be_new(here)
    here.zone_is = _known_zone(zone)
    loaded = load_files(here, paths, Choices())
    drafted = drafting.drafted(here.workspace, company, zone, today=here.today)
    version = strategies.publish(
        drafted,
        author=here.author,
        reason=say("brouillon tiré des fichiers", "draft made from the files"),
        now=here.now,
    )
    if here.as_json:
        print_json(
            machine.drafted(
                machine.imported(zip(paths, loaded, strict=True), drafted.company.currency), version, drafted
            )
        )
        raise typer.Exit(_code(loaded))
    reps = ", ".join(rep.name for rep in drafted.reps[:NAMED])
    more = f" … (+{len(drafted.reps) - NAMED})" if len(drafted.reps) > NAMED else ""
    console().print(say(
        f"\nStratégie v{version.pk}, en brouillon : période {drafted.period}, devise {drafted.company.currency}, "
        f"{len(drafted.reps)} commerciaux ({reps}{more}), objectifs non fixés.\n"
        "Ensuite :  bilan review   ·   bilan strategy export strategie.toml   ·   bilan strategy targets objectifs.csv",
        f"\nStrategy v{version.pk}, a draft: period {drafted.period}, currency {drafted.company.currency}, "
        f"{len(drafted.reps)} reps ({reps}{more}), no target set.\n"
        "Next:  bilan review   ·   bilan strategy export strategy.toml   ·   bilan strategy targets targets.csv",
    ), markup=False)  # fmt: skip
    raise typer.Exit(_code(loaded))


def _must_be_new(here: Here) -> None:
    version = here.published
    if version is not None:
        raise BilanError(Label(
            fr=f"L'espace {here.home} a déjà une stratégie (v{version.pk}) : un brouillon la remplacerait. Rien n'a changé. "
               "Ajoutez des fichiers par : bilan import ; ou prenez un autre dossier : bilan --home autre new …",
            en=f"The workspace {here.home} already has a strategy (v{version.pk}): a draft would replace it. Nothing has changed. "
               "Add files with: bilan import; or take another folder: bilan --home other new …",
        ))  # fmt: skip


def _known_zone(name: str) -> str:
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # a folder of zones is an OSError
        raise BilanError(Label(
            fr=f"« {name} » n'est pas un fuseau horaire. Rien n'a changé. Écrivez par exemple Europe/Paris ou America/Montreal.",
            en=f"“{name}” is not a time zone. Nothing has changed. Write for example Europe/Paris or America/Montreal.",
        )) from error  # fmt: skip


def _code(reports: Sequence[Report]) -> int:
    return PARTLY if any(report.rejections for report in reports) else DONE


@app.command("import", cls=Verb, help=say("Importer un fichier", "Import a file"))
def import_(
    context: typer.Context,
    files: Files,
    table: Annotated[str | None, typer.Option(help="deals, meetings, bookings, measures")] = None,
    mapping: Annotated[Path | None, typer.Option(help=say("correspondance de colonnes (TOML)", "column mapping (TOML)"))] = None,
    sheet: Annotated[str | None, typer.Option(help=say("feuille du classeur", "sheet of the workbook"))] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("tout lire et comparer sans rien écrire", "read and compare everything, write nothing"))] = False,  # a flag
    full: Annotated[bool, typer.Option("--full", help=say("export complet : retirer les lignes absentes", "full export: remove the rows it no longer holds"))] = False,  # a flag
    corrections: Annotated[bool, typer.Option("--corrections", help=say("montants changés = fautes de frappe, pas avenants", "changed amounts are typing errors, not amendments"))] = False,  # a flag
) -> None:  # fmt: skip
    """Show what a file holds, then load it: read = stored + unchanged + rejected."""
    here = Here.of(context)
    reports = load_files(here, files, Choices(table, mapping, sheet, dry_run, full, corrections))
    if here.as_json:
        print_json(machine.imported(zip(files, reports, strict=True), here.reading.currency))
    raise typer.Exit(_code(reports))


def load_files(here: Here, paths: Sequence[Path], choices: Choices) -> list[Report]:
    """Look at every file before loading the first, so that a file that cannot be read leaves everything as it was."""
    if choices.table is not None and choices.table not in TABLES:
        raise BilanError(Label(
            fr=f"« {choices.table} » n'est pas une table. Choisissez parmi : {', '.join(TABLES)}. Rien n'a changé.",
            en=f"“{choices.table}” is not a table. Choose among: {', '.join(TABLES)}. Nothing has changed.",
        ))  # fmt: skip
    looked = [_look(here, path, choices) for path in paths]
    return [_load(here, one, choices) for one in looked]


def _look(here: Here, path: Path, choices: Choices) -> Looked:
    guess = use.look(path, here.reading, table=choices.table, sheet=choices.sheet)
    return Looked(path, guess, use.mapping_for(here.workspace, guess, choices.mapping))


def _load(here: Here, looked: Looked, choices: Choices) -> Report:
    """Show what a file holds, load it, and say what became of each row."""
    path, reading = looked.path, here.reading
    if not here.as_json:
        _show_guess(looked)
    with at_work(path.name, as_json=here.as_json, total=looked.guess.rows) as count:
        report = use.import_file(here.workspace, path, looked.mapping, reading, use.Options(
            here.author, here.now, language(), dry_run=choices.is_dry_run, is_full=choices.is_full,
            as_correction=choices.is_correction, progress=count))  # fmt: skip
    saved = None if choices.is_dry_run else use.save_mapping(here.workspace, looked.mapping, looked.guess)
    if not here.as_json:
        _show_report(report, reading.currency, saved)
    return report


def _show_guess(looked: Looked) -> None:
    path, guess, columns = looked.path, looked.guess, looked.mapping.columns
    table, lang, out = TABLES[looked.mapping.table], language(), console()
    rows = some(guess.rows, Writer(lang, "EUR"), ("ligne", "lignes"), ("row", "rows"))  # no amount is written
    out.print(f"\n{path.name} → {table.label.to(lang)} ({rows})", style="bold", markup=False)
    grid = Table(box=None, show_header=False, padding=(0, 2))
    for name, header in columns.items():
        known = name in table.names
        grid.add_row(
            header, "→", table.column(name).label.to(lang) if known else name, f"{guess.confidence.get(name, 100)} %"
        )
    out.print(grid)
    if guess.unmapped:
        out.print(
            say("Colonnes laissées de côté : ", "Columns left aside: ") + ", ".join(guess.unmapped),
            style="dim",
            markup=False,
        )
    for sentence in guess.assumptions:
        out.print(f"• {sentence.to(lang)}", markup=False)
    for question in guess.questions:
        out.print(f"? {question.to(lang)}", style="yellow", markup=False)


def _show_report(report: Report, currency: str, mapping: Path | None) -> None:
    lang, out = language(), console()
    grid = Table(box=None, padding=(0, 2))
    for heading in ("", say("lignes", "rows"), say("montant", "amount")):
        grid.add_column(heading, justify="left" if not heading else "right")
    has_cents = bool(report.read_cents)
    for name, rows, cents in (
        (say("lues", "read"), report.read, report.read_cents),
        (say("ajoutées", "added"), report.added, None),
        (say("modifiées", "changed"), report.changed, None),
        (say("enregistrées (ajoutées + modifiées)", "stored (added + changed)"), report.stored, report.stored_cents),
        (say("inchangées", "unchanged"), report.unchanged, report.unchanged_cents),
        (say("refusées", "rejected"), len(report.rejections), report.rejected_cents),
        (
            say("totaux du fichier, comparés aux nôtres", "the file's own totals, compared with ours"),
            report.totals,
            None,
        ),
        (say("retirées", "removed"), report.removed, None),
        (say("privées, ignorées", "private, ignored"), report.ignored, None),
    ):
        if rows or name in (
            say("lues", "read"),
            say("enregistrées (ajoutées + modifiées)", "stored (added + changed)"),
        ):
            grid.add_row(
                name,
                format_number(rows, lang),
                format_amount(cents, currency, lang) if has_cents and cents is not None else "",
            )
    out.print(grid)
    if not report.read:
        out.print(say("Le fichier n'a que ses en-têtes : il n'y avait rien à lire. Vérifiez les filtres de l'export.",
                      "The file holds its headers alone: there was nothing to read. Check the filters of the export."), style="yellow")  # fmt: skip
    if report.reduced:
        out.print(say(f"Dont inchangées : {format_number(report.reduced, lang)} rendez-vous qu'une purge a ramenés à ce qui compte. "
                      "Reconnus, ils ne sont ni recomptés ni réécrits ; pour en changer un : bilan correct meetings.",
                      f"Unchanged among others: {format_number(report.reduced, lang)} meetings that a purge reduced to what counts. "
                      "Recognised, they are neither counted again nor written again; to change one: bilan correct meetings."), markup=False)  # fmt: skip
    _show_reconciliation(report, currency)
    if report.import_id is None:
        out.print(say("Essai à blanc : rien n'a été écrit.", "Dry run: nothing was written."), style="yellow")
    else:
        out.print(say(f"Import {report.import_id}. Pour l'annuler : bilan undo {report.import_id}",
                      f"Import {report.import_id}. To undo it: bilan undo {report.import_id}"), style="dim", markup=False)  # fmt: skip
    _show_rejections(report)
    if mapping:
        out.print(say(f"Correspondance gardée pour la prochaine fois : {mapping}", f"Mapping kept for the next time: {mapping}"),
                  style="dim", markup=False, soft_wrap=True)  # fmt: skip


def _show_rejections(report: Report) -> None:
    """The first refused rows with their remedies, and where all of them are."""
    lang, out = language(), console()
    for one in report.rejections[:LISTED]:
        out.print(
            f"  {say('ligne', 'line')} {one.line} : {one.reason.to(lang)} → {one.remedy.to(lang)}",
            style="yellow",
            markup=False,
        )
    hidden = len(report.rejections) - LISTED
    if hidden > 0:
        out.print(
            say(f"  … et {format_number(hidden, lang)} autres", f"  … and {format_number(hidden, lang)} more"),
            style="yellow",
        )
    if report.rejected_file:
        out.print(say(f"Lignes refusées, à corriger dans ce fichier puis à recharger : {report.rejected_file}",
                      f"Rejected rows, to correct in this file and load again: {report.rejected_file}"),
                  markup=False, soft_wrap=True)  # fmt: skip


def _show_reconciliation(report: Report, currency: str) -> None:
    """The file's own totals beside ours, the difference explained."""
    for one in report.reconciled:
        style = "yellow" if one.unexplained else "default"
        console().print(one.sentence(currency).to(language()), style=style, markup=False)


@app.command("imports", cls=Verb, help=say("Lister les imports", "List the imports"))
def imports(context: typer.Context) -> None:
    """Every import that counts, with its rows."""
    here = Here.of(context)
    here.open()
    found = list(Import.objects.filter(committed_at__isnull=False).order_by("pk"))
    if here.as_json:
        print_json(machine.listed(found))
        return
    if not found:
        console().print(
            say(
                "Aucun import. Commencez par : bilan new --from affaires.csv",
                "No import yet. Start with: bilan new --from deals.csv",
            ),
            markup=False,
        )
        return
    grid = Table(box=None, padding=(0, 1))
    for heading in ("n°", say("fichier", "file"), "table", say("par", "by"), say("le", "on"), say("lues", "read"), say("ajoutées", "added"),
                    say("modifiées", "changed"), say("inchangées", "unchanged"), say("refusées", "rejected")):  # fmt: skip
        grid.add_column(heading)
    for one in found:
        what = say(f"annulation de {one.undoes_id}", f"undoing of {one.undoes_id}") if one.undoes_id else one.file_name
        when = f"{here.local(one.committed_at):%Y-%m-%d %H:%M}" if one.committed_at else ""
        grid.add_row(
            str(one.pk),
            what,
            one.table,
            one.author,
            when,
            *(str(getattr(one, n)) for n in ("read", "added", "changed", "unchanged", "rejected")),
        )
    console().print(grid)


@app.command("undo", cls=Verb, help=say("Annuler un import", "Undo an import"))
def undo(
    context: typer.Context,
    number: Annotated[
        int, typer.Argument(metavar=say("numéro", "number"), help=say("numéro de l'import", "the import's number"))
    ],
) -> None:
    """Undo one import: what it added goes, what it replaced comes back."""
    here = Here.of(context)
    done = use.undo(here.workspace, number, author=here.author, now=here.now)
    if here.as_json:
        print_json(machine.undone(number, done))
        return
    console().print(say(f"Import {number} annulé.", f"Import {number} undone."))
