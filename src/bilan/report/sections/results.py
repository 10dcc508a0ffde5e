"""Résultats et objectifs: every KPI of the company against its target, its past, then by team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilan.kpis.kpi import Kind
from bilan.kpis.scope import Scope, scope_label
from bilan.report.charts import Bullet, Bullets
from bilan.report.document import Cell, Grid, Heading, Part, Row, Section
from bilan.report.figures import NBSP, Writer
from bilan.report.status import Status

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
    headings = (
        Heading("KPI", is_figure=False), Heading(w.say("Objectif", "Target")), Heading(w.say("Réalisé", "Actual")),
        Heading(w.say("Écart", "Gap")), Heading("R/O" if w.language == "fr" else "Attainment"),
        Heading(before, note=stretch), Heading(w.say("Évolution", "Change"), note=stretch), Heading(year, note=stretch),
        Heading(w.say("Statut", "Status"), is_figure=False),
    )  # fmt: skip
    return Grid(
        caption=w.say("L'entreprise, KPI par KPI", "The company, KPI by KPI"), headings=headings,
        rows=tuple(_row(line, review, w) for line in review.lines),
        empty=w.say("Aucun KPI n'est donné par les données importées.", "No KPI is given by the imported data."),
        note=w.say("R/O = réalisé ÷ objectif ; sans objet quand moins vaut mieux. L'évolution par jour ouvré est en note.",
                   "Attainment = actual ÷ target; it has no meaning where less is better. The change per working day is in a note."),
    )  # fmt: skip


def status_of(reading: Reading) -> Status:
    return "" if reading.status == "unknown" else reading.status


def _row(line: Line, review: Review, w: Writer) -> Row:
    reading = line.reading
    target = w.value(reading.kpi, reading.target) if reading.target is not None else w.say("non fixé", "not set")
    return Row((
        Cell(w.label(reading.kpi.label)),
        Cell(target, note=_origin(reading, w)),
        Cell(w.value(reading.kpi, reading.actual.value), note=_sample(reading, review, w)),
        Cell(w.gap(reading)), Cell(w.percent(reading.attainment)),
        Cell("" if line.previous.actual is None else w.value(reading.kpi, line.previous.actual)),
        Cell(w.change(line.previous.growth), note=_per_day(line.previous, w)),
        Cell("" if line.year_before.actual is None else w.value(reading.kpi, line.year_before.actual)),
        Cell("", status=status_of(reading)),
    ))  # fmt: skip


def _origin(reading: Reading, w: Writer) -> str:
    if reading.promise is None or reading.promise.origin == "given":
        return ""
    return w.label(reading.promise.detail)


def _sample(reading: Reading, review: Review, w: Writer) -> str:
    """A ratio of few cases says so (EC-66)."""
    is_ratio = reading.kpi.kind in (Kind.COHORT, Kind.QUANTILE) or (reading.kpi.kind is Kind.RATIO and reading.kpi.unit == "rate")
    if not is_ratio or reading.actual.rows >= review.strategy.thresholds.minimum_sample:
        return ""
    return w.say(f"échantillon insuffisant ({reading.actual.rows} cas)", f"insufficient sample ({reading.actual.rows} cases)")


def _per_day(comparison: Comparison, w: Writer) -> str:
    if comparison.growth_per_day is None or comparison.growth_per_day == comparison.growth:
        return ""
    change = w.change(comparison.growth_per_day)
    return "" if change == w.change(comparison.growth) else w.say(f"{change} par jour ouvré", f"{change} per working day")


def bullet(reading: Reading, name: str, w: Writer) -> Bullet:
    """A bar with its target mark."""
    value = reading.actual.value or 0
    return Bullet(name, float(value), None if reading.target is None else float(reading.target), w.short(reading.kpi, reading.actual.value),
                  "" if reading.target is None else w.short(reading.kpi, reading.target), w.percent(reading.attainment), status_of(reading))  # fmt: skip


def _by_team(review: Review, w: Writer) -> Bullets | None:
    teams = [reading for reading in review.teams if reading.kpi.key == "bookings"]
    if len(teams) < 2:  # noqa: PLR2004  # one team is the company
        return None
    rows = tuple(bullet(reading, _name(reading.scope, review, w), w) for reading in teams)
    return Bullets(w.say("CA signé par équipe, face à l'objectif", "Bookings by team, against target"), "money", rows)


def _name(scope: Scope, review: Review, w: Writer) -> str:
    return w.label(scope_label(scope, review.strategy))
