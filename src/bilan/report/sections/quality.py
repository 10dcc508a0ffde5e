"""Qualité des données: what was left out or looks odd, what it weighs, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilan.report.document import Cell, Grid, Heading, Part, Points, Row, Section
from bilan.report.figures import NBSP, Writer

if TYPE_CHECKING:
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
    if review.absent or review.unfed:
        parts.append(
            Points(
                tuple(_absent(review, w)),
                w.say("KPI suivis que rien ne nourrit encore", "Followed KPIs that nothing feeds yet"),
            )
        )
    return Section("donnees", w.say("Qualité des données", "Data quality"), tuple(parts))


def _absent(review: Review, w: Writer) -> list[str]:
    files = {"deals": w.say("un export des affaires", "a deals export"), "meetings": w.say("un export des agendas", "a calendar export"),
             "measures": w.say("un relevé (KPI, commercial, date, valeur)", "a sheet (KPI, rep, date, value)")}  # fmt: skip
    found = []
    for kpi in review.absent:
        columns = ", ".join(column.partition(".")[2].replace("_", " ") for column in kpi.needs_columns)
        need = " + ".join(files[table] for table in kpi.needs) + (f" ({columns})" if columns else "")
        found.append(w.say(f"{kpi.label.fr}{NBSP}: il y faut {need}.", f"{kpi.label.en}: it takes {need}."))
    for setting in review.unfed:
        advice = setting.source.how_to_follow if setting.source else ""
        found.append(
            f"{w.label(setting.label)}{w.say(NBSP, '')}: {advice or w.say('source à déclarer.', 'source to be declared.')}"
        )
    return found
