"""The use cases that every face shares."""

from __future__ import annotations
