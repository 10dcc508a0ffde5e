"""One thing to look at in a strategy: where it stands, how serious it is and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bilan.label import Label

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
