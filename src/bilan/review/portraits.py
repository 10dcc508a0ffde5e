"""What differs in the facts about somebody whose pace is established above the others: a description, never a cause.

How long before a meeting is booked, who does not come, when in the day, where the prospects come from. Sharing the
method starts from what can be seen of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bilan.kpis.scope import Scope
from bilan.meetings.sequence import DISCOVERY
from bilan.review.finding import Evidence, Finding, FindingKind
from bilan.stats.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilan.facts.snapshot import Facts
    from bilan.review.judgement import Judgement
    from bilan.review.review import Review

PACES = ("rdv_d_week", "rdv_d")
FEWEST = 10  # meetings on each side, below which nothing is described


@dataclass(frozen=True, slots=True)
class _Side:
    """The RDV-D of one person, or of the others, held and missed."""

    days_ahead: tuple[int, ...]
    missed: int
    held: int
    sources: tuple[str, ...]

    @property
    def lead(self) -> int | None:
        """The middle number of days between booking and meeting."""
        return sorted(self.days_ahead)[len(self.days_ahead) // 2] if len(self.days_ahead) >= FEWEST else None

    @property
    def no_show(self) -> float | None:
        return self.missed / (self.held + self.missed) if self.held + self.missed >= FEWEST else None

    def part_from(self, source: str) -> float:
        return self.sources.count(source) / len(self.sources) if self.sources else 0.0


def portraits(facts: Facts, review: Review, judged: Judgement) -> tuple[Finding, ...]:
    """One description for each person established above the others in RDV-D."""
    best = [one for one in judged.comparisons if one.measured in PACES and one.verdict is Verdict.ESTABLISHED
            and one.effect and one.effect.ratio > 1]  # fmt: skip
    found = (_portrait(facts, review, judged, who) for who in dict.fromkeys(one.who for one in best))
    return tuple(one for one in found if one)


def _portrait(facts: Facts, review: Review, judged: Judgement, who: str) -> Finding | None:
    rest = [other for other in judged.team.people if other != who]
    own, others = _side(facts, review, [who]), _side(facts, review, rest)
    if min(own.held, others.held) < FEWEST:
        return None
    source = max(sorted(set(own.sources)), key=lambda one: own.part_from(one) - others.part_from(one), default="")
    numbers: Evidence = {
        "lead": own.lead, "others_lead": others.lead, "no_show": own.no_show, "others_no_show": others.no_show,
        "source": source, "from_source": own.part_from(source) if source else None,
        "others_from_source": others.part_from(source) if source else None,
    }  # fmt: skip
    if all(numbers[name] is None for name in ("lead", "no_show", "from_source")):
        return None
    return Finding(
        key=f"portrait:{who}", kind=FindingKind.PORTRAIT, sense="neutral", scope=Scope("rep", who), kpi="rdv_d",
        evidence=numbers, people=(who,),
    )  # fmt: skip


def _side(facts: Facts, review: Review, people: Sequence[str]) -> _Side:
    """What the facts hold of the RDV-D of some people in the period."""
    m, deals = facts.table("meetings"), facts.table("deals").select(of="key", source="lead_source")
    window = review.window
    rows = m.filter((m.day >= window.start) & (m.day < window.end) & m.rep.isin(list(people)) & (m.step == DISCOVERY)
                    & ~m.is_duplicate & m.outcome.isin(["held", "no_show"]))  # fmt: skip
    joined = rows.left_join(deals, rows.deal == deals.of)
    asked = joined.select("outcome", "counts", "source", ahead=joined.day.delta(joined.booked_day, unit="day"))
    answer: list[dict[str, Any]] = facts.engine.answer(asked).to_pylist()
    held = [row for row in answer if row["outcome"] == "held" and row["counts"]]
    ahead = tuple(int(row["ahead"]) for row in held if row["ahead"] is not None and row["ahead"] >= 0)
    sources = tuple(row["source"] for row in held if row["source"])
    return _Side(ahead, sum(row["outcome"] == "no_show" for row in answer), len(held), sources)
