"""Every rule of the course, Z1 to Z24, beside the piece of strategy that says it and what it gives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from bilan.period import CIVIL, Cadence
from bilan.strategy.checks import problems
from bilan.strategy.document import Strategy
from bilan.strategy.nomenclature import DEFAULT, classify
from bilan.strategy.targets import target_for
from bilan.strategy.toml import dumps, loads
from strategy_cast import KNOWN, zignature

T3 = CIVIL.parse("2026-T3")
PROMISED = '[[targets]]\nkpi = "bookings"\nscope = "each_rep"\nwindow = "2026-T3"\nvalue = 100000\n'
NEXT = PROMISED.replace("T3", "T4").replace("100000", "120000")
WEEKLY = '[[targets]]\nkpi = "rdv_d"\nscope = "each_rep"\nwindow = "2026-{}"\nvalue = 6\ncadence = "week"\n'
RULES = "[thresholds]\nexchanges_per_deal = 5\nqualification_days = 10\n"
KIND = '[[nomenclature]]\ncode = "{}"\nlabel_fr = "{}"\nlabel_en = "{}"\nstep = {}\npatterns = [{}]\n'
SALES = """[[kpis]]
key = "satisfaction"
label_fr = "Satisfaction"
unit = "rate"
[kpis.source]
name = "enquête"
table = "measures"
freshness_days = 30
coverage = 0.8
"""
QUALIFIED = """[[kpis]]
key = "qualified_share"
label_fr = "Part de RDV-D qualifiés"
cadence = "month"
polarity = "higher_is_better"
[kpis.value]
table = "meetings"
dated_by = "start_at"
filters = [{ column = "kind", is_in = ["RDV-D"] }, { column = "qualified", is_in = ["true"] }]
[kpis.per]
table = "meetings"
dated_by = "start_at"
filters = [{ column = "kind", is_in = ["RDV-D"] }, { column = "qualified", is_said = true }]
"""


def promised(strategy: Strategy, kpi: str, scope: str, period: str = "2026-T3") -> Fraction | None:
    promise = target_for(strategy, kpi, scope, CIVIL.parse(period))
    return promise.value if promise else None


def two_quarters(strategy: Strategy, kpi: str, first: str, second: str) -> list[Fraction | None]:
    return [promised(strategy, kpi, "rep:paul", period) for period in (first, second)]


def kind(title: str) -> str | None:
    return classify(title, DEFAULT)[0]


Claim = Callable[[Strategy], bool]
COURSE: dict[str, tuple[str, Claim]] = {
    "Z1 the period has a start and an end": ("", lambda s: s.reviewed.last_day == date(2026, 9, 30)),
    "Z2 the target and the review share the period": (PROMISED, lambda s: s.targets[0].window == s.period),
    "Z3 the first step reads KPIs against targets": (PROMISED, lambda s:
        {t.kpi for t in s.targets} <= {k.key for k in s.kpis}),
    "Z4 revenue by quarter, meetings by week or month": (PROMISED + WEEKLY.format("T3"), lambda s:
        (s.cadence, s.kpis[1].cadence, s.targets[1].cadence) == (Cadence.QUARTER, Cadence.WEEK, Cadence.WEEK)),
    "Z5 signed revenue is the KPI": (PROMISED, lambda s: s.kpis[0].key == "bookings"),
    "Z6 meetings are told by their titles": ("", lambda _: kind("RDV-D Dupont") == "RDV-D"),
    "Z7 own KPIs with their own source": (SALES, lambda s:
        s.kpis[2].source is not None and s.kpis[2].source.freshness_days == 30),
    "Z8 RDV-D is the first meeting": ("", lambda _: DEFAULT[1].code == "RDV-D" and DEFAULT[1].step == 1),
    "Z9 RDV-E comes after D and before P": ("", lambda _:
        [k.code for k in DEFAULT][1:4] == ["RDV-D", "RDV-E", "RDV-P"]),
    "Z10 five exchanges at most": (RULES, lambda s: s.thresholds.exchanges_per_deal == 5),
    "Z11 several RDV-P are possible": ("", lambda _: kind("RDV-P Dupont : négociation") == "RDV-P"),
    "Z12 RDV-C is no signature": ("", lambda _: kind("RDV-C Dupont") == "RDV-C" and "signed" not in DEFAULT[4].code),
    "Z13 the next period starts from this one": (PROMISED + NEXT, lambda s:
        promised(s, "bookings", "rep:paul", "2026-T4") == 120_000),
    "Z14 the team has a target to be 140 % of": (PROMISED, lambda s: promised(s, "bookings", "team:nord") == 400_000),
    "Z15 reps are compared with enough presence": ("[thresholds]\nminimum_presence = 0.5\n", lambda s:
        s.thresholds.minimum_presence == Fraction(1, 2)),
    "Z16 the share of qualified RDV-D is followed": (QUALIFIED, lambda s: s.kpis[2].per is not None),
    "Z17 from 100 to 120 k€ a person a quarter": (PROMISED + NEXT, lambda s:
        two_quarters(s, "bookings", "2026-T3", "2026-T4") == [100_000, 120_000]),
    "Z18 six RDV-D a week a person": (WEEKLY.format("T3"), lambda s: promised(s, "rdv_d", "rep:paul", "2026-W30") == 6),
    "Z19 a 15-minute call is a kind of its own": (
        KIND.format("RDV-Q", "Qualification", "Qualification", 0, '"rdv-q"'),
        lambda s: s.nomenclature[0].code == "RDV-Q"),
    "Z20 KPIs and targets, in one document": (PROMISED, lambda s: loads(dumps(s), "z") == s),
    "Z21 a team's figure out of a person's": (PROMISED, lambda s: promised(s, "bookings", "company") == 800_000),
    "Z22 120 is half of the overshoot": (PROMISED + NEXT, lambda s:
        s.targets[1].value == (s.targets[0].value + s.targets[0].value * 140 / 100) / 2),
    "Z23 six a week are 72 to 78 a quarter": (WEEKLY.format("T2") + WEEKLY.format("T3"), lambda s:
        two_quarters(s, "rdv_d", "2026-T2", "2026-T3") == [72, 78]),
    "Z24 the call comes before physical RDV-D": (RULES, lambda s:
        s.thresholds.qualification_days == 10 and kind("RDV-Q Dupont") == "RDV-Q"),
}  # fmt: skip


@pytest.mark.parametrize("rule", COURSE)
def test_every_rule_of_the_course_can_be_said_and_holds(rule: str) -> None:
    fragment, holds = COURSE[rule]
    strategy = zignature("\n" + fragment)

    assert holds(strategy)
    assert [problem for problem in problems(strategy, KNOWN) if problem.severity == "error"] == []


def test_all_twenty_four_rules_are_there() -> None:
    assert [rule.split()[0] for rule in COURSE] == [f"Z{rank}" for rank in range(1, 25)]
