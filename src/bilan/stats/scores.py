"""How good chances told beforehand turn out to be."""

from __future__ import annotations

from bilan.stats.arrays import Floats


def brier(chances: Floats, came: Floats) -> float:
    """The mean squared distance between a chance told and what came (1 or 0): the lower the better, 0.25 is a coin."""
    return float(((chances - came) ** 2).mean())
