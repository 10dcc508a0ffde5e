"""The command line: one face of the use cases."""

from __future__ import annotations
