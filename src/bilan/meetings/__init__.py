"""From calendar events to the meetings that count."""

from __future__ import annotations
