"""Amounts as people write and read them, kept exact: whole cents, never a float."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from babel.numbers import format_compact_currency, format_currency, format_decimal, list_currencies

from bilan.errors import BilanError
from bilan.label import Label, Language

if TYPE_CHECKING:
    from collections.abc import Sequence

Mark = Literal[",", "."]

MOST_CENTS = 10**15
_LONGEST = 60
_CURRENCIES = frozenset(list_currencies())
_SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "EURO": "EUR", "EUROS": "EUR",
            "US$": "USD", "$US": "USD", "£GB": "GBP", "CA$": "CAD", "$CA": "CAD"}  # fmt: skip
_SCALES = {"": 1, "k": 1_000, "K": 1_000, "M": 10**6, "MIO": 10**6, "MD": 10**9, "MDS": 10**9, "BN": 10**9}
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_SHAPE = re.compile(
    r"(?P<before>[^\d()+.,-]*)(?P<sign>[+-]?)\s?(?P<middle>[^\d()+.,-]*)"
    r"(?P<body>[0-9][0-9 '’.,]*|[.,][0-9]+)(?P<after>[^\d()+.,-]*)(?P<trailing>-?)",
    re.ASCII,
)
_GROUPED = re.compile(r"[0-9]{1,3}(?:(?P<mark>[ '.,])[0-9]{3})(?:(?P=mark)[0-9]{3})*")


class BadAmount(BilanError):
    """A text that is no amount, or that can be read in two ways."""


class TwoReadings(BadAmount):
    """An amount whose point or comma may be decimal or separate thousands."""


@dataclass(frozen=True, slots=True)
class Amount:
    """What an amount's text says: cents, and the currency written beside it, if any."""

    cents: int
    currency: str | None


def parse_amount(text: str, decimal: Mark | None = None) -> int:
    """The cents that a text such as « 100 k€ », « 1.234,56 » or « (1 234) » stands for.

    Beyond two decimals it rounds half away from zero.
    """
    return read_amount(text, decimal).cents


def read_amount(text: str, decimal: Mark | None = None) -> Amount:
    """The same as ``parse_amount``, with the currency that the text names."""
    number, currency = _number(text, decimal)
    cents = round_half_up(number * 100)
    if abs(cents) > MOST_CENTS:
        raise BadAmount(
            Label(
                f"« {text} » dépasse le plus grand montant accepté (10 000 milliards). Vérifiez l'unité.",
                f"“{text}” is above the largest amount accepted (10,000 billion). Check its unit.",
            )
        )
    return Amount(cents, currency)


def parse_number(text: str, decimal: Mark | None = None) -> Fraction:
    """The exact number a text stands for; « 12 % » is 12/100. No currency is allowed."""
    bare = text.strip().removesuffix("%")
    number, currency = _number(bare.strip(), decimal)
    if currency:
        raise _refused(text)
    return number / 100 if bare != text.strip() else number


def round_half_up(number: Fraction) -> int:
    """The nearest whole number; a half goes away from zero."""
    whole = (abs(number.numerator) * 2 + number.denominator) // (2 * number.denominator)
    return whole if number >= 0 else -whole


def _number(text: str, decimal: Mark | None) -> tuple[Fraction, str | None]:
    plain = _SPACES.sub(" ", text).strip().replace("\u2212", "-").replace("’", "'")
    bracketed = plain.startswith("(") and plain.endswith(")")
    if bracketed:
        plain = plain[1:-1].strip()
    found = _SHAPE.fullmatch(plain) if len(plain) <= _LONGEST else None
    if found is None or (found["sign"] and (found["trailing"] or bracketed)):
        raise _refused(text)
    currency, scale = _words(" ".join((found["before"], found["middle"], found["after"])), text)
    number = _digits(found["body"].strip(), decimal, text) * scale
    negative = bracketed or "-" in (found["sign"], found["trailing"])
    return -number if negative else number, currency


def _words(words: str, text: str) -> tuple[str | None, int]:
    """What stands beside the digits: a scale (k, M), a currency, HT; anything else refuses the amount."""
    currency: str | None = None
    scale: int | None = None
    for word in re.findall(r"(?:US|CA)\$|\$(?:US|CA)|£GB|[^\W\d]+|[^\w\s]", words):
        code = _SYMBOLS.get(word.upper(), word.upper())
        factor = _SCALES.get(word) or _SCALES.get(word.upper() if len(word) > 1 else "?")
        if code in _CURRENCIES and currency in (None, code):
            currency = code
        elif factor and scale is None:
            scale = factor
        elif code != "HT":
            raise _refused(text)
    return currency, scale or 1


