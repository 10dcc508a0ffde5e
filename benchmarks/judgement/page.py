"""The measures as a page: one table a question, French first, with what was measured beside what is done today."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.judgement.bars import Band, Kind, Row, Table
from benchmarks.judgement.reasons import REASONS
from bilan.label import Label

COLUMNS = (
    Label("Mesure", "Measure"), Label("Barre", "Bar"), Label("Bilan", "Bilan"), Label("Erreur type", "Standard error"),
    Label("Tirages", "Runs"), Label("Atteinte", "Met"), Label("Pratique d'aujourd'hui", "Today's practice"),
)  # fmt: skip
MET, MISSED, NO_BAR = Label("oui", "yes"), Label("**non**", "**no**"), "—"
NO_REASON = Label("raison non établie.", "reason not established.")
DECIMALS: dict[Kind, int] = {"share": 1, "points": 1, "number": 3}
LARGE = 100  # from which a number is written whole


@dataclass(frozen=True, slots=True)
class Circumstances:
    """On which machine, when, how long it took, and by which command."""

    machine: str
    on: str
    minutes: float
    command: str


def markdown(tables: Sequence[Table], found: Circumstances) -> str:
    """The whole page."""
    return "\n\n".join([_head(tables, found), *(_section(table) for table in tables)]) + "\n"


HEAD = """# Ce que valent les jugements de Bilan · What Bilan's judgements are worth

Des équipes simulées, dont la vérité est connue, sont jugées par `bilan.stats` et comparées aux barres que le projet s'est
données. Ce qui n'est pas atteint est dit, avec la raison. « Atteinte » compare la valeur mesurée à la barre, sans tolérance ;
l'erreur type dit ce que le nombre de tirages laisse d'incertain.
*Simulated teams, of which the truth is known, are judged by `bilan.stats` and held to the bars that the project set itself.
What is missed is said, with the reason. “Met” compares the value measured with the bar, without any allowance; the standard
error says what the number of runs leaves uncertain.*

**{met} barres atteintes sur {barred} · {met} bars met of {barred}.** Mesuré le · measured on {on}, {machine},
`{command}`, {minutes} min. Une version réduite tourne dans `make test` · a small version runs in `make test`
(`tests/judgement`).

Le monde simulé : un trimestre de 13 semaines ; 42 % des commerciaux à présence réduite ; 4 RDV-D par semaine ; conversions
0,60, 0,60 et 0,50 ; affaires de 8 k€ en médiane, log-normales (σ 0,8) ; nombres hebdomadaires de variance φ fois la moyenne.
Il partage la structure des méthodes : il prouve que le code tient ses promesses, non que vos ventes lui ressemblent.
*The simulated world: a quarter of 13 weeks; 42 % of reps with reduced presence; 4 RDV-D a week; conversions .60, .60 and .50;
deals of 8 k€ in the median, log-normal (σ 0.8); weekly counts of which the variance is φ times the mean. It shares the
structure of the methods: it proves that the code keeps its promises, not that your sales look like it.*"""


def _head(tables: Sequence[Table], found: Circumstances) -> str:
    barred = [row for table in tables for row in table.rows if row.band]
    return HEAD.format(
        met=sum(row.is_met for row in barred), barred=len(barred), on=found.on, machine=found.machine,
        command=found.command, minutes=f"{found.minutes:.0f}",
    )  # fmt: skip


def _section(table: Table) -> str:
    lines = [
        f"## {table.title.fr} · {table.title.en}", "", f"{table.world.fr} *{table.world.en}*", "",
        "| " + " | ".join(_both(one) for one in COLUMNS) + " |", "|" + "---|" * len(COLUMNS),
        *(_line(row) for row in table.rows),
    ]  # fmt: skip
    missed = [row for row in table.rows if not row.is_met]
    if missed:
        lines += ["", "Non atteint · missed:", "", *(_reason(row) for row in missed)]
    return "\n".join(lines)


def _line(row: Row) -> str:
    measure = row.measure
    error = _number(measure.error, row.kind) if measure.error else NO_BAR
    met = NO_BAR if row.band is None else _both(MET if row.is_met else MISSED)
    cells = [
        f"{row.what.fr} · *{row.what.en}*", _bar(row.band, row.kind), f"**{_number(measure.value, row.kind)}**", error,
        f"{measure.runs:,}".replace(",", "\u202f"), met, _both(row.today) if row.today else NO_BAR,
    ]  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def _both(label: Label) -> str:
    return label.fr if label.fr == label.en else f"{label.fr} · {label.en}"


def _bar(band: Band | None, kind: Kind) -> str:
    if band is None:
        return NO_BAR
    low, high = (_number(one, kind) for one in (band.low, band.high))
    if band.low == band.high:
        return low
    if math.isinf(band.low):
        return f"≤ {high}"
    return f"≥ {low}" if math.isinf(band.high) else f"{low} – {high}"


def _number(value: float, kind: Kind) -> str:
    """A value in French figures, which the English reader knows too: 4,9 %."""
    if math.isinf(value) or math.isnan(value):
        return NO_BAR
    if kind == "tiny":
        return f"{value:.1e}".replace(".", ",") if value else "0"
    scaled = 100 * value if kind in {"share", "points"} else value
    text = f"{scaled:.0f}" if kind == "number" and abs(scaled) >= LARGE else f"{scaled:.{DECIMALS[kind]}f}"
    return text.replace(".", ",").replace("-", "−") + (" %" if kind == "share" else "")


def _reason(row: Row) -> str:
    reason = REASONS.get(row.key, NO_REASON)
    return f"- {row.what.fr} : {reason.fr} *{row.what.en}: {reason.en}*"
