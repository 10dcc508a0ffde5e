"""What Bilan costs in time and memory, measured on companies made up for it: ``python -m benchmarks``."""

from __future__ import annotations
