"""Verbs about files: new, import, imports, undo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from bilan.cli.context import Here
from bilan.cli.speech import PARTLY, console, language, print_json, say
from bilan.money import format_amount, format_number

if TYPE_CHECKING:
    from bilan.app.importing import Report
    from bilan.sources.files.guess import Guess

Files = Annotated[list[Path], typer.Argument(help=say("fichiers CSV, XLSX ou Parquet", "CSV, XLSX or Parquet files"))]


def add_to(app: typer.Typer) -> None:
    """Add these verbs to the command."""
    app.command("new", help=say("Créer un espace à partir de vos fichiers", "Make a workspace from your files"))(new)
    app.command("import", help=say("Importer un fichier", "Import a file"))(import_)
    app.command("imports", help=say("Lister les imports", "List the imports"))(imports)
    app.command("undo", help=say("Annuler un import", "Undo an import"))(undo)


def new(
    context: typer.Context,
    first: Annotated[
        Path, typer.Option("--from", help=say("vos fichiers : affaires, rendez-vous…", "your files: deals, meetings…"))
    ],
    others: Annotated[list[Path] | None, typer.Argument(help=say("autres fichiers", "more files"))] = None,
    company: Annotated[str, typer.Option(help=say("nom de l'entreprise", "the company's name"))] = "Mon entreprise",
    zone: Annotated[str, typer.Option(help=say("fuseau horaire", "time zone"))] = "Europe/Paris",
) -> None:
    """Import the files and draft the strategy that they suggest."""
    here: Here = context.obj
    workspace = here.workspace
    from bilan.app import drafting, strategies  # noqa: PLC0415  # Django must be set up first

    reports = [load_file(here, path, {}) for path in (first, *(others or []))]
    drafted = drafting.drafted(workspace, company, zone, today=here.today)
    version = strategies.publish(
        drafted,
        author=here.author,
        reason=say("brouillon tiré des fichiers", "draft made from the files"),
        now=here.now,
    )
    if here.as_json:
        print_json(
            {"imports": [_plain(report) for report in reports], "strategy": version.pk, "period": drafted.period}
        )
        return
    reps = ", ".join(rep.name for rep in drafted.reps[:12])
    more = f" … (+{len(drafted.reps) - 12})" if len(drafted.reps) > 12 else ""  # noqa: PLR2004  # a line's worth
    out = console()
    out.print(say(
        f"\nStratégie v{version.pk}, en brouillon : période {drafted.period}, devise {drafted.company.currency}, "
        f"{len(drafted.reps)} commerciaux ({reps}{more}), objectifs non fixés.\n"
        "Ensuite :  bilan review   ·   bilan strategy export strategie.toml   ·   bilan strategy targets objectifs.csv",
        f"\nStrategy v{version.pk}, a draft: period {drafted.period}, currency {drafted.company.currency}, "
        f"{len(drafted.reps)} reps ({reps}{more}), no target set.\n"
        "Next:  bilan review   ·   bilan strategy export strategy.toml   ·   bilan strategy targets targets.csv",
    ), markup=False)  # fmt: skip


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
    here: Here = context.obj
    options = {
        "table": table,
        "mapping": mapping,
        "sheet": sheet,
        "dry_run": dry_run,
        "full": full,
        "corrections": corrections,
    }
    reports = [load_file(here, path, options) for path in files]
    if here.as_json:
        print_json([_plain(report) for report in reports])
    if any(report.rejections for report in reports):
        raise typer.Exit(PARTLY)


def load_file(here: Here, path: Path, options: dict[str, Any]) -> Report:
    """Show what a file holds, load it, and say what became of each row."""
    workspace = here.workspace
    from bilan.app import importing as use  # noqa: PLC0415  # Django must be set up first

    out = console()
    guess = use.look(path, here.reading, table=options.get("table"), sheet=options.get("sheet"))
    mapping = use.mapping_for(workspace, guess, options.get("mapping"))
    if not here.as_json:
        _show_guess(path, guess, mapping.columns)
    saved = use.save_mapping(workspace, mapping, guess)
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(), console=out, transient=True,
                  disable=here.as_json) as progress:  # fmt: skip
        task = progress.add_task(path.name, total=None)

        def count(rows: int) -> None:
            lines = format_number(rows, language())
            progress.update(task, description=say(f"{path.name} : {lines} lignes", f"{path.name}: {lines} rows"))

        report = use.import_file(workspace, path, mapping, here.reading, use.Options(
            here.author, here.now, language(), dry_run=bool(options.get("dry_run")), is_full=bool(options.get("full")),
            as_correction=bool(options.get("corrections")), progress=count))  # fmt: skip
    if not here.as_json:
        _show_report(report, here.reading.currency)
        out.print(
            say(f"Correspondance gardée pour la prochaine fois : {saved}", f"Mapping kept for the next time: {saved}"),
            style="dim",
            markup=False,
        )
    return report


def _show_guess(path: Path, guess: Guess, columns: dict[str, str]) -> None:
    from bilan.facts.tables import TABLES  # noqa: PLC0415  # shown only to people

    table, lang, out = TABLES[guess.mapping.table], language(), console()
    rows = format_number(guess.rows, lang)
    out.print(f"\n{path.name} → {table.label.to(lang)} ({rows} {say('lignes', 'rows')})", style="bold", markup=False)
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


def _show_report(report: Report, currency: str) -> None:
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
        (_rejected_label(report), report.rejected, report.rejected_cents),
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
    _show_reconciliation(report, currency)
    if report.import_id is None:
        out.print(say("Essai à blanc : rien n'a été écrit.", "Dry run: nothing was written."), style="yellow")
    else:
        out.print(say(f"Import {report.import_id}. Pour l'annuler : bilan undo {report.import_id}",
                      f"Import {report.import_id}. To undo it: bilan undo {report.import_id}"), style="dim", markup=False)  # fmt: skip
    for one in report.rejections[:10]:
        out.print(
            f"  {say('ligne', 'line')} {one.line} : {one.reason.to(lang)} → {one.remedy.to(lang)}",
            style="yellow",
            markup=False,
        )
    if report.rejected_file:
        out.print(say(f"Lignes refusées, à corriger dans ce fichier puis à recharger : {report.rejected_file}",
                      f"Rejected rows, to correct in this file and load again: {report.rejected_file}"), markup=False)  # fmt: skip


def _rejected_label(report: Report) -> str:
    """Refused rows, saying which of them are only the file's own total lines."""
    totals = report.rejected - len(report.rejections)
    if not totals:
        return say("refusées", "rejected")
    return say(
        f"refusées (dont {totals} ligne de total du fichier)", f"rejected (of which {totals} total line of the file)"
    )


