"""How long meetings took, from their start and end; those that do not say are counted apart, never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import ibis

from bilan.facts.engine import FALSE

SECONDS_AN_HOUR = 3600


def seconds(meetings: Any) -> Any:
    """How long each meeting took; null for a whole day, and where the end is missing or comes before the start."""
    is_told = ~meetings.all_day.fill_null(FALSE) & (meetings.end_at > meetings.start_at).fill_null(FALSE)
    return ibis.ifelse(is_told, meetings.end_at - meetings.start_at, ibis.null("int64"))


def hours(durations: Iterable[int | None]) -> tuple[Fraction, int]:
    """The hours that meetings took together, and how many of them do not say."""
    told = list(durations)
    known = [one for one in told if one is not None]
    return Fraction(sum(known), SECONDS_AN_HOUR), len(told) - len(known)
