"""What a recommended pace of RDV-D would give of the target, and whether anybody ever held it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bilan.kpis.catalog import BY_KEY
from bilan.plan.current import EACH, current_targets
from bilan.plan.outlook import pace_outlook, prospect, weeks_held
from bilan.plan.presence_of import days_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilan.plan.proposal import Proposal
    from bilan.plan.targets import Basis

PACE = BY_KEY["rdv_d_week"]


def paced(basis: Basis, proposal: Proposal, targets: Sequence[Proposal]) -> Proposal:
    """A recommended pace with its chance of the proposed bookings, conversion held or slipping; others as they are."""
    if proposal.method != "raise_pace" or proposal.value is None:
        return proposal
    numbers = dict(proposal.numbers)
    numbers["weeks_held"] = weeks_held(basis.facts, basis.strategy, PACE, proposal.value, basis.review.window)
    asked = next((one for one in targets if (one.kpi, one.scope) == ("bookings", EACH)), None)
    current = next(
        (one for one in current_targets(basis.strategy, basis.review.period)
         if (one.kpi, one.scope) == ("bookings", EACH)), None,
    )  # fmt: skip
    if asked is None or asked.value is None or current is None:
        return replace(proposal, numbers=numbers)
    days = days_of(basis.strategy, current, basis.review.period)
    found = pace_outlook(
        basis.facts, basis.strategy, prospect(basis.facts, basis.strategy, basis.review, current, basis.judged),
        basis.funnel.over(days.weeks), (proposal.value, asked.value),
    )  # fmt: skip
    if found is not None:
        numbers |= {
            "chance_wanted": float(basis.strategy.thresholds.target_chance),
            "pace_needed": found.needed.value, "pace_low": found.needed.low, "pace_high": found.needed.high,
            "chance_at_pace": found.chance, "chance_if_slips": found.chance_if_it_slips,
        }  # fmt: skip
    return replace(proposal, numbers=numbers)
