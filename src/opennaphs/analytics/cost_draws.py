"""Draws of sums of uncertain costs: the common factors by Sobol numbers, what is left by its moments."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opennaphs.analytics.common_factors import FactorLayout, Factors, lay_out, sobol_scores
from opennaphs.analytics.cost_entries import CostEntry
from opennaphs.analytics.pert import (
    FURTHEST_SCORE,
    SCORES,
    SHAPE,
    Floats,
    PartialMoments,
    beta_values,
    hermite,
    partial_moments,
    peak_weights,
)

HEAVY = 0.04
# Sums of light entries are never as skewed as this; only rounding errors around no variance at all are.
MOST_SKEWED = 0.5
NUMBERS_AT_ONCE = 2**22
LONGEST_CHUNK = 2**11
LARGEST_PRODUCT = 2**19
NARROWEST_STRIP = 32
Numbers = NDArray[np.intp]


@dataclass(frozen=True)
class Members:
    """The entries of one sum, by number, and the likely amount each brings into it."""

    numbers: Numbers
    amounts: Floats


@dataclass(frozen=True)
class EntryTable:
    """Entries as columns of numbers. A deviation is ``low`` + ``width`` x a beta value, in likely values.

    ``weights`` interpolate between tabulated peaks; ``expected`` is the mean deviation; ``own`` is the variance an
    entry adds of its own, given the factors.
    """

    layout: FactorLayout
    common: float
    moments: PartialMoments
    weights: Floats
    low: Floats
    width: Floats
    expected: Floats
    own: Floats


@dataclass(frozen=True)
class SumSeries:
    """A sum given the factors: Hermite series of its mean and variance in each mix, and its average skewness."""

    mean: Floats
    variance: Floats
    skewness: float


@dataclass(frozen=True)
class HeavyEntries:
    """Entries too heavy to be summed up: numbers and mixes; deviations over ``SCORES``, and the steps between these."""

    numbers: Numbers
    mix_of: Numbers
    deviations: Floats
    steps: Floats


def tabulate(entries: Sequence[CostEntry], factors: Factors) -> EntryTable:
    """Bring entries into columns."""
    moments = partial_moments(factors.common)
    weights = peak_weights(np.array([entry.spread.peak for entry in entries]))
    width = np.array([float(entry.spread.width) for entry in entries])
    return EntryTable(
        lay_out(entries, factors),
        factors.common,
        moments,
        weights,
        np.array([float(entry.spread.low - 1) for entry in entries]),
        width,
        np.array([float(entry.spread.low + entry.spread.high - 2) for entry in entries]) / (SHAPE + 2),
        width**2 * np.maximum(weights @ moments.variance[:, 0], 0),
    )


def sum_series(table: EntryTable, members: Members) -> SumSeries:
    """Add up entries to the series of their sum, as a deviation from the sum of the likely amounts."""
    numbers, sizes = members.numbers, members.amounts * table.width[members.numbers]
    weights, moments = table.weights[numbers], table.moments
    mean = _by_mix(table, numbers, sizes[:, None] * weights) @ moments.mean
    mean[0, 0] += members.amounts @ table.low[numbers]
    variance = _by_mix(table, numbers, sizes[:, None] ** 2 * weights) @ moments.variance
    whole = variance[:, 0].sum()
    third = sizes**3 @ weights @ moments.third
    skewness = float(third / whole**1.5) if whole > 0 else 0.0
    return SumSeries(mean, variance, min(max(skewness, -MOST_SKEWED), MOST_SKEWED))


def _by_mix(table: EntryTable, numbers: Numbers, rows: Floats) -> Floats:
    added = np.zeros((len(table.layout.loadings), rows.shape[1]))
    np.add.at(added, table.layout.mix_of[numbers], rows)
    return added


def draw_deviations(table: EntryTable, sums: Sequence[Members], draws: int, seed: int) -> Floats:
    """Draw by how much each sum (row) deviates from its likely value. ``draws`` is a power of two."""
    heavy = _single_out(table, _heavy(table, sums))
    terms, skewness = _series_of_all(table, [_without(members, heavy.numbers) for members in sums])
    loads = np.stack([_loads(members, heavy.numbers) for members in sums])
    scores = sobol_scores(len(table.layout.names) + 1, seed)
    own = np.random.default_rng((seed, 1))
    drawn = np.empty((len(sums), draws))
    for part in _chunks(table, draws, len(heavy.numbers)):
        common = scores.draw(part.stop - part.start)
        mixed = _product(table.layout.loadings, common[:-1])
        drawn[:, part] = _light_part(table, terms, skewness, mixed, common[-1])
        if len(heavy.numbers):
            drawn[:, part] += _product(loads, _heavy_part(heavy, table.common, mixed, own))
    return drawn


def _series_of_all(table: EntryTable, sums: Sequence[Members]) -> tuple[Floats, Floats]:
    """Give the series of all means, then of all variances, a row each; and the skewness of each sum."""
    series = [sum_series(table, members) for members in sums]
    rows = [one.mean.T.ravel() for one in series] + [one.variance.T.ravel() for one in series]
    return np.stack(rows), np.array([one.skewness for one in series])[:, None]


def _chunks(table: EntryTable, draws: int, heavy: int) -> Iterator[slice]:
    """Cut the draws so that a chunk of series and heavy entries stays small in memory."""
    columns = len(table.layout.loadings) * (table.moments.degree + 1) + len(table.layout.names) + 4 * heavy
    length = min(draws, LONGEST_CHUNK, 2 ** max(0, (NUMBERS_AT_ONCE // columns).bit_length() - 1))
    return (slice(start, start + length) for start in range(0, draws, length))


def _light_part(table: EntryTable, terms: Floats, skewness: Floats, mixed: Floats, left: Floats) -> Floats:
    """Draw the sums of the many: mean and deviation given the factors, the remainder normal but for its skewness."""
    polynomials = hermite(mixed, table.moments.degree).reshape(terms.shape[1], -1)
    mean, variance = np.split(_product(terms, polynomials), 2)
    drawn: Floats = mean + np.sqrt(np.maximum(variance, 0)) * (left + skewness / 6 * (left**2 - 1))
    return drawn


def _product(left: Floats, right: Floats) -> Floats:
    """Multiply matrices in strips; ``right`` has a power of two of columns.

    Whole products would be spread over threads that gain nothing here and wait for each other on a busy machine.
    """
    strip = min(right.shape[1], max(NARROWEST_STRIP, 1 << max(1, LARGEST_PRODUCT // left.size).bit_length() - 1))
    strips = right.reshape(len(right), -1, strip).transpose(1, 0, 2)
    product: Floats = np.matmul(left, strips).transpose(1, 0, 2).reshape(len(left), -1)
    return product


def _single_out(table: EntryTable, numbers: Numbers) -> HeavyEntries:
    """Make ready what drawing heavy entries one by one needs."""
    values = table.low[numbers, None] + table.width[numbers, None] * (table.weights[numbers] @ beta_values())
    steps = np.diff(values, append=values[:, -1:])
    return HeavyEntries(numbers, table.layout.mix_of[numbers], values.ravel(), steps.ravel())


def _heavy_part(heavy: HeavyEntries, common: float, mixed: Floats, own: np.random.Generator) -> Floats:
    """Draw the relative deviation of each heavy entry (row)."""
    scores = own.standard_normal((len(heavy.numbers), mixed.shape[1]))
    scores *= np.sqrt(1 - common)
    scores += np.sqrt(common) * mixed[heavy.mix_of]
    return _look_up(heavy, scores)


def _look_up(heavy: HeavyEntries, scores: Floats) -> Floats:
    """Interpolate between the tabulated deviations of heavy entries; ``scores`` is used up."""
    last = len(SCORES) - 1
    scores += FURTHEST_SCORE
    scores *= last / (2 * FURTHEST_SCORE)
    np.clip(scores, 0, last, out=scores)
    below = scores.astype(np.intp)
    scores -= below
    below += np.arange(len(below))[:, None] * len(SCORES)
    scores *= heavy.steps[below]
    scores += heavy.deviations[below]
    return scores


def _heavy(table: EntryTable, sums: Sequence[Members]) -> Numbers:
    """Find the entries that carry too much of the own variance of one of the sums to be summed up as normal."""
    heavy: set[int] = set()
    for members in sums:
        own = members.amounts**2 * table.own[members.numbers]
        heavy.update(members.numbers[own > HEAVY * own.sum()].tolist())
    return np.array(sorted(heavy), dtype=np.intp)


def _without(members: Members, heavy: Numbers) -> Members:
    light = ~np.isin(members.numbers, heavy)
    return Members(members.numbers[light], members.amounts[light])


def _loads(members: Members, heavy: Numbers) -> Floats:
    """Give the amount of each heavy entry in a sum, 0 where it does not belong to it."""
    loads = np.zeros(len(heavy))
    there = np.isin(members.numbers, heavy)
    loads[np.searchsorted(heavy, members.numbers[there])] = members.amounts[there]
    return loads
