"""What one cell says, by kind of column: an amount, a currency, a word among choices, a number, a length of time."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from babel.numbers import list_currencies

from bilan.errors import BilanError
from bilan.label import Label
from bilan.money import BadAmount, Mark, parse_amount, parse_number, read_amount, round_half_up
from bilan.sources.files.choices import choice, flag
from bilan.sources.files.moments import seconds_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bilan.facts.tables import Column
    from bilan.sources.files.moments import Trouble

MILLION = 1_000_000
_CODES = frozenset(list_currencies())
_BODY = re.compile(r"[0-9][0-9 '’.,\u00a0\u202f\u2009]*", re.ASCII)
_LENGTH = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*(h|heures?|hours?|hrs?|min|minutes?|mn|m)?", re.IGNORECASE | re.ASCII)
_MOST_MILLIONTHS = 10**18

AMBIGUOUS = r"^[^0-9]*[1-9][0-9]{0,2}[.,][0-9]{3}[^0-9.,]*$"


def proven_mark(texts: Iterable[str]) -> Mark | None:
    """The decimal mark that at least one amount proves and none contradicts."""
    marks = {mark for text in texts if (mark := _mark(text))}
    return marks.pop() if len(marks) == 1 else None


def _mark(text: str) -> Mark | None:
    found = _BODY.search(text)
    signs = [sign for sign in found[0] if sign in ",."] if found else []
    if not found or not signs:
        return None
    last: Mark = "," if signs[-1] == "," else "."
    if len(set(signs)) > 1:
        return last
    if len(signs) > 1:
        return "." if last == "," else ","
    tail = found[0].strip().rpartition(last)[2]
    return last if len(tail) != 3 else None  # noqa: PLR2004  # a group has 3 digits


def cents_reader(mark: Mark | None, vat_rate: Fraction | None) -> Callable[[str], int | Trouble]:
    """Cents of an amount, excluding VAT: with a rate, what the text says includes it."""

    def read(text: str) -> int | Trouble:
        try:
            cents = parse_amount(text, mark)
        except BadAmount as refusal:
            return _refused(refusal)
        return cents if vat_rate is None else round_half_up(Fraction(cents * 100) / (100 + vat_rate))

    return read


def _refused(refusal: BilanError) -> Trouble:
    (fr, fr_todo), (en, en_todo) = _two(refusal.message.fr), _two(refusal.message.en)
    return Label(f"montant {fr}", f"amount {en}"), Label(fr_todo, en_todo)


def _two(sentences: str) -> tuple[str, str]:
    head, _, tail = sentences.rstrip(".").rpartition(". ")
    return head, tail


def vat(text: str | None) -> Fraction | None:
    """The VAT rate that a mapping declares, in per cent."""
    try:
        return None if text is None else parse_number(text, "," if "," in text else ".")
    except BilanError:
        raise BilanError(
            Label(f"Taux de TVA « {text} » illisible. Rien n'a été importé. Écrivez par exemple vat_rate = \"20\".",
                  f"VAT rate “{text}” cannot be read. Nothing was imported. Write for instance vat_rate = \"20\".")
        ) from None  # fmt: skip


def symbol(text: str) -> str | None:
    """The currency written beside an amount."""
    try:
        return read_amount(text, "," if "," in text else ".").currency
    except BadAmount:
        return None


def currency(text: str) -> str | Trouble:
    """An ISO 4217 code, or the one that a usual sign stands for."""
    code = {"€": "EUR", "$": "USD", "£": "GBP", "EURO": "EUR", "EUROS": "EUR"}.get(text.upper(), text.upper())
    if code in _CODES:
        return code
    return (
        Label(f"devise « {text} » inconnue", f"unknown currency “{text}”"),
        Label("écrivez un code ISO 4217 tel que EUR", "write an ISO 4217 code such as EUR"),
    )


def word_reader(column: Column, own: dict[str, str]) -> Callable[[str], str | Trouble]:
    """Our choice for a source's word: the mapping's own reading first, then the usual words."""

    def read(text: str) -> str | Trouble:
        found = own.get(text) or (text if text in column.choices else choice(column.name, text))
        if found is not None:
            return found
        known = ", ".join(column.choices)
        return (
            Label(f"{column.label.fr} « {text} » : mot inconnu", f"{column.label.en} “{text}”: unknown word"),
            Label(f"donnez-lui un sens parmi {known}", f"give it one of the meanings {known}"),
        )

    return read


def flag_of(text: str) -> bool | None:
    """Yes, no, or not said."""
    return flag(text)


def millionths_reader(mark: Mark | None, scale: Fraction) -> Callable[[str], int | Trouble]:
    """An exact number times 1,000,000; ``scale`` is 1/100 where a column of percentages omits the sign."""

    def read(text: str) -> int | Trouble:
        try:
            number = parse_number(text, mark) * (1 if "%" in text else scale)
        except BadAmount as refusal:
            return _refused(refusal)
        value = round_half_up(number * MILLION)
        if abs(value) <= _MOST_MILLIONTHS:
            return value
        return (
            Label(f"nombre « {text} » trop grand", f"number “{text}” too large"),
            Label("vérifiez l'unité", "check its unit"),
        )

    return read


def length_reader(header: str) -> Callable[[str], int | Trouble]:
    """Seconds of a duration: « 45 », « 45 min », « 1h30 », « 1,5 » where the header speaks of hours."""
    in_hours = re.search(r"hour|heure|\(h\)|\bh\b", header, re.IGNORECASE) is not None

    def read(text: str) -> int | Trouble:
        found = _LENGTH.fullmatch(text)
        clock = seconds_of(text) if found is None else None
        if clock is not None:
            return clock[0]
        if found is None:
            return (
                Label(f"durée « {text} » non reconnue", f"duration “{text}” not recognised"),
                Label("écrivez des minutes", "write minutes"),
            )
        hours = found[2].lower().startswith("h") if found[2] else in_hours
        return round_half_up(Fraction(found[1].replace(",", ".")) * (3600 if hours else 60))

    return read
