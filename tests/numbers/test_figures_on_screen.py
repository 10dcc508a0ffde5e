"""A figure on screen must read back as the figure: a right sum written wrong is a wrong figure."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilan.kpis.catalog import BY_KEY
from bilan.label import LANGUAGES, Language
from bilan.money import parse_amount
from bilan.report.figures import Writer

cents = st.integers(min_value=-(10**12), max_value=10**12)


@given(cents=cents | cents.map(lambda units: units * 100), language=st.sampled_from(LANGUAGES))
def test_an_amount_reads_back_as_itself(cents: int, language: Language) -> None:
    shown = Writer(language, "EUR").money(Fraction(cents, 100))

    assert parse_amount(shown.replace("−", "-"), "," if language == "fr" else ".") == cents


@pytest.mark.parametrize(("language", "shown"), [("en", "€800,000"), ("fr", "800\u202f000\u00a0€")])
def test_eight_hundred_thousand_keeps_all_its_zeros(language: Language, shown: str) -> None:
    assert Writer(language, "EUR").money(Fraction(800_000)) == shown


@pytest.mark.parametrize(
    ("language", "currency", "value", "shown"),
    [
        ("en", "USD", 2_775_000, "$2,775k"),
        ("en", "USD", -45_000, "−$45k"),
        ("en", "EUR", 14_470, "€14.5k"),
        ("fr", "USD", -45_000, "−45\u00a0k$US"),
        ("fr", "EUR", 1_120_000, "1\u202f120\u00a0k€"),
    ],
)
def test_thousands_carry_the_sign_and_the_currency_as_the_language_writes_them(
    language: Language, currency: str, value: int, shown: str
) -> None:
    assert Writer(language, currency).short(BY_KEY["bookings"], Fraction(value)) == shown


def test_a_target_brought_to_days_present_is_whole_at_a_glance_and_exact_in_the_table() -> None:
    w, target = Writer("fr", "EUR"), Fraction(55_704, 100)

    assert (w.short(BY_KEY["rdv_d"], target), w.value(BY_KEY["rdv_d"], target)) == ("557", "557,04")


def test_a_negative_gap_has_one_sign_only() -> None:
    w = Writer("en", "USD")

    assert w.signed(w.short(BY_KEY["bookings"], Fraction(-20_000))) == "−$20k"
