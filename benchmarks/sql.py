"""The same sums written by hand in DuckDB's SQL, as a person would ask them of the snapshot's files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bilan.period import Period

FRAMED = """
    FROM {table} t JOIN windows f ON t.{day} >= f.first AND t.{day} < f.after
    JOIN stays s ON s.rep = t.rep AND t.{day} >= s.since AND t.{day} < s.until
    {where} GROUP BY GROUPING SETS ((w), (w, team), (w, t.rep))
"""
HEAD = """
    SELECT w, CASE WHEN GROUPING(team) = 0 THEN 'team' WHEN GROUPING(t.rep) = 0 THEN 'rep' ELSE 'company' END AS kind,
           coalesce(team, t.rep, '') AS key"""
UNIQUE = "outcome = 'held' AND step IS NOT NULL AND NOT is_duplicate"
NET = "CASE entry WHEN 'signature' THEN 1 WHEN 'cancellation' THEN -1 ELSE 0 END"
NOT_RENEWAL = "(business IS NULL OR business <> 'renewal')"
COHORTS = {
    "rate_d_e": ("discovery_on", "exchange_on"), "rate_d_p": ("discovery_on", "proposal_on"),
    "rate_d_won": ("discovery_on", "won_on"), "rate_p_won": ("proposal_on", "won_on"),
}  # fmt: skip

# table, date, condition, then each sum under the name of its quantity
SUMS: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("meetings", "day", "", {
        **{f"rdv_{k}": f"count(*) FILTER (WHERE counts AND kind = 'RDV-{k.upper()}')" for k in "qdepc"},
        "held": f"count(*) FILTER (WHERE {UNIQUE})",
        "no_shows": f"count(*) FILTER (WHERE {UNIQUE.replace('held', 'no_show')})",
        "held_any": "count(*) FILTER (WHERE outcome = 'held' AND NOT is_duplicate)",
        "discoveries": "count(*) FILTER (WHERE counts AND step = 1)",
        "discoveries_qualified": "count(*) FILTER (WHERE counts AND step = 1 AND qualified)",
        "discoveries_physical": "count(*) FILTER (WHERE counts AND step = 1 AND mode = 'physical')",
        "discoveries_called": "count(*) FILTER (WHERE counts AND step = 1 AND mode = 'physical' AND was_called)",
    }),
    ("meetings", "booked_day", "", {"booked": "count(*) FILTER (WHERE step IS NOT NULL AND NOT is_duplicate)"}),
    ("credited", "day", f"WHERE {NOT_RENEWAL}", {
        "bookings": "sum(cents)",
        "signatures": f"sum({NET}) FILTER (WHERE is_owner)",
        "signatures_shared": f"sum({NET} * share)",
        "signatures_with_amount": f"sum({NET}) FILTER (WHERE is_owner AND deal_cents <> 0)",
        "bookings_new": "sum(cents) FILTER (WHERE business = 'new')",
        "bookings_typed": "sum(cents) FILTER (WHERE business IS NOT NULL)",
    }),
    ("deals", "signed_on", f"WHERE status = 'won' AND {NOT_RENEWAL}", {
        "won": "count(*)",
        "won_value": "sum(value_cents)",
        "listed_net": "sum(value_cents) FILTER (WHERE list_cents IS NOT NULL)",
        "listed": "sum(list_cents)",
    }),
    ("deals", "lost_on", f"WHERE status = 'lost' AND {NOT_RENEWAL}", {
        "lost": "count(*)",
        "lost_value": "sum(value_cents)",
        "lost_with_reason": "count(*) FILTER (WHERE reason <> '')",
    }),
    ("opportunities", "proposal_on", "", {"proposed": "count(*)", "exchanges_before_proposal": "sum(exchanges)"}),
    ("opportunities", "over_limit_on", "", {"over_limit": "count(*)"}),
    ("measures", "day", "WHERE measure = 'calls'", {"measure:calls": "sum(value)"}),
    *(("opportunities", began, "", {
        f"{kpi}:began": "count(*)",
        f"{kpi}:reached": f"count(*) FILTER (WHERE {ended} >= t.{began} AND {ended} < f.after)",
    }) for kpi, (began, ended) in COHORTS.items()),
    ("deals", "signed_on", f"WHERE status = 'won' AND value_cents <> 0 AND {NOT_RENEWAL}",
     {"median_deal": "median(value_cents)"}),
    ("deals", "signed_on", f"WHERE cycle_days IS NOT NULL AND {NOT_RENEWAL}", {"cycle_days": "median(cycle_days)"}),
)  # fmt: skip
QUERIES = tuple(
    f"{HEAD}, {', '.join(sums.values())}"
    + FRAMED.format(table=table, day=day, where=where)
    for table, day, where, sums in SUMS
)  # fmt: skip
Found = dict[tuple[str, int, str, str], Any]


TABLES = ("meetings", "credited", "deals", "opportunities", "measures", "stays")


def frame(windows: Sequence[Period]) -> pa.Table:
    """The windows as a table: their number, their first day, the day after their last."""
    return pa.table({"w": range(len(windows)), "first": [w.start for w in windows], "after": [w.end for w in windows]})


class ByHand:
    """The snapshot's tables in a DuckDB of their own, and the questions put to them."""

    queries = QUERIES

    def __init__(self, folder: Path, windows: Sequence[Period]) -> None:
        self.connection = duckdb.connect()
        for name in TABLES:
            self.connection.execute(f"CREATE TABLE {name} AS SELECT * FROM '{folder}/{name}.parquet'")  # noqa: S608  # our own names and folder
        self.connection.register("frame", frame(windows))
        self.connection.execute("CREATE TABLE windows AS SELECT * FROM frame")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What one question answers."""
        return self.connection.execute(query).fetchall()

    def ask(self) -> list[list[tuple[Any, ...]]]:
        """Every row of every question."""
        return [self.rows(query) for query in self.queries]

    def found(self) -> Found:
        """Each sum by its name, window and perimeter."""
        rows = zip(self.ask(), SUMS, strict=True)
        return {
            (name, w, kind, key): value
            for answer, (*_, sums) in rows
            for w, kind, key, *values in answer
            for name, value in zip(sums, values, strict=True)
        }
