"""One column of text at a time into canonical values: by whole columns where it can, else by distinct text."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Generic, TypeVar
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bilan.label import Label
from bilan.sources.files.moments import EPOCH, Order, Trouble, day_number, nonexistent, seconds_of, split_moment

if TYPE_CHECKING:
    from collections.abc import Callable

DAY_SECONDS = 86_400
_INVISIBLE = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
# bytes that begin a sign which may need composing: combining marks, scripts beyond Latin, Greek and Cyrillic
_UNUSUAL = np.isin(np.arange(256), [0xCC, 0xCD, *range(0xD8, 0xE2), *range(0xE3, 0xF5)])
# invisible signs, and the few letter-like symbols that have another spelling
_MARKS = re.compile(rb"\xe2(?:[\x84\xab]|\x80[\x8b-\x8f\xaa-\xae]|\x81[\xa0-\xa9])|\xc2\xad")
_ISO_LENGTH = 10

Value = TypeVar("Value")
Troubles = dict[int, Trouble]


def clean(texts: pa.Array) -> pa.Array:
    """Trimmed text, one spelling per name (NFC, no invisible signs); empty becomes null."""
    content = _bytes(texts)
    if content.isascii():
        texts = pc.ascii_trim_whitespace(texts)
    else:
        if _may_be_unusual(content):
            texts = pc.replace_substring_regex(pc.utf8_normalize(texts, "NFC"), _INVISIBLE, "")
        texts = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _may_be_unusual(content: bytes) -> bool:
    if _UNUSUAL[np.frombuffer(content, np.uint8)].any():
        return True
    return (b"\xe2" in content or b"\xc2\xad" in content) and _MARKS.search(content) is not None


def _bytes(texts: pa.Array) -> bytes:
    """The UTF-8 bytes of a column, end to end."""
    _, offsets, content = texts.buffers()
    if content is None:
        return b""
    ends = np.frombuffer(offsets, np.int32)
    first, last = int(ends[texts.offset]), int(ends[texts.offset + len(texts)])
    found: bytes = content.slice(first, last - first).to_pybytes()
    return found


@dataclass(slots=True)
class Reader(Generic[Value]):
    """Reads each distinct text once for the whole file, and remembers what it said."""

    read: Callable[[str], Value | Trouble]
    kind: pa.DataType
    _known: dict[str, Value | Trouble] = field(default_factory=dict)

    def __call__(self, texts: pa.Array) -> tuple[pa.Array, Troubles]:
        coded = pc.dictionary_encode(texts)
        answers = [self._answer(text) for text in coded.dictionary.to_pylist()]
        bad = {at: answer for at, answer in enumerate(answers) if isinstance(answer, tuple)}
        values = pa.array([None if at in bad else answer for at, answer in enumerate(answers)], self.kind)
        return values.take(coded.indices), _places(coded.indices, bad)

    def _answer(self, text: str) -> Value | Trouble:
        if text not in self._known:
            self._known[text] = self.read(text)
        return self._known[text]


def _places(indices: pa.Array, bad: dict[int, Trouble]) -> Troubles:
    if not bad:
        return {}
    hits = pc.indices_nonzero(pc.fill_null(pc.is_in(indices, pa.array(list(bad), pa.int32())), False))  # noqa: FBT003  # Arrow's own signature
    return {at: bad[indices[at].as_py()] for at in hits.to_pylist()}


@dataclass(slots=True)
class Cents:
    """Amounts: plain numbers by whole columns, every other spelling once per distinct text."""

    mark: str
    read: Reader[int]

    def __call__(self, texts: pa.Array) -> tuple[pa.Array, Troubles]:
        whole = pc.and_(
            pc.string_is_ascii(texts), pc.and_(pc.utf8_is_digit(texts), pc.less(pc.binary_length(texts), 14))
        )
        cut = pc.utf8_slice_codeunits
        pointed = pc.and_(pc.equal(cut(texts, -3, -2), self.mark), pc.less(pc.binary_length(texts), 16))
        head, tail = cut(texts, 0, -3), cut(texts, -2)
        split = pc.and_(pointed, pc.and_(pc.utf8_is_digit(head), pc.utf8_is_digit(tail)))
        split = pc.and_(split, pc.string_is_ascii(texts))
        units = pc.if_else(whole, texts, pc.if_else(split, head, None)).cast(pa.int64())
        small = pc.if_else(split, tail, "0").cast(pa.int64())
        fast = pc.add(pc.multiply(units, 100), small)
        rest, troubles = self.read(pc.if_else(pc.or_(whole, split), pa.scalar(None, pa.string()), texts))
        return pc.coalesce(fast, rest), troubles


@dataclass(slots=True)
class Moments:
    """Moments: date and time parts read once per distinct text, then added by whole columns."""

    zone: str
    order: Order | None
    serials_from: int | None = None
    _days: Reader[int] = field(init=False)
    _times: Reader[int] = field(init=False)
    _offsets: Reader[int | None] = field(init=False)

    def __post_init__(self) -> None:
        self._days = Reader(lambda text: day_number(text, self.order, self.serials_from), pa.int64())
        self._times = Reader(lambda text: (seconds_of(text) or _unread(text))[0], pa.int64())
        self._offsets = Reader(lambda text: (seconds_of(text) or (0, None))[1], pa.int64())

    def __call__(self, texts: pa.Array) -> tuple[pa.Array, Troubles]:
        """Epoch seconds; a text without a zone is in the company's, a date alone is its midnight."""
        dates, times = self._parts(texts)
        days, wrong_days = self._days(dates)
        seconds, wrong_times = self._times(times)
        offsets, _ = self._offsets(times)
        seconds = pc.fill_null(seconds, 0)
        values, skipped = at_zone(days, seconds, self.zone)
        if offsets.null_count < len(offsets):
            local = pc.add(pc.multiply(days, DAY_SECONDS), seconds)
            values = pc.if_else(pc.is_valid(offsets), pc.subtract(local, offsets), values)
        troubles = {at: nonexistent(texts[at].as_py()) for at in skipped if not offsets[at].is_valid}
        return values, {**troubles, **wrong_times, **wrong_days}

    def days(self, texts: pa.Array) -> tuple[pa.Array, Troubles]:
        """Local days; a moment with a zone falls on the company's own day (EC-01)."""
        if (pc.max(pc.binary_length(texts)).as_py() or 0) <= _ISO_LENGTH:
            days, troubles = self._days(texts)
            return days.cast(pa.int32()).cast(pa.date32()), troubles
        moments, troubles = self(texts)
        return local_days(moments, self.zone), troubles

    def _parts(self, texts: pa.Array) -> tuple[pa.Array, pa.Array]:
        """Cut after the tenth sign where every text allows it, else text by text."""
        if _bytes(texts).isascii():
            bare = texts.cast(pa.binary())
            mark, dates, times = (
                pc.binary_slice(bare, at, to).cast(pa.string()) for at, to in ((10, 11), (0, 10), (11, 99))
            )
        else:
            mark = dates = times = pa.array(["?"] * len(texts))
        if not pc.all(pc.is_in(mark, pa.array(["", " ", "T", None])), min_count=0).as_py():
            parts = [(None, None) if text is None else split_moment(text) for text in texts.to_pylist()]
            dates, times = (pa.array([part[at] for part in parts], pa.string()) for at in (0, 1))
        return dates, pc.if_else(pc.equal(pc.utf8_trim_whitespace(times), ""), pa.scalar(None, pa.string()), times)


