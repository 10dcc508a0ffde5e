"""What each verb answers to a machine; ``cli/schemas`` says every field, docs/json.md explains them.

Texts come in both languages, dates and moments in ISO 8601, amounts in whole cents beside their currency. A figure is
a quantity: ``exact`` without loss, a fraction such as 7/5 or a whole number, and ``value`` its nearest number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bilan.facts.tables import TABLES, Type
from bilan.money import round_half_up

if TYPE_CHECKING:
    from bilan.app.changes import Changes
    from bilan.app.importing import Report
    from bilan.app.reviewing import Figure
    from bilan.journal.models import Correction, StrategyVersion
    from bilan.label import Label
    from bilan.ledger.models import Import
    from bilan.strategy.changes import Change
    from bilan.strategy.document import Strategy
    from bilan.strategy.problems import Problem

Json = dict[str, Any]


def texts(label: Label) -> Json:
    """A sentence in both languages."""
    return {"fr": label.fr, "en": label.en}


def moment(at: datetime | None) -> str | None:
    """A moment in universal time, to the second."""
    return None if at is None else at.astimezone(UTC).isoformat(timespec="seconds")


def quantity(value: Fraction | None, *, is_money: bool = False) -> Json | None:
    """A figure without loss, its nearest number and, for money, its whole cents."""
    if value is None:
        return None
    return {"exact": str(value), "value": float(value), "cents": round_half_up(value * 100) if is_money else None}


def imported(reports: Iterable[tuple[Path, Report]], currency: str) -> Json:
    """What became of each file's rows."""
    return {
        "schema": "bilan.import/1",
        "currency": currency,
        "imports": [_report(path, report) for path, report in reports],
    }


def _report(path: Path, report: Report) -> Json:
    counts = ("read", "added", "changed", "stored", "unchanged", "reduced", "rejected", "ignored", "removed",
              "unreadable")  # fmt: skip
    cents = ("read_cents", "stored_cents", "unchanged_cents", "rejected_cents")
    return {
        "import_id": report.import_id,
        "is_dry_run": report.import_id is None,
        "file": str(path),
        "table": report.table,
        **{name: getattr(report, name) for name in (*counts, *cents)},
        "file_totals_cents": report.file_totals,
        "rejected_file": str(report.rejected_file) if report.rejected_file else None,
        "rejections": [
            {"line": one.line, "reason": texts(one.reason), "remedy": texts(one.remedy), "cents": one.cents}
            for one in report.rejections
        ],
    }


def drafted(imports: Json, version: StrategyVersion, strategy: Strategy) -> Json:
    """The imports of a new workspace and the strategy that they suggested."""
    return {
        **imports,
        "schema": "bilan.new/1",
        "version": version.pk,
        "company": strategy.company.name,
        "period": strategy.period,
        "reps": [rep.name for rep in strategy.reps],
    }


def listed(imports: Iterable[Import]) -> Json:
    """Every import that counts."""
    counts = ("read", "added", "changed", "removed", "unchanged", "rejected", "ignored")
    cents = ("read_cents", "stored_cents", "unchanged_cents", "rejected_cents")
    return {
        "schema": "bilan.imports/1",
        "imports": [
            {
                "import_id": one.pk, "table": one.table, "source": one.source, "file": one.file_name, "author": one.author,
                "committed_at": moment(one.committed_at), "undoes": one.undoes_id,
                **{name: getattr(one, name) for name in (*counts, *cents)},
            }
            for one in imports
        ],
    }  # fmt: skip


def undone(number: int, by: Import) -> Json:
    """The import undone and the one that undoes it."""
    return {"schema": "bilan.undo/1", "undone": number, "import_id": by.pk}


def corrections(done: Iterable[Correction]) -> Json:
    """Corrections written or withdrawn."""
    return {
        "schema": "bilan.correct/1",
        "corrections": [
            {
                "number": one.pk, "table": one.table, "source": one.source, "key": one.key, "column": one.column,
                "value": one.value, "author": one.author, "reason": one.reason, "at": moment(one.at),
                "withdrawn_at": moment(one.withdrawn_at),
            }
            for one in done
        ],
    }  # fmt: skip


