"""The next strategy holds what was decided and nothing else."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Literal

from bilan.kpis.catalog import SHIPPED
from bilan.period import Cadence
from bilan.plan.next_strategy import next_strategy
from bilan.plan.plan import Decision
from bilan.plan.proposal import Proposal
from bilan.strategy.checks import problems
from bilan.strategy.document import Absence, Strategy
from bilan.strategy.targets import target_for
from bilan.strategy.toml import dumps, loads
from strategy_cast import target, with_rep, with_targets

REPS = ("paul", "pierre", "anne", "claire", "karim", "lea", "marc", "sofia")
EACH = [target(f"rep:{rep}", 100_000) for rep in REPS]
ON = date(2026, 9, 30)
RISE = Proposal("target:bookings:each_rep", "target", "bookings", "each_rep", "2026-T4", "course_rule",
                current=Fraction(100_000), value=Fraction(120_000))  # fmt: skip
PACE = Proposal("recommendation:rdv_d_week", "recommendation", "rdv_d_week", "each_rep", "2026-T4", "raise_pace",
                Cadence.WEEK, Fraction(5), Fraction(6))  # fmt: skip
CALL = Proposal("recommendation:qualif_rate", "recommendation", "qualif_rate", "company", "2026-T4", "qualify_first")


def decide(
    proposal: Proposal, verdict: Literal["accepted", "edited", "refused"], value: int | str | None = None
) -> Decision:
    kept = None if value is None else Fraction(value)
    return Decision(proposal.key, verdict, "Directrice", ON, "décidé en réunion", kept)


def promised(strategy: Strategy, kpi: str, scope: str, *, is_rate: bool = False) -> Fraction | None:
    """What the strategy asks in the fourth quarter."""
    period = strategy.company.calendar.parse("2026-T4")
    found = target_for(strategy, kpi, scope, period, is_rate=is_rate)
    return found.value if found else None


def errors(strategy: Strategy) -> list[str]:
    known = [kpi.key for kpi in SHIPPED]
    rates = [kpi.key for kpi in SHIPPED if kpi.is_rate]
    return [one.where for one in problems(strategy, known, rates=rates) if one.severity == "error"]


def test_the_accepted_target_is_asked_of_each_and_adds_up_to_the_company_s() -> None:
    """120 k€ a person, 960 k€ together; the third quarter still reads as it did."""
    strategy = with_targets(target("company", 800_000), *EACH)

    after = next_strategy(strategy, (RISE,), (decide(RISE, "accepted"),))

    assert after.period == "2026-T4"
    assert {promised(after, "bookings", f"rep:{rep}") for rep in REPS} == {Fraction(120_000)}
    assert promised(after, "bookings", "company") == 960_000
    assert after.targets[: len(strategy.targets)] == strategy.targets
    assert errors(after) == []
    assert loads(dumps(after), "next.toml") == after


def test_nothing_undecided_and_nothing_refused_is_ever_applied() -> None:
    strategy = with_targets(*EACH)

    for decisions in ((), (decide(RISE, "refused"),), (decide(RISE, "accepted"), decide(RISE, "refused"))):
        after = next_strategy(strategy, (RISE,), decisions)
        assert {promised(after, "bookings", f"rep:{rep}") for rep in REPS} == {Fraction(100_000)}
        assert promised(after, "bookings", "company") == 800_000


def test_a_value_written_by_hand_is_the_one_kept_and_the_last_word_holds() -> None:
    words = (decide(RISE, "refused"), decide(RISE, "edited", 112_500))

    after = next_strategy(with_targets(*EACH), (RISE,), words)

    assert promised(after, "bookings", "rep:paul") == 112_500


def test_months_already_promised_that_add_up_to_the_accepted_target_keep_their_split() -> None:
    months = (("2026-10", 40_000), ("2026-11", 42_000), ("2026-12", 38_000))
    coming = [target(f"rep:{rep}", value, window=window) for rep in REPS for window, value in months]
    whole = [target("company", 8 * value, window=window) for window, value in months]
    strategy = with_targets(*EACH, *coming, *whole)

    assert next_strategy(strategy, (RISE,), (decide(RISE, "accepted"),)).targets == strategy.targets

    less = next_strategy(strategy, (RISE,), (decide(RISE, "edited", 115_000),))
    assert promised(less, "bookings", "rep:paul") == 115_000
    assert promised(less, "bookings", "company") == 920_000  # it was their sum, and stays so
    assert [one.window for one in less.targets if one.scope == "rep:paul"] == ["2026-T3", "2026-T4"]


def test_what_the_strategy_already_promises_stands_when_nobody_decides() -> None:
    coming = [target(f"rep:{rep}", 105_000, window="2026-T4") for rep in REPS]

    after = next_strategy(with_targets(*EACH, *coming), (RISE,), ())

    assert promised(after, "bookings", "rep:paul") == 105_000


def test_an_accepted_pace_is_a_target_a_week_for_each_rep_counted_and_as_a_rate() -> None:
    strategy = with_targets(
        target("each_rep", 5, kpi="rdv_d", cadence=Cadence.WEEK), target("each_rep", 5, kpi="rdv_d_week")
    )

    after = next_strategy(strategy, (PACE,), (decide(PACE, "accepted"),))

    assert promised(after, "rdv_d_week", "company", is_rate=True) == 6
    assert promised(after, "rdv_d", "rep:paul") == 6 * Fraction(64, 5)
    assert errors(after) == []


def test_a_pace_that_was_never_a_target_becomes_one() -> None:
    after = next_strategy(with_targets(), (PACE,), (decide(PACE, "edited", 7),))

    assert [(one.kpi, one.scope, int(one.value), one.window) for one in after.targets] == [
        ("rdv_d_week", "each_rep", 7, "2026-T4")
    ]


def test_a_practice_without_a_value_leaves_the_targets_alone() -> None:
    strategy = with_targets(target("company", "0.8", kpi="qualif_rate"))

    after = next_strategy(strategy, (CALL,), (decide(CALL, "accepted"),))

    assert promised(after, "qualif_rate", "company", is_rate=True) == Fraction(4, 5)


def test_the_people_and_their_absences_are_the_same_and_nothing_is_asked_of_who_has_left() -> None:
    away = with_rep("anne", with_targets(*EACH), absences=(Absence(first_day=ON, last_day=ON),))
    leaving = with_rep("paul", away, left_on=ON)

    after = next_strategy(leaving, (RISE,), (decide(RISE, "accepted"),))

    assert after.reps == leaving.reps
    assert [one.scope for one in after.targets if one.window == "2026-T4"] == [f"rep:{rep}" for rep in REPS[1:]]


def test_without_any_target_only_the_period_moves() -> None:
    """EC-80: a first period without targets has a next one too."""
    strategy = with_targets()

    assert next_strategy(strategy, (), ()) == strategy.model_copy(update={"period": "2026-T4"})


def test_a_target_of_the_year_already_covers_the_next_quarter() -> None:
    strategy = with_targets(target("company", 3_000_000, window="2026"))

    assert next_strategy(strategy, (), ()).targets == strategy.targets
