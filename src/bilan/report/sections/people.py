"""Équipes et commerciaux: the same figures by team and by rep, in alphabetical order: this is no ranking (P6)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from bilan.kpis.scope import NOBODY, Scope, scope_label
from bilan.report.charts import Bullets
from bilan.report.document import Cell, Grid, Heading, Paragraph, Part, Row, Section
from bilan.report.figures import NBSP, NONE, THOUSANDS_FROM, Writer
from bilan.report.grammar import to_one_decimal
from bilan.report.sections.assigned import assigned
from bilan.report.sections.marks import actual_cell, joined, partial_note, target_note
from bilan.report.sections.results import bullet, status_of
from bilan.review.fairness import uneven_loads
from bilan.review.unseen import unseen_in

if TYPE_CHECKING:
    from bilan.kpis.kpi import Kpi
    from bilan.review.fairness import Load, UnevenLoad
    from bilan.review.reading import Reading
    from bilan.review.review import Review

SHOWN = ("bookings", "deals_won", "avg_deal", "win_rate", "rdv_d", "rdv_d_week", "rdv_p")


def people(review: Review, w: Writer) -> Section:
    """By team, then by rep, with everybody's target beside."""
    parts: list[Part] = [Paragraph(w.say(
        "Réservé aux responsables des équipes : ces figures nomment des personnes. Ordre alphabétique ; ce n'est pas un classement.",
        "For the teams' managers only: these figures name people. In alphabetical order; this is no ranking.",
    ).replace(" :", f"{NBSP}:").replace(" ;", f"{NBSP};").replace("ces figures", "ces chiffres"), "aside")]  # fmt: skip
    chart = _chart(review, w)
    parts += [chart] if chart else []
    if review.teams:
        unassigned = tuple(reading for reading in review.reps if reading.scope == NOBODY)  # so that the column adds up
        parts.append(table_of(review, (*review.teams, *unassigned), w.say("Par équipe", "By team"), w))
    parts += [assigned(review, w)] if review.assigned else []
    parts += [Paragraph(_load(one, review, w), "aside") for one in uneven_loads(review)]
    parts.append(table_of(review, review.reps, w.say("Par commercial", "By rep"), w))
    return Section("equipes", w.say("Équipes et commerciaux", "Teams and reps"), tuple(parts))


def _load(one: UnevenLoad, review: Review, w: Writer) -> str:
    """The same target for all, by week present: whom it asks the least and the most of (EC-63)."""
    is_small = one.kpi.unit == "money" and one.least.per_week < THOUSANDS_FROM
    (least, low), (most, high) = (_by_week(load, one, (review, w), whole=is_small) for load in (one.least, one.most))
    return w.tell(
        f"{one.kpi.label.fr} : le même objectif pour tous, à présence inégale. Par semaine de présence, montée en charge comprise, "
        f"il demande {low} à {least} et {high} à {most}.",
        f"{one.kpi.label.en}: the same target for all, with unequal presence. By week present, ramp included, "
        f"it asks {low} of {least} and {high} of {most}.",
    )


def _by_week(load: Load, one: UnevenLoad, around: tuple[Review, Writer], *, whole: bool) -> tuple[str, str]:
    review, w = around
    amount = w.short(one.kpi, load.per_week) if one.kpi.unit == "money" else to_one_decimal(load.per_week, w)
    amount = w.whole(load.per_week) if whole else amount
    return review.strategy.rep(load.rep).name, amount


def _ordered(scopes: list[Scope], review: Review, w: Writer) -> list[Scope]:
    return sorted(scopes, key=lambda scope: (scope == NOBODY, w.label(scope_label(scope, review.strategy)).casefold()))


def _chart(review: Review, w: Writer) -> Bullets | None:
    found = {r.scope: r for r in review.reps if r.kpi.key == "bookings"} or {
        r.scope: r for r in review.reps if r.kpi.key == "rdv_d"
    }
    if not found:
        return None
    scopes = _ordered(list(found), review, w)
    kpi = found[scopes[0]].kpi
    known = [scope for scope in scopes if scope.key not in unseen_in(review)]  # the others' zeros are no figures
    rows = tuple(bullet(found[scope], w.label(scope_label(scope, review.strategy)), w) for scope in known)
    title = w.say(f"{kpi.label.fr} par commercial, face à l'objectif", f"{kpi.label.en} by rep, against target")
    return Bullets(title, "money" if kpi.unit == "money" else "count", rows)


def table_of(review: Review, readings: tuple[Reading, ...], caption: str, w: Writer) -> Grid:
    """The main KPIs of several perimeters, one a line, and the company at the foot."""
    found = {(reading.scope, reading.kpi.key): reading for reading in readings}
    kpis: list[Kpi] = [
        next(r.kpi for r in readings if r.kpi.key == key) for key in SHOWN if any(r.kpi.key == key for r in readings)
    ]
    plain = {kpi.key for kpi in kpis if _has_small_amounts([r for r in readings if r.kpi.key == kpi.key])}
    scopes = _ordered(list(dict.fromkeys(reading.scope for reading in readings)), review, w)
    headings = (
        Heading(w.say("Qui", "Who"), is_figure=False),
        *(Heading(w.label(kpi.label)) for kpi in kpis),
        Heading(w.say("R/O CA", "Attainment")),
    )
    rows = tuple(
        Row((Cell(w.label(scope_label(scope, review.strategy)), note=_unknown(scope, review, w)),
             *(_cell(found.get((scope, kpi.key)), w, short=kpi.key not in plain) for kpi in kpis),
             _attained(found.get((scope, "bookings")), w, is_unknown=bool(_unknown(scope, review, w)))))
        for scope in scopes
    )  # fmt: skip
    whole = {line.reading.kpi.key: line.reading for line in review.lines}
    total = Row((Cell(review.strategy.company.name), *(_cell(whole.get(kpi.key), w, short=kpi.key not in plain) for kpi in kpis), _attained(whole.get("bookings"), w)),
                is_total=True)  # fmt: skip
    return Grid(
        caption,
        headings,
        (*rows, total) if rows else (),
        empty=w.say("Aucun commercial dans la stratégie.", "No rep in the strategy."),
    )


def _unknown(scope: Scope, review: Review, w: Writer) -> str:
    """Why a rep has nothing but zeros, when no row names them."""
    if scope.kind != "rep" or scope.key not in unseen_in(review):
        return ""
    return w.say("aucune ligne de la source ne nomme cette personne", "no row of the source names this person")


def _has_small_amounts(readings: list[Reading]) -> bool:
    """Whether a column of amounts would mix « 9 663 € » and « 12,8 k€ »: it is then written in whole units."""
    return any(r.kpi.unit == "money" and 0 < abs(r.value or Fraction(0)) < THOUSANDS_FROM for r in readings)


def _cell(reading: Reading | None, w: Writer, *, short: bool) -> Cell:
    if reading is None:
        return Cell("")
    cell = actual_cell(reading, w, short=True, few_only=True)
    return cell if short or reading.value is None else replace(cell, text=w.whole(reading.value))


def _attained(reading: Reading | None, w: Writer, *, is_unknown: bool = False) -> Cell:
    if reading is None or reading.attainment is None:
        unset = w.say("non fixé", "not set") if reading and reading.target is None else NONE
        return Cell(unset if reading and reading.scope != NOBODY else "")
    changes = target_note(reading, w) if reading.promise and reading.promise.changes else ""
    note = joined([changes, partial_note(reading, w)], w)
    return Cell(w.percent(reading.attainment), note=note, status="" if is_unknown else status_of(reading))
