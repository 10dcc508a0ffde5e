"""What sources say, with its history."""

from __future__ import annotations
