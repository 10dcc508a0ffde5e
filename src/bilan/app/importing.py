"""Bring a file into the ledger: shown first, all or nothing, every row accounted for."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from bilan.app.purging import last_import_purged, last_import_reduced
from bilan.app.strategies import last_readable
from bilan.errors import BilanError
from bilan.facts.people import addresses
from bilan.facts.tables import TABLES
from bilan.label import Label, Language
from bilan.ledger import loading
from bilan.ledger.erased import Erased
from bilan.ledger.models import Import
from bilan.ledger.reduced import Recogniser, touched_reduced
from bilan.ledger.stage import Counts, Stage
from bilan.sources.files import Mapping, inspect, load_mapping, read, write_rejected
from bilan.sources.reconciliation import Reconciliation, Tally
from bilan.sources.source import Context

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    import pyarrow as pa

    from bilan.app.workspace import Workspace
    from bilan.sources.files.guess import Guess
    from bilan.sources.source import Batch, Rejection

SHOWN = 20  # refused rows kept in the report; all of them are in the file beside


@dataclass(frozen=True, slots=True)
class Options:
    """How a file is to be brought in."""

    author: str
    now: datetime
    language: Language = "fr"
    dry_run: bool = False
    is_full: bool = False  # the file is the whole export: rows it no longer holds are removed
    as_correction: bool = False  # changed signed deals were typed wrong: no amendment is entered
    progress: Callable[[int], None] = lambda _rows: None


@dataclass
class Report:
    """What an import did, or would do: read = stored + unchanged + rejected, in rows and in cents."""

    import_id: int | None
    table: str
    read: int = 0
    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    rejected: int = 0
    ignored: int = 0
    reduced: int = 0  # of the unchanged: meetings that a purge has reduced to what counts, recognised and left so
    read_cents: int = 0
    stored_cents: int = 0
    unchanged_cents: int = 0
    rejected_cents: int = 0
    file_totals: list[int] = field(default_factory=list)  # cents that the file's own total lines say
    reconciled: list[Reconciliation] = field(default_factory=list)  # each of those beside ours, explained
    unreadable: int = 0  # refused rows whose amount cannot be read, so that no total holds them
    rejections: list[Rejection] = field(default_factory=list)
    rejected_file: Path | None = None
    mapping: Mapping | None = None

    @property
    def stored(self) -> int:
        return self.added + self.changed

    @property
    def totals(self) -> int:
        """The file's own total lines: rows read that are no facts, and nothing to put right."""
        return self.rejected - len(self.rejections)


def look(path: Path, context: Context, *, table: str | None = None, sheet: str | None = None) -> Guess:
    """What a file seems to hold, before anything is written."""
    _must_exist(path)
    return inspect(path, context, table=table, sheet=sheet)


def _must_exist(path: Path) -> None:
    if not path.is_file():
        raise BilanError(Label(
            fr=f"Le fichier « {path} » n'existe pas. Rien n'a changé. Vérifiez le chemin.",
            en=f"The file “{path}” does not exist. Nothing has changed. Check the path.",
        ))  # fmt: skip


def mapping_for(workspace: Workspace, guess: Guess, chosen: Path | None) -> Mapping:
    """The mapping to read a file with: the one given, the one saved for the same columns, else the guess."""
    if chosen is not None:
        return load_mapping(chosen)
    saved = workspace.mappings / f"{guess.mapping.source}-{_shape(guess)}.toml"
    if saved.is_file():
        return load_mapping(saved)
    return guess.mapping


def save_mapping(workspace: Workspace, mapping: Mapping, guess: Guess) -> Path:
    """Keep a mapping for the next file with the same columns, where a person can edit it."""
    workspace.mappings.mkdir(parents=True, exist_ok=True)
    file = workspace.mappings / f"{guess.mapping.source}-{_shape(guess)}.toml"
    mapping.save(file)
    return file


def _shape(guess: Guess) -> str:
    headers = "\n".join([guess.mapping.table, *sorted([*guess.mapping.columns.values(), *guess.unmapped])])
    return f"{guess.mapping.table}-{hashlib.sha256(headers.encode()).hexdigest()[:8]}"


def import_file(workspace: Workspace, path: Path, mapping: Mapping, context: Context, options: Options) -> Report:
    """Load a file; a dry run reads and compares everything and writes nothing."""
    _must_exist(path)
    with workspace.writing(options.now):
        loading.sweep()  # what an interrupted load left must not be compared with
        if options.dry_run:
            return _rehearsed(path, mapping, context, options)
        return _loaded(workspace, path, mapping, context, options)


def _rehearsed(path: Path, mapping: Mapping, context: Context, options: Options) -> Report:
    report = Report(None, mapping.table, mapping=mapping)
    stage = Stage(TABLES[mapping.table], mapping.source)
    counts = Counts()
    already = Recogniser(TABLES[mapping.table], mapping.source)
    present: set[str] = set()
    for batch in _batches(path, mapping, context, report, options):
        rows = _not_reduced(batch, already, report)
        counts += stage.fill(rows)
        if options.is_full:
            present.update(rows["key"].to_pylist())
    if options.is_full:
        present |= already.found
        report.removed = len(loading.absent(TABLES[mapping.table], mapping.source, present))
    report.added, report.changed, report.unchanged = counts.added, counts.changed, counts.unchanged + report.unchanged
    report.stored_cents, report.unchanged_cents = counts.stored_cents, counts.unchanged_cents
    return report


