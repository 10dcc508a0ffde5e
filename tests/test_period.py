"""Periods: what people call them, what comes before and after, and what they are fairly compared with."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilan.label import LANGUAGES as LANGUAGES_SPOKEN
from bilan.label import Language
from bilan.period import CIVIL, Cadence, Calendar, Period, Stretch, UnknownPeriod, day_label
from bilan.sources.files.moments import day_number
from bilan.strategy.headings import heading

DAY = timedelta(days=1)
CADENCES = st.sampled_from([cadence for cadence in Cadence if cadence is not Cadence.CUSTOM])
CALENDARS = st.integers(1, 12).map(Calendar)
LANGUAGES = st.sampled_from(LANGUAGES_SPOKEN)
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
# A retail year in weeks: 4-4-5 every quarter, 53 weeks in the first year.
WEEKS = (4, 4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 6, *(4, 4, 5) * 4)


def retail() -> Calendar:
    stretches, day = [], date(2025, 12, 29)
    for number, weeks in enumerate(WEEKS):
        after = day + weeks * 7 * DAY
        stretches.append(Stretch(f"P{number % 12 + 1} {2026 + number // 12}", Cadence.MONTH, day, after))
        day = after
    return Calendar(1, tuple(stretches))


@given(CALENDARS, CADENCES, DAYS)
def test_what_a_period_is_called_gives_it_back(calendar: Calendar, cadence: Cadence, day: date) -> None:
    period = calendar.containing(day, cadence)

    assert day in period
    assert calendar.parse(period.name) == period
    assert calendar.parse(period.name.lower().replace("-t", "-q")) == period


@given(CALENDARS, CADENCES, st.dates(date(2002, 1, 1), date(2090, 12, 31)), LANGUAGES)
def test_what_the_screen_calls_a_period_gives_it_back(
    calendar: Calendar, cadence: Cadence, day: date, language: Language
) -> None:
    """A heading of the sheet of targets may be copied from a page, in French or in English."""
    period = calendar.containing(day, cadence)

    assert heading(period.label(language), calendar, 1999) == period


@given(DAYS, LANGUAGES)
def test_a_day_as_people_write_it_is_read_back(day: date, language: Language) -> None:
    assert day_number(day_label(day, language), None) == (day - date(1970, 1, 1)).days


@given(DAYS)
def test_a_day_in_figures_is_read_back_in_the_order_of_its_file(day: date) -> None:
    days = (day - date(1970, 1, 1)).days

    assert day_number(day.isoformat(), None) == days
    assert day_number(f"{day:%d/%m/%Y}", "dmy") == day_number(f"{day:%m/%d/%Y}", "mdy") == days
    undeclared = day_number(f"{day:%d/%m/%Y}", None)
    assert undeclared == days or (day.day <= 12 and not isinstance(undeclared, int))


@given(DAYS, st.integers(1, 500))
def test_dates_of_one_s_own_are_called_by_their_first_and_last_day(day: date, length: int) -> None:
    period = Period(day, day + length * DAY)

    assert CIVIL.parse(period.name) == period
    assert period.previous().next() == period
    assert period.previous().end == period.start


@given(CALENDARS, CADENCES, DAYS)
def test_the_next_of_the_one_before_is_the_one_itself(calendar: Calendar, cadence: Cadence, day: date) -> None:
    period = calendar.containing(day, cadence)

    assert period.previous().next() == period == period.next().previous()
    assert period.previous().end == period.start
    assert period.next().start == period.end


@given(CALENDARS, CADENCES, CADENCES, DAYS)
def test_a_split_covers_each_day_once(calendar: Calendar, whole: Cadence, part: Cadence, day: date) -> None:
    """EC-06: the sub-periods at the edges are cut there."""
    period = calendar.containing(day, whole)
    parts = period.split(part)

    assert (parts[0].start, parts[-1].end) == (period.start, period.end)
    assert all(before.end == after.start for before, after in pairwise(parts))
    assert [one for sub in parts for one in sub.days()] == period.days()
    assert all(calendar.parse(sub.name).days() == sub.days() for sub in parts)


@given(CALENDARS, CADENCES, DAYS)
def test_a_year_before_is_a_period_of_the_same_cadence_about_a_year_earlier(
    calendar: Calendar, cadence: Cadence, day: date
) -> None:
    period = calendar.containing(day, cadence)
    before = period.year_before()

    assert before.cadence is cadence
    assert abs((period.start - before.start).days - 365) <= 7
    if cadence.months:
        assert (before.start.month, before.start.day) == (period.start.month, period.start.day)
        assert before.end.month == period.end.month


def test_a_53rd_week_is_compared_with_the_last_week_of_the_year_before() -> None:
    """EC-09."""
    week = CIVIL.parse("2026-W53")

    assert (week.start, week.label("fr")) == (date(2026, 12, 28), "sem. 53 2026")
    assert week.year_before().name == "2025-W52"
    assert CIVIL.parse("2026-W01").start == date(2025, 12, 29)  # an ISO year may begin in December
    with pytest.raises(UnknownPeriod):
        CIVIL.parse("2025-W53")


def test_29_february_is_compared_with_the_28th() -> None:
    assert CIVIL.parse("2028-02-29..2028-02-29").year_before().name == "2027-02-28..2027-02-28"
    assert CIVIL.parse("2028-02-01..2028-02-29").year_before().name == "2027-02-01..2027-02-28"
    assert CIVIL.parse("2028-02").year_before().length == 28


def test_a_fiscal_year_from_july_is_said_over_two_years() -> None:
    """EC-04: the N-1 of a fiscal quarter is the quarter of the same rank."""
    calendar = Calendar(7)
    quarter = calendar.parse("2026-T1")

    assert (quarter.start, quarter.end) == (date(2026, 7, 1), date(2026, 10, 1))
    assert (quarter.label("fr"), quarter.label("en")) == ("T1 2026-2027", "Q1 2026-2027")
    assert quarter.year_before().label("fr") == "T1 2025-2026"
    assert calendar.parse("2026").label("fr") == "2026-2027"
    assert calendar.parse("2026-S2").label("fr") == "2e semestre 2026-2027"
    assert calendar.containing(date(2027, 2, 1), Cadence.QUARTER).name == "2026-T3"
    assert calendar.parse("2026-03").start == date(2026, 3, 1)  # a month is the civil one


def test_a_calendar_of_one_s_own_is_data() -> None:
    """EC-09: months of 4, 4 and 5 weeks, and a first year of 53; like is compared with like."""
    calendar = retail()
    last, first = calendar.parse("P12 2026"), calendar.parse("P1 2027")

    assert (last.length, last.next(), first.previous()) == (42, first, last)
    assert first.label("fr") == first.name == "P1 2027"
    assert calendar.parse("P12 2027").year_before().name == "P12 2026"
    assert calendar.parse("P3 2027").year_before().name == "P3 2026"
    assert calendar.containing(date(2026, 2, 1), Cadence.MONTH).name == "P2 2026"


def test_a_stretch_without_a_year_before_is_compared_with_the_same_days_52_weeks_earlier() -> None:
    before = retail().parse("P1 2026").year_before()

    assert (before.start, before.length, before.cadence) == (date(2024, 12, 30), 28, Cadence.CUSTOM)


def test_a_campaign_that_comes_once_is_followed_by_the_same_length() -> None:
    spring = Calendar(1, (Stretch("Salon de mars", Cadence.CUSTOM, date(2026, 3, 9), date(2026, 3, 21)),)).parse(
        "Salon de mars"
    )

    assert spring.length == 12
    assert spring.previous().name == "2026-02-25..2026-03-08"
    assert spring.next().name == "2026-03-21..2026-04-01"


def test_the_part_that_is_over_stops_before_today() -> None:
    quarter = CIVIL.parse("2026-T3")
    begun = quarter.so_far(date(2026, 8, 17))

    assert begun is not None
    assert (begun.start, begun.last_day) == (date(2026, 7, 1), date(2026, 8, 16))
    assert quarter.so_far(date(2026, 7, 1)) is None
    assert quarter.so_far(date(2027, 1, 4)) == quarter
    assert (quarter.is_over(date(2026, 9, 30)), quarter.is_over(date(2026, 10, 1))) == (False, True)
    assert quarter.first_days(31).last_day == date(2026, 7, 31)
    assert quarter.first_days(500).end == quarter.end


@pytest.mark.parametrize("text", ["", "T1", "2026-T5", "2026-S3", "2026-13", "2026-00", "2026-W54",
                                  "2026-03-31..2026-03-01",
                                  "9999-12", "0000", "2026-02-30..2026-03-01", "mars 2026"])  # fmt: skip
def test_what_names_no_period_is_refused_with_examples(text: str) -> None:
    with pytest.raises(UnknownPeriod, match="2026-T1"):
        CIVIL.parse(text)


def test_the_same_period_has_its_usual_name_in_both_languages() -> None:
    """EC-12: « S1 » alone would be a week or a half-year."""
    said = {name: (CIVIL.parse(name).label("fr"), CIVIL.parse(name).label("en")) for name in
            ("2026-T1", "2026-S1", "2026-W12", "2026-03", "2026", "2026-03-01..2026-03-15")}  # fmt: skip

    assert said == {
        "2026-T1": ("T1 2026", "Q1 2026"),
        "2026-S1": ("1er semestre 2026", "H1 2026"),
        "2026-W12": ("sem. 12 2026", "week 12, 2026"),
        "2026-03": ("mars 2026", "March 2026"),
        "2026": ("2026", "2026"),
        "2026-03-01..2026-03-15": ("1er mars 2026 – 15 mars 2026", "1 March 2026 – 15 March 2026"),
    }
    assert day_label(date(2026, 8, 1), "fr") == "1er août 2026"


def test_a_period_has_at_least_one_day() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        Period(date(2026, 1, 1), date(2026, 1, 1))
