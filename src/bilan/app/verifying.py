"""Is a closed review still what was sealed? Its files are read again, its figures computed again from the ledger."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from bilan.app import seals
from bilan.app.changes import Change, row_changes
from bilan.app.closed import reopened
from bilan.app.closing import corrections_of, last_seal
from bilan.app.purging import Rule
from bilan.app.reduced import ReducedSince, reduced_on
from bilan.app.workspace import Workspace
from bilan.app.writing import local_day
from bilan.facts.tables import TABLES
from bilan.journal.models import Purge, Seal
from bilan.kpis.catalog import BY_KEY
from bilan.ledger.rows import live_tables
from bilan.plan.canonical import PARTS, Difference, as_sealed, basis_of, canonical, differences
from bilan.review.judgement import VERSION as JUDGEMENT


class Outcome(StrEnum):
    """What verification may answer."""

    EQUAL = "equal"  # computed again, and equal to the byte
    EXPIRED = "expired"  # the seal is intact; rows have expired, so that it can no longer be computed again
    REFORMULATED = "reformulated"  # the seal is intact; a formula of this Bilan is no longer that of the close
    ALTERED = "altered"


@dataclass(frozen=True, slots=True)
class BadFile:
    """A file of a closed review that is not what was sealed."""

    name: str
    path: str
    what: Literal["missing", "altered"]


@dataclass(frozen=True, slots=True)
class Earlier:
    """A version that a later one replaced: whether its main text is what was sealed, and when its parts were erased."""

    version: int
    is_intact: bool
    erased_on: date | None  # at the request of a person (EC-59)


@dataclass(frozen=True, slots=True)
class Verification:
    """What became of a seal, and what exactly differs."""

    seal: Seal
    outcome: Outcome
    files: tuple[BadFile, ...] = ()
    differences: tuple[Difference, ...] = ()  # of figures and words
    rows: tuple[Change, ...] = ()  # of the ledger: sealed, then found
    corrections: tuple[Difference, ...] = ()
    expired: tuple[str, ...] = ()  # the files that retention took away
    reduced_on: date | None = None  # the day its meetings were reduced to what counts
    earlier: tuple[Earlier, ...] = ()

    @property
    def rows_expired_on(self) -> date | None:
        """The day from which it can perhaps no longer be computed again."""
        return self.seal.rows_expired_on or self.reduced_on


def verify(workspace: Workspace, period: str) -> Verification:
    """Check the last seal of a period's review: each file by its digest, each figure by computing it again."""
    seal = last_seal(period)
    gone = seals.expired()
    expired = tuple(name for name, digest in seals.names(seal).items() if digest in gone)
    files = tuple(_bad_files(workspace, seal, expired))
    found = _Again(workspace, seal)
    reformulated = found.is_reformulated
    altered = _Altered() if reformulated else found.altered(skip_rows="rows.zip" in expired)
    is_equal = not altered.any
    reduced = reduced_on(seal)
    is_excused = seal.rows_expired_on is not None or (
        reduced is not None and not altered.rows and not altered.corrections
    )
    if files or not (is_equal or is_excused):
        outcome = Outcome.ALTERED
    elif reformulated:
        outcome = Outcome.REFORMULATED
    elif not found.is_whole:
        outcome = Outcome.EXPIRED
    else:
        outcome = Outcome.EQUAL if is_equal else Outcome.EXPIRED
    told = altered if outcome is Outcome.ALTERED else _Altered()
    return Verification(
        seal, outcome, files, told.differences, told.rows, told.corrections, expired, reduced, _earlier(workspace, seal)
    )


def _earlier(workspace: Workspace, last: Seal) -> tuple[Earlier, ...]:
    """The versions before the last, by the files that are left of them."""
    before = Seal.objects.filter(period=last.period, version__lt=last.version).order_by("version")
    erased = list(Purge.objects.filter(rule=Rule.PERSON).order_by("at"))
    found = []
    for seal in before:
        digests = set(seals.names(seal).values())
        days = [local_day(one.at) for one in erased if digests & set(one.counts["digests"])]
        found.append(
            Earlier(seal.version, seals.content(workspace, seal, "seal.json") is not None, days[0] if days else None)
        )
    return tuple(found)


