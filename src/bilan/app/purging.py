"""Erase what was kept long enough, by written rules, with a log; a purged review still proves that its seal is intact."""

from __future__ import annotations

import shutil
from calendar import monthrange
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.db import connection, transaction

from bilan.app import seals
from bilan.app.reducing import reduce, reducible
from bilan.app.strategies import in_force
from bilan.app.writing import local_day
from bilan.journal.models import Change, Purge, Seal
from bilan.label import Label
from bilan.ledger.loading import current
from bilan.ledger.models import Import, Meeting

if TYPE_CHECKING:
    from bilan.app.workspace import Workspace

MONTHS_A_YEAR = 12


class Rule(StrEnum):
    """One thing that is not kept for ever (domain.md 4.2)."""

    ROWS = "rows"
    MEETINGS = "meetings"
    COUNTS = "counts"
    REJECTED = "rejected"
    PEOPLE = "people"
    NAMED = "named"
    LOG = "log"
    PERSON = "person"  # by « bilan erase », at somebody's request

    @property
    def label(self) -> Label:
        return LABELS[self]


LABELS: Final = {
    Rule.ROWS: Label("lignes jointes aux bilans clos", "rows filed with closed reviews"),
    Rule.MEETINGS: Label("états passés de rendez-vous changés ou supprimés depuis", "past states of meetings since changed or deleted"),
    Rule.COUNTS: Label("rendez-vous ramenés à ce qui compte", "meetings reduced to what counts"),
    Rule.REJECTED: Label("fichiers de lignes refusées", "files of refused rows"),
    Rule.PEOPLE: Label("chiffres individuels des bilans anciens", "individual figures of old reviews"),
    Rule.NAMED: Label("constats nommant une personne, mis aux archives", "findings naming a person, moved to the archive"),
    Rule.LOG: Label("modifications au journal", "changes in the log"),
    Rule.PERSON: Label("fichiers nommant une personne effacée", "files naming a person who was erased"),
}  # fmt: skip
KEPT: Final = Label(
    fr="D'un rendez-vous ramené à ce qui compte, il reste le commercial, le client, l'affaire, le jour, le type, l'issue, le mode et la "
       "durée, car un RDV-D passé décide encore si le suivant compte\u00a0; titre, identifiants, organisateur extérieur et heure sont effacés. "
       "Un ancien export rechargé est reconnu et le laisse tel quel. Les lignes jointes aux bilans clos depuis moins de trois mois gardent "
       "les leurs jusqu'à leur terme. Ne sont pas effacées\u00a0: les affaires et leurs écritures, que votre CRM tient toujours.",
    en="Of a meeting reduced to what counts, there remain the rep, the client, the deal, the day, the kind, the outcome, the mode and the "
       "length, since a past RDV-D still decides whether the next one counts; title, identifiers, outside organiser and hour are erased. "
       "An old export loaded again is recognised and leaves it as it is. The rows filed with reviews closed less than three months ago keep "
       "theirs until their own end. Not erased: the deals and their entries, which your CRM still holds.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Retention:
    """How long each thing is kept; a DPO validates these (P21)."""

    rows_months: int = 3  # after the close
    people_years: int = 2  # beside the current one
    log_years: int = 3


@dataclass(frozen=True, slots=True)
class Purged:
    """What one rule erased, or would erase."""

    rule: Rule
    count: int
    files: tuple[Path, ...] = ()
    digests: tuple[str, ...] = ()
    details: dict[str, Any] = field(default_factory=dict)


def purge(
    workspace: Workspace, *, today: date, author: str, now: datetime, dry_run: bool, retention: Retention | None = None
) -> tuple[Purged, ...]:
    """Apply every rule; a dry run says what each would erase. The log is written before a file goes."""
    with workspace.writing(now):
        found = _Due(workspace, today, retention or Retention())
        due = tuple(found.all())
        if dry_run:
            return due
        with for_good(), transaction.atomic():
            _erase_rows(due, today, retention or Retention())
            if found.reducible:
                reduce(found.reducible)
            for one in due:
                if one.count:
                    counts = {"count": one.count, "digests": list(one.digests), **one.details}
                    Purge.objects.create(rule=one.rule.value, at=now, author=author, counts=counts)
        for one in due:
            _erase_files(workspace, one)
        seals.remove_erased(workspace)
        shutil.rmtree(workspace.snapshots, ignore_errors=True)  # a cache, which may hold rows that are gone
        return due


@contextmanager
def for_good() -> Iterator[None]:
    """Leave nothing of what is erased in the pages of the database's file, nor in the log beside it."""
    if connection.vendor != "sqlite":  # PostgreSQL's own autovacuum does it
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA secure_delete = ON")
    yield
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def last_import_purged() -> int:
    """The last import whose past states may be gone: none up to it can be undone any more."""
    return max((one.counts.get("until_import", 0) for one in Purge.objects.all()), default=0)


def last_import_reduced() -> int:
    """The last import there was when meetings were last reduced to what counts."""
    return max((one.counts.get("as_of", 0) for one in Purge.objects.filter(rule=Rule.COUNTS)), default=0)


class _Due:
    """What each rule finds to erase on a day."""

    def __init__(self, workspace: Workspace, today: date, retention: Retention) -> None:
        self.workspace, self.today, self.retention = workspace, today, retention
        self.calendar = in_force().company.calendar
        self.seals = list(Seal.objects.order_by("pk"))
        limit = months_before(today, retention.rows_months)
        self.old = [seal for seal in self.seals if local_day(seal.at) <= limit]
        self.reducible = reducible(workspace, self._reviewed_until())

    def all(self) -> Iterator[Purged]:
        yield self._files(Rule.ROWS, [(seal, "rows.zip") for seal in self.old])
        yield self._meetings()
        until = self._reviewed_until()
        said = {"until": until.isoformat(), "as_of": current()} if until else {}
        yield Purged(Rule.COUNTS, len(self.reducible), details=said)
        yield self._rejected()
        yield self._files(Rule.PEOPLE, list(self._personal()))
        yield self._files(Rule.NAMED, list(self._named()))
        limit = months_before(self.today, self.retention.log_years * MONTHS_A_YEAR)
        yield Purged(Rule.LOG, Change.objects.filter(at__date__lte=limit).count(), details={"until": limit.isoformat()})

    def _files(self, rule: Rule, wanted: list[tuple[Seal, str]]) -> Purged:
        """Files of closed reviews that are still there; two versions may share one."""
        found = {seals.names(seal)[name]: seals.path_of(self.workspace, seal, name) for seal, name in wanted}
        found = {digest: path for digest, path in found.items() if path.exists()}
        if rule is Rule.NAMED:
            found = {digest: path for digest, path in found.items() if path.parent == _home(self.workspace, path)}
            return Purged(rule, len(found), tuple(found.values()))
        kept = {digest for seal, name in self._still_kept(rule) for digest in [seals.names(seal)[name]]}
        found = {digest: path for digest, path in found.items() if digest not in kept}
        return Purged(rule, len(found), tuple(found.values()), tuple(found))

    def _still_kept(self, rule: Rule) -> list[tuple[Seal, str]]:
        """The files of younger reviews: one that they share with an old one stays."""
        if rule is not Rule.ROWS:
            return []
        return [(seal, "rows.zip") for seal in self.seals if seal not in self.old]

    def _meetings(self) -> Purged:
        """States of meetings that no import since the close of an old review has seen: they weigh in no figure of today."""
        until = max((seal.import_id for seal in self.old), default=0)
        count = Meeting.objects.filter(removed_by__lte=until).count()
        return Purged(Rule.MEETINGS, count, details={"until_import": until})

    def _reviewed_until(self) -> date | None:
        """The day before which every closed review was last closed long enough ago; None where there is none."""
        last = {seal.period: seal for seal in self.seals}  # of the versions of a review, the last
        periods = {period: self.calendar.parse(period) for period in last}
        old = [periods[period].end for period, seal in last.items() if seal in self.old]
        young = [periods[period].start for period, seal in last.items() if seal not in self.old]
        return min([max(old), *young]) if old else None

    def _rejected(self) -> Purged:
        limit = months_before(self.today, self.retention.rows_months)
        imports = Import.objects.filter(committed_at__isnull=False).values_list("pk", "committed_at")
        old = {str(number) for number, at in imports if at is not None and local_day(at) <= limit}
        files = [file for file in self.workspace.rejected.glob("*.csv") if file.name.partition("-")[0] in old]
        return Purged(Rule.REJECTED, len(files), tuple(sorted(files)))

    def _personal(self) -> Iterator[tuple[Seal, str]]:
        """What shows each rep's figures in the reviews of years that are over: the part, and the documents of managers."""
        for seal in self.seals:
            if self.calendar.parse(seal.period).last_day.year < self.today.year - self.retention.people_years:
                yield from ((seal, name) for name in seal.documents if is_personal(name))

    def _named(self) -> Iterator[tuple[Seal, str]]:
        """The findings that name somebody, once the review of the period after is closed."""
        closed = {seal.period for seal in self.seals}
        for seal in self.seals:
            if self.calendar.parse(seal.period).next().name in closed:
                yield seal, seals.part_name("named")


def is_personal(name: str) -> bool:
    """Whether a file of a closed review shows the figures of each rep: all do but the collective versions and the text."""
    return name == seals.part_name("people") or not (name.endswith(".json") or "collective" in name)


def _home(workspace: Workspace, path: Path) -> Path:
    """Where a file is before it is archived."""
    return workspace.seals / path.parent.name


def _erase_rows(due: tuple[Purged, ...], today: date, retention: Retention) -> None:
    by_rule = {one.rule: one for one in due}
    until = by_rule[Rule.MEETINGS].details["until_import"]
    Meeting.objects.filter(removed_by__lte=until).delete()
    limit = months_before(today, retention.log_years * MONTHS_A_YEAR)
    Change.objects.filter(at__date__lte=limit).delete()
    gone = by_rule[Rule.ROWS].digests
    Seal.objects.filter(bundle__in=gone, rows_expired_on=None).update(rows_expired_on=today)


def _erase_files(workspace: Workspace, one: Purged) -> None:
    for file in one.files:
        if one.rule is Rule.NAMED:
            archive = seals.archive(workspace, file.parent.name)
            archive.mkdir(mode=0o700, parents=True, exist_ok=True)
            file.replace(archive / file.name)
        else:
            file.unlink(missing_ok=True)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last of that month."""
    year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 - months, MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
