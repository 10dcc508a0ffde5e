"""For whom a figure is read: the company, a team, a rep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bilan.errors import BilanError
from bilan.facts.people import UNASSIGNED, plain_name
from bilan.label import Label

if TYPE_CHECKING:
    from bilan.strategy.document import Strategy


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """One perimeter; the rep with an empty key is « non attribué » (EC-32)."""

    kind: Literal["company", "team", "rep"]
    key: str = ""

    @property
    def name(self) -> str:
        """How the strategy writes it: ``company``, ``team:nord``, ``rep:paul``."""
        return self.kind if self.kind == "company" else f"{self.kind}:{self.key}"


COMPANY = Scope("company")
NOBODY = Scope("rep", UNASSIGNED)


def scopes_of(strategy: Strategy) -> tuple[Scope, ...]:
    """Every perimeter of a strategy, the widest first; unassigned figures last."""
    teams = tuple(Scope("team", team.key) for team in strategy.teams)
    reps = tuple(Scope("rep", rep.key) for rep in strategy.reps)
    return (COMPANY, *teams, *reps, NOBODY)


def scope_label(scope: Scope, strategy: Strategy) -> Label:
    """What the screen calls a perimeter."""
    if scope.kind == "company":
        return Label(strategy.company.name, strategy.company.name)
    if scope == NOBODY:
        return Label("Non attribué", "Unassigned")
    if scope.kind == "rep":
        return strategy.rep(scope.key).shown
    name = next(team.name for team in strategy.teams if team.key == scope.key)
    return Label(name, name)


def parse_scope(text: str, strategy: Strategy) -> Scope:
    """The perimeter that a person names: nothing for the company, a team's or a rep's key or name."""
    if not text or text == "company":
        return COMPANY
    wanted = plain_name(text.removeprefix("team:").removeprefix("rep:"))
    for kind, people in (("team", strategy.teams), ("rep", strategy.reps)):
        for one in people:
            if wanted in (one.key, plain_name(one.name)) and not text.startswith(
                {"team": "rep:", "rep": "team:"}[kind]
            ):
                return Scope(kind, one.key)  # type: ignore[arg-type]  # one of the two literals above
    names = ", ".join([team.name for team in strategy.teams] + [rep.name for rep in strategy.reps])
    raise BilanError(Label(
        fr=f"« {text} » n'est ni une équipe ni un commercial de la stratégie. Choisissez parmi : {names}.",
        en=f"“{text}” is neither a team nor a rep of the strategy. Choose among: {names}.",
    ))  # fmt: skip
