"""The review reads well in a terminal: whole figures, aligned, without colour, and nothing a CRM wrote is obeyed."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from bilan.report.bars import Bar, bars_of
from bilan.report.charts import Bullet, Bullets
from bilan.report.document import Cell, Document, Grid, Heading, Paragraph, Row
from bilan.report.terminal import blocks, show


def printed(document: Document, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width, no_color=True, force_terminal=False)
    show(document, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [80, 100, 120])
def test_every_figure_is_whole_and_no_line_is_too_long(document: Document, width: int) -> None:
    text = printed(document, width)

    assert max(len(line.rstrip()) for line in text.splitlines()) <= width
    for section in document.sections:
        assert section.title in text
        for grid in (part for part in section.parts if isinstance(part, Grid)):
            figures = [index for index, heading in enumerate(grid.headings) if heading.is_figure]
            assert all(row.cells[index].text in text for row in grid.rows for index in figures)


def test_without_colour_nothing_but_words_is_written(document: Document) -> None:
    assert "\x1b" not in printed(document)


def test_a_status_without_words_is_said(document: Document) -> None:
    assert ("✗ non atteint" if document.language == "fr" else "✗ missed") in printed(document)


def test_figures_stand_under_each_other_on_the_right(document: Document) -> None:
    rows = tuple(Row((Cell("Paul"), Cell(amount))) for amount in ("7", "1120"))
    grid = Grid("CA", (Heading("Nom", is_figure=False), Heading("CA")), rows)

    text = printed(replace(document, sections=(replace(document.sections[0], parts=(grid,)),)))

    ends = [len(line.rstrip()) for line in text.splitlines() if line.startswith("Paul")]
    assert len(set(ends)) == 1


def test_a_table_too_wide_is_continued_under_the_same_names() -> None:
    grid = Grid("KPI", tuple(Heading(f"Colonne{index}") for index in range(10)), ())

    found = blocks(grid, 60, "fr")

    assert len(found) == 3
    assert all(columns[0] == 0 for columns in found)
    assert [index for columns in found for index in columns[1:]] == list(range(1, 10))


def test_neither_markup_nor_an_escape_code_is_obeyed(document: Document) -> None:
    hostile = Paragraph("[red]Pierre[/red] \x1b[2J\u202e fin")

    text = printed(replace(document, sections=(replace(document.sections[0], parts=(hostile,)),)))

    assert "[red]Pierre[/red] [2J fin" in text
    assert "\x1b" not in text


def test_a_bar_is_drawn_to_an_eighth_with_its_target() -> None:
    assert Bar("Paul", 0.5, None, ()).drawn(8) == "████    "
    assert Bar("Paul", 0.5625, None, ()).drawn(2) == "█▏"
    assert Bar("Paul", 1.0, 0.5, ()).drawn(8) == "████│███"
    assert Bar("Paul", -0.2, 1.0, ()).drawn(4) == "   │"


def test_bars_share_one_scale_from_zero() -> None:
    chart = Bullets("CA", "money", (Bullet("Paul", 50, 200, "50"), Bullet("Pierre", 100, None, "100")))

    paul, pierre = bars_of(chart, "fr")

    assert (paul.share, paul.mark, pierre.share, pierre.mark) == (0.25, 1.0, 0.5, None)


def test_nothing_to_draw_is_said(document: Document) -> None:
    empty = replace(document, sections=(replace(document.sections[0], parts=(Bullets("CA", "money", ()),)),))

    assert ("Rien à montrer" if document.language == "fr" else "Nothing to show") in printed(empty)


def test_a_figure_is_never_cut_to_make_room_for_a_heading(document: Document) -> None:
    names = ("CA signé (HT)", "Valeur moyenne d'affaire", "Taux de transformation", "RDV-D par semaine", "RDV-P tenus")
    headings = (Heading("", is_figure=False), *(Heading(name) for name in (*names, "Signatures", "RDV-D", "R/O")))
    cells = (Cell("Non attribué"), *(Cell("14,5\u00a0k€") for _ in range(7)), Cell("139,5\u00a0%", status="reached"))
    section = replace(document.sections[0], parts=(Grid("Par équipe", headings, (Row(cells),)),))

    assert "✓ 139,5\u00a0%" in printed(replace(document, sections=(section,)), 110)