def _bad_files(workspace: Workspace, seal: Seal, expired: tuple[str, ...]) -> list[BadFile]:
    found = []
    for name in seals.names(seal):
        if name in expired or seals.content(workspace, seal, name) is not None:
            continue
        path = seals.path_of(workspace, seal, name)
        found.append(BadFile(name, str(path), "altered" if path.exists() else "missing"))
    return found


@dataclass(frozen=True, slots=True)
class _Altered:
    """What differs between a seal and what the ledger and the journal say now of the same moment."""

    differences: tuple[Difference, ...] = ()
    rows: tuple[Change, ...] = ()
    corrections: tuple[Difference, ...] = ()

    @property
    def any(self) -> bool:
        return bool(self.differences or self.rows or self.corrections)


class _Again:
    """A closed review computed once more, from the ledger itself: what a cache holds proves nothing."""

    def __init__(self, workspace: Workspace, seal: Seal) -> None:
        self.workspace, self.seal = workspace, seal
        self.texts = seals.texts(workspace, seal)

    @property
    def is_whole(self) -> bool:
        """Whether the texts that it is computed from are there."""
        return {"seal", "named"} <= self.texts.keys()

    @property
    def is_reformulated(self) -> bool:
        """Whether this Bilan counts a KPI, or judges a gap, by another formula than the review was closed with."""
        if not {"seal", "named"} <= self.texts.keys():
            return False
        sealed = self.texts["seal"]["formulas"]
        if self.texts["seal"].get("judgement", 1) != JUDGEMENT:
            return True
        return any(BY_KEY[key].version != version for key, version in sealed.items() if key in BY_KEY)

    def altered(self, *, skip_rows: bool) -> _Altered:
        """Everything that differs; nothing where the sealed text itself is lost, which the files then say."""
        if not {"seal", "named"} <= self.texts.keys():
            return _Altered()
        with TemporaryDirectory(prefix="bilan-") as beside:
            fresh = Workspace(Path(beside))
            rows, corrections = ((), ()) if skip_rows else self._rows(fresh)
            return _Altered(self._figures(fresh), rows, corrections)

    def _figures(self, fresh: Workspace) -> tuple[Difference, ...]:
        basis = basis_of(self.texts["seal"])
        found = canonical(reopened(self.workspace, self.seal, on=fresh), basis)
        again: dict[str, Any] = {part: json.loads(text) for part, text in found.parts.items()}
        again = as_sealed(again | {"seal": json.loads(found.seal)}, self.texts["seal"]["schema"])
        parts = [part for part in ("seal", *PARTS) if part in self.texts]
        return tuple(one for part in parts for one in differences(_said(self.texts[part]), _said(again[part])))

    def _rows(self, fresh: Workspace) -> tuple[tuple[Change, ...], tuple[Difference, ...]]:
        """The rows and corrections that are no longer those of the close, when its bundle is whole."""
        if seals.content(self.workspace, self.seal, "rows.zip") is None:
            return (), ()
        basis = basis_of(self.texts["seal"])
        rows, laid = seals.rows_of(self.workspace, self.seal)
        since = ReducedSince(rows["meetings"])
        sealed, found = (since.without(tables) for tables in (rows, live_tables(basis.import_id, fresh.rows)))
        corrections, again = since.unlaid(laid), since.unlaid(corrections_of(basis))
        changes = [
            change
            for name, rows in sealed.items()
            if not rows.equals(found[name])
            for change in row_changes(name, rows, found[name], columns=TABLES[name].names)
        ]
        return tuple(changes), differences(corrections, again, ("corrections",))


def _said(text: dict[str, Any]) -> dict[str, Any]:
    """A text without the digests of its parts, which are compared themselves."""
    return {name: value for name, value in text.items() if name != "parts"}
