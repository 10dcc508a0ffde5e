"""What a review establishes, as data: what, about whom, how sure, on which numbers. No sentence is written here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from bilan.kpis.scope import COMPANY, Scope
from bilan.stats.verdict import Verdict

Evidence = Mapping[str, Fraction | float | int | str | date | None]


class FindingKind(StrEnum):
    """What a finding is about; each has its sentences in ``report.sentences``."""

    REALISM = "realism"  # were the objectives realistic? (Z14, domain.md 3.6)
    CONCENTRATION = "concentration"  # a result carried by one deal or one rep
    STANDOUT = "standout"  # a rep apart from the others on a KPI (Z15)
    GAP = "gap"  # a KPI far from its target
    OVER_LIMIT = "over_limit"  # deals past the limit of RDV-E (Z10)
    BLOCKED = "blocked"  # what blocks the deals that were reviewed (Z10)
    STALLED = "stalled"  # open deals gone silent
    STAGE = "stage"  # how many deals of a stage go on, beside the periods before
    CYCLE = "cycle"  # how long deals take to be decided, those still open counted
    SLOW = "slow"  # open deals slower or more silent than those that went on
    GAP_PARTS = "gap_parts"  # what the gap to the target of bookings is made of
    MIX = "mix"  # prices, number and products behind a change of what was signed
    PORTRAIT = "portrait"  # what differs in the facts about somebody who stands apart: described, no cause
    LANDING = "landing"  # where a period under way may end
    STORY = "story"  # what the facts say of a story told by a person (Z16)
    LAST_PLAN = "last_plan"  # an action of the last plan, and its KPI before and since (EC-77)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the figures say, with the numbers that it rests on.

    ``key`` is its address and stays the same each time it is computed: stories, recommendations and answers cite it.
    ``evidence`` holds plain numbers in the KPI's unit; ``rows`` the keys of the facts to open behind them.
    """

    key: str
    kind: FindingKind
    sense: Literal["success", "failure", "neutral"]
    scope: Scope = COMPANY
    kpi: str = ""
    verdict: Verdict | None = None
    evidence: Evidence = field(default_factory=dict)
    rows: tuple[str, ...] = ()
    people: tuple[str, ...] = ()  # keys of the reps whom it singles out: named only where they may be (EC-78)
