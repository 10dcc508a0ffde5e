"""What the terminal says, in the user's language, for people and for machines."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn

from bilan.label import Label, Language

if TYPE_CHECKING:
    from bilan.errors import BilanError

DONE, REFUSED, MISUSE, BUSY, PARTLY = range(5)  # exit codes: documented in docs/guide.md


def language() -> Language:
    """The language of the user: ``BILAN_LANG``, else the system's, else French."""
    said = (
        os.environ.get("BILAN_LANG")
        or os.environ.get("LC_ALL")
        or os.environ.get("LC_MESSAGES")
        or os.environ.get("LANG")
        or ""
    )
    return "en" if said.lower().startswith("en") else "fr"


def say(fr: str, en: str) -> str:
    """A sentence in the user's language."""
    return Label(fr, en).to(language())


def console(*, stderr: bool = False) -> Console:
    """The terminal, or 110 columns where the output is not one."""
    stream = sys.stderr if stderr else sys.stdout
    return Console(
        highlight=False, stderr=stderr, width=None if stream.isatty() else int(os.environ.get("COLUMNS") or 110)
    )


def complain(error: BilanError, code: int, *, as_json: bool) -> None:
    """Say what happened, what is safe and what to do; on the error output, or as JSON for a machine."""
    if as_json:
        message = {"fr": error.message.fr, "en": error.message.en}
        print_json({"schema": "bilan.error/1", "code": code, "message": message})
        return
    console(stderr=True).print(error.to(language()), style="red", markup=False, soft_wrap=True)


@contextmanager
def at_work(what: str, *, as_json: bool, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Show long work under way, on a terminal only; takes what is done so far, and the words beside it stay put."""
    screen = Console(stderr=True, highlight=False)
    bar = (BarColumn(), TaskProgressColumn()) if total else ()
    with Progress(SpinnerColumn(), TextColumn("{task.description}", markup=False), *bar, TimeElapsedColumn(), console=screen,
                  transient=True, disable=as_json or not screen.is_terminal) as progress:  # fmt: skip
        task = progress.add_task(what, total=total)
        yield lambda done: progress.update(task, completed=done)


def print_json(value: Any) -> None:
    """One JSON document on the standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")
