"""Pipe d'entrée de la période suivante: what is open at the cut-off, how far it would go, what sleeps in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilan.report.document import Cell, Grid, Heading, Part, Row, Section, Statements
from bilan.report.sections.absent import nothing
from bilan.report.sections.remarks import finding_statement
from bilan.report.sections.results import status_of
from bilan.review.finding import FindingKind

if TYPE_CHECKING:
    from bilan.report.voice import Voice

SHOWN: Final = ("pipe", "open_deals", "pipe_weighted", "coverage", "next_step", "stalled")


def pipe(voice: Voice) -> Section:
    """The stock at the cut-off, beside that of the period before."""
    review, w = voice.dossier.review, voice.w
    title = w.say(
        f"Pipe à l'entrée de {review.period.next().label('fr')}",
        f"Pipeline at the start of {review.period.next().label('en')}",
    )
    lines = [line for key in SHOWN if (line := review.line(key)) and line.reading.actual.value is not None]
    lines = [line for line in lines if line.reading.actual.rows or line.reading.actual.value]
    if not lines:
        return nothing(
            "pipe",
            title,
            w.say("aucune affaire ouverte n'est connue à la date d'arrêté", "no open deal is known at the cut-off"),
            voice,
        )
    rows = tuple(
        Row((Cell(w.label(line.reading.kpi.label)), Cell(w.value(line.reading.kpi, line.reading.actual.value)),
             Cell("" if line.reading.target is None else w.value(line.reading.kpi, line.reading.target), status=status_of(line.reading) if line.reading.target is not None else ""),
             Cell("" if line.previous.actual is None else w.value(line.reading.kpi, line.previous.actual))))
        for line in lines
    )  # fmt: skip
    headings = (Heading("KPI", is_figure=False), Heading(w.say("À l'arrêté", "At the cut-off")), Heading(w.say("Objectif", "Target")),
                Heading(w.say("Période précédente", "Period before")))  # fmt: skip
    parts: list[Part] = [Grid(w.say("Ce qui est ouvert", "What is open"), headings, rows)]
    sleeping = [finding_statement(one, voice) for one in voice.sight.findings() if one.kind is FindingKind.STALLED]
    parts += [Statements(tuple(sleeping))] if sleeping else []
    return Section("pipe", title, tuple(parts))
