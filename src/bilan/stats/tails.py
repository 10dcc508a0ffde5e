"""The sum of the far end of a law, term by term: each term follows from the one before by a ratio."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bilan.stats.arrays import Floats

AT_ONCE = 32  # terms
NEGLIGIBLE = 1e-17


def summed(first: Floats, ratio: Callable[[Floats], Floats]) -> Floats:
    """The terms that come after a first one, as long as they count, for everyone at once.

    ``ratio`` says by what the terms so many steps after the first are multiplied to give the next ones, one row a step
    and one column a person; nought where a law ends.
    """
    term, whole = np.array(first, dtype=np.float64), np.zeros_like(first, dtype=np.float64)
    step = np.arange(float(AT_ONCE)).reshape(-1, *(1,) * term.ndim)
    while np.any(term > NEGLIGIBLE * (whole + np.finfo(float).tiny)):
        terms = term * np.cumprod(ratio(step), axis=0)
        term, whole, step = terms[-1], whole + terms.sum(axis=0), step + AT_ONCE
    return whole
