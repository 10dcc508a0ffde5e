"""What every source yields, whatever it reads: canonical rows, refused rows and totals, in batches."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

from bilan.label import Label


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
    """Some rows of one table in canonical form (``Table.schema`` plus ``line``), and those refused."""

    rows: pa.Table
    rejected: tuple[Rejection, ...] = field(default_factory=tuple)
