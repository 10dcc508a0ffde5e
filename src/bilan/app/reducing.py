"""Reduce the meetings of reviews closed long ago to what counts, and prove that no figure moves.

What goes: the title, every identifier of the source, the hour, the organiser who is no rep. What stays: the rep, the
client and the deal that the meeting belongs to, its day and place in that day, its kind, outcome, mode and length. A
RDV-D of the past still decides whether the next one counts, so the row itself stays.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection

from bilan.app.snapshots import open_facts
from bilan.app.strategies import in_force, versions
from bilan.app.workspace import Workspace
from bilan.errors import BilanError
from bilan.facts.corrections import parse_value
from bilan.facts.people import addresses, plain_name
from bilan.facts.tables import MEETINGS
from bilan.journal.models import Correction
from bilan.label import Label
from bilan.ledger.models import Meeting
from bilan.ledger.reduced import reduced_keys
from bilan.meetings.kinds import kinds_of
from bilan.meetings.sequence import REDUCED
from bilan.review.meeting_hours import seconds
from bilan.strategy.nomenclature import to_confirm

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from bilan.strategy.document import Strategy

Address = tuple[str, str]  # source and key
CORRECTABLE: Final = ("uid", "title", "declared_kind", "start_at", "end_at", "booked_at")  # to reduce as well
NOON: Final = time(12)
COUNTED: Final = ("source", "account", "deal", "rep", "day", "booked_day", "all_day", "outcome", "mode", "qualified", "kind",
                  "doubtful", "is_real", "is_duplicate", "counts", "exchange_rank", "anomaly", "was_called", "attended_kind")  # fmt: skip


class CountsMoved(BilanError):
    """A figure would be another once the meetings are reduced, so none is."""

    def __init__(self, moved: Collection[str]) -> None:
        named = ", ".join(sorted(moved))
        super().__init__(Label(
            fr=f"Les rendez-vous anciens ne peuvent pas être ramenés à ce qui compte\u00a0: des chiffres en seraient changés ({named}). "
               "Rien n'a été effacé. Un KPI à vous qui lit un titre, un identifiant ou une heure en est la cause ordinaire\u00a0: "
               "définissez-le par le type du rendez-vous (kind), puis recommencez.",
            en=f"The old meetings cannot be reduced to what counts: figures would change by it ({named}). "
               "Nothing was erased. The usual cause is a KPI of your own that reads a title, an identifier or an hour: "
               "define it by the kind of the meeting, then try again.",
        ))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reducible:
    """The meetings to reduce, each with the one that it counts as: itself, unless it repeats another."""

    counted_as: dict[Address, Address] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.counted_as)


def reducible(workspace: Workspace, until: date | None) -> Reducible:
    """The meetings held before a day; one that repeats another waits until both are."""
    if until is None:
        return Reducible()
    strategy = in_force()
    limit = _moment(datetime.combine(until, time.min, ZoneInfo(strategy.company.zone)))
    whole = Meeting.objects.exclude(key__startswith=REDUCED)
    early = set(whole.filter(start_at__lt=limit).values_list("source", "key"))
    if not early:
        return Reducible()
    late = set(whole.filter(start_at__gte=limit).values_list("source", "key"))
    counted_as = {address: address for address in early}
    judged = _judged(workspace, strategy)
    for address, counted, day in judged:
        counted_as[address] = counted
        if day >= until:
            late.add(address)
    waiting = late | {counted for address, counted in counted_as.items() if address in late}
    return Reducible({
        address: counted for address, counted in counted_as.items()
        if address in early and address not in late and counted not in waiting
    })  # fmt: skip


def _judged(workspace: Workspace, strategy: Strategy) -> list[tuple[Address, Address, date]]:
    """Each live meeting, the one that it counts as, and its day, corrections applied."""
    facts = open_facts(workspace, strategy)
    t = facts.table("meetings")
    rows = facts.engine.answer(t.select("n", "same_as", "source", "key", "day")).to_pylist()
    at = {row["n"]: (row["source"], row["key"]) for row in rows}
    return [(at[row["n"]], at[row["n"] if row["same_as"] is None else row["same_as"]], row["day"]) for row in rows]


def reduce(found: Reducible) -> None:
    """Rewrite the rows and their corrections, inside the caller's transaction; refuse when a figure would move."""
    strategy = in_force()
    before = _what_counts(strategy)
    _Rewriting(strategy, found).write()
    after = _what_counts(strategy)
    if moved := [name for name in before.keys() | after.keys() if before.get(name) != after.get(name)]:
        raise CountsMoved(moved)


