"""The funnel read backwards: what a number asks in RDV-D a week."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from bilan.plan.load import Funnel, pace_for

FUNNEL = Funnel(average_deal=Fraction(20_000), won_rate=Fraction(1, 4), weeks=Fraction(45))


def test_a_million_at_20_000_a_deal_and_one_won_in_four_is_200_meetings_over_45_weeks() -> None:
    assert pace_for(Fraction(1_000_000), FUNNEL) == Fraction(200, 45)


def test_a_rate_that_nothing_gives_gives_no_pace() -> None:
    lacking = [
        replace(FUNNEL, average_deal=None), replace(FUNNEL, won_rate=None), replace(FUNNEL, won_rate=Fraction(0)),
        replace(FUNNEL, average_deal=Fraction(0)), replace(FUNNEL, weeks=Fraction(0)),
    ]  # fmt: skip

    assert [pace_for(Fraction(1_000_000), funnel) for funnel in lacking] == [None] * 5
