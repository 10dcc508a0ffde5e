"""The small words around a figure: plurals, « de » and « d' », « 1 cas sur 70 », so that a sentence reads as one."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from bilan.money import format_number, round_half_up
from bilan.report.figures import NBSP

if TYPE_CHECKING:
    from bilan.report.figures import Writer

_VOWELS: Final = frozenset("aeiouyhâàéèêëîïôœùû")
_RARE: Final = 0.001
_OFTEN: Final = 0.2


def some(n: int, w: Writer, fr: tuple[str, str], en: tuple[str, str]) -> str:
    """A count with its noun: « 1 affaire », « 3 affaires », “0 deals”; French zero is singular."""
    number = format_number(n, w.language)
    return f"{number}{NBSP}{fr[n > 1 or n < -1]}" if w.language == "fr" else f"{number} {en[n != 1]}"


def of(word: str) -> str:
    """« de RDV-D », « d'affaires »."""
    return f"d'{word}" if word[:1].casefold() in _VOWELS else f"de {word}"


def to_one_decimal(value: float | Fraction, w: Writer) -> str:
    """« 2,0 »: the decimal is kept, for it says how finely the figure is known."""
    tenths = round_half_up(Fraction(value) * 10)
    whole, rest = divmod(abs(tenths), 10)
    return f"{'−' if tenths < 0 else ''}{format_number(whole, w.language)}{',' if w.language == 'fr' else '.'}{rest}"


def chance_of(chance: float, w: Writer) -> str:
    """How often luck alone would do it: « dans moins de 1 cas sur 1 000 », « dans environ 1 cas sur 70 »."""
    if chance < _RARE:
        return w.say(f"dans moins de 1{NBSP}cas sur 1\u202f000", "less than once in 1,000")
    if chance > _OFTEN:
        cases = round(chance * 100)
        return w.say(f"dans environ {cases}{NBSP}cas sur{NBSP}100", f"about {cases} times in 100")
    times = format_number(_round(1 / chance), w.language)
    return w.say(f"dans environ 1{NBSP}cas sur{NBSP}{times}", f"about once in {times}")


def _round(number: float) -> int:
    """Two figures at most: nobody needs to know that it is one case in 68.6."""
    power = max(1, 10 ** (len(str(int(number))) - 1))
    return round(number) if number < 20 else round(number / power * 2) * power // 2  # noqa: PLR2004  # small counts stay whole


def hours(value: Fraction, w: Writer) -> str:
    """« 47 h », without minutes: what counts is how many mornings it took."""
    return f"{format_number(round_half_up(value), w.language)}{NBSP}h"


def joined(names: list[str], w: Writer) -> str:
    """« Anne, Karim et Léa »."""
    if len(names) < 2:  # noqa: PLR2004  # one name needs no « et »
        return "".join(names)
    return f"{', '.join(names[:-1])} {w.say('et', 'and')} {names[-1]}"


def first_up(text: str) -> str:
    """A sentence begins with a capital."""
    return text[:1].upper() + text[1:]
