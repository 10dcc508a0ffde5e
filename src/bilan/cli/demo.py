"""The demonstration: Zignature's four quarters loaded, three of them closed, the fourth opened on the third's plan."""

from __future__ import annotations

import functools
import http.server
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bilan.app import replay, strategies
from bilan.app.dossiers import open_dossier
from bilan.cli.context import Here
from bilan.cli.help import Room, Verb
from bilan.cli.importing import Choices, load_files
from bilan.cli.reading import write_review
from bilan.cli.speech import at_work, console, language, say
from bilan.errors import BilanError
from bilan.label import Label
from bilan.ledger.models import Import
from bilan.report.documents import documents
from bilan.strategy.toml import read

app = typer.Typer(cls=Room, rich_markup_mode=None)
EXAMPLE = Path(__file__).parents[3] / "examples" / "zignature"
TODAY = date(2027, 1, 4)  # the day after the four quarters' files were exported
PORT = 8000
PERIODS = ("2026-T3", "2026-T4")  # the quarter decided and closed, and the one that opens on its plan


@app.command(
    "demo",
    cls=Verb,
    help=say("Charger l'exemple Zignature et montrer son bilan", "Load the Zignature example and show its review"),
)
def demo(
    context: typer.Context,
    serve: Annotated[
        bool,
        typer.Option("--serve/--no-serve", help=say("servir la page sur 127.0.0.1", "serve the page on 127.0.0.1")),
    ] = True,  # a flag
) -> None:
    """Load the example into an empty workspace and show the third quarter's review.

    The rows that the example has refused are part of what it shows: the exit code stays 0.
    """
    here = Here.of(context)
    here.today_is = here.today_is or TODAY
    _fill(here)
    pages = [*write_review(here, "2026-T3", None), *_documents(here)]
    if serve and not here.as_json:
        _serve(pages[0])


def _fill(here: Here) -> None:
    if not EXAMPLE.is_dir():
        raise BilanError(Label(
            fr=f"L'exemple n'est pas là : {EXAMPLE}. Lancez la démonstration depuis le dépôt : make demo.",
            en=f"The example is not there: {EXAMPLE}. Run the demonstration from the repository: make demo.",
        ))  # fmt: skip
    strategy = read(EXAMPLE / "strategy.toml")
    if here.published is not None and strategies.in_force().company.name != strategy.company.name:
        raise BilanError(Label(
            fr=f"L'espace {here.home} contient déjà une autre entreprise : rien n'a changé. Choisissez un dossier vide : bilan --home demo demo.",
            en=f"The workspace {here.home} already holds another company: nothing has changed. Choose an empty folder: bilan --home demo demo.",
        ))  # fmt: skip
    if here.published is None:
        before = replay.without_later_targets(strategy)
        strategies.publish(before, author=here.author, reason=say("exemple", "example"), now=here.now)
    if not Import.objects.filter(committed_at__isnull=False).exists():
        load_files(here, [EXAMPLE / name for name in ("deals.csv", "meetings.csv", "calls.csv")], Choices())
    with at_work(say("Récits, décisions, clôture", "Stories, decisions, close"), as_json=here.as_json):
        replay.replay(here.workspace, EXAMPLE / "journal.toml", author="Directrice")


def _documents(here: Here) -> list[Path]:
    """The documents of the closed quarter, and of the one that opens on its plan; their places said last."""
    files = []
    with at_work(say("Documents en préparation", "Preparing the documents"), as_json=here.as_json):
        for period in PERIODS:
            dossier = open_dossier(here.workspace, period, today=here.today)
            for name, content in documents(dossier).items():
                file = here.workspace.reports / name
                file.write_bytes(content)
                files.append(file)
    if not here.as_json:
        for file in files:
            if f".{language()}.pdf" in file.name:
                console().print(
                    say(f"Document écrit : {file}", f"Document written: {file}"), markup=False, soft_wrap=True
                )
    return files


def _serve(page: Path) -> None:
    """Serve the written pages on this machine only, until interrupted."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(page.parent))
    try:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", PORT), handler)
    except OSError as error:
        raise BilanError(Label(
            fr=f"Le port {PORT} est déjà pris. La page est écrite : ouvrez {page}.",
            en=f"Port {PORT} is already taken. The page is written: open {page}.",
        )) from error  # fmt: skip
    with server:
        console().print(say(f"À lire sur http://127.0.0.1:{PORT}/{page.name} (Ctrl-C pour arrêter)",
                            f"Read it at http://127.0.0.1:{PORT}/{page.name} (Ctrl-C to stop)"), markup=False)  # fmt: skip
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return
