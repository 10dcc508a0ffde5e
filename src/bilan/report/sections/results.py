"""Résultats et objectifs: every KPI of the company against its target, its past, then by team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilan.kpis.scope import Scope, scope_label
from bilan.report.charts import Bullet, Bullets
from bilan.report.document import Cell, Grid, Heading, Part, Row, Section
from bilan.report.figures import NBSP, Writer
from bilan.report.sections.marks import actual_cell, earlier_note, joined, partial_note, target_note
from bilan.report.status import Status, so_far

if TYPE_CHECKING:
    from bilan.review.reading import Comparison, Reading
    from bilan.review.review import Line, Review


def results(review: Review, w: Writer) -> Section:
    """KPI × {objectif, réalisé, écart, R/O, période précédente, N-1, statut}."""
    parts: list[Part] = [_table(review, w)]
    parts += [chart for chart in (_by_team(review, w),) if chart]
    return Section("resultats", w.say("Résultats et objectifs", "Results and targets"), tuple(parts))


def _table(review: Review, w: Writer) -> Grid:
    before = review.period.previous().label(w.language).replace(" ", NBSP)
    year = review.period.year_before().label(w.language).replace(" ", NBSP)
    stretch = "" if review.is_over else w.say("sur un même nombre de jours ouvrés", "over as many working days")
    headings = [
        Heading("KPI", is_figure=False), Heading(w.say("Objectif", "Target")), Heading(w.say("Réalisé", "Actual")),
        Heading(w.say("Écart", "Gap")), Heading("R/O" if w.language == "fr" else "Attainment"),
        Heading(w.say("Statut", "Status"), is_figure=False),
    ]  # fmt: skip
    earlier = [(Heading(before, note=stretch), _previous), (Heading(w.say("Évolution", "Change"), note=stretch), _evolution),
               (Heading(year, note=stretch), _year_before)]  # fmt: skip
    # a column of the past that holds nothing is left out: a first review has none (EC-80)
    known = [(heading, cell) for heading, cell in earlier if any(cell(line, w).text for line in review.lines)]
    return Grid(
        caption=w.say("L'entreprise, KPI par KPI", "The company, KPI by KPI"),
        headings=(*headings, *(heading for heading, _ in known)),
        rows=tuple(Row((*_cells(line, w), *(cell(line, w) for _, cell in known))) for line in review.lines),
        empty=w.say("Aucun KPI n'est donné par les données importées.", "No KPI is given by the imported data."),
        note=w.say("R/O = réalisé ÷ objectif ; sans objet quand moins vaut mieux. L'évolution par jour ouvré est en note.",
                   "Attainment = actual ÷ target; it has no meaning where less is better. The change per working day is in a note."),
    )  # fmt: skip


def status_of(reading: Reading) -> Status:
    """The status as the page shows it; nothing to show where none can be told."""
    status: Status = "" if reading.status == "unknown" else reading.status
    return so_far(status) if reading.expected is not None else status


def _cells(line: Line, w: Writer) -> tuple[Cell, ...]:
    reading = line.reading
    target = w.value(reading.kpi, reading.target) if reading.target is not None else w.say("non fixé", "not set")
    return (
        Cell(w.label(reading.kpi.label)),
        Cell(target, note=target_note(reading, w)),
        actual_cell(reading, w),
        Cell(w.gap(reading)),
        Cell(w.percent(reading.attainment)),
        _judged(reading, w),
    )


def _judged(reading: Reading, w: Writer) -> Cell:
    """The status; of a part of the period, only what a part can prove (EC-71)."""
    is_open = reading.coverage is not None and reading.status == "unknown"
    return Cell(w.say("partiel", "partial") if is_open else "", partial_note(reading, w), status_of(reading))


def _previous(line: Line, w: Writer) -> Cell:
    return _earlier(line, line.previous, w)


def _evolution(line: Line, w: Writer) -> Cell:
    text = w.evolution(line.reading.kpi, line.reading.value, line.previous.actual)
    notes = [_per_day(line.previous, w), _at_constant_rates(line.previous, w), earlier_note(line.previous, w)]
    return Cell(text, note=joined(notes, w) if text else "")


def _year_before(line: Line, w: Writer) -> Cell:
    return _earlier(line, line.year_before, w)


def _earlier(line: Line, comparison: Comparison, w: Writer) -> Cell:
    if comparison.actual is None:
        return Cell("")
    return Cell(w.value(line.reading.kpi, comparison.actual), note=earlier_note(comparison, w))


def _per_day(comparison: Comparison, w: Writer) -> str:
    if comparison.growth_per_day is None or comparison.growth_per_day == comparison.growth:
        return ""
    change = w.change(comparison.growth_per_day)
    return (
        "" if change == w.change(comparison.growth) else w.say(f"{change} par jour ouvré", f"{change} per working day")
    )


def _at_constant_rates(comparison: Comparison, w: Writer) -> str:
    """The growth without what exchange rates did to it, where some deals are foreign (EC-17)."""
    if comparison.growth_at_constant_rates is None:
        return ""
    change = w.change(comparison.growth_at_constant_rates)
    return w.say(f"{change} à taux de change constants", f"{change} at constant exchange rates")


def bullet(reading: Reading, name: str, w: Writer) -> Bullet:
    """A bar with its target mark."""
    value = reading.value or 0
    return Bullet(name, float(value), None if reading.target is None else float(reading.target), w.short(reading.kpi, reading.value),
                  "" if reading.target is None else w.short(reading.kpi, reading.target), w.percent(reading.attainment), status_of(reading))  # fmt: skip


def _by_team(review: Review, w: Writer) -> Bullets | None:
    teams = [reading for reading in review.teams if reading.kpi.key == "bookings"]
    if len(teams) < 2:  # noqa: PLR2004  # one team is the company
        return None
    rows = tuple(bullet(reading, _name(reading.scope, review, w), w) for reading in teams)
    return Bullets(w.say("CA signé par équipe, face à l'objectif", "Bookings by team, against target"), "money", rows)


def _name(scope: Scope, review: Review, w: Writer) -> str:
    return w.label(scope_label(scope, review.strategy))
