"""What stands around a verb on the command line: whose workspace, who acts, in which form to answer, on which day."""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import django

DEFAULT_HOME = Path.home() / ".local" / "share" / "bilan"


@dataclass(frozen=True, slots=True)
class Asked:
    """The words before the verb."""

    home: Path
    author: str
    as_json: bool = False
    today: date | None = None  # act as if it were that day


def declared_author(name: str | None) -> str:
    """Who is said to act: the name given, else the system's user; recorded as declared, not proven."""
    return name or os.environ.get("BILAN_AS") or _system_user()


def _system_user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return "?"


def point_django_at(home: Path) -> None:
    """Set Django up on a workspace; every module of a verb may then import its models as usual."""
    os.environ["BILAN_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bilan.settings")
    django.setup()
