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
THOUSANDS_FROM = 10_000  # below, a whole amount reads as well as one in thousands


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
        """A figure at a glance: money in thousands from 10 000 up, without its cents below; a large count whole."""
        if value is not None and kpi.unit == "count" and abs(value) >= 100:  # noqa: PLR2004  # a target by days present has decimals
            return self.value(kpi, Fraction(round_half_up(value)))
        if value is None or kpi.unit != "money":
            return self.value(kpi, value)
        if abs(value) < THOUSANDS_FROM:
            return self.whole(value)
        thousands = Fraction(round_half_up(abs(value) / 100), 10)
        whole = round_half_up(thousands) if thousands >= 100 else thousands  # noqa: PLR2004  # three digits are enough
        number, minus = format_number(whole, self.language), "−" if value < 0 else ""
        if self.language == "fr":
            return f"{minus}{number}{NBSP}k{self._symbol}"
        return f"{minus}{self._symbol}{number}k"

    def whole(self, units: Fraction) -> str:
        """An amount without its cents, for columns that are compared at a glance."""
        return self.money(Fraction(round_half_up(units)))

    @property
    def _symbol(self) -> str:
        """The currency's sign as the reader's language writes it: « $US » in French, “$” in English."""
        return re.sub(r"[\d.,\s]", "", format_amount(0, self.currency, self.language))

    def gap(self, reading: Reading) -> str:
        """Actual less target, with its sign; of a rate, in points."""
        if reading.gap is None:
            return ""
        if reading.kpi.unit == "rate":
            return (
                f"{self.signed(format_number(Fraction(round_half_up(reading.gap * 1000), 10), self.language))}{NBSP}pts"
            )
        return self.signed(self.value(reading.kpi, reading.gap))

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
