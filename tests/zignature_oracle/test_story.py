"""Zignature's files tell the course's story, to the cent and to the meeting."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from zignature_oracle import files, oracle

FOLDER = Path(__file__).parents[2] / "examples" / "zignature"
TRUTH = files.truth(FOLDER)
DEFECTS = TRUTH["defects"]
QUARTERS = {
    "2026-T1": (date(2026, 1, 1), date(2026, 4, 1)),
    "2026-T2": (date(2026, 4, 1), date(2026, 7, 1)),
    "2026-T3": (date(2026, 7, 1), date(2026, 10, 1)),
    "2026-T4": (date(2026, 10, 1), date(2027, 1, 1)),
}


@cache
def quarter(name: str) -> dict[str, Any]:
    return oracle.readings(FOLDER, *QUARTERS[name])


@cache
def deal_rows() -> dict[str, dict[str, str]]:
    return {row["ID affaire"]: row for row in files.rows(FOLDER / "deals.csv")}


@cache
def meeting_rows() -> dict[str, dict[str, str]]:
    return {row["ID"]: row for row in files.rows(FOLDER / "meetings.csv")}


def test_the_generator_writes_the_committed_files_byte_for_byte(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-B", str(FOLDER / "generate.py"), str(tmp_path)], check=True)

    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    assert set(written) == {"deals.csv", "meetings.csv", "targets.csv", "calls.csv", "truth.json", "TRUTH.md"}
    assert [name for name, content in written.items() if content != (FOLDER / name).read_bytes()] == []


def test_the_third_quarter_is_at_140_percent_exactly() -> None:
    found = quarter("2026-T3")

    assert found["bookings"] == 1_120_000_00
    assert found["target"] == 800_000_00
    assert found["attainment"] == Fraction(140, 100)
    assert found["bookings_by_month"] == TRUTH["story"]["bookings_by_month_cents"]
    assert found["months_reached"] == 2


@pytest.mark.parametrize(("name", "low", "high"), [("2026-T1", 92, 97), ("2026-T2", 103, 108), ("2026-T4", 97, 103)])
def test_the_other_quarters_stay_near_their_target(name: str, low: int, high: int) -> None:
    assert Fraction(low, 100) <= quarter(name)["attainment"] <= Fraction(high, 100)


def test_reps_and_nobody_add_up_to_the_team_to_the_cent() -> None:
    for name in QUARTERS:
        assert sum(quarter(name)["bookings_by_rep"].values()) == quarter(name)["bookings"]
    assert quarter("2026-T3")["bookings_by_rep"][""] > 0


def test_the_result_rests_on_neither_one_deal_nor_one_rep() -> None:
    found = quarter("2026-T3")
    deals = [deal for deal in files.deals(FOLDER) if oracle.is_within(deal.signed_on, *QUARTERS["2026-T3"])]

    without_top_deal = found["bookings"] - max(deal.cents for deal in deals)
    without_top_rep = found["bookings"] - max(found["bookings_by_rep"].values())

    assert min(without_top_deal, without_top_rep) > found["target"]


def test_paul_holds_exactly_twice_the_others_discoveries_per_day_present() -> None:
    found = quarter("2026-T3")

    assert found["rdv_d_by_rep"] == TRUTH["story"]["rdv_d_counted"]
    assert oracle.times_the_others(found, "Paul") == 2


def test_a_third_of_pierres_discoveries_are_unqualified_and_lead_nowhere() -> None:
    keys = TRUTH["story"]["pierre"]["meetings"]
    accounts = {meeting_rows()[key]["Client"] for key in keys}
    held = [row for row in meeting_rows().values() if row["Client"] in accounts and row["Issue"] == "Tenu"]

    assert len(keys) * 3 == quarter("2026-T3")["rdv_d_by_rep"]["Pierre"]
    assert {meeting_rows()[key]["Qualifié"] for key in keys} == {"non"}
    assert {row["ID"] for row in held if files.CODE.search(row["Titre"])[1].upper() != "Q"} == set(keys)  # type: ignore[index]  # all are typed
    assert quarter("2026-T3")["qualif_rate_by_rep"]["Pierre"] == Fraction(2, 3)


def test_what_the_truth_says_was_drawn_is_what_the_files_say() -> None:
    for name in QUARTERS:
        for rep, drawn in TRUTH["drawn"][name].items():
            found = quarter(name)
            assert found["rdv_d_by_rep"][rep] == drawn["rdv_d"]
            if drawn["rdv_d"]:
                assert found["qualif_rate_by_rep"][rep] == Fraction(drawn["qualified"], drawn["rdv_d"])


def qualified(name: str, reps: list[str]) -> Fraction:
    drawn = TRUTH["drawn"][name]
    return Fraction(sum(drawn[rep]["qualified"] for rep in reps), sum(drawn[rep]["rdv_d"] for rep in reps))


def test_the_call_works_for_those_who_adopted_it_and_for_them_alone() -> None:
    action = next(
        action for action in TRUTH["actions"] if action["truth"] == "works" and action["kpi"] == "qualif_rate"
    )

    adopters, others = (
        qualified("2026-T4", action[who]) - qualified("2026-T3", action[who]) for who in ("population", "compared_with")
    )

    assert adopters > Fraction(12, 100)
    assert abs(others) < Fraction(5, 100)


def test_six_discoveries_a_week_move_nothing() -> None:
    action = next(action for action in TRUTH["actions"] if action["truth"] == "fails")

    def weekly(name: str) -> Fraction:
        found = quarter(name)
        total: int = sum(found["rdv_d_by_rep"][rep] for rep in action["population"])
        days: Fraction = sum(found["present_days"][rep] for rep in action["population"])
        return total * 5 / days

    assert abs(weekly("2026-T4") - weekly("2026-T3")) < Fraction(1, 5)
    assert weekly("2026-T4") < 5


def test_planted_defects_of_deals_are_in_the_file() -> None:
    rows = deal_rows()
    same, later = DEFECTS["cancelled_in_its_quarter_ec23"], DEFECTS["signed_in_q2_cancelled_in_q3_ec24"]

    assert [key for key, row in rows.items() if not row["Propriétaire"] and key != "Total"] == sorted(
        DEFECTS["deals_without_owner"]
    )
    assert rows[DEFECTS["split_deal"]["deal"]]["Partage"] == "Paul 60 %, Anne 40 %"
    assert {key for key, row in rows.items() if row["Statut"] == "Annulée"} == {same["deal"], later["deal"]}
    assert {key for key, row in rows.items() if row["Devise"] == "USD"} == {DEFECTS["deal_in_usd"]["deal"]}
    assert [key for key, row in rows.items() if row["Type d'affaire"] == "Renouvellement"] == sorted(
        DEFECTS["renewals_ec27"]
    )
    assert files.cents(rows[DEFECTS["zero_value_win_ec20"]]["Montant HT"]) == 0


def test_the_total_line_is_the_files_own_sum() -> None:
    amounts = [files.cents(row["Montant HT"]) for key, row in deal_rows().items() if key != "Total"]

    assert files.cents(deal_rows()["Total"]["Montant HT"]) == sum(amounts) == DEFECTS["total_line_of_deals_csv_cents"]


def test_the_split_gives_its_odd_cent_to_the_largest_remainder() -> None:
    deal = next(deal for deal in files.deals(FOLDER) if deal.key == DEFECTS["split_deal"]["deal"])

    assert oracle.split(deal, deal.cents) == DEFECTS["split_deal"]["shares_cents"]


def test_cancelled_deals_leave_two_lines_at_their_own_dates() -> None:
    lines = {name: Counter[str]() for name in QUARTERS}
    for name, stretch in QUARTERS.items():
        for deal, amount in oracle.entries(files.deals(FOLDER), *stretch):
            lines[name][deal.key] += amount
    same, later = DEFECTS["cancelled_in_its_quarter_ec23"], DEFECTS["signed_in_q2_cancelled_in_q3_ec24"]

    assert lines["2026-T3"][same["deal"]] == 0
    assert lines["2026-T2"][later["deal"]] == later["amount_cents"] == -lines["2026-T3"][later["deal"]]


def test_planted_defects_of_meetings_are_in_the_file() -> None:
    kept = {meeting.key: meeting for meeting in files.meetings(FOLDER)}
    counted = {meeting.key for meeting in oracle.first_discoveries(list(kept.values())).values()}
    second, twice = DEFECTS["second_rdv_d_ec39"]["meeting"], DEFECTS["same_meeting_twice_ec46"]

    assert kept[second].kind == "D"
    assert second not in counted
    assert twice["counted"] in counted
    assert twice["copy"] in meeting_rows()
    assert twice["copy"] not in kept
    assert meeting_rows()[DEFECTS["all_day_rdv_d_ec44"]]["Journée entière"] == "oui"
    assert DEFECTS["all_day_rdv_d_ec44"] in counted
    assert {kept[key].outcome for key in DEFECTS["past_meetings_still_planned"]} == {"booked"}


def test_titles_that_only_look_like_a_discovery_are_none() -> None:
    titles = {meeting_rows()[key]["Titre"] for key in DEFECTS["titles_that_are_no_rdv_d_ec38"]}

    assert {"RDV-Dupont", "RDV D. Martin", "RDV Décathlon"} <= titles
    assert not any(files.CODE.search(title) for title in titles)


def test_broken_sequences_are_in_the_file() -> None:
    meetings = files.meetings(FOLDER)
    after, without = DEFECTS["rdv_e_after_rdv_p_ec40"], DEFECTS["rdv_c_without_rdv_p_ec40"]
    late = next(meeting for meeting in meetings if meeting.key == after["meeting"])

    assert any(m.deal == after["deal"] and m.kind == "P" and m.is_held and m.start < late.start for m in meetings)
    assert {m.kind for m in meetings if m.deal == without["deal"] and m.is_held} == {"E", "C"}


def test_at_least_six_deals_needed_more_than_five_exchanges() -> None:
    over = quarter("2026-T3")["over_limit"]

    assert len(over) >= 6
    assert set(over) <= set(DEFECTS["deals_over_five_rdv_e"])
