"""Values of the review as JSON, exact and always written alike; and back, for what people wrote."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from bilan.label import Label
from bilan.period import Period

Json = dict[str, Any]
Made = TypeVar("Made")
DIGITS = 12  # of a probability: more of them depend on the machine that computed it


def plain(value: object) -> Any:
    """Any value of the review: fractions as « 7/5 », days in ISO, perimeters and periods by name, both languages."""
    for kinds, way in _WAYS:
        if isinstance(value, kinds):
            return way(value)
    if is_dataclass(value):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    raise TypeError(f"{type(value).__name__} has no place in a seal")


_WAYS: tuple[tuple[tuple[type, ...], Callable[[Any], Any]], ...] = (
    ((type(None), int), lambda value: value),
    ((str,), str),  # a choice among several is written as its word
    ((float,), lambda value: f"{value:.{DIGITS}g}"),
    ((Fraction, Decimal), lambda value: str(Fraction(value))),
    ((date,), date.isoformat),
    ((Label,), lambda value: {"en": value.en, "fr": value.fr}),
    ((Period,), lambda value: {"end": value.end.isoformat(), "name": value.name, "start": value.start.isoformat()}),
    ((Mapping,), lambda value: {str(key): _tagged(one) for key, one in value.items()}),
    ((frozenset, set), lambda value: sorted(plain(one) for one in value)),
    ((tuple, list), lambda value: [plain(one) for one in value]),
)


_TAGS: tuple[tuple[str, type, Callable[[str], Any]], ...] = (
    ("fraction", Fraction, Fraction),
    ("float", float, float),
    ("date", date, date.fromisoformat),
)


def _tagged(value: object) -> Any:
    """A value under a free name: its type is said where the text alone would not tell it back."""
    tag = next((name for name, kind, _ in _TAGS if isinstance(value, kind)), None)
    return plain(value) if tag is None else {tag: plain(value)}


def _untagged(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return next(way(value[name]) for name, _, way in _TAGS if name in value)


def made(kind: type[Made], content: Mapping[str, Any]) -> Made:
    """What a person wrote, read back from its JSON."""
    hints = get_type_hints(kind)
    return kind(**{name: _back(hints[name], value) for name, value in content.items() if name in hints})


def _back(hint: Any, value: Any) -> Any:
    if get_origin(hint) is types.UnionType:  # « or None »
        hint = next(one for one in get_args(hint) if one is not type(None))
    if value is None:
        return None
    if get_origin(hint) is Mapping:
        return {name: _untagged(one) for name, one in value.items()}
    if get_origin(hint) is tuple:
        return tuple(_back(get_args(hint)[0], one) for one in value)
    if hint is date:
        return date.fromisoformat(value)
    is_made = hint is Fraction or (isinstance(hint, type) and issubclass(hint, StrEnum))
    return hint(value) if is_made else value
