"""Files as a source: a CSV, XLSX or Parquet export becomes canonical rows, each refusal with its line and remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilan.sources.files.child import Order, ask, rows_of
from bilan.sources.files.mapping import Mapping, load_mapping
from bilan.sources.files.rejected import write_rejected

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bilan.sources.files.guess import Guess
    from bilan.sources.source import Batch, Context

__all__ = ["Mapping", "inspect", "load_mapping", "read", "write_rejected"]


def inspect(path: Path, context: Context, *, table: str | None = None, sheet: str | None = None) -> Guess:
    """What a file seems to hold, with the questions it leaves open; nothing is written."""
    from bilan.sources.files.guess import Guess  # noqa: PLC0415  # loads the readers only when a file is inspected

    order = _order(path, context) | {"table": table or "", "sheet": sheet or ""}
    (_, body), = ask(order)  # fmt: skip
    return Guess.model_validate_json(body)


def read(path: Path, mapping: Mapping, context: Context) -> Iterator[Batch]:
    """The file's rows in canonical form, while the rest of the file is still being read."""
    return rows_of(ask(_order(path, context) | {"mapping": mapping.model_dump_json()}))


def _order(path: Path, context: Context) -> Order:
    return {
        "path": str(path.resolve()),
        "currency": context.currency,
        "zone": context.zone,
        "cut_off": context.cut_off.isoformat(),
    }
