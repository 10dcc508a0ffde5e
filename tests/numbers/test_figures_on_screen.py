"""A figure on screen must read back as the figure: a right sum written wrong is a wrong figure."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
