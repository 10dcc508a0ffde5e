"""The rows that were refused, as a file to correct and load again."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from bilan.label import LANGUAGES, Label

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bilan.label import Language
    from bilan.sources.files.reading import Raw
    from bilan.sources.source import Rejection

LINE, REASON, REMEDY = Label("ligne", "line"), Label("motif du rejet", "rejection reason"), Label("remède", "remedy")
_ADDED = (LINE, REASON, REMEDY)
# what a spreadsheet would run: an operator first, after blanks, control signs or quotes; full-width ones too
_RUNS = "'*[\\s\\x00-\\x1f]*[=+\\-@|%＝＋－＠]"
_FORMULA = re.compile(_RUNS)
_NUMBER = re.compile(r"[+-] ?[0-9][0-9 .,'\u00a0\u202f\u2009]*(?:%|[€$£]|[A-Z]{3})?")


def write_rejected(path: Path, rejections: Iterable[Rejection], language: Language) -> int:
    """The user's own columns plus line, reason and remedy; how many rows were written.

    Corrected, this file is loaded like any other: the three added columns are recognised and ignored. A cell that
    a spreadsheet would run as a formula is quoted, and read again without its quote. The file's own total lines
    are not among them, since there is nothing to put right.
    """
    rows = [rejection for rejection in rejections if not rejection.total]
    headers = list(dict.fromkeys(name for row in rows for name in row.original))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";" if language == "fr" else ",")
        writer.writerow(_guard(name) for name in [*headers, *(label.to(language) for label in _ADDED)])
        for row in rows:
            cells = [row.original.get(name, "") for name in headers]
            said = [str(row.line), row.reason.to(language), row.remedy.to(language)]
            writer.writerow(_guard(cell) for cell in [*cells, *said])
    return len(rows)


def _guard(cell: str) -> str:
    harmless = not _FORMULA.match(cell) or _NUMBER.fullmatch(cell.strip())
    return cell if harmless else f"'{cell}"


def guarded(headers: tuple[str, ...]) -> bool:
    """Whether a file is one that we wrote: its formulas are quoted."""
    return any(set(headers) >= {label.to(language) for label in _ADDED} for language in LANGUAGES)


def unguarded(raw: Raw) -> Raw:
    """The cells of such a file word for word, as they first came."""
    columns = {
        name: pc.replace_substring_regex(column, f"^'({_RUNS})", r"\1") if name != "line" else column
        for name, column in zip(raw.table.column_names, raw.table.columns, strict=True)
    }
    headers = tuple(_unguard(header) for header in raw.headers)
    ragged = tuple((line, tuple(_unguard(cell) for cell in cells)) for line, cells in raw.ragged)
    return replace(raw, headers=headers, table=pa.table(columns), ragged=ragged)


def _unguard(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell
