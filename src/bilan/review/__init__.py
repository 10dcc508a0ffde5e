"""The review as data."""

from __future__ import annotations
