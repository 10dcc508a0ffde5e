"""Whether Bilan's judgements are right, on simulated teams of which the truth is known: ``make judge``."""

from __future__ import annotations
