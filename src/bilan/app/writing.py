"""What holds for all that people write: by whom and when, in a review still open, over nobody else's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction

from bilan.app.strategies import conventions, in_force
from bilan.app.wording import refuse_private
from bilan.errors import BilanError
from bilan.journal.models import Action, Blocking, Change, Decision, Seal, Session, Story
from bilan.label import Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bilan.period import Period

Editable = Story | Blocking | Session | Action
NOTHING_WRITTEN: Final = Label("Rien n'a été écrit.", "Nothing was written.")
NOUNS: Final = {
    "story": Label("Le récit", "Story"),
    "blocking": Label("La revue de blocage", "Blocking review"),
    "session": Label("La séance", "Session"),
    "action": Label("L'action", "Action"),
    "decision": Label("La décision", "Decision"),
    "answer": Label("La réponse", "Answer"),
}
FIELDS: Final = {
    "kind": Label("nature", "kind"), "text": Label("texte", "text"), "about": Label("au sujet de", "about"),
    "deal": Label("affaire", "deal"), "finding": Label("constat", "finding"), "follow_up": Label("suite", "follow-up"),
    "check_asked": Label("vérification", "check"), "withdrawn_at": Label("retrait", "withdrawal"),
    "held_on": Label("date", "date"), "question": Label("question", "question"), "invitees": Label("invités", "invitees"),
    "origin": Label("origine", "origin"), "options": Label("options", "options"), "outcome": Label("issue", "outcome"),
    "title": Label("intitulé", "title"), "type": Label("type", "type"), "owner": Label("responsable", "owner"),
    "starts_on": Label("début", "start"), "due_on": Label("échéance", "due date"), "status": Label("état", "status"),
    "contributors": Label("avec", "with"), "scope": Label("pour", "for"), "baseline": Label("départ", "baseline"),
    "expected": Label("effet attendu", "expected effect"), "evidence": Label("preuve", "evidence"),
    "done_on": Label("fait le", "done on"), "reason": Label("raison", "reason"), "verdict": Label("choix", "choice"),
    "value": Label("valeur", "value"), "kpi": Label("KPI", "KPI"), "next_step": Label("prochaine étape", "next step"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pen:
    """Who writes, and at which moment."""

    author: str
    now: datetime

    @property
    def today(self) -> date:
        return local_day(self.now)


def local_day(at: datetime) -> date:
    """The company's day of a moment."""
    return local(at).date()


def local(at: datetime) -> datetime:
    """A moment at the company's clock."""
    found = conventions()
    return at.astimezone(ZoneInfo(found.zone if found else "Europe/Paris"))


class ReviewClosed(BilanError):
    """The review is closed: nothing is added to it."""

    def __init__(self, period: Period, seal: Seal) -> None:
        fr, en, on = period.label("fr"), period.label("en"), f"{local_day(seal.at):%Y-%m-%d}"
        super().__init__(Label(
            fr=f"Le bilan {fr} est clos depuis le {on} (version {seal.version}, par {seal.author}). Rien n'a été écrit. "
               f"Pour y ajouter un mot\u00a0: bilan restate {period.name} --reopen --why \"…\"\u00a0; pour le recalculer, sans --reopen.",
            en=f"The review of {en} was closed on {on} (version {seal.version}, by {seal.author}). Nothing was written. "
               f"To add a word to it: bilan restate {period.name} --reopen --why \"…\"; to compute it again, without --reopen.",
        ))  # fmt: skip


class Stale(BilanError):
    """Somebody wrote in the meantime: who, what and when (EC-73)."""

    def __init__(self, what: str, changes: Sequence[Change], revision: int) -> None:
        noun, _, number = what.partition(":")
        fr, en = NOUNS[noun].fr, NOUNS[noun].en
        super().__init__(Label(
            fr=f"{fr} {number} a changé entre-temps. Rien n'a été écrit.\n{_told(changes, 'fr')}"
               f"Relisez, puis recommencez sur la révision {revision}.",
            en=f"{en} {number} has changed in the meantime. Nothing was written.\n{_told(changes, 'en')}"
               f"Read it again, then try again on revision {revision}.",
        ))  # fmt: skip


