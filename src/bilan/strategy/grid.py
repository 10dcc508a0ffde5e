"""Targets read from the sheet where managers keep them: reps down, periods across, totals beside (XLSX or CSV)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from bilan.errors import BilanError
from bilan.label import Label
from bilan.money import BadAmount, parse_number, read_amount
from bilan.period import Period
from bilan.strategy.document import Strategy, Target
from bilan.strategy.faults import close_to
from bilan.strategy.headings import headings
from bilan.strategy.nomenclature import plain
from bilan.strategy.presence import team_of
from bilan.strategy.sheet import Cell, cells

UNIT = re.compile(r"\((k|m|md)? ?(€|eur|\$|usd|£|gbp|chf)?\)")
OWN_SCALE = re.compile(r"\d ?(k|m)")
SCALES: Mapping[str, int] = {"": 1, "k": 1_000, "m": 1_000_000, "md": 1_000_000_000}
TOTALS = ("total", "total general", "total equipe", "total equipes", "equipe", "total entreprise", "entreprise",
          "ensemble", "grand total", "total team", "team", "team total", "company")  # fmt: skip
TOTAL_COLUMNS = ("total", "annee", "cumul", "year", "sum", "somme")


@dataclass(frozen=True, slots=True)
class RejectedCell:
    """A cell that gives no target: where it is, what it says, why not and what to do."""

    row: int  # counted from 1, as the spreadsheet shows it
    column: str  # A, B, … as the spreadsheet shows it
    text: str
    reason: Label

    @property
    def place(self) -> str:
        return f"{self.column}{self.row}"


_Found = RejectedCell | tuple[RejectedCell, Target]


@dataclass(frozen=True, slots=True)
class Total:
    """A total that the sheet states, beside the sum of the rows that it covers."""

    scope: str
    window: str
    said: Fraction
    summed: Fraction

    @property
    def difference(self) -> Fraction:
        return self.said - self.summed


@dataclass(frozen=True, slots=True)
class Grid:
    """What a sheet of targets says, and what in it could not be used."""

    targets: tuple[Target, ...]
    rejected: tuple[RejectedCell, ...]
    totals: tuple[Total, ...]


class NoHeadings(BilanError):
    """No row of the sheet names periods."""

    def __init__(self, name: str) -> None:
        super().__init__(Label(
            fr=f"« {name} » : aucune ligne ne nomme des périodes. La première ligne du tableau contient par exemple "
               "« Commercial », « juil. 2026 », « août 2026 ». Rien n'a été changé.",
            en=f"“{name}”: no row names periods. The first row of the table holds for example "
               "“Rep”, “Jul 2026”, “Aug 2026”. Nothing was changed.",
        ))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Table:
    """The sheet once its heading row is found."""

    rows: list[list[Cell]]
    head: int
    columns: Mapping[int, Period]
    label_column: int
    scales: Mapping[int, int]  # by column: 1000 under « (k€) »


def read_grid(path: Path, strategy: Strategy, kpi: str, *, published_on: date | None = None) -> Grid:
    """The targets of one KPI that a sheet gives; every cell that is not used is listed with its remedy.

    A team's row gives the team's target, a total the company's, set beside the sum of the reps' rows.
    """
    table, rejected = _table(cells(path), strategy, path.name)
    targets: dict[tuple[str, str], Target] = {}
    for rank in range(table.head + 1, len(table.rows)):
        for found in _row(table, rank, strategy, kpi):
            if isinstance(found, RejectedCell):
                rejected.append(found)
                continue
            place, target = found
            if (target.scope, target.window) in targets:
                rejected.append(replace(place, reason=_TWICE))
                continue
            targets[target.scope, target.window] = target.model_copy(update={"published_on": published_on})
    kept = tuple(targets.values())
    return Grid(kept, tuple(rejected), tuple(_totals(kept, strategy)))


_TWICE = Label(
    fr="cette ligne et cette période sont déjà données plus haut : gardez-en une seule",
    en="this row and this period are already given above: keep only one",
)


def _table(rows: list[list[Cell]], strategy: Strategy, name: str) -> tuple[_Table, list[RejectedCell]]:
    """Where the table starts: the first row that names periods; a title and a unit may stand above it."""
    year = strategy.reviewed.start.year
    for head, row in enumerate(rows):
        texts = [cell if isinstance(cell, date) else _without_unit(str(cell)) for cell in row]
        found = headings(texts, strategy.company.calendar, year)
        columns = {rank: period for rank, period in enumerate(found) if isinstance(period, Period)}
        refused = {rank: label for rank, label in enumerate(found) if isinstance(label, Label) and texts[rank]}
        if columns or any(isinstance(texts[rank], date) for rank in refused):
            label_column = next((rank for rank in range(len(row)) if rank not in columns), 0)
            wrong = [
                RejectedCell(head + 1, _letter(rank), str(row[rank]), label)
                for rank, label in refused.items()
                if rank != label_column and plain(str(texts[rank])) not in TOTAL_COLUMNS
            ]
            return _Table(rows, head, columns, label_column, _scales(rows, head, columns)), wrong
    raise NoHeadings(name)


def _scales(rows: list[list[Cell]], head: int, columns: Mapping[int, Period]) -> Mapping[int, int]:
    """The unit of each column: said in its heading, in the row's first cell, or in a title above."""
    above = " ".join(str(cell) for row in rows[: head + 1] for rank, cell in enumerate(row)
                     if row is not rows[head] or rank not in columns)  # fmt: skip
    common = _scale(above)
    return {rank: _scale(str(rows[head][rank])) or common or 1 for rank in columns}


