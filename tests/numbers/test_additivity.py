"""What is added up stays the same however it is cut: by order, by halves, by rep, by team, by quarter."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bilan.app.snapshots import open_facts
from bilan.app.workspace import Workspace
from bilan.kpis.available import available
from bilan.kpis.compute import Actuals, actuals
from bilan.kpis.kpi import Kind
from bilan.kpis.scope import COMPANY, NOBODY, Scope
from bilan.ledger.models import Booking, Deal, Import, Meeting
from bilan.strategy.document import Membership, Rep
from desk import CAST, zignature
from ledger.books import deal, load

ZOE = Rep(key="zoe", name="Zoé")  # in no team
MOVED = Rep(key="marc", name="Marc", teams=(
    Membership(team="nord", until=date(2026, 5, 31)), Membership(team="sud", since=date(2026, 6, 1))))  # fmt: skip
STRATEGY = zignature(reps=(*zignature().reps, ZOE, MOVED))
CALENDAR = STRATEGY.company.calendar
NAMES = [*(name for team in CAST.values() for name in team), "Zoé", "Marc"]
OWNERS = st.sampled_from([*NAMES, "Inconnu", None])
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
QUICK = settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
QUARTERS = ("2026-T1", "2026-T2", "2026-T3", "2026-T4")


@st.composite
def _deal(draw: st.DrawFn) -> dict[str, Any]:
    signed_on = draw(DAYS)
    split = draw(
        st.sampled_from([None, "Paul 33,34 %, Anne 33,33 %, Pierre 33,33 %", "Zoé 50 %, Marc 50 %", "Paul 10 %"])
    )
    return deal(
        f"A{draw(st.integers(0, 30))}", draw(OWNERS), draw(st.integers(0, 10**9)), signed_on, credits=split,
        status=draw(st.sampled_from(["won", "won", "cancelled", "lost", "open"])), lost_on=signed_on,
        cancelled_on=signed_on + timedelta(days=draw(st.integers(0, 200))),
        business=draw(st.sampled_from(["new", "renewal", None])),
    )  # fmt: skip


@st.composite
def _meeting(draw: st.DrawFn) -> dict[str, Any]:
    day = draw(DAYS)
    title = draw(st.sampled_from(["RDV-D : Durand", "RDV-E : Petit", "RDV-P", "Point"]))
    outcome = draw(st.sampled_from(["held", "held", "no_show", "booked"]))
    start = int(datetime(day.year, day.month, day.day, 9).timestamp())  # noqa: DTZ001  # any hour will do
    return {
        "key": f"M{draw(st.integers(0, 30))}",
        "owner": draw(OWNERS),
        "title": title,
        "start_at": start,
        "outcome": outcome,
    }


def _unique(element: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(element, max_size=12, unique_by=lambda one: one["key"])


def _figures(workspace: Workspace, *loads: tuple[str, list[dict[str, Any]]]) -> tuple[Actuals, list[Any]]:
    """The sums of every KPI that can be added up, after these loads into an empty ledger."""
    for model in (Deal, Meeting, Booking, Import):
        model.objects.all().delete()
    for table, said in loads:
        load(said, table)
    facts = open_facts(workspace, STRATEGY)
    kpis = [kpi for kpi in available(facts, STRATEGY) if kpi.kind is Kind.ADDITIVE]
    windows = [CALENDAR.parse(name) for name in ("2026", *QUARTERS)]
    return actuals(facts, STRATEGY, kpis, windows, as_of=date(2027, 1, 1)), kpis


def _all(found: tuple[Actuals, list[Any]]) -> dict[tuple[str, str, str], Fraction | None]:
    scopes = [COMPANY, NOBODY, *(Scope("team", key) for key in CAST), *(Scope("rep", rep.key) for rep in STRATEGY.reps)]
    return {(kpi.key, str(scope), name): _value(found[0], kpi, scope, name)
            for kpi in found[1] for scope in scopes for name in ("2026", *QUARTERS)}  # fmt: skip


def _value(found: Actuals, kpi: Any, scope: Scope, period: str) -> Fraction:
    actual = found.of(kpi, scope, CALENDAR.parse(period))
    assert actual is not None
    assert actual.value is not None
    return actual.value


@QUICK
@given(deals=_unique(_deal()), meetings=_unique(_meeting()))
def test_what_is_added_up_is_the_sum_of_its_reps_of_its_teams_and_of_its_quarters(
    workspace: Workspace, deals: list[dict[str, Any]], meetings: list[dict[str, Any]]
) -> None:
    found, kpis = _figures(workspace, ("deals", deals), ("meetings", meetings))

    for kpi in kpis:
        for period in ("2026", *QUARTERS):
            company = _value(found, kpi, COMPANY, period)
            reps = [_value(found, kpi, Scope("rep", rep.key), period) for rep in STRATEGY.reps]
            nobody = _value(found, kpi, NOBODY, period)
            teams = [_value(found, kpi, Scope("team", key), period) for key in CAST]
            assert company == sum(reps) + nobody
            assert company == sum(teams) + _value(found, kpi, Scope("rep", "zoe"), period) + nobody
        for scope in (COMPANY, NOBODY, Scope("team", "nord"), Scope("rep", "marc")):
            assert _value(found, kpi, scope, "2026") == sum(_value(found, kpi, scope, quarter) for quarter in QUARTERS)


@QUICK
@given(deals=_unique(_deal()), at=st.integers(0, 12), random=st.randoms(use_true_random=False))
def test_two_halves_of_a_file_in_any_order_make_the_whole(
    workspace: Workspace, deals: list[dict[str, Any]], at: int, random: Any
) -> None:
    shuffled = random.sample(deals, len(deals))

    halves = _figures(workspace, ("deals", shuffled[:at]), ("deals", shuffled[at:]))

    assert _all(halves) == _all(_figures(workspace, ("deals", deals)))
