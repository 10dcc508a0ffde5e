"""Time, where a figure may slip into the wrong period: midnight, clock changes, last days, unequal quarters."""

# A count is a Fraction equal to an int, which the type checker holds impossible inside a tuple.
# mypy: disable-error-code="comparison-overlap"

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from bilan.period import Cadence
from bilan.review.review import Review
from bilan.strategy.document import Absence, Company, Membership, Rep, Site, Strategy, WorkingTime
from bilan.strategy.presence import working_days
from desk import Desk, KpiSetting, Target, zignature

MEETINGS = "| ID | Titre | Organisateur | Client | Début | Issue |"
DEALS = "| ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature |"


def with_rep(changed: Rep, **settings: object) -> Strategy:
    base = zignature()
    return zignature(reps=tuple(changed if rep.key == changed.key else rep for rep in base.reps), **settings)


def target_of(review: Review, kpi: str, rep: str) -> Fraction | None:
    return next(r.target for r in review.reps if r.kpi.key == kpi and r.scope.key == rep)


def test_half_past_midnight_in_paris_belongs_to_the_new_quarter_though_utc_still_says_the_old(desk: Desk) -> None:
    """EC-01: a summer hour and a winter hour, by a meeting's start and by a signature's moment."""
    desk.load(f"""
        {MEETINGS}
        | M1 | RDV-E Durand | Paul | Durand | 2026-06-30T22:30:00Z | Tenu |
        | M2 | RDV-E Petit  | Paul | Petit  | 2026-03-31T21:59:59Z | Tenu |
        | M3 | RDV-E Noël   | Paul | Noël   | 2025-12-31T23:15:00Z | Tenu |
    """)
    desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Statut | Signed on            |
        | A1         | Durand | Paul         | 100,00     | Gagnée | 2026-06-30T22:30:00Z |
    """)

    found = {quarter: desk.figure("rdv_e", quarter) for quarter in ("2025-T4", "2026-T1", "2026-T2", "2026-T3")}
    assert found == {"2025-T4": 0, "2026-T1": 2, "2026-T2": 0, "2026-T3": 1}
    assert (desk.figure("bookings", "2026-T2"), desk.figure("bookings")) == (0, 100)


def test_nights_when_the_clock_changes_keep_their_day(desk: Desk) -> None:
    """EC-02: 29 March lasts 23 hours and 25 October lasts 25; days are counted on dates, never on hours."""
    desk.load(f"""
        {MEETINGS}
        | M1 | RDV-E Durand | Paul | Durand | 2026-03-28T23:30:00Z | Tenu |
        | M2 | RDV-E Petit  | Paul | Petit  | 2026-03-29T21:30:00Z | Tenu |
        | M3 | RDV-E Noël   | Paul | Noël   | 2025-10-25T22:30:00Z | Tenu |
        | M4 | RDV-E Roche  | Paul | Roche  | 2025-10-26T22:30:00Z | Tenu |
    """)

    assert desk.figure("rdv_e", "2026-03-29..2026-03-29") == 2
    assert desk.figure("rdv_e", "2025-10-26..2025-10-26") == 2


def test_the_last_day_of_a_quarter_is_in_it_to_its_last_minute(desk: Desk) -> None:
    """EC-03: half-open bounds, so that no day is in two quarters nor in none."""
    desk.load(f"""
        {MEETINGS}
        | M1 | RDV-P Durand | Paul | Durand | 30/09/2026 23:59 | Tenu |
        | M2 | RDV-P Petit  | Paul | Petit  | 01/10/2026 00:00 | Tenu |
    """)

    assert (desk.figure("rdv_p"), desk.figure("rdv_p", "2026-T4"), desk.figure("rdv_p", "2026")) == (1, 1, 2)


def test_a_fiscal_quarter_is_compared_with_the_same_rank_of_the_year_before(desk: Desk) -> None:
    """EC-04: the year starts in July, so the first quarter is July to September."""
    desk.follow(zignature(company=Company(name="Zignature", fiscal_year_starts=7), period="2026-T1"))
    desk.load(f"""
        {DEALS}
        | A1 | Durand | Paul | 300,00 | Gagnée | 15/07/2026 |
        | A2 | Petit  | Paul | 200,00 | Gagnée | 15/07/2025 |
        | A3 | Noël   | Paul | 900,00 | Gagnée | 15/01/2026 |
    """)

    review = desk.review("2026-T1")
    line = review.line("bookings")
    assert line is not None
    assert (review.period.label("fr"), line.year_before.window.label("fr")) == ("T1 2026-2027", "T1 2025-2026")
    assert (line.reading.actual.value, line.year_before.actual) == (300, 200)


def test_six_discoveries_a_week_are_72_in_the_second_quarter_and_78_in_the_third(desk: Desk) -> None:
    """EC-05, EC-54: by days present; at 80 %, and with a week away, the week's target follows."""
    weekly = tuple(Target(kpi="rdv_d", scope="each_rep", window=window, value=Decimal(6), cadence=Cadence.WEEK)
                   for window in ("2026-T2", "2026-T3"))  # fmt: skip
    claire = Rep(key="claire", name="Claire", teams=(Membership(team="sud"),),
                 working_time=(WorkingTime(since=date(2026, 1, 1), share=Decimal("0.8")),),
                 absences=(Absence(first_day=date(2026, 8, 3), last_day=date(2026, 8, 7)),))  # fmt: skip
    desk.follow(with_rep(claire, kpis=(KpiSetting(key="rdv_d", cadence=Cadence.WEEK),), targets=weekly))
    desk.load(f"""
        {MEETINGS}
        | M1 | RDV-D Durand | Paul | Durand | 20/07/2026 09:00 | Tenu |
    """)

    third = desk.review()
    assert target_of(desk.review("2026-T2"), "rdv_d", "paul") == 72
    assert target_of(third, "rdv_d", "paul") == 78
    assert target_of(third, "rdv_d", "claire") == Fraction(6, 5) * (65 - 5) * Fraction(4, 5)
    assert desk.figure("rdv_d_week", scope="paul") == Fraction(1, 13)


