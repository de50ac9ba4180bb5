"""PERT distributions in terms of standard normal scores: quantiles, and moments when a score is only partly known.

Every PERT distribution of shape 4 is a beta distribution stretched from low to high; only the place of its peak
(0 = low, 1 = high) is left to vary. Everything is tabulated once at a few peaks and interpolated between them.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.polynomial.chebyshev import chebpts1, chebvander
from numpy.polynomial.hermite_e import hermegauss
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtr

Floats = NDArray[np.float64]

SHAPE = 4
PEAKS = 17
FURTHEST_SCORE = 6.5
SCORES = np.linspace(-FURTHEST_SCORE, FURTHEST_SCORE, 1025)
QUADRATURE_POINTS = 64
HIGHEST_DEGREE = 30
NEGLIGIBLE = 1e-6


@dataclass(frozen=True)
class PartialMoments:
    """Moments of beta values whose normal score is known in part, as Hermite series of the known part.

    Rows belong to the tabulated peaks. ``mean`` and ``variance`` have a column for each degree; ``third`` is the third
    central moment averaged over the known part.
    """

    mean: Floats
    variance: Floats
    third: Floats

    @property
    def degree(self) -> int:
        """The highest degree of the series."""
        return len(self.mean[0]) - 1


def peak_weights(peaks: Floats) -> Floats:
    """Give the weights (one row a peak) that interpolate anything tabulated over the peaks."""
    tabulated = chebvander(chebpts1(PEAKS), PEAKS - 1)
    weights: Floats = chebvander(2 * peaks - 1, PEAKS - 1) @ np.linalg.inv(tabulated)
    return weights


@cache
def beta_values() -> Floats:
    """Give the beta value, between 0 and 1, of every tabulated peak (row) at every one of ``SCORES`` (column)."""
    above = SHAPE * (chebpts1(PEAKS)[:, None] + 1) / 2
    values: Floats = betaincinv(1 + above, 1 + SHAPE - above, ndtr(SCORES))
    return values


def hermite(scores: Floats, degree: int) -> Floats:
    """Evaluate the Hermite polynomials of degree 0 to ``degree``, of variance 1 under a standard normal score.

    The degree is the first axis of the result.
    """
    values = np.empty((degree + 1, *scores.shape))
    values[0] = 1
    values[1:2] = scores
    for k in range(1, degree):
        np.multiply(scores, values[k], out=values[k + 1])
        values[k + 1] -= np.sqrt(k) * values[k - 1]
        values[k + 1] /= np.sqrt(k + 1)
    return values


@cache
def partial_moments(known: float) -> PartialMoments:
    """Give the moments of beta values when the share ``known`` (0 to 1) of the variance of their score is known."""
    points, weights = hermegauss(QUADRATURE_POINTS)
    weights /= weights.sum()
    scores = np.sqrt(known) * points[:, None] + np.sqrt(1 - known) * points
    values = np.stack([np.interp(scores, SCORES, row) for row in beta_values()])
    mean = values @ weights
    off = values - mean[:, :, None]
    to_series = weights[:, None] * hermite(points, HIGHEST_DEGREE).T
    mean_series, variance_series = mean @ to_series, (off**2 @ weights) @ to_series
    kept = 1 + max(_last_degree(mean_series), _last_degree(variance_series))
    return PartialMoments(mean_series[:, :kept], variance_series[:, :kept], (off**3 @ weights) @ weights)


def _last_degree(series: Floats) -> int:
    """Find the degree after which a series has nothing left to say."""
    telling = np.flatnonzero(np.abs(series).max(axis=0) > NEGLIGIBLE)
    return int(telling.max(initial=0))
