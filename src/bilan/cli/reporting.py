"""The verb that writes documents: report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bilan.app.dossiers import open_dossier
from bilan.cli.context import Here
from bilan.cli.help import Room, Verb
from bilan.cli.speech import at_work, console, language, print_json, say
from bilan.errors import BilanError
from bilan.kpis.scope import parse_scope
from bilan.label import LANGUAGES, Label, Language
from bilan.report.audience import COLLECTIVE, MANAGER, Audience, individual
from bilan.report.documents import FORMS, file_name
from bilan.report.sections import document_of
from bilan.strategy.document import Strategy

app = typer.Typer(cls=Room, rich_markup_mode=None)
Flag = Annotated[bool, typer.Option()]


@app.command("report", cls=Verb, help=say(
    "Écrire les documents d'un bilan : pages et PDF, par public", "Write the documents of a review: pages and PDF, by audience"
))  # fmt: skip
def report(
    context: typer.Context,
    period: Annotated[str, typer.Argument(metavar=say("période", "period"), help=say("2026-T3 ; par défaut celle de la stratégie", "2026-Q3; by default the strategy's"))] = "",
    rep: Annotated[str, typer.Option("--for-rep", help=say("la version d'un commercial, à lui remettre", "one rep's version, to hand to them"))] = "",
    collective: Annotated[bool, typer.Option("--collective", help=say("la version collective seulement", "the team version only"))] = False,
    form: Annotated[str, typer.Option("--form", help=say("pdf ou html ; par défaut les deux", "pdf or html; both by default"))] = "",
    lang: Annotated[str, typer.Option("--lang", help=say("fr ou en ; par défaut les deux", "fr or en; both by default"))] = "",
    out: Annotated[Path | None, typer.Option(help=say("le dossier où écrire", "the folder to write in"))] = None,
) -> None:  # fmt: skip
    """Write the manager's and the team's documents, or one person's, and say which files they are."""
    here = Here.of(context)
    languages, forms = _one_of(lang, LANGUAGES, "--lang"), _one_of(form, tuple(FORMS), "--form")
    folder = out or here.workspace.reports
    with at_work(say("Documents en préparation", "Preparing the documents"), as_json=here.as_json):
        dossier = open_dossier(here.workspace, period, today=here.today)
        written = []
        for audience in _audiences(rep, dossier.review.strategy, collective=collective):
            for each in languages:
                document = document_of(dossier, _language(each), audience)
                for kind in forms:
                    folder.mkdir(parents=True, exist_ok=True)
                    file = folder / file_name(dossier, audience, _language(each), kind)
                    file.write_bytes(FORMS[kind](document))
                    written.append(file)
    if here.as_json:
        print_json(
            {"schema": "bilan.report/1", "period": dossier.review.period.name, "files": [str(file) for file in written]}
        )
        return
    for file in sorted(written, key=lambda one: f".{language()}." not in one.name):
        console().print(say(f"Document écrit : {file}", f"Document written: {file}"), markup=False, soft_wrap=True)


def _audiences(rep: str, strategy: Strategy, *, collective: bool) -> tuple[Audience, ...]:
    if rep and collective:
        raise BilanError(Label(
            fr="Choisissez la version d'un commercial (--for-rep) ou la version collective (--collective), pas les deux. Rien n'a été écrit.",
            en="Choose one rep's version (--for-rep) or the team version (--collective), not both. Nothing was written.",
        ))  # fmt: skip
    if not rep:
        return (COLLECTIVE,) if collective else (MANAGER, COLLECTIVE)
    scope = parse_scope(f"rep:{rep.removeprefix('rep:')}", strategy)
    return (individual(scope.key),)


def _one_of(said: str, known: tuple[str, ...], option: str) -> tuple[str, ...]:
    if said and said not in known:
        choices = ", ".join(known)
        raise BilanError(Label(
            fr=f"« {said} » n'est pas une valeur de {option}\u00a0: choisissez parmi {choices}. Rien n'a été écrit.",
            en=f"“{said}” is no value of {option}: choose among {choices}. Nothing was written.",
        ))  # fmt: skip
    return (said,) if said else known


def _language(said: str) -> Language:
    return "en" if said == "en" else "fr"
