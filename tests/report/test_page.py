"""The page stands alone, says who it is, and never runs what a CRM wrote."""

from __future__ import annotations

import re
from dataclasses import replace

from bilan.report.charts import Bullet, Bullets, Columns, Funnel, FunnelStep
from bilan.report.document import Cell, Document, Figure, Figures, Grid, Heading, Paragraph, Part, Points, Row, Section
from bilan.report.html import render

HOSTILE = "<script>alert('Pierre')</script>\"' onload=x"
FORMULA = "=cmd|' /C calc'!A0"


def one_section(document: Document, *parts: Part) -> Document:
    return replace(document, sections=(replace(document.sections[0], parts=parts),))


def test_every_section_has_an_address_and_a_link_to_it(document: Document) -> None:
    page = render(document)

    for section in document.sections:
        assert page.count(f'<section id="{section.key}"') == 1
        assert f'href="#{section.key}"' in page


def test_no_address_inside_the_page_is_used_twice_or_leads_nowhere(document: Document) -> None:
    page = render(document)

    addresses = re.findall(r'\sid="([^"]+)"', page)

    assert len(addresses) == len(set(addresses))
    named = re.findall(r'(?:href="#|aria-labelledby=")([^"]+)"', page)
    assert set(named) <= set(addresses)


def test_every_table_has_a_caption_and_says_what_its_heads_are_heads_of(document: Document) -> None:
    page = render(document)

    tables = re.findall(r"<table.*?</table>", page, re.DOTALL)

    assert len(tables) >= 7
    assert all("<caption" in table and '<th scope="col"' in table for table in tables)
    assert all('<th scope="row"' in table for table in tables)


def test_the_page_asks_nothing_of_anybody_and_runs_nothing(document: Document) -> None:
    page = render(document)

    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:;" in page
    assert not re.search(r"<script|javascript:|\son\w+=|@import", page)
    links = re.findall(r'(?:href|src|url)\s*[=(]\s*["\']?([^"\')\s>]+)', page)
    assert all(link.startswith(("#", "data:")) for link in links)
    # the names of the SVG language are names, never fetched
    without_names = page.replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/xlink", "")
    assert "//" not in without_names


def test_the_page_says_its_language_and_whose_review_it_is(document: Document) -> None:
    page = render(document)

    assert f'<html lang="{document.language}">' in page
    assert f"<title>{document.title} – Zignature – " in page
    assert document.state in page
    assert all(line in page for line in document.provenance)


def test_what_a_crm_wrote_is_shown_as_it_is_and_never_run(document: Document) -> None:
    grid = Grid(HOSTILE, (Heading(HOSTILE, note=HOSTILE),), (Row((Cell(HOSTILE, note=FORMULA),)),), note=HOSTILE)
    parts: tuple[Part, ...] = (
        Paragraph(HOSTILE, "warning"),
        Points((HOSTILE, FORMULA), HOSTILE),
        Figures((Figure(HOSTILE, FORMULA, HOSTILE, HOSTILE, "missed"),)),
        grid,
        Bullets(HOSTILE, "money", (Bullet(HOSTILE, 1, 2, HOSTILE, HOSTILE, HOSTILE),), HOSTILE),
        Columns(HOSTILE, "count", (HOSTILE,), (1,), (2,), (HOSTILE,)),
        Funnel(HOSTILE, (FunnelStep(HOSTILE, 3, HOSTILE),)),
    )

    page = render(replace(one_section(document, *parts), company=HOSTILE, title=HOSTILE, provenance=(HOSTILE,)))

    assert "<script" not in page
    assert not re.search(r'<[^>]*"\s*onload=', page)
    assert "=cmd|&#39; /C calc&#39;!A0" in page


def test_an_empty_table_says_why_it_is_empty(document: Document) -> None:
    empty = Grid("Affaires", (Heading("Affaire", is_figure=False),), (), empty="Aucune affaire rouverte.")

    page = render(one_section(document, empty, Grid("Autre", (Heading("Affaire"),), ()), Funnel("Cycle")))

    assert "Aucune affaire rouverte." in page
    nothing = "Rien à montrer" if document.language == "fr" else "Nothing to show"
    assert page.count(nothing) == 2


def test_a_section_without_anything_says_so(document: Document) -> None:
    page = render(replace(document, sections=(Section("vide", "Vide", ()),)))

    assert ("Rien à montrer" if document.language == "fr" else "Nothing to show") in page


def test_a_status_is_a_sign_and_a_word(document: Document) -> None:
    page = render(one_section(document, Grid("R/O", (Heading("R/O"),), (Row((Cell("61 %", status="missed"),)),))))

    word = "non atteint" if document.language == "fr" else "missed"
    assert f'✗</span>&nbsp;61 %<span class="aloud">, {word}</span>' in page


def test_a_note_said_twice_is_printed_once(document: Document) -> None:
    rows = tuple(Row((Cell(name, note="Présent à mi-temps."),)) for name in ("Paul", "Pierre"))

    page = render(one_section(document, Grid("Équipe", (Heading("Nom", is_figure=False),), rows)))

    assert page.count("Présent à mi-temps.") == 1
    assert page.count('class="ref"') == 2


def test_the_same_review_gives_the_same_page_to_the_byte(document: Document) -> None:
    assert render(document) == render(document)


def test_the_page_stays_light_enough_for_a_phone(document: Document) -> None:
    assert len(render(document).encode()) < 300_000
