"""What is followed, and what the facts say of it."""

from __future__ import annotations
