"""The file's own totals beside ours, each difference explained to the row."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bilan.facts.tables import STATUSES
from bilan.label import Label
from bilan.money import format_amount

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bilan.sources.source import Batch, Rejection

Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]

_RECONCILED = 50  # total lines compared, the last ones: a report by customer may have thousands
_NAMED = 10  # lines named in a sentence
_PLURAL = {
    "open": Label("ouvertes", "open"),
    "won": Label("gagnées", "won"),
    "lost": Label("perdues", "lost"),
    "cancelled": Label("annulées", "cancelled"),
}
# what a file may leave out of its total, the likeliest first
_LEFT_OUT = (
    (),
    ("cancelled",),
    ("lost", "cancelled"),
    ("lost",),
    ("open", "lost", "cancelled"),
    ("open", "lost"),
    ("open",),
    ("won", "lost", "cancelled"),
)


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of a difference: what it is, its cents (``None`` where they cannot be read) and its lines."""

    label: Label
    cents: int | None
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One total line of a file: said = ours + the reasons + what remains unexplained."""

    line: int
    said: int
    ours: int  # of the rows kept that the line adds up
    reasons: tuple[Reason, ...]
    unexplained: int

    def sentence(self, currency: str) -> Label:
        """The line, both sums and every part of their difference, as it is said to a person."""
        fr_said, en_said = _amounts(self.said, currency)
        fr_ours, en_ours = _amounts(self.ours, currency)
        gap = self.said - self.ours
        if not gap and not self.reasons:
            return Label(
                f"Ligne {self.line}\u00a0: le total du fichier, {fr_said}, est celui des lignes retenues.",
                f"Line {self.line}: the file's own total, {en_said}, is that of the rows kept.",
            )
        parts = [_part(reason, currency) for reason in self.reasons]
        if self.unexplained:
            fr, en = _amounts(self.unexplained, currency)
            parts.append(Label(f"écart inexpliqué de {fr}", f"unexplained difference of {en}"))
        fr_gap, en_gap = _amounts(gap, currency)
        fr_parts, en_parts = "\u00a0; ".join(part.fr for part in parts), "; ".join(part.en for part in parts)
        return Label(
            f"Ligne {self.line}\u00a0: le fichier annonce {fr_said}, les lignes retenues font {fr_ours}. "
            f"Écart de {fr_gap}\u00a0: {fr_parts}.",
            f"Line {self.line}: the file says {en_said}, the rows kept make {en_ours}. "
            f"Difference of {en_gap}: {en_parts}.",
        )


def _amounts(cents: int, currency: str) -> tuple[str, str]:
    return format_amount(cents, currency, "fr"), format_amount(cents, currency, "en")


def _part(reason: Reason, currency: str) -> Label:
    shown = ", ".join(str(line) for line in reason.lines[:_NAMED]) + ("…" if len(reason.lines) > _NAMED else "")
    several = len(reason.lines) > 1
    where = (
        Label(f" (ligne{'s' if several else ''} {shown})", f" (line{'s' if several else ''} {shown})")
        if shown
        else Label("", "")
    )
    if not reason.cents:
        return Label(f"{reason.label.fr}{where.fr}", f"{reason.label.en}{where.en}")
    fr, en = _amounts(reason.cents, currency)
    return Label(f"{fr}, {reason.label.fr}{where.fr}", f"{en}, {reason.label.en}{where.en}")


@dataclass(slots=True)
class _Kept:
    """The rows kept, as bare numbers: a large file has millions of them."""

    lines: np.ndarray[tuple[int], np.dtype[np.int64]]
    cents: np.ndarray[tuple[int], np.dtype[np.int64]]
    status: np.ndarray[tuple[int], np.dtype[np.int8]]
    foreign: np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True)
class _Assumed:
    """What a file's total is taken to add up: without more, every row that has an amount."""

    left_out: tuple[str, ...] = ()
    own_currency_only: bool = False
    with_rejected: bool = True
    with_repeated: bool = True
    with_subtotals: bool = False

    @property
    def cost(self) -> int:
        """How far this is from the plain sum; of two explanations the nearer is said."""
        odd = (bool(self.left_out), self.own_currency_only, not self.with_rejected, not self.with_repeated)
        return sum(odd) + 2 * self.with_subtotals


