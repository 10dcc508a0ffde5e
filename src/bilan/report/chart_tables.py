"""The figures behind a chart, as a table: what a listener hears and a careful reader checks."""

from __future__ import annotations

from bilan.label import Language
from bilan.report import words
from bilan.report.charts import Bullet, Bullets, Chart, Columns, Funnel
from bilan.report.document import Cell, Grid, Heading, Row


def figures_of(chart: Chart, language: Language) -> Grid:
    """Every number that the chart draws, row by row, with its target and status."""
    if isinstance(chart, Funnel):
        return _steps(chart, language)
    rows = chart if isinstance(chart, Bullets) else in_rows(chart, language)
    first = words.NAME if isinstance(chart, Bullets) else words.STRETCH
    return _rows(rows, first.to(language), language)


def in_rows(columns: Columns, language: Language) -> Bullets:
    """The same KPI told one period a row, for a page too narrow for columns."""
    blank = ("",) * len(columns.names)
    targets = columns.target_texts or tuple(
        "" if target is None else words.number(target, language) for target in columns.targets
    )
    rows = tuple(
        Bullet(name=name, actual=actual, target=target, actual_text=text, target_text=target_text, status=status)
        for name, actual, target, text, target_text, status in zip(
            columns.names,
            columns.actuals,
            columns.targets,
            columns.texts,
            targets,
            columns.statuses or blank,
            strict=True,
        )
    )
    return Bullets(title=columns.title, unit=columns.unit, rows=rows, note=columns.note)


def _rows(chart: Bullets, first: str, language: Language) -> Grid:
    has_attainment = any(row.attainment_text for row in chart.rows)
    names = [words.ACTUAL, words.TARGET, *([words.ATTAINMENT] if has_attainment else [])]
    headings = (
        Heading(first, is_figure=False),
        *(Heading(name.to(language)[:1].upper() + name.to(language)[1:]) for name in names),
    )
    return Grid(chart.title, headings, tuple(_row(row, has_attainment=has_attainment) for row in chart.rows))


def _row(row: Bullet, *, has_attainment: bool) -> Row:
    figure = Cell(row.actual_text, status="" if has_attainment else row.status)
    cells = (Cell(row.name), figure, Cell(row.target_text or "–"))
    return Row((*cells, Cell(row.attainment_text or "–", status=row.status)) if has_attainment else cells)


def _steps(chart: Funnel, language: Language) -> Grid:
    headings = (
        Heading(words.STEP.to(language), is_figure=False),
        Heading(words.COUNT.to(language)),
        Heading(words.SHARE.to(language)),
    )
    rows = tuple(
        Row((Cell(step.name), Cell(words.number(step.count, language)), Cell(step.rate_text or "–")))
        for step in chart.steps
    )
    return Grid(chart.title, headings, rows)
