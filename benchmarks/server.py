"""A PostgreSQL of its own for one measure: made in an empty folder, reached by a local socket, gone afterwards."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

PORT = 54991


def programs() -> Path | None:
    """Where the newest PostgreSQL of this machine keeps its programs; None where there is none."""
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None, key=lambda place: int(place.parent.name))


@contextmanager
def started(folder: Path, bin_: Path, *, port: int = PORT) -> Iterator[str]:
    """The address of a server that lives as long as the block."""
    folder.mkdir(parents=True)
    as_whom: list[str | Path] = (
        ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    )  # a server refuses to run as root
    if as_whom:
        subprocess.run(["chown", "postgres", folder], check=True)
    data = folder / "data"
    quiet = subprocess.DEVNULL
    subprocess.run(
        [*as_whom, bin_ / "initdb", "-D", data, "-U", "bilan", "-A", "trust", "-E", "UTF8"], check=True, stdout=quiet
    )
    where = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder}"
    control = [*as_whom, bin_ / "pg_ctl", "-D", data, "-w"]
    subprocess.run([*control, "-o", where, "-l", folder / "log", "start"], check=True, stdout=quiet)
    try:
        yield f"postgresql://{quote('bilan')}@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "fast", "stop"], check=True, stdout=quiet)
