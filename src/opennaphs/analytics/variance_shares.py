"""Where the variance of a total comes from: the common factors, their interplay, and what entries add of their own."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from opennaphs.analytics.cost_draws import EntryTable, Members, SumSeries, sum_series
from opennaphs.analytics.pert import Floats

COMMON_FACTOR = "common factor"
INTERPLAY = "interplay of common factors"
NOTHING = 1e-12


@dataclass(frozen=True)
class VarianceShare:
    """One bar of the tornado: the share (0 to 1) of the variance of the total that something causes.

    ``cut`` is “common factor”, or the tag whose ``value`` names the entries meant; their share is what they add of
    their own, beyond the common factors.
    """

    cut: str
    value: str
    share: float


def variance_shares(table: EntryTable, whole: Members, cut: str, values: Sequence[str]) -> tuple[VarianceShare, ...]:
    """Divide the variance of a total, the largest share first; nothing when the total does not vary.

    ``values`` holds the value of the tag ``cut`` for each member of the total. All shares add up to 1.
    """
    parts = _of_factors(table, sum_series(table, whole))
    own = whole.amounts**2 * table.own[whole.numbers]
    for value, variance in zip(values, own.tolist(), strict=True):
        parts[cut, value] = parts.get((cut, value), 0.0) + variance
    total = sum(parts.values())
    shares = [VarianceShare(*name, part / total) for name, part in parts.items() if part > NOTHING * total]
    return tuple(sorted(shares, key=lambda one: (-one.share, one.cut, one.value)))


def _of_factors(table: EntryTable, series: SumSeries) -> dict[tuple[str, str], float]:
    """Give the variance each factor causes alone, and the little that only their coming together causes."""
    loadings, mean = table.layout.loadings, series.mean
    degrees = range(1, mean.shape[1])
    alone = sum((np.square(mean[:, k] @ loadings**k) for k in degrees), np.zeros(loadings.shape[1]))
    parts = {
        (COMMON_FACTOR, value if tag == value else f"{tag} {value}"): float(variance)
        for (tag, value), variance in zip(table.layout.names, alone, strict=True)
    }
    parts[COMMON_FACTOR, INTERPLAY] = max(0.0, _together(loadings, mean) - float(alone.sum()))
    return parts


def _together(loadings: Floats, mean: Floats) -> float:
    """Give the variance all factors cause together; mixes correlate as far as they share factors."""
    correlation = loadings @ loadings.T
    return float(sum(mean[:, k] @ correlation**k @ mean[:, k] for k in range(1, mean.shape[1])))
