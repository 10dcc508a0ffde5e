"""Who a row belongs to: the names of the sources matched to the reps of the strategy, and their teams by day."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from bilan.strategy.document import Strategy

if TYPE_CHECKING:
    from collections.abc import Mapping

UNASSIGNED = ""  # the rep of a row that no rep of the strategy owns: « non attribué » (EC-32)
NO_TEAM = ""
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 1, 1)


def plain_name(name: str) -> str:
    """A name as it is compared: without accents, case or doubled spaces (EC-58)."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())


def addresses(strategy: Strategy) -> dict[str, str]:
    """Every name and address under which a source may know a rep, to the rep's key."""
    return {plain_name(known): rep.key for rep in strategy.reps for known in (rep.key, rep.name, *rep.addresses)}


def reps_of(owners: pa.ChunkedArray, known: Mapping[str, str]) -> pa.ChunkedArray:
    """The rep of each row; an owner whom the strategy does not know is unassigned, never dropped."""
    names = pc.unique(owners).to_pylist()
    keys = [known.get(plain_name(name), UNASSIGNED) if name else UNASSIGNED for name in names]
    return pc.take(pa.array(keys, pa.string()), pc.index_in(owners, value_set=pa.array(names, owners.type)))


@dataclass(frozen=True, slots=True)
class Stay:
    """A rep's days in a team, from ``start`` up to but not including ``end``."""

    rep: str
    team: str
    start: date
    end: date


def stays(strategy: Strategy) -> list[Stay]:
    """Who was in which team when; days outside any team are said too, so that nobody falls out of the company."""
    found = [Stay(UNASSIGNED, NO_TEAM, FIRST_DAY, LAST_DAY)]
    for rep in strategy.reps:
        day = FIRST_DAY
        for membership in sorted(rep.teams, key=lambda m: m.since or FIRST_DAY):
            start = membership.since or FIRST_DAY
            end = membership.until + date.resolution if membership.until else LAST_DAY
            if start > day:
                found.append(Stay(rep.key, NO_TEAM, day, start))
            found.append(Stay(rep.key, membership.team, start, end))
            day = end
        if day < LAST_DAY:
            found.append(Stay(rep.key, NO_TEAM, day, LAST_DAY))
    return found


def stays_table(strategy: Strategy) -> pa.Table:
    """The stays as a table that the engine can join."""
    rows = stays(strategy)
    return pa.table({
        "rep": pa.array([s.rep for s in rows], pa.string()),
        "team": pa.array([s.team for s in rows], pa.string()),
        "since": pa.array([s.start for s in rows], pa.date32()),
        "until": pa.array([s.end for s in rows], pa.date32()),
    })  # fmt: skip
