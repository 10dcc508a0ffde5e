"""Growth that the exchange rate made is told apart from growth that the team made (EC-17)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from bilan.report.sections import document
from bilan.strategy.document import Rate
from desk import zignature

if TYPE_CHECKING:
    from desk import Desk

RATES = (Rate(currency="USD", since=date(2026, 1, 1), rate=Decimal("0.80")),
         Rate(currency="USD", since=date(2026, 7, 1), rate=Decimal("0.90")))  # fmt: skip
DEALS = """
    ID|Client|Commercial|Montant HT|Devise|Statut|Date de signature
    1|Société A|Paul|10 000,00|USD|Gagnée|15/05/2026
    2|Atelier B|Paul|10 000,00|USD|Gagnée|15/08/2026
    3|Société A|Anne|2 000,00|EUR|Gagnée|20/05/2026
    4|Atelier B|Anne|2 000,00|EUR|Gagnée|20/08/2026
"""


def test_the_same_sales_at_a_better_rate_grew_by_nothing(desk: Desk) -> None:
    """8,000 + 2,000 then 9,000 + 2,000: +10 %, all of it the dollar's."""
    desk.follow(zignature(rates=RATES))
    desk.load(DEALS)
    line = desk.review().line("bookings")
    assert line is not None
    assert line.previous.growth == Fraction(11_000, 10_000) - 1
    assert line.previous.growth_at_constant_rates == 0


def test_the_page_says_it_beside_the_growth(desk: Desk) -> None:
    desk.follow(zignature(rates=RATES))
    desk.load(DEALS)
    text = repr(document(desk.review(), "fr"))
    assert "à taux de change constants" in text


def test_without_foreign_deals_there_is_nothing_to_tell_apart(desk: Desk) -> None:
    desk.load(DEALS.replace("USD", "EUR"))
    line = desk.review().line("bookings")
    assert line is not None
    assert line.previous.growth_at_constant_rates is None
