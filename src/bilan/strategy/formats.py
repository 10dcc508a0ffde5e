"""How a strategy written by an earlier Bilan is still read: each format of the document leads to the next.

A document says its format in its first key. Whoever removes, renames or gives another meaning to a key raises
``CURRENT`` and adds the step that brings the format before to the new one. A key that is only added needs no step, if
its default is what was done before. ``tests/strategy/stored`` keeps a document of each format.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bilan.errors import BilanError
from bilan.label import Label

KEY = "format"
FIRST = 1  # of the documents that said none
CURRENT = 2

Content = Mapping[str, Any]


class UnknownFormat(BilanError):
    """The document comes from a later Bilan, or its format is no number."""

    def __init__(self, name: str, said: object) -> None:
        super().__init__(Label(
            fr=f"{name} – format : cette version de Bilan lit les formats {FIRST} à {CURRENT}, non « {said} ». "
               "Rien n'a été changé. Mettez Bilan à jour ; ou retirez cette clé, si vous avez écrit ce document.",
            en=f"{name} – format: this version of Bilan reads the formats {FIRST} to {CURRENT}, not “{said}”. "
               "Nothing was changed. Update Bilan; or remove this key, if you wrote this document.",
        ))  # fmt: skip


def to_current(content: Content, *, name: str, unsaid: int = CURRENT) -> dict[str, Any]:
    """The content of a document in today's format, its number taken off; ``unsaid`` is what a silent one is written in.

    A person writes in today's format; what the journal holds without a number is of the first.
    """
    said = content.get(KEY, unsaid)
    if type(said) is not int or not FIRST <= said <= CURRENT:  # true is no number
        raise UnknownFormat(name, said)
    plain = {key: value for key, value in content.items() if key != KEY}
    for step in range(said, CURRENT):
        plain = STEPS[step](plain)
    return plain


def _amounts_were_booked(content: Content) -> dict[str, Any]:
    """From 1 to 2: the settings of late entries, co-attendees and booking value left the document, and came back.

    A document that says nothing of the booking value was measured on amounts, and still is (EC-28).
    """
    thresholds = {"booking_value": "amount", **content.get("thresholds", {})}
    return {**content, "thresholds": thresholds}


STEPS: Mapping[int, Callable[[Content], dict[str, Any]]] = {1: _amounts_were_booked}
