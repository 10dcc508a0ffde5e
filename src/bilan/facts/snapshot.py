"""A snapshot: the facts as of one import, corrected, classified and dated, in Parquet files that never change."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from bilan.facts.engine import Engine

if TYPE_CHECKING:
    from pathlib import Path

TABLES = ("deals", "meetings", "credited", "opportunities", "measures", "stays", "cube")


@dataclass(frozen=True, slots=True)
class SnapshotKey:
    """What a snapshot depends on; the same key always holds the same rows."""

    import_id: int
    corrections: str  # the corrections that hold, and those withdrawn
    strategy: str  # digest of the strategy's canonical text
    formulas: str  # digest of the formula versions

    @property
    def name(self) -> str:
        text = json.dumps(asdict(self), sort_keys=True)
        return f"{self.import_id:06d}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"


class Facts:
    """A snapshot opened: its tables, ready for questions."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.engine = Engine()
        self._tables: dict[str, Any] = {}

    def table(self, name: str) -> Any:
        """One table of the snapshot, read once and kept in memory."""
        if name not in self._tables:
            read = self.engine.read(f"file_{name}", [self.folder / f"{name}.parquet"])
            self._tables[name] = self.engine.keep(name, read)
        return self._tables[name]

    def count(self, name: str) -> int:
        return int(self.engine.answer(self.table(name).count().as_table())[0][0].as_py())
