"""A second, independent reading of Zignature's files, to check the first."""

from __future__ import annotations
