"""Whatever the ratings: nothing is lost or invented, the order of entry does not matter, bands keep their sizes."""

import random
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from opennaphs.domain.prioritisation import (
    FEWEST_TO_WARN,
    THIRDS,
    Aspect,
    Band,
    Ratings,
    distribution,
    forced_bands,
    rank,
)

rating = st.none() | st.integers(1, 5)
registers = st.lists(st.tuples(rating, rating, rating), max_size=30).map(
    lambda rows: [Ratings(f"A{number:02d}", *row) for number, row in enumerate(rows)]
)
shares = st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 6)).map(
    lambda parts: tuple(Fraction(part, sum(parts)) for part in parts)
)


@given(registers)
def test_every_activity_is_ranked_or_listed_as_unrated_and_never_both(register):
    ranking = rank(register)
    ranked = [one.activity for one in ranking.ranked]
    assert sorted([*ranked, *ranking.unrated]) == [one.activity for one in register]
    assert all(ranking.unrated.values())


@given(registers)
def test_a_place_is_one_more_than_the_number_of_better_activities(register):
    products = {
        one.activity: one.impact * one.feasibility * one.risk
        for one in register
        if None not in (one.impact, one.feasibility, one.risk)
    }
    for one in rank(register).ranked:
        assert one.place == 1 + sum(other > products[one.activity] for other in products.values())
        equal = {name for name, other in products.items() if other == products[one.activity]}
        assert set(one.tied_with) == equal - {one.activity}


@given(registers, st.randoms(use_true_random=False))
def test_the_order_of_entry_does_not_matter(register, shuffler: random.Random):
    shuffled = list(register)
    shuffler.shuffle(shuffled)
    assert rank(shuffled) == rank(register)
    scores = {one.activity: one.score for one in shuffled}
    assert forced_bands(scores) == forced_bands({one.activity: one.score for one in register})


@given(registers, st.sampled_from(Aspect))
def test_a_distribution_counts_every_activity_once(register, aspect):
    found = distribution(register, aspect)
    assert sum(found.counts.values()) + found.missing == len(register)
    assert set(found.counts) == {1, 2, 3, 4, 5}
    if found.rated:
        assert found.counts[found.most_used] == max(found.counts.values())
        assert Fraction(1, 5) <= found.most_used_share <= 1


@given(registers, st.sampled_from(Aspect))
def test_the_warning_is_there_exactly_when_one_rating_outnumbers_all_others(register, aspect):
    found = distribution(register, aspect)
    outnumbers = any(2 * count > found.rated for count in found.counts.values())
    assert (found.warning is not None) == (outnumbers and found.rated >= FEWEST_TO_WARN)


@given(registers, st.just(THIRDS) | shares)
def test_forced_bands_keep_their_sizes_and_lose_nobody(register, shares):
    scores = {one.activity: one.score for one in register}
    bands = forced_bands(scores, shares)
    everybody = [name for names in bands.members.values() for name in names]
    assert sorted([*everybody, *bands.unrated]) == sorted(scores)
    for band, share in zip(Band, shares, strict=True):
        assert abs(len(bands.members[band]) - share * len(everybody)) < 1


@given(registers)
def test_nobody_in_a_lower_band_is_better(register):
    scores = {one.activity: one.score for one in register}
    bands = forced_bands(scores)
    order = [name for band in Band for name in bands.members[band]]
    assert [scores[name] for name in order] == sorted((scores[name] for name in order), reverse=True)
    last = {band: {scores[name] for name in bands.members[band]} for band in Band}
    shared = (last[Band.HIGH] & last[Band.MEDIUM]) | (last[Band.MEDIUM] & last[Band.LOW])
    assert len(bands.remarks) == len(shared | (last[Band.HIGH] & last[Band.LOW]))
