"""correct and changes: one value or many, taken back, and what that did to the figures."""

from __future__ import annotations

from cli.conftest import DEALS, Bilan


def test_a_correction_moves_the_figure_and_keeps_who_and_why(at_work: Bilan) -> None:
    answer = at_work.json("correct", "deals", "A-1", "owner=Anne", "--why", "portefeuille repris")

    made = answer["corrections"][0]
    assert (made["number"], made["author"], made["reason"], made["withdrawn_at"]) == (
        1,
        "Anne",
        "portefeuille repris",
        None,
    )
    assert at_work.json("figure", "bookings", "2026-T3", "--for", "anne")["actual"]["cents"] == 20_000_50


def test_several_rows_are_corrected_at_once(at_work: Bilan) -> None:
    said = at_work("correct", "deals", "A-1", "A-2", "owner=Pierre")

    assert said.code == 0
    assert said.out.count("owner = Pierre") == 2


def test_an_amount_is_written_and_told_back_as_people_read_it(at_work: Bilan) -> None:
    """13 500,50 €, and never a hundred times as much: under a name that says cents, a bare number is refused."""
    said = at_work("correct", "deals", "A-1", "montant ht=13 500,50")
    refused = at_work("correct", "deals", "A-1", "amount_cents=520000")

    assert (said.code, "amount_cents = 13 500,50 €" in said.out) == (0, True)
    assert (refused.code, "des euros ou des centimes ?" in refused.err) == (1, True)
    assert at_work.json("figure", "bookings", "2026-T3", "--for", "paul")["actual"]["cents"] == 1_350_050


def test_who_acts_may_be_said_anywhere_in_the_command(at_work: Bilan) -> None:
    answer = at_work.json("correct", "deals", "A-1", "owner=Anne", "--as", "Claire")

    assert answer["corrections"][0]["author"] == "Claire"


def test_a_value_may_be_emptied(at_work: Bilan) -> None:
    assert at_work("correct", "deals", "A-1", "account=").out.endswith("A-1, account = vide\n")


def test_a_correction_is_taken_back_by_its_number(at_work: Bilan) -> None:
    at_work("correct", "deals", "A-1", "owner=Anne")

    said = at_work("correct", "deals", "--withdraw", 1)

    assert said.code == 0
    assert "owner = valeur de la source" in said.out
    assert at_work.json("figure", "bookings", "2026-T3", "--for", "anne")["actual"]["cents"] == 8_000_50


def test_corrections_are_taken_back_all_together_or_not_at_all(at_work: Bilan) -> None:
    at_work("correct", "deals", "A-1", "owner=Anne")

    refused = at_work.json("correct", "deals", "--withdraw", 1, 99, code=1)

    assert "99" in refused["message"]["fr"]
    assert at_work.json("correct", "deals", "--withdraw", 1)["corrections"][0]["withdrawn_at"] is not None


def test_changes_are_listed_as_people_read_them_with_their_effect(at_work: Bilan) -> None:
    raised = DEALS.replace("12 000,00", "13 000,00").replace("25/06/2026;\n", "26/06/2026;\n")
    at_work("import", "--corrections", at_work.file("affaires.csv", raised))

    said = at_work("changes")
    text = said.out

    assert said.code == 0
    assert "Depuis l'import 2 : 2 changements." in text
    assert "montant HT : 12 000 € → 13 000 €" in text
    assert "CA signé (HT) : 20 000,50 € → 21 000,50 €" in text


def test_changes_answer_a_machine_in_cents_and_days(at_work: Bilan) -> None:
    raised = DEALS.replace("12 000,00", "13 000,00").replace("25/06/2026;\n", "26/06/2026;\n")
    at_work("import", "--corrections", at_work.file("affaires.csv", raised))

    answer = at_work.json("changes", "--period", "2026-T3", "--since", 2)

    assert {(row["key"], row["column"], row["before"], row["after"]) for row in answer["rows"]} == {
        ("A-1", "amount_cents", 1_200_000, 1_300_000),
        ("A-3", "created_on", "2026-06-25", "2026-06-26"),
    }
    moved = {effect["kpi"]: effect["after"]["cents"] for effect in answer["effects"] if effect["unit"] == "money"}
    assert moved["bookings"] == 21_000_50
