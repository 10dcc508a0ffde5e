"""Why a bar is missed, where it was looked into: by row. A bar that is met again stops telling its reason."""

from __future__ import annotations

from bilan.label import Label

REASONS: dict[str, Label] = {}
