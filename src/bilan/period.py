"""A stretch of days, what it is called, and what it is compared with: the only place that adds days to compare."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from bilan.errors import BilanError
from bilan.label import Label, Language

DAY = timedelta(days=1)
MONTHS = {
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin",
           "juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    "en": ("January", "February", "March", "April", "May", "June",
           "July", "August", "September", "October", "November", "December"),
}  # fmt: skip


class Cadence(StrEnum):
    """How often something is looked back on."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    CUSTOM = "custom"

    @property
    def months(self) -> int:
        """Calendar months in one period; 0 for a week or for dates of one's own."""
        return {"month": 1, "quarter": 3, "half_year": 6, "year": 12}.get(self.value, 0)

    @property
    def label(self) -> Label:
        return _CADENCES[self]


_CADENCES = {
    Cadence.WEEK: Label("semaine", "week"),
    Cadence.MONTH: Label("mois", "month"),
    Cadence.QUARTER: Label("trimestre", "quarter"),
    Cadence.HALF_YEAR: Label("semestre", "half-year"),
    Cadence.YEAR: Label("année", "year"),
    Cadence.CUSTOM: Label("période", "period"),
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A period given as data: one month of a 4-4-5 calendar, a campaign, a season (EC-09)."""

    name: str
    cadence: Cadence
    start: date
    end: date  # the first day after it


@dataclass(frozen=True)
class Calendar:
    """How a company cuts its time: the month its fiscal year starts in, and stretches of its own."""

    first_month: int = 1
    stretches: tuple[Stretch, ...] = field(default_factory=tuple)

    def of_cadence(self, cadence: Cadence) -> tuple[Stretch, ...]:
        """The company's own stretches of that cadence, in order of time; none means the civil ones."""
        return tuple(sorted((s for s in self.stretches if s.cadence is cadence), key=lambda s: s.start))

    def containing(self, day: date, cadence: Cadence) -> Period:
        """The period of that cadence in which the day falls."""
        for stretch in self.of_cadence(cadence):
            if stretch.start <= day < stretch.end:
                return Period(stretch.start, stretch.end, cadence, self)
        if cadence is Cadence.WEEK:
            monday = day - day.weekday() * DAY
            return Period(monday, monday + 7 * DAY, cadence, self)
        if cadence is Cadence.CUSTOM:
            return Period(day, day + DAY, cadence, self)
        first = 1 if cadence is Cadence.MONTH else self.first_month
        months = (day.year * 12 + day.month - first) // cadence.months * cadence.months
        start = _month(months + first - 1)
        return Period(start, _month(months + first - 1 + cadence.months), cadence, self)

    def parse(self, name: str) -> Period:
        """The period that a person calls `2026-T1`, `2026-Q1`, `2026-03`, `2026-W12`, `2026-S1`, `2026` or `day..day`.

        Quarters, half-years and years are the company's fiscal ones, counted in the year they start in.
        The last day of `day..day` belongs to the period.
        """
        text = name.strip()
        for stretch in self.stretches:
            if stretch.name == text:
                return Period(stretch.start, stretch.end, stretch.cadence, self)
        try:
            period = _parsed(self, text.upper())
        except (ValueError, OverflowError) as error:
            raise UnknownPeriod(text) from error
        if period is None:
            raise UnknownPeriod(text)
        return period

    def ranked(self, cadence: Cadence, year: int, rank: int) -> Period:
        """The period of that rank in a year: the second quarter, the eleventh month."""
        if not 1 <= rank <= 12 // cadence.months:
            raise ValueError(rank)
        first = 1 if cadence is Cadence.MONTH else self.first_month
        months = year * 12 + first - 1 + (rank - 1) * cadence.months
        return Period(_month(months), _month(months + cadence.months), cadence, self)


@functools.lru_cache(maxsize=4096)  # a review asks the same few hundred names a hundred thousand times
def _parsed(calendar: Calendar, text: str) -> Period | None:
    if match := re.fullmatch(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)", text):
        start, last = (date.fromisoformat(day) for day in match.groups())
        if last < start:
            raise ValueError(text)
        return Period(start, last + DAY, Cadence.CUSTOM, calendar)
    if match := re.fullmatch(r"(\d{4})-W(\d{1,2})", text):
        monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        return Period(monday, monday + 7 * DAY, Cadence.WEEK, calendar)
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})", text):
        return calendar.ranked(Cadence.MONTH, int(match[1]), int(match[2]))
    if match := re.fullmatch(r"(\d{4})(?:-([TQSH])(\d))?", text):
        cadence = {"T": Cadence.QUARTER, "Q": Cadence.QUARTER, "S": Cadence.HALF_YEAR, "H": Cadence.HALF_YEAR}
        return calendar.ranked(cadence.get(match[2], Cadence.YEAR), int(match[1]), int(match[3] or 1))
    return None


