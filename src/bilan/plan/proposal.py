"""A proposal for the next period: a target or a recommendation, with the numbers and findings it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

from bilan.period import Cadence

Numbers = Mapping[str, Fraction | float | int | str | date | None]
Method = Literal[
    "course_rule", "raise_pace", "share_practice", "qualify_first", "review_blocked", "wake_up", "review_means", "keep"
]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What could change for one KPI in the next period; nothing is applied before a person decides (P12).

    ``key`` is its address: « target:bookings:each_rep », « recommendation:rdv_d_week ».
    ``value`` and ``current`` are in the KPI's unit, for one ``cadence``; ``keep`` as method is « rien à changer ».
    """

    key: str
    kind: Literal["target", "recommendation"]
    kpi: str
    scope: str  # as targets write it: « each_rep », « company », « team:nord », « rep:paul »
    window: str  # the next period's name
    method: Method
    cadence: Cadence | None = None
    current: Fraction | None = None
    value: Fraction | None = None
    needs_confirmation: bool = False  # the result was carried by one deal or one rep: no rise without a word
    origin: tuple[str, ...] = ()  # keys of the findings and stories it comes from
    numbers: Numbers = field(default_factory=dict)

    @property
    def is_change(self) -> bool:
        return self.method != "keep"
