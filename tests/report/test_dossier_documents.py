"""Every section of every version says something true or why it is empty; the printed file is tagged and repeatable."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bilan.plan.dossier import State
from bilan.report.audience import COLLECTIVE, MANAGER, Audience, individual
from bilan.report.document import Document, Figures, Statements
from bilan.report.documents import documents
from bilan.report.documents import individual as own_documents
from bilan.report.html import render
from bilan.report.pdf import to_pdf
from bilan.report.sections import document_of
from bilan.report.structured import to_json
from zignature_dossiers import dossier

if TYPE_CHECKING:
    from bilan.label import Language
    from bilan.plan.dossier import Dossier
    from desk import Desk
    from zignature_dossiers import Zignature

AUDIENCES = (MANAGER, COLLECTIVE, individual("pierre"))
ORDER = (
    "synthese",
    "contexte",
    "resultats",
    "equipes",
    "sous-periodes",
    "ecarts",
    "cycle",
    "affaires-longues",
    "pipe",
    "succes",
    "echecs",
    "plan-precedent",
    "seances",
    "decisions",
    "objectifs",
    "recommandations",
    "plan",
    "donnees",
    "definitions",
)
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
PIXEL = f"data:image/png;base64,{PNG}"


def texts(document: Document) -> list[str]:
    """Every text of a document, as a reader meets it."""
    found: list[str] = []

    def walk(value: object) -> None:
        if isinstance(value, str):
            found.append(value)
        for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            walk(each)

    walk(to_json(document))
    return found


def is_well_said(document: Document) -> bool:
    every = [text for text in texts(document) if text]
    return not [text for text in every if re.search(r"^None$|: None|\bnan\b|Fraction\(|\brep:[a-z]|\{|\}", text)]


def test_the_sections_follow_the_course(company: Zignature, language: Language) -> None:
    document = document_of(company.full, language)

    assert tuple(section.key for section in document.sections) == ORDER
    steps = list(dict.fromkeys(section.step for section in document.sections))
    assert len(steps) == 5
    assert [step[:1] for step in steps[1:4]] == ["1", "2", "3"]


def test_the_synthesis_is_three_numbers_successes_failures_and_decisions(
    company: Zignature, language: Language
) -> None:
    for audience in AUDIENCES:
        first = document_of(company.full, language, audience).sections[0]

        figures = next(part for part in first.parts if isinstance(part, Figures))
        lists = [part for part in first.parts if isinstance(part, Statements)]
        assert len(figures.figures) == 3
        assert len(lists) == 3
        assert all(len(part.items) <= 3 for part in lists)
        assert all(len(item.text) < 160 for part in lists for item in part.items)


@pytest.mark.parametrize("audience", AUDIENCES, ids=lambda one: str(one.name))
@pytest.mark.parametrize("state", ["full", "under_way", "empty"])
def test_every_section_says_something(company: Zignature, language: Language, audience: Audience, state: str) -> None:
    document = document_of(getattr(company, state), language, audience)

    assert all(section.parts for section in document.sections)
    assert is_well_said(document)
    assert render(document)
    assert to_pdf(document).startswith(b"%PDF-")


def test_an_empty_dossier_says_why_section_by_section(company: Zignature) -> None:
    document = document_of(company.empty, "fr")

    absent = [section.key for section in document.sections if "Sans objet" in str(section.parts)]
    assert {"succes", "echecs", "plan-precedent", "seances", "plan"} <= set(absent)


def test_a_company_without_meetings_has_its_whole_document(desk: Desk, language: Language) -> None:
    desk.load("""
        affaire | client | commercial | statut | montant HT | créée le  | signée le
        A-1     | Durand | Paul       | gagnée | 12 000     | 02/06/2026 | 10/07/2026
        A-2     | Petit  | Pierre     | gagnée | 8 000      | 05/06/2026 | 20/08/2026
        A-3     | Leroy  | Anne       | en cours | 9 000    | 05/09/2026 |
    """)
    from bilan.app.reviewing import basis_now, facts_on  # noqa: PLC0415  # only this test sits at a desk

    facts, strategy = facts_on(desk.workspace, basis_now())
    alone = dossier(facts, strategy, "2026-T3", date(2026, 10, 5))

    for audience in (MANAGER, COLLECTIVE, individual("anne")):
        document = document_of(alone, language, audience)
        assert all(section.parts for section in document.sections)
        assert is_well_said(document)
        assert to_pdf(document).startswith(b"%PDF-")


def sealed(found: Dossier) -> Dossier:
    return replace(found, state=State.CLOSED, version=1, sealed_on=date(2026, 10, 9), digest="3f9a12c4be01" + "0" * 52)


def test_the_same_dossier_gives_the_same_files_to_the_byte(company: Zignature) -> None:
    once, again = documents(sealed(company.full)), documents(sealed(company.full))

    assert once == again
    assert sorted(once) == sorted(
        f"bilan-2026-T3-{audience}.{language}.{form}"
        for audience in ("manager", "collective")
        for language in ("fr", "en")
        for form in ("html", "pdf")
    )
    assert sorted(own_documents(company.full, "pierre", "fr")) == [
        "bilan-2026-T3-individual-pierre.fr.html",
        "bilan-2026-T3-individual-pierre.fr.pdf",
    ]


def test_the_printed_file_is_tagged_dated_and_says_its_language(
    company: Zignature, language: Language, tmp_path: Path
) -> None:
    if shutil.which("pdfinfo") is None:
        pytest.skip("pdfinfo is missing: scripts/system-packages installs it")
    file = tmp_path / "bilan.pdf"
    file.write_bytes(to_pdf(document_of(sealed(company.full), language)))

    said = subprocess.run(
        ["pdfinfo", str(file)], check=True, capture_output=True, text=True, env={"TZ": "UTC", "LC_ALL": "C"}
    ).stdout
    words = subprocess.run(["pdftotext", "-layout", str(file), "-"], check=True, capture_output=True, text=True).stdout

    assert re.search(r"Tagged:\s+yes", said)
    assert re.search(r"CreationDate:\s+\w+ Oct\s+9 .*2026", said)
    assert "A4" in said
    pages = int(re.search(r"Pages:\s+(\d+)", said)[1])  # type: ignore[index]  # pdfinfo always says it
    assert 6 <= pages <= 16
    assert f"page 1 / {pages}" in words
    assert words.count("3f9a12c4be01") >= pages
    assert words.count("30 septembre 2026" if language == "fr" else "30 September 2026") >= pages
    fonts = subprocess.run(["pdffonts", str(file)], check=True, capture_output=True, text=True).stdout
    assert "SourceSans" in fonts
    assert all(" yes yes yes " in line for line in fonts.splitlines()[2:])
    assert f"/Lang ({language}" in file.read_bytes().decode(
        "latin-1"
    ) or f"/Lang({language}" in file.read_bytes().decode("latin-1")


def test_what_people_write_is_never_markup(company: Zignature) -> None:
    hostile = '#panic("x") *gras* $x$ <b>Pierre</b> \\ @ref `raw` {{ 7 * 7 }}'
    story = replace(company.full.stories[1], story=replace(company.full.stories[1].story, text=hostile))

    document = document_of(replace(company.full, stories=(story,)), "fr")

    assert to_pdf(document).startswith(b"%PDF-")
    assert "<b>Pierre</b>" not in render(document)


def test_the_company_s_logo_stands_on_both_media(company: Zignature) -> None:
    review = company.full.review
    strategy = review.strategy.model_copy(
        update={"company": review.strategy.company.model_copy(update={"logo": PIXEL})}
    )

    document = document_of(replace(company.full, review=replace(review, strategy=strategy)), "fr")

    assert f'<img class="logo" src="{PIXEL}" alt="Zignature">' in render(document)
    assert to_pdf(document) != to_pdf(document_of(company.full, "fr"))
