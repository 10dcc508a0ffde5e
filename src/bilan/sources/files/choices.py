"""What the words of a source mean: its « Fermé gagné », its “No show”, its « visio »."""

from __future__ import annotations

import re

from bilan.sources.files.words import paragraphs, plain

_NEGATED = re.compile(r"\b(not|non|pas|no longer|a|to be)\b")
# One paragraph a choice: the words that mean it, as patterns; the first choice that fits is taken.
_STATUS = r"""
cancelled: cancel(l?ed)? | annule | annulee | resilie | resiliee | voided | terminated
lost: lost | perdu | perdue | closedlost | abandon | abandonne | abandonnee | sans suite | disqualified |
    churned | echec | dead | rejected | refuse | refusee
won: won | gagne | gagnee | closedwon | signe | signee | signed | conclu | conclue | vendu | vendue | gain
"""
_OUTCOME = r"""
no_show: no ?show | absent | absente | lapin | pas venu | pas venue | non honore | not attended | did not attend
    | missed | manque
rescheduled: resched\w* | reporte | reportee | replanifie | replanifiee | decale | decalee | postponed | moved |
    deplace | deplacee
cancelled: cancel\w* | annule | annulee | declined | decline | supprime
booked: booked | scheduled | planned | planifie | planifiee | prevu | prevue | pris | a venir | upcoming | not
    done | not held | open | to do | a faire | not started | non fait | non tenu | pending | confirme |
    confirmee | confirmed | en attente | tentative | programme | programmee | pas fait | ouvert | ouverte
held: held | completed | complete | done | tenu | tenue | realise | realisee | effectue | effectuee | fait |
    faite | termine | terminee | honore | honoree | attended | took place | closed | ferme | venu | venue |
    present | effectif | ok | eu lieu | occurred | show | showed | showed up | came
"""
_MODE = r"""
video: visio\w* | video\w* | zoom | teams | meet | google meet | webex | online | en ligne | virtual | virtuel |
    remote | a distance | distanciel | whereby
phone: phone | telephone | tel | telephonique | call | appel | mobile
physical: physical | physique | in person | en personne | presentiel | on ?site | sur place | sur site | chez le
    client | face to face | face a face | bureau | bureaux | office | terrain | customer site | address |
    adresse | rue | avenue | client site
"""
_BUSINESS = r"""
renewal: renew\w* | renouvellement | reconduction | renouvele
expansion: expansion | upsell | up sell | cross ?sell | additionnel\w* | add on | extension | existing business
    | existing customer | existingbusiness | client existant | clients existants | affaire existante | vente
    croisee | montee en gamme | existing | farming | existant
new: new | newbusiness | nouveau | nouvelle | nouveaux | conquete | new logo | hunting | first purchase |
    acquisition | prospect
"""
_ENTRY = r"""
cancellation: cancel\w* | annulation | annule | resiliation
credit_note: credit ?note | credit | avoir | refund
amendment: amend\w* | avenant | change | modification | adjustment
signature: signature | signed | booking | vente | commande | order | sale | contrat | contract | new |
    initial\w* | signe
"""
_RULES = {
    "status": _STATUS,
    "outcome": _OUTCOME,
    "mode": _MODE,
    "business": _BUSINESS,
    "entry": _ENTRY,
    "dated_by": "source: source\nimport: import",
}
_COMPILED = {
    column: tuple(
        (choice, re.compile(rf"\b(?:{'|'.join(words)})\b")) for choice, words in paragraphs(rules, {}).items()
    )
    for column, rules in _RULES.items()
}
_YES = frozenset(["1", "yes", "y", "oui", "o", "true", "vrai", "x", "ok", "t", "done"])
_NO = frozenset(["0", "no", "n", "non", "false", "faux", "f"])
_PRIVATE_WORDS = re.compile(r"\b(perso|personnel|personnelle|personnels|personal|prive|privee|private)\b")
_PRIVATE_CLASSES = frozenset(
    ["private", "prive", "privee", "confidential", "confidentiel", "confidentielle", "personal", "personnel"]
)
PRIVATE_HINT = r"(?i)perso|priv"


def choice(column: str, text: str) -> str | None:
    """Our word for a source's word, or ``None`` where it has no known meaning.

    A status that is neither won, lost nor cancelled is open, whatever a company calls its stages.
    A place that is not understood leaves the mode unknown.
    """
    word = plain(text)
    if column == "status":
        return _status(word)
    if column == "outcome" and word in _YES | _NO:
        return "held" if word in _YES else "booked"
    found = next((name for name, rule in _COMPILED[column] if rule.search(word)), None)
    return "unknown" if column == "mode" and found is None else found


def names_choice(column: str, text: str) -> bool:
    """Whether a word is, word for word, one of those that a closed column may hold."""
    if column == "status" and plain(text) in {"open", "ouvert", "ouverte", "en cours"}:
        return True
    return any(rule.fullmatch(plain(text)) for _, rule in _COMPILED.get(column, ()))


def _status(word: str) -> str:
    if word in _YES:
        return "won"
    if _NEGATED.search(word):
        return "open"
    return next((name for name, rule in _COMPILED["status"] if rule.search(word)), "open")


def flag(text: str) -> bool | None:
    """Yes or no in the usual spellings; ``None`` where it says neither."""
    word = plain(text)
    return True if word in _YES else False if word in _NO else None


def is_private_title(title: str) -> bool:
    """Whether a title says that the event is nobody's business but its owner's."""
    return _PRIVATE_WORDS.search(plain(title)) is not None


def is_private_class(text: str) -> bool:
    """Whether a visibility or a yes/no mark says private or confidential."""
    return plain(text) in _PRIVATE_CLASSES or flag(text) is True
