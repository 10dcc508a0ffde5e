"""One company's place on disk: its database, its snapshots, its mappings, and the lock of who is at work."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bilan.errors import Busy
from bilan.label import Label

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folder that ``--home`` names."""

    home: Path

    @property
    def rows(self) -> Path:
        return self.home / "snapshots" / "rows"

    @property
    def snapshots(self) -> Path:
        return self.home / "snapshots"

    @property
    def mappings(self) -> Path:
        return self.home / "mappings"

    @property
    def rejected(self) -> Path:
        return self.home / "rejected"

    @property
    def seals(self) -> Path:
        return self.home / "seals"

    @property
    def reports(self) -> Path:
        return self.home / "reviews"

    @contextmanager
    def writing(self, now: datetime) -> Iterator[None]:
        """Hold the ledger alone; a second writer is told since when and by whom it is held.

        The system itself frees the lock of a process that died, so it never needs to be cleared by hand.
        """
        self.home.mkdir(
            mode=0o700, parents=True, exist_ok=True
        )  # it holds figures of people: nobody else on the machine reads them
        with (self.home / "writing.lock").open("a+", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                lock.seek(0)
                raise AlreadyWriting(lock.read().strip()) from error
            lock.truncate(0)
            lock.write(f"{now:%H:%M} (PID {os.getpid()})")
            lock.flush()
            yield


class AlreadyWriting(Busy):
    """An import or an undo is under way in this workspace."""

    def __init__(self, since: str) -> None:
        super().__init__(Label(
            fr=f"Un import est déjà en cours depuis {since}. Rien n'a changé. Attendez qu'il finisse, puis recommencez.",
            en=f"An import has been under way since {since}. Nothing has changed. Wait for it to end, then try again.",
        ))  # fmt: skip
