"""Everything that the figures of a review establish, in the order a director reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilan.review.concentration import concentration
from bilan.review.cycle_length import cycle_finding
from bilan.review.gap_parts import gap_findings, mix_findings
from bilan.review.gaps import gaps
from bilan.review.judgement import judgement
from bilan.review.landing import landing_findings
from bilan.review.long_exchanges import long_exchanges
from bilan.review.passages import stage_findings
from bilan.review.portraits import portraits
from bilan.review.realism import realism
from bilan.review.slow import slow_finding
from bilan.review.stalled import stalled
from bilan.review.standouts import standouts

if TYPE_CHECKING:
    from bilan.facts.snapshot import Facts
    from bilan.review.finding import Finding
    from bilan.review.judgement import Judgement
    from bilan.review.review import Review
    from bilan.strategy.document import Strategy


def findings(facts: Facts, strategy: Strategy, review: Review, judged: Judgement | None = None) -> tuple[Finding, ...]:
    """The three levels of the method: the objectives, the differences between reps, then deals that need a word.

    The same facts always give the same findings in the same order. What a company has no data for yields nothing.
    ``judged`` is the judgement of the review, made here when it is not at hand.
    """
    judged = judged or judgement(facts, strategy, review)
    return (
        *realism(strategy, review),
        *concentration(facts, strategy, review),
        *gaps(review),
        *standouts(strategy, review, judged),
        *portraits(facts, review, judged),
        *gap_findings(facts, strategy, review, judged),
        *mix_findings(facts, strategy, review),
        *stage_findings(judged.stages, judged.stage_chances),
        *((cycle_finding(judged.cycle, judged.cycle_chance),) if judged.cycle else ()),
        *long_exchanges(facts, strategy, review),
        *stalled(facts, strategy, review),
        *((slow_finding(judged.slow),) if judged.slow else ()),
        *(landing_findings(judged.deals, strategy, review) if judged.deals else ()),
    )