def test_a_week_across_two_quarters_is_cut_and_asks_for_its_own_days_only(desk: Desk) -> None:
    """EC-06: 1 July 2026 is a Wednesday; three working days of five are left to the first week."""
    targets = (Target(kpi="rdv_e", scope="company", window="2026-T3", value=Decimal(10), cadence=Cadence.WEEK),)
    desk.follow(zignature(kpis=(KpiSetting(key="rdv_e", cadence=Cadence.WEEK),), targets=targets))
    desk.load(f"""
        {MEETINGS}
        | M1 | RDV-E Durand | Paul | Durand | 30/06/2026 09:00 | Tenu |
        | M2 | RDV-E Durand | Paul | Durand | 01/07/2026 09:00 | Tenu |
        | M3 | RDV-E Durand | Paul | Durand | 20/07/2026 09:00 | Tenu |
    """)

    weeks = desk.review().sub_periods[0].readings
    assert [(week.actual.value, week.target) for week in weeks[:4]] == [(1, 6), (0, 10), (0, 8), (1, 10)]
    assert sum(week.actual.value or 0 for week in weeks) == desk.figure("rdv_e") == 2
    assert (weeks[0].window.name, weeks[-1].window.last_day) == ("2026-07-01..2026-07-05", date(2026, 9, 30))


def test_a_month_under_way_stops_at_the_cut_off_like_the_whole(desk: Desk) -> None:
    """EC-11: on 17 November, a RDV-C of that day or later is in no figure: 1 in October, 1 in November, 2 in all."""
    desk.today = date(2026, 11, 17)
    targets = tuple(
        Target(kpi="rdv_c", scope="company", window=f"2026-{month}", value=Decimal(1)) for month in (10, 11)
    )
    desk.follow(zignature(kpis=(KpiSetting(key="rdv_c"),), targets=targets))
    desk.load(f"""
        {MEETINGS}
        | M1 | RDV-C Durand | Paul | Durand | 20/10/2026 09:00 | Tenu |
        | M2 | RDV-C Petit  | Paul | Petit  | 16/11/2026 09:00 | Tenu |
        | M3 | RDV-C Noël   | Paul | Noël   | 17/11/2026 09:00 | Tenu |
        | M4 | RDV-C Leroy  | Paul | Leroy  | 20/11/2026 09:00 | Tenu |
    """)

    review = desk.review("2026-T4")
    months, line = review.sub_periods[0], review.line("rdv_c")
    assert line is not None
    assert [month.actual.value for month in months.readings] == [1, 1]
    assert months.readings[1].window.name == "2026-11"
    assert line.reading.actual.value == 2
    assert (months.reached, months.with_target) == (1, 1)  # November is neither reached nor missed yet


