"""The verb that erases one person who has left from the history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bilan.app import erasing
from bilan.app.writing import Pen
from bilan.cli import machine_closing as machine
from bilan.cli.context import Here
from bilan.cli.help import Room, Verb
from bilan.cli.speech import at_work, console, language, print_json, say

if TYPE_CHECKING:
    from bilan.app.erasing import Erasure

app = typer.Typer(cls=Room, rich_markup_mode=None)


@app.command("erase", cls=Verb, help=say(
    "Effacer de l'historique une personne partie", "Erase from the history a person who has left"
))  # fmt: skip
def erase(
    context: typer.Context,
    rep: Annotated[str, typer.Argument(metavar=say("commercial", "rep"), help=say("son nom ou sa clé", "their name or key"))],
    reason: Annotated[str, typer.Option("--why", help=say("la raison, sans le nom", "the reason, without the name"))] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("dire sans effacer", "say without erasing"))] = False,  # a flag
    leave_words: Annotated[
        bool,
        typer.Option("--leave-words", help=say("laisser les textes qui la nomment", "leave the texts that name them")),
    ] = False,  # a flag
) -> None:  # fmt: skip
    """Put another name in their place everywhere; every aggregate stays as it was."""
    here = Here.of(context)
    with at_work(say("Effacement en cours", "Erasing"), as_json=here.as_json):
        done = erasing.erase(here.workspace, rep, Pen(here.author, here.now), reason=reason, today=here.today,
                             dry_run=dry_run, leave_words=leave_words)  # fmt: skip
    if here.as_json:
        print_json(machine.erased(done, is_dry_run=dry_run))
        return
    _show(done, is_dry_run=dry_run)


def _show(done: Erasure, *, is_dry_run: bool) -> None:
    out = console()
    out.print(say(f"À blanc : rien n'a été effacé. La personne deviendrait « {done.pseudonym} ».",
                  f"Dry run: nothing was erased. The person would become “{done.pseudonym}”.") if is_dry_run
              else say(f"Effacé : la personne est désormais « {done.pseudonym} ». Aucun agrégat n'a changé.",
                       f"Erased: the person is now “{done.pseudonym}”. No aggregate has changed."), style="bold", markup=False)  # fmt: skip
    for one in done.reviews:
        again = (say(f"remplacée par la version {one.replaced_by}", f"replaced by version {one.replaced_by}") if one.replaced_by
                 else say("ne peut plus être recalculée ; son texte principal reste prouvé", "can no longer be computed; its main text stays proven"))  # fmt: skip
        out.print(f"  {one.period}, version {one.version} : {again}", markup=False)
    out.print(say(f"  fichiers mis de côté qui la nomment : {done.files}", f"  files set aside that name them: {done.files}"), markup=False)  # fmt: skip
    if done.mentions:
        out.print(say("Textes qui la nomment, à réécrire par une personne :", "Texts that name them, for a person to rewrite:"), markup=False)  # fmt: skip
        for mention in done.mentions:
            out.print(f"  {mention.place} : {mention.text}", markup=False)
    if "pay" in done.limits:
        out.print(say("Moins de 3 ans depuis le départ : la prescription des salaires court encore.",
                      "Less than 3 years since the departure: the limitation period of pay still runs."), markup=False)  # fmt: skip
    if "discrimination" in done.limits:
        out.print(say("Moins de 5 ans depuis le départ : celle des discriminations court encore.",
                      "Less than 5 years since the departure: that of discrimination still runs."), markup=False)  # fmt: skip
    out.print(erasing.LAWFUL.to(language()), style="dim", markup=False)
