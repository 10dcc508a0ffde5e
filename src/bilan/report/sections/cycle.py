"""Activité et cycle: from RDV-D to signature, and the deals that took too many RDV-E."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from bilan.period import day_label
from bilan.report.charts import Funnel, FunnelStep
from bilan.report.document import Cell, Grid, Heading, Paragraph, Part, Row, Section
from bilan.report.figures import NBSP, Writer
from bilan.report.sections.marks import actual_cell, range_text

if TYPE_CHECKING:
    from bilan.review.review import Review

STEPS = ("rdv_d", "rdv_e", "rdv_p", "rdv_c")
STATUS_WORDS = {
    "open": ("ouverte", "open"),
    "won": ("gagnée", "won"),
    "lost": ("perdue", "lost"),
    "cancelled": ("annulée", "cancelled"),
}


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


def long_deals(review: Review, w: Writer) -> Section:
    """The deals beyond the limit of RDV-E: each calls for a review of what blocks (Z10)."""
    title = w.say("Affaires à débloquer", "Deals to unblock")
    if not knows_exchanges(review):
        return Section("affaires-longues", title, (Paragraph(no_exchange(w), "aside"),))
    limit = review.strategy.thresholds.exchanges_per_deal
    rows = tuple(Row((
        Cell(deal.name), Cell(deal.rep or w.say("non attribué", "unassigned")), Cell(str(deal.exchanges)),
        Cell(day_label(deal.passed_on, w.language)),
        Cell("" if deal.cents is None else w.money_cents(deal.cents)),
        Cell(w.say(*STATUS_WORDS[deal.status])),
    )) for deal in review.over_limit)  # fmt: skip
    headings = (Heading(w.say("Affaire", "Deal"), is_figure=False), Heading(w.say("Commercial", "Rep"), is_figure=False), Heading("RDV-E"),
                Heading(w.say("Plafond passé le", "Limit passed on")), Heading(w.say("Montant", "Amount")),
                Heading(w.say("Statut", "Status"), is_figure=False))  # fmt: skip
    grid = Grid(w.say(f"Affaires au-delà de {limit} RDV-E", f"Deals beyond {limit} RDV-E"), headings, rows,
                empty=w.say(f"Aucune affaire n'a passé {limit} RDV-E dans la période.", f"No deal went beyond {limit} RDV-E in the period."))  # fmt: skip
    return Section("affaires-longues", title, (grid,))


def knows_exchanges(review: Review) -> bool:
    """Whether the rows say anything of RDV-E: « no deal beyond the limit » means nothing otherwise."""
    return bool(review.over_limit) or any(reading.kpi.key == "rdv_e" for reading in review.funnel)


def no_exchange(w: Writer) -> str:
    """What stands where no RDV-E is known."""
    return w.tell("Sans objet : aucun RDV-E n'est connu. Un export des agendas le dirait.",
                  "Not applicable: no RDV-E is known. A calendar export would tell.")  # fmt: skip
