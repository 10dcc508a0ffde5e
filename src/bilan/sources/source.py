"""What every source yields, whatever it reads: canonical rows, refused rows and totals, in batches."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pyarrow as pa

from bilan.label import Label


@dataclass(frozen=True, slots=True)
class Context:
    """What reading must know of the company and of the moment."""

    currency: str  # where the source names none
    zone: str  # of the times that carry none
    cut_off: dt.date  # nothing held or signed can be later


@dataclass(frozen=True, slots=True)
class Rejection:
    """One row that was not stored, word for word, with the reason and the remedy."""

    line: int
    original: dict[str, str]
    reason: Label
    remedy: Label
    cents: int | None  # what its amount would have been, where it could be read
    total: bool = False  # the file's own total line, not a row of its own


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows of one table in canonical form (``Table.schema`` plus ``line``), and those refused.

    Rows read = rows + duplicates + rejected (totals included) + ignored_private, over all batches.
    """

    rows: pa.Table
    rejected: tuple[Rejection, ...] = field(default_factory=tuple)
    duplicates: tuple[int, ...] = ()  # lines that repeat a kept row word for word: unchanged, stored once
    duplicate_cents: tuple[int | None, ...] = ()  # their amounts, one for each
    ignored_private: int = 0  # private events, dropped unread: neither title nor line is kept
