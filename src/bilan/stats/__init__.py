"""Numbers in, what may be said of them out."""

from __future__ import annotations