def test_a_monthly_kpi_says_how_many_months_it_reached_and_the_whole(desk: Desk) -> None:
    """EC-07: « 2 mois sur 3 atteints »."""
    targets = tuple(
        Target(kpi="rdv_c", scope="company", window=f"2026-0{month}", value=Decimal(1)) for month in (7, 8, 9)
    )
    desk.follow(zignature(kpis=(KpiSetting(key="rdv_c"),), targets=targets))
    desk.load(f"""
        {MEETINGS}
        | M1 | RDV-C Durand | Paul | Durand | 20/07/2026 09:00 | Tenu |
        | M2 | RDV-C Petit  | Paul | Petit  | 21/07/2026 09:00 | Tenu |
        | M3 | RDV-C Noël   | Paul | Noël   | 21/09/2026 09:00 | Tenu |
    """)

    review = desk.review()
    months, line = review.sub_periods[0], review.line("rdv_c")
    assert line is not None
    assert (months.reached, months.with_target, line.reading.attainment) == (2, 3, 1)


def test_each_rep_s_days_follow_the_holidays_of_their_site(desk: Desk) -> None:
    """EC-08: Good Friday is a holiday in Strasbourg and not in Paris."""
    sites = (Site(key="siege", name="Siège"), Site(key="strasbourg", name="Strasbourg", holidays="FR-6AE"))
    pierre = Rep(key="pierre", name="Pierre", site="strasbourg", teams=(Membership(team="sud"),))
    desk.follow(with_rep(pierre, company=Company(name="Zignature", sites=sites)))
    desk.load(f"""
        {MEETINGS}
        | M1 | RDV-D Durand | Paul   | Durand | 30/03/2026 09:00 | Tenu |
        | M2 | RDV-D Petit  | Pierre | Petit  | 30/03/2026 09:00 | Tenu |
    """)

    assert desk.figure("rdv_d_week", "2026-03-30..2026-04-03", "paul") == 1
    assert desk.figure("rdv_d_week", "2026-03-30..2026-04-03", "pierre") == Fraction(5, 4)


def test_quarters_of_60_and_65_working_days_are_compared_raw_and_per_day(desk: Desk) -> None:
    """EC-10: 600 in 60 days and 650 in 65 are 8 % more, and not one euro more a day."""
    desk.load(f"""
        {DEALS}
        | A1 | Durand | Paul | 600,00 | Gagnée | 15/06/2026 |
        | A2 | Petit  | Paul | 650,00 | Gagnée | 15/07/2026 |
    """)

    line = desk.review().line("bookings")
    assert line is not None
    assert (line.previous.growth, line.previous.growth_per_day) == (Fraction(1, 12), 0)
    assert line.year_before.growth is None


def test_before_its_end_a_period_is_set_beside_as_many_working_days_and_said_provisional(desk: Desk) -> None:
    """EC-11: on 17 August, 32 working days of the third quarter have gone by, and 32 of the second are looked at."""
    targets = (Target(kpi="bookings", scope="company", window="2026-T3", value=Decimal(6500)),)
    desk.follow(zignature(targets=targets))
    desk.load(f"""
        {DEALS}
        | A1 | Durand | Paul | 3 300,00 | Gagnée | 15/07/2026 |
        | A2 | Petit  | Paul | 1 000,00 | Gagnée | 18/05/2026 |
        | A3 | Noël   | Paul | 5 000,00 | Gagnée | 21/05/2026 |
    """)
    desk.today = date(2026, 8, 17)

    review = desk.review()
    line = review.line("bookings")
    assert line is not None
    site = review.strategy.company.sites[0]
    assert not review.is_over
    assert (review.elapsed_days, review.total_days, review.as_of) == (32, 65, date(2026, 8, 17))
    assert line.previous.is_equal_stretch
    assert len(working_days(site, line.previous.window)) == 32
    assert line.previous.window.last_day == date(2026, 5, 20)
    assert (line.previous.actual, line.previous.growth) == (1000, Fraction(23, 10))
    assert (line.reading.target, line.reading.expected, line.reading.status) == (6500, 3200, "reached")