def _digits(body: str, decimal: Mark | None, text: str) -> Fraction:
    whole, mark, tail = _split(body, decimal, text)
    if not whole.isdigit():
        grouped = _GROUPED.fullmatch(whole)
        if whole and (grouped is None or grouped["mark"] == mark):
            raise _refused(text)
        whole = re.sub(r"[^0-9]", "", whole) or "0"
    if not tail.isdigit() and tail:
        raise _refused(text)
    return Fraction(int(whole + tail), 10 ** len(tail))


def _split(body: str, decimal: Mark | None, text: str) -> tuple[str, str, str]:
    """The whole part, the decimal mark and the decimals; refused where two readings are possible."""
    marks = [char for char in body if char in ",."]
    if len(set(marks)) == 2 or (len(marks) == 1 and (" " in body or "'" in body)):  # noqa: PLR2004  # point and comma
        mark = marks[-1]
    elif len(marks) == 1:
        mark = decimal or _lone_mark(body, marks[0], text)
    else:
        mark = decimal if decimal in marks and marks else "none"
    if decimal and mark not in (decimal, "none"):
        raise _refused(text)
    whole, _, tail = body.rpartition(mark) if mark in marks else (body, "", "")
    return whole, mark, tail


def _lone_mark(body: str, mark: str, text: str) -> str:
    whole, _, tail = body.partition(mark)
    if len(tail) != 3 or len(whole) > 3 or whole.startswith("0") or not whole:  # noqa: PLR2004  # a group has 3 digits
        return mark
    thousands, point = f"{whole} {tail}", f"{whole},{tail}"
    raise TwoReadings(
        Label(
            f"« {text} » se lit de deux façons : {thousands} ou {point}. Déclarez le séparateur décimal de la colonne.",
            f"“{text}” can be read in two ways: {whole},{tail} (thousands) or {whole}.{tail} (decimals). "
            "Declare the column's decimal mark.",
        )
    )


def _refused(text: str) -> BadAmount:
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return BadAmount(
        Label(
            f"« {shown} » n'est pas un montant. Écrivez par exemple 1234,56.",
            f"“{shown}” is not an amount. Write for instance 1234.56.",
        )
    )


def format_amount(cents: int, currency: str, language: Language) -> str:
    """An amount as the reader's language writes it: « 1 234,56 € », “€1,234.56”."""
    return format_currency(Decimal(cents).scaleb(-2), currency, locale=language, currency_digits=False)


def format_compact(cents: int, currency: str, language: Language) -> str:
    """An amount at a glance: « 120 k€ », “€120K”, to one decimal at most."""
    short = format_compact_currency(Decimal(cents).scaleb(-2), currency, locale=language, fraction_digits=1)
    return re.sub(r"(k|M|Md)\u00a0(\D+)$", r"\1\2", short)


def format_number(number: int | Fraction, language: Language) -> str:
    """A plain number, to two decimals at most."""
    hundredths = round_half_up(Fraction(number) * 100)
    return format_decimal(Decimal(hundredths).scaleb(-2), format="#,##0.##", locale=language)


def format_percent(ratio: Fraction, language: Language) -> str:
    """A rate to one decimal: « 99,9 % » for 0.9996, since 100 % must mean that the target is reached."""
    thousandths = round_half_up(ratio * 1000)
    if ratio < 1:
        thousandths = min(thousandths, 999)
    number = format_decimal(Decimal(thousandths).scaleb(-1), format="#,##0.#", locale=language)
    return f"{number}\u00a0%" if language == "fr" else f"{number}%"


def share_out(cents: int, shares: Sequence[Fraction | int]) -> list[int]:
    """An amount split in proportion to the shares, so that the parts add up to it to the cent.

    The cents left over go to the largest remainders, the first named winning a tie.
    """
    total = sum(shares, Fraction(0))
    if total <= 0 or min(shares) < 0:
        raise BilanError(
            Label(
                "Un partage demande des parts positives. Corrigez les quotes-parts.",
                "A split needs positive shares. Correct the shares.",
            )
        )
    exact = [abs(cents) * Fraction(share) / total for share in shares]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda at: (parts[at] - exact[at], at))
    for at in by_remainder[: abs(cents) - sum(parts)]:
        parts[at] += 1
    return parts if cents >= 0 else [-part for part in parts]
