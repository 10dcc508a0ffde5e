"""Signed revenue: the figure that is signed and acted on, so each way to get it wrong has its case."""

from __future__ import annotations

from fractions import Fraction

from desk import Desk


def test_a_deal_counts_on_the_day_it_is_signed_and_not_on_the_next_quarter_s_first_day(desk: Desk) -> None:
    desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature |
        | A1         | Durand | Paul         | 1 000,10   | Gagnée | 30/09/2026        |
        | A2         | Petit  | Anne         | 500,00     | Gagnée | 01/10/2026        |
    """)

    assert desk.figure("bookings") == Fraction(100010, 100)
    assert desk.figure("bookings", "2026-T4") == 500


def test_a_deal_cancelled_in_the_next_quarter_leaves_the_first_one_as_it_was(desk: Desk) -> None:
    desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Statut  | Date de signature | Date d'annulation |
        | A1         | Durand | Paul         | 1 000,00   | Annulée | 25/06/2026        | 02/07/2026        |
        | A2         | Petit  | Paul         | 400,00     | Gagnée  | 13/07/2026        |                   |
    """)

    assert desk.figure("bookings", "2026-T2") == 1000
    assert desk.figure("bookings", "2026-T3") == -600
    assert sum(value for _, value in desk.rows("bookings")) == -600
