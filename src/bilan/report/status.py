"""Whether a promise was kept, as a sign and a word, so that colour is never the only thing that says it."""

from __future__ import annotations

from typing import Final, Literal

from bilan.label import Label, Language

# the last three are of a period under way, against the part of the target due by now
Status = Literal["", "reached", "near", "missed", "unknown", "on_pace", "near_pace", "behind"]

_SIGNS: Final[dict[Status, str]] = {
    "": "", "reached": "✓", "near": "≈", "missed": "✗", "unknown": "?", "on_pace": "✓", "near_pace": "≈", "behind": "✗",
}  # fmt: skip
_SO_FAR: Final[dict[Status, Status]] = {"reached": "on_pace", "near": "near_pace", "missed": "behind"}
_WORDS: Final[dict[Status, Label]] = {
    "": Label(fr="", en=""),
    "reached": Label(fr="atteint", en="reached"),
    "near": Label(fr="presque atteint", en="nearly reached"),
    "missed": Label(fr="non atteint", en="missed"),
    "unknown": Label(fr="indéterminé", en="undetermined"),
    "on_pace": Label(fr="au rythme", en="on pace"),
    "near_pace": Label(fr="presque au rythme", en="nearly on pace"),
    "behind": Label(fr="en retard", en="behind"),
}


def so_far(status: Status) -> Status:
    """What a status becomes while the period is under way: nothing is reached or missed before its end."""
    return _SO_FAR.get(status, status)


def sign(status: Status) -> str:
    """The sign of a status, the same on the page, in a chart and in the terminal."""
    return _SIGNS[status]


def word(status: Status, language: Language) -> str:
    """The status said aloud."""
    return _WORDS[status].to(language)


def signed(text: str, status: Status) -> str:
    """A figure led by the sign of its status: « ✓ 140 % »."""
    return f"{sign(status)}\u00a0{text}" if status and text else text or sign(status)


def spoken(text: str, status: Status, language: Language) -> str:
    """What a listener still has to be told: nothing when the text says the status already."""
    said = word(status, language)
    return "" if said.casefold() in text.casefold() else said
