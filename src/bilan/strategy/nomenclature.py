"""From the title of a meeting to its kind: only what cannot be mistaken, the rest is left to a person (EC-38).

``RDV-D`` is the code, never a word: « RDV-Dupont » and « RDV Décathlon » say nothing about discovery.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import re2

from bilan.strategy.document import MeetingKind

DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
QUOTES = re.compile("[\u2018\u2019\u02bc]")
BLANKS = re.compile(r"\s+")
BEFORE = r"(?:^|[^a-z0-9])"


def plain(title: str) -> str:
    """A title as patterns read it: lower case, no accents, one kind of dash, of quote and of blank."""
    letters = unicodedata.normalize("NFKD", title)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    bare = QUOTES.sub("'", DASHES.sub("-", bare.lower()))
    return BLANKS.sub(" ", bare).strip()


def _patterns(letter: str, *, dash: str = "-") -> tuple[str, ...]:
    """« RDV-D », « RDVD » then a blank, colon, dash or the end; « RDV D » only when nothing else can be meant."""
    return (
        rf"{BEFORE}rdv-?{letter}(?:$|[ :]|{dash})",
        rf"{BEFORE}rdv ?-? ?{letter}(?:$| ?:| -|- |-$)",
    )


def _doubtful(letter: str, *, numbered: bool = True) -> tuple[str, ...]:
    """« RDV D. Martin », « RDV D Martin », « RDV-D2 », « RDV-E-commerce »: the letter stands alone, no more."""
    after = "[^a-z']" if numbered else "[^a-z0-9']"
    return (rf"{BEFORE}rdv ?-? ?{letter}{after}",)


DEFAULT: tuple[MeetingKind, ...] = (
    MeetingKind(code="RDV-Q", label_fr="Qualification", label_en="Qualification", step=0,
                patterns=_patterns("q"), doubtful=_doubtful("q", numbered=False)),
    MeetingKind(code="RDV-D", label_fr="Découverte", label_en="Discovery", step=1,
                patterns=_patterns("d"), doubtful=_doubtful("d")),
    MeetingKind(code="RDV-E", label_fr="Échange", label_en="Exchange", step=2,  # « RDV-E-commerce » is no exchange
                patterns=_patterns("e", dash="-(?:$|[^a-z])"), doubtful=_doubtful("e")),
    MeetingKind(code="RDV-P", label_fr="Proposition", label_en="Proposal", step=3,
                patterns=_patterns("p"), doubtful=_doubtful("p")),
    MeetingKind(code="RDV-C", label_fr="Signature", label_en="Closing", step=4,
                patterns=_patterns("c"), doubtful=_doubtful("c")),
)  # fmt: skip


def to_confirm(code: str) -> str:
    """The title that asks a person to confirm a kind, and says nothing else."""
    return f"({code} ?)"


def classify(title: str, kinds: Sequence[MeetingKind]) -> tuple[str | None, str | None]:
    """The kind that a title says and, failing that, the kind that it may say; a title with two codes is doubtful."""
    bare = {kind.code: (kind.code, None) for kind in kinds} | {
        to_confirm(kind.code): (None, kind.code) for kind in kinds
    }
    if title in bare:
        return bare[title]
    text = plain(title)
    ordered = sorted(kinds, key=lambda kind: kind.step)
    said = [kind.code for kind in ordered if any(re2.search(pattern, text) for pattern in kind.patterns)]
    if len(said) == 1:
        return said[0], None
    if said:
        return None, said[0]
    maybe = [kind.code for kind in ordered if any(re2.search(pattern, text) for pattern in kind.doubtful)]
    return None, maybe[0] if maybe else None


def pattern_fault(pattern: str) -> str | None:
    """Why RE2 refuses a pattern; None when it reads it."""
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0] if error.args else ""
        return reason.decode() if isinstance(reason, bytes) else str(reason)
    return None
