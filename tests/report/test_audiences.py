"""Who may read what: nobody is named to the team without having agreed, and nobody's figure can be deduced."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bilan.report.audience import COLLECTIVE, MANAGER, Sight, individual
from bilan.report.charts import Bullets
from bilan.report.document import Document, Grid, Statements
from bilan.report.figures import Writer
from bilan.report.html import render
from bilan.report.pdf import to_pdf
from bilan.report.sections import document_of
from bilan.report.sections.own import spread_of
from bilan.report.voice import Voice
from zignature_dossiers import NAMES

if TYPE_CHECKING:
    from bilan.label import Language
    from bilan.plan.dossier import Dossier
    from zignature_dossiers import Zignature


def named_in(text: str, *, but: str = "") -> list[str]:
    return [name for name in NAMES if name != but and re.search(rf"\b{name}\b", text, re.IGNORECASE)]


def printed(document: Document, folder: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is missing: scripts/system-packages installs it")
    file = folder / "bilan.pdf"
    file.write_bytes(to_pdf(document))
    return subprocess.run(["pdftotext", str(file), "-"], check=True, capture_output=True, text=True).stdout


def few(dossier: Dossier, *kept: str) -> Dossier:
    """The same dossier in a company of fewer reps."""
    strategy = dossier.review.strategy
    reps = tuple(rep for rep in strategy.reps if rep.key in kept)
    return replace(dossier, review=replace(dossier.review, strategy=strategy.model_copy(update={"reps": reps})))


def test_the_team_version_names_nobody_who_has_not_agreed(
    company: Zignature, language: Language, tmp_path: Path
) -> None:
    document = document_of(company.full, language, COLLECTIVE)

    assert named_in(render(document), but="Paul") == []
    assert named_in(printed(document, tmp_path), but="Paul") == []
    assert "Paul" in render(document)
    without = document_of(replace(company.full, consents=frozenset()), language, COLLECTIVE)
    assert named_in(render(without)) == []


def test_names_that_people_write_are_kept_back_with_their_small_words(company: Zignature) -> None:
    speaks = Voice(replace(company.full, consents=frozenset()), Writer("fr", "EUR"), COLLECTIVE)

    assert (
        speaks.told("Paul présente la méthode de Paul.")
        == "Un membre de l'équipe présente la méthode d'un membre de l'équipe."
    )
    assert (
        speaks.told("Il faut que Anne parle à Léa.")
        == "Il faut qu'un membre de l'équipe parle à un membre de l'équipe."
    )
    assert speaks.told("Le rappel d'Anne compte.") == "Le rappel d'un membre de l'équipe compte."
    assert speaks.told("vu avec pierre et PAUL") == "vu avec […] et un membre de l'équipe"
    assert speaks.told("La pierreuse et Marcel restent.") == "La pierreuse et Marcel restent."
    assert Voice(company.full, Writer("fr", "EUR"), MANAGER).told("Vu avec Paul") == "Vu avec Paul"


def test_what_is_hard_on_one_person_stays_with_that_person_and_the_manager(company: Zignature) -> None:
    key = "standout:no_show_rate:pierre"

    seen = {
        audience.name: key in {one.key for one in Sight(company.full, audience).findings()}
        for audience in (MANAGER, COLLECTIVE, individual("pierre"), individual("paul"))
    }

    assert seen == {"manager": True, "collective": False, "individual-pierre": True, "individual-paul": False}
    assert "Mes prospects de salon" in render(document_of(company.full, "fr", individual("pierre")))
    assert "Mes prospects de salon" not in render(document_of(company.full, "fr", COLLECTIVE))


def test_a_failure_told_by_one_person_reaches_the_team_as_what_it_taught(company: Zignature) -> None:
    team, own = (render(document_of(company.full, "fr", audience)) for audience in (COLLECTIVE, individual("pierre")))

    assert "perdu du temps" not in team
    assert "tenus avec des prospects non qualifiés" in team
    assert "sans tri" not in team
    assert "perdu du temps" in own
    assert "sans tri" in own


def test_there_is_no_line_a_rep_outside_the_manager_s_document(company: Zignature, language: Language) -> None:
    for audience in (COLLECTIVE, individual("pierre")):
        document = document_of(company.full, language, audience)
        grids = [part for section in document.sections for part in section.parts if isinstance(part, Grid | Bullets)]

        first = [row.cells[0].text for grid in grids if isinstance(grid, Grid) for row in grid.rows]
        first += [row.name for chart in grids if isinstance(chart, Bullets) for row in chart.rows]
        assert named_in(" ".join(first), but="Paul") == []
        assert "Paul" not in first


def test_a_rep_s_version_is_about_that_rep(company: Zignature, language: Language) -> None:
    page = render(document_of(company.full, language, individual("pierre")))

    assert "Pierre" in page
    assert set(named_in(page, but="Pierre")) <= {"Paul"}
    titles = [
        row.cells[0].text
        for part in next(
            one.parts for one in document_of(company.full, language, individual("pierre")).sections if one.key == "plan"
        )
        if isinstance(part, Grid)
        for row in part.rows
    ]
    assert len(titles) == 2


def test_teams_too_small_are_not_read_apart(company: Zignature) -> None:
    small = few(company.full, "paul", "anne", "karim", "pierre", "claire", "marc", "sofia")  # Nord has three left

    document = document_of(small, "fr", COLLECTIVE)

    assert not Sight(small, COLLECTIVE).has_teams
    section = next(one for one in document.sections if one.key == "equipes")
    assert "Sans objet" in str(section.parts)
    results = next(one for one in document.sections if one.key == "resultats")
    assert not any(isinstance(part, Bullets) for part in results.parts)


def test_under_five_there_is_no_distribution(company: Zignature) -> None:
    four = few(replace(company.full, consents=frozenset()), "paul", "anne", "pierre", "claire")

    page = render(document_of(four, "fr", COLLECTIVE))

    assert "commerciaux sur" not in page
    assert "fois plus de RDV-D" not in page
    assert "l&#39;équipe en tient" not in page
    own = document_of(four, "fr", individual("pierre"))
    assert len(next(one.parts for one in own.sections if one.key == "mes-chiffres")) == 1


def test_a_spread_points_to_nobody() -> None:
    assert spread_of([Fraction(n, 100) for n in (70, 75, 90, 95, 105, 110, 130, 150)]) == (
        (None, Fraction(4, 5), 2),
        (Fraction(4, 5), Fraction(1), 2),
        (Fraction(1), Fraction(6, 5), 2),
        (Fraction(6, 5), None, 2),
    )
    assert spread_of([Fraction(n, 100) for n in (70, 105, 110, 130)]) == ()
    assert spread_of([Fraction(3, 2)] * 5) == ()  # one band says it of everybody
    for size, low in product(range(4, 12), range(5)):
        attained = [Fraction(60 + 20 * ((low + n * n) % 5), 100) for n in range(size)]
        assert all(count >= 2 for _, _, count in spread_of(attained))


def test_who_reached_it_is_said_in_words_where_a_number_would_tell_everybody(company: Zignature) -> None:
    for audience, expected in ((MANAGER, "7 commerciaux sur"), (COLLECTIVE, "la plupart des commerciaux à l")):
        section = next(one for one in document_of(company.full, "fr", audience).sections if one.key == "ecarts")
        said = " ".join(item.text for part in section.parts if isinstance(part, Statements) for item in part.items)
        assert expected in said


def test_the_figures_of_one_person_s_action_are_kept_back(company: Zignature) -> None:
    manager, team = (
        next(one for one in document_of(company.full, "fr", audience).sections if one.key == "plan-precedent")
        for audience in (MANAGER, COLLECTIVE)
    )

    assert "41,4" in str(manager.parts)
    assert "41,4" not in str(team.parts)
    assert "Sofia" not in str(team.parts)
