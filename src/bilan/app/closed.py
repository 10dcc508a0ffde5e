"""A closed review opened again, as it was: its figures computed from what was known then, its words as they stood."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from bilan.app import recorded, seals
from bilan.app.assembling import dossier_on
from bilan.errors import BilanError
from bilan.label import Label
from bilan.plan.canonical import Basis, Words, basis_of, words
from bilan.plan.dossier import State

if TYPE_CHECKING:
    from bilan.app.workspace import Workspace
    from bilan.journal.models import Seal
    from bilan.period import Period
    from bilan.plan.dossier import Dossier


class TextsGone(BilanError):
    """The text of a closed review is missing, damaged or expired: it cannot be opened again, only read as it was filed."""

    def __init__(self, seal: Seal) -> None:
        super().__init__(Label(
            fr=f"Le texte scellé du bilan {seal.period} (version {seal.version}) manque, est altéré ou a expiré\u00a0: il ne peut pas "
               f"être rouvert. Ses documents restent dans le dossier seals. Vérifiez\u00a0: bilan verify {seal.period}.",
            en=f"The sealed text of the review {seal.period} (version {seal.version}) is missing, altered or expired: it cannot be "
               f"opened again. Its documents stay in the folder seals. Check: bilan verify {seal.period}.",
        ))  # fmt: skip


def words_now(period: Period, *, today: date) -> Words:
    """What people have written about a period so far, and the plan of the period before."""
    return Words(
        stories=recorded.stories(period.name),
        answers=recorded.answers(period.name),
        blockings=recorded.blockings(period.name),
        sessions=recorded.sessions(period.name),
        decisions=recorded.decisions(period.name),
        actions=recorded.actions(period.name, today=today),
        last_actions=recorded.last_actions(period.previous().name, today=today),
        consents=recorded.consents(),
    )


def basis_of_seal(workspace: Workspace, seal: Seal) -> Basis:
    """What a closed review stands on."""
    return basis_of(_texts(workspace, seal, "seal")["seal"])


def reopened(workspace: Workspace, seal: Seal, *, on: Workspace | None = None) -> Dossier:
    """A closed review as it was when it was closed; ``on`` another folder, nothing is read from this one's snapshots."""
    found = _texts(workspace, seal, "seal", "named")
    said, day = words(found["seal"], found["named"]), date.fromisoformat(str(found["seal"]["sealed_on"]))
    dossier = dossier_on(on or workspace, seal.period, basis_of(found["seal"]), said, today=day)
    return replace(
        dossier,
        state=State.CLOSED if seal.version == 1 else State.RESTATED,
        version=seal.version, sealed_on=day, reason=seal.reason, digest=seal.digest,
    )  # fmt: skip


def _texts(workspace: Workspace, seal: Seal, *needed: str) -> dict[str, dict[str, object]]:
    found = seals.texts(workspace, seal)
    if not set(needed) <= found.keys():
        raise TextsGone(seal)
    return found
