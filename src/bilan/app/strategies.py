"""The strategy in force: the journal's last published version, with who wrote it, when and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bilan.errors import BilanError
from bilan.journal.models import StrategyVersion
from bilan.label import Label
from bilan.strategy.toml import dumps, loads

if TYPE_CHECKING:
    from datetime import datetime

    from bilan.strategy.document import Strategy


class NoStrategy(BilanError):
    """Nothing says yet who sells and what is followed."""

    def __init__(self) -> None:
        super().__init__(Label(
            fr="Aucune stratégie n'est publiée dans cet espace. Partez de vos fichiers : bilan new --from affaires.csv rendez-vous.csv ; "
               "ou d'un document : bilan strategy apply strategie.toml.",
            en="No strategy is published in this workspace. Start from your files: bilan new --from deals.csv meetings.csv; "
               "or from a document: bilan strategy apply strategy.toml.",
        ))  # fmt: skip


def in_force() -> Strategy:
    """The last published strategy."""
    version = latest()
    if version is None:
        raise NoStrategy
    return loads(version.document, f"v{version.pk}")


def latest() -> StrategyVersion | None:
    """The last version with its author, date and reason; None before the first."""
    return StrategyVersion.objects.order_by("-pk").first()


def publish(strategy: Strategy, *, author: str, reason: str, now: datetime) -> StrategyVersion:
    """Publish a version; the same document twice is one version."""
    document, last = dumps(strategy), latest()
    if last is not None and last.document == document:
        return last
    return StrategyVersion.objects.create(document=document, author=author, reason=reason, at=now)
