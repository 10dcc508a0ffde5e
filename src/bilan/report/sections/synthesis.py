"""Synthèse: what a reader can say back after ten seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilan.period import Cadence
from bilan.report.document import Figure, Figures, Paragraph, Part, Points, Section
from bilan.report.figures import NBSP, Writer
from bilan.report.sections.marks import covered, sample_note
from bilan.report.sections.results import status_of

if TYPE_CHECKING:
    from bilan.review.review import Line, Review, SubPeriods

SHOWN = ("bookings", "deals_won", "rdv_d", "win_rate", "rdv_p", "avg_deal", "pipe")
ODD = ("unassigned", "no_rate", "bad_split", "doubtful_kind", "probable_duplicate", "dated_by_import", "no_amount")


def synthesis(review: Review, w: Writer) -> Section:
    """One lead sentence, four figures at most, what stands out, and one warning if a figure needs it."""
    lines = [line for key in SHOWN if (line := review.line(key)) is not None]
    lines.sort(key=lambda line: line.reading.target is None)
    parts: list[Part] = [Paragraph(lead(review, w), "lead")]
    if lines:
        parts.append(Figures(tuple(figure_of(line, review, w) for line in lines[:4])))
    points = _points(review, w)
    if points:
        parts.append(Points(points))
    parts += [Paragraph(text, "warning") for text in (partial(review, w) or warning(review, w),) if text]
    return Section("synthese", w.say("Synthèse", "Summary"), tuple(parts))


def lead(review: Review, w: Writer) -> str:
    """What was signed, against what was promised, in one sentence."""
    line = review.line("bookings") or next(iter(review.lines), None)
    if line is None:
        return w.say("Aucun fait dans la période : importez un fichier d'affaires ou de rendez-vous.",
                     "No fact in the period: import a file of deals or meetings.")  # fmt: skip
    reading = line.reading
    value = w.short(reading.kpi, reading.value)
    name = w.label(reading.kpi.label)
    if reading.coverage is not None and reading.coverage.first is None:
        return w.say(f"{name}{NBSP}: aucune donnée pour cette période.", f"{name}: no data for this period.")
    if reading.attainment is None or reading.target is None:
        return w.say(f"{name}{NBSP}: {value} ; objectif non fixé.", f"{name}: {value}; no target set.").replace(
            " ;", f"{NBSP};"
        )
    rate, target = w.percent(reading.attainment), w.short(reading.kpi, reading.target)
    if review.is_over:
        return w.say(
            f"{name}{NBSP}: {value}, soit {rate} de l'objectif de {target}.",
            f"{name}: {value}, {rate} of the {target} target.",
        )
    share = w.percent(reading.expected / reading.target if reading.expected is not None and reading.target else None)
    return w.say(
        f"{name}{NBSP}: {value}, soit {rate} de l'objectif de {target} quand {share} des jours ouvrés sont passés.",
        f"{name}: {value}, {rate} of the {target} target with {share} of the working days gone.",
    )


def figure_of(line: Line, review: Review, w: Writer) -> Figure:
    """A KPI as a figure read at a glance."""
    reading, previous = line.reading, line.previous
    if reading.attainment is not None and reading.target is not None:
        detail = w.say(f"{w.percent(reading.attainment)} de l'objectif de {w.short(reading.kpi, reading.target)}",
                       f"{w.percent(reading.attainment)} of the {w.short(reading.kpi, reading.target)} target")  # fmt: skip
    elif reading.target is not None:
        detail = w.say(
            f"objectif{NBSP}: {w.short(reading.kpi, reading.target)}", f"target: {w.short(reading.kpi, reading.target)}"
        )
    else:
        detail = w.say("objectif non fixé", "no target set")
    marks = [w.say("partiel", "partial") if reading.coverage else "", sample_note(reading, w, few_only=True)]
    detail = " · ".join([detail, *(mark for mark in marks if mark)])
    before = review.period.previous().label(w.language).replace(" ", NBSP)
    evolution = w.evolution(reading.kpi, reading.value, previous.actual)
    part = w.say(" (partiel)", " (partial)") if previous.coverage else ""
    comparison = f"{evolution} {w.say('par rapport à', 'against')} {before}{part}" if evolution else ""
    return Figure(w.label(reading.kpi.label), w.short(reading.kpi, reading.value), detail, comparison,
                  status_of(reading))  # fmt: skip


def _points(review: Review, w: Writer) -> tuple[str, ...]:
    points = [text for text in (_sub_periods(review, w), _reps(review, w), _long(review, w)) if text]
    return tuple(points[:3])


def _sub_periods(review: Review, w: Writer) -> str:
    """« 2 mois sur 3 atteints, 140 % cumulé » (EC-07)."""
    found = next((s for s in review.sub_periods if s.kpi.key == "bookings" and s.with_target), None)
    if found is None:
        found = next((s for s in review.sub_periods if s.with_target), None)
    line = review.line(found.kpi.key) if found else None
    if found is None or line is None:
        return ""
    name = w.label(found.kpi.label)
    total = w.percent(line.reading.attainment)
    rest = w.say(f", {total} cumulé", f", {total} overall") if total else ""
    return f"{name}{w.say(NBSP, '')}: {counted(found, w)}{rest}."


def counted(found: SubPeriods, w: Writer) -> str:
    """How many sub-periods were reached, in words."""
    cadence = found.readings[0].window.cadence if found.readings else Cadence.MONTH
    unit = w.label(cadence.label)
    plural = unit if unit.endswith("s") or found.reached <= 1 else f"{unit}s"
    feminine = "e" if cadence in (Cadence.WEEK, Cadence.YEAR) else ""
    ending = "s" if found.reached > 1 else ""
    return w.say(f"{found.reached} {plural} sur {found.with_target} atteint{feminine}{ending}".replace(f" sur {found.with_target}", f" sur{NBSP}{found.with_target}"),
                 f"{found.reached} of {found.with_target} {unit}s reached")  # fmt: skip


def _reps(review: Review, w: Writer) -> str:
    reached, of = review.share_at_target
    if of < 5:  # noqa: PLR2004  # fewer eligible reps give no distribution (domain.md 3.6)
        return ""
    return w.say(
        f"{reached} commerciaux sur{NBSP}{of} ont atteint leur objectif de CA signé.",
        f"{reached} of {of} reps reached their bookings target.",
    )


def _long(review: Review, w: Writer) -> str:
    count, limit = len(review.over_limit), review.strategy.thresholds.exchanges_per_deal
    if not count:
        return ""
    return w.say(f"{count} affaire{'s' if count > 1 else ''} au-delà de {limit} RDV-E{NBSP}: à revoir, qu'est-ce qui bloque{NBSP}?",
                 f"{count} deal{'s' if count > 1 else ''} beyond {limit} RDV-E: to review, what blocks?")  # fmt: skip


def partial(review: Review, w: Writer) -> str:
    """The first thing to know of figures that hold only a part of the period (EC-71)."""
    shown = [(kpi, part) for key in SHOWN for kpi, part in review.coverage if kpi.key == key] or list(review.coverage)
    if not shown:
        return ""
    names = ", ".join(w.label(kpi.label) for kpi, part in shown if part == shown[0][1])
    said = covered(shown[0][1], w)
    return w.say(
        f"Chiffres partiels, sans extrapolation ({names}){NBSP}: {said}.",
        f"Partial figures, not extrapolated ({names}): {said}.",
    )


def warning(review: Review, w: Writer) -> str:
    """The first odd thing in the rows that a reader should check."""
    odd = [remark for remark in review.remarks if remark.code in ODD]
    if not odd:
        return ""
    first = odd[0]
    cases = w.say(f"{first.count} cas", f"{first.count} case{'s' if first.count > 1 else ''}")
    weight = f", {w.money_cents(first.cents)}" if first.cents else ""
    what, _, done = w.label(first.label).replace(" :", ":").partition(": ")
    rest = f"{w.say(NBSP, '')}: {done}" if done else ""
    return f"{what[:1].upper()}{what[1:]} ({cases}{weight}){rest}."
