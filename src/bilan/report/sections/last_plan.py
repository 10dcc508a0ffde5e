"""Suivi du plan précédent: done, not done, dropped with its reason, carried over n times; its KPIs before and since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from bilan.period import day_label
from bilan.plan.plan import Status
from bilan.report.document import Cell, Grid, Heading, Part, Row, Section, Statement, Statements
from bilan.report.grammar import joined
from bilan.report.sections.absent import nothing
from bilan.report.sentences.effects import worked_said
from bilan.report.sentences.last_plan import adoption_said, caution
from bilan.report.sentences.said import Numbers

if TYPE_CHECKING:
    from bilan.plan.plan import Action
    from bilan.report.voice import Voice
    from bilan.review.finding import Finding

WORDS: Final = {
    Status.TO_DO: ("à faire", "to do"),
    Status.UNDER_WAY: ("en cours", "under way"),
    Status.DONE: ("faite", "done"),
    Status.DROPPED: ("abandonnée", "dropped"),
    Status.CARRIED_OVER: ("reportée", "carried over"),
}


def last_plan(voice: Voice) -> Section:
    """One line an action of the period before."""
    w = voice.w
    before = voice.dossier.review.period.previous().label(w.language)
    title = w.say("Suivi du plan précédent", "Follow-up of the last plan")
    actions = voice.sight.actions(voice.dossier.last_actions)
    if not actions:
        why = (f"aucun plan n'a été écrit pour {before}", f"no plan was written for {before}")
        if voice.dossier.last_actions:
            why = (f"aucune action du plan écrit pour {before} ne vous concernait", f"no action of the plan written for {before} was about you")  # fmt: skip
        return nothing("plan-precedent", title, w.say(*why), voice)
    effects = {one.key: one for one in voice.dossier.last_effects}
    headings = (
        Heading("Action", is_figure=False), Heading(w.say("Responsable", "Owner"), is_figure=False), Heading(w.say("État", "Status"), is_figure=False),
        Heading("KPI", is_figure=False), Heading(w.say("Avant", "Before")), Heading(w.say("Depuis", "Since")), Heading(w.say("Attendu", "Expected")),
    )  # fmt: skip
    rows = tuple(_row(one, effects.get(f"last_plan:{one.number}"), voice) for one in actions)
    caption = w.say(f"Le plan écrit au bilan de {before}", f"The plan written in the review of {before}")
    worked = tuple(_worked(actions, effects, voice))
    parts: list[Part] = [Grid(caption, headings, rows, note=caution(voice))]
    parts += [Statements(worked, w.say("Ont-elles marché\u00a0?", "Did they work?"))] if worked else []
    return Section("plan-precedent", title, tuple(parts))


def _worked(actions: tuple[Action, ...], effects: Mapping[str, Finding], voice: Voice) -> Iterator[Statement]:
    """What may be said of each action's effect, where the audience may read its figures."""
    for one in actions:
        effect = effects.get(f"last_plan:{one.number}")
        if effect is None or not voice.sight.shows_group(effect.people):
            continue
        said = worked_said(effect, Numbers(effect.evidence), voice)
        if said:
            is_success = effect.evidence.get("worked") == "established"
            yield Statement(f"{voice.told(one.title)}{voice.w.say(' – ', ' – ')}{said.text}",
                            "success" if is_success else "", why=said.whys)  # fmt: skip


def tally(voice: Voice) -> str:
    """« Plan précédent : 1 action faite, 1 abandonnée, 1 reportée. »; nothing without a plan."""
    actions, w = voice.sight.actions(voice.dossier.last_actions), voice.w
    counts = {status: sum(one.status is status for one in actions) for status in WORDS}
    said = [f"{n} {w.say(*WORDS[status])}{w.say('s' if n > 1 and status not in (Status.TO_DO, Status.UNDER_WAY) else '', '')}"
            for status, n in counts.items() if n]  # fmt: skip
    if not said:
        return ""
    whole, many = len(actions), "s" * (len(actions) > 1)
    if voice.audience.kind == "individual":
        return w.tell(f"Plan précédent, {whole} action{many} avec vous : {joined(said, w)}.", f"Last plan, {whole} action{many} with you: {joined(said, w)}.")  # fmt: skip
    return w.tell(f"Plan précédent, {whole} action{many} : {joined(said, w)}.", f"Last plan, {whole} action{many}: {joined(said, w)}.")  # fmt: skip


def status_text(action: Action, voice: Voice) -> str:
    """« faite le 10 juillet 2026 », « abandonnée : … », « reportée 2 fois »."""
    w = voice.w
    text = w.say(*WORDS[action.status])
    if action.status is Status.DONE and action.done_on:
        text += w.say(f" le {day_label(action.done_on, 'fr')}", f" on {day_label(action.done_on, 'en')}")
    if action.times_carried:
        times = action.times_carried
        again = w.say(f"{times} fois", "once" if times == 1 else f"{times} times")
        text = (
            f"{text} {again}"
            if action.status is Status.CARRIED_OVER
            else f"{text}, {w.say('reportée', 'carried over')} {again}"
        )
    if action.status in (Status.TO_DO, Status.UNDER_WAY) and action.due_on < voice.dossier.review.as_of:
        text += w.say(f", en retard (échéance {day_label(action.due_on, 'fr')})", f", late (due {day_label(action.due_on, 'en')})")  # fmt: skip
    if action.reason:
        text += f"{w.tell(' : ', ': ')}{voice.told(action.reason)}"
    return text


def owner_text(action: Action, voice: Voice) -> str:
    """Who answers for it; an owner who has left is to be replaced (EC-75)."""
    gone = voice.w.say(" (parti, à remplacer)", " (has left, to be replaced)") if action.is_orphan else ""
    return f"{voice.person(action.owner)}{gone}"


def _row(action: Action, effect: Finding | None, voice: Voice) -> Row:
    shown = effect is not None and voice.sight.shows_group(effect.people)
    n = Numbers(effect.evidence if effect and shown else {})
    note = adoption_said(n, voice)
    if effect is not None and not shown:
        note = voice.w.tell(
            "Chiffres non montrés : ils désigneraient une personne.",
            "Figures not shown: they would point to one person.",
        )
    before, since, expected = (n.exact(name) for name in ("before", "since", "expected"))
    return Row((
        Cell(voice.told(action.title)), Cell(owner_text(action, voice)), Cell(status_text(action, voice)), Cell(voice.kpi_name(action.kpi), note=note),
        *(Cell("" if value is None else voice.value(action.kpi, value)) for value in (before, since, expected)),
    ))  # fmt: skip
