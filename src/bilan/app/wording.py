"""The words that a review does without: facts are written, not judgements of a person, and nothing private.

A word that judges a person brings a reminder, for only what was done can be discussed and mended (P7, EC-78). A word
about health, family, union or belief is refused, for none of it may be recorded here, whatever the intention (P10,
P19). The lists are short, documented in docs/guide.md, and meant to be read: they stop slips, not ill will.
"""

from __future__ import annotations

import re
from typing import Final

from bilan.errors import BilanError
from bilan.facts.people import plain_name
from bilan.label import Label

# whole words, or beginnings where a star ends them, without accents
JUDGING: Final = (
    "paress*", "faineant*", "flemm*", "incompeten*", "incapable*", "nul", "nulle", "nuls", "nulles", "mediocre*",
    "optimis*", "pessimis*", "honnet*", "malhonnet*", "menteu*", "bon sens", "mauvaise volonte", "immatur*",
    "arrogan*", "stupid*", "idiot*", "demotive*", "peu motive*", "mauvais etat d'esprit", "caractere difficile",
    "lazy", "useless", "hopeless", "incompetent", "dishonest*", "liar*", "common sense", "unmotivated", "bad attitude",
)  # fmt: skip
PRIVATE: Final = (
    "malade*", "maladie*", "arret de travail", "depressi*", "burn-out", "burnout", "enceinte*", "grossesse*",
    "conge maternite", "conge parental", "handicap", "handicapee*", "alcool*", "cancer*", "syndicat*", "syndical*",
    "syndique*", "greviste*", "religion*", "religieu*", "divorce*", "homosexuel*", "sick", "sickness", "ill", "illness*",
    "pregnan*", "maternity leave", "disabled", "disability", "trade union*", "on strike", "sexual orientation",
)  # fmt: skip


class Private(BilanError):
    """A text that speaks of somebody's private life."""

    def __init__(self, words: tuple[str, ...]) -> None:
        named_fr, named_en = "\u00a0», «\u00a0".join(words), "”, “".join(words)
        super().__init__(Label(
            fr=f"«\u00a0{named_fr}\u00a0» touche à la vie privée (santé, famille, syndicat, croyance)\u00a0: Bilan ne l'enregistre pas. "
               "Rien n'a été écrit. Dites le fait de travail\u00a0; pour une absence, les jours suffisent, jamais leur cause.",
            en=f"“{named_en}” is about private life (health, family, union, belief): Bilan does not record it. "
               "Nothing was written. Tell the fact at work; for an absence the days are enough, never their cause.",
        ))  # fmt: skip


def judging(*texts: str) -> tuple[str, ...]:
    """The words of these texts that judge a person rather than tell a fact, as they were written."""
    return tuple(dict.fromkeys(word for text in texts for word in _found(_JUDGING, text)))


def refuse_private(*texts: str) -> None:
    """Refuse a text that speaks of somebody's private life."""
    words = tuple(dict.fromkeys(word for text in texts for word in _found(_PRIVATE, text)))
    if words:
        raise Private(words)


def reminder(words: tuple[str, ...]) -> Label:
    """What to write instead of a judgement."""
    fr, en = "\u00a0», «\u00a0".join(words), "”, “".join(words)
    return Label(
        fr=f"«\u00a0{fr}\u00a0» juge une personne. Écrivez plutôt ce qui s'est passé\u00a0: quoi, combien de fois, quand. "
           "La personne concernée lira ce texte et pourra y répondre.",
        en=f"“{en}” judges a person. Write what happened instead: what, how many times, when. "
           "The person concerned will read this text and may answer it.",
    )  # fmt: skip


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    said = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in words)
    return re.compile(rf"(?<!\w)(?:{said})(?!\w)")


def _found(pattern: re.Pattern[str], text: str) -> list[str]:
    return pattern.findall(plain_name(text.replace("’", "'")))


_JUDGING, _PRIVATE = _pattern(JUDGING), _pattern(PRIVATE)
