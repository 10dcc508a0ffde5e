"""How a dossier speaks to an audience: which names it says, which it keeps, and how it calls a KPI."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from bilan.kpis.scope import NOBODY, scope_label
from bilan.plan.current import kpis_by_key
from bilan.report.audience import Sight
from bilan.report.figures import spaced
from bilan.report.grammar import first_up, joined

if TYPE_CHECKING:
    from fractions import Fraction

    from bilan.kpis.kpi import Kpi
    from bilan.kpis.scope import Scope
    from bilan.plan.dossier import Dossier
    from bilan.report.audience import Audience
    from bilan.report.figures import Writer
    from bilan.strategy.document import Rep, Strategy

# What is counted, as a plural inside a sentence: « 2,0 fois plus de RDV-D ».
_COUNTED: Final = {
    "deals_won": ("signatures", "deals won"), "rdv_q": ("RDV-Q", "RDV-Q"), "rdv_d": ("RDV-D", "RDV-D"),
    "rdv_e": ("RDV-E", "RDV-E"), "rdv_p": ("RDV-P", "RDV-P"), "rdv_c": ("RDV-C", "RDV-C"),
    "rdv_booked": ("RDV pris", "meetings booked"), "calls": ("appels", "calls"),
    "over_limit": ("affaires au-delà du plafond de RDV-E", "deals beyond the RDV-E limit"),
}  # fmt: skip


@dataclass(frozen=True)
class Voice:
    """One dossier, one audience, one language."""

    dossier: Dossier
    w: Writer
    audience: Audience

    @property
    def sight(self) -> Sight:
        return Sight(self.dossier, self.audience)

    @property
    def strategy(self) -> Strategy:
        return self.dossier.review.strategy

    @cached_property
    def kpis(self) -> dict[str, Kpi]:
        return kpis_by_key(self.strategy)

    def kpi_name(self, key: str) -> str:
        """What the screen calls a KPI."""
        kpi = self.kpis.get(key)
        return self.w.label(kpi.label) if kpi else key

    def counted(self, key: str) -> str:
        """What a KPI counts, as a plural in a sentence."""
        if key in _COUNTED:
            return self.w.say(*_COUNTED[key])
        name = self.kpi_name(key)
        first = name.split(" ", 1)[0]
        return name if len(first) > 1 and first.isupper() else name[:1].lower() + name[1:]

    def value(self, kpi: str, value: Fraction | None, *, is_short: bool = True) -> str:
        """A figure in its KPI's unit."""
        found = self.kpis.get(kpi)
        if found is None or value is None:
            return "n/a" if value is None else self.w.quantity("count", value)
        return self.w.short(found, value) if is_short else self.w.value(found, value)

    @property
    def somebody(self) -> str:
        return self.w.say("un membre de l'équipe", "a member of the team")

    def rep(self, key: str) -> str:
        """A rep's name, or « un membre de l'équipe »; of a vacant position, that it is one."""
        if not self.sight.may_name(key):
            return self.somebody
        found = next((rep for rep in self.strategy.reps if rep.key == key), None)
        return self.w.label(found.shown) if found else key

    def who(self, scope: Scope) -> str:
        """A perimeter as a sentence names it."""
        if scope.kind == "rep" and scope != NOBODY:
            return self.rep(scope.key)
        if scope.kind == "team":
            name = self.w.label(scope_label(scope, self.strategy))
            return self.w.say(f"l'équipe {name}", f"the {name} team")
        return self.w.say("l'ensemble de l'équipe", "the whole team")

    def label(self, scope: Scope) -> str:
        """A perimeter beside a figure: « équipe Nord »."""
        name = self.who(scope)
        return name.removeprefix("l'").removeprefix("the ") if scope.kind == "team" else name

    def person(self, said: str) -> str:
        """An author or owner, written as a rep's key or as a name."""
        rep = next((rep for rep in self.strategy.reps if said in {rep.key, rep.name}), None)
        return self.rep(rep.key) if rep else self.told(said)

    def people(self, said: tuple[str, ...]) -> str:
        """Several people: those who may be named, then how many others."""
        keys = [next((rep.key for rep in self.strategy.reps if one in {rep.key, rep.name}), "") for one in said]
        named = [self.person(one) for one, key in zip(said, keys, strict=True) if not key or self.sight.may_name(key)]
        others = len(said) - len(named)
        if others and not named:
            return self.w.tell(f"{others} membre{'s' * (others > 1)} de l'équipe",
                               f"{others} member{'s' * (others > 1)} of the team")  # fmt: skip
        rest = self.w.say(f"{others} autre{'s' * (others > 1)}", f"{others} other{'s' * (others > 1)}")
        return joined([*named, rest], self.w) if others else ", ".join(named)

    def told(self, text: str) -> str:
        """What a person wrote, without the names of those who may not be named (EC-79)."""
        for rep in self.strategy.reps:
            if not self.sight.may_name(rep.key):
                for pattern in _patterns(rep):
                    text = pattern.sub(self._hidden, text)
        return spaced(text) if self.w.language == "fr" else text

    def _hidden(self, found: re.Match[str]) -> str:
        lead, name = found["lead"] or "", found["name"]
        if name.islower():
            return f"{lead}[…]"  # « une offre claire »: a word, or a name written in haste
        somebody = self.somebody
        if self.w.language == "fr" and lead.strip().casefold() in {"de", "que"}:
            return f"{lead.strip()[:-1]}'{somebody}"
        is_first = not found.string[: found.start()].rstrip() or found.string[: found.start()].rstrip()[-1] in ".!?"
        return f"{lead}{first_up(somebody) if is_first and not lead else somebody}"


def _patterns(rep: Rep) -> list[re.Pattern[str]]:
    """The ways a rep may be named: in full, by one of the names, by an address."""
    words = [word for word in re.split(r"[\s\-']+", rep.name) if len(word) > 1]
    names = dict.fromkeys([rep.name, *(one for one in rep.addresses if one), *words, rep.key])
    longest = sorted((name for name in names if name), key=len, reverse=True)
    return [
        re.compile(rf"(?P<lead>\b(?:de|que)\s+|d'|qu')?(?<![\w@])(?P<name>{re.escape(name)})(?![\w@])", re.IGNORECASE)
        for name in longest
    ]
