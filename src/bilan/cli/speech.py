"""What the terminal says, in the user's language, for people and for machines."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

from rich.console import Console

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


def console() -> Console:
    """The terminal, or 110 columns where the output is not one."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else int(os.environ.get("COLUMNS", "110")))


def complain(error: BilanError, *, as_json: bool) -> None:
    """Say what happened, what is safe and what to do; on the error output, or as JSON for a machine."""
    if as_json:
        print_json({"error": {"fr": error.message.fr, "en": error.message.en}})
        return
    Console(stderr=True, highlight=False).print(error.to(language()), style="red", markup=False)


def print_json(value: Any) -> None:
    """One JSON document on the standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n")
