from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilan.errors import BilanError
from bilan.label import LANGUAGES, Language
from bilan.money import (
    MOST_CENTS,
    TwoReadings,
    format_amount,
    format_compact,
    format_number,
    format_percent,
    parse_amount,
    parse_number,
    read_amount,
    share_out,
)

CENTS = st.integers(-MOST_CENTS, MOST_CENTS)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("100K€", 10_000_000),
        ("100 k€", 10_000_000),
        ("0,1 M€", 10_000_000),
        ("100 000", 10_000_000),
        ("1.234,56", 123_456),
        ("1,234.56", 123_456),
        ("(1 234)", -123_400),
        ("1\u202f234,56\u00a0€", 123_456),
        ("1\u2009234.5", 123_450),
        ("1'234.50 CHF", 123_450),
        ("€1,234.56", 123_456),
        ("-€1,234.56", -123_456),
        ("- 12", -1_200),
        ("12-", -1_200),
        ("−12", -1_200),
        ("1.234.567", 123_456_700),
        ("0,125", 13),
        ("12,3450000", 1_235),
        ("-0", 0),
        ("1 500 euros HT", 150_000),
        ("1234,567", 123_457),
        (",5", 50),
    ],
)
def test_an_amount_is_read_as_people_write_it(text: str, cents: int) -> None:
    assert parse_amount(text) == cents


@pytest.mark.parametrize(
    "text",
    ["NaN", "Infinity", "1e999999", "1e15", "10000000000000,01", "12 %", "٣", "", "abc", "1 23", "1.23.45", "12 TTC",
     "1,2,3", "(-5)", "-5-", "=1+1", "1" * 80, "€", "1 234 567 89", "12 m€", "5 € 3", "1.234.56", "12 EUR USD"],
)  # fmt: skip
def test_what_is_no_amount_is_refused_and_named(text: str) -> None:
    with pytest.raises(BilanError) as refusal:
        parse_amount(text)

    assert refusal.value.message.fr != refusal.value.message.en


@pytest.mark.parametrize("text", ["1.234", "1,234", "12.000", "999,999 €", "1,234 k€"])
def test_two_readings_are_named_and_none_is_chosen(text: str) -> None:
    with pytest.raises(TwoReadings, match="two ways"):
        parse_amount(text)


def test_a_declared_decimal_mark_settles_the_two_readings() -> None:
    assert parse_amount("1.234", ",") == 123_400
    assert parse_amount("1.234", ".") == 123
    assert parse_amount("1,234", ".") == 123_400
    assert parse_amount("1.234.567", ",") == 123_456_700


@pytest.mark.parametrize(("text", "decimal"), [("1,234.56", ","), ("12.5", ","), ("1.234,56", ".")])
def test_an_amount_that_contradicts_the_declared_mark_is_refused(text: str, decimal: str) -> None:
    with pytest.raises(BilanError):
        parse_amount(text, "," if decimal == "," else ".")


def test_the_currency_beside_an_amount_is_reported() -> None:
    assert read_amount("1 234 €").currency == "EUR"
    assert read_amount("USD 12").currency == "USD"
    assert read_amount("12").currency is None


def test_a_percentage_is_a_hundredth() -> None:
    assert parse_number("12,5 %") == Fraction(1, 8)
    assert parse_number("0.125") == Fraction(1, 8)


@given(cents=CENTS, language=st.sampled_from(LANGUAGES), currency=st.sampled_from(["EUR", "USD", "GBP", "CHF", "JPY"]))
def test_what_is_written_reads_back_the_same(cents: int, language: Language, currency: str) -> None:
    written = format_amount(cents, currency, language)

    assert parse_amount(written) == cents


@given(cents=CENTS, shares=st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any))
def test_the_parts_add_up_and_none_strays_by_a_cent(cents: int, shares: list[int]) -> None:
    parts = share_out(cents, shares)

    assert sum(parts) == cents
    for part, share in zip(parts, shares, strict=True):
        assert abs(part - Fraction(cents * share, sum(shares))) < 1


def test_a_split_without_shares_is_refused() -> None:
    with pytest.raises(BilanError):
        share_out(100, [0, 0])


def test_amounts_follow_each_languages_typography() -> None:
    assert format_amount(123_456, "EUR", "fr") == "1\u202f234,56\u00a0€"
    assert format_amount(123_456, "EUR", "en") == "€1,234.56"
    assert format_compact(12_000_000, "EUR", "fr") == "120\u00a0k€"
    assert format_compact(12_000_000, "EUR", "en") == "€120K"
    assert format_compact(123_456_700, "EUR", "fr") == "1,2\u00a0M€"
    assert format_number(1234, "fr") == "1\u202f234"


def test_a_missed_target_never_reads_as_reached() -> None:
    assert format_percent(Fraction(9996, 10_000), "fr") == "99,9\u00a0%"
    assert format_percent(Fraction(1), "fr") == "100\u00a0%"
    assert format_percent(Fraction(14, 10), "en") == "140%"
    assert format_percent(Fraction(2, 3), "fr") == "66,7\u00a0%"
