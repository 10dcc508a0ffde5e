"""Open the review of a period, and any of its figures with the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bilan.app.snapshots import active_corrections, open_facts
from bilan.app.strategies import NoStrategy, latest, numbered, versions
from bilan.errors import BilanError
from bilan.kpis.available import available
from bilan.kpis.drill import Row, rows_behind
from bilan.kpis.scope import parse_scope
from bilan.label import Label
from bilan.ledger.loading import current, undone
from bilan.ledger.models import Import
from bilan.plan.canonical import Basis
from bilan.review.reading import Reading
from bilan.review.review import Background, Review, read_one, review

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


def basis_now() -> Basis:
    """What a review opened now stands on: the last import, the last strategy, the corrections that hold."""
    version = latest()
    if version is None:
        raise NoStrategy
    return Basis(current(), version.pk, active_corrections())


def facts_on(workspace: Workspace, basis: Basis) -> tuple[Facts, Strategy]:
    """The facts and the strategy of a basis."""
    strategy = numbered(basis.strategy_version)
    return open_facts(workspace, strategy, import_id=basis.import_id, corrections=basis.corrections), strategy


def open_review(workspace: Workspace, period: str, *, today: date, basis: Basis | None = None) -> Review:
    """The review of a period named as people name it, on the last import or on what an earlier one stood on."""
    basis = basis or basis_now()
    facts, strategy = facts_on(workspace, basis)
    asked = strategy.company.calendar.parse(period or strategy.period)
    found = review(facts, strategy, asked, today=today, background=_background(strategy, basis))
    return replace(found, provenance=_provenance(basis))


def _background(strategy: Strategy, basis: Basis) -> Background:
    """The versions of the strategy that can be read, and the day each table was last imported."""
    zone = ZoneInfo(strategy.company.zone)
    imports = _imports(basis.import_id)
    days = {one.table: one.started_at.astimezone(zone).date() for one in imports}  # the last of each table stays
    return Background(versions(until=basis.strategy_version)[0], days)


def _imports(until: int) -> list[Import]:
    """The imports that counted as of one of them, in order."""
    done = Import.objects.filter(committed_at__isnull=False, undoes=None, pk__lte=until).order_by("pk")
    gone = undone(as_of=until)
    return [one for one in done if one.pk not in gone]


def _provenance(basis: Basis) -> tuple[tuple[str, str], ...]:
    files = [(f"import {one.pk}", f"{one.file_name} ({one.table})") for one in _imports(basis.import_id)]
    lost = [("unreadable", f"v{number}") for number in versions(until=basis.strategy_version)[1]]
    return (*files, ("strategy", f"v{basis.strategy_version}"), *lost)


def figure(workspace: Workspace, key: str, period: str, scope: str, *, today: date, with_rows: bool) -> Figure:
    """One KPI of one perimeter over one period, with the rows behind it when asked."""
    basis = basis_now()
    facts, strategy = facts_on(workspace, basis)
    kpi = _kpi(facts, strategy, key)
    perimeter = parse_scope(scope, strategy)
    reading = read_one(
        facts, strategy, kpi, (perimeter, strategy.company.calendar.parse(period or strategy.period)),
        today=today, background=_background(strategy, basis),
    )  # fmt: skip
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
