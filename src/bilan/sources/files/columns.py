"""One column of text at a time into canonical values: by whole columns where the form is plain, by distinct text else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from bilan.label import Label
from bilan.sources.files.moments import Order, Trouble, day_number, nonexistent, seconds_of, split_moment

if TYPE_CHECKING:
    from collections.abc import Callable

DAY_SECONDS = 86_400
_INVISIBLE = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
_CONTROLS = "[\u0000-\u0008\u000b\u000c\u000e-\u001f]"
_ISO_LENGTH = 10

Value = TypeVar("Value")
Troubles = dict[int, Trouble]


def clean(texts: pa.Array) -> pa.Array:
    """Trimmed text, one spelling per name (NFC, no invisible signs); empty becomes null."""
    if not pc.all(pc.string_is_ascii(texts), min_count=0).as_py():
        texts = pc.replace_substring_regex(pc.utf8_normalize(texts, "NFC"), _INVISIBLE, "")
    texts = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


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
        whole = pc.and_(pc.string_is_ascii(texts), pc.and_(pc.utf8_is_digit(texts), pc.less(pc.binary_length(texts), 14)))
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
    _offsets: Reader[int] = field(init=False)

    def __post_init__(self) -> None:
        self._days = Reader(lambda text: day_number(text, self.order, self.serials_from), pa.int64())
        self._times = Reader(lambda text: (seconds_of(text) or _unread(text))[0], pa.int64())
        self._offsets = Reader(lambda text: (seconds_of(text) or (0, None))[1] if text else None, pa.int64())  # type: ignore[arg-type]  # None: no zone

    def __call__(self, texts: pa.Array) -> tuple[pa.Array, Troubles]:
        """Epoch seconds; a text without a zone is in the company's, a date alone is its midnight."""
        dates, times = self._parts(texts)
        days, wrong_days = self._days(dates)
        seconds, wrong_times = self._times(times)
        offsets, _ = self._offsets(times)
        local = pc.add(pc.multiply(days, DAY_SECONDS), pc.fill_null(seconds, 0))
        values, skipped = at_zone(local, self.zone)
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
        mark = pc.utf8_slice_codeunits(texts, 10, 11)
        dates, times = pc.utf8_slice_codeunits(texts, 0, 10), pc.utf8_slice_codeunits(texts, 11)
        if not pc.all(pc.is_in(mark, pa.array(["", " ", "T", None])), min_count=0).as_py():
            parts = [(None, None) if text is None else split_moment(text) for text in texts.to_pylist()]
            dates, times = (pa.array([part[at] for part in parts], pa.string()) for at in (0, 1))
        return dates, pc.if_else(pc.equal(pc.utf8_trim_whitespace(times), ""), pa.scalar(None, pa.string()), times)


def _unread(text: str) -> tuple[Trouble]:
    return ((Label(f"heure « {text} » : non reconnue", f"time “{text}”: not recognised"),
             Label("écrivez-la HH:MM", "write it HH:MM")),)  # fmt: skip


def at_zone(local: pa.Array, zone: str) -> tuple[pa.Array, list[int]]:
    """Epoch seconds of local seconds, and the places of hours that do not exist.

    An hour lived twice, when winter time begins, is taken as the first one.
    """
    naive = local.cast(pa.timestamp("s"))
    aware = pc.assume_timezone(naive, zone, ambiguous="earliest", nonexistent="earliest")
    lost = pc.fill_null(pc.not_equal(pc.local_timestamp(aware), naive), False)  # noqa: FBT003  # Arrow's own signature
    return aware.cast(pa.int64()), pc.indices_nonzero(lost).to_pylist()


def local_days(moments: pa.Array, zone: str) -> pa.Array:
    """The company's day of each moment."""
    return pc.local_timestamp(moments.cast(pa.timestamp("s", "UTC")).cast(pa.timestamp("s", zone))).cast(pa.date32())
