"""What if the target were this much? The chance of any number that a person types, from the review of a period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bilan.app.assembling import read
from bilan.app.reviewing import basis_now
from bilan.app.writing import period_of
from bilan.errors import BilanError
from bilan.label import Label
from bilan.plan.current import Current, current_targets
from bilan.plan.outlook import BOOKINGS, Prospect, prospect

if TYPE_CHECKING:
    from datetime import date

    from bilan.app.workspace import Workspace
    from bilan.period import Period


class NoChance(BilanError):
    """No chance may be told of a target: none is set for a whole, or the period is not over."""

    def __init__(self, period: Period, known: tuple[str, ...]) -> None:
        listed = ", ".join(known) or "–"
        super().__init__(Label(
            fr=f"Aucune chance ne peut être dite pour {period.label('fr')}\u00a0: il y faut une période finie et un objectif de CA signé de "
               f"l'entreprise, d'une équipe ou de chaque commercial. Rien n'a changé. Périmètres possibles\u00a0: {listed}.",
            en=f"No chance can be told for {period.label('en')}: it takes a period that is over and a target of bookings for the company, a "
               f"team or each rep. Nothing has changed. Possible scopes: {listed}.",
        ))  # fmt: skip


class TooFewSignatures(BilanError):
    """Fewer than twenty signatures put no number on a target."""

    def __init__(self, deals: int) -> None:
        super().__init__(Label(
            fr=f"Pas assez de signatures ({deals}) pour chiffrer un objectif. Rien n'a changé. Gardez l'ancien, ou importez une période "
               "d'historique de plus.",
            en=f"Too few signed deals ({deals}) to put a number on a target. Nothing has changed. Keep the old one, or import one more period "
               "of history.",
        ))  # fmt: skip


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A target as it stands, and the outlook that any other value is asked of."""

    current: Current
    outlook: Prospect


def what_if(workspace: Workspace, period: str, *, today: date, scope: str = "") -> WhatIf:
    """The outlook of the bookings target of a perimeter; of the first that has one where none is named."""
    asked = period_of(period)
    figures = read(workspace, asked.name, basis_now(), today)
    strategy = figures.review.strategy
    targets = [one for one in current_targets(strategy, figures.review.period) if one.kpi == BOOKINGS.key]
    line = figures.review.line(BOOKINGS.key)
    if line and line.reading.target and all(one.scope != "company" for one in targets):
        targets.append(Current(BOOKINGS.key, "company", line.reading.target))  # what its reps are asked together
    found = {
        one.scope: WhatIf(one, outlook)
        for one in targets
        if (outlook := prospect(figures.facts, strategy, figures.review, one, figures.judged))
    }
    chosen = found.get(scope) if scope else next(iter(found.values()), None)
    if chosen is None:
        raise NoChance(asked, tuple(found))
    if chosen.outlook.outlook is None:
        raise TooFewSignatures(chosen.outlook.history.deals)
    return chosen
