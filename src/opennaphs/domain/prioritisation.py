"""Which activities come first by what people think of them: impact, feasibility and risk, each from 1 to 5.

The score of an activity is impact × feasibility × risk as a share of the most it can be (125). A product, because an
activity that nobody can carry out or that changes nothing is not saved by being good at the rest. A missing rating is
not a 3 and not a 0: without all three there is no score, and the activity is listed apart.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import groupby, pairwise

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.sentences import Sentence, listing

LOWEST_RATING, HIGHEST_RATING = 1, 5
MOST_SCORE = HIGHEST_RATING**3
FEWEST_TO_WARN = 5
THIRDS = (Fraction(1, 3), Fraction(1, 3), Fraction(1, 3))

SAME_RATING = (
    "{share} % of the rated activities carry the same rating for {aspect} ({rating}), so it hardly tells them apart. "
    "Compare them with each other and use the whole scale."
)
TIE_SPLIT = (
    "These activities have the same score and still fall into different bands, by their number alone: {names}. Decide "
    "among them."
)
TEXTS = (SAME_RATING, TIE_SPLIT)


class Aspect(StrEnum):
    """What an activity is rated by; for each of them 5 speaks most for doing it first."""

    IMPACT = "impact"
    FEASIBILITY = "feasibility"
    RISK = "risk"


ASPECT_QUESTIONS: Mapping[Aspect, str] = {
    Aspect.IMPACT: "How much safer is the country once this is done? (1 hardly, 5 very much)",
    Aspect.FEASIBILITY: "Can it be done with the people, law and time there are? (1 hardly, 5 surely)",
    Aspect.RISK: "How grave and likely are the hazards it is meant for? (1 minor, 5 among the worst)",
}


class Band(StrEnum):
    """A band of priority."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True)
class Ratings:
    """What people think of one activity; ``None`` where nobody has rated yet.

    Raises:
        NaphsError: a rating is not a whole number from 1 to 5.
    """

    activity: str
    impact: int | None
    feasibility: int | None
    risk: int | None

    def __post_init__(self) -> None:
        """Refuse ratings off the scale."""
        for aspect in Aspect:
            _check_rating(self.activity, aspect, self.of(aspect))

    def of(self, aspect: Aspect) -> int | None:
        """Give the rating for one aspect."""
        return {Aspect.IMPACT: self.impact, Aspect.FEASIBILITY: self.feasibility, Aspect.RISK: self.risk}[aspect]

    @property
    def missing(self) -> tuple[Aspect, ...]:
        """The aspects nobody has rated."""
        return tuple(aspect for aspect in Aspect if self.of(aspect) is None)

    @property
    def score(self) -> Fraction | None:
        """The score of the activity, see :func:`priority_score`."""
        return priority_score(self.impact, self.feasibility, self.risk)


@dataclass(frozen=True)
class Ranked:
    """One place in the ranking; activities with the same score share it, and ``tied_with`` names the others."""

    place: int
    activity: str
    score: Fraction
    tied_with: tuple[str, ...]


@dataclass(frozen=True)
class Ranking:
    """Rated activities from the first place on, and apart those that lack a rating, with what they lack."""

    ranked: tuple[Ranked, ...]
    unrated: Mapping[str, tuple[Aspect, ...]]


@dataclass(frozen=True)
class Distribution:
    """How the ratings for one aspect spread over the scale.

    ``counts`` holds every rating from 1 to 5, also those never used; ``missing`` counts those not rated.
    """

    aspect: Aspect
    counts: Mapping[int, int]
    missing: int

    @property
    def rated(self) -> int:
        """How many activities are rated."""
        return sum(self.counts.values())

    @property
    def most_used(self) -> int | None:
        """The rating used most, the higher of two used equally often; ``None`` when nothing is rated."""
        return max(self.counts, key=lambda rating: (self.counts[rating], rating)) if self.rated else None

    @property
    def most_used_share(self) -> Fraction | None:
        """The share of the rated activities that carry it; ``None`` when nothing is rated."""
        return None if self.most_used is None else Fraction(self.counts[self.most_used], self.rated)

    @property
    def warning(self) -> Sentence | None:
        """What to say when more than half carry the same rating; of fewer than five ratings nothing is said."""
        share = self.most_used_share
        if share is None or share <= Fraction(1, 2) or self.rated < FEWEST_TO_WARN:
            return None
        percent, aspect = int(share * 100 + Fraction(1, 2)), Sentence(self.aspect.value)
        return Sentence(SAME_RATING, {"share": percent, "rating": str(self.most_used), "aspect": aspect}, "same-rating")


