"""The command line: ``bilan`` and its verbs, refusals without a traceback, exit codes that mean something."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from datetime import datetime
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from django.db import DatabaseError, OperationalError
from typer.main import get_group

from bilan.cli.asked import DEFAULT_HOME, Asked, declared_author, point_django_at
from bilan.cli.help import Room, misuse
from bilan.cli.speech import BUSY, DONE, MISUSE, REFUSED, complain, language, say
from bilan.errors import BilanError, Busy
from bilan.label import Label

# where each verb lives, and what it is for
VERBS: Final = {
    "new": ("importing", Label("Créer un espace à partir de vos fichiers", "Make a workspace from your files")),
    "import": ("importing", Label("Importer un fichier", "Import a file")),
    "imports": ("importing", Label("Lister les imports", "List the imports")),
    "undo": ("importing", Label("Annuler un import", "Undo an import")),
    "correct": ("mending", Label("Corriger des valeurs (table, identifiants, colonne=valeur)",
                                 "Correct values (table, identifiers, column=value)")),
    "changes": ("mending", Label("Ce qui a changé depuis un import, et l'effet sur chaque KPI",
                                 "What changed since an import, and its effect on each KPI")),
    "review": ("reading", Label("Le bilan d'une période, à l'écran et en page HTML",
                                "The review of a period, on screen and as an HTML page")),
    "report": ("reporting", Label("Écrire les documents d'un bilan : pages et PDF, par public",
                                  "Write the documents of a review: pages and PDF, by audience")),
    "figure": ("reading", Label("Un chiffre, et les lignes qui le font", "One figure, and the rows behind it")),
    "demo": ("demo", Label("Charger l'exemple Zignature et montrer son bilan",
                           "Load the Zignature example and show its review")),
    "story": ("stories", Label("Les succès, pratiques et échecs racontés, et les réponses",
                               "Successes, practices and failures as told, and the answers")),
    "block": ("blocking", Label("Les revues de blocage : ce qui retient une affaire, et la suite",
                                "Blocking reviews: what holds a deal back, and what comes next")),
    "session": ("planning", Label("Les séances de travail : une question, des invités, une issue",
                                  "Working sessions: a question, invitees, an outcome")),
    "decide": ("planning", Label("Décider de chaque proposition : accepter, modifier, refuser",
                                 "Decide of each proposal: accept, edit, refuse")),
    "chance": ("planning", Label("Et si l'objectif était de tant ? Les chances de l'atteindre",
                                 "What if the target were this much? The chance of it")),
    "action": ("actions", Label("Les actions du plan : qui, quoi, pour quand, sur quel KPI",
                                "The plan's actions: who, what, by when, on which KPI")),
    "consent": ("stories", Label("Qui accepte d'être nommé dans la version collective",
                                 "Who agrees to be named in the collective version")),
    "next": ("planning", Label("Écrire la stratégie de la période suivante", "Write the strategy of the next period")),
    "close": ("closing", Label("Clore le bilan d'une période", "Close the review of a period")),
    "verify": ("closing", Label("Vérifier qu'un bilan clos est tel qu'il a été scellé",
                                "Check that a closed review is what was sealed")),
    "restate": ("closing", Label("Rectifier un bilan clos, avec une raison", "Restate a closed review, with a reason")),
    "erase": ("erasing", Label("Effacer de l'historique une personne partie", "Erase from the history a person who has left")),
    "purge": ("closing", Label("Effacer ce que la durée de conservation ne permet plus de garder",
                               "Erase what retention no longer allows to keep")),
    "strategy": ("strategy", Label("La stratégie : qui vend, quoi suivre, quoi promettre",
                                   "The strategy: who sells, what to follow, what to promise")),
}  # fmt: skip


class Verbs(Room):
    """The verbs, each loaded when it is called.

    By then the command line has said which workspace is meant, so that Django is set up on it before any model is
    imported; and asking for help loads none of them.
    """

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002  # the list is the same in every context
        return list(VERBS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in VERBS:
            near = get_close_matches(cmd_name, VERBS, n=1)
            ctx.fail(f"No such command '{cmd_name}'." + "".join(f" Did you mean '{verb}'?" for verb in near))
        point_django_at(ctx.params.get("home") or DEFAULT_HOME)
        room = get_group(import_module(f"bilan.cli.{VERBS[cmd_name][0]}").app)
        return room.commands.get(cmd_name, room)  # « strategy » is a room of its own verbs

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002  # as above
        with formatter.section("Commands"):
            formatter.write_dl([(name, label.to(language())) for name, (_, label) in VERBS.items()])


app = typer.Typer(
    cls=Verbs, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
)  # fmt: skip


@app.callback(
    help=say("Le bilan commercial : promesses, résultats, ce qu'il faut en croire.", "The sales review: promises, results, what to make of them."),
    epilog=say("Codes de sortie : 0 fait ; 1 refusé, rien n'a changé ; 2 commande mal écrite ; 3 déjà en cours ; 4 fait, des lignes sont refusées.",
               "Exit codes: 0 done; 1 refused, nothing has changed; 2 misused; 3 busy; 4 done, some rows were rejected."),
)  # fmt: skip
def _surroundings(
    context: typer.Context,
    home: Annotated[Path, typer.Option(envvar="BILAN_HOME", help=say("le dossier de travail", "the workspace folder"))] = DEFAULT_HOME,
    author: Annotated[str | None, typer.Option("--as", help=say("qui agit (noté comme déclaré)", "who acts (recorded as declared)"))] = None,
    today: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help=say("faire comme si l'on était ce jour-là", "act as if it were that day"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=say("répondre en JSON, pour une machine", "answer in JSON, for a machine"))] = False,  # a flag of the command line
) -> None:  # fmt: skip
    context.obj = Asked(home, declared_author(author), as_json, today.date() if today else None)


def run() -> None:
    """Run the command that was typed, and leave with its exit code."""
    collect_seldom()
    sys.exit(answer(sys.argv[1:]))


def collect_seldom() -> None:
    """Look for cycles a hundred times less often: a command makes figures by the hundred thousand, and none refers back."""
    gc.set_threshold(70_000, 20, 100)


def answer(typed: Sequence[str]) -> int:
    """Run a command; what a person can put right is said, not thrown, and the exit code tells which it was."""
    as_json = "--json" in typed
    words = _with_who_first([word for word in typed if word != "--json"])
    try:
        code = app(["--json", *words] if as_json else words, prog_name="bilan", standalone_mode=False)
    except typer.TyperException as error:
        return _misused(error, as_json=as_json)
    except Busy as busy:
        complain(busy, BUSY, as_json=as_json)
        return BUSY
    except BilanError as error:
        complain(error, REFUSED, as_json=as_json)
        return REFUSED
    except (DatabaseError, OSError) as error:
        return _disk(error, as_json=as_json)
    return code or DONE


def _with_who_first(words: list[str]) -> list[str]:
    """« --as Paul » wherever it was typed, as « --json »: who acts is said of the whole command."""
    if "--as" not in words[:-1]:
        return words
    at = words.index("--as")
    rest = _with_who_first([*words[:at], *words[at + 2 :]])
    return rest if rest[:1] == ["--as"] else ["--as", words[at + 1], *rest]  # said twice, the last one holds


def _misused(error: typer.TyperException, *, as_json: bool) -> int:
    complain(misuse(error), MISUSE, as_json=as_json)
    return MISUSE


def _disk(error: DatabaseError | OSError, *, as_json: bool) -> int:
    """A disk that is full, closed or held; anything else that the database refuses is a fault of ours."""
    if isinstance(error, DatabaseError) and type(error) not in {DatabaseError, OperationalError}:
        raise error
    if "locked" in str(error):
        complain(Busy(Label(
            fr="Un autre programme écrit dans cet espace. Rien n'a changé. Attendez qu'il finisse, puis recommencez.",
            en="Another program is writing in this workspace. Nothing has changed. Wait for it to end, then try again.",
        )), BUSY, as_json=as_json)  # fmt: skip
        return BUSY
    complain(BilanError(Label(
        fr=f"Le dossier de travail ne répond pas : {error}. Ce qui était enregistré l'est toujours. Vérifiez la place et les droits, puis recommencez.",
        en=f"The workspace does not answer: {error}. What was stored still is. Check space and permissions, then try again.",
    )), REFUSED, as_json=as_json)  # fmt: skip
    return REFUSED


if __name__ == "__main__":
    run()
