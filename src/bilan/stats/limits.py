"""The funnel of a chart: between which limits a rep's figure stays by chance, the fewer the cases the wider.

For display: whom a review names comes from the tests together, not from these lines. Spiegelhalter 2005, Statistics
in Medicine 24:1185.
"""

from __future__ import annotations

import numpy as np
from scipy import special, stats

INNER, OUTER = 0.95, 0.998


def normal_limits(rate: float, cases: float, *, confidence: float, phi: float = 1.0) -> tuple[float, float]:
    """The limits of a rate around the team's, by the normal law."""
    reach = float(special.ndtri((1 + confidence) / 2)) * np.sqrt(phi * rate * (1 - rate) / cases)
    return float(rate - reach), float(rate + reach)


def binomial_limit(rate: float, cases: int, probability: float) -> float:
    """The rate under which chance stays with a probability: exact, interpolated between two numbers of cases."""
    law = stats.binom(cases, rate)
    return _interpolated(law, probability) / cases


def poisson_limit(expected: float, probability: float, *, phi: float = 1.0) -> float:
    """The count under which chance stays with a probability, as a multiple of what is expected.

    Exact and interpolated; clustered counts widen it by the square root of ``phi``.
    """
    exact = _interpolated(stats.poisson(expected), probability) / expected
    return float(max(0.0, 1 + np.sqrt(phi) * (exact - 1)))


def _interpolated(law: stats.distributions.rv_frozen, probability: float) -> float:
    at = float(law.ppf(probability))
    beyond = (law.cdf(at) - probability) / max(float(law.pmf(at)), np.finfo(float).tiny)
    return at - float(beyond)
