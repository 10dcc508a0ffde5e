"""``python -m bilan`` is the command line."""

from __future__ import annotations

from bilan.cli.main import run

run()
