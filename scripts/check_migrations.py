"""Fail when a model has changed without its migration."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django
from django.core.management import call_command

if __name__ == "__main__":
    Path(os.environ["BILAN_HOME"]).mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bilan.settings")
    django.setup()
    try:
        call_command("makemigrations", "--check", "--dry-run")
    except SystemExit as missing:
        sys.exit(missing.code)
