"""From a title to its kind of meeting, for a whole column at once, by the strategy's nomenclature."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from bilan.strategy.document import MeetingKind

DASHES = r"[‐‑‒–—―−]"


def plain(titles: pa.ChunkedArray) -> pa.ChunkedArray:
    """Titles as patterns read them: lower case, no accents, one kind of dash and of space."""
    bare = pc.replace_substring_regex(pc.utf8_normalize(titles, form="NFKD"), pattern=r"\p{Mn}", replacement="")
    dashed = pc.replace_substring_regex(bare, pattern=DASHES, replacement="-")
    spaced = pc.replace_substring_regex(dashed, pattern=r"\s+", replacement=" ")
    return pc.utf8_trim_whitespace(pc.utf8_lower(spaced))


def kinds_of(titles: pa.ChunkedArray, kinds: Sequence[MeetingKind]) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    """The kind that each title says, and the kind it may mean but a person must confirm (EC-38); null where none.

    The first kind in the order of the nomenclature wins.
    """
    dictionary = titles.combine_chunks().dictionary_encode() if titles.num_chunks else pa.array([], titles.type).dictionary_encode()
    words = plain(pa.chunked_array([dictionary.dictionary]))
    said = _first(words, [(kind.code, kind.patterns) for kind in kinds])
    doubtful = _first(words, [(kind.code, kind.doubtful) for kind in kinds])
    doubtful = pc.if_else(pc.is_null(said), doubtful, pa.scalar(None, pa.string()))
    return pc.take(said, dictionary.indices), pc.take(doubtful, dictionary.indices)


def _first(words: pa.ChunkedArray, patterns: Sequence[tuple[str, Sequence[str]]]) -> pa.ChunkedArray:
    found = pa.chunked_array([pa.nulls(len(words), pa.string())])
    for code, alternatives in patterns:
        for pattern in alternatives:
            matches = pc.fill_null(pc.match_substring_regex(words, pattern), fill_value=False)
            found = pc.if_else(pc.and_(pc.is_null(found), matches), pa.scalar(code), found)
    return found
