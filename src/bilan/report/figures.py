"""How a figure is written: its unit, its sign, its gap, never rounded across its target (EC-21)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from bilan.label import Label, Language
from bilan.money import format_amount, format_number, format_percent, round_half_up
from bilan.review.reading import Reading, growth

if TYPE_CHECKING:
    from bilan.kpis.kpi import Kpi, Unit

NBSP = "\u00a0"
NONE = "n/a"


_BEFORE = re.compile(r" (?=[:;!?%€»])")
_AFTER = re.compile(r"(?<=«) ")


def spaced(text: str) -> str:
    """French with its no-break spaces: before : ; ! ? % €, inside « »."""
    return _AFTER.sub(NBSP, _BEFORE.sub(NBSP, text))


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes figures in one language and one currency."""

    language: Language
    currency: str

    def say(self, fr: str, en: str) -> str:
        return fr if self.language == "fr" else en

    def tell(self, fr: str, en: str) -> str:
        """A sentence; the French one gets the no-break spaces that its signs ask for."""
        return spaced(fr) if self.language == "fr" else en

    def label(self, label: Label) -> str:
        return label.to(self.language)

    def value(self, kpi: Kpi, value: Fraction | None) -> str:
        """A figure in its KPI's unit; n/a where it has no meaning."""
        return NONE if value is None else self.quantity(kpi.unit, value)

    def quantity(self, unit: Unit, value: Fraction) -> str:
        if unit in ("money", "money_per_day"):
            return self.money(value) + (self.say("/j", "/day") if unit == "money_per_day" else "")
        if unit == "rate":
            return format_percent(value, self.language)
        if unit == "days":
            return f"{format_number(value, self.language)}{NBSP}{self.say('j', 'd')}"
        if unit == "per_week":
            return f"{format_number(value, self.language)}{self.say('/sem.', '/week')}"
        return format_number(value, self.language)

    def money(self, units: Fraction) -> str:
        """An amount to the cent, without the cents where there are none."""
        cents = round_half_up(units * 100)
        text = format_amount(cents, self.currency, self.language).replace("-", "−")
        # only the decimals at the end: « ,00 » also stands inside an English €800,000
        return text if cents % 100 else re.sub(r"[.,]00(?=\D*$)", "", text)

    def short(self, kpi: Kpi, value: Fraction | None) -> str:
        """A figure at a glance: money in thousands from 10 000 up."""
        if value is None or kpi.unit != "money" or abs(value) < 10_000:  # noqa: PLR2004  # below, the whole amount reads as well
            return self.value(kpi, value)
        thousands = Fraction(round_half_up(value / 100), 10)
        whole = round_half_up(thousands) if abs(thousands) >= 100 else thousands  # noqa: PLR2004  # three digits are enough
        symbol = format_amount(0, self.currency, "fr").split(NBSP)[-1]
        number = format_number(whole, self.language)
        return f"{number}{NBSP}k{symbol}" if self.language == "fr" else f"{symbol}{number}k"

    def gap(self, reading: Reading) -> str:
        """Actual less target, with its sign; of a rate, in points."""
        if reading.gap is None:
            return ""
        if reading.kpi.unit == "rate":
            return (
                f"{self.signed(format_number(Fraction(round_half_up(reading.gap * 1000), 10), self.language))}{NBSP}pts"
            )
        return self.signed(self.short(reading.kpi, reading.gap))

    def signed(self, text: str) -> str:
        return "−" + text[1:] if text.startswith(("-", "−")) else "+" + text

    def percent(self, ratio: Fraction | None) -> str:
        return "" if ratio is None else format_percent(ratio, self.language)

    def evolution(self, kpi: Kpi, now: Fraction | None, before: Fraction | None) -> str:
        """From an earlier figure to this one: growth, or points for a rate, which a percentage would blur."""
        if now is None or before is None:
            return ""
        if kpi.unit == "rate":
            points = format_number(Fraction(round_half_up((now - before) * 1000), 10), self.language)
            return f"{self.signed(points)}{NBSP}pts"
        return self.change(growth(now, before))

    def change(self, ratio: Fraction | None) -> str:
        """Growth with its sign: « +12 % »."""
        if ratio is None:
            return ""
        return self.signed(format_percent(Fraction(round_half_up(ratio * 100), 100), self.language))

    def money_cents(self, cents: int) -> str:
        return self.money(Fraction(cents, 100))