def _show_reconciliation(report: Report, currency: str) -> None:
    """The file's own totals beside ours, the difference explained."""
    lang, out = language(), console()
    for total in report.file_totals:
        gap = total - report.read_cents
        said, ours = format_amount(total, currency, lang), format_amount(report.read_cents, currency, lang)
        if not gap:
            out.print(
                say(
                    f"Le total du fichier, {said}, est bien celui des lignes lues.",
                    f"The file's own total, {said}, is that of the rows read.",
                ),
                markup=False,
            )
            continue
        unreadable = (
            say(f" ; {report.unreadable} montants illisibles", f"; {report.unreadable} unreadable amounts")
            if report.unreadable
            else ""
        )
        out.print(say(f"Le fichier annonce {said}, ses lignes font {ours} : écart {format_amount(gap, currency, lang)}{unreadable}.",
                      f"The file says {said}, its rows make {ours}: difference {format_amount(gap, currency, lang)}{unreadable}."),
                  style="yellow", markup=False)  # fmt: skip


def _plain(report: Report) -> dict[str, Any]:
    names = ("import_id", "table", "read", "added", "changed", "removed", "unchanged", "rejected", "ignored", "read_cents",
             "stored_cents", "unchanged_cents", "rejected_cents", "file_totals")  # fmt: skip
    plain = {name: getattr(report, name) for name in names}
    plain["stored"] = report.stored
    plain["rejected_file"] = str(report.rejected_file) if report.rejected_file else None
    plain["rejections"] = [{"line": one.line, "reason": one.reason.to(language()), "remedy": one.remedy.to(language()),
                            "cents": one.cents} for one in report.rejections]  # fmt: skip
    return plain


def imports(context: typer.Context) -> None:
    """Every import that counts, with its rows."""
    here: Here = context.obj
    here.set_up()
    from bilan.ledger.models import Import  # noqa: PLC0415  # Django must be set up first

    found = list(Import.objects.filter(committed_at__isnull=False).order_by("pk"))
    if here.as_json:
        names = ("pk", "table", "source", "file_name", "author", "committed_at", "undoes_id", "read", "added", "changed", "removed",
                 "unchanged", "rejected", "ignored")  # fmt: skip
        print_json([{name: getattr(one, name) for name in names} for one in found])
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
        when = f"{one.committed_at:%Y-%m-%d %H:%M}" if one.committed_at else ""
        grid.add_row(
            str(one.pk),
            what,
            one.table,
            one.author,
            when,
            *(str(getattr(one, n)) for n in ("read", "added", "changed", "unchanged", "rejected")),
        )
    console().print(grid)


def undo(
    context: typer.Context,
    number: Annotated[int, typer.Argument(help=say("numéro de l'import", "the import's number"))],
) -> None:
    """Undo one import: what it added goes, what it replaced comes back."""
    here: Here = context.obj
    workspace = here.workspace
    from bilan.app import importing as use  # noqa: PLC0415  # Django must be set up first

    done = use.undo(workspace, number, author=here.author, now=here.now)
    if here.as_json:
        print_json({"undone": number, "import_id": done.pk})
        return
    console().print(say(f"Import {number} annulé.", f"Import {number} undone."))
