"""The review in a terminal: the same sections, tables, bars and signs, with or without colour."""

from __future__ import annotations

import unicodedata
from typing import Final

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bilan.label import Language
from bilan.report import words
from bilan.report.bars import Bar, bars_of
from bilan.report.charts import Bullets, Columns, Funnel
from bilan.report.document import Document, Figures, Grid, Paragraph, Part, Points, Row, Section, Statements
from bilan.report.status import Status, sign, word

STYLES: Final[dict[Status, str]] = {
    "": "",
    "reached": "bold cyan",
    "near": "bold yellow",
    "missed": "bold red",
    "on_pace": "bold cyan",
    "near_pace": "bold yellow",
    "behind": "bold red",
    "unknown": "dim",
}
_WORDS_WIDTH: Final = 28  # a column of sentences may fold at this width
_BETWEEN: Final = 3  # what rich puts between two columns


def show(document: Document, console: Console) -> None:
    """Prints the whole review, section after section."""
    console.print()
    console.print(_plain(document.company, "cyan"))
    console.print(_plain(f"{document.title}  {document.period}", "bold"))
    state = f" · {document.state}" if document.state else ""
    console.print(_plain(f"{document.as_of}{state}", "dim"))
    for section in document.sections:
        _show_section(section, document.language, console)
    if document.provenance:
        console.print()
        console.print(Rule(_plain(words.PROVENANCE.to(document.language), "dim"), align="left", style="dim"))
        for line in document.provenance:
            console.print(_plain(line, "dim"))


def _show_section(section: Section, language: Language, console: Console) -> None:
    console.print()
    console.print(Rule(_plain(section.title, "bold"), align="left", style="cyan"))
    for part in section.parts:
        console.print()
        _show_part(part, language, console)
    if not section.parts:
        console.print(_plain(words.NOTHING.to(language), "italic dim"))


def _show_part(part: Part, language: Language, console: Console) -> None:
    if isinstance(part, Figures):
        _show_figures(part, language, console)
    elif isinstance(part, Paragraph):
        _show_paragraph(part, language, console)
    elif isinstance(part, Points):
        _show_points(part, console)
    elif isinstance(part, Grid):
        _show_grid(part, language, console)
    elif isinstance(part, Statements):
        _show_statements(part, language, console)
    else:
        _show_chart(part, language, console)


def _show_figures(part: Figures, language: Language, console: Console) -> None:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column()
    for figure in part.figures:
        said = f"{sign(figure.status)} {word(figure.status, language)}" if figure.status else ""
        details = " · ".join(text for text in (figure.detail, figure.comparison) if text)
        table.add_row(
            _plain(figure.label),
            _plain(figure.value, "bold"),
            _plain(said, STYLES[figure.status]),
            _plain(details, "dim"),
        )
    console.print(table)


def _show_paragraph(part: Paragraph, language: Language, console: Console) -> None:
    if part.kind == "warning":
        console.print(_plain(f"⚠ {words.WARNING.to(language)}  ", "bold yellow") + _plain(part.text))
        return
    styles = {"lead": "bold", "aside": "dim"}
    console.print(_plain(part.text, styles.get(part.kind, "")))


def _show_points(part: Points, console: Console) -> None:
    if part.title:
        console.print(_plain(part.title, "bold"))
    table = Table(box=None, show_header=False, padding=(0, 1, 0, 0))
    for item in part.items:
        table.add_row(Text("•"), _plain(item))
    console.print(table)


def _show_statements(part: Statements, language: Language, console: Console) -> None:
    """Each sentence with what stands beside it; how it is known stays on the page."""
    if part.title:
        console.print(_plain(part.title, "bold"))
    if not part.items:
        console.print(_plain(part.empty or words.NOTHING.to(language), "italic dim"))
        return
    table = Table(box=None, show_header=False, padding=(0, 1, 0, 0))
    for item in part.items:
        tag = f" [{item.tag}]" if item.tag else ""
        table.add_row(Text({"success": "+", "failure": "!"}.get(item.sense, "•")), _plain(f"{item.text}{tag}"))
        for text in item.beside:
            table.add_row(Text(""), _plain(text, "dim"))
    console.print(table)


def _show_grid(grid: Grid, language: Language, console: Console) -> None:
    console.print(_plain(grid.caption, "bold"))
    if not grid.rows:
        console.print(_plain(grid.empty or words.NOTHING.to(language), "italic dim"))
        return
    for index, columns in enumerate(blocks(grid, console.width, language)):
        if index:
            console.print(_plain(f"{grid.caption} ({words.CONTINUED.to(language)})", "dim"))
        console.print(_table(grid, columns, language))
    for note in _notes(grid, language):
        console.print(_plain(note, "dim"))


