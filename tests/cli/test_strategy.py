"""strategy: check, show, apply, export, versions, and targets from a sheet."""

from __future__ import annotations

import tomllib

from cli.conftest import ZIGNATURE, Bilan

SHEET = "Commercial;juil. 2026;août 2026;sept. 2026\nPaul;36 k€;22 k€;42 k€\nAnne;36 k€;22 k€;42 k€\n"


def test_a_sound_document_passes_the_check_and_is_not_published(bilan: Bilan) -> None:
    said = bilan("strategy", "check", ZIGNATURE / "strategy.toml")

    assert said.code == 0
    assert "Ce document peut être publié" in said.out
    assert bilan.json("strategy", "check", ZIGNATURE / "strategy.toml")["can_be_published"] is True
    assert bilan.json("strategy", "versions")["versions"] == []


def test_a_document_that_cannot_be_read_names_the_line(bilan: Bilan) -> None:
    bad = bilan.file("s.toml", '[company]\nname = "Zignature"\nzoone = "Europe/Paris"\n')

    said, answer = bilan("strategy", "check", bad), bilan.json("strategy", "check", bad, code=1)

    assert said.code == 1
    assert "s.toml, ligne 3" in said.err
    assert any(problem["where"].startswith("s.toml:3") for problem in answer["problems"])


def test_a_document_that_contradicts_itself_is_refused_with_the_place(bilan: Bilan) -> None:
    text = (ZIGNATURE / "strategy.toml").read_text(encoding="utf-8").replace('currency = "EUR"', 'currency = "XYZ"', 1)
    bad = bilan.file("s.toml", text)

    said = bilan("strategy", "apply", bad)

    assert said.code == 1
    assert "company.currency" in said.err
    assert bilan.json("strategy", "apply", bad, code=1)["can_be_published"] is False
    assert bilan("strategy", "show").code == 1


def test_apply_publishes_and_show_export_and_versions_give_it_back(bilan: Bilan) -> None:
    answer = bilan.json("strategy", "apply", ZIGNATURE / "strategy.toml", "--why", "premier document")
    assert answer["version"] == 1

    out = bilan.folder / "strategie.toml"
    assert bilan.json("strategy", "export", out)["file"] == str(out)

    shown = bilan.json("strategy", "show")
    assert (shown["version"], shown["strategy"]["company"]["name"]) == (1, "Zignature")
    assert tomllib.loads(bilan("strategy", "show").out) == tomllib.loads(out.read_text(encoding="utf-8"))
    listed = bilan.json("strategy", "versions")["versions"]
    assert [(one["author"], one["reason"]) for one in listed] == [("Anne", "premier document")]
    assert "premier document" in bilan("strategy", "versions").out


def test_the_same_document_twice_is_one_version(bilan: Bilan) -> None:
    bilan("strategy", "apply", ZIGNATURE / "strategy.toml")

    assert "Stratégie v1 publiée" in bilan("strategy", "apply", ZIGNATURE / "strategy.toml").out


def test_targets_come_from_a_sheet_and_a_late_rise_takes_a_reason(at_work: Bilan) -> None:
    first = at_work.json("strategy", "targets", at_work.file("objectifs.csv", SHEET))
    assert (first["version"], first["period"]) == (2, "2026-T3")
    assert first["late_changes"]

    higher = at_work.file("plus.csv", SHEET.replace("42 k€", "50 k€"))
    refused = at_work("strategy", "targets", higher)
    accepted = at_work("strategy", "targets", higher, "--why", "renfort de Paul")

    assert refused.code == 1
    assert "donnez une raison" in refused.err
    assert accepted.code == 0
    assert "⚠" in accepted.out
    assert at_work.json("figure", "bookings", "2026-09", "--for", "paul")["target"]["cents"] == 50_000_00


def test_a_sheet_with_a_cell_that_cannot_be_read_is_refused_whole(at_work: Bilan) -> None:
    bad = at_work.file("objectifs.csv", SHEET.replace("22 k€", "vingt", 1))

    said = at_work("strategy", "targets", bad, lang="en")

    assert said.code == 1
    assert "C2 “vingt”" in said.err
    assert "nothing has changed" in said.err
    assert "C2" in at_work.json("strategy", "targets", bad, code=1)["message"]["fr"]
    assert len(at_work.json("strategy", "versions")["versions"]) == 1


def test_a_total_of_the_sheet_that_is_not_the_sum_is_said(at_work: Bilan) -> None:
    said = at_work("strategy", "targets", at_work.file("o.csv", SHEET + "Total;70 k€;44 k€;84 k€\n"))

    assert "70" in said.out
    assert "n'est pas la somme des lignes" in said.out
