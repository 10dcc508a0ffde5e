"""The review as one web page that stands alone: no request, no script, readable on a phone and on paper."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from bilan.label import Label, Language
from bilan.report import words
from bilan.report.chart_tables import figures_of
from bilan.report.document import Document, Grid
from bilan.report.status import sign, spoken, word
from bilan.report.svg import SIZES, draw

# Beyond this many, the notes of a table are folded under it.
MOST_NOTES_IN_SIGHT: Final = 3


def render(document: Document) -> str:
    """The whole review as the text of one HTML file, the same bytes for the same document."""
    return _environment().get_template("page.html").render(document=document, language=document.language)


def notes_of(grid: Grid) -> tuple[str, ...]:
    """What is said on demand about a table, each thing once, in reading order."""
    cells = (cell.note for row in grid.rows for cell in row.cells)
    return _once((*(heading.note for heading in grid.headings), *cells))


def noted_columns(grid: Grid) -> frozenset[int]:
    """The columns that keep room for the number of a note beside their figures."""
    heads = (index for index, heading in enumerate(grid.headings) if heading.note)
    cells = (index for row in grid.rows for index, cell in enumerate(row.cells) if cell.note)
    return frozenset((*heads, *cells))


def _once(notes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(note for note in notes if note))


def _kind(part: object) -> str:
    return type(part).__name__.lower()


def _say(label: Label, language: Language) -> str:
    return label.to(language)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("bilan.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals |= {"words": words, "sizes": SIZES, "most_notes": MOST_NOTES_IN_SIGHT}
    environment.filters |= {
        "kind": _kind,
        "say": _say,
        "draw": draw,
        "figures_of": figures_of,
        "notes_of": notes_of,
        "noted_columns": noted_columns,
        "sign": sign,
        "word": word,
        "spoken": spoken,
    }
    return environment
