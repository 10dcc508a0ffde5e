"""What differs between two versions of a strategy, and what may no longer change once the period has begun."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from bilan.errors import BilanError
from bilan.label import Label
from bilan.strategy.document import Strategy, Target

Flat = Mapping[str, str]
SENSITIVE = ("targets", "reps", "teams", "kpis", "thresholds", "rates", "nomenclature")


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs; ``before`` is empty for what is new, ``after`` for what is gone."""

    where: str
    before: str
    after: str
    label: Label
    late: bool = False  # made after the period began (P18)
    refused: bool = False  # a rise of a target after its period began: only with a written reason (EC-61)


class RetroactiveRise(BilanError):
    """A target cannot be raised once its period has begun, unless someone says why."""

    def __init__(self, changes: tuple[Change, ...]) -> None:
        self.changes = changes
        listed_fr = " ; ".join(change.label.fr for change in changes)
        listed_en = "; ".join(change.label.en for change in changes)
        super().__init__(Label(
            fr="Un objectif ne peut pas être relevé après le début de sa période : il ne serait pas opposable. "
               f"Rien n'a été changé. {listed_fr}. Pour l'imposer malgré tout, donnez une raison écrite.",
            en="A target cannot be raised after its period began: it could not be held against anyone. "
               f"Nothing was changed. {listed_en}. To impose it all the same, give a written reason.",
        ))  # fmt: skip


def difference(old: Strategy, new: Strategy) -> tuple[Change, ...]:
    """Every value that differs, named by key rather than by rank: ``reps[paul].site``."""
    before, after = dict(_flat(old)), dict(_flat(new))
    keys = [*before, *(key for key in after if key not in before)]
    return tuple(
        Change(key, before.get(key, ""), after.get(key, ""), _sentence(key, before.get(key), after.get(key)))
        for key in keys
        if before.get(key) != after.get(key)
    )


def late_changes(old: Strategy, new: Strategy, today: date) -> tuple[Change, ...]:
    """The changes that touch what was promised or who was there, once the period has begun."""
    begun = [strategy for strategy in (old, new) if strategy.reviewed.start < today]
    raised = _raised(old, new, today)
    late = [
        replace(change, late=True, refused=change.where in raised)
        for change in difference(old, new)
        if (begun and change.where.split("[")[0].split(".")[0] in SENSITIVE) or change.where in raised
    ]
    return tuple(late)


def accept(old: Strategy, new: Strategy, today: date, *, reason: str = "") -> tuple[Change, ...]:
    """The late changes that go with a new version; a retroactive rise without a reason is refused (EC-61)."""
    late = late_changes(old, new, today)
    refused = tuple(change for change in late if change.refused)
    if refused and not reason.strip():
        raise RetroactiveRise(refused)
    return late


def _raised(old: Strategy, new: Strategy, today: date) -> set[str]:
    """The places of targets that ask more than before for a period under way or over."""
    before = {_target_name(target): target for target in old.targets}
    raised = set()
    for target in new.targets:
        name = _target_name(target)
        begun = new.company.calendar.parse(target.window).start < today
        if begun and name in before and target.value > before[name].value:
            raised.add(f"targets[{name}].value")
    return raised


def _target_name(target: Target) -> str:
    repeated = f", {target.cadence.value}" if target.cadence else ""
    return f"{target.kpi}, {target.scope}, {target.window}{repeated}"


def _flat(part: BaseModel, where: str = "") -> Iterator[tuple[str, str]]:
    for field in type(part).model_fields:
        place = f"{where}.{field}" if where else field
        yield from _values(getattr(part, field), place)


def _values(value: object, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, BaseModel):
        yield from _flat(value, place)
    elif isinstance(value, tuple) and any(isinstance(item, BaseModel) for item in value):
        for name, item in _named(value):
            yield from _flat(item, f"{place}[{name}]")
    elif isinstance(value, dict):
        for key in sorted(value):
            yield f"{place}.{key}", _shown(value[key])
    elif value not in (None, "", ()):
        yield place, _shown(value)


def _named(items: tuple[BaseModel, ...]) -> Iterator[tuple[str, BaseModel]]:
    """Items by what names them, so that a new one in the middle does not look like a change of all the others."""
    seen: dict[str, int] = {}
    for item in items:
        name = _target_name(item) if isinstance(item, Target) else _name(item)
        seen[name] = seen.get(name, 0) + 1
        yield (name if seen[name] == 1 else f"{name} #{seen[name]}"), item


def _name(item: BaseModel) -> str:
    for field in ("key", "code", "name", "team", "currency", "column"):
        word = getattr(item, field, "")
        if word:
            since = getattr(item, "since", None) or ""
            return f"{word} {since}".strip()
    return str(getattr(item, "first_day", None) or getattr(item, "since", ""))


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_shown(item) for item in value)
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


def _sentence(where: str, before: str | None, after: str | None) -> Label:
    if before is None:
        return Label(f"{where} : ajouté, {after}", f"{where}: added, {after}")
    if after is None:
        return Label(f"{where} : retiré, valait {before}", f"{where}: removed, was {before}")
    return Label(f"{where} : {before} → {after}", f"{where}: {before} → {after}")