def _unread(text: str) -> tuple[Trouble]:
    return (
        (
            Label(f"heure « {text} » : non reconnue", f"time “{text}”: not recognised"),
            Label("écrivez-la HH:MM", "write it HH:MM"),
        ),
    )


def at_zone(days: pa.Array, seconds: pa.Array, zone: str) -> tuple[pa.Array, list[int]]:
    """Epoch seconds of local days and seconds, and the places of hours that do not exist.

    An hour lived twice, when winter time begins, is taken as the first one.
    """
    coded = pc.dictionary_encode(days)
    shifts = [None if day is None else _shift(day, zone) for day in coded.dictionary.to_pylist()]
    local = pc.add(pc.multiply(days, DAY_SECONDS), seconds)
    values = pc.subtract(local, pa.array(shifts, pa.int64()).take(coded.indices))
    changing = pc.and_(pc.is_null(values), pc.is_valid(local))
    places = pc.indices_nonzero(changing)
    if not len(places):
        return values, []
    naive = local.take(places).cast(pa.timestamp("s"))
    aware = pc.assume_timezone(naive, zone, ambiguous="earliest", nonexistent="earliest")
    lost = pc.not_equal(pc.local_timestamp(aware), naive)
    return pc.replace_with_mask(values, changing, aware.cast(pa.int64())), places.filter(lost).to_pylist()


@lru_cache(maxsize=100_000)
def _shift(day: int, zone: str) -> int | None:
    """The zone's distance from UTC on a day, ``None`` on a day when it changes."""
    start = dt.datetime.fromordinal(day + EPOCH).replace(tzinfo=ZoneInfo(zone))
    first, last = start.utcoffset(), (start + dt.timedelta(days=1)).utcoffset()
    return int(first.total_seconds()) if first is not None and first == last else None


def local_days(moments: pa.Array, zone: str) -> pa.Array:
    """The company's day of each moment."""
    return pc.local_timestamp(moments.cast(pa.timestamp("s", "UTC")).cast(pa.timestamp("s", zone))).cast(pa.date32())
