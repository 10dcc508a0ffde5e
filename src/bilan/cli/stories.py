"""Verbs about what people tell: story and consent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Annotated, Final

import typer
from rich.table import Table
from rich.text import Text

from bilan.app import consents as agreed
from bilan.app import stories as use
from bilan.app.dossiers import open_dossier, with_answers
from bilan.app.stories import FollowUp, Telling
from bilan.cli import machine_plan as machine
from bilan.cli.context import Here
from bilan.cli.help import Room, Verb
from bilan.cli.speech import at_work, console, language, print_json, say
from bilan.cli.tables import Names, Number, PeriodName, Revision, Why, add, one_of, pen, remind, sheet, show_reminder
from bilan.journal.models import Consent
from bilan.kpis.compute import DAYS_A_WEEK
from bilan.label import Label
from bilan.period import day_label
from bilan.review.story import Answer, Check, CheckedStory, Story, StoryKind

app = typer.Typer(cls=Room, rich_markup_mode=None)
story = typer.Typer(cls=Room, no_args_is_help=True, rich_markup_mode=None,
                    help=say("Les succès, pratiques et échecs racontés, et les réponses", "Successes, practices and failures as told, and the answers"))  # fmt: skip
consent = typer.Typer(cls=Room, no_args_is_help=True, rich_markup_mode=None,
                      help=say("Qui accepte d'être nommé dans la version collective", "Who agrees to be named in the collective version"))  # fmt: skip
app.add_typer(story, name="story")
app.add_typer(consent, name="consent")

KINDS: Final = {
    "success": StoryKind.SUCCESS, "succès": StoryKind.SUCCESS, "practice": StoryKind.PRACTICE,
    "pratique": StoryKind.PRACTICE, "failure": StoryKind.FAILURE, "échec": StoryKind.FAILURE,
}  # fmt: skip
KIND_NAMES: Final = {
    StoryKind.SUCCESS: Label("Succès", "Success"),
    StoryKind.PRACTICE: Label("Bonne pratique", "Good practice"),
    StoryKind.FAILURE: Label("Échec", "Failure"),
}
COLOURS: Final = {StoryKind.SUCCESS: "cyan", StoryKind.PRACTICE: "green", StoryKind.FAILURE: "yellow"}
FOLLOW_UPS: Final[dict[str, FollowUp]] = {
    "replicate": "replicate",
    "répliquer": "replicate",
    "adjust": "adjust",
    "ajuster": "adjust",
}
FOLLOW_UP_NAMES: Final = {
    "": Label("", ""),
    "replicate": Label("à répliquer", "to replicate"),
    "adjust": Label("à ajuster", "to adjust"),
}
# the number of a story's finding that counts its cases
CASES: Final = {Check.NO_NEXT_MEETING: "without_next", Check.UNQUALIFIED: "unqualified", Check.NO_SHOW: "no_shows"}
CASE_WORDS: Final = {
    Check.NO_NEXT_MEETING: Label("sans suite", "without a next meeting"),
    Check.UNQUALIFIED: Label("non qualifiés", "unqualified"),
    Check.NO_SHOW: Label("manqués par le client", "missed by the client"),
}
FEW: Final = Label("les faits vont dans ce sens, mais sur peu de cas", "the facts point that way, but on few cases")
OUTCOMES: Final = {
    "shown": Label("les faits le montrent", "the facts show it"),
    "not_shown": Label("les données ne le montrent pas", "the data do not show it"),
    "unchecked": Label("sans vérification possible", "nothing to check it against"),
}
Kind = Annotated[
    str,
    typer.Argument(metavar=say("nature", "kind"), help=say("succès, pratique, échec", "success, practice, failure")),
]
Text_ = Annotated[
    str,
    typer.Argument(metavar=say("texte", "text"), help=say("ce qui s'est passé, en faits", "what happened, as facts")),
]
About = Annotated[str, typer.Option("--about", help=say("équipe ou commercial concerné", "team or rep concerned"))]
KpiKey = Annotated[
    str, typer.Option("--kpi", help=say("clé du KPI : rdv_d, qualif_rate…", "the KPI's key: rdv_d, qualif_rate…"))
]
Deal = Annotated[str, typer.Option("--deal", help=say("identifiant de l'affaire", "the deal's identifier"))]
FindingKey = Annotated[str, typer.Option("--finding", help=say("constat dont il s'agit", "the finding it speaks of"))]
CheckName = Annotated[str, typer.Option("--check", help=say("à vérifier : ", "to check: ") + ", ".join(Check))]
Next = Annotated[str, typer.Option("--follow-up", help=say("répliquer, ajuster", "replicate, adjust"))]


@story.command(
    "add", cls=Verb, help=say("Raconter un succès, une pratique, un échec", "Tell a success, a practice, a failure")
)
def tell(
    context: typer.Context, period: PeriodName, kind: Kind, text: Text_,
    about: About = "", kpi: KpiKey = "", deal: Deal = "", finding: FindingKey = "", check: CheckName = "", follow_up: Next = "",
) -> None:  # fmt: skip
    """Write a story; the facts are asked about it when the review is opened."""
    here = Here.of(context)
    telling = Telling(one_of(kind, KINDS), text, about, kpi, deal, finding, _check(check), _follow_up(follow_up))
    _written(here, use.tell(here.workspace, period, telling, pen(here)), remind(text))


def _check(text: str) -> Check | None:
    return one_of(text, {one.value: one for one in Check}) if text else None


def _follow_up(text: str) -> FollowUp:
    return one_of(text, FOLLOW_UPS) if text else ""


def _written(here: Here, told: Story, reminders: tuple[str, ...] = (), *, gone: bool = False) -> None:
    if here.as_json:
        print_json(machine.written_story(told, reminders))
        return
    done = say("retiré", "withdrawn") if gone else say("noté", "written")
    console().print(
        say(f"Récit {told.number} {done} : {told.text}", f"Story {told.number} {done}: {told.text}"), markup=False
    )
    show_reminder(reminders)


@story.command("edit", cls=Verb, help=say("Changer un récit, avec une raison", "Change a story, with a reason"))
def retell(
    context: typer.Context, number: Number, why: Why,
    text: Annotated[str, typer.Option("--text", help=say("le nouveau texte", "the new text"))] = "",
    about: About = "", kpi: KpiKey = "", deal: Deal = "", finding: FindingKey = "", check: CheckName = "", follow_up: Next = "",
    revision: Revision = None,
) -> None:  # fmt: skip
    """Change what is given and keep the rest; what it was stays in the journal."""
    here = Here.of(context)
    workspace, was = here.workspace, use.one(number)
    telling = Telling(was.kind, was.text, was.about, was.kpi, was.deal, was.finding, was.check, was.follow_up)
    given = {"text": text, "about": about, "kpi": kpi, "deal": deal, "finding": finding,
             "check": _check(check), "follow_up": _follow_up(follow_up)}  # fmt: skip
    telling = replace(telling, **{name: value for name, value in given.items() if value})  # type: ignore[arg-type]  # each is of its field's type
    _written(here, use.retell(workspace, number, telling, pen(here), reason=why, expected=revision), remind(text))


@story.command("withdraw", cls=Verb, help=say("Retirer un récit", "Withdraw a story"))
def withdraw(context: typer.Context, number: Number, why: Why, revision: Revision = None) -> None:
    """Take a story out of the review; the journal keeps who withdrew it and why."""
    here = Here.of(context)
    _written(here, use.withdraw(number, pen(here), reason=why, expected=revision), gone=True)


@story.command("list", cls=Verb, help=say("Les récits d'une période, vérifiés", "The stories of a period, checked"))
def stories(context: typer.Context, period: PeriodName = "") -> None:
    """List the stories with what the facts say of each, and the answers."""
    here = Here.of(context)
    with at_work(say("Récits en vérification", "Checking the stories"), as_json=here.as_json):
        dossier = with_answers(open_dossier(here.workspace, period, today=here.today))
    if here.as_json:
        print_json(machine.stories(dossier.stories, dossier.answers))
        return
    names = Names(here.strategy)
    for one in dossier.answers:
        console().print(f"↳ {one.about} — {_answered(one)}", style="dim", markup=False)
    if not dossier.stories:
        console().print(say(f"Aucun récit pour {dossier.review.period.label('fr')}.",
                            f"No story for {dossier.review.period.label('en')}."), style="dim")  # fmt: skip
        return
    table = sheet(
        "n°",
        say("récit", "story"),
        say("au sujet de", "about"),
        say("ce que disent les faits", "what the facts say"),
        say("par", "by"),
    )
    for checked in dossier.stories:
        _row(table, checked, names)
    console().print(table)


def _row(table: Table, checked: CheckedStory, names: Names) -> None:
    told = checked.story
    what = Text(KIND_NAMES[told.kind].to(language()), style=f"bold {COLOURS[told.kind]}")
    follow = FOLLOW_UP_NAMES[told.follow_up].to(language())
    what.append(f" · {follow}" if follow else "", style="dim").append(f"\n{told.text}", style="not bold default")
    for answer in checked.answers:
        what.append(f"\n↳ {_answered(answer)}", style="italic dim")
    about = "\n".join(filter(None, (names.scope(told.about), names.kpi(told.kpi), told.deal)))
    by = f"{told.author}\n{day_label(told.told_on, language())}"
    add(table, str(told.number), what, about, _outcome(checked, names), by)


def _answered(answer: Answer) -> str:
    said = say("conteste", "contests") if answer.is_contest else say("répond", "answers")
    return f"{answer.author} {said}{say(' :', ':')} {answer.text}"


def _outcome(checked: CheckedStory, names: Names) -> Text:
    """The verdict of the facts and, under it, the numbers that a director asks for first."""
    said = FEW if checked.outcome == "shown" and _is_few(checked, names) else OUTCOMES[checked.outcome]
    found = Text(said.to(language()), style="bold" if said is OUTCOMES["shown"] else "dim")
    for told in filter(None, (_cases(checked, names), _figures(checked, names))):
        found.append(f"\n{told}", style="not bold not dim")
    return found


def _is_few(checked: CheckedStory, names: Names) -> bool:
    """Whether the story rests on fewer cases than a rate needs to be told (EC-66)."""
    numbers = checked.finding.evidence if checked.finding else {}
    cases = next(
        (numbers[name] for name in ("own_meetings", "cases", "meetings") if numbers.get(name) is not None), None
    )
    return isinstance(cases, int) and cases < names.strategy.thresholds.minimum_sample


def _cases(checked: CheckedStory, names: Names) -> str:
    """« Pierre : 16 sur 48 (ensemble : 92 sur 443) », of the meetings that the check counts."""
    numbers = checked.finding.evidence if checked.finding else {}
    name = CASES.get(checked.story.check, "")
    if numbers.get(name) is None:
        return ""
    what = CASE_WORDS[checked.story.check].to(language())
    whole = say(f"{numbers[name]} sur {numbers['meetings']}", f"{numbers[name]} of {numbers['meetings']}")
    own, meetings = numbers.get(f"own_{name}"), numbers.get("own_meetings")
    if own is None:
        return f"{whole} {what}"
    mine, who = say(f"{own} sur {meetings}", f"{own} of {meetings}"), names.scope(checked.story.about)
    return say(f"{who} : {mine} {what} (ensemble : {whole})", f"{who}: {mine} {what} (all together: {whole})")


def _figures(checked: CheckedStory, names: Names) -> str:
    """The figure of whom it is about and, where there is one, that of the others."""
    numbers = checked.finding.evidence if checked.finding else {}
    actual, others = numbers.get("actual"), numbers.get("others_actual")
    if not isinstance(actual, (int, Fraction)):
        return ""
    kpi, days, others_days = checked.story.kpi, numbers.get("days"), numbers.get("others_days")
    if not isinstance(others, (int, Fraction)):
        return names.value(kpi, Fraction(actual))
    own, rest, a_week = Fraction(actual), Fraction(others), ""
    if isinstance(days, (int, Fraction)) and isinstance(others_days, (int, Fraction)) and days and others_days:
        own, rest = own * DAYS_A_WEEK / days, rest * DAYS_A_WEEK / others_days  # one person is not set beside a sum
        a_week = say(" par semaine de présence", " a week present")
    mine, theirs = names.value(kpi, own), names.value(kpi, rest)
    return say(f"{mine}{a_week}, les autres : {theirs}", f"{mine}{a_week}, the others: {theirs}")


@story.command(
    "answer",
    cls=Verb,
    help=say("Répondre à un récit ou à un constat, ou le contester", "Answer a story or a finding, or contest it"),
)
def answer(
    context: typer.Context,
    about: Annotated[str, typer.Argument(metavar=say("quoi", "what"), help=say("story:3, ou la clé d'un constat", "story:3, or a finding's key"))],
    text: Text_,
    period: Annotated[str, typer.Option("--period", help=say("période du constat", "the finding's period"))] = "",
    contest: Annotated[bool, typer.Option("--contest", help=say("« je conteste », et non un commentaire", "“I contest”, rather than a comment"))] = False,  # a flag
) -> None:  # fmt: skip
    """Keep the answer of the person concerned with what it answers, in a closed review too."""
    here = Here.of(context)
    about = f"story:{about}" if about.isdecimal() else about
    _answer(here, use.answer(here.workspace, period, about, text, pen(here), is_contest=contest), remind(text))


@story.command("unsay", cls=Verb, help=say("Retirer sa propre réponse", "Withdraw one's own answer"))
def unsay(context: typer.Context, number: Number) -> None:
    """Take back an answer; only who said it may."""
    here = Here.of(context)
    _answer(here, use.unsay(number, pen(here)), (), gone=True)


def _answer(here: Here, given: Answer, reminders: tuple[str, ...], *, gone: bool = False) -> None:
    if here.as_json:
        print_json(machine.answers([given], reminders))
        return
    done = say("retirée", "withdrawn") if gone else say("notée", "written")
    console().print(say(f"Réponse {given.number} {done}, sur {given.about} : {given.text}",
                        f"Answer {given.number} {done}, on {given.about}: {given.text}"), markup=False)  # fmt: skip
    show_reminder(reminders)


Rep = Annotated[str, typer.Argument(metavar=say("commercial", "rep"), help=say("son nom", "their name"))]


@consent.command(
    "give", cls=Verb, help=say("Noter qu'un commercial accepte d'être nommé", "Record that a rep agrees to be named")
)
def give(context: typer.Context, rep: Rep) -> None:
    """From now on the collective version may name this rep."""
    here = Here.of(context)
    _consents(here, [agreed.give(rep, pen(here))])


@consent.command("withdraw", cls=Verb, help=say("Noter qu'il ne l'accepte plus", "Record that they no longer do"))
def take_back(context: typer.Context, rep: Rep) -> None:
    """From now on the collective version names this rep no more."""
    here = Here.of(context)
    _consents(here, [agreed.withdraw(rep, pen(here))])


@consent.command("list", cls=Verb, help=say("Qui a accepté, et depuis quand", "Who agreed, and since when"))
def consents(context: typer.Context) -> None:
    """Every agreement, given and withdrawn."""
    here = Here.of(context)
    here.open()
    _consents(here, agreed.history())


def _consents(here: Here, found: Sequence[Consent]) -> None:
    if here.as_json:
        print_json(machine.consents(found))
        return
    if not found:
        console().print(
            say("Personne n'a encore accepté d'être nommé.", "Nobody has agreed to be named yet."), style="dim"
        )
        return
    names = Names(here.strategy)
    table = sheet(
        say("commercial", "rep"),
        say("donné le", "given on"),
        say("noté par", "recorded by"),
        say("retiré le", "withdrawn on"),
    )
    for one in found:
        gone = f"{here.local(one.withdrawn_at):%Y-%m-%d}" if one.withdrawn_at else ""
        add(
            table,
            names.person(one.rep),
            f"{here.local(one.given_at):%Y-%m-%d}",
            one.recorded_by,
            gone,
            style="dim" if gone else "",
        )
    console().print(table)
