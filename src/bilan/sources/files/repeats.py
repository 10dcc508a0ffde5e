"""Rows that say the same thing twice in one file, and rows that contradict each other (EC-33).

With identifiers, a row repeated word for word is kept once and the others counted as unchanged. Rows that
share an identifier and differ are all refused, so that the order of the rows never decides. Without
identifiers the key is made from the table's natural key; a repeat may then be a second real deal, so one
row is kept and the others are refused until they carry an identifier.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_KEYS_AT_ONCE = 100_000


@dataclass(frozen=True, slots=True)
class Repeats:
    """Which lines repeat another, and which lines contradict one another, by key."""

    same: tuple[int, ...] = ()
    conflicts: dict[str, list[int]] = field(default_factory=dict)


def natural_key(rows: pa.Table, names: tuple[str, ...]) -> pa.Array:
    """A key from a row's own columns, null where they are all empty."""
    texts = [pc.fill_null(rows.column(name).cast(pa.string()), "") for name in names]
    key = pc.binary_join_element_wise(*texts, " | ")
    empty = pc.equal(pc.binary_length(key), 3 * (len(names) - 1))
    return pc.if_else(empty, pa.scalar(None, pa.string()), key).combine_chunks()


def repeats(rows: pa.Table) -> Repeats:
    """The repeats among canonical rows with their ``key`` and ``line``."""
    codes = rows.column("key").combine_chunks().dictionary_encode().indices.to_numpy()
    often = np.bincount(codes) > 1
    same: list[int] = []
    conflicts: dict[str, list[int]] = {}
    # a range of keys at a time, so that a file given twice over does not need twice the memory
    for first in range(0, len(often), _KEYS_AT_ONCE):
        within = (codes >= first) & (codes < first + _KEYS_AT_ONCE) & often[codes]
        if within.any():
            _compare(rows.filter(_mask(within)), same, conflicts)
    return Repeats(tuple(sorted(same)), conflicts)


def _compare(doubled: pa.Table, same: list[int], conflicts: dict[str, list[int]]) -> None:
    content = [name for name in doubled.column_names if name != "line"]
    # one row per distinct content, with its first line; two contents under one key contradict each other
    firsts = doubled.group_by(content, use_threads=False).aggregate([("line", "min")])
    per_key = pc.value_counts(firsts.column("key").combine_chunks())
    torn = per_key.field("values").filter(pc.greater(per_key.field("counts"), 1))
    in_conflict = pc.is_in(doubled.column("key"), torn)
    kept = pc.or_(in_conflict, pc.is_in(doubled.column("line"), firsts.column("line_min").combine_chunks()))
    same += doubled.filter(pc.invert(kept)).column("line").to_pylist()
    clash = doubled.filter(in_conflict)
    for key, line in zip(clash.column("key").to_pylist(), clash.column("line").to_pylist(), strict=True):
        conflicts.setdefault(key, []).append(line)


def _mask(within: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> pa.Array:
    packed = np.packbits(within, bitorder="little")
    return pa.Array.from_buffers(pa.bool_(), len(within), [None, pa.py_buffer(packed)])
