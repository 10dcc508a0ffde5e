"""Objectifs d'équipe et individuels: what the whole was asked beside what its members were asked together (EC-62)."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from bilan.kpis.scope import scope_label
from bilan.report.document import Cell, Grid, Heading, Row
from bilan.report.figures import NBSP, Writer

if TYPE_CHECKING:
    from bilan.review.review import Assigned, Review


def assigned(review: Review, w: Writer) -> Grid:
    """One line a perimeter and KPI whose target also stands as a sum of individual ones."""
    headings = (
        Heading(w.say("Périmètre et KPI", "Perimeter and KPI"), is_figure=False), Heading(w.say("Objectif", "Target")),
        Heading(w.say("Somme des individuels", "Sum of individual")), Heading(w.say("Écart", "Difference")),
        Heading(w.say("Lecture", "Reading"), is_figure=False),
    )  # fmt: skip
    return Grid(
        caption=w.say("Objectif commun et somme des objectifs individuels", "Common target and sum of individual targets"),
        headings=headings,
        rows=tuple(_row(one, review, w) for one in review.assigned),
        note=w.say("L'atteinte d'une équipe se mesure à son objectif, jamais à la somme des objectifs de ses membres.",
                   "A team's attainment is measured against its own target, never against the sum of its members'."),
    )  # fmt: skip


def _row(one: Assigned, review: Review, w: Writer) -> Row:
    found = one.assignment
    rate = "" if found.rate is None else f" ({w.signed(w.percent(found.rate))})"
    gap = f"{w.signed(w.short(one.kpi, found.difference))}{rate}" if found.difference else w.short(one.kpi, Fraction(0))
    return Row((
        Cell(f"{w.label(scope_label(one.scope, review.strategy))}{w.say(NBSP, '')}: {w.label(one.kpi.label)}"),
        Cell(w.short(one.kpi, found.top_down)), Cell(w.short(one.kpi, found.bottom_up)),
        Cell(gap), Cell(said(one, review, w), note=_vacant(one, w)),
    ))  # fmt: skip


def _vacant(one: Assigned, w: Writer) -> str:
    """What nobody is there to bring: said, and asked of nobody else (EC-56)."""
    if not one.vacant:
        return ""
    part = w.short(one.kpi, one.vacant)
    return w.say(f"dont {part} pour un poste vacant, sans être repris par d'autres",
                 f"of which {part} for a vacant position, asked of nobody else")  # fmt: skip


def said(one: Assigned, review: Review, w: Writer) -> str:
    """Over- or under-assignment in words, with a warning beyond the threshold."""
    found = one.assignment
    if not found.difference:
        return w.say("égaux", "equal")
    if found.difference < 0:
        return w.say("sous-affectation", "under-assignment")
    limit = Fraction(review.strategy.thresholds.over_assignment)
    if found.rate is None or found.rate <= limit:
        return w.say("sur-affectation", "over-assignment")
    return w.say(
        f"⚠{NBSP}sur-affectation au-delà de {w.percent(limit)}", f"⚠{NBSP}over-assignment beyond {w.percent(limit)}"
    )
