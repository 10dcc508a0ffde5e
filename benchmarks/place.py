"""A workspace of its own for one measure, in the process that measures it."""

from __future__ import annotations

import os
import resource
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.core.management import call_command

from benchmarks.companies import TODAY
from bilan.app.workspace import Workspace
from bilan.sources.source import Context

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bilan.app.importing import Report
    from bilan.sources.files import Mapping

NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC)
CONTEXT = Context("EUR", "Europe/Paris", TODAY)
KILO = 1024


def opened() -> Workspace:
    """The workspace that ``BILAN_HOME`` names, its tables made."""
    home = Path(os.environ["BILAN_HOME"])
    home.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bilan.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    return Workspace(home)


def recognised(path: Path, table: str) -> Mapping:
    """The columns of a file, as Bilan recognises them before it loads anything."""
    from bilan.app import importing  # noqa: PLC0415  # its models need Django set up first

    return importing.look(path, CONTEXT, table=table).mapping


def imported(workspace: Workspace, path: Path, mapping: Mapping) -> Report:
    """One file loaded, without a row refused."""
    from bilan.app import importing  # noqa: PLC0415  # its models need Django set up first

    report = importing.import_file(workspace, path, mapping, CONTEXT, importing.Options("Directrice", NOW))
    if report.rejected or report.ignored:
        raise AssertionError((path.name, report.rejected, report.rejections[:3]))
    return report


def peak_memory() -> int:
    """The most memory that this process and its children held, in bytes, as if all peaks fell together."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(kind).ru_maxrss for kind in kinds) * KILO


def work_done() -> float:
    """The seconds of processor that this process and its children used: what a busy machine does not change much."""
    used = [resource.getrusage(kind) for kind in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


@contextmanager
def clocked(into: dict[str, float], name: str) -> Iterator[None]:
    """The seconds that a block takes, noted under a name."""
    start, work = time.perf_counter(), work_done()
    yield
    into[name], into[f"{name}_work"] = time.perf_counter() - start, work_done() - work
