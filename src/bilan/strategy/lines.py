"""On which line of a TOML text each value stands, so that a refusal can point at it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

Place = tuple[str | int, ...]

_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}'  # several lines, with escapes
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_KEY = re.compile(r"""[ \t]*(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')[ \t]*""")
_SCALAR = re.compile(r"[^,\]}\n#]+")
_KEY_PATH = re.compile(r"\w+(?:\[\d+\]|\.\w+)*")
_PART = re.compile(r"\[\d+\]|\w+")
_BLANK = re.compile(r"(?:[ \t\r\n,]|#[^\n]*)+")


def lines(text: str) -> Mapping[Place, int]:
    """The line of every key and list item of a valid TOML text; items of a list are counted from 0."""
    return _Reading(text).places


def line_of(places: Mapping[Place, int], place: Place) -> int:
    """The line of a value, or of the nearest section around it when the value itself is missing."""
    while place and place not in places:
        place = place[:-1]
    return places.get(place, 1)


def place_of(key_path: str) -> Place:
    """The place that a key path names, its list items counted from 1: ``kpis[3].value``; none for other words."""
    if not _KEY_PATH.fullmatch(key_path):
        return ()
    return tuple(int(part[1:-1]) - 1 if part[0] == "[" else part for part in _PART.findall(key_path))


class _Reading:
    """One pass over a text that tomllib has accepted: only places are kept, never values."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.places: dict[Place, int] = {}
        self.counts: dict[Place, int] = {}
        section: Place = ()
        self._skip(_BLANK)
        while self.at < len(text):
            if text[self.at] == "[":
                section = self._header()
            else:
                self._pair(section)
            self._skip(_BLANK)

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        found = match[0] if match else ""
        self.at += len(found)
        self.line += found.count("\n")
        return found

    def _header(self) -> Place:
        repeated = self.text.startswith("[[", self.at)
        self.at += 2 if repeated else 1
        names = self._keys()
        self.at += 2 if repeated else 1
        place = self._resolved(names[:-1]) + names[-1:]
        if repeated:
            self.places.setdefault(place, self.line)
            self.counts[place] = self.counts.get(place, -1) + 1
            place += (self.counts[place],)
        self.places.setdefault(place, self.line)
        return place

    def _resolved(self, names: Place) -> Place:
        """``[reps.teams]`` speaks of the last rep written so far."""
        place: Place = ()
        for name in names:
            place += (name,)
            if place in self.counts:
                place += (self.counts[place],)
        return place

    def _keys(self) -> Place:
        names = [_plain(self._skip(_KEY))]
        while self.text[self.at] == ".":
            self.at += 1
            names.append(_plain(self._skip(_KEY)))
        return tuple(names)

    def _pair(self, section: Place) -> None:
        names = self._keys()
        for length in range(1, len(names) + 1):
            self.places.setdefault(section + names[:length], self.line)
        self.at += 1  # the equals sign
        self._skip(re.compile(r"[ \t]+"))
        self._value(section + names)

    def _value(self, place: Place) -> None:
        opening = self.text[self.at]
        if opening == "[":
            self._list(place)
        elif opening == "{":
            self._inline_table(place)
        elif opening in "\"'":
            self._skip(_STRING)
        else:
            self._skip(_SCALAR)

    def _list(self, place: Place) -> None:
        self.at += 1
        self._skip(_BLANK)
        rank = 0
        while self.text[self.at] != "]":
            self.places.setdefault((*place, rank), self.line)
            self._value((*place, rank))
            rank += 1
            self._skip(_BLANK)
        self.at += 1

    def _inline_table(self, place: Place) -> None:
        self.at += 1
        self._skip(_BLANK)
        while self.text[self.at] != "}":
            self._pair(place)
            self._skip(_BLANK)
        self.at += 1


def _plain(key: str) -> str:
    key = key.strip()
    if key[:1] in "\"'":
        value = tomllib.loads(f"key = {key}")["key"]
        return str(value)
    return key
