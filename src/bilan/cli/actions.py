"""The verb of the plan's actions: action add, list, set, carry, withdraw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Annotated, Any, Final

import typer
from rich.text import Text

from bilan.app import actions as use
from bilan.app.actions import Intent
from bilan.app.recorded import OPEN, open_actions
from bilan.app.recorded import actions as recorded
from bilan.app.writing import period_of
from bilan.cli import machine_plan as machine
from bilan.cli.context import Here
from bilan.cli.help import Room, Verb
from bilan.cli.speech import console, language, print_json, say
from bilan.cli.tables import (
    DAYS,
    Names,
    Number,
    PeriodName,
    Revision,
    Why,
    add,
    day,
    number_of,
    one_of,
    pen,
    remind,
    sheet,
    show_reminder,
)
from bilan.label import Label
from bilan.period import day_label
from bilan.plan.plan import Action, ActionType, Status
from bilan.strategy.document import Strategy

app = typer.Typer(cls=Room, rich_markup_mode=None)
action = typer.Typer(cls=Room, no_args_is_help=True, rich_markup_mode=None,
                     help=say("Les actions du plan : qui, quoi, pour quand, sur quel KPI", "The plan's actions: who, what, by when, on which KPI"))  # fmt: skip
app.add_typer(action, name="action")

TYPES: Final[dict[str, ActionType]] = {
    "sharing": "sharing", "partage": "sharing", "training": "training", "formation": "training", "process": "process",
    "targeting": "targeting", "ciblage": "targeting", "tool": "tool", "outil": "tool", "coaching": "coaching",
    "target": "target", "objectif": "target",
}  # fmt: skip
STATUSES: Final = {
    "to_do": Status.TO_DO, "à faire": Status.TO_DO, "under_way": Status.UNDER_WAY, "en cours": Status.UNDER_WAY,
    "done": Status.DONE, "fait": Status.DONE, "dropped": Status.DROPPED, "abandonné": Status.DROPPED,
}  # fmt: skip
STATUS_NAMES: Final = {
    Status.TO_DO: Label("à faire", "to do"),
    Status.UNDER_WAY: Label("en cours", "under way"),
    Status.DONE: Label("faite", "done"),
    Status.DROPPED: Label("abandonnée", "dropped"),
    Status.CARRIED_OVER: Label("reportée", "carried over"),
}
COLOURS: Final = {
    Status.TO_DO: "",
    Status.UNDER_WAY: "yellow",
    Status.DONE: "cyan",
    Status.DROPPED: "dim",
    Status.CARRIED_OVER: "dim",
}
Owner = Annotated[str, typer.Option("--owner", help=say("le responsable, et un seul", "the owner, and one only"))]
Scope = Annotated[
    str,
    typer.Option(
        "--for", help=say("pour qui : une équipe, des commerciaux (Paul,Sofia)", "for whom: a team, reps (Paul,Sofia)")
    ),
]
With = Annotated[
    list[str] | None, typer.Option("--with", help=say("un contributeur ; à répéter", "a contributor; repeat it"))
]
Expected = Annotated[
    str,
    typer.Option(
        "--expected", help=say("l'effet attendu, dans l'unité du KPI", "the expected effect, in the KPI's unit")
    ),
]


@action.command("add", cls=Verb, help=say("Ajouter une action au plan", "Add an action to the plan"))
def plan(
    context: typer.Context, period: PeriodName,
    title: Annotated[str, typer.Argument(metavar=say("intitulé", "title"), help=say("un verbe, quoi, combien", "a verb, what, how much"))],
    kind: Annotated[str, typer.Option("--type", help=say("partage, formation, process, ciblage, outil, coaching, objectif", "sharing, training, process, targeting, tool, coaching, target"))] = "process",
    kpi: Annotated[str, typer.Option("--kpi", help=say("le KPI sur lequel on en jugera", "the KPI by which it will be judged"))] = "",
    owner: Owner = "",
    due: Annotated[datetime | None, typer.Option("--due", formats=DAYS, help=say("l'échéance, AAAA-MM-JJ", "the due date, YYYY-MM-DD"))] = None,
    origin: Annotated[str, typer.Option("--from", help=say("constat, récit, séance ou décision", "finding, story, session or decision"))] = "",
    scope: Scope = "company",
    starts: Annotated[datetime | None, typer.Option("--starts", formats=DAYS, help=say("le début ; celui de la période suivante par défaut", "the start; that of the next period by default"))] = None,
    contributors: With = None, expected: Expected = "",
    baseline: Annotated[str, typer.Option("--baseline", help=say("le point de départ ; le chiffre de la période par défaut", "where it starts from; the period's figure by default"))] = "",
) -> None:  # fmt: skip
    """Add an action; without an owner, a date and a KPI it is refused."""
    here = Here.of(context)
    workspace, strategy = here.workspace, here.strategy
    intent = Intent(
        title, one_of(kind, TYPES), kpi, owner, day(due), origin, scope, day(starts), tuple(contributors or ()),
        number_of(baseline, kpi, strategy), number_of(expected, kpi, strategy),
    )  # fmt: skip
    _show(here, [use.add(workspace, period, intent, pen(here))], remind(title))


@action.command(
    "set",
    cls=Verb,
    help=say("Suivre une action : état, responsable, échéance", "Follow an action: status, owner, due date"),
)
def adjust(
    context: typer.Context, number: Number,
    status: Annotated[str, typer.Option("--status", help=say("à faire, en cours, fait, abandonné", "to_do, under_way, done, dropped"))] = "",
    owner: Owner = "",
    due: Annotated[datetime | None, typer.Option("--due", formats=DAYS, help=say("la nouvelle échéance", "the new due date"))] = None,
    title: Annotated[str, typer.Option("--title", help=say("le nouvel intitulé", "the new title"))] = "",
    scope: Annotated[str, typer.Option("--for", help=say("pour qui", "for whom"))] = "",
    contributors: With = None, expected: Expected = "",
    evidence: Annotated[str, typer.Option("--evidence", help=say("ce qui montre que c'est fait", "what shows that it is done"))] = "",
    done_on: Annotated[datetime | None, typer.Option("--done-on", formats=DAYS, help=say("le jour où ce fut fait", "the day it was done"))] = None,
    why: Why = "", revision: Revision = None,
) -> None:  # fmt: skip
    """Change what is given; what it was stays in the journal. Dropping one needs a reason."""
    here = Here.of(context)
    strategy = here.strategy
    given: dict[str, Any] = {
        "status": one_of(status, STATUSES).value if status else "", "owner": owner, "due_on": day(due), "title": title,
        "scope": scope, "contributors": contributors, "evidence": evidence, "done_on": day(done_on),
        "expected": number_of(expected, use.kpi_of(number), strategy),
    }  # fmt: skip
    values = {name: value for name, value in given.items() if value not in (None, "")}
    if not values:
        raise typer.BadParameter(
            say("dites ce qui change : --status, --owner, --due…", "say what changes: --status, --owner, --due…")
        )
    found = use.adjust(number, values, pen(here), reason=why, expected=revision)
    _show(here, [found], remind(title, evidence, why))


@action.command(
    "withdraw", cls=Verb, help=say("Retirer une action écrite par erreur", "Withdraw an action written by mistake")
)
def withdraw(context: typer.Context, number: Number, why: Why, revision: Revision = None) -> None:
    """Take it out of the plan; an action that will not be done is dropped instead."""
    here = Here.of(context)
    found = use.withdraw(number, pen(here), reason=why, expected=revision)
    if here.as_json:
        print_json(machine.actions([found], here.strategy))
        return
    console().print(say(f"Action {number} retirée.", f"Action {number} withdrawn."))


@action.command(
    "carry",
    cls=Verb,
    help=say("Reporter les actions non faites à la période suivante", "Carry the undone actions to the next period"),
)
def carry(
    context: typer.Context, period: PeriodName, why: Why,
    numbers: Annotated[list[int] | None, typer.Argument(metavar=say("numéros", "numbers"), help=say("celles-ci seulement", "only these"))] = None,
    due: Annotated[datetime | None, typer.Option("--due", formats=DAYS, help=say("la nouvelle échéance ; la fin de la période suivante par défaut", "the new due date; the end of the next period by default"))] = None,
) -> None:  # fmt: skip
    """Each undone action goes on in the next plan, linked to what it was and counted."""
    here = Here.of(context)
    writer = pen(here)
    found = use.carry_over(period, writer, reason=why, due_on=day(due), only=numbers or ())
    _show(here, found, remind(why))


@action.command(
    "list",
    cls=Verb,
    help=say("Les actions d'un plan, ou celles qui restent à faire", "The actions of a plan, or those still to do"),
)
def actions(
    context: typer.Context, period: PeriodName = "",
    due: Annotated[bool, typer.Option("--due", help=say("le point d'étape : tout ce qui reste à faire, par échéance", "the checkpoint: all that is still to do, by due date"))] = False,  # a flag
) -> None:  # fmt: skip
    """List a plan; with --due, what every plan still asks, the late ones first."""
    here = Here.of(context)
    here.open()
    today = here.today
    _show(here, open_actions(today=today) if due else recorded(period_of(period).name, today=today))


def _show(here: Here, found: Sequence[Action], reminders: tuple[str, ...] = ()) -> None:
    strategy: Strategy = here.strategy
    if here.as_json:
        print_json(machine.actions(found, strategy, reminders))
        return
    if not found:
        console().print(say("Aucune action.", "No action."), style="dim")
        return
    names, today = Names(strategy), here.today
    table = sheet("n°", "action", say("responsable", "owner"), "KPI", say("échéance", "due"), say("état", "status"))
    for one in found:
        add(
            table,
            str(one.number),
            _what(one, names),
            _owner(one, names),
            _aim(one, names),
            _due(one, today),
            _status(one),
        )
    console().print(table)
    show_reminder(reminders)


def _what(one: Action, names: Names) -> Text:
    found = Text(one.title, style="bold")
    for_whom = f"{say('pour', 'for')} {names.scope(one.scope)}" if one.scope and one.scope != "company" else ""
    told = " · ".join(filter(None, (one.period, for_whom, f"← {one.origin}" if one.origin else "")))
    return found.append(f"\n{told}", style="not bold dim")


def _owner(one: Action, names: Names) -> Text:
    found = Text(names.person(one.owner))
    if one.is_orphan:
        found.append(
            say("\npartie ou parti : à réattribuer (--owner)", "\nhas left: give it to somebody (--owner)"),
            style="bold red",
        )
    return found.append(f"\n+ {names.people(one.contributors)}" if one.contributors else "", style="dim")


def _aim(one: Action, names: Names) -> str:
    def figure(value: Fraction | None) -> str:
        return names.value(one.kpi, value)

    return f"{names.kpi(one.kpi)}\n{figure(one.baseline)} → {figure(one.expected)}"


def _due(one: Action, today: date) -> Text:
    """The due date and, while it is not done, how late it is or how long remains."""
    found = Text(day_label(one.due_on, language()))
    if one.status not in OPEN:
        return found
    days = (one.due_on - today).days
    if days < 0:
        return found.append(say(f"\nen retard de {-days} j", f"\n{-days} d late"), style="bold red")
    return found.append(say(f"\ndans {days} j", f"\nin {days} d"), style="dim")


def _status(one: Action) -> Text:
    found = Text(STATUS_NAMES[one.status].to(language()), style=COLOURS[one.status])
    if one.times_carried:
        found.append(
            say(f"\nreportée {one.times_carried} fois", f"\ncarried over {one.times_carried}×"), style="bold yellow"
        )
    return found.append(f"\n{one.reason}" if one.reason else "", style="dim")
