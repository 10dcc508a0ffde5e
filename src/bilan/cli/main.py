"""The command line: ``bilan`` and its verbs, refusals without a traceback, exit codes that mean something."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from django.db import OperationalError

from bilan.cli import demo, importing, mending, reading, strategy
from bilan.cli.context import DEFAULT_HOME, Here, declared_author
from bilan.cli.speech import BUSY, REFUSED, complain, say
from bilan.errors import BilanError, Busy
from bilan.label import Label

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
    help=say("Le bilan commercial : promesses, résultats, ce qu'il faut en croire.", "The sales review: promises, results, what to make of them."),
    epilog=say("Codes de sortie : 0 fait ; 1 refusé, rien n'a changé ; 2 commande mal écrite ; 3 déjà en cours ; 4 fait, des lignes sont refusées.",
               "Exit codes: 0 done; 1 refused, nothing has changed; 2 misused; 3 busy; 4 done, some rows were rejected."),
)  # fmt: skip


@app.callback()
def _surroundings(
    context: typer.Context,
    home: Annotated[Path, typer.Option(envvar="BILAN_HOME", help=say("le dossier de travail", "the workspace folder"))] = DEFAULT_HOME,
    author: Annotated[str | None, typer.Option("--as", help=say("qui agit (noté comme déclaré)", "who acts (recorded as declared)"))] = None,
    today: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help=say("faire comme si l'on était ce jour-là", "act as if it were that day"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=say("répondre en JSON, pour une machine", "answer in JSON, for a machine"))] = False,  # a flag of the command line
) -> None:  # fmt: skip
    context.obj = Here(home, declared_author(author), as_json, today.date() if today else None)


for verbs in (importing, mending, reading, demo):
    verbs.add_to(app)
app.add_typer(strategy.app, name="strategy")


def run() -> None:
    """Run the command; what a person can put right is said, not thrown."""
    as_json = "--json" in sys.argv
    words = [word for word in sys.argv[1:] if word != "--json"]
    try:
        app(["--json", *words] if as_json else words)  # the flag may stand anywhere
    except Busy as busy:
        complain(busy, as_json=as_json)
        sys.exit(BUSY)
    except BilanError as error:
        complain(error, as_json=as_json)
        sys.exit(REFUSED)
    except (OperationalError, OSError) as error:
        complain(_disk(error), as_json=as_json)
        sys.exit(REFUSED)


def _disk(error: Exception) -> BilanError:
    return BilanError(Label(
        fr=f"Le dossier de travail ne répond pas : {error}. Ce qui était enregistré l'est toujours. Vérifiez la place et les droits, puis recommencez.",
        en=f"The workspace does not answer: {error}. What was stored still is. Check space and permissions, then try again.",
    ))  # fmt: skip


if __name__ == "__main__":
    run()