@dataclass(slots=True)
class Tally:
    """What passes while a file is read, for its total lines to be compared with in the end."""

    currency: str
    _parts: list[_Kept] = field(default_factory=list)
    _rejected: list[tuple[int, int | None]] = field(default_factory=list)
    _repeated: list[tuple[int, int | None]] = field(default_factory=list)
    _totals: list[tuple[int, int]] = field(default_factory=list)

    def add(self, batch: Batch) -> None:
        """Count a batch in; tables without amounts have nothing to reconcile."""
        if "amount_cents" not in batch.rows.column_names:
            return
        self._refuse(batch.rejected)
        self._repeated += zip(batch.duplicates, batch.duplicate_cents, strict=True)
        if batch.rows.num_rows:
            self._parts.append(_numbers(batch.rows, self.currency))

    def _refuse(self, rejected: Iterable[Rejection]) -> None:
        for one in rejected:
            if not one.total:
                self._rejected.append((one.line, one.cents))
            elif one.cents is not None:
                self._totals.append((one.line, one.cents))

    def reconciled(self) -> list[Reconciliation]:
        """Each total line of the file beside what its rows make."""
        if not self._totals:
            return []
        kept = _Kept(*(np.concatenate([getattr(part, name) for part in self._parts] or [np.array([], np.int64)])
                       for name in _Kept.__slots__))  # fmt: skip
        self._totals.sort()
        return [self._reconcile(kept, line, said) for line, said in self._totals[-_RECONCILED:]]

    def _starts(self, line: int) -> list[int]:
        """Where the rows of a total may begin, the likelier first: at the top of the file, or after the total above."""
        at = bisect_left(self._totals, (line,))
        above = self._totals[at - 1][0] if at else 0
        starts = [0, above] if line == self._totals[-1][0] else [above, 0]
        return starts if above else [0]

    def _reconcile(self, kept: _Kept, line: int, said: int) -> Reconciliation:
        if len(kept.lines) and line < kept.lines[0]:
            stretches = [self._stretch(kept, line, int(kept.lines[-1]) + 1)]  # a total above its rows
        else:
            stretches = [self._stretch(kept, since, line) for since in self._starts(line)]
        for assumed in _assumptions():
            for stretch in stretches:
                if stretch.allows(assumed) and stretch.sum(assumed) == said:
                    return Reconciliation(line, said, stretch.ours, stretch.reasons(assumed), 0)
        first = stretches[0]
        reasons = first.reasons(_Assumed())
        explained = sum(reason.cents or 0 for reason in reasons)
        return Reconciliation(line, said, first.ours, (*reasons, *first.unreadable()), said - first.ours - explained)

    def _stretch(self, kept: _Kept, since: int, line: int) -> _Stretch:
        inside = slice(*np.searchsorted(kept.lines, (since, line)))
        rows = _Kept(*(getattr(kept, name)[inside] for name in _Kept.__slots__))
        refused, repeated = (
            [one for one in part if since < one[0] < line] for part in (self._rejected, self._repeated)
        )
        totals = self._totals[bisect_left(self._totals, (since + 1,)) : bisect_left(self._totals, (line,))]
        return _Stretch(rows, refused, repeated, totals, self.currency)


