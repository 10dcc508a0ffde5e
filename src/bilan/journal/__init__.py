"""What people write."""

from __future__ import annotations
