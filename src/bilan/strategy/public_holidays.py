"""Which days are public holidays where a site stands, from lists that are said rather than guessed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from difflib import get_close_matches
from functools import lru_cache

import holidays

from bilan.errors import BilanError
from bilan.label import Label

DAY = timedelta(days=1)
NATIONAL = "FR"
ALSACE_MOSELLE = ("FR-57", "FR-6AE")  # Good Friday and 26 December (L3134-13)
ABOLITION: Mapping[str, tuple[int, int]] = {  # the day of the abolition of slavery overseas (L3422-2)
    "FR-971": (5, 27), "FR-972": (5, 22), "FR-973": (6, 10), "FR-974": (12, 20),
    "FR-976": (4, 27), "FR-BL": (10, 9), "FR-MF": (5, 27),
}  # fmt: skip
OTHER_FRENCH = ("FR-NC", "FR-PF", "FR-PM", "FR-TF", "FR-WF")  # labour law of their own
FRENCH = (NATIONAL, *ALSACE_MOSELLE, *ABOLITION, *OTHER_FRENCH)


class UnknownHolidays(BilanError):
    """No list of public holidays goes by that code."""

    def __init__(self, code: str) -> None:
        near = nearest_calendar(code)
        super().__init__(Label(
            fr=f"Le calendrier de jours fériés « {code} » est inconnu. Écrivez par exemple « {near} » ; "
               "codes français : " + ", ".join(FRENCH) + ".",
            en=f"The calendar of public holidays “{code}” is unknown. Write for example “{near}”; "
               "French codes: " + ", ".join(FRENCH) + ".",
        ))  # fmt: skip


def is_known_calendar(code: str) -> bool:
    """Whether the code names a list that is right: aliases and withdrawn codes that lose days are refused."""
    if code.startswith("FR"):
        return code in FRENCH
    country, _, subdivision = code.partition("-")
    kind = getattr(holidays, country, None) if country.isupper() and len(country) == len(NATIONAL) else None
    if getattr(kind, "country", None) != country:
        return False
    return not subdivision or subdivision in getattr(kind, "subdivisions", ())


def nearest_calendar(code: str) -> str:
    """The code that the person most likely meant."""
    word = code.upper()
    if word in ("FR-GES", "FR-67", "FR-68") or "ALSACE" in word or "MOSELLE" in word:
        return "FR-57" if word.endswith("MOSELLE") and "ALSACE" not in word else "FR-6AE"
    near = get_close_matches(word, FRENCH, n=1, cutoff=0.8)
    if near:
        return near[0]
    country = word.replace("_", "-").partition("-")[0]
    return country if is_known_calendar(country) else NATIONAL


@lru_cache(maxsize=512)
def public_holidays(code: str, year: int) -> frozenset[date]:
    """The public holidays of a year; two may fall on the same day, hence a set (Ascension on 1 May 2008)."""
    if not is_known_calendar(code):
        raise UnknownHolidays(code)
    country, _, subdivision = code.partition("-")
    if country != NATIONAL or code in OTHER_FRENCH:
        return frozenset(holidays.country_holidays(country, subdiv=subdivision or None, years=year))
    national = frozenset(holidays.country_holidays(NATIONAL, years=year))
    return national | _french_extra(code, year)


def _french_extra(code: str, year: int) -> frozenset[date]:
    """The days that the law adds there, and no custom beside them: Mi-Carême is no legal holiday."""
    if code in ALSACE_MOSELLE:
        easter_monday = holidays.country_holidays(NATIONAL, years=year, language="en_US").get_named("Easter Monday")[0]
        return frozenset((easter_monday - 3 * DAY, date(year, 12, 26)))
    if code in ABOLITION:
        month, day = ABOLITION[code]
        return frozenset((date(year, month, day),))
    return frozenset()
