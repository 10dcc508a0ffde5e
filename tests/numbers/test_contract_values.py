"""What a signed deal is worth: its amount, its first year, its whole term; its currency; what is told anew (EC-28)."""

# A count is a Fraction equal to an int, which the type checker holds impossible inside a tuple.
# mypy: disable-error-code="comparison-overlap"

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from bilan.facts.bookings import Entry, Signed, Update, update
from bilan.journal.models import Correction
from bilan.ledger.models import Booking
from bilan.review.over_limit import OverLimit
from bilan.strategy.document import Rate
from desk import Desk, zignature

HEAD = "| ID affaire | Client | Propriétaire | Montant HT | First year value | TCV | Devise | Statut | Date de signature | Date d'annulation | Date d'avenant |"  # noqa: E501  # a table reads by its columns
DOLLAR = (Rate(currency="USD", since=date(2026, 1, 1), rate=Decimal("0.80")),
          Rate(currency="USD", since=date(2026, 8, 1), rate=Decimal("0.90")),
          Rate(currency="CHF", since=date(2026, 1, 1), rate=Decimal("1.10")))  # fmt: skip


def deals(*rows: str) -> str:
    return "\n".join([HEAD, *rows])


def valued(value: str) -> dict[str, object]:
    return {"thresholds": {"booking_value": value}}


THREE_YEARS = deals(
    "| A1 | Durand | Paul | 3 000,00 | 1 200,00 | 3 000,00 | | Gagnée | 2026-07-20 | | |",
    "| A2 | Petit  | Anne |   500,00 |          |          | | Gagnée | 2026-07-21 | | |",
)


def test_ec_28_a_contract_counts_for_its_first_year_and_for_its_amount_where_it_does_not_say_one(desk: Desk) -> None:
    desk.load(THREE_YEARS)

    assert (desk.figure("bookings"), desk.figure("avg_deal"), desk.figure("median_deal")) == (1700, 850, 850)
    assert desk.rows("bookings") == [("A1", 1200), ("A2", 500)]
    assert desk.figure("tcv") == 3000


@pytest.mark.parametrize(("value", "expected"), [("amount", 3500), ("first_year", 1700), ("total", 3500)])
def test_ec_28_the_setting_says_which_value_counts_and_never_rewrites_the_ledger(
    desk: Desk, value: str, expected: int
) -> None:
    desk.load(THREE_YEARS)
    before = list(Booking.objects.order_by("pk").values_list())

    desk.follow(zignature(**valued(value)))

    assert desk.figure("bookings") == expected
    assert list(Booking.objects.order_by("pk").values_list()) == before


def test_ec_28_an_amendment_counts_in_each_value_for_what_changed_in_it(desk: Desk) -> None:
    """A fourth year adds 1,000 to the whole term and nothing to the first year."""
    desk.load(deals("| A1 | Durand | Paul | 3 000,00 | 1 200,00 | 3 000,00 | | Gagnée | 2026-06-20 | | |"))
    desk.load(deals("| A1 | Durand | Paul | 3 000,00 | 1 200,00 | 4 000,00 | | Gagnée | 2026-06-20 | | 2026-07-14 |"))

    assert (desk.figure("bookings", "2026-T2"), desk.figure("bookings")) == (1200, 0)
    desk.follow(zignature(**valued("total")))
    assert (desk.figure("bookings", "2026-T2"), desk.figure("bookings")) == (3000, 1000)


def test_ec_28_a_first_year_said_later_is_no_new_business_and_a_cancellation_takes_it_all_back(desk: Desk) -> None:
    desk.load(deals("| A1 | Durand | Paul | 3 000,00 | | | | Gagnée | 2026-06-20 | | |"))
    desk.load(deals("| A1 | Durand | Paul | 3 000,00 | 1 200,00 | | | Gagnée | 2026-06-20 | | |"))
    assert (desk.figure("bookings", "2026-T2"), desk.figure("bookings")) == (1200, 0)

    desk.load(deals("| A1 | Durand | Paul | 3 000,00 | 1 200,00 | | | Annulée | 2026-06-20 | 2026-07-14 | |"))
    assert (desk.figure("bookings", "2026-T2"), desk.figure("bookings")) == (1200, -1200)


def test_ec_17_what_is_taken_back_is_what_was_counted_though_the_rate_changed_since(desk: Desk) -> None:
    """EC-23: 100 dollars signed at 0.80 and cancelled when a dollar is worth 0.90 net to zero, not to -10."""
    desk.follow(zignature(rates=DOLLAR))
    desk.load(deals("| A1 | Durand | Paul | 100,01 | | | USD | Annulée | 2026-07-20 | 2026-09-14 | |"))

    assert [value for _, value in desk.rows("bookings")] == [Fraction(8001, 100), Fraction(-8001, 100)]
    assert desk.figure("bookings") == 0


def test_ec_17_a_signed_deal_whose_currency_changes_leaves_the_old_one_whole_on_the_day_of_the_change(
    desk: Desk,
) -> None:
    """100 dollars at 0.80 in June; 90 francs at 1.10 from 14 July: 80, then 99 - 80."""
    desk.follow(zignature(rates=DOLLAR))
    desk.load(deals("| A1 | Durand | Paul | 100,00 | | | USD | Gagnée | 2026-06-20 | | |"))
    desk.load(deals("| A1 | Durand | Paul | 90,00 | | | CHF | Gagnée | 2026-06-20 | | 2026-07-14 |"))

    assert (desk.figure("bookings", "2026-T2"), desk.figure("bookings")) == (80, 99 - 80)
    assert desk.figure("deals_won", "2026") == 1

    desk.load(deals("| A1 | Durand | Paul | 90,00 | | | CHF | Annulée | 2026-06-20 | 2026-09-14 | |"))
    assert (desk.figure("bookings", "2026-09"), desk.figure("bookings", "2026")) == (-99, 0)


