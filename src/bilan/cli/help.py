"""Help and misuse in the user's language: the library that reads the command line speaks English only."""

from __future__ import annotations

import re
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from bilan.cli.speech import language
from bilan.errors import BilanError
from bilan.label import Label

# fragments of a help page, as the library writes them
HELP: Final = (
    ("Usage: ", "Usage : "),
    ("[OPTIONS]", "[options]"),
    ("COMMAND [ARGS]...", "verbe …"),
    ("\nArguments:\n", "\nArguments :\n"),
    ("\nOptions:\n", "\nOptions :\n"),
    ("\nCommands:\n", "\nVerbes :\n"),
    ("Show this message and exit.", "montrer cette aide"),
    ("[required]", "[obligatoire]"),
    ("[env var: ", "[variable : "),
    ("[default: ", "[par défaut : "),
    ("; default: ", " ; par défaut : "),
)
# what a command can be misused by: the library's sentence, then ours
MISUSES: Final = (
    (r"Missing option '(.+)'\.", Label(r"Il manque l'option « \1 ».", r"The option “\1” is missing.")),
    (r"Missing argument '(.+)'\.", Label(r"Il manque « \1 ».", r"“\1” is missing.")),
    (r"Missing command\.", Label(r"Il manque un verbe.", r"A verb is missing.")),
    (r"No such command '([^']+)'\.", Label(r"« \1 » n'est pas un verbe.", r"“\1” is not a verb.")),
    (r"No such command '(.+)'\. Did you mean '(.+)'\?",
     Label(r"« \1 » n'est pas un verbe. Vouliez-vous dire « \2 » ?", r"“\1” is not a verb. Did you mean “\2”?")),
    (r"No such option: (\S+)", Label(r"L'option « \1 » n'existe pas.", r"There is no option “\1”.")),
    (r"No such option: (\S+) \(Possible options: (.+)\)",
     Label(r"L'option « \1 » n'existe pas. Vouliez-vous dire \2 ?", r"There is no option “\1”. Did you mean \2?")),
    (r"Option '(.+)' requires an argument\.",
     Label(r"L'option « \1 » attend une valeur.", r"The option “\1” expects a value.")),
    (r"Option '(.+)' does not take a value\.",
     Label(r"L'option « \1 » n'attend pas de valeur.", r"The option “\1” takes no value.")),
    (r"Got unexpected extra arguments? \((.+)\)", Label(r"Mots en trop : \1.", r"Words too many: \1.")),
    (r"Invalid value for '(.+)': .*does not match the formats.*",
     Label(r"« \1 » attend une date, par exemple 2026-10-05.", r"“\1” expects a date, for example 2026-10-05.")),
    (r"Invalid value for '(.+)': .*valid integer.*",
     Label(r"« \1 » attend un nombre entier.", r"“\1” expects a whole number.")),
    (r"Invalid value: (.+)", Label(r"\1", r"\1")),  # said by the verb itself, in the user's language
)  # fmt: skip


class Verb(TyperCommand):
    """A verb whose help speaks the user's language."""

    def get_help(self, ctx: Any) -> str:
        return helped(super().get_help(ctx))


class Room(TyperGroup):
    """Several verbs, whose help speaks the user's language."""

    def get_help(self, ctx: Any) -> str:
        return helped(super().get_help(ctx))


def helped(page: str) -> str:
    """A help page in the user's language."""
    if language() == "fr":
        for theirs, ours in HELP:
            page = page.replace(theirs, ours)
    return page


def misuse(error: typer.TyperException) -> BilanError:
    """What is wrong with the command, and how it is written; the whole help for a command without a verb."""
    said = error.format_message()
    context = getattr(error, "ctx", None)
    if said.startswith("Usage"):
        return BilanError(Label(said, said))
    label = next((_filled(found, label) for pattern, label in MISUSES if (found := re.fullmatch(pattern, said, re.DOTALL))),
                 Label(said, said))  # fmt: skip
    command, usage = ("bilan", "") if context is None else (context.command_path, helped(context.get_usage()) + "\n")
    return BilanError(
        Label(f"{label.fr}\n{usage}Voyez : {command} --help", f"{label.en}\n{usage}See: {command} --help")
    )


def _filled(found: re.Match[str], label: Label) -> Label:
    return Label(found.expand(label.fr), found.expand(label.en))
