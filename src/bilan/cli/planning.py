"""Verbs from the findings to the next strategy: session, decide and next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Annotated, Final

import typer
from rich.text import Text

from bilan.app import deciding
from bilan.app import sessions as use
from bilan.app.chances import what_if
from bilan.app.deciding import Choice, Verdict
from bilan.app.dossiers import open_dossier
from bilan.app.next_strategy import Next, write_next
from bilan.app.recorded import sessions as recorded
from bilan.app.sessions import Call
from bilan.app.writing import period_of
from bilan.cli import machine_plan as machine
from bilan.cli.context import Here
from bilan.cli.help import Room, Verb
from bilan.cli.speech import at_work, console, language, print_json, say
from bilan.cli.tables import (
    DAYS,
    Names,
    Number,
    PeriodName,
    Revision,
    Why,
    add,
    number_of,
    one_of,
    pen,
    remind,
    sheet,
    show_reminder,
)
from bilan.label import Label
from bilan.money import format_number
from bilan.period import day_label
from bilan.plan.dossier import Dossier, State
from bilan.plan.plan import Decision, Session
from bilan.plan.proposal import Method, Proposal

app = typer.Typer(cls=Room, rich_markup_mode=None)
session = typer.Typer(cls=Room, no_args_is_help=True, rich_markup_mode=None,
                      help=say("Les séances de travail : une question, des invités, une issue", "Working sessions: a question, invitees, an outcome"))  # fmt: skip
app.add_typer(session, name="session")

METHODS: Final[dict[Method, Label]] = {
    "course_rule": Label("règle : une part de l'écart", "rule: part of the gap"),
    "raise_pace": Label("relever le rythme", "raise the pace"),
    "share_practice": Label("partager la pratique", "share the practice"),
    "qualify_first": Label("qualifier avant le RDV-D", "qualify before the RDV-D"),
    "review_blocked": Label("revue de blocage", "review what blocks"),
    "wake_up": Label("relancer les affaires silencieuses", "wake up the silent deals"),
    "review_means": Label("revoir les moyens", "review the means"),
    "keep": Label("rien à changer", "nothing to change"),
}
VERDICTS: Final[dict[str, Verdict]] = {
    "accept": "accepted", "accepter": "accepted", "edit": "edited", "modifier": "edited",
    "refuse": "refused", "refuser": "refused",
}  # fmt: skip
DECIDED: Final[dict[Verdict, Label]] = {
    "accepted": Label("acceptée", "accepted"),
    "edited": Label("modifiée", "edited"),
    "refused": Label("refusée", "refused"),
}
COLOURS: Final[dict[Verdict, str]] = {"accepted": "bold cyan", "edited": "bold yellow", "refused": "bold red"}
Invitees = Annotated[list[str], typer.Option("--with", help=say("un invité ; à répéter", "an invitee; repeat it"))]
Options = Annotated[
    list[str] | None, typer.Option("--option", help=say("une option ; à répéter", "an option; repeat it"))
]


@session.command("add", cls=Verb, help=say("Appeler une séance de travail", "Call a working session"))
def call(
    context: typer.Context, period: PeriodName,
    question: Annotated[str, typer.Argument(metavar="question", help=say("à quoi l'on veut répondre", "what is to be answered"))],
    on: Annotated[datetime, typer.Option("--on", formats=DAYS, help=say("le jour, AAAA-MM-JJ", "the day, YYYY-MM-DD"))], invitees: Invitees,
    origin: Annotated[str, typer.Option("--from", help=say("story:3, ou la clé d'un constat", "story:3, or a finding's key"))] = "",
    options: Options = None,
) -> None:  # fmt: skip
    """Call a session from a story or a finding."""
    here = Here.of(context)
    asked = Call(on.date(), question, invitees, origin, options or ())
    _sessions(here, [use.call(here.workspace, period, asked, pen(here))], remind(question, *(options or ())))


@session.command("outcome", cls=Verb, help=say("Noter l'issue d'une séance", "Write what came out of a session"))
def conclude(
    context: typer.Context, number: Number,
    outcome: Annotated[str, typer.Argument(metavar=say("issue", "outcome"), help=say("l'option retenue, ou pourquoi aucune", "the option kept, or why none"))],
    options: Options = None, why: Why = "", revision: Revision = None,
) -> None:  # fmt: skip
    """Write the option kept, or why none was."""
    here = Here.of(context)
    found = use.conclude(number, outcome, pen(here), options=options or (), reason=why, expected=revision)
    _sessions(here, [found], remind(outcome, *(options or ())))


@session.command("withdraw", cls=Verb, help=say("Annuler une séance", "Call a session off"))
def withdraw(context: typer.Context, number: Number, why: Why, revision: Revision = None) -> None:
    """Take a session out of the review; the journal keeps it."""
    here = Here.of(context)
    found = use.withdraw(number, pen(here), reason=why, expected=revision)
    if here.as_json:
        print_json(machine.sessions([found]))
        return
    console().print(say(f"Séance {number} annulée.", f"Session {number} called off."))


@session.command("list", cls=Verb, help=say("Les séances d'une période", "The sessions of a period"))
def sessions(context: typer.Context, period: PeriodName = "") -> None:
    """List the sessions, with their origin and what came out."""
    here = Here.of(context)
    here.open()
    _sessions(here, recorded(period_of(period).name))


def _sessions(here: Here, found: Sequence[Session], reminders: tuple[str, ...] = ()) -> None:
    if here.as_json:
        print_json(machine.sessions(found, reminders))
        return
    if not found:
        console().print(say("Aucune séance.", "No session."), style="dim")
        return
    names = Names(here.strategy)
    table = sheet("n°", say("le", "on"), "question", say("invités", "invitees"), say("issue", "outcome"))
    for one in found:
        question = Text(one.question, style="bold")
        question.append(f"\n← {one.origin}" if one.origin else "", style="not bold dim")
        question.append("".join(f"\n· {option}" for option in one.options), style="not bold")
        outcome = one.outcome or say("à tenir", "to be held")
        add(table, str(one.number), day_label(one.held_on, language()), question, names.people(one.invitees), outcome)
    console().print(table)
    show_reminder(reminders)


@app.command("decide", cls=Verb, help=say(
    "Décider de chaque proposition : accepter, modifier, refuser", "Decide of each proposal: accept, edit, refuse"
))  # fmt: skip
def decide(
    context: typer.Context, period: PeriodName,
    key: Annotated[str, typer.Argument(metavar=say("clé", "key"), help=say("la clé de la proposition ; sans elle, la liste", "the proposal's key; without it, the list"))] = "",
    verdict: Annotated[str, typer.Argument(metavar=say("choix", "choice"), help="accept, edit, refuse")] = "",
    value: Annotated[str, typer.Argument(metavar=say("valeur", "value"), help=say("avec edit : 120 k€, 6, 25 %", "with edit: €120k, 6, 25%"))] = "",
    why: Why = "",
    text: Annotated[str, typer.Option("--text", help=say("la recommandation, en vos mots", "the recommendation, in your words"))] = "",
    origin: Annotated[list[str] | None, typer.Option("--from", help=say("séance, récit ou constat cité ; à répéter", "session, story or finding cited; repeat it"))] = None,
    all_of_them: Annotated[bool, typer.Option("--all", help=say("montrer aussi « rien à changer »", "show “nothing to change” too"))] = False,  # a flag
    revision: Revision = None,
) -> None:  # fmt: skip
    """Without a key, list what is proposed and what is undecided; with one, decide of it."""
    here = Here.of(context)
    if not key:
        _list(here, period, whole=all_of_them)
        return
    chosen = one_of(verdict, VERDICTS)
    if value and chosen != "edited":
        raise typer.BadParameter(say("une valeur ne va qu'avec edit.", "a value goes with edit only."))
    workspace, strategy = here.workspace, here.strategy
    kpi = key.split(":")[1] if ":" in key else ""
    choice = Choice(chosen, why, number_of(value, kpi, strategy), text, origin or ())
    with at_work(say("Décision", "Decision"), as_json=here.as_json):
        decided = deciding.decide(workspace, period, key, choice, pen(here), expected=revision)
    reminders = remind(why, text)
    if here.as_json:
        print_json(machine.decision(period_of(period).name, decided, strategy, reminders))
        return
    kept = f"{say(' :', ':')} {_kept(decided, Names(strategy))}" if decided.verdict != "refused" else ""
    again = say(" (décision précédente remplacée)", " (replaces the decision before)") if decided.revision > 1 else ""
    console().print(f"{key} {DECIDED[decided.verdict].to(language())}{kept}{again}", markup=False)
    show_reminder(reminders)


def _list(here: Here, period: str, *, whole: bool) -> None:
    with at_work(say("Propositions en préparation", "Preparing the proposals"), as_json=here.as_json):
        dossier = open_dossier(here.workspace, period, today=here.today)
    if here.as_json:
        print_json(machine.proposals(dossier))
        return
    names, out = Names(dossier.review.strategy), console()
    shown = [one for one in dossier.plan.proposals if whole or one.is_change]
    table = sheet(
        say("proposition", "proposal"), say("aujourd'hui", "today"), say("proposé", "proposed"), say("décision", "decision"),
        figures=(1, 2),
    )  # fmt: skip
    for one in shown:
        what = Text(names.kpi(one.kpi), style="bold").append(f" · {names.scope(one.scope)}", style="not bold")
        what.append(f"\n{METHODS[one.method].to(language())}", style="not bold")
        what.append(f"\n{_load(one, names)}" if _load(one, names) else "", style="not bold dim")
        what.append(f"\n{one.key}", style="not bold dim")
        add(
            table,
            what,
            _amount(one, one.current, names),
            _amount(one, one.value, names),
            _decision(one, dossier, names),
        )
    out.print(table)
    _tell_undecided(dossier, hidden=len(dossier.plan.proposals) - len(shown))


def _amount(one: Proposal, value: Fraction | None, names: Names) -> str:
    """A figure and how often it is asked: « 6 / semaine »."""
    if value is None and one.kind == "recommendation":
        return ""  # a practice has no figure of its own
    said = names.value(one.kpi, value)
    is_said = one.cadence is None or value is None or "/" in said
    return said if is_said or one.cadence is None else f"{said} / {one.cadence.label.to(language())}"


def _load(one: Proposal, names: Names) -> str:
    """The RDV-D a week and a person that a target implies, beside what is held today; the word a rise still needs."""
    needed, median = (one.numbers.get(name) for name in ("needed_per_week", "observed_median_per_week"))
    told = []
    if isinstance(needed, Fraction) and isinstance(median, Fraction):
        asks, held = (format_number(figure, language()) for figure in (needed, median))
        told.append(say(f"demande {asks} RDV-D/sem. et par personne ; tenus : {held} (médiane)",
                        f"takes {asks} RDV-D a week and person; held: {held} (median)"))  # fmt: skip
    if one.needs_confirmation:
        told.append(
            say(
                "à confirmer : résultat porté par une affaire ou une personne",
                "to confirm: carried by one deal or person",
            )
        )
    if isinstance(one.numbers.get("result"), Fraction):
        result = names.value(one.kpi, one.numbers["result"])  # type: ignore[arg-type]  # a fraction, as just seen
        told.insert(0, say(f"réalisé {result}", f"result {result}"))
    return " · ".join(told)


def _decision(one: Proposal, dossier: Dossier, names: Names) -> Text:
    decided = dossier.plan.decision(one.key)
    if decided is None:
        return Text(
            say("à décider", "to decide") if one.is_change else "–", style="bold magenta" if one.is_change else "dim"
        )
    kept = "" if decided.verdict == "refused" else f"\n{_kept(decided, names)}"
    found = Text(DECIDED[decided.verdict].to(language()), style=COLOURS[decided.verdict])
    return found.append(f"{kept}\n{decided.author} · {decided.reason}", style="not bold default")


def _kept(decided: Decision, names: Names) -> str:
    value = "" if decided.value is None else names.value(decided.proposal.split(":")[1], decided.value)
    return " · ".join(filter(None, (value, decided.text))) or say("telle quelle", "as it is")


def _tell_undecided(dossier: Dossier, *, hidden: int) -> None:
    count, out = len(dossier.plan.undecided), console()
    if hidden:
        out.print(
            say(
                f"Rien à changer pour {hidden} autres (--all les montre).",
                f"Nothing to change for {hidden} others (--all shows them).",
            ),
            style="dim",
        )
    if count and dossier.state in {State.CLOSED, State.RESTATED}:
        out.print(
            say(
                f"Bilan clos ; non décidées, donc non appliquées : {count}.",
                f"The review is closed; not decided, hence not applied: {count}.",
            )
        )
    elif count:
        name = dossier.review.period.name
        out.print(say(f"À décider : {count}. Rien n'est appliqué avant : bilan decide {name} CLÉ accept --why \"…\"",
                      f"To decide: {count}. Nothing is applied before: bilan decide {name} KEY accept --why \"…\""), markup=False)  # fmt: skip
    else:
        out.print(say("Tout est décidé.", "Everything is decided."), style="green")


@app.command("chance", cls=Verb, help=say(
    "Et si l'objectif était de tant ? Les chances de l'atteindre", "What if the target were this much? The chance of it"
))  # fmt: skip
def chance(
    context: typer.Context, period: PeriodName,
    values: Annotated[list[str] | None, typer.Argument(metavar=say("valeur", "value"), help=say("110 k€ ; plusieurs se suivent", "€110k; several in a row"))] = None,
    scope: Annotated[str, typer.Option("--for", help="each_rep, company, team:nord")] = "",
) -> None:  # fmt: skip
    """The chance that the team reaches each value in the next period; that of the target in force without one."""
    here = Here.of(context)
    with at_work(say("Historique en lecture", "Reading the history"), as_json=here.as_json):
        found = what_if(here.workspace, period, today=here.today, scope=scope)
    strategy = here.strategy
    asked = [one for text in values or () if (one := number_of(text, "bookings", strategy)) is not None]
    asked = asked or [found.current.value]
    likely = Fraction(round(found.outlook.target_for(float(strategy.thresholds.target_chance)) or 0))
    if here.as_json:
        print_json(machine.chances(period_of(period).name, found, asked, likely))
        return
    names = Names(strategy)
    table = sheet(say("objectif", "target"), say("chances de l'équipe", "the team's chance"), figures=(0, 1))
    for value in sorted({*asked, likely}):
        told = found.outlook.chance_of(value)
        add(table, names.value("bookings", value), "" if told is None else f"{round(told * 100)} %")
    out, history = console(), found.outlook.history
    out.print(f"{names.kpi('bookings')} · {names.scope(found.current.scope)}", markup=False)
    out.print(table)
    out.print(say(f"Tiré de {history.deals} signatures sur {len(history.past)} périodes ; même marché et même équipe supposés. Une personne décide.",
                  f"Drawn from {history.deals} signed deals over {len(history.past)} periods; same market and same team supposed. A person decides."),
              style="dim", markup=False, soft_wrap=True)  # fmt: skip


@app.command(
    "next", cls=Verb, help=say("Écrire la stratégie de la période suivante", "Write the strategy of the next period")
)
def follow(
    context: typer.Context, period: PeriodName = "",
    publish: Annotated[bool, typer.Option("--publish", help=say("la publier aussitôt", "publish it at once"))] = False,  # a flag
) -> None:  # fmt: skip
    """Write it from what was decided; nothing undecided is in it."""
    here = Here.of(context)
    with at_work(say("Stratégie en préparation", "Preparing the strategy"), as_json=here.as_json):
        found = write_next(here.workspace, period, today=here.today, author=here.author, now=here.now, publish=publish)
    if here.as_json:
        print_json(machine.next_strategy(found))
        return
    _show_next(found)


def _show_next(found: Next) -> None:
    out, name = console(), found.strategy.period
    moved = [one for one in found.changes if one.where.startswith("targets[") and one.where.endswith("].value")]
    for change in moved:
        out.print(f"  {change.label.to(language())}", markup=False)
    if not moved:
        out.print(
            say(
                "Les objectifs sont déjà ceux de la stratégie en vigueur.",
                "The targets are those of the strategy in force already.",
            )
        )
    if found.is_late:
        out.print(say(f"⚠ {name} a déjà commencé : un objectif publié après le début de sa période n'est pas opposable au commercial.",
                      f"⚠ {name} has begun: a target published after its period began cannot be held against a rep."), style="yellow", markup=False)  # fmt: skip
    if found.undecided:
        count = len(found.undecided)
        out.print(
            say(f"Pas encore décidé, donc inchangé : {count}.", f"Not decided yet, hence unchanged: {count}."),
            style="yellow",
        )
    out.print(
        say(f"Stratégie de {name} écrite : {found.file}", f"Strategy of {name} written: {found.file}"),
        markup=False,
        soft_wrap=True,
    )
    if found.version:
        out.print(say(f"Publiée : v{found.version}.", f"Published: v{found.version}."), style="green")
    else:
        out.print(say(f"À relire, puis : bilan strategy apply {found.file}", f"To read, then: bilan strategy apply {found.file}"),
                  style="dim", markup=False, soft_wrap=True)  # fmt: skip
