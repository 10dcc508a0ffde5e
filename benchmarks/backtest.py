"""How good Bilan's chances were on a real export, told without look-ahead: ``python -m benchmarks.backtest``.

Under a minute on one core. The export is read where it lies: ``BILAN_REAL_DATA`` says where, else it is looked for.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.export import COMPANY, export_folder, imported_sales
from benchmarks.foretold import (
    BILAN,
    LIKELY,
    MEDIAN,
    MORE,
    PIPELINE,
    RUN_RATE,
    SAME,
    Told,
    told_before,
    told_on_the_way,
)  # fmt: skip
from benchmarks.tables import whole
from bilan.period import CIVIL, Cadence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from benchmarks.export import Sales
    from bilan.period import Period

QUARTERS = tuple(CIVIL.parse(name) for name in ("2017-T2", "2017-T3", "2017-T4"))  # the whole ones
WEEKS = (3, 6, 9, 11)
DRAWS, SEED, SHOWN = 1_000, 7, (0.1, 0.9)
TEAMS, WHOLE = "équipes · teams", "entreprise · company"
EXAMPLE = ("melvin-marxen", QUARTERS[1], 6)  # one team's quarter, as it was told after six weeks
NAMES = {
    BILAN: "Bilan", MEDIAN: "Bilan, oui/non · yes/no", RUN_RATE: "au prorata · run-rate",
    PIPELINE: "portefeuille pondéré · weighted pipeline", SAME: "comme le dernier · same as last", MORE: "+10 %",
}  # fmt: skip


def foretold_on_the_way(sales: Sales, who: Iterable[str], week: int) -> list[Told]:
    """What was told of every quarter at the end of one of its weeks."""
    cells = [told_on_the_way(sales, team, quarter, week) for team in who for quarter in QUARTERS]
    return [one for one in cells if one]


def foretold_before(sales: Sales, who: Iterable[str]) -> list[Told]:
    """What was told of each quarter that has a whole one before it."""
    cells = [told_before(sales, team, QUARTERS[:count]) for team in who for count in range(1, len(QUARTERS))]
    return [one for one in cells if one]


def shaken(told: Sequence[Told], ask: Callable[[Told], float], sum_up: Callable[[np.ndarray], float]) -> str:
    """A figure, and where four in five draws of other teams and other quarters put it.

    Teams of one quarter share a market, and quarters of one team its people: both are drawn, each with all it holds.
    One team alone has too few quarters to be drawn from.
    """
    values = np.array([ask(one) for one in told])
    if len({one.who for one in told}) == 1:
        return _two(sum_up(values))
    rows, columns = ([getattr(one, name) for one in told] for name in ("who", "quarter"))
    random, found = np.random.default_rng(SEED), []
    for _ in range(DRAWS):
        by_row, by_column = (_drawn(random, names) for names in (rows, columns))
        times = [by_row[row] * by_column[column] for row, column in zip(rows, columns, strict=True)]
        if sum(times):
            found.append(sum_up(np.repeat(values, times)))
    return f"{_two(sum_up(values))} [{' ; '.join(_two(float(one)) for one in np.quantile(found, SHOWN))}]"


def _drawn(random: np.random.Generator, names: Sequence[str]) -> Counter[str]:
    known = sorted(set(names))
    return Counter(known[at] for at in random.integers(len(known), size=len(known)))


def _two(number: float) -> str:
    """A number to the hundredth, none of which is a negative nought."""
    return f"{round(number, 2) + 0.0:.2f}".replace(".", ",").replace("-", "\u2212")


def mean(values: np.ndarray) -> float:
    """The mean, as a number of our own."""
    return float(values.mean())


def middle(values: np.ndarray) -> float:
    """The median, as a number of our own."""
    return float(np.median(values))


def tables(sales: Sales) -> list[str]:
    """All that was measured, as Markdown."""
    groups = ((TEAMS, sales.team_keys), (WHOLE, (COMPANY,)))
    on_the_way = [(name, week, foretold_on_the_way(sales, who, week)) for name, who in groups for week in WEEKS]
    before = [(name, foretold_before(sales, who)) for name, who in groups]
    return [
        *_contents(sales),
        *example(sales),
        *_paces(on_the_way),
        *_quarters(on_the_way),
        *_targets(before),
    ]


def _contents(sales: Sales) -> list[str]:
    """What the export holds, month by month: how many deals came, were signed and were lost, and for how much."""
    months = CIVIL.parse("2016-10-01..2017-12-31").split(Cadence.MONTH)
    heads = ("Mois · month", "Engagées · engaged", "Signées · signed", "Perdues · lost", "CA signé · bookings")
    return _table("Ce que l'export contient · what the export holds", heads, (
        [month.name, *(whole(count) for count in _events(sales, month)), whole(float(sales.sizes_in(month).sum()))]
        for month in months
    ))  # fmt: skip


def _events(sales: Sales, month: Period) -> list[int]:
    ways = sales.ways
    return [int(sales.falls_in(month, days).sum()) for days in (ways.entered[:, 0], ways.won_on, ways.lost_on)]


def example(sales: Sales) -> list[str]:
    """One team's quarter, from what was told to what came."""
    told = told_on_the_way(sales, *EXAMPLE)
    if told is None:
        return []
    low, high = told.interval
    return _table("Un exemple, une équipe à la semaine 6 du T3 · one team, week 6 of Q3", [
        "Médiane · median", "Intervalle à 80 % · interval", NAMES[RUN_RATE], NAMES[PIPELINE], "Fait · done",
    ], [[whole(told.points[MEDIAN]), f"{whole(low)} ; {whole(high)}", whole(told.points[RUN_RATE]),
         whole(told.points[PIPELINE]), whole(told.done)]])  # fmt: skip


