"""One thing to look at in a strategy: where it stands, how serious it is and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from bilan.label import Label
from bilan.strategy.lines import line_of, lines, place_of

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """An error stops a review; a warning is printed beside it."""

    severity: Severity
    where: str  # the key, its list items counted from 1: ``targets[3].window``
    message: Label


def error(where: str, message: Label) -> Problem:
    """Something to put right before the strategy can serve."""
    return Problem("error", where, message)


def warning(where: str, message: Label) -> Problem:
    """Something that the reader of the review should know."""
    return Problem("warning", where, message)


def located(found: Iterable[Problem], text: str, name: str) -> tuple[Problem, ...]:
    """The same problems, each with the file and the line where it stands: ``kpis[3].key (strategie.toml:41)``."""
    places = lines(text)
    return tuple(
        replace(one, where=f"{one.where} ({name}:{line_of(places, place)})") if (place := place_of(one.where)) else one
        for one in found
    )
