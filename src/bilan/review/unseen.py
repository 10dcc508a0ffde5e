"""Reps whom no row names: their zeros say that the sources do not know them, not that they sold nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilan.label import Label
from bilan.review.data_quality import Remark
from bilan.review.eligible import eligible

if TYPE_CHECKING:
    from bilan.facts.snapshot import Facts
    from bilan.period import Period
    from bilan.review.review import Review
    from bilan.strategy.document import Strategy

CODE = "unseen_rep"
LABEL = Label(
    "commerciaux qu'aucune ligne ne nomme : comptés pour 0, sans être comparés aux autres",
    "reps whom no row names: counted for 0, not compared with the others",
)
REMEDY = Label(
    "vérifiez leur nom dans la source, ou leurs dates d'arrivée et de départ dans la stratégie",
    "check their name in the source, or their dates of arrival and departure in the strategy",
)


def unseen(facts: Facts, strategy: Strategy, window: Period) -> tuple[Remark, ...]:
    """One remark for the reps of the period who are in no deal, no meeting and no measure, ever."""
    named: set[str] = set()
    for name in ("deals", "meetings", "measures"):
        table = facts.table(name)
        named |= set(facts.engine.answer(table.select("rep").distinct())["rep"].to_pylist())
    people = eligible(strategy, window)
    missing = tuple(rep.key for rep in people if rep.key not in named)
    if not missing or 2 * len(missing) >= len(people):  # when most are missing, it is the file that says little
        return ()
    return (Remark(CODE, len(missing), len(people), None, LABEL, REMEDY, missing),)


def unseen_in(review: Review) -> frozenset[str]:
    """The keys of the reps whom the sources of a review do not know."""
    return frozenset(key for one in review.remarks if one.code == CODE for key in one.keys)
