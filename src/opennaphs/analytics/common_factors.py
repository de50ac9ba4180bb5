"""Common factors: why costs are off together. Each score is part shared with others, part an entry's own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import qmc

from opennaphs.analytics.cost_entries import CostEntry
from opennaphs.analytics.pert import Floats
from opennaphs.domain.cost_views import Cut
from opennaphs.domain.errors import NaphsError

EVERYTHING = "everything"
MOST_FACTORS = 1000
SOBOL_BITS = 32


@dataclass(frozen=True)
class Factors:
    """Which share of the variance of each score is common: to all costs, and to those with the same value of a tag."""

    everything: float = 0.15
    by_tag: Mapping[str, float] = field(default_factory=lambda: {str(Cut.AREA): 0.15})

    def __post_init__(self) -> None:
        """Refuse shares that are not between 0 and 1 together."""
        shares = [self.everything, *self.by_tag.values()]
        if not (all(share >= 0 for share in shares) and sum(shares) <= 1 + 1e-12):
            message = f"The shares of common factors must not be negative and not exceed 1 together, unlike {shares}."
            raise NaphsError(message)

    @property
    def common(self) -> float:
        """The share of the variance of a score that is common with other costs."""
        return min(1.0, self.everything + sum(self.by_tag.values()))


@dataclass(frozen=True)
class FactorLayout:
    """Which factors there are and how entries hang on them.

    ``names`` holds (tag, value) of each factor. Entries under the same factors share a mix; ``mix_of`` gives the mix of
    each entry and ``loadings`` (mix x factor) how a mix is composed; each mix has variance 1, or 0 without factors.
    """

    names: tuple[tuple[str, str], ...]
    mix_of: NDArray[np.intp]
    loadings: Floats


def lay_out(entries: Sequence[CostEntry], factors: Factors) -> FactorLayout:
    """Find the factors of entries, in a fixed order.

    Raises:
        NaphsError: a tag with a common factor has more than a thousand values.
    """
    tags = [(tag, share) for tag, share in factors.by_tag.items() if share]
    mixes = [tuple((tag, entry.tag(tag)) for tag, _ in tags) for entry in entries]
    numbers = {mix: number for number, mix in enumerate(sorted(set(mixes)))}
    names = ((EVERYTHING, EVERYTHING), *sorted({name for mix in numbers for name in mix}))
    if len(names) > MOST_FACTORS:
        message = f"There are {len(names):,} common factors. Choose tags with fewer than {MOST_FACTORS:,} values."
        raise NaphsError(message)
    column = {name: number for number, name in enumerate(names)}
    loadings = np.zeros((len(numbers), len(names)))
    loadings[:, 0] = np.sqrt(factors.everything)
    for mix, row in numbers.items():
        for name, (_, share) in zip(mix, tags, strict=True):
            loadings[row, column[name]] = np.sqrt(share)
    loadings /= np.sqrt(factors.common) or 1
    return FactorLayout(names, np.array([numbers[mix] for mix in mixes], dtype=np.intp), loadings)


def sobol_scores(dimensions: int, seed: int) -> "SobolScores":
    """Start a scrambled Sobol sequence of standard normal scores."""
    return SobolScores(qmc.Sobol(dimensions, bits=SOBOL_BITS, rng=np.random.default_rng(seed)))


@dataclass(frozen=True)
class SobolScores:
    """A scrambled Sobol sequence, turned into standard normal scores."""

    sequence: qmc.Sobol

    def draw(self, count: int) -> Floats:
        """Give the next ``count`` draws (a power of two), a row for each dimension."""
        half_a_step = 0.5 ** (SOBOL_BITS + 1)
        scores: Floats = ndtri(self.sequence.random(count).T + half_a_step)
        return scores
