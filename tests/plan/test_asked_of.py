"""Of whom a target written by name is asked, once somebody has left."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bilan.plan.current import current_targets
from bilan.plan.presence_of import asked_of
from bilan.strategy.toml import read

EXAMPLE = Path(__file__).parents[2] / "examples" / "zignature" / "strategy.toml"


def test_what_was_asked_of_a_rep_who_has_left_is_asked_of_nobody_next() -> None:
    """EC-52: Sofia leaves on 30 September; eight targets stand behind the third quarter, seven behind the fourth."""
    strategy = read(EXAMPLE)
    reps = tuple(
        rep.model_copy(update={"left_on": date(2026, 9, 30)}) if rep.key == "sofia" else rep for rep in strategy.reps
    )
    strategy = strategy.model_copy(update={"reps": reps})
    third = strategy.company.calendar.parse("2026-T3")
    bookings = next(one for one in current_targets(strategy, third) if (one.kpi, one.scope) == ("bookings", "each_rep"))

    assert bookings.is_by_name
    assert len(asked_of(strategy, bookings, third)) == 8
    assert len(asked_of(strategy, bookings, third.next())) == 7
    assert "rep:sofia" not in asked_of(strategy, bookings, third.next())
