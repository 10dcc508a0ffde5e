"""review and figure: on the terminal, as pages, for a machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.conftest import Bilan

LATER = """\
ID;Nom;Client;Propriétaire;Montant HT;Statut;Date de création;Date de signature
A-4;Parapheur – Cycles Roche;Cycles Roche;Paul;99 000,00 €;Gagnée;15/06/2026;11/07/2026
"""


def test_the_review_is_printed_and_written_in_both_languages(at_work: Bilan) -> None:
    said = at_work("review", "2026-T3")

    assert said.code == 0
    assert "T3 2026" in said.out
    pages = sorted(page.name for page in (at_work.home / "reviews").iterdir())
    assert pages == ["bilan-2026-T3-en.html", "bilan-2026-T3-fr.html"]
    assert all(f"reviews/{page}" in said.out for page in pages)


def test_the_review_takes_the_period_of_the_strategy_and_a_folder(at_work: Bilan) -> None:
    said = at_work("review", "--out", at_work.folder / "pages", lang="en")

    assert said.code == 0
    assert "Q3 2026" in said.out
    assert len(list((at_work.folder / "pages").iterdir())) == 2


def test_the_review_answers_a_machine_and_still_writes_its_pages(at_work: Bilan) -> None:
    assert at_work.json("review")["schema"] == "bilan.document/1"
    assert len(list((at_work.home / "reviews").iterdir())) == 2


def test_the_review_of_an_open_period_says_all_that_its_dossier_holds_so_far(at_work: Bilan) -> None:
    at_work("story", "add", "2026-T3", "success", "La relance des devis du jeudi a porté.")

    said = at_work("review", "2026-T3")

    assert [
        title for title in ("Succès", "Suivi du plan précédent", "Décisions", "Plan d'action") if title not in said.out
    ] == []
    assert "« La relance des devis du jeudi a porté. » – Anne" in said.out


def test_the_review_of_a_closed_period_is_the_page_that_was_sealed(at_work: Bilan) -> None:
    closed = at_work.json("close", "2026-T3")
    sealed = next(one["path"] for one in closed["files"] if one["name"] == "bilan-2026-T3-manager.fr.html")
    at_work("import", at_work.file("plus-tard.csv", LATER))

    answer = at_work.json("review", "2026-T3")

    page = at_work.home / "reviews" / "bilan-2026-T3-fr.html"
    assert answer["state"] == "clos"
    assert page.read_bytes() == Path(sealed).read_bytes()


def test_the_flag_for_machines_may_stand_anywhere(at_work: Bilan) -> None:
    said = [at_work("imports", "--json"), at_work("imports", before=["--json"]), at_work("--json", "imports")]

    assert {one.out for one in said} == {said[0].out}
    assert said[0].out.startswith('{\n  "schema": "bilan.imports/1"')


def test_a_figure_opens_onto_its_rows_whose_sum_it_is(at_work: Bilan) -> None:
    said = at_work("figure", "bookings", "2026-T3", "--rows")
    answer = at_work.json("figure", "bookings", "2026-T3", "--rows")

    assert said.code == 0
    assert [
        word for word in ("A-1", "Paul", "2026-07-10", "Cycles Roche", "objectif non fixé") if word not in said.out
    ] == []
    assert answer["actual"] == {"exact": "40001/2", "value": 20_000.5, "cents": 20_000_50}
    assert sum(row["weight"]["cents"] for row in answer["rows"]) == 20_000_50


def test_a_figure_of_a_rep_and_one_without_a_denominator(at_work: Bilan) -> None:
    assert at_work.json("figure", "bookings", "2026-T3", "--for", "Paul")["scope"] == "rep:paul"
    assert at_work.json("figure", "bookings", "2026-T3")["rows"] is None
    assert at_work("figure", "rdv_d", "2026-T3", lang="en").code == 0


@pytest.mark.parametrize(
    "period", ["2026-T3", "2026-Q3", "2026-07", "2026-W28", "2026-S2", "2026", "2026-07-01..2026-07-31"]
)
def test_every_way_of_naming_a_period_is_understood(at_work: Bilan, period: str) -> None:
    assert at_work("figure", "bookings", period).code == 0


def test_the_demonstration_answers_with_the_review_of_the_third_quarter_and_no_refusal(bilan: Bilan) -> None:
    """Its files hold rows to refuse, as real exports do: that is part of what it shows."""
    answer = bilan.json("demo", "--no-serve")

    assert (answer["schema"], answer["company"]) == ("bilan.document/1", "Zignature")
    pages = {page.name for page in (bilan.home / "reviews").iterdir()}
    assert {"bilan-2026-T3-fr.html", "bilan-2026-T3-en.html", "bilan-2026-T3-collective.fr.pdf"} <= pages
    assert "bilan-2026-T4-manager.en.pdf" in pages  # the quarter that opens on the plan of the third
    assert bilan.json("verify", "2026-T3")["outcome"] == "equal"
    assert [one["file"] for one in bilan.json("imports")["imports"]] == ["deals.csv", "meetings.csv", "calls.csv"]
