"""Sous-périodes: each KPI at its own cadence inside the review, « 2 mois sur 3 atteints » (Z4, EC-07)."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from bilan.period import Cadence, Period
from bilan.report.charts import Columns
from bilan.report.document import Cell, Grid, Heading, Part, Row, Section
from bilan.report.figures import NBSP, Writer
from bilan.report.sections.results import status_of
from bilan.report.sections.synthesis import counted

if TYPE_CHECKING:
    from bilan.review.review import Review, SubPeriods

DRAWN = ("bookings", "rdv_d", "rdv_d_week")
CHART_UNITS = {"money": "money", "rate": "rate", "days": "days"}


def stretches(review: Review, w: Writer) -> Section:
    """The columns of the main KPIs, then which sub-periods each KPI with a target reached."""
    drawn = [found for key in DRAWN for found in review.sub_periods if found.kpi.key == key and len(found.readings) > 1]
    parts: list[Part] = [_columns(found, w) for found in drawn]
    parts.append(_reached(review, w))
    return Section("sous-periodes", w.say("Mois et semaines", "Months and weeks"), tuple(parts))


def _columns(found: SubPeriods, w: Writer) -> Columns:
    name = w.label(found.kpi.label)
    return Columns(
        title=w.say(f"{name}{NBSP}: {counted(found, w)}", f"{name}: {counted(found, w)}")
        if found.with_target
        else name,
        unit=CHART_UNITS.get(found.kpi.unit, "count"),  # type: ignore[arg-type]  # one of the chart's units
        names=tuple(
            _short_name(reading.window, w) + ("" if reading in found.over else w.say(" (en cours)", " (so far)"))
            for reading in found.readings
        ),
        actuals=tuple(float(reading.value or 0) for reading in found.readings),
        targets=tuple(None if reading.target is None else float(reading.target) for reading in found.readings),
        texts=tuple(w.short(found.kpi, reading.value) for reading in found.readings),
        target_texts=tuple(
            "" if reading.target is None else w.short(found.kpi, reading.target) for reading in found.readings
        ),
        statuses=tuple(status_of(reading) for reading in found.readings),
    )


def _short_name(window: Period, w: Writer) -> str:
    if window.cadence is Cadence.WEEK:
        week = window.start.isocalendar().week
        return w.say(f"sem.{NBSP}{week}", f"wk{NBSP}{week}")
    return window.label(w.language).removesuffix(f" {window.start.year}")


def _listed(found: SubPeriods, statuses: tuple[str, ...], w: Writer) -> str:
    """The sub-periods of a status: weeks in a row as « sem. 27 à 34 », the others one by one."""
    chosen = [reading.status in statuses for reading in found.over]
    texts, at = [], 0
    for is_in, group in groupby(chosen):
        run = found.over[at : (at := at + len(list(group)))]
        names = [_short_name(reading.window, w) for reading in run]
        if is_in and len(run) > 2 and run[0].window.cadence is Cadence.WEEK:  # noqa: PLR2004  # two are as short
            texts.append(f"{names[0]} {w.say('à', 'to')} {names[-1].rpartition(NBSP)[2]}")
        elif is_in:
            texts += names
    return ", ".join(texts)


def _reached(review: Review, w: Writer) -> Grid:
    followed = [found for found in review.sub_periods if found.with_target]
    rows = tuple(Row((
        Cell(w.label(found.kpi.label)), Cell(counted(found, w)),
        Cell(_listed(found, ("reached",), w)), Cell(_listed(found, ("near", "missed"), w)),
    )) for found in followed)  # fmt: skip
    headings = tuple(Heading(text, is_figure=False) for text in (
        "KPI", w.say("Atteints", "Reached"), w.say("Lesquels", "Which ones"), w.say("Non atteints", "Not reached")))  # fmt: skip
    return Grid(w.say("Sous-périodes atteintes", "Sub-periods reached"), headings, rows,
                empty=w.say("Aucun objectif n'est fixé à un KPI suivi par mois ou par semaine.", "No target is set on a KPI followed by month or week."))  # fmt: skip
