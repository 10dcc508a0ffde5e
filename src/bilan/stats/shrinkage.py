"""A rep's figure drawn towards the team's, as far as luck explains the gap: the raw best is always overstated.

Reps' true rates are taken to vary around the team's by an unknown part (the CV of the rates): each CV is weighed by
how well it explains the figures, and by a half-normal prior of scale 0.5. Nothing is drawn at random.
Efron and Morris 1975; Gelman and others, Bayesian Data Analysis, chapter 5.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from bilan.stats.arrays import Floats

PRIOR_SCALE = 0.5
SPREADS = np.concatenate([[0.005, 0.01, 0.02, 0.035], np.arange(0.05, 2.01, 0.05)])  # the CVs that are weighed
BOUNDS = (0.1, 0.9)  # four times in five
NEGLIGIBLE = 1e-6


@dataclass(frozen=True, slots=True)
class Gamma:
    """A gamma law of a rate: events already seen, over how many days."""

    shape: Floats
    rate: Floats

    @property
    def mean(self) -> Floats:
        return self.shape / self.rate

    def after(self, events: Floats | float, exposure: Floats | float) -> Gamma:
        """The law once so many more were seen over so long."""
        return Gamma(self.shape + events, self.rate + exposure)

    def quantile(self, probability: float) -> Floats:
        """The rate under which the law stays with a probability."""
        return np.asarray(special.gammaincinv(self.shape, probability) / self.rate)

    def above(self, value: float) -> Floats:
        """The probability that the rate is above a value."""
        return np.asarray(special.gammaincc(self.shape, self.rate * value))


def gamma_poisson_shape(events: Floats, exposure: Floats) -> float:
    """The shape of the gamma law that best explains counts, the mean being the team's: the larger, the more alike."""
    mean = events.sum() / exposure.sum() * exposure

    def unlikely(log_shape: float) -> float:
        k = np.exp(log_shape)
        return -float(_log_negative_binomial(events, mean, np.asarray(k)).sum())

    found = optimize.minimize_scalar(unlikely, bounds=(-7, 15), method="bounded", options={"xatol": 1e-10})
    return float(np.exp(found.x))


def _log_negative_binomial(events: Floats, mean: Floats, shape: Floats) -> Floats:
    """The log-likelihood of counts, leaving out what does not depend on the shape."""
    return np.asarray(
        special.gammaln(shape + events) - special.gammaln(shape)
        - shape * np.log1p(mean / shape) - events * np.log(shape + mean)
    )  # fmt: skip


def _weights(log_likelihood: Floats) -> Floats:
    log_weight = log_likelihood - (SPREADS / PRIOR_SCALE) ** 2 / 2
    log_weight = log_weight + np.log(np.gradient(SPREADS))  # the grid is finer near nought
    weight = np.exp(log_weight - log_weight.max())
    return np.asarray(weight / weight.sum())


def shrunk_rates(events: Floats, exposure: Floats) -> tuple[Floats, Floats, Floats]:
    """Each one's rate over the team's, drawn towards 1, with its 80 % bounds; events and days as they truly count."""
    if not events.sum() or not exposure.sum():
        nothing = np.full(len(events), np.nan)
        return nothing, nothing, nothing
    mean, variance = posterior_rates(events, exposure)
    law = Gamma(mean**2 / variance, mean / variance)
    return mean, law.quantile(BOUNDS[0]), law.quantile(BOUNDS[1])


def posterior_rates(events: Floats, exposure: Floats) -> tuple[Floats, Floats]:
    """Each one's rate over the team's, drawn towards 1, and its variance; somebody must have had an event."""
    mean = events.sum() / exposure.sum() * exposure
    shapes = 1 / SPREADS**2
    weights = _weights(np.array([_log_negative_binomial(events, mean, np.asarray(k)).sum() for k in shapes]))
    kept = weights > weights.max() * NEGLIGIBLE
    above, below = shapes[kept][:, None] + events, shapes[kept][:, None] + mean
    return _mixture(weights[kept], above / below, above / below**2)


def _mixture(weights: Floats, means: Floats, variances: Floats) -> tuple[Floats, Floats]:
    """The mean and the variance of several laws weighed."""
    weights = weights / weights.sum()
    mean = weights @ means
    return mean, np.maximum(weights @ (variances + means**2) - mean**2, np.finfo(float).tiny)


@dataclass(frozen=True, slots=True)
class Beta:
    """A beta law of a rate between 0 and 1: successes and failures already seen."""

    successes: float
    failures: float

    def after(self, successes: float, cases: float) -> Beta:
        return Beta(self.successes + successes, self.failures + cases - successes)

    @property
    def mean(self) -> float:
        return self.successes / (self.successes + self.failures)

    @property
    def deviation(self) -> float:
        return float(np.sqrt(self.mean * (1 - self.mean) / (self.successes + self.failures + 1)))


def beta_by_moments(rates: Floats) -> Beta:
    """The beta law with the mean and the variance of rates."""
    mean, variance = float(rates.mean()), float(rates.var(ddof=1))
    size = mean * (1 - mean) / variance - 1
    return Beta(mean * size, (1 - mean) * size)


def beta_by_likelihood(successes: Floats, cases: Floats) -> Beta:
    """The beta law that best explains successes out of cases (beta-binomial maximum likelihood)."""

    def unlikely(logs: Floats) -> float:
        a, b = np.exp(logs)
        return -float((special.betaln(a + successes, b + cases - successes) - special.betaln(a, b)).sum())

    start = np.log([1.0, 1 / max(successes.sum() / cases.sum(), 1e-9)])
    found = optimize.minimize(unlikely, start, method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-12,
                                                                              "maxiter": 4000})  # fmt: skip
    return Beta(*(float(one) for one in np.exp(found.x)))


def shrunk_shares(successes: Floats, cases: Floats) -> tuple[Floats, Floats, Floats]:
    """Each one's conversion drawn towards the team's, with its 80 % bounds."""
    whole = cases.sum()
    team = successes.sum() / whole if whole else np.nan
    if not 0 < team < 1:
        flat = np.full(len(successes), team)
        return flat, flat, flat
    sizes = (1 - team) / team / SPREADS**2 - 1  # the beta laws of that mean that have these CVs, where there is one
    sizes = sizes[sizes > 0][:, None]
    a, b = team * sizes, (1 - team) * sizes
    fits = np.full(len(SPREADS), -np.inf)
    fits[: len(sizes)] = (special.betaln(a + successes, b + cases - successes) - special.betaln(a, b)).sum(axis=1)
    weights = _weights(fits)
    kept = (weights > weights.max() * NEGLIGIBLE)[: len(sizes)]
    total = sizes[kept] + cases
    means = (a[kept] + successes) / total
    mean, variance = _mixture(weights[: len(sizes)][kept], means, means * (1 - means) / (total + 1))
    size = mean * (1 - mean) / variance - 1
    low, high = (special.betaincinv(mean * size, (1 - mean) * size, q) for q in BOUNDS)
    return mean, low, high
