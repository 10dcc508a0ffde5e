"""Qualité des données: what was left out or looks odd, what it weighs, what to do."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from bilan.label import Label
from bilan.period import day_label
from bilan.report.document import Cell, Grid, Heading, Part, Points, Row, Section
from bilan.report.figures import NBSP, Writer
from bilan.report.sections.marks import covered

if TYPE_CHECKING:
    from bilan.review.coverage import Stale
    from bilan.review.review import Review


def quality(review: Review, w: Writer) -> Section:
    """Each remark with its count, its weight and its remedy; then the KPIs that nothing feeds."""
    rows = tuple(Row((
        Cell(str(remark.count)), Cell(w.label(remark.label).replace(" :", f"{NBSP}:")),
        Cell("" if remark.cents is None else w.money_cents(remark.cents)), Cell(w.label(remark.remedy).replace(" :", f"{NBSP}:")),
    )) for remark in review.remarks)  # fmt: skip
    headings = (Heading(w.say("Nombre", "Count")), Heading(w.say("Quoi", "What"), is_figure=False), Heading(w.say("Montant", "Amount")),
                Heading(w.say("Que faire", "What to do"), is_figure=False))  # fmt: skip
    parts: list[Part] = [Grid(w.say("À savoir avant de signer ces chiffres", "To know before signing these figures"), headings, rows,
                              empty=w.say("Rien d'étrange dans les lignes de la période.", "Nothing odd in the period's rows."))]  # fmt: skip
    sources = _sources(review, w)
    parts += (
        [Points(sources, w.say("Couverture et fraîcheur des sources", "Coverage and freshness of the sources"))]
        if sources
        else []
    )
    if review.absent or review.unfed:
        parts.append(
            Points(
                tuple(_absent(review, w)),
                w.say("KPI suivis que rien ne nourrit encore", "Followed KPIs that nothing feeds yet"),
            )
        )
    return Section("donnees", w.say("Qualité des données", "Data quality"), tuple(parts))


COLUMN_WORDS = {
    "booked_day": Label("avec la date de prise du rendez-vous", "with the day each meeting was booked"),
    "business": Label("avec le type d'affaire", "with the type of business"),
    "cost_cents": Label("avec le coût", "with the cost"),
    "credits": Label("avec le partage", "with the split"),
    "expected_on": Label("avec la clôture prévue", "with the expected close"),
    "last_seen_on": Label("avec la dernière activité", "with the last activity"),
    "list_cents": Label("avec le prix tarif", "with the list price"),
    "mode": Label("avec le lieu ou le mode", "with the place or mode"),
    "next_step_on": Label("avec la prochaine étape", "with the next step"),
    "no_show": Label("avec les rendez-vous manqués", "with the no-shows"),
    "probability": Label("avec la probabilité", "with the probability"),
    "qualified": Label("avec la qualification", "with whether the prospect was qualified"),
    "reason": Label("avec le motif", "with the reason"),
    "recurring_cents": Label("avec le montant récurrent", "with the recurring amount"),
    "total_cents": Label("avec le montant total du contrat", "with the whole contract's amount"),
    "value_cents": Label("avec le montant des affaires ouvertes ou perdues", "with the amount of open or lost deals"),
}


def _absent(review: Review, w: Writer) -> list[str]:
    files = {"deals": w.say("un export des affaires", "a deals export"), "meetings": w.say("un export des agendas", "a calendar export"),
             "measures": w.say("un relevé (KPI, commercial, date, valeur)", "a sheet (KPI, rep, date, value)")}  # fmt: skip
    by_need: dict[str, list[str]] = {}
    for kpi in review.absent:
        columns = ", ".join(w.label(COLUMN_WORDS[column.partition(".")[2]]) for column in kpi.needs_columns
                            if column.partition(".")[2] in COLUMN_WORDS)  # fmt: skip
        need = w.say(" et ", " and ").join(files[table] for table in kpi.needs)
        by_need.setdefault(need + (f" ({columns})" if columns else ""), []).append(w.label(kpi.label))
    found = [w.say(f"{', '.join(names)}{NBSP}: il y faut {need}.", f"{', '.join(names)}: it takes {need}.")
             for need, names in by_need.items()]  # fmt: skip
    for setting in review.unfed:
        advice = setting.source.how_to_follow if setting.source else ""
        found.append(
            f"{w.label(setting.label)}{w.say(NBSP, '')}: {advice or w.say('source à déclarer.', 'source to be declared.')}"
        )
    return found


TABLE_WORDS = {
    "deals": ("affaires", "deals"),
    "meetings": ("rendez-vous", "meetings"),
    "measures": ("relevés", "measures"),
}


def _sources(review: Review, w: Writer) -> tuple[str, ...]:
    """What the sources do not hold of the period, how complete they are said to be, and how old they are (EC-71)."""
    by_part: dict[str, list[str]] = {}
    for kpi, part in review.coverage:
        by_part.setdefault(covered(part, w), []).append(w.label(kpi.label))
    found = [w.say(f"{text[0].upper()}{text[1:]}. Partiels, sans extrapolation{NBSP}: {', '.join(names)}.",
                   f"{text[0].upper()}{text[1:]}. Partial, not extrapolated: {', '.join(names)}.")
             for text, names in by_part.items()]  # fmt: skip
    found += [_stale(stale, w) for stale in review.stale]
    return (*found, *_declared(review, w))


def _stale(stale: Stale, w: Writer) -> str:
    day_fr, day_en = f"{stale.imported_on:%d/%m/%Y}", day_label(stale.imported_on, "en")
    table = w.say(*TABLE_WORDS[stale.table])
    return w.say(
        f"Données anciennes ({table}){NBSP}: dernier import le {day_fr}, {stale.days} jours avant l'arrêté quand la stratégie en admet {stale.allowed}.",
        f"Old data ({table}): last imported on {day_en}, {stale.days} days before the cut-off when the strategy allows {stale.allowed}.",
    )


def _declared(review: Review, w: Writer) -> tuple[str, ...]:
    """How complete the strategy says a source is, with the KPIs that it feeds."""
    fed: dict[tuple[str, Decimal], list[str]] = {}
    for setting in review.strategy.kpis:
        source, line = setting.source, review.line(setting.key)
        if source and source.coverage is not None and source.coverage < 1:
            name = w.label(line.reading.kpi.label if line else setting.label)
            fed.setdefault((source.name, source.coverage), []).append(name)
    return tuple(
        w.tell(f"La source « {name} » contient {w.percent(Fraction(share))} des cas, selon la stratégie : {', '.join(kpis)}.",
               f"The source “{name}” holds {w.percent(Fraction(share))} of the cases, the strategy says: {', '.join(kpis)}.")
        for (name, share), kpis in fed.items()
    )  # fmt: skip