@dataclass(frozen=True)
class _Stretch:
    """The rows above a total line that it may add up."""

    rows: _Kept
    refused: list[tuple[int, int | None]]
    repeated: list[tuple[int, int | None]]
    totals: list[tuple[int, int]]
    currency: str

    @property
    def ours(self) -> int:
        return int(self.rows.cents.sum())

    @cached_property
    def _cells(self) -> dict[tuple[str, bool], int]:
        """What the rows make by status and by whether their currency is foreign, each summed once."""
        cells: dict[tuple[str, bool], int] = {}
        for at, name in enumerate((*STATUSES, "")):
            of_status = self.rows.status == (at if name else -1)
            for foreign in (False, True):
                chosen = of_status & (self.rows.foreign == foreign)
                if chosen.any():
                    cells[name, foreign] = int(self.rows.cents[chosen].sum())
        return cells

    def allows(self, assumed: _Assumed) -> bool:
        """Whether an assumption changes anything here; one that does not is no explanation."""
        out = not assumed.left_out or any(name in assumed.left_out for name, _ in self._cells)
        foreign = not assumed.own_currency_only or any(foreign for _, foreign in self._cells)
        return out and foreign and (not assumed.with_subtotals or bool(self.totals))

    def sum(self, assumed: _Assumed) -> int:
        kept = sum(
            cents
            for (name, foreign), cents in self._cells.items()
            if name not in assumed.left_out and not (foreign and assumed.own_currency_only)
        )
        apart = ((assumed.with_rejected, self.refused), (assumed.with_repeated, self.repeated),
                 (assumed.with_subtotals, self.totals))  # fmt: skip
        return kept + sum(cents or 0 for taken, rows in apart if taken for _, cents in rows)

    def reasons(self, assumed: _Assumed) -> tuple[Reason, ...]:
        """What makes the file's total differ from ours, if it adds up what is assumed."""
        return tuple(reason for reason in self._reasons(assumed) if reason.lines)

    def _reasons(self, assumed: _Assumed) -> Iterator[Reason]:
        if assumed.with_rejected:
            yield _listed(Label("de lignes refusées", "of rejected rows"), self.refused)
        if assumed.with_repeated:
            yield _listed(
                Label("de lignes répétées, comptées une fois", "of repeated rows, counted once"), self.repeated
            )
        out = self._out(assumed)
        if assumed.left_out:
            names = [_PLURAL[name] for name in assumed.left_out if any(name == one for one, _ in self._cells)]
            fr, en = _listing([name.fr for name in names], "et"), _listing([name.en for name in names], "and")
            yield self._gone(
                Label(f"d'affaires {fr}, hors du total du fichier", f"of {en} deals, left out of the file's total"), out
            )
        foreign = self.rows.foreign & ~out
        if assumed.own_currency_only:
            fr, en = (f"en devises autres que {self.currency}, hors du total du fichier",
                      f"in currencies other than {self.currency}, left out of the file's total")  # fmt: skip
            yield self._gone(Label(fr, en), foreign)
        elif foreign.any():
            mixed = Label("le total du fichier additionne des devises différentes",
                          "the file's total adds up different currencies")  # fmt: skip
            yield Reason(mixed, 0, _lines(self.rows.lines[foreign]))
        if assumed.with_subtotals:
            yield _listed(Label("de totaux comptés une seconde fois", "of totals counted a second time"), self.totals)

    def unreadable(self) -> tuple[Reason, ...]:
        lines = tuple(sorted(line for line, cents in self.refused if cents is None))
        label = Label("lignes refusées dont le montant ne se lit pas", "rejected rows whose amount cannot be read")
        return (Reason(label, None, lines),) if lines else ()

    def _out(self, assumed: _Assumed) -> Flags:
        return np.isin(self.rows.status, [STATUSES.index(name) for name in assumed.left_out])

    def _gone(self, label: Label, where: Flags) -> Reason:
        return Reason(label, -int(self.rows.cents[where].sum()), _lines(self.rows.lines[where]))


def _listed(label: Label, rows: Sequence[tuple[int, int | None]]) -> Reason:
    readable = sorted((line, cents) for line, cents in rows if cents is not None)
    return Reason(label, sum(cents for _, cents in readable), tuple(line for line, _ in readable))


def _listing(names: list[str], last: str) -> str:
    return f" {last} ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _lines(lines: np.ndarray[tuple[int], np.dtype[np.int64]]) -> tuple[int, ...]:
    return tuple(int(line) for line in lines[: _NAMED + 1])


def _assumptions() -> list[_Assumed]:
    """What a total may add up, the plainest first."""
    flags = (False, True)
    every = [
        _Assumed(left_out, own, rejected, repeated, twice)
        for left_out, own, rejected, repeated, twice in itertools.product(
            _LEFT_OUT, flags, reversed(flags), reversed(flags), flags
        )
    ]
    return sorted(every, key=lambda one: one.cost)


def _numbers(rows: pa.Table, currency: str) -> _Kept:
    size = rows.num_rows
    cents = pc.fill_null(rows["amount_cents"], 0).to_numpy().copy()
    status = np.full(size, -1, np.int8)
    if "status" in rows.column_names:
        places = pc.index_in(rows["status"], value_set=pa.array(STATUSES))
        status = pc.fill_null(places, -1).to_numpy().astype(np.int8)
    own = pc.fill_null(pc.equal(rows["currency"], currency), True)  # noqa: FBT003  # Arrow's own signature
    return _Kept(rows["line"].to_numpy().copy(), cents, status, ~own.to_numpy(zero_copy_only=False))
