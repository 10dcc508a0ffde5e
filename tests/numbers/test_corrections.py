"""What is written after the fact: cancellations, amendments, typing errors, people's corrections (EC-22 to EC-25)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bilan.facts.bookings import Entry, Signed, Update, update
from bilan.journal.models import Correction
from desk import Desk

HEAD = (
    "| ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature "
    "| Date d'annulation | Date d'avenant |"
)
TODAY = date(2026, 10, 5)


def deal(row: str) -> str:
    """One deal of Durand's, from the end of its line."""
    return f"{HEAD}\n| A1 | Durand | {row} |"


def signed(status: str = "won", cents: int = 10000, signed_on: date | None = date(2026, 7, 20), **more: date) -> Signed:
    dates: dict[str, Any] = {"lost_on": None, "cancelled_on": None, "amended_on": None, **more}
    return Signed("A1", status, cents, None, "Paul", None, signed_on, **dates)


def entry(day: date, kind: str = "signature", cents: int = 10000, dated_by: str = "source") -> Entry:
    return Entry("A1", day, kind, cents, None, "Paul", None, dated_by)


def correct(key: str, column: str, value: str | None, table: str = "deals") -> Correction:
    return Correction.objects.create(table=table, source="file", key=key, column=column, value=value,
                                     author="Directrice", reason="test", at="2026-10-05T09:00Z")  # fmt: skip