class Unknown(BilanError):
    """Nothing of that number, or it was withdrawn."""

    def __init__(self, noun: str, number: int) -> None:
        fr, en = NOUNS[noun].fr, NOUNS[noun].en
        gone = "a été retiré" if fr.startswith("Le ") else "a été retirée"
        super().__init__(Label(
            fr=f"{fr} {number} n'existe pas, ou {gone}. Rien n'a été écrit. Les numéros se lisent avec la liste.",
            en=f"{en} {number} does not exist, or was withdrawn. Nothing was written. The list gives the numbers.",
        ))  # fmt: skip


class Missing(BilanError):
    """Something that must be said was left empty."""

    def __init__(self, what: Label) -> None:
        super().__init__(
            Label(f"Il manque {what.fr}. Rien n'a été écrit.", f"{what.en} is missing. Nothing was written.")
        )


def period_of(name: str) -> Period:
    """The period that a person names, the strategy's own by default."""
    strategy = in_force()
    return strategy.company.calendar.parse(name or strategy.period)


def seal_of(period: str) -> Seal | None:
    """The last seal of a period's review; None while it is open."""
    return Seal.objects.filter(period=period).order_by("-version").first()


def writable(name: str) -> Period:
    """The period named, when its review is still open, or open again."""
    period = period_of(name)
    seal = seal_of(period.name)
    if seal is not None and seal.reopened_at is None:
        raise ReviewClosed(period, seal)
    return period


def said(text: str, what: Label) -> str:
    """A text without the blanks around it; refused when empty or about somebody's private life."""
    text = text.strip()
    if not text:
        raise Missing(what)
    refuse_private(text)
    return text


def because(reason: str) -> str:
    """The reason of an act that needs one."""
    return said(reason, Label("la raison (--why)", "The reason (--why)"))


def what(found: Editable | Decision) -> str:
    """How changes name it: « action:3 »."""
    return f"{type(found).__name__.lower()}:{found.pk}"


def revise(found: Editable, values: dict[str, Any], pen: Pen, *, reason: str = "", expected: int | None = None) -> None:
    """Write new values over what was read, once, and keep what they replace; a stale revision is refused (EC-73)."""
    changed = {name: value for name, value in values.items() if getattr(found, name) != value}
    expected = found.revision if expected is None else expected
    with transaction.atomic():
        rows = type(found).objects.filter(pk=found.pk, revision=expected)
        if not rows.update(revision=expected + bool(changed), **changed):
            raise _stale(found, expected)
        if changed:
            Change.objects.create(
                what=what(found), author=pen.author, at=pen.now, reason=reason.strip(),
                before={name: plain(getattr(found, name)) for name in changed},
                after={name: plain(value) for name, value in changed.items()},
            )  # fmt: skip
    found.refresh_from_db()


def _stale(found: Editable, expected: int) -> Stale:
    found.refresh_from_db()
    missed = max(0, found.revision - expected)
    changes = list(Change.objects.filter(what=what(found)).order_by("-pk")[:missed])
    return Stale(what(found), changes[::-1], found.revision)


def plain(value: Any) -> Any:
    """A value as a change keeps it."""
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def _told(changes: Sequence[Change], language: str) -> str:
    """Each change on a line: who, when, what was and what is."""
    lines = []
    for change in changes:
        told = ", ".join(
            f"{FIELDS[name].fr if language == 'fr' else FIELDS[name].en} {_shown(change.before.get(name))} → {_shown(value)}"
            for name, value in change.after.items()
            if name in FIELDS  # who and when are told already
        )
        colon = "\u00a0:" if language == "fr" else ":"
        lines.append(f"{change.author}, {local(change.at):%Y-%m-%d %H:%M}{colon} {told}\n")
    return "".join(lines)


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    return "–" if value in (None, "") else str(value)
