"""Qualité des données: what was left out or looks odd, what it weighs, what to do."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from bilan.period import day_label
from bilan.report.document import Cell, Grid, Heading, Part, Points, Row, Section
from bilan.report.figures import NBSP, Writer
from bilan.report.sections.marks import covered

if TYPE_CHECKING:
    from bilan.review.coverage import Stale
    from bilan.review.review import Review
    from bilan.strategy.document import KpiSetting


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
    found += [_declared(setting, review, w) for setting in review.strategy.kpis
              if setting.source and setting.source.coverage is not None and setting.source.coverage < 1]  # fmt: skip
    return tuple(found)


def _stale(stale: Stale, w: Writer) -> str:
    day_fr, day_en = f"{stale.imported_on:%d/%m/%Y}", day_label(stale.imported_on, "en")
    table = w.say(*TABLE_WORDS[stale.table])
    return w.say(
        f"Données anciennes ({table}){NBSP}: dernier import le {day_fr}, {stale.days} jours avant l'arrêté quand la stratégie en admet {stale.allowed}.",
        f"Old data ({table}): last imported on {day_en}, {stale.days} days before the cut-off when the strategy allows {stale.allowed}.",
    )


def _declared(setting: KpiSetting, review: Review, w: Writer) -> str:
    source, line = setting.source, review.line(setting.key)
    label = w.label(line.reading.kpi.label if line else setting.label)
    share = w.percent(Fraction(source.coverage or 0)) if source else ""
    name = source.name if source else ""
    return w.say(f"{label}{NBSP}: la source « {name} » contient {share} des cas, selon la stratégie.".replace("« ", f"«{NBSP}").replace(" »", f"{NBSP}»"),
                 f"{label}: the source “{name}” holds {share} of the cases, the strategy says.")  # fmt: skip
