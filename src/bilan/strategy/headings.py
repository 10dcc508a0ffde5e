"""The period that the heading of a column stands for, as managers write it: « juil. 2026 », « T3 2026 », Jul-26."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from bilan.label import Label
from bilan.period import MONTHS, Cadence, Calendar, Period, UnknownPeriod

_YEAR = r"(?P<year>20\d\d|\d\d)"
_WORD = re.compile(rf"(?P<word>[a-z]+)\.?(?:[ ./'-]*{_YEAR})?")
_NUMBERS = re.compile(r"(?P<month>0?[1-9]|1[0-2])[/.-](?P<year>20\d\d)")
_QUARTER = re.compile(rf"(?:t|q|trim\.?|trimestre|quarter) ?(?P<rank>[1-4])(?:[ ./-]*{_YEAR})?")
_QUARTER_LONG = re.compile(
    rf"(?P<rank>[1-4])(?:er|e|eme|st|nd|rd|th)? ?(?:trimestre|trim\.?|quarter)(?:[ ./-]*{_YEAR})?"
)
_WEEK = re.compile(rf"(?:sem\.?|semaine|week|w) ?(?P<rank>\d\d?)(?:[ ./-]*{_YEAR})?")
_HALF = re.compile(rf"(?:(?P<rank>[12])(?:er|e|eme|nd|st)? semestre|h(?P<half>[12]))(?:[ ./-]*{_YEAR})?")
_DAY = re.compile(r"(?P<day>\d\d?)/(?P<month>\d\d?)/(?P<year>\d{4})|(?P<iso>\d{4}-\d\d-\d\d)")
_TWO_YEARS = re.compile(r"(?P<first>20\d\d)-(?P<second>20\d\d)$")  # a fiscal year: « T1 2026-2027 »
_HALF_OR_WEEK = re.compile(r"s ?\d\d?(?:[ ./-]*20\d\d)?")
SHORTEST = 3


def headings(cells: Sequence[str | date], calendar: Calendar, year: int) -> list[Period | Label]:
    """The period of each column, or why it has none; ``year`` completes « juillet »."""
    days = [_day(cell) for cell in cells]
    cadence = _step([day for day in days if day])
    return [
        _from_day(day, cadence, calendar) if day else heading(str(cell), calendar, year)
        for cell, day in zip(cells, days, strict=True)
    ]


def heading(text: str, calendar: Calendar, year: int) -> Period | Label:
    """The period that one heading says."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    bare = re.sub(r"[\s,]+", " ", bare).strip().lower()
    years = _TWO_YEARS.search(bare)
    if years and calendar.first_month > 1 and int(years["second"]) == int(years["first"]) + 1:
        bare = bare[: years.end("first")]
    name = _name(bare, year)
    if name is None and _HALF_OR_WEEK.fullmatch(bare):
        return Label(
            fr=f"« {text} » : semaine ou semestre ? Écrivez « sem. 12 2026 » ou « 1er semestre 2026 »",
            en=f"“{text}”: week or half-year? Write “week 12 2026” or “H1 2026”",
        )
    try:
        return calendar.parse(name or bare)
    except UnknownPeriod as unknown:
        return unknown.message


def month_of(word: str) -> int | None:
    """The month that a French or English name or abbreviation says; « jui » may be two months and says none."""
    found = {
        rank
        for names in MONTHS.values()
        for rank, name in enumerate(names, 1)
        if len(word) >= SHORTEST and _bare(name).startswith(word)
    }
    return found.pop() if len(found) == 1 else None


def _bare(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))


def _name(text: str, year: int) -> str | None:
    """The heading as a period's own name."""
    forms = ((_QUARTER, "{year}-T{rank}"), (_QUARTER_LONG, "{year}-T{rank}"), (_WEEK, "{year}-W{rank}"),
             (_HALF, "{year}-S{rank}"), (_NUMBERS, "{year}-{month}"))  # fmt: skip
    for pattern, form in forms:
        match = pattern.fullmatch(text)
        if match:
            parts = match.groupdict()
            rank = parts.get("rank") or parts.get("half")
            return form.format(year=_full(parts["year"], year), rank=rank, month=parts.get("month"))
    match = _WORD.fullmatch(text)
    month = month_of(match["word"]) if match else None
    return f"{_full(match['year'], year)}-{month:02d}" if match and month else None


def _full(year: str | None, default: int) -> int:
    if year is None:
        return default
    return int(year) if len(year) > len("26") else 2000 + int(year)


def _day(cell: str | date) -> date | None:
    if isinstance(cell, date):
        return cell
    match = _DAY.fullmatch(cell.strip())
    if match is None:
        return None
    iso = match["iso"] or f"{match['year']}-{int(match['month']):02d}-{int(match['day']):02d}"
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None


def _step(days: Sequence[date]) -> Cadence | None:
    """How far apart the columns are; None when a lone date may open a week, a month or a quarter."""
    weeks = {(after - before).days for before, after in pairwise(days)}
    months = {(after.year - before.year) * 12 + after.month - before.month for before, after in pairwise(days)}
    if weeks == {7}:
        return Cadence.WEEK
    by_months = {1: Cadence.MONTH, 3: Cadence.QUARTER, 6: Cadence.HALF_YEAR, 12: Cadence.YEAR}
    return by_months.get(min(months)) if months else None


def _from_day(day: date, cadence: Cadence | None, calendar: Calendar) -> Period | Label:
    shown = day.isoformat()
    if cadence is None:
        return Label(
            fr=f"la date {shown} ne dit pas si la colonne est un mois ou un trimestre : "
            "écrivez « juillet 2026 » ou « T3 2026 »",
            en=f"the date {shown} does not say whether the column is a month or a quarter: "
            "write “July 2026” or “Q3 2026”",
        )
    whole = calendar.containing(day, cadence)
    if whole.start == day:
        return whole
    return Label(
        fr=f"la date {shown} n'ouvre aucune période ({cadence.label.fr}) : écrivez {whole.start.isoformat()}",
        en=f"the date {shown} opens no period ({cadence.label.en}): write {whole.start.isoformat()}",
    )