def test_ec_22_the_signature_s_date_decides_and_no_other(desk: Desk) -> None:
    desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature | Créée le   | Clôture    |
        | A1         | Durand | Paul         | 100,00     | Gagnée | 2026-07-01        | 2026-03-14 | 2026-06-30 |
    """)

    assert (desk.figure("bookings", "2026-T2"), desk.figure("bookings")) == (0, 100)


def test_ec_23_signed_and_cancelled_in_one_period_nets_to_zero_with_both_rows_in_sight(desk: Desk) -> None:
    desk.load(deal("Paul | 100,00 | Annulée | 2026-07-20 | 2026-09-14 |"))

    assert (desk.figure("bookings"), desk.figure("deals_won")) == (0, 0)
    assert sorted(value for _, value in desk.rows("bookings")) == [-100, 100]


def test_ec_24_a_cancellation_learnt_later_counts_at_its_date_and_leaves_the_signature_s_quarter(desk: Desk) -> None:
    desk.load(deal("Paul | 100,00 | Gagnée | 2026-06-20 | |"))
    desk.load(deal("Paul | 100,00 | Annulée | 2026-06-20 | 2026-07-14 |"))

    assert (desk.figure("bookings", "2026-T2"), desk.figure("bookings")) == (100, -100)


def test_ec_25_an_amendment_counts_at_the_date_the_source_gives(desk: Desk) -> None:
    desk.load(deal("Paul | 100,00 | Gagnée | 2026-06-20 | |"))
    desk.load(deal("Paul | 130,00 | Gagnée | 2026-06-20 | | 2026-07-14"))

    assert (desk.figure("bookings", "2026-T2"), desk.figure("bookings"), desk.figure("deals_won")) == (100, 30, 0)
    assert "dated_by_import" not in [remark.code for remark in desk.review().remarks]


def test_ec_25_an_amendment_without_a_date_counts_on_the_day_of_the_import_and_is_listed(desk: Desk) -> None:
    desk.load(deal("Paul | 100,00 | Gagnée | 2026-06-20 | |"))
    desk.today = date(2026, 9, 21)
    desk.load(deal("Paul | 70,00 | Gagnée | 2026-06-20 | |"))
    desk.today = TODAY

    assert (desk.figure("bookings", "2026-T2"), desk.figure("bookings", "2026-09")) == (100, -30)
    assert [remark.keys for remark in desk.review().remarks if remark.code == "dated_by_import"] == [("A1",)]


def test_ec_25_a_typing_error_is_replaced_as_if_it_had_always_been_right(desk: Desk) -> None:
    desk.load(deal("Paul | 100,00 | Gagnée | 2026-06-20 | |"))
    desk.load(deal("Anne | 70,00 | Gagnée | 2026-06-21 | |"), as_correction=True)

    assert (desk.figure("bookings", "2026-T2"), desk.figure("bookings")) == (70, 0)
    assert desk.figure("bookings", "2026-T2", "rep:anne") == 70


def test_a_signature_that_the_source_dates_anew_moves(desk: Desk) -> None:
    desk.load(deal("Paul | 100,00 | Gagnée | 2026-06-20 | |"))
    desk.load(deal("Paul | 100,00 | Gagnée | 2026-07-13 | |"))

    assert (desk.figure("bookings", "2026-T2"), desk.figure("bookings"), desk.figure("deals_won")) == (0, 100, 1)


def test_corrections_of_owner_date_and_amount_change_the_figures_stay_and_can_be_withdrawn(desk: Desk) -> None:
    desk.load(deal("Paul | 100,00 | Gagnée | 2026-06-20 | |"))
    written = [
        correct("A1", "owner", "Anne"),
        correct("A1", "signed_on", "2026-07-13"),
        correct("A1", "amount_cents", "80,00"),
    ]

    assert (desk.figure("bookings", "2026-T2"), desk.figure("bookings", scope="rep:anne")) == (0, 80)

    desk.load(deal("Paul | 100,00 | Gagnée | 2026-06-20 | |"))
    assert desk.figure("bookings", scope="rep:anne") == 80

    for one in written:
        one.withdrawn_at = desk.now
        one.save()
    assert (desk.figure("bookings", "2026-T2", "rep:paul"), desk.figure("bookings")) == (100, 0)


def test_a_corrected_kind_of_meeting_changes_the_count(desk: Desk) -> None:
    desk.load("""
        | ID | Titre          | Propriétaire | Début            | Résultat |
        | M1 | Point Durand   | Paul         | 2026-07-20 08:00 | Tenu     |
        | M2 | RDV-D : Petit  | Paul         | 2026-07-21 08:00 | Tenu     |
    """)
    assert desk.figure("rdv_d") == 1

    correct("M1", "declared_kind", "RDV-D", table="meetings")

    assert desk.figure("rdv_d") == 2


@pytest.mark.parametrize(("told", "booked", "expected"), [
    (signed(), [entry(date(2026, 7, 20))], Update()),
    (signed(signed_on=date(2026, 8, 3)), [entry(date(2026, 7, 20))],
     Update((entry(date(2026, 8, 3)),), (entry(date(2026, 7, 20)),))),
    (signed(cents=7000), [entry(date(2026, 7, 20))], Update((entry(TODAY, "amendment", -3000, "import"),))),
    (signed(cents=7000, amended_on=date(2026, 7, 1)), [entry(date(2026, 7, 20))],
     Update((entry(TODAY, "amendment", -3000, "import"),))),
    (signed("lost"), [entry(date(2026, 7, 20))], Update((entry(TODAY, "cancellation", -10000, "import"),))),
    (signed("open"), [entry(date(2026, 7, 20)), entry(TODAY, "cancellation", -10000, "import")], Update()),
    (signed(), [entry(date(2026, 7, 20)), entry(date(2026, 8, 3), "cancellation", -10000)],
     Update((entry(date(2026, 8, 3)),))),
    (signed(), [entry(date(2026, 7, 20)), entry(date(2026, 8, 3), "cancellation", -10000), entry(date(2026, 8, 3))],
     Update()),
    (signed("lost"), [entry(date(2026, 7, 10), "cancellation", -10000), entry(date(2026, 7, 20))], Update()),
    (signed(signed_on=date(2026, 9, 1), cents=13000), [entry(date(2026, 8, 1), "amendment", 3000),
     entry(date(2026, 9, 1))],
     Update()),
], ids=["as known", "re-dated", "less", "amended before its signature",
        "lost", "already cancelled", "won again, same date",
        "won again, told again", "cancelled before its signature", "signature moved past its amendment"])  # fmt: skip
def test_what_a_deal_says_becomes_the_entries_that_tell_it(told: Signed, booked: list[Entry], expected: Update) -> None:
    assert update(told, booked, today=TODAY) == expected
