"""What the sources and people's corrections changed beside a closed review, and what its figures would be now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from bilan.app import seals
from bilan.app.changes import Change, row_changes
from bilan.app.closed import TextsGone, basis_of_seal
from bilan.app.closing import last_seal
from bilan.app.reviewing import basis_now, open_review
from bilan.journal.models import Correction
from bilan.kpis.kpi import Kpi
from bilan.ledger.rows import live_tables
from bilan.plan.canonical import reading_key

if TYPE_CHECKING:
    import pyarrow as pa

    from bilan.app.workspace import Workspace
    from bilan.journal.models import Seal
    from bilan.review.reading import Reading


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure of the company in the closed review, and what it would be now; both with their share of the target."""

    kpi: Kpi
    before: Fraction | None
    after: Fraction | None
    attainment_before: Fraction | None
    attainment_after: Fraction | None


@dataclass(frozen=True, slots=True)
class Late:
    """An entry of signed revenue of the closed period that came after the close: « hors délai » (EC-26)."""

    deal: str
    day: date
    entry: str
    cents: int
    currency: str


@dataclass(frozen=True, slots=True)
class SinceClose:
    """Everything that changed beside a closed review, which stays as it was signed."""

    seal: Seal
    rows: tuple[Change, ...]
    corrections: tuple[Correction, ...]  # made, or taken back, since
    late: tuple[Late, ...]
    moved: tuple[Moved, ...]


def changes_since_close(workspace: Workspace, period: str, *, today: date) -> SinceClose:
    """The ledger's later changes beside a closed review, with what each KPI of the company would be now."""
    seal = last_seal(period)
    then, now = basis_of_seal(workspace, seal), basis_now()
    old, new = live_tables(then.import_id, workspace.rows), live_tables(now.import_id, workspace.rows)
    rows = [change for name in ("deals", "meetings", "measures") for change in row_changes(name, old[name], new[name])]
    touched = set(then.corrections) ^ set(now.corrections)
    corrections = tuple(Correction.objects.filter(pk__in=touched).order_by("pk"))
    review = open_review(workspace, seal.period, today=today, basis=replace(now, strategy_version=seal.strategy_id))
    sealed = seals.texts(workspace, seal).get("seal")
    if sealed is None:
        raise TextsGone(seal)
    moved = [_moved(line.reading, sealed["readings"]) for line in review.lines]
    late = _late(old["bookings"], new["bookings"], (review.period.start, review.period.end))
    return SinceClose(seal, tuple(rows), corrections, late, tuple(one for one in moved if one is not None))


def _moved(reading: Reading, sealed: dict[str, Any]) -> Moved | None:
    """What moved of a figure; None where it is what was sealed."""
    was = sealed.get(reading_key(reading))
    before = _value(was) if was else None
    if before == reading.actual.value:
        return None
    promised = was["promise"] if was else None
    target = Fraction(promised["value"]) if promised else None
    rises = reading.kpi.polarity == "higher_is_better"
    share = before / target if rises and target and before is not None else None
    return Moved(reading.kpi, before, reading.actual.value, share, reading.attainment)


def _value(sealed: dict[str, Any]) -> Fraction | None:
    above = Fraction(sealed["numerator"])
    if sealed["denominator"] is None:
        return above
    below = Fraction(sealed["denominator"])
    return above / below if below else None


def _late(old: pa.Table, new: pa.Table, days: tuple[date, date]) -> tuple[Late, ...]:
    known = {(row["source"], row["key"]) for row in old.select(["source", "key"]).to_pylist()}
    return tuple(
        Late(row["deal"], row["day"], row["entry"], row["amount_cents"], row["currency"] or "")
        for row in new.to_pylist()
        if (row["source"], row["key"]) not in known and days[0] <= row["day"] < days[1]
    )