def changed(found: Changes, currency: str) -> Json:
    """Rows that came, went or changed, and the KPIs that moved."""
    return {
        "schema": "bilan.changes/1",
        "since": found.since,
        "until": found.until,
        "currency": currency,
        "rows": [
            {
                "table": one.table, "key": one.key, "name": one.name,
                "what": one.what if one.what in {"added", "removed"} else "changed",
                "column": None if one.what in {"added", "removed"} else one.what,
                "before": cell(one.table, one.what, one.before), "after": cell(one.table, one.what, one.after),
            }
            for one in found.rows
        ],
        "effects": [
            {
                "kpi": one.kpi.key, "label": texts(one.kpi.label), "unit": one.kpi.unit,
                "before": quantity(one.before, is_money=is_money(one.kpi.unit)),
                "after": quantity(one.after, is_money=is_money(one.kpi.unit)),
            }
            for one in found.effects
        ],
    }  # fmt: skip


def is_money(unit: str) -> bool:
    """Whether a figure of this unit is an amount."""
    return unit in {"money", "money_per_day"}


def cell(table: str, column: str, value: Any) -> str | int | bool | None:
    """A row's value: a day or a moment in ISO, cents as a whole number, an exact number as a text."""
    if value is None or column not in TABLES[table].names:
        return None
    kind = TABLES[table].column(column).type
    if kind is Type.MOMENT:
        return moment(datetime.fromtimestamp(value, UTC))
    if kind is Type.MILLIONTHS:
        return str(Fraction(value, 1_000_000))
    found: str | int | bool = value if isinstance(value, (int, bool)) else str(value)
    return found


def figure(found: Figure, currency: str, *, with_rows: bool) -> Json:
    """One figure, its target and, when asked, the rows whose sum it is."""
    reading, money = found.reading, is_money(found.reading.kpi.unit)
    return {
        "schema": "bilan.figure/1",
        "kpi": reading.kpi.key, "label": texts(reading.kpi.label), "formula": texts(reading.kpi.formula),
        "formula_version": reading.kpi.version, "unit": reading.kpi.unit, "currency": currency,
        "scope": reading.scope.name, "period": reading.window.name,
        "first_day": reading.window.start.isoformat(), "last_day": reading.window.last_day.isoformat(),
        "actual": quantity(reading.actual.value, is_money=money),
        "numerator": _exact(reading.actual.numerator), "denominator": _exact(reading.actual.denominator),
        "target": quantity(reading.target, is_money=money), "attainment": quantity(reading.attainment),
        "status": reading.status,
        "rows": [
            {
                "part": row.part, "key": row.key, "day": row.day.isoformat() if row.day else None, "rep": row.rep or None,
                "what": row.what, "account": row.account, "weight": quantity(row.value, is_money=row.is_money),
            }
            for row in found.rows
        ] if with_rows else None,
    }  # fmt: skip


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def checked(problems: Sequence[Problem]) -> Json:
    """What was found in a strategy document, and whether it can be published."""
    return {
        "schema": "bilan.strategy-check/1",
        "can_be_published": all(one.severity != "error" for one in problems),
        "problems": _problems(problems),
    }


def _problems(problems: Sequence[Problem]) -> list[Json]:
    return [{"severity": one.severity, "where": one.where, "message": texts(one.message)} for one in problems]


def published(version: StrategyVersion, period: str, problems: Sequence[Problem], late: Sequence[Change]) -> Json:
    """A version published, with its warnings and what in it changes after the period began."""
    return {
        "schema": "bilan.strategy-publish/1",
        "version": version.pk,
        "period": period,
        "warnings": _problems(problems),
        "late_changes": [
            {"where": one.where, "before": one.before, "after": one.after, "message": texts(one.label)} for one in late
        ],
    }


def in_force(version: int, strategy: Strategy) -> Json:
    """The strategy in force, whole: its keys are those of docs/reference/strategy.md."""
    return {"schema": "bilan.strategy/1", "version": version, "strategy": strategy.model_dump(mode="json")}


def versions(found: Iterable[StrategyVersion]) -> Json:
    """Who published what, when and why."""
    return {
        "schema": "bilan.strategy-versions/1",
        "versions": [
            {"version": one.pk, "author": one.author, "reason": one.reason, "published_at": moment(one.at)}
            for one in found
        ],
    }


def exported(file: Path) -> Json:
    """Where the strategy was written."""
    return {"schema": "bilan.strategy-export/1", "file": str(file)}
