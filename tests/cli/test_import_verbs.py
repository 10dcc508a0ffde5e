"""new, import, imports and undo: what they do, what they say, with which exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.conftest import DEALS, MEETINGS, ZIGNATURE, Bilan


def test_new_imports_the_files_and_drafts_the_strategy(bilan: Bilan) -> None:
    said = bilan(
        "new", "--from", bilan.file("affaires.csv", DEALS), bilan.file("rdv.csv", MEETINGS), "--company", "Zignature"
    )

    assert said.code == 0
    assert "période 2026-T3, devise EUR, 3 commerciaux (Anne, Paul, Pierre), objectifs non fixés" in " ".join(
        said.out.split()
    )
    assert 'name = "Zignature"' in bilan("strategy", "show").out


def test_a_file_of_headers_alone_says_that_there_was_nothing_to_read(at_work: Bilan) -> None:
    said = at_work("import", at_work.file("vide.csv", DEALS.splitlines()[0] + "\n"))

    assert (said.code, "n'a que ses en-têtes" in said.out) == (0, True)


def test_a_workspace_is_nobody_else_s_to_read(bilan: Bilan) -> None:
    bilan("new", "--from", bilan.file("affaires.csv", DEALS))

    assert bilan.home.stat().st_mode & 0o077 == 0


def test_new_takes_deals_alone(bilan: Bilan) -> None:
    answer = bilan.json("new", "--from", bilan.file("affaires.csv", DEALS))

    assert (answer["period"], answer["reps"], answer["version"]) == ("2026-T3", ["Anne", "Paul", "Pierre"], 1)
    assert answer["imports"][0]["stored_cents"] == 25_000_50


def test_new_takes_the_files_of_the_example_and_says_which_rows_it_refuses(bilan: Bilan) -> None:
    said = bilan("new", "--from", ZIGNATURE / "deals.csv", lang="en")

    assert said.code == 4
    assert "8 reps (Anne, Claire, Karim, Léa, Marc, Paul, Pierre, Sofia)" in " ".join(said.out.split())
    assert "Rejected rows, to correct in this file and load again:" in said.out


def test_a_file_is_shown_loaded_and_counted(bilan: Bilan) -> None:
    said = bilan("import", bilan.file("affaires.csv", DEALS))

    assert said.code == 0
    assert "Montant HT" in said.out
    assert "25 000,50" in said.out
    assert "Import 1. Pour l'annuler : bilan undo 1" in said.out


def test_the_same_rows_count_once(at_work: Bilan) -> None:
    again = at_work.json("import", at_work.folder / "affaires.csv")["imports"][0]

    assert (again["read"], again["stored"], again["unchanged"]) == (3, 0, 3)


def test_a_dry_run_counts_everything_and_writes_nothing(bilan: Bilan) -> None:
    answer = bilan.json("import", "--dry-run", bilan.file("affaires.csv", DEALS))["imports"][0]

    assert (answer["import_id"], answer["is_dry_run"], answer["added"]) == (None, True, 3)
    assert bilan.json("imports")["imports"] == []
    assert not list(bilan.home.glob("mappings/*"))
    assert "rien n'a été écrit" in bilan("import", "--dry-run", bilan.folder / "affaires.csv").out


def test_a_full_export_removes_the_rows_that_it_no_longer_holds(at_work: Bilan) -> None:
    shorter = at_work.file("affaires.csv", "\n".join(DEALS.splitlines()[:3]) + "\n")

    said = at_work("import", "--full", shorter)

    assert said.code == 0
    assert "retirées" in said.out
    assert at_work.json("imports")["imports"][-1]["removed"] == 1


@pytest.mark.parametrize(("flags", "signed"), [([], 1_300_000), (["--corrections"], 0)])
def test_a_changed_amount_is_an_amendment_unless_it_is_said_to_be_a_typing_error(
    at_work: Bilan, flags: list[str], signed: int
) -> None:
    """The amendment of October is no part of the third quarter; a correction changes the quarter itself."""
    before = at_work.json("figure", "bookings", "2026-T3")["actual"]["cents"]
    raised = at_work.file("affaires.csv", DEALS.replace("12 000,00", "25 000,00"))

    assert at_work("import", *flags, raised).code == 0

    after = at_work.json("figure", "bookings", "2026-T3")["actual"]["cents"]
    assert after - before == 1_300_000 - signed


def test_a_mapping_is_kept_may_be_edited_and_given(bilan: Bilan) -> None:
    path = bilan.file("affaires.csv", DEALS)
    bilan("import", path)
    kept = next(bilan.home.glob("mappings/*.toml"))
    edited = bilan.file("mien.toml", kept.read_text(encoding="utf-8").replace('account = "Client"', 'account = "Nom"'))

    said = bilan("import", "--mapping", edited, path)

    assert said.code == 0
    assert bilan.json("changes", code=1)["message"]["en"].startswith("No strategy is published")
    assert bilan.json("imports")["imports"][-1]["changed"] == 3


def test_rejected_rows_are_said_kept_in_a_file_and_give_exit_code_4(bilan: Bilan) -> None:
    path = bilan.file(
        "affaires.csv", DEALS + "A-4;Parapheur;Serrurerie;Paul;douze mille;Gagnée;15/06/2026;10/07/2026\n"
    )

    said = bilan("import", path)
    answer = bilan.json("import", path, code=4)["imports"][0]

    assert said.code == 4
    assert "ligne 5" in said.out
    assert Path(answer["rejected_file"]).is_file()
    assert answer["rejections"][0]["line"] == 5
    assert answer["read"] == answer["stored"] + answer["unchanged"] + answer["rejected"] + answer["ignored"] == 4


def test_when_one_of_several_files_cannot_be_read_none_is_loaded(bilan: Bilan) -> None:
    said = bilan("import", bilan.file("affaires.csv", DEALS), bilan.folder / "absent.csv")

    assert said.code == 1
    assert bilan.json("imports")["imports"] == []


def test_imports_lists_what_counts_with_who_loaded_it(at_work: Bilan) -> None:
    said, first = at_work("imports"), at_work.json("imports")["imports"][0]

    assert [name for name in ("affaires.csv", "rendez-vous.csv", "Anne", "2026-10-05") if name not in said.out] == []
    assert (first["file"], first["author"], first["added"], first["read_cents"]) == (
        "affaires.csv",
        "Anne",
        3,
        25_000_50,
    )
    assert first["committed_at"].startswith("2026-10-05T")


def test_an_empty_workspace_says_how_to_start(bilan: Bilan) -> None:
    assert "bilan new --from affaires.csv" in bilan("imports").out
    assert "bilan new --from deals.csv" in bilan("imports", lang="en").out


def test_an_import_can_be_undone_once(at_work: Bilan) -> None:
    said = at_work("undo", 2)

    assert (said.code, said.out) == (0, "Import 2 annulé.\n")
    assert at_work("undo", 2).code == 1
    assert "annulation de 2" in at_work("imports").out
    assert at_work.json("undo", 1) == {"schema": "bilan.undo/1", "undone": 1, "import_id": 4}


def test_new_reads_the_files_in_the_zone_that_it_is_told(bilan: Bilan) -> None:
    meetings = bilan.file(
        "rdv.csv", MEETINGS.replace("15/06/2026 09:00;15/06/2026 10:00", "15/06/2026 22:30;15/06/2026 23:00")
    )
    bilan("new", "--from", bilan.file("affaires.csv", DEALS), meetings, "--zone", "America/Montreal")

    assert bilan.json("figure", "rdv_d", "2026-06-15..2026-06-15")["actual"]["value"] == 1


def test_new_leaves_a_strategy_that_is_there_alone(at_work: Bilan) -> None:
    said = at_work("new", "--from", at_work.folder / "affaires.csv")

    assert said.code == 1
    assert "a déjà une stratégie" in said.err
    assert len(at_work.json("strategy", "versions")["versions"]) == 1
