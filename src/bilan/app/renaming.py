"""A person who is erased, under the name that stands for them from then on, wherever a word of the journal has them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bilan.facts.people import plain_name
from bilan.ledger.erased import split
from bilan.strategy.document import Rep, Strategy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bilan.plan.canonical import Words
    from bilan.plan.plan import Action

SHORTEST = 3  # letters of a word of a name that is looked for in a text


@dataclass(frozen=True, slots=True)
class Renaming:
    """The rep's key and every name that a version of the strategy knows them by; the key and name that replace them."""

    key: str
    known: frozenset[str]  # as ``plain_name`` compares them
    new_key: str
    new_name: str

    def lookup(self, text: str) -> str | None:
        """What a source's name for them becomes; None for anybody else."""
        return self.new_key if plain_name(text) in self.known else None

    def source(self, text: str) -> str:
        """An owner or a split, as a source or a correction says it."""
        return self.lookup(text) or split(text, self.lookup)

    def name(self, text: str) -> str:
        """A name or key that stands alone: an author, an owner, somebody invited."""
        if text == self.key:
            return self.new_key
        return self.new_name if plain_name(text) in self.known else text

    def address(self, text: str) -> str:
        """What cites them by key: « rep:paul », « standout:rdv_d:paul », « target:bookings:rep:paul »."""
        return re.sub(rf"(?<!team:)(?<![\w-]){re.escape(self.key)}(?![\w-])", self.new_key, text)

    def mentions(self, text: str) -> bool:
        """Whether a text names them: a name, an address or a word of either, whole; a company's domain names nobody."""
        words = self.known | {word for known in self.known for word in re.split(r"[^\w]+", known.partition("@")[0])}
        found = "|".join(re.escape(word) for word in sorted(words) if len(word) >= SHORTEST)
        return bool(re.search(rf"(?<!\w)(?:{found})(?!\w)", plain_name(text)))

    def strategy(self, document: Strategy) -> Strategy:
        """The same strategy, the rep in their place under the other name, with no address."""
        targets = [target.model_copy(update={"scope": self.address(target.scope)}) for target in document.targets]
        teams = [team.model_copy(update={"manager": self.name(team.manager)}) for team in document.teams]
        reps = [self._rep(rep) for rep in document.reps]
        return document.model_copy(update={"targets": tuple(targets), "teams": tuple(teams), "reps": tuple(reps)})

    def _rep(self, rep: Rep) -> Rep:
        if rep.key != self.key:
            return rep
        return rep.model_copy(update={"key": self.new_key, "name": self.new_name, "addresses": ()})

    def words(self, said: Words) -> Words:
        """The words of a closed review, their free text as it is."""
        return replace(
            said,
            stories=tuple(
                replace(one, author=self.name(one.author), about=self.address(one.about), finding=self.address(one.finding))
                for one in said.stories
            ),
            answers=tuple(replace(one, author=self.name(one.author), about=self.address(one.about)) for one in said.answers),
            blockings=tuple(replace(one, author=self.name(one.author)) for one in said.blockings),
            sessions=tuple(
                replace(one, invitees=self.names(one.invitees), origin=self.address(one.origin)) for one in said.sessions
            ),
            decisions=tuple(
                replace(one, author=self.name(one.author), proposal=self.address(one.proposal), origin=self.addresses(one.origin))
                for one in said.decisions
            ),
            actions=tuple(map(self._action, said.actions)),
            last_actions=tuple(map(self._action, said.last_actions)),
            consents=said.consents - {self.key},
        )  # fmt: skip

    def _action(self, one: Action) -> Action:
        return replace(
            one, owner=self.name(one.owner), contributors=self.names(one.contributors), origin=self.address(one.origin),
            scope=self.address(one.scope),
        )  # fmt: skip

    def names(self, texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(map(self.name, texts))

    def addresses(self, texts: Iterable[str]) -> tuple[str, ...]:
        return tuple(map(self.address, texts))

    def logged(self, value: Any) -> Any:
        """What a log keeps of a value that was changed: nothing of a text that names them."""
        if isinstance(value, dict):
            return {key: self.logged(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self.logged(one) for one in value]
        if not isinstance(value, str):
            return value
        renamed = self.address(self.name(value))
        return "…" if self.mentions(renamed) else renamed
