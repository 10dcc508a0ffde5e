"""EC-74: an action without an owner, a date, a KPI or an origin is not one yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from bilan.plan.plan import Action
from bilan.plan.smart import smart

WHOLE = Action(
    number=1, period="2026-T4", title="Présenter la méthode de prospection", type="sharing", kpi="rdv_d_week",
    owner="paul", due_on=date(2026, 10, 9), origin="standout:rdv_d:paul", starts_on=date(2026, 10, 1),
    scope="company", expected=Fraction(6),
)  # fmt: skip


def test_an_action_with_everything_lacks_nothing() -> None:
    assert smart(WHOLE, band=(Fraction(4), Fraction(7))) == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kpi": ""}, "un KPI, et un seul"),
        ({"kpi": "rdv_d,bookings"}, "un KPI, et un seul"),
        ({"scope": " "}, "un périmètre"),
        ({"expected": None}, "un effet attendu chiffré"),
        ({"expected": Fraction(12)}, "atteignable"),
        ({"origin": ""}, "une origine"),
        ({"starts_on": None}, "une date de début"),
        ({"starts_on": date(2026, 11, 1)}, "une échéance"),
        ({"owner": ""}, "un responsable"),
        ({"owner": "paul, anne"}, "un responsable, et un seul"),
    ],
)
def test_it_says_the_one_thing_that_is_missing(change: dict[str, Any], said: str) -> None:
    lacking = smart(replace(WHOLE, **change), band=(Fraction(4), Fraction(7)))

    assert len(lacking) == 1
    assert said in lacking[0].fr