def _what_counts(strategy: Strategy) -> dict[str, pa.Table]:
    """All that figures and remarks are made of, without what identifies; each quantity of the cube by its name."""
    with TemporaryDirectory(prefix="bilan-") as beside:
        facts = open_facts(Workspace(Path(beside)), strategy)
        m = facts.table("meetings")
        tables = {
            "meetings": m.select(*COUNTED, length=seconds(m)),
            "opportunities": facts.table("opportunities").drop("opportunity"),
            "deals": facts.table("deals"),
        }
        found = {name: _sorted(facts.engine.answer(table)) for name, table in tables.items()}
        cube = _sorted(facts.engine.answer(facts.table("cube")))
        for name in cube["quantity"].unique().to_pylist():
            found[name] = cube.filter(pc.equal(cube["quantity"], name))
        return found


def _sorted(rows: pa.Table) -> pa.Table:
    return rows.sort_by([(name, "ascending") for name in rows.column_names]).combine_chunks()


class _Rewriting:
    """The rows of the ledger and the corrections laid over them, each rewritten alike."""

    def __init__(self, strategy: Strategy, found: Reducible) -> None:
        self.strategy, self.zone = strategy, ZoneInfo(strategy.company.zone)
        self.counted_as = found.counted_as
        self.reps = {known for one in versions()[0] for known in addresses(one.strategy)} | set(addresses(strategy))
        self.keys = _keys(found.counted_as)
        whole = Meeting.objects.exclude(key__startswith=REDUCED).order_by("source", "key", "pk")
        self.states = [one for one in whole.values() if (one["source"], one["key"]) in self.keys]
        written = Correction.objects.filter(table=MEETINGS.name).order_by("pk")
        self.corrections = [one for one in written if (one.source, one.key) in self.keys]
        self.starts = self._starts()
        self.titles = self._titles()

    def write(self) -> None:
        """Every state of every meeting, then what people corrected of it."""
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE ledger_meetings SET key = %s, uid = %s, title = %s, declared_kind = %s, owner = %s,"
                " start_at = %s, end_at = %s, booked_at = %s WHERE id = %s",
                [(*self._reduced(state), state["id"]) for state in self.states],
            )
        left = [(self.keys[one.source, one.key], self._corrected(one)) for one in self.corrections]
        for one, (key, value) in zip(self.corrections, left, strict=True):
            one.key, one.value = key, value
        Correction.objects.bulk_update(self.corrections, ["key", "value"], batch_size=500)

    def _reduced(self, state: dict[str, Any]) -> tuple[Any, ...]:
        """What is left of a row: key, uid, title, declared kind, owner, start, end, moment of booking."""
        address = (state["source"], state["key"])
        owner = state["owner"] if plain_name(state["owner"] or "") in self.reps else None
        return (
            self.keys[address], self._uid(address), self.titles.get(state["title"]), self._declared(state["declared_kind"]),
            owner, self.starts[address, state["start_at"]], self._end(address, state, state["end_at"]),
            self._noon(state["booked_at"]),
        )  # fmt: skip

    def _uid(self, address: Address) -> str:
        return self.keys[self.counted_as[address]]

    def _declared(self, text: str | None) -> str | None:
        """A declared type says a kind or nothing: none is asked to be confirmed."""
        said = self.titles.get(text)
        return said if said in {kind.code for kind in self.strategy.nomenclature} else None

    def _end(self, address: Address, state: dict[str, Any], end: int | None) -> int | None:
        """An end as long after the start as it was: the start that a person corrected, where one did."""
        start = self._corrected_start(address, state["start_at"])
        return None if end is None else self.starts[address, start] + end - start

    def _corrected_start(self, address: Address, start: int) -> int:
        said = [one for one in self._of(address, "start_at") if one.withdrawn_at is None and one.value is not None]
        return self._moment_of(said[-1]) if said else start

    def _of(self, address: Address, column: str) -> list[Correction]:
        return [one for one in self._by_address.get(address, []) if one.column == column]

    def _noon(self, moment: int | None) -> int | None:
        """The noon of a moment's day at the company."""
        return None if moment is None else _moment(datetime.combine(self._day(moment), NOON, self.zone))

    def _day(self, moment: int) -> date:
        return datetime.fromtimestamp(moment, UTC).astimezone(self.zone).date()

    def _moment_of(self, one: Correction) -> int:
        found: int = parse_value(MEETINGS.column(one.column), one.value, self.strategy.company.zone)
        return found

    def _corrected(self, one: Correction) -> str | None:
        """What is left of what a person corrected."""
        address = (one.source, one.key)
        if one.value is None or one.column not in CORRECTABLE:
            return one.value
        if one.column == "uid":
            return self._uid(address)
        if one.column == "title":
            return self.titles.get(one.value)
        if one.column == "declared_kind":
            return self._declared(one.value)
        return self._corrected_moment(one, address)

    def _corrected_moment(self, one: Correction, address: Address) -> str:
        moment = self._moment_of(one)
        if one.column == "start_at":
            found = self.starts[address, moment]
        elif one.column == "end_at":
            last = [state for state in self.states if (state["source"], state["key"]) == address][-1]
            found = self._end(address, last, moment) or moment
        else:
            found = self._noon(moment) or moment
        return datetime.fromtimestamp(found, UTC).isoformat()

    def _starts(self) -> dict[tuple[Address, int], int]:
        """The new start of each meeting: the noon of its day, and as many seconds as meetings came before it that day."""
        self._by_address: dict[Address, list[Correction]] = {}
        for one in self.corrections:
            self._by_address.setdefault((one.source, one.key), []).append(one)
        found = {(state["start_at"], (state["source"], state["key"])) for state in self.states}
        found |= {(self._moment_of(one), (one.source, one.key)) for one in self.corrections
                  if one.column == "start_at" and one.value is not None}  # fmt: skip
        ranks: dict[date, int] = {}
        starts: dict[tuple[Address, int], int] = {}
        for moment, address in sorted(found, key=lambda one: (one[0], one[1][1], one[1][0])):
            day = self._day(moment)
            ranks[day] = ranks.get(day, 0) + 1
            starts[address, moment] = _moment(datetime.combine(day, NOON, self.zone)) + ranks[day]
        return starts

    def _titles(self) -> dict[str | None, str | None]:
        """What each title, or declared type, says of a kind, and nothing else of it."""
        said = {state[name] for state in self.states for name in ("title", "declared_kind")}
        said |= {one.value for one in self.corrections if one.column in ("title", "declared_kind")}
        texts = sorted(text for text in said if text is not None)
        kinds, doubtful = kinds_of(pa.chunked_array([pa.array(texts, pa.string())]), self.strategy.nomenclature)
        read = zip(texts, kinds.to_pylist(), doubtful.to_pylist(), strict=True)
        return {text: kind or (to_confirm(maybe) if maybe else None) for text, kind, maybe in read}


def _keys(found: Iterable[Address]) -> dict[Address, str]:
    by_source: dict[str, list[str]] = {}
    for source, key in found:
        by_source.setdefault(source, []).append(key)
    return {(source, key): new for source, keys in by_source.items() for key, new in reduced_keys(source, keys).items()}


def _moment(at: datetime) -> int:
    return int(at.timestamp())