def blocks(grid: Grid, width: int, language: Language) -> list[list[int]]:
    """The columns of a table, cut into as many tables as the width asks for, each led by the first column."""
    sizes = [_size(grid, index, language) for index in range(len(grid.headings))]
    first = sizes[0] + _BETWEEN
    found: list[list[int]] = [[0]]
    room = width - first
    for index in range(1, len(sizes)):
        if sizes[index] + _BETWEEN > room and len(found[-1]) > 1:
            found.append([0])
            room = width - first
        found[-1].append(index)
        room -= sizes[index] + _BETWEEN
    return found


def _size(grid: Grid, column: int, language: Language) -> int:
    """The width a column needs: its figures whole, its heading by words, its sentences folded."""
    heading = max((len(each) for each in grid.headings[column].text.split(" ")), default=0)
    cells = max((len(_said(row, column, language)) for row in grid.rows), default=0)
    return max(heading, cells if grid.headings[column].is_figure else min(cells, _WORDS_WIDTH))


def _table(grid: Grid, columns: list[int], language: Language) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="dim", show_edge=False)
    for column in columns:
        heading = grid.headings[column]
        size = _size(grid, column, language)
        table.add_column(
            _plain(heading.text),
            justify="right" if heading.is_figure else "left",
            min_width=size,
            width=size if heading.is_figure else None,  # rich would cut a figure to make room for a heading
            vertical="top",
        )
    for index, row in enumerate(grid.rows):
        before_total = index + 1 < len(grid.rows) and grid.rows[index + 1].is_total
        table.add_row(
            *(_plain(_said(row, column, language), _style(row, column)) for column in columns),
            style="bold" if row.is_total else "",
            end_section=before_total or row.is_total,
        )
    return table


def _said(row: Row, column: int, language: Language) -> str:
    cell = row.cells[column]
    return f"{sign(cell.status)} {cell.text or word(cell.status, language)}" if cell.status else cell.text


def _style(row: Row, column: int) -> str:
    return STYLES[row.cells[column].status]


def _notes(grid: Grid, language: Language) -> list[str]:
    colon = "\u00a0:" if language == "fr" else ":"
    headed = [f"{heading.text}{colon} {heading.note}" for heading in grid.headings if heading.note]
    rows = [f"{row.cells[0].text}{colon} {cell.note}" for row in grid.rows for cell in row.cells if cell.note]
    return [*([grid.note] if grid.note else []), *headed, *rows]


def _show_chart(chart: Bullets | Columns | Funnel, language: Language, console: Console) -> None:
    console.print(_plain(chart.title, "bold"))
    bars = bars_of(chart, language)
    if not bars:
        console.print(_plain(words.NOTHING.to(language), "italic dim"))
        return
    named = min(_WORDS_WIDTH, max(len(bar.name) for bar in bars))
    console.print(_bars(bars, named, console.width))
    if any(bar.mark is not None for bar in bars):
        console.print(Padding(_plain(f"│ {words.TARGET.to(language)}", "dim"), (0, 0, 0, named + 2)))
    if chart.note:
        console.print(_plain(chart.note, "dim"))


def _bars(bars: tuple[Bar, ...], named: int, width: int) -> Table:
    """Names, bars as long as the width allows, and the figures on their right."""
    sizes = [max(len(text) for text in texts) for texts in zip(*(bar.texts for bar in bars), strict=True)]
    kept = [index for index, size in enumerate(sizes) if size]
    room = max(10, min(60, width - named - sum(sizes[index] + 2 for index in kept) - 4))
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(max_width=named)
    table.add_column(no_wrap=True, width=room)
    for index in kept:
        table.add_column(justify="right", no_wrap=True, min_width=sizes[index])
    for bar in bars:
        texts = [_plain(bar.texts[index], STYLES[bar.status] if index == 0 else "") for index in kept]
        table.add_row(_plain(bar.name), _drawn(bar, room), *texts)
    return table


def _drawn(bar: Bar, room: int) -> Text:
    line = bar.drawn(room)
    style = STYLES[bar.status].removeprefix("bold ") or "blue"
    text = Text(line, style=style)
    if bar.mark is not None:
        at = line.find("│")
        text.stylize("bold not dim default", at, at + 1)
    return text


def _plain(text: str, style: str = "") -> Text:
    """Words as they are: no markup is read in them and no control character reaches the terminal."""
    kept = "".join(each for each in text if unicodedata.category(each) not in {"Cc", "Cf"} or each == "\u200d")
    return Text(kept, style=style)
