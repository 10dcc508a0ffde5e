"""What differs between two versions, and what may not change once the period has begun (P18, EC-61)."""

from __future__ import annotations

from datetime import date

import pytest

from bilan.strategy.changes import RetroactiveRise, accept, difference, late_changes
from strategy_cast import target, with_rep, with_targets, zignature

DURING = date(2026, 8, 3)
BEFORE = date(2026, 6, 30)
OLD = with_targets(target("each_rep", 100_000), target("company", 800_000))
RAISED = with_targets(target("each_rep", 120_000), target("company", 800_000))


def test_nothing_differs_between_equal_strategies() -> None:
    assert difference(zignature(), zignature()) == ()


def test_a_change_is_named_by_key_with_before_and_after() -> None:
    (change,) = difference(OLD, RAISED)

    assert change.where == "targets[bookings, each_rep, 2026-T3].value"
    assert (change.before, change.after) == ("100000", "120000")
    assert change.label.fr == "targets[bookings, each_rep, 2026-T3].value : 100000 → 120000"


def test_a_rep_more_is_not_a_change_of_all_the_others() -> None:
    fewer = zignature().model_copy(update={"reps": zignature().reps[1:]})

    places = {change.where.split(".")[0] for change in difference(fewer, zignature())}

    assert places == {"reps[paul]"}
    assert "ajouté" in difference(fewer, zignature())[0].label.fr
    assert "retiré" in difference(zignature(), fewer)[0].label.fr


def test_before_the_period_everything_may_change() -> None:
    assert late_changes(OLD, RAISED, BEFORE) == ()
    assert accept(OLD, RAISED, BEFORE) == ()


def test_a_presence_changed_after_the_start_is_flagged_and_accepted() -> None:
    away = with_rep("marc", absences=[{"first_day": DURING, "last_day": DURING}])

    late = accept(zignature(), away, DURING)

    assert {(change.late, change.refused) for change in late} == {(True, False)}
    assert late[0].where.startswith("reps[marc].absences")


def test_a_name_of_the_company_may_change_at_any_time() -> None:
    other = zignature().model_copy(update={"company": zignature().company.model_copy(update={"name": "Z"})})

    assert late_changes(zignature(), other, DURING) == ()


def test_a_retroactive_rise_is_refused_without_a_reason() -> None:
    with pytest.raises(RetroactiveRise) as refused:
        accept(OLD, RAISED, DURING, reason="  ")

    assert "100000 → 120000" in refused.value.to("fr")
    assert accept(OLD, RAISED, DURING, reason="avenant signé")[0].refused


def test_a_lower_target_is_flagged_but_not_refused() -> None:
    assert [change.refused for change in accept(RAISED, OLD, DURING)] == [False]
