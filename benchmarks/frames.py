"""The sums of meetings and of signed revenue in pandas, from the snapshot's files, as a notebook would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bilan.period import Period

SCOPES: tuple[tuple[str, ...], ...] = ((), ("team",), ("rep",))


class Frames:
    """The snapshot's two largest tables as data frames, with the team of each row's day."""

    def __init__(self, folder: Path, windows: Sequence[Period]) -> None:
        self.windows = [(pd.Timestamp(w.start), pd.Timestamp(w.end)) for w in windows]
        stays = pd.read_parquet(folder / "stays.parquet").rename(columns={"rep": "of"})
        of_meetings = ["rep", "day", "kind", "counts", "outcome", "step", "is_duplicate"]
        self.meetings = self._dated(folder / "meetings.parquet", of_meetings, stays)
        self.credited = self._dated(folder / "credited.parquet", ["rep", "day", "cents", "business", "is_owner"], stays)

    def _dated(self, file: Path, columns: list[str], stays: Any) -> Any:
        rows = pd.read_parquet(file, columns=columns)
        joined = rows.merge(stays, left_on="rep", right_on="of")
        joined = joined[(joined.day >= joined.since) & (joined.day < joined.until)]
        return joined.assign(day=pd.to_datetime(joined.day))

    def ask(self) -> list[Any]:
        """Meetings by kind and revenue, by window and perimeter: fewer figures than Bilan's and SQL's."""
        found = []
        for first, after in self.windows:
            meetings = self.meetings[(self.meetings.day >= first) & (self.meetings.day < after)]
            credited = self.credited[(self.credited.day >= first) & (self.credited.day < after)]
            for scope in SCOPES:
                found.append(meetings[meetings.counts].groupby([*scope, "kind"]).size())
                found.append(meetings[~meetings.is_duplicate].groupby([*scope, "outcome"]).size())
                found.append(credited.assign(all=0).groupby(list(scope) or ["all"]).cents.sum())
        return found