def _scale(text: str) -> int:
    found = [match for match in UNIT.finditer(plain(text)) if match[1] or match[2]]
    return SCALES[found[-1][1] or ""] if found else 0


def _without_unit(text: str) -> str:
    return re.sub(r"\([^)]*\)", "", text).strip()


def _row(
    table: _Table, rank: int, strategy: Strategy, kpi: str
) -> Iterator[RejectedCell | tuple[RejectedCell, Target]]:
    """Each cell of a row, as a target with its place or as a refusal."""
    row = table.rows[rank]
    label = str(row[table.label_column]).strip() if table.label_column < len(row) else ""
    filled = [column for column in table.columns if column < len(row) and str(row[column]).strip()]
    scope = _scope(label, strategy)
    if isinstance(scope, Label):
        if filled:
            yield RejectedCell(rank + 1, _letter(table.label_column), label, scope)
        return
    for column in filled:
        cell = row[column]
        value = _value(cell, table.scales[column])
        place = RejectedCell(rank + 1, _letter(column), str(cell), value if isinstance(value, Label) else _TWICE)
        if isinstance(value, Label):
            yield place
        else:
            number, currency = value
            own = "" if currency == strategy.company.currency else currency
            yield place, Target(kpi=kpi, scope=scope, window=table.columns[column].name,
                                value=number, currency=own)  # fmt: skip


def _value(cell: Cell, scale: int) -> tuple[Decimal, str] | Label:
    """A cell as a number of whole units and its currency; a unit in the cell itself wins over the column's."""
    if isinstance(cell, date):
        return Label("une date n'est pas un objectif : écrivez un nombre", "a date is no target: write a number")
    try:
        number, currency = (Fraction(str(cell)), "") if isinstance(cell, float) else _read(cell)
    except BadAmount as refused:
        return refused.message
    own_scale = isinstance(cell, str) and ("%" in cell or OWN_SCALE.search(plain(cell)))
    if currency and scale != 1 and not own_scale:
        return _TWO_UNITS
    return _kept(number if own_scale else number * scale, currency)


_TWO_UNITS = Label(
    fr="la cellule dit une devise et la colonne des milliers : écrivez « 33 k€ » ou « 33 »",
    en="the cell says a currency and the column thousands: write “33 k€” or “33”",
)


def _read(text: str) -> tuple[Fraction, str]:
    if "%" in text:
        return parse_number(text), ""
    if any(letter.isalpha() or letter in "€$£" for letter in text):
        amount = read_amount(text)
        return Fraction(amount.cents, 100), amount.currency or ""
    return parse_number(text), ""


def _kept(number: Fraction, currency: str) -> tuple[Decimal, str] | Label:
    if number < 0:
        return Label("un objectif n'est pas négatif", "a target is not negative")
    return Decimal(number.numerator) / Decimal(number.denominator), currency


def _scope(label: str, strategy: Strategy) -> str | Label:
    """Whose row it is: a rep, a team, or everyone; two homonyms are refused rather than guessed."""
    word = plain(label)
    teams = {plain(name): f"team:{team.key}" for team in strategy.teams
             for name in (team.name, team.key, f"equipe {team.name}", f"total {team.name}", f"team {team.name}",
                          f"total equipe {team.name}")}  # fmt: skip
    people = [(plain(name), f"rep:{rep.key}") for rep in strategy.reps for name in (rep.name, rep.key, *rep.addresses)]
    fitting = {scope for name, scope in people if name == word}
    group = teams.get(word) or ("company" if word in TOTALS else "")
    if len(fitting) == 1 or (group and not fitting):
        return fitting.pop() if fitting else group
    near = close_to(word, [name for name, _ in people] + list(teams))
    if fitting:
        return Label(f"« {label} » désigne plusieurs commerciaux : écrivez leur adresse",
                     f"“{label}” names several reps: write their address")  # fmt: skip
    return Label(
        fr=f"« {label} » n'est ni un commercial ni une équipe de la stratégie.{near.fr}",
        en=f"“{label}” is neither a rep nor a team of the strategy.{near.en}",
    )


def _totals(targets: tuple[Target, ...], strategy: Strategy) -> Iterator[Total]:
    """Each total of the sheet beside the sum of the reps it covers; nothing to compare without their rows."""
    calendar = strategy.company.calendar
    for total in targets:
        if total.scope.startswith("rep:"):
            continue
        day = calendar.parse(total.window).start
        inside = [target for target in targets if target.window == total.window and target.scope.startswith("rep:")
                  and (total.scope == "company" or f"team:{_team(strategy, target, day)}" == total.scope)]  # fmt: skip
        if inside:
            summed = sum((Fraction(target.value) for target in inside), Fraction(0))
            yield Total(total.scope, total.window, Fraction(total.value), summed)


def _team(strategy: Strategy, target: Target, day: date) -> str | None:
    return team_of(strategy.rep(target.scope.removeprefix("rep:")), day)


def _letter(column: int) -> str:
    """The name a spreadsheet gives the column: A, B, … Z, AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