def test_ec_17_a_currency_that_the_source_begins_to_say_was_the_deal_s_all_along(desk: Desk) -> None:
    desk.follow(zignature(rates=DOLLAR))
    desk.load(deals("| A1 | Durand | Paul | 100,00 | | | | Gagnée | 2026-06-20 | | |"))
    desk.load(deals("| A1 | Durand | Paul | 100,00 | | | USD | Gagnée | 2026-06-20 | | |"))

    assert (desk.figure("bookings", "2026-T2"), desk.figure("bookings")) == (80, 0)


def test_ec_24_a_cancellation_that_the_source_dates_anew_moves(desk: Desk) -> None:
    desk.today = date(2026, 9, 21)
    desk.load(deals("| A1 | Durand | Paul | 100,00 | | | | Gagnée | 2026-06-20 | | |"))
    desk.load(deals("| A1 | Durand | Paul | 100,00 | | | | Annulée | 2026-06-20 | | |"))
    assert desk.figure("bookings", "2026-09-21..2026-09-21") == -100

    desk.load(deals("| A1 | Durand | Paul | 100,00 | | | | Annulée | 2026-06-20 | 2026-07-14 | |"))

    assert (desk.figure("bookings", "2026-07"), desk.figure("bookings", "2026-09")) == (-100, 0)
    assert desk.figure("deals_won", "2026") == 0


def _signed(cents: int, **more: object) -> Signed:
    said: dict[str, object] = {"key": "A1", "status": "won", "amount_cents": cents, "currency": None, "owner": "Paul",
                               "credits": None, "signed_on": date(2026, 6, 20), "lost_on": None, "cancelled_on": None,
                               "amended_on": None, **more}  # fmt: skip
    return Signed(**said)  # type: ignore[arg-type]  # keywords of the row above


def test_ec_25_an_amendment_that_the_source_dates_anew_moves_and_its_amount_stays() -> None:
    signature = Entry("A1", date(2026, 6, 20), "signature", 10000, None, "Paul", None)
    by_import = Entry("A1", date(2026, 9, 21), "amendment", 3000, None, "Paul", None, "import")

    told = update(_signed(13000, amended_on=date(2026, 7, 14)), [signature, by_import], today=date(2026, 10, 5))

    moved = Entry("A1", date(2026, 7, 14), "amendment", 3000, None, "Paul", None, "source")
    assert told == Update((moved,), (by_import,))
    again = update(_signed(13000, amended_on=date(2026, 7, 14)), [signature, moved], today=date(2026, 10, 5))
    assert again == Update()


def test_a_sum_of_one_s_own_is_in_the_company_s_currency_and_an_entry_shared_is_one_entry(desk: Desk) -> None:
    """EC-17, EC-31: 80 and 10; two entries, though Paul and Anne share the first."""
    amounts = {"table": "deals", "aggregate": "sum", "column": "amount_cents", "dated_by": "signed_on"}
    entries = {"table": "bookings", "aggregate": "sum", "column": "amount_cents", "dated_by": "day"}
    own = (
        {"key": "mine", "unit": "money", "value": amounts},
        {"key": "mine_booked", "unit": "money", "value": entries},
        {"key": "mine_counted", "unit": "count", "value": {"table": "bookings", "dated_by": "day"}},
    )
    desk.follow(zignature(rates=DOLLAR, kpis=own))
    desk.load("""
        | ID affaire | Client | Propriétaire | Partage              | Montant HT | Devise | Statut | Date de signature |
        | A1         | Durand | Paul         | Paul 60 %, Anne 40 % | 100,00     | USD    | Gagnée | 2026-07-20        |
        | A2         | Petit  | Paul         |                      | 10,00      | EUR    | Gagnée | 2026-07-21        |
    """)

    assert [desk.figure(kpi) for kpi in ("mine", "mine_booked", "mine_counted")] == [90, 90, 2]
    assert desk.figure("mine_booked", scope="anne") == 32


def test_a_deal_beyond_the_limit_shows_its_amount_in_the_company_s_currency(desk: Desk) -> None:
    """EC-17, EC-42."""
    desk.follow(zignature(rates=DOLLAR))
    desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Devise | Statut  | Clôture prévue |
        | A1         | Durand | Paul         | 100,00     | USD    | Ouverte | 2026-07-30     |
    """)
    held = "\n".join(f"| M{day} | RDV-E | Paul | A1 | {day}/07/2026 09:00 | Tenu |" for day in (13, 14, 15, 16, 17, 20))
    desk.load(f"| ID | Titre | Organisateur | ID affaire | Début | Issue |\n{held}", table="meetings")

    found: tuple[OverLimit, ...] = desk.review().over_limit
    assert [(deal.exchanges, deal.cents) for deal in found] == [(6, 8000)]


def test_a_corrected_amount_of_a_cancelled_deal_is_taken_back_as_it_was_signed(desk: Desk) -> None:
    """100 signed and cancelled, corrected to 80: 80 and -80, where it once was 80 and -100."""
    desk.load(deals("| A1 | Durand | Paul | 100,00 | | | | Annulée | 2026-06-20 | 2026-07-14 | |"))
    Correction.objects.create(table="deals", source="file", key="A1", column="amount_cents", value="80,00",
                              author="Directrice", reason="test", at="2026-10-05T09:00Z")  # fmt: skip

    assert (desk.figure("bookings", "2026-T2"), desk.figure("bookings")) == (80, -80)
