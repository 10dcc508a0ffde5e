"""The canonical tables and the snapshots that figures are read from."""

from __future__ import annotations
