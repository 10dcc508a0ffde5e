"""Activité et cycle: from RDV-D to signature."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from bilan.report.charts import Funnel, FunnelStep
from bilan.report.document import Cell, Grid, Heading, Paragraph, Part, Row, Section
from bilan.report.figures import NBSP, Writer
from bilan.report.sections.marks import actual_cell, range_text

if TYPE_CHECKING:
    from bilan.review.review import Review

STEPS = ("rdv_d", "rdv_e", "rdv_p", "rdv_c")


def cycle(review: Review, w: Writer) -> Section:
    """The meetings held at each step and the share of the period's RDV-D that went further."""
    counts = {reading.kpi.key: int(reading.actual.numerator) for reading in review.funnel}
    title = w.say("Activité et cycle de vente", "Activity and sales cycle")
    if not any(counts.values()):
        text = w.say(
            "Aucun rendez-vous typé dans la période. Un export des agendas (titre, début, organisateur) donnerait les RDV-D, E, P et C, "
            "les passages d'étape et la durée du cycle.",
            "No typed meeting in the period. A calendar export (title, start, organiser) would give RDV-D, E, P and C, "
            "the stage rates and the sales cycle.",
        )  # fmt: skip
        return Section("cycle", title, (Paragraph(text, "aside"),))
    steps = [FunnelStep(key.upper().replace("_", "-"), counts.get(key, 0)) for key in STEPS if key in counts]
    won = review.line("deals_won")
    if won is not None:
        steps.append(FunnelStep(w.say("Signatures", "Deals won"), int(won.reading.actual.numerator)))
    note = w.say("Ce que la période a vu à chaque étape : un RDV-P peut venir d'un RDV-D plus ancien. Les taux de passage, "
                 "eux, suivent les affaires dont le RDV-D est dans la période.",
                 "What the period saw at each step: a RDV-P may come from an earlier RDV-D. The stage rates follow the deals "
                 "whose RDV-D is in the period.").replace(" :", f"{NBSP}:")  # fmt: skip
    parts: list[Part] = [
        Funnel(w.say("RDV tenus et signatures", "Meetings held and deals won"), tuple(steps), note),
        _rates(review, w),
    ]
    return Section("cycle", title, tuple(parts))


def _rates(review: Review, w: Writer) -> Grid:
    rows = tuple(
        Row((Cell(w.label(r.kpi.label)), Cell(w.quantity("count", r.actual.denominator or Fraction(0))), Cell(w.quantity("count", r.actual.numerator)),
             actual_cell(r, w, few_only=True), Cell(range_text(r.interval, w))))
        for r in review.rates
    )  # fmt: skip
    headings = (Heading(w.say("Passage", "Step"), is_figure=False), Heading(w.say("Entrées", "Entered")),
                Heading(w.say("Arrivées", "Arrived")), Heading(w.say("Taux", "Rate")),
                Heading(w.say(f"À 95{NBSP}%", "At 95%"), note=w.say("le taux réel est dans cet intervalle 95 fois sur 100 (Wilson)",
                                                                   "the true rate lies in this interval 95 times out of 100 (Wilson)")))  # fmt: skip
    return Grid(w.say("Passages d'étape (cohorte de la période)", "Stage rates (cohort of the period)"), headings, rows,
                note=w.say("Des affaires encore ouvertes peuvent arriver plus tard : ces taux sont des planchers.",
                           "Deals still open may arrive later: these rates are floors.").replace(" :", f"{NBSP}:"),
                empty=w.say("Aucun RDV-D dans la période.", "No RDV-D in the period."))  # fmt: skip
