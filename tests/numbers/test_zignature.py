"""Zignature's four quarters, through the real import, against a second reading that shares no code with the product."""

# A count is a Fraction equal to an int, which the type checker holds impossible inside a tuple.
# mypy: disable-error-code="comparison-overlap"

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bilan.kpis.compute import PRESENT_WEEKS, terms
from bilan.kpis.drill import rows_behind
from bilan.kpis.kpi import Kind
from bilan.kpis.medians import median
from bilan.kpis.scope import COMPANY, NOBODY, Scope, scopes_of
from bilan.review.review import review
from bilan.strategy.presence import present_days
from companies import Loaded, load
from zignature_oracle import files, oracle

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker

    from bilan.kpis.compute import Actuals
    from bilan.kpis.drill import Row
    from bilan.kpis.kpi import Kpi
    from bilan.period import Period

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).parents[2] / "examples" / "zignature"
TODAY = date(2027, 1, 4)
QUARTERS = ("2026-T1", "2026-T2", "2026-T3", "2026-T4")
KEYS = {"Léa": "lea", "": ""}
SAME = (
    "rdv_q",
    "rdv_d",
    "rdv_e",
    "rdv_p",
    "rdv_c",
    "no_show_rate",
    "rdv_booked",
    "qualif_rate",
    "rdv_d_week",
    "win_rate",
)
RATES = {
    "stage_rate_d_e": "rate_d_e",
    "stage_rate_d_p": "rate_d_p",
    "stage_rate_d_won": "rate_d_won",
    "discount": "discount",
    "cycle_days": "cycle_days",
}
IN_CENTS = ("bookings", "median_deal", "revenue_per_rdv")


@pytest.fixture(scope="module")
def company(
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,  # noqa: ARG001  # the test's own ledger must exist before it is filled
    django_db_blocker: DjangoDbBlocker,
) -> Loaded:
    tables = {"deals": FOLDER / "deals.csv", "meetings": FOLDER / "meetings.csv", "measures": FOLDER / "calls.csv"}
    return load(tmp_path_factory.mktemp("zignature"), FOLDER / "strategy.toml", tables, TODAY, django_db_blocker)


@pytest.fixture(scope="module")
def ours(company: Loaded) -> Actuals:
    return company.actuals([company.period(name) for name in QUARTERS])


@cache
def theirs(start: date, end: date) -> dict[str, Any]:
    known: dict[str, Any] = oracle.readings(FOLDER, start, end)
    return known


def rep(name: str) -> Scope:
    return Scope("rep", KEYS.get(name, name.lower()))


def test_every_row_of_every_file_is_in_the_ledger_but_the_file_s_own_total(company: Loaded) -> None:
    seen = {table: (report.read, report.added, report.rejected) for table, report in company.reports.items()}

    assert seen == {"deals": (1320, 1319, 1), "meetings": (7012, 7012, 0), "measures": (381, 381, 0)}
    mapping = company.reports["meetings"].mapping
    assert mapping is not None
    assert mapping.columns["mode"] == "Lieu/Mode"
    assert all(report.read_cents == report.stored_cents for report in company.reports.values())


@pytest.mark.parametrize("quarter", QUARTERS)
def test_the_company_s_figures_are_those_of_the_second_reading(company: Loaded, ours: Actuals, quarter: str) -> None:
    period = company.period(quarter)
    known = theirs(period.start, period.end)
    wanted = {key: known[key] for key in SAME} | {key: known[name] for name, key in RATES.items()}
    wanted |= {key: known[key] / Fraction(100) for key in IN_CENTS} | {"over_limit": len(known["over_limit_in_period"])}

    assert figures(company, ours, wanted, COMPANY, period) == wanted


@pytest.mark.parametrize("quarter", QUARTERS)
def test_each_rep_s_figures_are_those_of_the_second_reading(company: Loaded, ours: Actuals, quarter: str) -> None:
    period = company.period(quarter)
    known = theirs(period.start, period.end)
    for key in SAME:
        by_rep = known[f"{key}_by_rep"]
        assert {name: figures(company, ours, [key], rep(name), period)[key] for name in by_rep} == by_rep, key
    bookings = {name: Fraction(cents, 100) for name, cents in known["bookings_by_rep"].items()}
    assert {name: figures(company, ours, ["bookings"], rep(name), period)["bookings"] for name in bookings} == bookings


@pytest.mark.parametrize("quarter", QUARTERS)
def test_each_team_s_figures_are_the_sums_of_its_members(company: Loaded, ours: Actuals, quarter: str) -> None:
    period = company.period(quarter)
    known = theirs(period.start, period.end)
    for team, names in files.truth(FOLDER)["teams"].items():
        found = figures(
            company, ours, ["bookings", "rdv_d", "rdv_e", "rdv_d_week"], Scope("team", team.lower()), period
        )
        discoveries, days = (sum(known[key][name] for name in names) for key in ("rdv_d_by_rep", "present_days"))
        assert found == {
            "bookings": Fraction(sum(known["bookings_by_rep"].get(name, 0) for name in names), 100),
            "rdv_d": discoveries,
            "rdv_e": sum(known["rdv_e_by_rep"][name] for name in names),
            "rdv_d_week": Fraction(discoveries * 5) / days,
        }


