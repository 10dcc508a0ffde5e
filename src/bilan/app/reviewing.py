"""Open the review of a period, and any of its figures with the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bilan.app.snapshots import open_facts
from bilan.app.strategies import in_force, latest
from bilan.errors import BilanError
from bilan.kpis.available import available
from bilan.kpis.drill import Row, rows_behind
from bilan.kpis.scope import parse_scope
from bilan.label import Label
from bilan.ledger.models import Import
from bilan.review.reading import Reading
from bilan.review.review import Review, read_one, review

if TYPE_CHECKING:
    from datetime import date

    from bilan.app.workspace import Workspace
    from bilan.facts.snapshot import Facts
    from bilan.kpis.kpi import Kpi
    from bilan.strategy.document import Strategy


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with the rows it is made of."""

    reading: Reading
    rows: tuple[Row, ...]


def open_review(workspace: Workspace, period: str, *, today: date) -> Review:
    """The review of a period named as people name it, on the last import."""
    strategy = in_force()
    facts = open_facts(workspace, strategy)
    found = review(facts, strategy, strategy.company.calendar.parse(period or strategy.period), today=today)
    return replace(found, provenance=_provenance())


def _provenance() -> tuple[tuple[str, str], ...]:
    imports = Import.objects.filter(committed_at__isnull=False, undoes=None).exclude(
        undone_by__committed_at__isnull=False
    )
    files = [(f"import {one.pk}", f"{one.file_name} ({one.table})") for one in imports.order_by("pk")]
    version = latest()
    return (*files, ("strategy", f"v{version.pk}" if version else ""))


def figure(workspace: Workspace, key: str, period: str, scope: str, *, today: date, with_rows: bool) -> Figure:
    """One KPI of one perimeter over one period, with the rows behind it when asked."""
    strategy = in_force()
    facts = open_facts(workspace, strategy)
    kpi = _kpi(facts, strategy, key)
    perimeter = parse_scope(scope, strategy)
    reading = read_one(
        facts, strategy, kpi, perimeter, strategy.company.calendar.parse(period or strategy.period), today=today
    )
    rows = rows_behind(facts, strategy, kpi, perimeter, reading.window) if with_rows else ()
    return Figure(reading, rows)


def _kpi(facts: Facts, strategy: Strategy, key: str) -> Kpi:
    usable = {kpi.key: kpi for kpi in available(facts, strategy)}
    if key not in usable:
        raise BilanError(Label(
            fr=f"Aucune table ne donne le KPI « {key} ». Ceux que vos données donnent : {', '.join(usable) or 'aucun (importez un fichier)'}.",
            en=f"No table gives the KPI “{key}”. Those your data give: {', '.join(usable) or 'none (import a file)'}.",
        ))  # fmt: skip
    return usable[key]
