"""The rows that were refused, as a file to correct and load again."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from bilan.label import Label

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bilan.label import Language
    from bilan.sources.source import Rejection

LINE, REASON, REMEDY = Label("ligne", "line"), Label("motif du rejet", "rejection reason"), Label("remède", "remedy")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_rejected(path: Path, rejections: Iterable[Rejection], language: Language) -> int:
    """The user's own columns plus line, reason and remedy; how many rows were written.

    Corrected, this file is loaded like any other: the three added columns are recognised and ignored. The
    file's own total lines are not among them, since there is nothing to put right.
    """
    rows = [rejection for rejection in rejections if not rejection.total]
    headers = list(dict.fromkeys(name for row in rows for name in row.original))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";" if language == "fr" else ",")
        writer.writerow([*headers, *(label.to(language) for label in (LINE, REASON, REMEDY))])
        for row in rows:
            cells = [row.original.get(name, "") for name in headers]
            # the user's own cells go back word for word; only our own sentences could be taken for formulas
            said = [_plain(label.to(language)) for label in (row.reason, row.remedy)]
            writer.writerow([*cells, str(row.line), *said])
    return len(rows)


def _plain(sentence: str) -> str:
    return f"'{sentence}" if sentence.startswith(_FORMULA) else sentence
