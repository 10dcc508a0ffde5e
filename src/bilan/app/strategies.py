"""The strategy in force: the journal's last published version, with who wrote it, when and why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bilan.errors import BilanError
from bilan.facts.tables import TABLES, Type
from bilan.journal.models import StrategyVersion
from bilan.kpis.catalog import SHIPPED
from bilan.kpis.kpi import Kind
from bilan.label import Label
from bilan.strategy.checks import problems
from bilan.strategy.problems import located
from bilan.strategy.toml import dumps, loads_stored
from bilan.strategy.versions import Version

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

    from bilan.strategy.document import Strategy
    from bilan.strategy.problems import Problem


class NoStrategy(BilanError):
    """Nothing says yet who sells and what is followed."""

    def __init__(self) -> None:
        super().__init__(Label(
            fr="Aucune stratégie n'est publiée dans cet espace. Partez de vos fichiers : bilan new --from affaires.csv rendez-vous.csv ; "
               "ou d'un document : bilan strategy apply strategie.toml.",
            en="No strategy is published in this workspace. Start from your files: bilan new --from deals.csv meetings.csv; "
               "or from a document: bilan strategy apply strategy.toml.",
        ))  # fmt: skip


class Unreadable(BilanError):
    """The last version was written by a Bilan that this one does not understand."""

    def __init__(self, number: int, why: Label) -> None:
        super().__init__(Label(
            fr=f"La version {number} de la stratégie ne peut pas être lue par ce Bilan ; imports, lignes et versions sont intacts, "
               f"et vous pouvez encore importer et annuler. Mettez Bilan à jour, ou publiez un document : bilan strategy apply. {why.fr}",
            en=f"This Bilan cannot read version {number} of the strategy; imports, rows and versions are intact, "
               f"and you can still import and undo. Update Bilan, or publish a document: bilan strategy apply. {why.en}",
        ))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Conventions:
    """What reading a file must know of the company: the zone of its clock and its currency."""

    zone: str
    currency: str


def conventions() -> Conventions | None:
    """The company's zone and currency, even when the strategy's document cannot be read; None before the first."""
    found = StrategyVersion.objects.order_by("-pk").values_list("zone", "currency").first()
    return Conventions(*found) if found else None


def in_force() -> Strategy:
    """The last published strategy."""
    version = latest()
    if version is None:
        raise NoStrategy
    return _read(version)


def last_readable() -> Strategy | None:
    """The last published strategy that this Bilan can read, to compare a new one with; None when there is none."""
    readable = versions()[0]
    return readable[-1].strategy if readable else None


def numbered(number: int) -> Strategy:
    """The strategy that a version holds."""
    return _read(StrategyVersion.objects.get(pk=number))


def versions(*, until: int | None = None) -> tuple[tuple[Version, ...], tuple[int, ...]]:
    """Every version with the day from which it holds, in order; and the numbers of those that cannot be read.

    ``until`` is the number of the last one to speak of.
    """
    found, unreadable = [], []
    told = StrategyVersion.objects.order_by("pk")
    for version in told if until is None else told.filter(pk__lte=until):
        try:
            found.append(Version(version.since, _read(version)))
        except Unreadable:
            unreadable.append(version.pk)
    return tuple(found), tuple(unreadable)


def _read(version: StrategyVersion) -> Strategy:
    try:
        return _parsed(version.document, version.pk)
    except BilanError as error:
        raise Unreadable(version.pk, error.message) from error


@lru_cache(maxsize=64)
def _parsed(document: str, number: int) -> Strategy:
    return loads_stored(document, f"v{number}")


def latest() -> StrategyVersion | None:
    """The last version with its author, date and reason; None before the first."""
    return StrategyVersion.objects.order_by("-pk").first()


def publish(
    strategy: Strategy, *, author: str, reason: str, now: datetime, since: date | None = None
) -> StrategyVersion:
    """Publish a version; the same document twice is one version.

    Its targets hold from the day of publication, unless ``since`` says another: the first day of the period, for the
    correction of a typing error (EC-61).
    """
    document, last, company = dumps(strategy), latest(), strategy.company
    since = since or now.astimezone(ZoneInfo(company.zone)).date()
    if last is not None and last.document == document and last.since <= since:
        return last
    return StrategyVersion.objects.create(
        document=document,
        author=author,
        reason=reason,
        at=now,
        since=since,
        zone=company.zone,
        currency=company.currency,
    )


def check(strategy: Strategy, file: Path | None = None) -> tuple[Problem, ...]:
    """Everything to put right or to know in a document, with its line when the file it was read from is given."""
    rates = {kpi.key for kpi in SHIPPED if kpi.kind is not Kind.ADDITIVE}
    found = problems(strategy, {kpi.key for kpi in SHIPPED}, rates=rates, columns=COLUMNS)
    return located(found, file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"), file.name) if file else found


def _columns() -> dict[str, dict[str, str]]:
    """What a KPI of one's own may speak of: the canonical columns, and what Bilan reads out of them."""
    told = {name: {column.name: column.type.value for column in table.columns} for name, table in TABLES.items()}
    for columns in told.values():
        columns["rep"] = Type.TEXT.value
    told["meetings"] |= {"kind": Type.TEXT.value, "day": Type.DAY.value, "booked_day": Type.DAY.value}
    del told["meetings"]["end_at"]  # its day is the day of the start
    for name in ("first_year_cents", "total_cents"):
        del told["bookings"][name]  # an entry is shared between reps, at the value that the strategy counts
    return told


COLUMNS = _columns()
