"""Dates and times as files write them: a date in three orders, a time with or without its zone."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Literal

from bilan.label import Label
from bilan.sources.files.words import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

Order = Literal["dmy", "mdy", "ymd"]
Trouble = tuple[Label, Label]  # reason, remedy
EPOCH = dt.date(1970, 1, 1).toordinal()

_NUMERIC = re.compile(r"([0-9]{1,4})[/.-]([0-9]{1,2})[/.-]([0-9]{1,4})", re.ASCII)
_NAMED = re.compile(r"(?:([0-9]{1,2})(?:er|st|nd|rd|th)?\s+([^\W\d]+)\.?|([^\W\d]+)\.?\s+([0-9]{1,2}),?)\s+([0-9]{4})")
_COMPACT = re.compile(
    r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})(?:[Tt]([0-9]{2})([0-9]{2})([0-9]{2})?([Zz]?))?", re.ASCII
)
_TIME = re.compile(
    r"([0-9]{1,2})(?:\s?[:h]\s?([0-9]{2})?(?::([0-9]{2})(?:[.,][0-9]+)?)?)?\s*(am|pm)?\s*(z|utc|[+-][0-9]{2}:?[0-9]{2})?",
    re.ASCII | re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"^(?:(?:mon|tues?|wed|thu|fri|sat|sun)(?:s?day|nesday|rsday|urday)?"
    r"|lun(?:di)?|mar(?:di)?|mer(?:credi)?|jeu(?:di)?|ven(?:dredi)?|sam(?:edi)?"
    r"|dim(?:anche)?)\.?,?\s+(?=[0-9]{1,4}[ /.-])",
    re.IGNORECASE,
)
_MONTHS = {
    name[:4] if name[:3] in {"jui", "jul", "jun"} else name[:3]: month
    for month, names in enumerate(
        ("janvier january", "fevrier february", "mars march", "avril april", "mai may", "juin june",
         "juillet july", "aout august", "septembre september", "octobre october", "novembre november",
         "decembre december"), start=1)
    for name in names.split()
} | {"jun": 6, "jul": 7}  # fmt: skip
_DAY_IN_YEARS = (1990, 2100)


def _trouble(text: str, fr: str, en: str) -> Trouble:
    return (
        Label(f"date « {text} » : {fr}", f"date “{text}”: {en}"),
        Label("écrivez-la AAAA-MM-JJ", "write it YYYY-MM-DD"),
    )


def two_orders(text: str) -> Trouble:
    """The trouble with 02/03/2026 in a column that proves neither order."""
    return (
        Label(f"date « {text} » : jour et mois peuvent s'échanger", f"date “{text}”: day and month may be swapped"),
        Label("déclarez l'ordre des dates du fichier (date_order = \"dmy\" ou \"mdy\")",
              "declare the file's date order (date_order = \"dmy\" or \"mdy\")"),
    )  # fmt: skip


def nonexistent(text: str) -> Trouble:
    """The trouble with an hour that the change to summer time skips."""
    return (
        Label(f"heure « {text} » : sautée par le passage à l'heure d'été", f"time “{text}”: skipped by summer time"),
        Label("corrigez l'heure, ou écrivez-la avec son fuseau", "correct the time, or write it with its zone"),
    )


def proven_order(texts: Iterable[str]) -> Order | None:
    """The order that at least one date proves and none contradicts; ``None`` where nothing settles it."""
    orders: set[Order] = set()
    for text in texts:
        found = _NUMERIC.match(text.strip())
        if found is None or len(found[1]) == 4:  # noqa: PLR2004  # a year
            continue
        if int(found[1]) > 12 >= int(found[2]):  # noqa: PLR2004  # a month
            orders.add("dmy")
        elif int(found[2]) > 12 >= int(found[1]):  # noqa: PLR2004  # a month
            orders.add("mdy")
    return orders.pop() if len(orders) == 1 else None


def is_open_to_two(text: str) -> bool:
    """Whether a date reads in two orders: both parts up to 12, and different."""
    found = _NUMERIC.match(text.strip())
    if found is None or len(found[1]) == 4:  # noqa: PLR2004  # a year
        return False
    return int(found[1]) <= 12 and int(found[2]) <= 12 and found[1].zfill(2) != found[2].zfill(2)  # noqa: PLR2004


def day_number(text: str, order: Order | None, serials_from: int | None = None) -> int | Trouble:
    """The day that a text names, as days since 1970-01-01; or what is wrong with it."""
    word = split_moment(text)[0] if _COMPACT.fullmatch(text.strip()) else _WEEKDAY.sub("", text.strip())
    found = _NUMERIC.fullmatch(word)
    if found:
        return _numeric(text, found, order)
    named = _NAMED.fullmatch(word)
    if named:
        return _named(text, named)
    if word.isdigit() and serials_from is not None:
        base = dt.date(1904, 1, 1) if serials_from == 1904 else dt.date(1899, 12, 30)  # noqa: PLR2004  # the two bases
        return _in_years(text, base.toordinal() + int(word[:7]))
    return _trouble(text, "ce n'est pas une date reconnue", "not a date that is recognised")


def _numeric(text: str, found: re.Match[str], order: Order | None) -> int | Trouble:
    first, second, third = found[1], found[2], found[3]
    if len(first) == 4 and len(third) <= 2:  # noqa: PLR2004  # a year comes first
        return _dated(text, int(first), int(second), int(third))
    if len(third) != 4 or len(first) > 2:  # noqa: PLR2004  # a year has four digits
        return _trouble(text, "l'année doit avoir quatre chiffres", "the year must have four digits")
    day, month = int(first), int(second)
    if order == "mdy" or (order is None and month > 12 >= day):  # noqa: PLR2004  # a month
        day, month = month, day
    elif order is None and day <= 12 and day != month:  # noqa: PLR2004  # a month
        return two_orders(text)
    return _dated(text, int(third), month, day)


def _named(text: str, found: re.Match[str]) -> int | Trouble:
    word = plain(found[2] or found[3])
    month = _MONTHS.get(word[:4]) or _MONTHS.get(word[:3])
    if month is None:
        return _trouble(text, "le mois n'est pas reconnu", "the month is not recognised")
    return _dated(text, int(found[5]), month, int(found[1] or found[4]))


def _dated(text: str, year: int, month: int, day: int) -> int | Trouble:
    try:
        return _in_years(text, dt.date(year, month, day).toordinal())
    except ValueError:
        reason, _ = _trouble(text, "ce jour n'existe pas", "there is no such day")
        return reason, Label("corrigez le jour ou le mois", "correct the day or the month")


def _in_years(text: str, ordinal: int) -> int | Trouble:
    first, last = (dt.date(year, 1, 1).toordinal() for year in _DAY_IN_YEARS)
    if first <= ordinal < last:
        return ordinal - EPOCH
    return _trouble(text, "l'année n'est pas plausible", "the year is not plausible")


def seconds_of(text: str) -> tuple[int, int | None] | None:
    """Seconds since midnight and the offset of the zone in seconds, if the text gives one."""
    found = _TIME.fullmatch(text.strip().removeprefix("à").strip())
    if found is None or not (found[2] or found[4] or re.search("[hH]", text)):
        return None
    hour = int(found[1])
    if found[4]:
        if not 1 <= hour <= 12:  # noqa: PLR2004  # a twelve-hour clock
            return None
        hour = hour % 12 + (12 if found[4].lower() == "pm" else 0)
    minute, second = int(found[2] or 0), int(found[3] or 0)
    if hour > 23 or minute > 59 or second > 59:  # noqa: PLR2004  # a clock
        return None
    return hour * 3600 + minute * 60 + second, _offset(found[5])


def _offset(zone: str | None) -> int | None:
    if not zone:
        return None
    if zone.lower() in {"z", "utc"}:
        return 0
    digits = zone[1:].replace(":", "")
    return (int(digits[:2]) * 3600 + int(digits[2:]) * 60) * (-1 if zone[0] == "-" else 1)


def split_moment(text: str) -> tuple[str, str]:
    """The date and the time of a text such as « 05/01/2026 à 9h30 »; an empty time where it has none."""
    word = _WEEKDAY.sub("", text.strip())
    compact = _COMPACT.fullmatch(word)
    if compact:  # as calendars write it: 20260626T171500Z
        year, month, day, hour, minute, second, zone = (part or "" for part in compact.groups())
        return f"{year}-{month}-{day}", f"{hour}:{minute}:{second or '00'}{zone}" if hour else ""
    found = _NUMERIC.match(word) or _NAMED.match(word)
    if found is None:
        return word, ""
    return found[0], word[found.end() :].lstrip(" Tt,").removeprefix("à ").strip()
