"""Définitions: the formula behind each figure, in words, with its version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilan.report.document import Cell, Grid, Heading, Row, Section
from bilan.report.figures import NBSP, Writer

if TYPE_CHECKING:
    from bilan.review.review import Line, Review


def definitions(review: Review, w: Writer) -> Section:
    """One line a KPI shown."""
    rows = tuple(
        Row(
            (
                Cell(w.label(line.reading.kpi.label)),
                Cell(w.label(line.reading.kpi.formula)),
                Cell(
                    f"v{review.formulas.get(line.reading.kpi.key, line.reading.kpi.version)}", note=_redefined(line, w)
                ),
            )
        )
        for line in review.lines
    )
    headings = (
        Heading("KPI", is_figure=False),
        Heading(w.say("Définition", "Definition"), is_figure=False),
        Heading("Version", is_figure=False),
    )
    grid = Grid(w.say("Comment chaque chiffre est compté", "How each figure is counted"), headings, rows,
                empty=w.say("Aucun KPI.", "No KPI."))  # fmt: skip
    return Section("definitions", w.say("Définitions", "Definitions"), (grid,))


def _redefined(line: Line, w: Writer) -> str:
    """That an earlier figure was first read with another definition (EC-70)."""
    if not (line.previous.is_redefined or line.year_before.is_redefined):
        return ""
    return w.say("définition changée depuis : les périodes passées sont recalculées avec celle-ci",
                 "definition changed since: earlier periods are computed again with this one").replace(" :", f"{NBSP}:")  # fmt: skip
