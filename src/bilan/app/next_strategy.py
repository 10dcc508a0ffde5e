"""Write the strategy of the next period from what was decided, as a document to read, edit and publish."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bilan.app import strategies
from bilan.app.dossiers import open_dossier
from bilan.app.writing import period_of
from bilan.errors import BilanError
from bilan.label import Label
from bilan.plan.next_strategy import next_strategy
from bilan.strategy.changes import Change, accept, difference
from bilan.strategy.toml import dumps

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

    from bilan.app.workspace import Workspace
    from bilan.plan.proposal import Proposal
    from bilan.strategy.document import Strategy
    from bilan.strategy.problems import Problem


@dataclass(frozen=True, slots=True)
class Next:
    """The next strategy: where it is written, what changes in it, and what somebody should know first."""

    file: Path
    strategy: Strategy
    version: int | None  # None until it is published
    changes: tuple[Change, ...]  # against the strategy in force
    problems: tuple[Problem, ...]
    undecided: tuple[Proposal, ...]  # not applied, for nobody decided
    is_late: bool  # a target is told once its period had begun (P18)


class NotSound(BilanError):
    """The next strategy would be refused as a document."""

    def __init__(self, file: Path, found: tuple[Problem, ...]) -> None:
        listed_fr = "\n".join(f"{one.where}\u00a0: {one.message.fr}" for one in found)
        listed_en = "\n".join(f"{one.where}: {one.message.en}" for one in found)
        super().__init__(Label(
            fr=f"La stratégie suivante est écrite dans {file}, mais ne peut pas être publiée. Rien n'a changé. "
               f"Corrigez-la, puis\u00a0: bilan strategy apply.\n{listed_fr}",
            en=f"The next strategy is written to {file}, but cannot be published. Nothing has changed. "
               f"Correct it, then: bilan strategy apply.\n{listed_en}",
        ))  # fmt: skip


class Outdated(BilanError):
    """The strategy in force already rules a later period."""

    def __init__(self, file: Path, period: str) -> None:
        super().__init__(Label(
            fr=f"La stratégie en vigueur est déjà celle de {period}\u00a0: publier une période plus ancienne la remplacerait. "
               f"Rien n'a changé. Le document est écrit dans {file}, à relire.",
            en=f"The strategy in force is already that of {period}: publishing an earlier period would replace it. "
               f"Nothing has changed. The document is written to {file}, to read.",
        ))  # fmt: skip


def write_next(
    workspace: Workspace, period: str, *, today: date, author: str, now: datetime, publish: bool
) -> Next:  # fmt: skip
    """Write the strategy of the period after a review; nothing undecided is applied (P12).

    It starts from the strategy in force, so that people, absences and settings changed since the review are kept.
    """
    asked, before = period_of(period), strategies.in_force()
    plan = open_dossier(workspace, asked.name, today=today).plan
    after = next_strategy(before, plan.proposals, plan.decisions)
    if after.reviewed != asked.next():
        after = after.model_copy(update={"period": asked.next().name})
    file = workspace.home / "strategies" / f"{after.period}.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(dumps(after), encoding="utf-8")
    found, version = strategies.check(after), None
    if publish:
        _refuse_unsound(file, found)
        if after.reviewed.start < before.reviewed.start:
            raise Outdated(file, before.period)
        reason = f"bilan {asked.name}"
        accept(before, after, today, reason=reason)
        version = strategies.publish(after, author=author, reason=reason, now=now).pk
    changes = difference(before, after)
    is_late = after.reviewed.start < today and any(one.where.startswith("targets[") for one in changes)
    return Next(
        file=file, strategy=after, version=version, changes=changes, problems=found, undecided=plan.undecided,
        is_late=is_late,
    )  # fmt: skip


def _refuse_unsound(file: Path, found: tuple[Problem, ...]) -> None:
    wrong = tuple(one for one in found if one.severity == "error")
    if wrong:
        raise NotSound(file, wrong)
