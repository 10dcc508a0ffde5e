"""Everything that could change in the next period: a target proposal for each target, a recommendation for each KPI."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bilan.plan.paces import paced
from bilan.plan.recommendations import Signs, recommendations
from bilan.plan.targets import basis_of, target_proposals
from bilan.review.judgement import NOBODY_JUDGED, Judgement

if TYPE_CHECKING:
    from bilan.facts.snapshot import Facts
    from bilan.plan.proposal import Proposal
    from bilan.review.finding import Finding
    from bilan.review.review import Review
    from bilan.review.story import CheckedStory
    from bilan.strategy.document import Strategy

TWINS = {"rdv_d": "rdv_d_week", "rdv_d_week": "rdv_d"}  # « 5 RDV-D a week », counted or as a pace: one promise


def proposals(
    facts: Facts, strategy: Strategy, review: Review, findings: Sequence[Finding], stories: Sequence[CheckedStory], *,
    judged: Judgement = NOBODY_JUDGED,
) -> tuple[Proposal, ...]:  # fmt: skip
    """Targets in the order of the strategy, then recommendations in the order of its KPIs: always the same order.

    A KPI has one number to decide: where a recommendation asks for a pace, the rule's proposal for the same promise
    is not made beside it, and its value is among the recommendation's numbers.
    """
    basis = basis_of(facts, strategy, review, findings, judged)
    targets = target_proposals(basis)
    advised = tuple(
        paced(basis, one, targets) for one in recommendations(Signs(strategy, review, findings, stories, targets))
    )
    with_pace = {(kpi, one.scope) for one in advised if one.value is not None for kpi in (one.kpi, TWINS.get(one.kpi))}
    kept = (one for one in targets if (one.kpi, one.scope) not in with_pace or not is_pace(one))
    return (*kept, *advised)


def is_pace(proposal: Proposal) -> bool:
    """Whether a target is one of meetings a week, which a recommended pace speaks of too."""
    return proposal.kpi == "rdv_d_week" or proposal.cadence == "week"
