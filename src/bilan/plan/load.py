"""What a target asks in meetings: how many RDV-D a week each person would have to hold (the funnel read backwards)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING

from bilan.kpis.available import available
from bilan.kpis.catalog import BY_KEY
from bilan.kpis.compute import actuals
from bilan.kpis.scope import COMPANY, Scope
from bilan.strategy.presence import presence_rate

if TYPE_CHECKING:
    from bilan.facts.snapshot import Facts
    from bilan.review.review import Review
    from bilan.strategy.document import Rep, Strategy

NEEDED = ("avg_deal", "deals_won", "rdv_d", "rdv_d_week")


@dataclass(frozen=True, slots=True)
class Funnel:
    """What a RDV-D was worth in the period, and for how long one will be able to hold some.

    None where the facts do not tell: a rate is never made up.
    """

    average_deal: Fraction | None = None
    won_rate: Fraction | None = None  # signatures of the period ÷ RDV-D of the period
    pace: Fraction | None = None  # RDV-D a week present, all reps together
    weeks: Fraction = Fraction(0)  # weeks of five days present in the next period, of those whom the target is for
    median_pace: Fraction | None = None  # of the reps taken one by one
    best_pace: Fraction | None = None

    def over(self, weeks: Fraction) -> Funnel:
        return replace(self, weeks=weeks)

    def won_by(self, discoveries: Fraction) -> Fraction | None:
        """Signatures to be expected of so many RDV-D."""
        return None if self.won_rate is None else discoveries * self.won_rate

    @property
    def discoveries(self) -> Fraction | None:
        """RDV-D to be expected in the next period at the present pace."""
        return None if self.pace is None else self.pace * self.weeks


def pace_for(target: Fraction, funnel: Funnel) -> Fraction | None:
    """RDV-D a week and per person that bookings of ``target`` imply; None where a rate of the funnel is not known."""
    if not funnel.average_deal:
        return None
    return pace_for_deals(target / funnel.average_deal, funnel)


def pace_for_deals(deals: Fraction, funnel: Funnel) -> Fraction | None:
    """RDV-D a week and per person that so many signatures imply."""
    return deals / funnel.won_rate / funnel.weeks if funnel.won_rate and funnel.weeks else None


def funnel_of(facts: Facts, strategy: Strategy, review: Review) -> Funnel:
    """The funnel of the whole company over the period; no weeks yet, for they depend on whom a target is for.

    The rate is that of the period, not of the cohort of its RDV-D: half of these have not had the time to be signed,
    and a cohort cut short would ask for more meetings than the target needs.
    """
    usable = {kpi.key for kpi in available(facts, strategy)}
    kpis = [BY_KEY[key] for key in NEEDED if key in usable]
    found = actuals(facts, strategy, kpis, [review.window], as_of=review.window.end)

    def value(key: str, scope: Scope = COMPANY) -> Fraction | None:
        one = found.of(BY_KEY[key], scope, review.window)
        return one.value if one else None

    won, met = value("deals_won"), value("rdv_d")
    eligible = [rep for rep in strategy.reps if _is_eligible(rep, strategy, review)]
    paces = [pace for rep in eligible if (pace := value("rdv_d_week", Scope("rep", rep.key))) is not None]
    return Funnel(
        average_deal=value("avg_deal"), won_rate=won / met if won is not None and met else None,
        pace=value("rdv_d_week"), median_pace=median(paces) if paces else None, best_pace=max(paces, default=None),
    )  # fmt: skip


def _is_eligible(rep: Rep, strategy: Strategy, review: Review) -> bool:
    minimum = Fraction(strategy.thresholds.minimum_presence)
    return not (rep.manages or rep.vacant) and presence_rate(rep, strategy, review.window) >= minimum
