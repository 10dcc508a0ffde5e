"""Days worked, days present, ramp: the calendars of the domain and the cases of Paul and his colleagues."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from bilan.period import CIVIL, Cadence
from bilan.strategy.document import Site
from bilan.strategy.presence import (
    capacity,
    days_in_team,
    members,
    presence_rate,
    present_days,
    ramp,
    team_of,
    working_days,
)  # fmt: skip
from bilan.strategy.public_holidays import UnknownHolidays, is_known_calendar, nearest_calendar, public_holidays
from strategy_cast import with_rep, zignature

PARIS = Site(key="paris", name="Paris")
STRASBOURG = Site(key="strasbourg", name="Strasbourg", holidays="FR-6AE")
T3 = CIVIL.parse("2026-T3")
QUARTERS = {2024: (64, 60, 65, 63), 2025: (63, 60, 64, 64), 2026: (63, 60, 65, 64),
            2027: (62, 63, 65, 64), 2028: (65, 60, 63, 63)}  # fmt: skip
ALSACE = {2024: 250, 2025: 249, 2026: 251, 2027: 253, 2028: 249}


@pytest.mark.parametrize("year", QUARTERS)
def test_working_days_of_each_quarter_are_those_of_the_calendar(year: int) -> None:
    quarters = CIVIL.parse(str(year)).split(Cadence.QUARTER)

    assert tuple(len(working_days(PARIS, quarter)) for quarter in quarters) == QUARTERS[year]


@pytest.mark.parametrize("year", ALSACE)
def test_alsace_has_two_holidays_more(year: int) -> None:
    assert len(working_days(STRASBOURG, CIVIL.parse(str(year)))) == ALSACE[year]


def test_may_2026_has_17_working_days_and_october_22() -> None:
    assert len(working_days(PARIS, CIVIL.parse("2026-05"))) == 17
    assert len(working_days(PARIS, CIVIL.parse("2026-10"))) == 22


def test_ascension_on_the_first_of_may_counts_once() -> None:
    assert len(public_holidays("FR", 2008)) == 10


def test_guadeloupe_has_the_day_of_the_law_and_no_custom_beside_it() -> None:
    extra = public_holidays("FR-971", 2026) - public_holidays("FR", 2026)

    assert extra == {date(2026, 5, 27)}


def test_a_withdrawn_code_that_loses_holidays_is_refused() -> None:
    assert not is_known_calendar("FR-GES")
    assert nearest_calendar("FR-GES") == "FR-6AE"
    with pytest.raises(UnknownHolidays, match="FR-6AE"):
        public_holidays("FR-GES", 2026)


@pytest.mark.parametrize("code", ["FR-67", "FR-Alsace", "FR-Zone A", "fr", "XX", "", "FRA", "BE-XX", "UK"])
def test_a_code_that_is_not_exactly_known_is_refused(code: str) -> None:
    assert not is_known_calendar(code)


@pytest.mark.parametrize("code", ["FR", "FR-57", "FR-6AE", "FR-974", "BE", "CH-GE", "CA-QC", "DE-BY", "GB"])
def test_other_countries_and_their_regions_are_known(code: str) -> None:
    assert is_known_calendar(code)
    assert public_holidays(code, 2026)


def test_a_day_off_of_the_site_is_taken_off_and_a_worked_holiday_counts() -> None:
    site = Site(key="lille", name="Lille", days_off=(date(2026, 5, 15),), worked=(date(2026, 5, 25),))

    assert len(working_days(site, CIVIL.parse("2026-05"))) == 17


def test_a_rep_without_anything_said_is_there_every_working_day() -> None:
    strategy = zignature()

    assert present_days(strategy.rep("paul"), strategy, T3) == 65
    assert presence_rate(strategy.rep("paul"), strategy, T3) == 1


def test_half_time_from_september_halves_september_only() -> None:
    strategy = with_rep("lea", working_time=[{"since": date(2026, 9, 1), "share": "0.5"}])

    assert present_days(strategy.rep("lea"), strategy, T3) == 43 + 11


def test_absences_count_their_working_days_never_their_cause() -> None:
    away = [{"first_day": date(2026, 7, 13), "last_day": date(2026, 7, 19)},
            {"first_day": date(2026, 7, 20), "last_day": date(2026, 7, 20), "share": "0.5"}]  # fmt: skip
    strategy = with_rep("marc", absences=away)

    assert present_days(strategy.rep("marc"), strategy, T3) == 65 - 4 - Fraction(1, 2)


def test_overlapping_absences_take_a_day_off_only_once() -> None:
    day = {"first_day": date(2026, 7, 6), "last_day": date(2026, 7, 6)}
    strategy = with_rep("marc", absences=[day, day])

    assert present_days(strategy.rep("marc"), strategy, T3) == 64


def test_half_a_day_of_absence_of_a_half_timer_is_a_quarter() -> None:
    morning = {"first_day": date(2026, 7, 6), "last_day": date(2026, 7, 6), "share": "0.5"}
    half_time = [{"since": date(2026, 1, 1), "share": "0.5"}]
    strategy = with_rep("lea", working_time=half_time, absences=[morning])

    assert present_days(strategy.rep("lea"), strategy, CIVIL.parse("2026-W28")) == Fraction(9, 4)


def test_arrival_and_departure_bound_presence_and_both_days_count() -> None:
    came = with_rep("sofia", arrived_on=date(2026, 9, 1))
    left = with_rep("sofia", left_on=date(2026, 7, 31))

    assert present_days(came.rep("sofia"), came, T3) == 22
    assert present_days(left.rep("sofia"), left, T3) == 22


def test_the_ramp_goes_by_months_since_arrival_and_ends_at_one() -> None:
    sofia = with_rep("sofia", arrived_on=date(2026, 7, 15), ramp=["0", "0.25", "0.5"]).rep("sofia")

    assert [ramp(sofia, day) for day in (date(2026, 8, 14), date(2026, 8, 15), date(2026, 9, 15), date(2026, 10, 15))] \
        == [0, Fraction(1, 4), Fraction(1, 2), 1]  # fmt: skip


def test_capacity_is_presence_times_ramp() -> None:
    strategy = with_rep("sofia", arrived_on=date(2026, 8, 1), ramp=["0", "0.5"])

    assert capacity(strategy.rep("sofia"), strategy, T3) == 11


def test_results_follow_the_team_of_the_day() -> None:
    moved = [{"team": "nord", "until": date(2026, 8, 31)}, {"team": "sud", "since": date(2026, 9, 1)}]
    strategy = with_rep("karim", teams=moved)
    karim = strategy.rep("karim")

    assert (team_of(karim, date(2026, 8, 31)), team_of(karim, date(2026, 9, 1))) == ("nord", "sud")
    assert days_in_team(karim, "nord", strategy, T3) == 43
    assert days_in_team(karim, "sud", strategy, T3) == 22
    assert karim in members("nord", strategy, T3)


def test_a_rep_of_an_unknown_site_has_the_holidays_of_mainland_france() -> None:
    strategy = with_rep("paul", site="lune")

    assert present_days(strategy.rep("paul"), strategy, T3) == 65
