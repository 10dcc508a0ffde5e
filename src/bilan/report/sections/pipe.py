"""Pipe d'entrée de la période suivante: what is open at the cut-off, how far it would go, what sleeps in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bilan.report.document import Cell, Grid, Heading, Part, Row, Section, Statements
from bilan.report.sections.absent import nothing
from bilan.report.sections.remarks import finding_statement
from bilan.report.sections.results import status_of
from bilan.review.finding import FindingKind

if TYPE_CHECKING:
    from bilan.report.figures import Writer
    from bilan.report.voice import Voice
    from bilan.review.review import Line

SHOWN: Final = ("pipe", "open_deals", "pipe_weighted", "coverage", "next_step", "stalled")


def pipe(voice: Voice) -> Section:
    """The stock at the cut-off, beside that of the period before."""
    review, w = voice.dossier.review, voice.w
    title = w.say("Pipe à la date d'arrêté", "Pipeline at the cut-off")
    if review.is_over:
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
            w.say(
                "aucune affaire ouverte avec un montant ou une dernière activité n'est connue à la date d'arrêté",
                "no open deal with an amount or a last activity is known at the cut-off",
            ),
            voice,
        )
    headings = [Heading("KPI", is_figure=False), Heading(w.say("À l'arrêté", "At the cut-off"))]
    more = [
        (Heading(w.say("Objectif", "Target")), _target),
        (Heading(w.say("Période précédente", "Period before")), _before),
    ]
    known = [(heading, cell) for heading, cell in more if any(cell(line, w).text for line in lines)]
    rows = tuple(
        Row((Cell(w.label(line.reading.kpi.label)), Cell(w.value(line.reading.kpi, line.reading.actual.value)), *(cell(line, w) for _, cell in known)))
        for line in lines
    )  # fmt: skip
    headings += [heading for heading, _ in known]
    parts: list[Part] = [Grid(w.say("Ce qui est ouvert", "What is open"), tuple(headings), rows)]
    sleeping = [finding_statement(one, voice) for one in voice.sight.findings() if one.kind is FindingKind.STALLED]
    parts += [Statements(tuple(sleeping))] if sleeping else []
    return Section("pipe", title, tuple(parts))


def _target(line: Line, w: Writer) -> Cell:
    reading = line.reading
    return Cell("") if reading.target is None else Cell(w.value(reading.kpi, reading.target), status=status_of(reading))


def _before(line: Line, w: Writer) -> Cell:
    return Cell("" if line.previous.actual is None else w.value(line.reading.kpi, line.previous.actual))