def _loaded(workspace: Workspace, path: Path, mapping: Mapping, context: Context, options: Options) -> Report:
    pending = Import.objects.create(
        table=mapping.table, source=mapping.source, file_name=path.name,
        mapping=mapping.model_dump(mode="json"), author=options.author, started_at=options.now,
    )  # fmt: skip
    load = loading.Load(pending, now=options.now, as_correction=options.as_correction)
    report = Report(pending.pk, mapping.table, mapping=mapping)
    already = Recogniser(TABLES[mapping.table], mapping.source)
    with ThreadPoolExecutor(1) as beside:
        digest = beside.submit(_digest, path)  # while the child starts: nothing else is asked of this process yet
        batches = _batches(path, mapping, context, report, options)
        _taken(load, already, batches, report, is_full=options.is_full)
        pending.file_digest = digest.result()
    refused = loading.Refused(report.rejected, report.ignored, report.unchanged, report.rejected_cents)
    done = load.commit(refused, read=report.read, read_cents=report.read_cents)
    for name in ("added", "changed", "removed", "unchanged", "stored_cents", "unchanged_cents"):
        setattr(report, name, getattr(done, name))
    if report.rejections:
        report.rejected_file = _write_rejections(workspace, path, report, options)
    return report


def _taken(load: loading.Load, already: Recogniser, batches: Iterator[Batch], report: Report, *, is_full: bool) -> None:
    """Put every batch into a load; a full export then takes away what it no longer holds."""
    present: set[str] = set()
    for batch in batches:
        rows = _not_reduced(batch, already, report)
        load.take(rows)
        if is_full:
            present.update(rows["key"].to_pylist())
    if is_full:
        load.remove_absent(present | already.found)


def _not_reduced(batch: Batch, already: Recogniser, report: Report) -> pa.Table:
    """The rows of a batch that no purge has reduced; the others are counted as unchanged."""
    rows = already.others(batch.rows)
    reduced = batch.rows.num_rows - rows.num_rows
    report.reduced += reduced
    report.unchanged += reduced
    return rows


def _batches(path: Path, mapping: Mapping, context: Context, report: Report, options: Options) -> Iterator[Batch]:
    """The file's batches, each counted into the report as it passes."""
    cents = "amount_cents" if "amount_cents" in TABLES[mapping.table].names else None
    tally = Tally(context.currency)
    strategy = last_readable()
    erased = Erased(addresses(strategy) if strategy else {})
    for batch in read(path, mapping, context):
        tally.add(batch)
        kept = [one for one in batch.rejected if not one.total]
        report.read += batch.rows.num_rows + len(batch.duplicates) + len(batch.rejected) + batch.ignored_private
        report.unchanged += len(batch.duplicates)
        report.rejected += len(batch.rejected)
        report.ignored += batch.ignored_private
        report.rejections += kept
        report.file_totals += [one.cents for one in batch.rejected if one.total and one.cents is not None]
        refused = sum(one.cents or 0 for one in kept)
        report.rejected_cents += refused
        report.read_cents += refused
        if cents:
            report.unreadable += sum(one.cents is None for one in kept)
            report.read_cents += pc.sum(batch.rows[cents]).as_py() or 0
        options.progress(report.read)
        if batch.rows.num_rows:
            yield replace(batch, rows=erased.renamed(TABLES[mapping.table], batch.rows))
    report.reconciled = tally.reconciled()


def _write_rejections(workspace: Workspace, path: Path, report: Report, options: Options) -> Path:
    workspace.rejected.mkdir(parents=True, exist_ok=True)
    file = workspace.rejected / f"{report.import_id}-{path.stem}.csv"
    write_rejected(file, report.rejections, options.language)
    return file


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Purged(BilanError):
    """What an import brought, or replaced, was erased since."""

    def __init__(self, number: int) -> None:
        super().__init__(Label(
            fr=f"L'import {number} ne peut plus être annulé\u00a0: une purge a effacé les états passés de ses rendez-vous, ou les a "
               "ramenés à ce qui compte (bilan purge). Rien n'a changé. Corrigez les lignes (bilan correct), ou rechargez l'export d'avant.",
            en=f"Import {number} can no longer be undone: a purge erased the past states of its meetings, or reduced them to what "
               "counts (bilan purge). Nothing has changed. Correct the rows (bilan correct), or load the earlier export again.",
        ))  # fmt: skip


def undo(workspace: Workspace, import_id: int, *, author: str, now: datetime) -> Import:
    """Undo one import by its number."""
    with workspace.writing(now):
        loading.sweep()
        target = Import.objects.filter(pk=import_id, committed_at__isnull=False).first()
        if target is None or target.pk in loading.undone():
            raise BilanError(Label(
                fr=f"L'import {import_id} n'existe pas, ou il est déjà annulé. Rien n'a changé. Voyez la liste : bilan imports.",
                en=f"Import {import_id} does not exist, or it is undone already. Nothing has changed. See the list: bilan imports.",
            ))  # fmt: skip
        if import_id <= last_import_purged() or (import_id <= last_import_reduced() and touched_reduced(import_id)):
            raise Purged(import_id)
        return loading.undo(target, author=author, now=now)