def _paces(rows: Sequence[tuple[str, int, list[Told]]]) -> list[str]:
    rules = (MEDIAN, RUN_RATE, PIPELINE)
    head = ["", "Semaine · week", "n"]
    return [
        *_table("Brier", [
            *head, *(NAMES[rule] for rule in (BILAN, *rules)), f"Avance sur · lead over, {NAMES[RUN_RATE]}",
        ], (
            [name, str(week), str(len(told)), *(_brier(told, rule) for rule in (BILAN, *rules)), _lead(told, RUN_RATE)]
            for name, week, told in rows
        )),
        *_table("Intervalle et médiane · interval and median", [
            *head, "Couverture à 80 % · coverage", *(f"Erreur · error, {_plain(rule)}" for rule in rules),
        ], (
            [name, str(week), str(len(told)), _coverage(told), *(_error(told, rule) for rule in rules)]
            for name, week, told in rows
        )),
    ]  # fmt: skip


def _quarters(rows: Sequence[tuple[str, int, list[Told]]]) -> list[str]:
    """The same by quarter, without intervals: how far off on the whole, and on which side."""
    rules = (MEDIAN, RUN_RATE, PIPELINE)
    told = [
        (name, week, quarter.name, [one for one in cells if one.quarter == quarter.name])
        for name, week, cells in rows for quarter in QUARTERS
    ]  # fmt: skip
    return _table("Par trimestre · by quarter", [
        "", "Trimestre · quarter", "Semaine · week", "n", "Brier", "Dans l'intervalle · within",
        *(f"Écart médian · median bias, {_plain(rule)}" for rule in rules),
    ], (
        [name, quarter, str(week), str(len(cells)), _two(mean(np.array([one.brier_of(BILAN) for one in cells]))),
         str(sum(one.is_within for one in cells)), *(_bias(cells, rule) for rule in rules)]
        for name, week, quarter, cells in sorted(told, key=lambda row: (row[0] == WHOLE, row[2], row[1])) if cells
    ))  # fmt: skip


def _targets(rows: Sequence[tuple[str, list[Told]]]) -> list[str]:
    rules = (MEDIAN, SAME, MORE)
    return [
        *_table("Objectif du trimestre suivant · next quarter's target", [
            "", "n", "Couverture à 80 % · coverage", "Objectif à 65 %, atteint · 65 % target, reached",
            f"{NAMES[SAME]}, atteint · reached", f"{NAMES[MORE]}, atteint · reached",
        ], ([name, str(len(told)), _coverage(told), *(_reached(told, rule) for rule in (LIKELY, SAME, MORE))]
            for name, told in rows)),
        *_table("Brier et erreur de ces objectifs · Brier and error", [
            "", "n", *(f"Brier, {NAMES[rule]}" for rule in (BILAN, *rules)),
            f"Avance sur · lead over, {NAMES[SAME]}", *(f"Erreur · error, {_plain(rule)}" for rule in rules),
        ], ([name, str(len(told)), *(_brier(told, rule) for rule in (BILAN, *rules)),
             _lead(told, SAME), *(_error(told, rule) for rule in rules)] for name, told in rows)),
    ]  # fmt: skip


def _plain(rule: str) -> str:
    return NAMES[BILAN if rule == MEDIAN else rule]


def _brier(told: Sequence[Told], rule: str) -> str:
    return shaken(told, lambda one: one.brier_of(rule), mean)


def _coverage(told: Sequence[Told]) -> str:
    return shaken(told, lambda one: float(one.is_within), mean)


def _error(told: Sequence[Told], rule: str) -> str:
    return shaken(told, lambda one: abs(one.error_of(rule)), middle)


def _reached(told: Sequence[Told], rule: str) -> str:
    return shaken(told, lambda one: float(one.error_of(rule) <= 0), mean)


def _lead(told: Sequence[Told], rule: str) -> str:
    """By how much Bilan's Brier is lower than a rule's, on the same cases."""
    return shaken(told, lambda one: one.brier_of(rule) - one.brier_of(BILAN), mean)


def _bias(told: Sequence[Told], rule: str) -> str:
    """How far off the middle one was, and on which side."""
    number = middle(np.array([one.error_of(rule) for one in told]))
    return f"+{_two(number)}" if round(number, 2) > 0 else _two(number)


def _table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [heads, ["---"] * len(heads), *rows]
    return [f"### {title}", "", *(f"| {' | '.join(cells)} |" for cells in lines), ""]


def main() -> None:
    """Read the export, tell every quarter again, print how well."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.backtest", description=__doc__)
    parser.add_argument("--to", type=Path, help="a file for the tables, beside the standard output")
    asked = parser.parse_args()
    folder = export_folder()
    if folder is None:
        raise SystemExit("benchmarks.backtest: point BILAN_REAL_DATA at the folder of the Maven CRM export")
    with imported_sales(folder) as sales:
        text = "\n".join(tables(sales))
    print(text)
    if asked.to:
        asked.to.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