@pytest.mark.parametrize("quarter", QUARTERS)
def test_signatures_are_net_of_cancellations_at_their_own_date(company: Loaded, ours: Actuals, quarter: str) -> None:
    """EC-23, EC-24: the second reading counts deals still won; entries give the signatures as they were dated."""
    period = company.period(quarter)
    sold = [deal for deal in files.deals(FOLDER) if not deal.is_renewal]
    won = [(deal, 1) for deal in sold if oracle.is_within(deal.signed_on, period.start, period.end)]
    gone = [(deal, -1) for deal in sold if oracle.is_within(deal.cancelled_on, period.start, period.end)]
    entries = won + gone
    valued = sum(sign for deal, sign in entries if deal.cents)
    bookings = sum(sign * deal.cents for deal, sign in entries)

    found = figures(company, ours, ["deals_won", "deals_won_shared", "avg_deal"], COMPANY, period)
    assert found == {
        "deals_won": sum(sign for _, sign in entries),
        "deals_won_shared": sum(sign for _, sign in entries),
        "avg_deal": Fraction(bookings, 100 * valued),
    }
    for name in theirs(period.start, period.end)["present_days"]:
        found = figures(company, ours, ["deals_won", "deals_won_shared"], rep(name), period)
        assert found["deals_won"] == sum(sign for deal, sign in entries if deal.owner == name)
        assert found["deals_won_shared"] == sum(sign * deal.shares.get(name, Fraction(0)) for deal, sign in entries)


def test_days_present_are_those_of_the_second_reading(company: Loaded) -> None:
    for period in (company.period(name) for name in QUARTERS):
        known = theirs(period.start, period.end)["present_days"]
        found = {name: present_days(company.strategy.rep(rep(name).key), company.strategy, period) for name in known}
        assert found == known


def test_the_pipe_and_the_sleeping_deals_are_those_of_the_day_of_the_export(company: Loaded, ours: Actuals) -> None:
    period = company.period("2026-T4")
    known = theirs(period.start, period.end)

    found = figures(company, ours, ["pipe", "stalled"], COMPANY, period)
    assert found == {"pipe": Fraction(known["pipe"], 100), "stalled": known["stalled"]}


def test_the_third_quarter_is_at_140_percent_two_months_out_of_three(company: Loaded) -> None:
    """Z14, EC-07: the course's own team figure, with the sub-periods of a monthly target."""
    found = review(company.facts, company.strategy, company.period("2026-T3"), today=TODAY)
    known = theirs(date(2026, 7, 1), date(2026, 10, 1))
    line = found.line("bookings")
    months = next(part for part in found.sub_periods if part.kpi.key == "bookings")

    assert line is not None
    assert line.reading.attainment == known["attainment"] == Fraction(7, 5)
    assert [month.actual.value for month in months.readings] == [
        Fraction(c, 100) for c in known["bookings_by_month"].values()
    ]
    assert [month.target for month in months.readings] == [Fraction(c, 100) for c in known["target_by_month"].values()]
    assert (months.reached, months.with_target) == (known["months_reached"], 3)
    assert sorted(deal.passed_on for deal in found.over_limit) == sorted(
        day for key, day in oracle.sixth_exchanges(files.deals(FOLDER), files.meetings(FOLDER)).items()
        if key in known["over_limit_in_period"]
    )  # fmt: skip


def test_every_figure_is_the_sum_of_the_rows_that_it_shows(company: Loaded, ours: Actuals) -> None:
    period = company.period("2026-T4")  # the quarter that ends with the export, so that stocks have rows too
    drilled = [COMPANY, Scope("team", "nord"), Scope("team", "sud"), rep("Paul"), NOBODY]
    for kpi in company.kpis.values():
        rows = {scope: rows_behind(company.facts, company.strategy, kpi, scope, period) for scope in drilled}
        for scope in scopes_of(company.strategy):
            shown = rows.get(scope) or tuple(row for row in rows[COMPANY] if row.rep == scope.key)
            actual = ours.of(kpi, scope, period)
            assert actual is not None
            assert parts_of(kpi, shown) == told(kpi, actual.numerator, actual.denominator), (kpi.key, scope.name)


def told(kpi: Kpi, above: Fraction, below: Fraction | None) -> tuple[Fraction, Fraction | None]:
    from_strategy = kpi.denominator == PRESENT_WEEKS or kpi.key == "coverage"
    return above, None if from_strategy else below


def parts_of(kpi: Kpi, rows: tuple[Row, ...]) -> tuple[Fraction, Fraction | None]:
    """A figure's numerator and denominator, worked out from nothing but the rows shown."""
    if kpi.kind is Kind.QUANTILE:
        scaled = [int(row.value * 100) for row in rows]
        return (median(scaled) / 100, Fraction(1)) if rows else (Fraction(0), Fraction(0))
    if kpi.key == "coverage":
        return summed("coming", rows), None
    if kpi.key == "velocity":
        cycles = [int(row.value) for row in rows if row.part == "cycle"]
        days = median(cycles) if cycles else Fraction(0)
        return summed("open_in_funnel", rows) * summed("won_value", rows), summed("won+lost", rows) * days
    if kpi.kind is Kind.COHORT:
        return sum((row.value for row in rows), Fraction(0)), Fraction(len(rows))
    below = summed(kpi.denominator, rows) if kpi.denominator and kpi.denominator != PRESENT_WEEKS else None
    return summed(kpi.numerator, rows), below


def summed(expression: str, rows: tuple[Row, ...]) -> Fraction:
    signs = terms(expression)
    return sum((signs[row.part] * row.value for row in rows if row.part in signs), Fraction(0))


def figures(company: Loaded, ours: Actuals, keys: Any, scope: Scope, period: Period) -> dict[str, Fraction | None]:
    found = {key: ours.of(company.kpis[key], scope, period) for key in keys}
    return {key: actual.value if actual else None for key, actual in found.items()}
