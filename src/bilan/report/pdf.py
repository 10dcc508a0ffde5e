"""The document on A4 paper: a tagged PDF, the same bytes for the same document on every machine."""

from __future__ import annotations

import base64
import json
import math
import re
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import typst

from bilan.report import words
from bilan.report.chart_tables import figures_of
from bilan.report.charts import Bullets, Columns, Funnel
from bilan.report.document import Figures, Grid, Heading, Row, Statements
from bilan.report.html import notes_of
from bilan.report.status import sign, word
from bilan.report.structured import to_json
from bilan.report.svg import draw

if TYPE_CHECKING:
    from bilan.label import Language
    from bilan.report.charts import Chart
    from bilan.report.document import Document, Part

# One sans family from a package, and the signs that it lacks from the one that Typst carries: no font of the machine.
FAMILY: Final = "Source Sans Pro"
FACES: Final = ("Regular", "It", "Semibold", "Bold")
_THEMED: Final = re.compile(r"var\(--[a-z-]+,\s*([^()]+)\)")
_LONG: Final = 26  # characters beyond which a column of words grows more slowly
_SHORTEST: Final = 9
_ONE_LINE: Final = 13  # characters of a heading over figures


def to_pdf(document: Document) -> bytes:
    """The document as PDF. What people wrote travels as data: none of it is ever read as markup."""
    data = json.dumps(_told(document), ensure_ascii=False, sort_keys=True)
    with as_file(files("bilan.report") / "templates") as templates, TemporaryDirectory() as folder:
        fonts = Path(folder)
        for name, content in _faces().items():
            (fonts / name).write_bytes(content)
        printed = typst.compile(
            str(templates / "bilan.typ"), root=str(templates), font_paths=[folder], ignore_system_fonts=True,
            format="pdf", sys_inputs={"data": data}, timestamp=0,
        )  # fmt: skip
    return bytes(printed)


@cache
def _faces() -> dict[str, bytes]:
    folder = files("font_source_sans_pro") / "files"
    return {name: (folder / name).read_bytes() for name in (f"SourceSansPro-{face}.otf" for face in FACES)}


def _told(document: Document) -> dict[str, Any]:
    """The document as the template reads it: plain texts, and charts already drawn."""
    language = document.language
    plain = to_json(document)
    for section, told in zip(document.sections, plain["sections"], strict=True):
        told["parts"] = [_part(part, given, language) for part, given in zip(section.parts, told["parts"], strict=True)]
    labels = {"warning": words.WARNING, "provenance": words.PROVENANCE, "nothing": words.NOTHING, "page": words.PAGE}
    kind, _, coded = document.logo.partition(";base64,")
    return plain | {
        "family": FAMILY,
        "words": {name: label.to(language) for name, label in labels.items()},
        "logo": list(base64.b64decode(coded)) if coded else None,
        "logo_format": {"data:image/png": "png", "data:image/jpeg": "jpg"}.get(kind, "svg"),
    }


def _part(part: Part, told: dict[str, Any], language: Language) -> dict[str, Any]:
    if isinstance(part, Grid):
        return told | _grid(part, language)
    if isinstance(part, Figures):
        said = [{"sign": sign(one.status), "word": word(one.status, language)} for one in part.figures]
        return told | {"figures": [one | more for one, more in zip(told["figures"], said, strict=True)]}
    if isinstance(part, Statements):
        return told
    return told | _chart(part, language) if isinstance(part, Bullets | Columns | Funnel) else told


def _grid(grid: Grid, language: Language) -> dict[str, Any]:
    notes = notes_of(grid)
    return {
        "widths": [_width(grid, at) for at in range(len(grid.headings))],
        "heads": [_head(one, notes) for one in grid.headings],
        "lines": [_line(row, notes, language) for row in grid.rows],
        "notes": list(notes),
    }


def _head(heading: Heading, notes: tuple[str, ...]) -> dict[str, Any]:
    text = _on_two_lines(heading.text) if heading.is_figure else heading.text
    return {"text": text, "is_figure": heading.is_figure, "note": _number(heading.note, notes)}


def _on_two_lines(text: str) -> str:
    """A long heading of figures cut where it is nearest to its middle, so that its column is no wider than it needs."""
    cuts = [at for at, sign in enumerate(text) if sign == " "]
    if len(text) <= _ONE_LINE or not cuts:
        return text
    at = min(cuts, key=lambda cut: abs(cut - len(text) / 2))
    return f"{text[:at]}\n{text[at + 1 :]}"


def _line(row: Row, notes: tuple[str, ...], language: Language) -> dict[str, Any]:
    cells = [
        {
            "text": cell.text or word(cell.status, language), "sign": sign(cell.status), "status": cell.status,
            "note": _number(cell.note, notes),
        }
        for cell in row.cells
    ]  # fmt: skip
    return {"cells": cells, "is_total": row.is_total}


def _number(note: str, notes: tuple[str, ...]) -> str:
    return str(notes.index(note) + 1) if note else ""


def _width(grid: Grid, at: int) -> float:
    """0 for a column as wide as its figures; for words, a share of what is left, less than their length when long."""
    if grid.headings[at].is_figure:
        return 0
    longest = max((len(row.cells[at].text) for row in grid.rows), default=0)
    longest = max(longest, len(grid.headings[at].text) + 3, _SHORTEST)  # a heading is bolder than its words
    return min(longest, _LONG) + 3 * math.sqrt(max(0, longest - _LONG))


def _chart(chart: Chart, language: Language) -> dict[str, Any]:
    """The drawing of the page in its light colours, with its figures said for who cannot see it."""
    figures = figures_of(chart, language)
    if not figures.rows:
        return {"svg": ""}
    aloud = "; ".join(" ".join(cell.text for cell in row.cells) for row in figures.rows)
    drawn = _THEMED.sub(r"\1", draw(chart, language)).replace('font-family="inherit"', f'font-family="{FAMILY}"')
    drawn = drawn.replace("✗", "×")  # a sign of another font would take the whole figure to that font
    return {"svg": drawn, "alt": f"{chart.title}. {aloud}"}
