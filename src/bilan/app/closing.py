"""Close the review of a period: frozen, filed, sealed by one row; restate it later with a reason, the old one kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from bilan.app import seals
from bilan.app.assembling import dossier_on
from bilan.app.closed import words_now
from bilan.app.reviewing import basis_now
from bilan.app.strategies import numbered
from bilan.app.writing import ReviewClosed, because, local_day, period_of, seal_of
from bilan.errors import BilanError, Busy
from bilan.journal.models import Correction, Seal, StrategyVersion
from bilan.label import Label
from bilan.ledger.rows import live_tables
from bilan.period import day_label
from bilan.plan.canonical import Basis, canonical
from bilan.plan.dossier import Dossier, State
from bilan.report.documents import documents

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

    from bilan.app.workspace import Workspace
    from bilan.period import Period

Documents = Callable[[Dossier], Mapping[str, bytes]]


DOCUMENTS: Final[Documents] = documents


class NotOver(BilanError):
    """The period still has days to come (EC-11)."""

    def __init__(self, period: Period) -> None:
        super().__init__(Label(
            fr=f"{period.label('fr')} court jusqu'au {day_label(period.last_day, 'fr')}\u00a0: un bilan provisoire ne se clôt pas. "
               f"Rien n'a changé. Clôturez à partir du {day_label(period.end, 'fr')}.",
            en=f"{period.label('en')} runs until {day_label(period.last_day, 'en')}: a provisional review cannot be closed. "
               f"Nothing has changed. Close it from {day_label(period.end, 'en')} on.",
        ))  # fmt: skip


class NotClosed(BilanError):
    """No seal was ever put on that review."""

    def __init__(self, period: Period) -> None:
        super().__init__(Label(
            fr=f"Le bilan {period.label('fr')} n'est pas clos. Rien n'a changé. Pour le clore\u00a0: bilan close {period.name}.",
            en=f"The review of {period.label('en')} is not closed. Nothing has changed. To close it: bilan close {period.name}.",
        ))  # fmt: skip


class NothingToClose(BilanError):
    """No import counts: every figure would be zero for want of rows."""

    def __init__(self) -> None:
        super().__init__(Label(
            fr="Aucun fichier n'est importé\u00a0: il n'y a rien à clore. Rien n'a changé. Importez d'abord\u00a0: bilan import FICHIER.",
            en="No file has been imported: there is nothing to close. Nothing has changed. Import first: bilan import FILE.",
        ))  # fmt: skip


class WrittenMeanwhile(Busy):
    """Somebody wrote in the review while it was being closed."""

    def __init__(self) -> None:
        super().__init__(Label(
            fr="Quelqu'un a écrit dans ce bilan, corrigé une ligne ou publié une stratégie pendant la clôture. "
               "Le bilan reste ouvert, rien n'est perdu. Relisez, puis recommencez.",
            en="Somebody wrote in this review, corrected a row or published a strategy while it was being closed. "
               "The review stays open, nothing is lost. Read it again, then try again.",
        ))  # fmt: skip


def close(
    workspace: Workspace, period: str, *, today: date, author: str, now: datetime, documents: Documents | None = None
) -> Seal:
    """Close a review. What nobody decided is listed in it as undecided, and is never applied."""
    asked = period_of(period)
    with workspace.writing(now):
        seal = seal_of(asked.name)
        if seal is not None:
            raise ReviewClosed(asked, seal)
        if today < asked.end:
            raise NotOver(asked)
        basis = basis_now()
        if not basis.import_id:
            raise NothingToClose
        return _sealed(workspace, asked, basis, Seal(author=author, at=now, version=1), documents or DOCUMENTS)


def restate(
    workspace: Workspace, period: str, *, reason: str, author: str, now: datetime, documents: Documents | None = None
) -> Seal:
    """A new version of a closed review, on what is known now, with the reason; the version before it stays.

    It keeps the strategy of the close, unless a later version of that same period's strategy was published: the next
    period's settings rule no figure of this one.
    """
    asked = period_of(period)
    with workspace.writing(now):
        seal = last_seal(period)
        why = because(reason or seal.reopened_why)
        basis = replace(basis_now(), strategy_version=_strategy_of(asked, seal))
        again = Seal(author=author, at=now, version=seal.version + 1, reason=why)
        return _sealed(workspace, asked, basis, again, documents or DOCUMENTS)


def reopen(period: str, *, reason: str, author: str, now: datetime) -> Seal:
    """Open a closed review again for its words, with a reason; its seal stays and verifies until it is restated."""
    seal, why = last_seal(period), because(reason)
    if seal.reopened_at is None:
        seal.reopened_at, seal.reopened_by, seal.reopened_why = now, author, why
        seal.save(update_fields=["reopened_at", "reopened_by", "reopened_why"])
    return seal


def last_seal(period: str) -> Seal:
    """The last seal of a period's review, which must be closed."""
    asked = period_of(period)
    seal = seal_of(asked.name)
    if seal is None:
        raise NotClosed(asked)
    return seal


def _strategy_of(period: Period, seal: Seal) -> int:
    """The last version of the strategy that rules a closed period."""
    later = StrategyVersion.objects.filter(pk__gt=seal.strategy_id).order_by("pk").values_list("pk", flat=True)
    return max((number for number in later if numbered(number).reviewed == period), default=seal.strategy_id)


def _sealed(workspace: Workspace, period: Period, basis: Basis, seal: Seal, documents: Documents) -> Seal:
    """Every file first, then the one row that makes them a closed review."""
    seals.sweep(workspace)
    seal.period = period.name
    known, day = basis_now(), local_day(seal.at)
    said = words_now(period, today=day)
    dossier = replace(
        dossier_on(workspace, period.name, basis, said, today=day),
        state=State.CLOSED if seal.version == 1 else State.RESTATED,
        version=seal.version, sealed_on=day, reason=seal.reason,
    )  # fmt: skip
    file_review(workspace, seal, dossier, basis, documents, rows_in=workspace.rows)
    with transaction.atomic():
        if (basis_now(), words_now(period, today=day)) != (known, said):
            raise WrittenMeanwhile
        seal.save()
    return seal


def file_review(
    workspace: Workspace, seal: Seal, dossier: Dossier, basis: Basis, documents: Documents, *, rows_in: Path
) -> None:
    """Write every file of a closed review and name it in its seal, which is not saved."""
    home = seals.folder(workspace, seal.period)
    home.mkdir(parents=True, exist_ok=True)
    text = canonical(dossier, basis)
    files = {seals.part_name(part): content for part, content in text.parts.items()}
    files |= documents(replace(dossier, digest=text.digest))
    seal.documents = {name: seals.store(home, name, content) for name, content in sorted(files.items())}
    seal.digest = seals.store(home, "seal.json", text.seal)
    rows = live_tables(basis.import_id, rows_in)
    seal.bundle = seals.store_rows(home, rows, corrections_of(basis))
    seals.settle(home)
    seal.import_id, seal.strategy_id = basis.import_id, basis.strategy_version
    seal.correction_id = max(basis.corrections, default=0)


def corrections_of(basis: Basis) -> list[dict[str, Any]]:
    """The corrections of a basis, as the journal holds them."""
    columns = ("id", "table", "source", "key", "column", "value", "author", "reason")
    return list(Correction.objects.filter(pk__in=basis.corrections).order_by("pk").values(*columns))
