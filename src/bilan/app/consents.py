"""Who agreed to be named in the collective version of a review; without it the text says « un membre de l'équipe »."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilan.app.strategies import in_force
from bilan.errors import BilanError
from bilan.journal.models import Consent
from bilan.kpis.scope import parse_scope
from bilan.label import Label

if TYPE_CHECKING:
    from bilan.app.writing import Pen


def give(rep: str, pen: Pen) -> Consent:
    """Record that a rep agrees to be named; said twice, it is one agreement (EC-79)."""
    key = _rep(rep)
    found = Consent.objects.filter(rep=key, withdrawn_at=None).first()
    return found or Consent.objects.create(rep=key, given_at=pen.now, recorded_by=pen.author)


def withdraw(rep: str, pen: Pen) -> Consent:
    """Record that a rep no longer agrees: from now on no collective document names them (EC-78)."""
    key = _rep(rep)
    found = Consent.objects.filter(rep=key, withdrawn_at=None).first()
    if found is None:
        raise BilanError(Label(
            fr=f"«\u00a0{rep}\u00a0» n'a pas donné d'accord à retirer. Rien n'a été écrit.",
            en=f"“{rep}” has given no agreement to withdraw. Nothing was written.",
        ))  # fmt: skip
    found.withdrawn_at = pen.now
    found.save(update_fields=["withdrawn_at"])
    return found


def history() -> tuple[Consent, ...]:
    """Every agreement, given and withdrawn, in order."""
    return tuple(Consent.objects.order_by("pk"))


def _rep(text: str) -> str:
    scope = parse_scope(f"rep:{text.removeprefix('rep:')}", in_force())
    return scope.key
