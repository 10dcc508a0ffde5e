"""Plan d'action and séances de travail: who does what by when, for which KPI, and how it was come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilan.period import day_label
from bilan.report.document import Cell, Grid, Heading, Row, Section, Statement, Statements
from bilan.report.sections.absent import nothing
from bilan.report.sections.last_plan import owner_text, status_text

if TYPE_CHECKING:
    from fractions import Fraction

    from bilan.plan.plan import Action, Session
    from bilan.report.voice import Voice


def plan_of_action(voice: Voice) -> Section:
    """One line an action, the next due first."""
    w = voice.w
    title = w.say("Plan d'action", "Action plan")
    actions = sorted(voice.sight.actions(voice.dossier.plan.actions), key=lambda one: (one.due_on, one.number))
    if not actions:
        return nothing("plan", title, w.say("aucune action n'est encore écrite", "no action is written yet"), voice)
    headings = (
        Heading("Action", is_figure=False), Heading(w.say("Responsable", "Owner"), is_figure=False), Heading(w.say("Échéance", "Due"), is_figure=False),
        Heading("KPI", is_figure=False), Heading(w.say("Départ", "Baseline")), Heading(w.say("Attendu", "Expected")), Heading(w.say("État", "Status"), is_figure=False),
    )  # fmt: skip
    return Section(
        "plan",
        title,
        (
            Grid(
                w.say("Qui fait quoi, pour quand", "Who does what, by when"),
                headings,
                tuple(_row(one, voice) for one in actions),
            ),
        ),
    )


def _row(action: Action, voice: Voice) -> Row:
    figures = (
        "" if value is None else voice.value(action.kpi, value) for value in (_baseline(action, voice), action.expected)
    )
    return Row((
        Cell(voice.told(action.title)), Cell(owner_text(action, voice)), Cell(day_label(action.due_on, voice.w.language)),
        Cell(voice.kpi_name(action.kpi)), *map(Cell, figures), Cell(status_text(action, voice)),
    ))  # fmt: skip


def _baseline(action: Action, voice: Voice) -> Fraction | None:
    """Where it starts from; nobody's own figure outside the eyes that may see it."""
    people = tuple(
        name.strip().removeprefix("rep:") for name in action.scope.split(",") if name.strip().startswith("rep:")
    )
    return action.baseline if voice.sight.shows_group(people) else None


def sessions(voice: Voice) -> Section:
    """A question, those invited, the options, and what came out of it."""
    w = voice.w
    title = w.say("Séances de travail", "Working sessions")
    if not voice.dossier.plan.sessions:
        return nothing(
            "seances", title, w.say("aucune séance de travail n'a été notée", "no working session was noted"), voice
        )
    return Section("seances", title, (Statements(tuple(_session(one, voice) for one in voice.dossier.plan.sessions)),))


def _session(session: Session, voice: Voice) -> Statement:
    w = voice.w
    day = day_label(session.held_on, w.language)
    beside = (
        [w.tell(f"{day}, avec {voice.people(session.invitees)}.", f"{day}, with {voice.people(session.invitees)}.")]
        if session.invitees
        else [day]
    )
    if session.options:
        options = f"{w.tell(' ; ', '; ')}".join(voice.told(option) for option in session.options)
        beside.append(w.tell(f"Options : {options}.", f"Options: {options}."))
    if session.outcome:
        beside.append(w.tell(f"Retenu : {voice.told(session.outcome)}.", f"Outcome: {voice.told(session.outcome)}."))
    return Statement(voice.told(session.question), beside=tuple(beside))