CIVIL = Calendar()


def _month(months: int) -> date:
    return date(months // 12, months % 12 + 1, 1)


class UnknownPeriod(BilanError):
    """The words do not name a period."""

    def __init__(self, text: str) -> None:
        forms = "2026-T1 (2026-Q1), 2026-03, 2026-W12, 2026-S1 (2026-H1), 2026, 2026-01-05..2026-03-29"
        super().__init__(Label(
            fr=f"« {text} » n'est pas une période. Écrivez par exemple : {forms}.",
            en=f"“{text}” is not a period. Write for example: {forms}.",
        ))  # fmt: skip


@dataclass(frozen=True)
class Period:
    """The days from ``start`` up to, but not including, ``end``.

    Half-open, so that two quarters in a row share no day and miss none.
    """

    start: date
    end: date
    cadence: Cadence = Cadence.CUSTOM
    calendar: Calendar = field(default=CIVIL, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"a period needs at least one day: {self.start}..{self.end}")

    def __hash__(self) -> int:
        return self._hash

    @functools.cached_property
    def _hash(self) -> int:
        return hash((self.start, self.end, self.cadence))

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @property
    def last_day(self) -> date:
        return self.end - DAY

    @property
    def length(self) -> int:
        """Calendar days in it."""
        return (self.end - self.start).days

    def days(self) -> list[date]:
        return [self.start + n * DAY for n in range(self.length)]

    def previous(self) -> Period:
        """The period of the same cadence that ends where this one starts.

        Dates of one's own, a season that comes once, the part of a week cut at an edge: a stretch of the same length.
        """
        before = self.calendar.containing(self.start - DAY, self.cadence)
        if before.end == self.start and before.is_named:
            return before
        return Period(self.start - (self.end - self.start), self.start, Cadence.CUSTOM, self.calendar)

    def next(self) -> Period:
        """The period of the same cadence that starts where this one ends."""
        after = self.calendar.containing(self.end, self.cadence)
        if after.start == self.end and after.is_named:
            return after
        return Period(self.end, self.end + (self.end - self.start), Cadence.CUSTOM, self.calendar)

    def year_before(self) -> Period:
        """The period of the same rank one year earlier: same quarter, same ISO week, same rank of a 4-4-5 year.

        A 53rd week is compared with the last week of the year before (EC-09).
        """
        if self._own:
            return self._same_rank_before()
        if self.cadence is Cadence.WEEK:
            year, week, _ = self.start.isocalendar()
            last = date(year - 1, 12, 28).isocalendar().week  # 28 December is always in the last ISO week
            monday = date.fromisocalendar(year - 1, min(week, last), 1)
            return Period(monday, monday + 7 * DAY, self.cadence, self.calendar)
        if self.cadence is Cadence.CUSTOM:
            return Period(_year_back(self.start), _year_back(self.last_day) + DAY, self.cadence, self.calendar)
        return self.calendar.containing(_year_back(self.start), self.cadence)

    def so_far(self, today: date) -> Period | None:
        """The part of the period that is over before ``today`` begins; None when it has not begun."""
        end = min(self.end, today)
        return None if end <= self.start else Period(self.start, end, self.cadence, self.calendar)

    def first_days(self, days: int) -> Period:
        """Its first calendar days, to set an unfinished period beside an equal stretch of an earlier one."""
        return Period(self.start, min(self.end, self.start + days * DAY), self.cadence, self.calendar)

    def split(self, cadence: Cadence) -> list[Period]:
        """Its sub-periods of a shorter cadence; those at the edges are cut at its bounds (EC-06)."""
        if cadence in (self.cadence, Cadence.CUSTOM):
            return [self]
        parts = []
        day = self.start
        while day < self.end:
            whole = self.calendar.containing(day, cadence)
            parts.append(Period(day, min(whole.end, self.end), cadence, self.calendar))
            day = whole.end
        return parts

    def is_over(self, today: date) -> bool:
        return today >= self.end

    @functools.cached_property
    def _own(self) -> Stretch | None:
        return next((s for s in self.calendar.stretches
                     if (s.start, s.end, s.cadence) == (self.start, self.end, self.cadence)), None)  # fmt: skip

    def _same_rank_before(self) -> Period:
        """The own stretch that starts nearest to 364 days earlier: 52 weeks keep the rank in a 4-4-5 year."""
        wanted = self.start - 364 * DAY
        nearest = min(self.calendar.of_cadence(self.cadence), key=lambda s: abs(s.start - wanted))
        if abs(nearest.start - wanted) > 10 * DAY:
            return Period(wanted, wanted + (self.end - self.start), Cadence.CUSTOM, self.calendar)
        return Period(nearest.start, nearest.end, self.cadence, self.calendar)

    @property
    def name(self) -> str:
        """What to type to get it back: ``2026-T1``, ``2026-03``, ``2026-W12``."""
        if self._own:
            return self._own.name
        if self._is_whole:
            return self._whole_name()
        return f"{self.start.isoformat()}..{self.last_day.isoformat()}"

    @property
    def is_named(self) -> bool:
        """Whether the calendar knows it, civil, fiscal or of the company's own."""
        return self._own is not None or self._is_whole

    @property
    def _is_whole(self) -> bool:
        """Whether it is a whole civil or fiscal period, rather than a part of one cut at an edge."""
        if self.cadence is Cadence.CUSTOM:
            return False
        whole = self.calendar.containing(self.start, self.cadence)
        return (whole.start, whole.end) == (self.start, self.end)

    def _whole_name(self) -> str:
        if self.cadence is Cadence.WEEK:
            year, week, _ = self.start.isocalendar()
            return f"{year}-W{week:02d}"
        if self.cadence is Cadence.MONTH:
            return f"{self.start.year}-{self.start.month:02d}"
        year, rank = self._fiscal_rank()
        letter = {Cadence.QUARTER: f"-T{rank}", Cadence.HALF_YEAR: f"-S{rank}"}.get(self.cadence, "")
        return f"{year}{letter}"

    def _fiscal_rank(self) -> tuple[int, int]:
        months = self.start.year * 12 + self.start.month - self.calendar.first_month
        return months // 12, months % 12 // self.cadence.months + 1

    def label(self, language: Language) -> str:
        """What the screen calls it: « T1 2026 », « sem. 12 2026 », « 1er semestre 2026 » (EC-12: never « S1 »)."""
        if self._own:
            return self._own.name
        if not self._is_whole:
            return f"{day_label(self.start, language)} – {day_label(self.last_day, language)}"
        if self.cadence is Cadence.WEEK:
            year, week, _ = self.start.isocalendar()
            return f"sem. {week} {year}" if language == "fr" else f"week {week}, {year}"
        if self.cadence is Cadence.MONTH:
            return f"{MONTHS[language][self.start.month - 1]} {self.start.year}"
        return self._fiscal_label(language)

    def _fiscal_label(self, language: Language) -> str:
        year, rank = self._fiscal_rank()
        years = str(year) if self.calendar.first_month == 1 else f"{year}-{year + 1}"
        if self.cadence is Cadence.QUARTER:
            return f"T{rank} {years}" if language == "fr" else f"Q{rank} {years}"
        if self.cadence is Cadence.HALF_YEAR:
            ordinal = ("1er", "2e")[rank - 1]
            return f"{ordinal} semestre {years}" if language == "fr" else f"H{rank} {years}"
        return years


def day_label(day: date, language: Language) -> str:
    """A day as people write it: « 31 mars 2026 », “31 March 2026”; the first of a month is « 1er » in French."""
    number = "1er" if day.day == 1 and language == "fr" else str(day.day)
    return f"{number} {MONTHS[language][day.month - 1]} {day.year}"


def _year_back(day: date) -> date:
    """The same day one year earlier; 29 February falls back to the 28th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
