"""Entries learnt after the closing of their period: counted at their date, and said (EC-26)."""

from __future__ import annotations

from datetime import date

from bilan.review.data_quality import Remark
from desk import Desk, zignature

HEAD = "| ID affaire | Client | Propriétaire | Partage | Montant HT | Statut | Date de signature |"


def deals(*rows: str) -> str:
    return "\n".join([HEAD, *rows])


def late(desk: Desk, period: str, code: str = "late_entry") -> list[tuple[tuple[str, ...], int | None]]:
    found: tuple[Remark, ...] = desk.review(period).remarks
    return [(remark.keys, remark.cents) for remark in found if remark.code == code]


JUNE = "| A1 | Durand | Paul | | 100,00 | Gagnée | 2026-06-15 |"


def test_ec_26_a_signature_told_after_the_closing_delay_is_late_and_one_told_within_it_is_not(desk: Desk) -> None:
    """The second quarter ends on 30 June: 5 July is the fifth day after it, 6 July the sixth."""
    desk.today = date(2026, 7, 1)
    desk.load(deals(JUNE))
    desk.today = date(2026, 7, 5)
    desk.load(deals("| A2 | Petit | Paul | | 20,00 | Gagnée | 2026-06-30 |"))
    desk.today = date(2026, 7, 6)
    desk.load(deals("| A3 | Noël | Anne | Anne 60 %, Paul 40 % | 3,00 | Gagnée | 2026-06-30 |"))

    assert desk.figure("bookings", "2026-T2") == 100 + 20 + 3
    assert late(desk, "2026-T2") == [(("A3",), 300)]
    desk.today = date(2026, 10, 5)
    assert late(desk, "2026-T3", "late_earlier") == [(("A3",), 300)]
    desk.follow(zignature(thresholds={"late_entry_days": 6}))
    assert late(desk, "2026-T2") == []


def test_ec_26_the_history_that_a_first_load_brings_is_not_late_nor_are_older_rows_than_any_told_before(
    desk: Desk,
) -> None:
    desk.today = date(2026, 8, 3)
    desk.load(deals(JUNE))
    desk.today = date(2026, 9, 1)
    desk.load(deals("| A0 | Roche | Paul | | 7,00 | Gagnée | 2026-03-10 |"))

    assert (late(desk, "2026-T2"), late(desk, "2026-T1")) == ([], [])


def test_ec_26_what_an_undoing_puts_back_was_known_before(desk: Desk) -> None:
    desk.today = date(2026, 7, 1)
    desk.load(deals(JUNE, "| A2 | Petit | Paul | | 20,00 | Gagnée | 2026-06-16 |"))
    desk.today = date(2026, 8, 3)
    mistaken = desk.load(deals("| A2 | Petit | Paul | | 50,00 | Gagnée | 2026-06-17 |"), as_correction=True)
    assert late(desk, "2026-T2") == [(("A2",), 5000)]

    desk.undo(mistaken.import_id or 0)

    assert (desk.figure("bookings", "2026-T2"), late(desk, "2026-T2")) == (120, [])
