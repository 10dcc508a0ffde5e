"""The verb about deals that are held back: block."""

from __future__ import annotations

from typing import Annotated, Final

import typer
from rich.text import Text

from bilan.app import blocking as use
from bilan.app.blocking import Reviewing
from bilan.app.dossiers import open_dossier
from bilan.cli import machine_plan as machine
from bilan.cli.context import Here
from bilan.cli.help import Room, Verb
from bilan.cli.speech import at_work, console, language, print_json, say
from bilan.cli.tables import Number, PeriodName, Revision, Why, add, one_of, pen, remind, sheet, show_reminder
from bilan.period import day_label
from bilan.plan.dossier import Dossier
from bilan.report.sentences.blocking import REASONS
from bilan.review.blocking import Reason, ReviewedDeal

app = typer.Typer(cls=Room, rich_markup_mode=None)
block = typer.Typer(cls=Room, no_args_is_help=True, rich_markup_mode=None,
                    help=say("Les revues de blocage : ce qui retient une affaire, et la suite", "Blocking reviews: what holds a deal back, and what comes next"))  # fmt: skip
app.add_typer(block, name="block")

WORDS: Final = {
    "decider": Reason.DECIDER, "décideur": Reason.DECIDER, "budget": Reason.BUDGET, "need": Reason.NEED,
    "besoin": Reason.NEED, "competitor": Reason.COMPETITOR, "concurrent": Reason.COMPETITOR, "timing": Reason.TIMING,
    "calendrier": Reason.TIMING, "other": Reason.OTHER, "autre": Reason.OTHER,
}  # fmt: skip


@block.command("add", cls=Verb, help=say("Noter ce qui bloque une affaire", "Write what blocks a deal"))
def review(
    context: typer.Context,
    deal: Annotated[str, typer.Argument(metavar=say("affaire", "deal"), help=say("son identifiant ou son nom", "its identifier or its name"))],
    reason: Annotated[str, typer.Argument(metavar=say("motif", "reason"), help=say("décideur, besoin, budget, concurrent, calendrier, autre", "decider, budget, need, competitor, timing, other"))],
    next_step: Annotated[str, typer.Option("--next", help=say("la prochaine étape", "the next step"))] = "",
    period: Annotated[str, typer.Option("--period", help=say("période du bilan", "the review's period"))] = "",
    revision: Revision = None,
) -> None:  # fmt: skip
    """Write what blocks a deal; the same deal again replaces what was written."""
    here = Here.of(context)
    reviewing = Reviewing(deal, one_of(reason, WORDS), next_step)
    with at_work(say("Affaires en lecture", "Reading the deals"), as_json=here.as_json):
        found = use.review_deal(here.workspace, period, reviewing, pen(here), expected=revision)
    reminders = remind(next_step)
    if here.as_json:
        print_json(machine.blockings([found.blocking], reminders=reminders))
        return
    one = found.blocking
    again = say(" (revue précédente remplacée)", " (replaces the review before)") if one.revision > 1 else ""
    rest = f" → {one.next_step}" if one.next_step else ""
    what = f"{found.deal.name}{say(' :', ':')} {REASONS[one.reason].to(language()).lower()}{rest}"
    console().print(say(f"Revue de blocage {one.number} notée{again} · {what}",
                        f"Blocking review {one.number} written{again} · {what}"), markup=False)  # fmt: skip
    show_reminder(reminders)


@block.command("withdraw", cls=Verb, help=say("Retirer une revue de blocage", "Withdraw a blocking review"))
def withdraw(context: typer.Context, number: Number, why: Why, revision: Revision = None) -> None:
    """Take a blocking review out of the period's review; the journal keeps who withdrew it and why."""
    here = Here.of(context)
    found = use.withdraw(number, pen(here), reason=why, expected=revision)
    if here.as_json:
        print_json(machine.blockings([found]))
        return
    console().print(say(f"Revue de blocage {number} retirée.", f"Blocking review {number} withdrawn."))


@block.command(
    "list", cls=Verb, help=say("Ce qui bloque, affaire par affaire, et ce qui reste à revoir", "What blocks, deal by deal, and what is left to review")
)  # fmt: skip
def blockings(context: typer.Context, period: PeriodName = "") -> None:
    """List the blocking reviews, then the open deals beyond the limit of RDV-E that still call for one."""
    here = Here.of(context)
    with at_work(say("Affaires en lecture", "Reading the deals"), as_json=here.as_json):
        dossier = open_dossier(here.workspace, period, today=here.today)
    if here.as_json:
        print_json(machine.blockings([one.blocking for one in dossier.blockings], dossier.to_review))
        return
    _show(dossier)


def _show(dossier: Dossier) -> None:
    if not dossier.blockings and not dossier.to_review:
        console().print(say("Aucune revue de blocage, aucune affaire à revoir.", "No blocking review, no deal to review."), style="dim")  # fmt: skip
        return
    table = sheet("n°", say("affaire", "deal"), say("ce qui bloque", "what blocks"), say("prochaine étape", "next step"), say("par", "by"))  # fmt: skip
    for one in dossier.blockings:
        add(table, *_cells(one))
    for deal in dossier.to_review:
        add(table, "", _named(deal.name, deal.key), Text(say("à revoir", "to review"), style="dim"), "", "")
    console().print(table)


def _cells(one: ReviewedDeal) -> tuple[str | Text, ...]:
    written = one.blocking
    by = f"{written.author}\n{day_label(written.reviewed_on, language())}"
    return (
        str(written.number), _named(one.deal.name, one.deal.key), REASONS[written.reason].to(language()),
        written.next_step, by,
    )  # fmt: skip


def _named(name: str, key: str) -> Text:
    return Text(name, style="bold").append(f"\n{key}", style="not bold dim")
