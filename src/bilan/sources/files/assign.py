"""Which header of a file serves which canonical column; two that serve one equally well are left to a person."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from bilan.facts.tables import DEALS, MEETINGS
from bilan.sources.files.likeness import is_date, is_exact, score
from bilan.sources.files.moments import seconds_of, split_moment
from bilan.sources.files.words import HEADERS, REJECTED_HEADERS, plain

if TYPE_CHECKING:
    from bilan.sources.files.reading import Raw

_LOOKED_AT = 200
_TWICE = re.compile(r" \(\d+\)$")  # how a second header of the same name is told apart


@dataclass(slots=True)
class Assignment:
    """Canonical columns with their header and confidence in per cent, and the headers that tie for one."""

    found: dict[str, tuple[str, int]] = field(default_factory=dict)
    ties: dict[str, list[str]] = field(default_factory=dict)

    def takes(self, header: str) -> bool:
        used = {one for one, _ in self.found.values()}.union(*self.ties.values())
        return header in used


def assign(raw: Raw, table: str) -> Assignment:
    """Each canonical column with the header that fits it best; a header serves once.

    Money and dates are never guessed between two headers that fit equally well and say different things.
    """
    seen = {header: _seen(raw, header) for header in raw.headers if plain(header) not in REJECTED_HEADERS}
    scores = {
        (column, header): worth
        for column in HEADERS[table]
        for header, texts in seen.items()
        if (worth := score(table, column, _single(header, seen), texts)) > 0
    }
    chosen = Assignment()
    order = {name: at for at, name in enumerate([*HEADERS[table], *seen])}
    for (column, header), worth in sorted(scores.items(), key=lambda one: (-one[1], *(order[name] for name in one[0]))):
        if column in chosen.found or column in chosen.ties or chosen.takes(header):
            continue
        rivals = [other for other in seen if scores.get((column, other)) == worth and not chosen.takes(other)]
        if is_exact(table, column) and _differ(raw, rivals):
            chosen.ties[column] = rivals
        else:
            chosen.found[column] = (header, min(worth // 10, 100))
    _complete(chosen, table, seen)
    return chosen


def _seen(raw: Raw, header: str) -> list[str]:
    column = raw.values(header).slice(0, _LOOKED_AT)
    return [text for text in pc.unique(pc.utf8_trim_whitespace(column)).to_pylist() if text]


def _single(header: str, seen: dict[str, list[str]]) -> str:
    """« Montant (2) » beside « Montant » is a second « Montant »."""
    first = _TWICE.sub("", header)
    return first if first in seen else header


def _differ(raw: Raw, headers: list[str]) -> bool:
    first, *others = (raw.values(header) for header in headers)
    return any(not first.equals(other) for other in others)


def _complete(chosen: Assignment, table: str, seen: dict[str, list[str]]) -> None:
    """A stage also gives the status; a day beside a time column is the day of that time."""
    found = chosen.found
    if table == DEALS.name and "status" not in found and "stage" in found:
        found["status"] = found["stage"]
    if table != MEETINGS.name:
        return
    if "start_time" in found and "start_day" not in found and "start_at" in found:
        found["start_day"] = found.pop("start_at")
    if "start_at" in found:
        found.pop("start_day", None)
        found.pop("start_time", None)
    if "end_at" in found:
        _split_end(chosen, seen)
    if "end_at" in found:
        found.pop("minutes", None)


def _split_end(chosen: Assignment, seen: dict[str, list[str]]) -> None:
    """An end whose day and time stand in two columns is both; an end that is only a date says nothing."""
    found = chosen.found
    header, sure = found["end_at"]
    others = [
        (one, texts)
        for one, texts in seen.items()
        if not chosen.takes(one) and score(MEETINGS.name, "end_at", one, texts) and "start_day" in found
    ]
    if any(_is_timed(text) for text in seen[header]):
        days = [one for one, texts in others if not any(map(_is_timed, texts))]
        if days and not any(is_date(text) for text in seen[header]):
            found["end_day"] = (days[0], sure)
        return
    del found["end_at"]
    clocks = [one for one, texts in others if any(map(_is_timed, texts))]
    if clocks:
        found |= {"end_day": (header, sure), "end_at": (clocks[0], sure)}


def _is_timed(text: str) -> bool:
    return seconds_of(text) is not None or bool(split_moment(text)[1])
