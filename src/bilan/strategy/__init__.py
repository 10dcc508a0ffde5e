"""The strategy: who sells, what is followed, what was promised and by which rules, as one document."""

from __future__ import annotations
