"""The course's company as a strategy: eight reps, teams Nord and Sud, the third quarter of 2026."""

from __future__ import annotations

from datetime import date
from typing import Any

from bilan.strategy.document import Strategy, Target
from bilan.strategy.toml import loads

TEXT = """
period = "2026-T3"

[company]
name = "Zignature"

[[teams]]
key = "nord"
name = "Nord"

[[teams]]
key = "sud"
name = "Sud"

[[kpis]]
key = "bookings"

[[kpis]]
key = "rdv_d"
cadence = "week"

""" + "\n".join(
    f"""
[[reps]]
key = "{key}"
name = "{name}"
addresses = ["{key}@zignature.example"]
teams = [{{ team = "{team}" }}]
"""
    for key, name, team in [
        ("paul", "Paul", "nord"), ("pierre", "Pierre", "nord"), ("anne", "Anne", "nord"), ("claire", "Claire", "nord"),
        ("karim", "Karim", "sud"), ("lea", "Léa", "sud"), ("marc", "Marc", "sud"), ("sofia", "Sofia", "sud"),
    ]
)  # fmt: skip
KNOWN = ("bookings", "rdv_d", "win_rate", "cycle_days")
BEFORE = date(2026, 6, 20)


def zignature(more: str = "") -> Strategy:
    """The company, with more TOML after it."""
    return loads(TEXT + more, "zignature.toml")


def with_targets(*targets: Target, strategy: Strategy | None = None) -> Strategy:
    return (strategy or zignature()).model_copy(update={"targets": targets})


def with_rep(key: str, strategy: Strategy | None = None, **changes: Any) -> Strategy:
    """The same company where one rep differs."""
    base = strategy or zignature()
    reps = tuple(type(rep).model_validate(rep.model_dump() | changes) if rep.key == key else rep for rep in base.reps)
    return base.model_copy(update={"reps": reps})


def target(scope: str, value: object, *, kpi: str = "bookings", window: str = "2026-T3", **more: object) -> Target:
    return Target.model_validate({"kpi": kpi, "scope": scope, "window": window, "value": value, **more})
