"""From a title to its kind of meeting, for a whole column at once, by the strategy's nomenclature."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from bilan.strategy.document import MeetingKind
from bilan.strategy.nomenclature import to_confirm

DASHES = r"[‐‑‒–—―−]"


def plain(titles: pa.ChunkedArray) -> pa.ChunkedArray:
    """Titles as patterns read them: lower case, no accents, one kind of dash and of space."""
    bare = pc.replace_substring_regex(pc.utf8_normalize(titles, form="NFKD"), pattern=r"\p{Mn}", replacement="")
    dashed = pc.replace_substring_regex(bare, pattern=DASHES, replacement="-")
    spaced = pc.replace_substring_regex(dashed, pattern=r"\s+", replacement=" ")
    return pc.utf8_trim_whitespace(pc.utf8_lower(spaced))


def kinds_of(titles: pa.ChunkedArray, kinds: Sequence[MeetingKind]) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    """The kind that each title says, and the kind it may mean but a person must confirm (EC-38); null where none.

    A title that says two kinds says none: the first in the order of the nomenclature is to be confirmed. A title
    that is a code, or ``to_confirm`` of one, says that kind or asks for it, whatever the patterns are: nothing else is
    left of the title of a meeting reduced to what counts.
    """
    dictionary = (
        titles.combine_chunks().dictionary_encode()
        if titles.num_chunks
        else pa.array([], titles.type).dictionary_encode()
    )
    words = plain(pa.chunked_array([dictionary.dictionary]))
    said, times = _first(words, [(kind.code, kind.patterns) for kind in kinds])
    maybe, _ = _first(words, [(kind.code, kind.doubtful) for kind in kinds])
    codes = [kind.code for kind in kinds]
    is_code = pc.is_in(dictionary.dictionary, value_set=pa.array(codes, pa.string()))
    asked = pc.index_in(dictionary.dictionary, value_set=pa.array(map(to_confirm, codes), pa.string()))
    said = pc.coalesce(pc.take(pa.array(codes, pa.string()), asked), pc.if_else(is_code, dictionary.dictionary, said))
    is_clear = pc.and_(pc.or_(is_code, pc.equal(times, 1)), pc.is_null(asked))
    nothing = pa.scalar(None, pa.string())
    doubtful = pc.if_else(is_clear, nothing, pc.coalesce(said, maybe))
    return pc.take(pc.if_else(is_clear, said, nothing), dictionary.indices), pc.take(doubtful, dictionary.indices)


def _first(
    words: pa.ChunkedArray, patterns: Sequence[tuple[str, Sequence[str]]]
) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    """The first kind whose patterns a title matches, and how many kinds it matches."""
    found = pa.chunked_array([pa.nulls(len(words), pa.string())])
    times = pa.chunked_array([pa.array([0] * len(words), pa.int64())])
    for code, alternatives in patterns:
        matches = pa.chunked_array([pa.array([False] * len(words), pa.bool_())])
        for pattern in alternatives:
            matches = pc.or_(matches, pc.fill_null(pc.match_substring_regex(words, pattern), fill_value=False))
        found = pc.if_else(pc.and_(pc.is_null(found), matches), pa.scalar(code), found)
        times = pc.add(times, pc.cast(matches, pa.int64()))
    return found, times
