"""Bilan turns a sales team's deals and meetings into the end-of-period review."""

from __future__ import annotations