def test_a_half_year_and_a_week_are_never_both_s1(desk: Desk) -> None:
    """EC-12."""
    calendar = zignature().company.calendar
    names = [calendar.parse(name).label("fr") for name in ("2026-S1", "2026-W01")]
    assert names == ["1er semestre 2026", "sem. 1 2026"]
    assert desk.today > calendar.parse("2026-S1").end


def test_dates_are_read_in_the_file_s_own_order_and_an_impossible_one_is_refused(desk: Desk) -> None:
    """EC-13: 09/07 is 9 July once another row shows that days come first; 31 September exists nowhere."""
    report = desk.load(f"""
        {DEALS}
        | A1 | Durand | Paul | 100,00 | Gagnée | 09/07/2026 |
        | A2 | Petit  | Paul | 200,00 | Gagnée | 23/08/2026 |
        | A3 | Noël   | Paul | 400,00 | Gagnée | 31/09/2026 |
    """)

    unknowable = desk.load("""
        | ID affaire | Client | Propriétaire | Montant HT | Statut | Date de signature |
        | B1         | Durand | Paul         | 100,00     | Gagnée | 09/07/2026        |
    """)

    assert (report.read, report.added, report.rejected) == (3, 2, 1)
    assert (unknowable.added, unknowable.rejected) == (0, 1)
    assert desk.figure("bookings", "2026-07") == 100


def test_what_has_not_happened_yet_is_neither_signed_nor_held(desk: Desk) -> None:
    """EC-14: today is 5 October."""
    deals = desk.load(f"""
        {DEALS}
        | A1 | Durand | Paul | 100,00 | Gagnée | 2026-10-05 |
        | A2 | Petit  | Paul | 200,00 | Gagnée | 2026-10-06 |
    """)
    meetings = desk.load(f"""
        {MEETINGS}
        | M1 | RDV-D Durand | Paul | Durand | 2026-10-12 09:00 | Tenu  |
        | M2 | RDV-D Petit  | Paul | Petit  | 2026-10-12 09:00 | Prévu |
    """)

    desk.today = date(2026, 11, 2)
    assert (deals.rejected, meetings.rejected) == (1, 1)
    assert (desk.figure("bookings", "2026-T4"), desk.figure("rdv_d", "2026-T4")) == (100, 0)


def test_a_rep_who_changes_team_leaves_the_results_of_before_to_the_old_team(desk: Desk) -> None:
    """EC-53: Anne is of Nord to 14 August and of Sud from the 15th; both teams' days are counted so."""
    stays = (Membership(team="nord", until=date(2026, 8, 14)), Membership(team="sud", since=date(2026, 8, 15)))
    desk.follow(with_rep(Rep(key="anne", name="Anne", teams=stays)))
    desk.load(f"""
        {DEALS}
        | A1 | Durand | Anne | 100,00 | Gagnée | 14/08/2026 |
        | A2 | Petit  | Anne | 200,00 | Gagnée | 15/08/2026 |
    """)
    desk.load(f"""
        {MEETINGS}
        | M1 | RDV-D Durand | Anne | Durand | 20/07/2026 09:00 | Tenu |
        | M2 | RDV-D Petit  | Paul | Petit  | 21/07/2026 09:00 | Tenu |
    """)

    found = {scope: desk.figure("bookings", scope=scope) for scope in ("", "nord", "sud", "anne")}
    assert found == {"": 300, "nord": 100, "sud": 200, "anne": 300}
    assert desk.rows("bookings", scope="sud") == [("A2", 200)]
    assert desk.figure("rdv_d_week", scope="nord") == Fraction(2 * 5, 65 + 32)
    assert desk.figure("rdv_d_week", scope="sud") == 0
