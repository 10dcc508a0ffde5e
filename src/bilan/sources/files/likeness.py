"""How surely a header, and the values below it, name a canonical column: from 0, not at all, to 1,000."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bilan.facts.tables import TABLES, Type
from bilan.sources.files.choices import choice
from bilan.sources.files.moments import seconds_of, split_moment
from bilan.sources.files.phrases import lists_choices, says, without_rows
from bilan.sources.files.words import HEADERS, bare, gist, plain, thousands, unitless

if TYPE_CHECKING:
    from collections.abc import Callable

_EXACT, _BARE, _GIST, _ROWLESS, _LISTED, _SAYS, _PART, _TAIL = 1000, 950, 850, 800, 800, 700, 600, 300
_NAMES = ("owner", "account", "stage", "title")  # never money nor dates: those must be named plainly
_WORDED = (*_NAMES, "name", "reason", "lead_source", "product", "channel")
_FITS, _FITS_NAMED = (
    0.7,
    0.3,
)  # part of the values seen that must look like the column's type; less under its plain name
_NAMED = 850
_LONG = 4  # a shorter word is found anywhere
_NUMBER = re.compile(r"^[^0-9]{0,6}[0-9][0-9 '’.,\u00a0\u202f\u2009]*[^0-9]{0,6}$")
_DATE = re.compile(
    r"^(?:[A-Za-z]{3,9}\.?,? )?(?:\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}|(?:19|20)\d{6}(?:T\d{4,6}Z?)?$"
    r"|\d{1,2}(?:er)? [^\W\d]+\.? \d{4}|[^\W\d]+\.? \d{1,2},? \d{4})"
)
_CODE = re.compile(r"^(?=(?:[^\d]*\d){3})[^\s@]+$|^\d+$")  # OPP-01049, 8f6d-0022…
_ALTERNATIVE = re.compile(r"\s*/\s*")


def is_exact(table: str, column: str) -> bool:
    """Whether a column holds money or dates, where a wrong guess would cost more than none."""
    if column in {"closed_on", "start_day", "end_day"}:
        return True
    exact = {Type.CENTS, Type.DAY, Type.MOMENT}
    return column in TABLES[table].names and TABLES[table].column(column).type in exact


def score(table: str, column: str, header: str, seen: list[str]) -> int:
    """How surely this header names this column, given the distinct values seen below it."""
    if column.endswith("_cents") and thousands(header):
        return 0
    best = _by_header(table, column, header)
    if not best and plain(header).endswith(" id") and column in _WORDED:
        best = _by_header(table, column, plain(header).removesuffix(" id")) * 9 // 10  # “stage_id” may hold names
    if column == "key" and not without_rows(table, bare(header)) and seen and all(map(_CODE.match, seen)):
        best = max(best, _ROWLESS)  # a column named « Opportunité » that holds codes
    if best and seen and fitting(table, column, seen) < (_FITS_NAMED if best >= _NAMED else _FITS):
        return 0
    return best


def _by_header(table: str, column: str, header: str) -> int:
    words = HEADERS[table][column]
    named = _named(words, header, brackets=not is_exact(table, column))
    rest = without_rows(table, header)
    found = [
        named,
        _ROWLESS - min(words.index(rest), 49) if rest in words and rest != plain(header) else 0,
        _LISTED if lists_choices(column, header) else 0,
        _SAYS * says(table, column, header) // 100,
    ]
    if not is_exact(table, column):
        found += [_part(words, header), _tail(words, header) if column in _NAMES else 0]
    if column not in {"status", "key"}:
        either = _ALTERNATIVE.split(header)
        if len(either) > 1:  # « Lieu/Mode » is either of them, a little less surely
            found.append(max(_named(words, part, brackets=True) for part in either) * 9 // 10)
    return max(found)


def _named(words: tuple[str, ...], header: str, *, brackets: bool) -> int:
    """Word for word, without its units, or with the same words in another order."""
    short = bare(header) if brackets else unitless(header)
    for text, best in ((plain(header), _EXACT), (short, _BARE)):
        if text in words:
            return best - min(words.index(text), 49)
    return _GIST if gist(short) in {gist(word) for word in words} else 0


def _part(words: tuple[str, ...], header: str) -> int:
    whole = f" {bare(header)} "
    longest = max((word for word in words if len(word) > _LONG and f" {word} " in whole), key=len, default="")
    return _PART * len(longest) // len(whole) if len(longest) * 2 > len(whole) else 0


def _tail(words: tuple[str, ...], header: str) -> int:
    """A name may carry more words around it, as “Sales owner (main)” or « Commercial référent »."""
    whole = bare(header)
    near = any(whole.endswith(f" {word}") or whole.startswith(f"{word} ") for word in words if len(word) > _LONG)
    return _TAIL if near else 0


def fitting(table: str, column: str, seen: list[str]) -> float:
    """The part of the values seen that look like what the column holds."""
    tests: dict[str, Callable[[str], bool]] = {
        "start_day": is_date,
        "closed_on": is_date,
        "start_time": _is_clock,
        "minutes": _is_length,
        "end_at": _is_end,
        "private": _is_text,
    }
    by_type: dict[Type, Callable[[str], bool]] = {
        Type.DAY: is_date,
        Type.MOMENT: is_date,
        Type.CENTS: _is_number,
        Type.MILLIONTHS: _is_number,
    }
    kind = TABLES[table].column(column).type if column not in tests else Type.TEXT
    test = tests.get(column) or by_type.get(kind, _is_word(column))
    return sum(test(text) for text in seen) / len(seen)


def is_date(text: str) -> bool:
    """Whether a cell looks like a day or a moment."""
    return _DATE.match(text) is not None


def _is_clock(text: str) -> bool:
    return seconds_of(text) is not None


def _is_end(text: str) -> bool:
    return is_date(text) or _is_clock(text)


def _is_number(text: str) -> bool:
    return _NUMBER.match(text) is not None and not (is_date(text) and split_moment(text)[0].count("/") > 1)


def _is_length(text: str) -> bool:
    return re.match(r"^\d+([.,:h]\d*)?\s*[a-z]*$", text, re.IGNORECASE) is not None


def _is_text(text: str) -> bool:
    return not is_date(text)


def _is_word(column: str) -> Callable[[str], bool]:
    if column in {"entry", "business", "outcome"}:
        return lambda text: choice(column, text) is not None
    if column == "currency":
        return lambda text: len(text) <= 4 or text.lower().startswith("euro")  # noqa: PLR2004  # a code or a sign
    if column in {"owner", "account", "name"}:
        return lambda text: not is_date(text) and _CODE.match(text) is None
    return _is_text
