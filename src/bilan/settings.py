"""Django's settings: one database, the apps that hold facts and people's words, nothing served yet."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

HOME = Path(os.environ.get("BILAN_HOME") or Path.home() / ".local" / "share" / "bilan")

# a checkpoint every 16 MB, not every 4: a load copies its pages, and waits for the disk, a quarter as often;
# pages kept up to 64 MB, so that a load of a million rows and the child that reads it stay under 1 GB together
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": HOME / "bilan.sqlite3",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 10,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA journal_size_limit=27103364;"
        "PRAGMA wal_autocheckpoint=4000;PRAGMA temp_store=MEMORY;PRAGMA cache_size=-65536;",
    },
}


def database(url: str) -> dict[str, object]:
    """The database that ``BILAN_DATABASE_URL`` names: PostgreSQL, or SQLite in the workspace when empty."""
    if not url:
        return SQLITE
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
    }


DATABASES = {"default": database(os.environ.get("BILAN_DATABASE_URL", ""))}
INSTALLED_APPS = ["bilan.ledger", "bilan.journal"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECRET_KEY = os.environ.get("BILAN_SECRET_KEY", "nothing is served, so nothing is signed")
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "fr"