@dataclass(frozen=True)
class Bands:
    """Activities by band, each in the order of the ranking; ``unrated`` are in none; ``remarks`` name split ties."""

    members: Mapping[Band, tuple[str, ...]]
    unrated: tuple[str, ...]
    remarks: tuple[Sentence, ...]


def priority_score(impact: int | None, feasibility: int | None, risk: int | None) -> Fraction | None:
    """Give impact × feasibility × risk as a share of 125, from 1/125 to 1; ``None`` when one of them is missing."""
    if impact is None or feasibility is None or risk is None:
        return None
    return Fraction(impact * feasibility * risk, MOST_SCORE)


def rank(ratings: Iterable[Ratings]) -> Ranking:
    """Rank activities by score, equal scores on the same place and in the order of their ids: 1, 2, 2, 4."""
    ratings = tuple(ratings)
    scores = {one.activity: one.score for one in ratings}
    unrated = {one.activity: one.missing for one in ratings if one.missing}
    places: list[Ranked] = []
    for score, group in groupby(_in_order(scores), key=lambda pair: pair[1]):
        tied = tuple(activity for activity, _ in group)
        place = len(places) + 1
        places += [Ranked(place, one, score, tuple(other for other in tied if other != one)) for one in tied]
    return Ranking(tuple(places), unrated)


def distribution(ratings: Iterable[Ratings], aspect: Aspect) -> Distribution:
    """Count how often each rating was given for one aspect."""
    given = [one.of(aspect) for one in ratings]
    counts = Counter(rating for rating in given if rating is not None)
    scale = range(LOWEST_RATING, HIGHEST_RATING + 1)
    return Distribution(aspect, {rating: counts[rating] for rating in scale}, given.count(None))


def forced_bands(scores: Mapping[str, Fraction | None], shares: Iterable[Fraction] = THIRDS) -> Bands:
    """Sort activities into high, medium and low so that each band gets its share of them, however they were rated.

    The border after a share of the rated activities lies at that share of their number, rounded half up; so no band is
    off by a whole activity or more. Activities with the same score are taken in the order of their ids; where a border
    falls between them, a remark says so.

    Raises:
        NaphsError: the shares are not three, negative, or do not add up to 1.
    """
    borders = _borders(tuple(shares), sum(score is not None for score in scores.values()))
    order = _in_order(scores)
    names = tuple(activity for activity, _ in order)
    members = {band: names[start:end] for band, (start, end) in zip(Band, borders, strict=True)}
    unrated = tuple(sorted(activity for activity, score in scores.items() if score is None))
    return Bands(members, unrated, _split_ties(order, members))


def _check_rating(activity: str, aspect: Aspect, rating: int | None) -> None:
    if rating is not None and not LOWEST_RATING <= rating <= HIGHEST_RATING:
        message = f"The {aspect} of {activity} is {rating}. Write a whole number from 1 to 5, or leave it empty."
        raise NaphsError(message)


def _in_order(scores: Mapping[str, Fraction | None]) -> list[tuple[str, Fraction]]:
    rated = [(activity, score) for activity, score in scores.items() if score is not None]
    return sorted(rated, key=lambda pair: (-pair[1], pair[0]))


def _borders(shares: tuple[Fraction, ...], count: int) -> list[tuple[int, int]]:
    if len(shares) != len(Band) or any(share < 0 for share in shares) or sum(shares) != 1:
        raise NaphsError("The shares of the bands must be three, none below 0, and add up to 1.")
    borders, taken = [0], Fraction(0)
    for share in shares:
        taken += share
        borders.append(int(taken * count + Fraction(1, 2)))
    return list(pairwise(borders))


def _split_ties(order: list[tuple[str, Fraction]], members: Mapping[Band, tuple[str, ...]]) -> tuple[Sentence, ...]:
    bands = {activity: band for band, activities in members.items() for activity in activities}
    remarks = []
    for _, group in groupby(order, key=lambda pair: pair[1]):
        tied = tuple(activity for activity, _ in group)
        if len({bands[activity] for activity in tied}) > 1:
            remarks.append(Sentence(TIE_SPLIT, {"names": listing(tied)}, "tie-split"))
    return tuple(remarks)
