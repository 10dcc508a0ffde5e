"""Amounts at their edges: taxes, cents, currencies, spellings, zero and negative (EC-14 to EC-21)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from bilan.errors import BilanError
from bilan.money import format_percent
from bilan.strategy.document import Rate
from desk import Desk, Target, zignature


def test_ec_14_a_signature_after_the_cut_off_is_refused_with_its_reason(desk: Desk) -> None:
    report = desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature |
        | A1         | Durand | Paul         | 100,00     | Gagnée | 2026-10-05        |
        | A2         | Petit  | Paul         | 200,00     | Gagnée | 2026-10-06        |
    """)

    assert (report.added, report.rejected, report.rejected_cents) == (1, 1, 20000)
    assert report.rejections[0].reason.fr == "signée après la date d'arrêté"
    desk.today = date(2026, 10, 6)
    assert desk.figure("bookings", "2026-T4") == 100


def test_ec_14_a_meeting_held_tomorrow_is_refused(desk: Desk) -> None:
    report = desk.load("""
        | ID | Titre          | Propriétaire | Début            | Résultat |
        | M1 | RDV-D : Durand | Paul         | 2026-10-05 08:00 | Tenu     |
        | M2 | RDV-D : Petit  | Paul         | 2026-10-06 08:00 | Tenu     |
    """)

    assert (report.added, report.rejected) == (1, 1)
    desk.today = date(2026, 10, 6)
    assert desk.figure("rdv_d", "2026-T4") == 1


def test_ec_15_an_amount_with_vat_is_refused_whole(desk: Desk) -> None:
    with pytest.raises(BilanError, match="TTC") as refusal:
        desk.load("""
            | ID affaire | Client | Propriétaire | Montant TTC | Statut | Date de signature |
            | A1         | Durand | Paul         | 120,00      | Gagnée | 2026-07-01        |
        """)

    assert "Rien n'a été importé" in refusal.value.message.fr


def test_ec_16_ten_times_ten_cents_and_a_third_are_exact_to_the_cent(desk: Desk) -> None:
    desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature |
        | A1         | Durand | Paul         | 0,10       | Gagnée | 2026-07-01        |
        | A2         | Petit  | Paul         | 0,20       | Gagnée | 2026-07-02        |
        | A3         | Roche  | Paul         | 33,33      | Gagnée | 2026-07-03        |
        | A4         | Morel  | Paul         | 8 400 000 000 000,07 | Gagnée | 2026-07-04 |
    """)

    assert desk.figure("bookings") == Fraction(840000000003370, 100)
    assert desk.figure("avg_deal") == Fraction(840000000003370, 400)


def test_ec_17_a_foreign_amount_counts_at_the_rate_of_its_signature_and_not_at_a_later_one(desk: Desk) -> None:
    rates = (
        Rate(currency="USD", since=date(2026, 1, 1), rate=Decimal("0.80")),
        Rate(currency="USD", since=date(2026, 8, 1), rate=Decimal("0.90")),
    )
    desk.follow(zignature(rates=rates))
    desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Devise | Statut | Date de signature |
        | A1         | Durand | Paul         | 100,00     | USD    | Gagnée | 2026-07-31        |
        | A2         | Petit  | Paul         | 100,01     | USD    | Gagnée | 2026-08-01        |
        | A3         | Roche  | Paul         | 10,00      | EUR    | Gagnée | 2026-08-02        |
    """)

    # 80,00 + 90,009 rounded to 90,01 + 10,00
    assert desk.figure("bookings") == Fraction(18001, 100)


def test_ec_17_a_deal_without_a_rate_is_left_out_and_listed_and_the_rest_still_counts(desk: Desk) -> None:
    desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Devise | Statut | Date de signature |
        | A1         | Durand | Paul         | 100,00     | CHF    | Gagnée | 2026-07-31        |
        | A2         | Petit  | Paul         | 40,00      | EUR    | Gagnée | 2026-08-01        |
    """)

    assert desk.figure("bookings") == 40
    (remark,) = [remark for remark in desk.review().remarks if remark.code == "no_rate"]
    assert remark.keys == ("A1",)


def test_ec_17_an_average_leaves_out_the_deal_that_has_no_rate_below_as_above(desk: Desk) -> None:
    desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Devise | Statut | Date de signature |
        | A1         | Durand | Paul         | 100,00     | CHF    | Gagnée | 2026-07-31        |
        | A2         | Petit  | Paul         | 40,00      | EUR    | Gagnée | 2026-08-01        |
    """)

    assert desk.figure("deals_won") == 2
    assert desk.figure("avg_deal") == 40


