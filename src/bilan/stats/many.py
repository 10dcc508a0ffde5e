"""Many comparisons at once: the more one looks, the more chance shows, so all those of a review are judged together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from bilan.stats.arrays import Floats
from bilan.stats.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

ESTABLISHED = 0.05  # the share of false alarms among the gaps called established
TO_CONFIRM = 0.20


def adjusted(chances: Sequence[float] | Floats) -> Floats:
    """Each chance as it counts among the others (Benjamini and Hochberg): at most 5 % of what passes 5 % is luck."""
    known = np.asarray(chances, dtype=np.float64)
    return np.asarray(stats.false_discovery_control(known, method="bh")) if len(known) else known


def verdict_of(chance: float) -> Verdict | None:
    """Established, to be confirmed, or None: an adjusted chance alone never says that there is no gap."""
    if chance <= ESTABLISHED:
        return Verdict.ESTABLISHED
    return Verdict.TO_CONFIRM if chance <= TO_CONFIRM else None