def test_ec_18_a_budget_rate_never_values_a_signature(desk: Desk) -> None:
    rates = (
        Rate(currency="USD", since=date(2026, 1, 1), rate=Decimal("0.80")),
        Rate(currency="USD", since=date(2026, 7, 1), rate=Decimal("0.50"), budget=True),
    )
    desk.follow(zignature(rates=rates))
    desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Devise | Statut | Date de signature |
        | A1         | Durand | Paul         | 100,00     | USD    | Gagnée | 2026-07-31        |
    """)

    assert desk.figure("bookings") == 80


def test_ec_19_every_spelling_of_a_hundred_thousand_is_the_same_amount(desk: Desk) -> None:
    report = desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT   | Statut | Date de signature |
        | A1         | Durand | Paul         | 100K€        | Gagnée | 2026-07-01        |
        | A2         | Petit  | Paul         | 100 k€       | Gagnée | 2026-07-01        |
        | A3         | Roche  | Paul         | 0,1 M€       | Gagnée | 2026-07-01        |
        | A4         | Morel  | Paul         | 100 000      | Gagnée | 2026-07-01        |
        | A5         | Simon  | Paul         | 100.000,00   | Gagnée | 2026-07-01        |
    """)

    assert report.rejected == 0
    assert [value for _, value in desk.rows("bookings")] == [100_000] * 5


def test_ec_19_an_amount_with_two_readings_is_refused_and_not_guessed(desk: Desk) -> None:
    report = desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature |
        | A1         | Durand | Paul         | 1.234      | Gagnée | 2026-07-01        |
        | A2         | Petit  | Paul         | 200        | Gagnée | 2026-07-01        |
    """)

    assert (report.added, report.rejected, report.unreadable) == (1, 1, 1)
    assert "1.234" in report.rejections[0].reason.fr
    assert desk.figure("bookings") == 200


def test_ec_20_a_win_for_nothing_is_a_signature_and_stays_out_of_the_average(desk: Desk) -> None:
    desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature |
        | A1         | Durand | Paul         | 100,00     | Gagnée | 2026-07-01        |
        | A2         | Petit  | Paul         | 0,00       | Gagnée | 2026-07-02        |
        | A3         | Roche  | Paul         | 50,00      | Gagnée | 2026-07-03        |
    """)

    assert desk.figure("deals_won") == 3
    assert desk.figure("avg_deal") == 75
    assert [remark.keys for remark in desk.review().remarks if remark.code == "zero_amount"] == [("A2",)]


def test_ec_20_the_setting_puts_a_win_for_nothing_back_into_the_average(desk: Desk) -> None:
    desk.follow(zignature(thresholds={"zero_in_average_deal": True}))
    desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature |
        | A1         | Durand | Paul         | 100,00     | Gagnée | 2026-07-01        |
        | A2         | Petit  | Paul         | 0,00       | Gagnée | 2026-07-02        |
    """)

    assert desk.figure("avg_deal") == 50


def test_ec_20_a_negative_deal_is_refused(desk: Desk) -> None:
    report = desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature |
        | A1         | Durand | Paul         | -100,00    | Gagnée | 2026-07-01        |
        | A2         | Petit  | Paul         | 30,00      | Gagnée | 2026-07-02        |
    """)

    assert (report.rejected, report.rejected_cents, report.stored_cents, report.read_cents) == (1, -10000, 3000, -7000)
    assert desk.figure("bookings") == 30


def test_ec_20_a_win_whose_amount_is_not_said_counts_for_nothing_and_is_listed(desk: Desk) -> None:
    desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature |
        | A1         | Durand | Paul         | 100,00     | Gagnée | 2026-07-01        |
        | A2         | Petit  | Anne         |            | Gagnée | 2026-07-02        |
    """)

    assert desk.figure("bookings") == 100
    assert desk.figure("deals_won") == 2
    assert [remark.keys for remark in desk.review().remarks if remark.code == "no_amount"] == [("A2",)]


def test_ec_21_a_hair_under_the_target_is_missed_by_a_hair_and_does_not_read_one_hundred_per_cent(desk: Desk) -> None:
    desk.follow(zignature(targets=(Target(kpi="bookings", scope="company", window="2026-T3", value=Decimal(10000)),)))
    desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature |
        | A1         | Durand | Paul         | 9 996,00   | Gagnée | 2026-07-01        |
    """)

    line = desk.review().line("bookings")

    assert line is not None
    assert line.reading.attainment == Fraction(9996, 10000)
    assert line.reading.status == "near"
    assert format_percent(Fraction(9996, 10000), "fr") == "99,9\u00a0%"
