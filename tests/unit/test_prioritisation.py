"""Rating activities: a missing rating stays missing, ties stay visible, and ratings that say nothing are called out."""

from fractions import Fraction

import pytest

from opennaphs.domain.errors import NaphsError
from opennaphs.domain.prioritisation import Aspect, Band, Ratings, distribution, forced_bands, priority_score, rank


def rated(*impacts):
    return [Ratings(f"A{number}", impact, 3, 3) for number, impact in enumerate(impacts)]


@pytest.mark.parametrize(
    ("ratings", "score"),
    [
        ((5, 5, 5), Fraction(1)),
        ((1, 1, 1), Fraction(1, 125)),
        ((5, 1, 5), Fraction(1, 5)),
        ((3, 3, 3), Fraction(27, 125)),
        ((5, None, 5), None),
        ((None, None, None), None),
    ],
)
def test_the_score_is_the_product_as_a_share_of_the_most_it_can_be(ratings, score):
    assert priority_score(*ratings) == score


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_a_rating_off_the_scale_is_refused_with_its_place(rating):
    with pytest.raises(NaphsError, match=f"The feasibility of D1-001 is {rating}. Write a whole number from 1 to 5"):
        Ratings("D1-001", 3, rating, 3)


def test_equal_scores_share_a_place_and_name_each_other():
    ranking = rank([Ratings("C", 5, 2, 3), Ratings("A", 2, 5, 3), Ratings("B", 5, 5, 5), Ratings("D", 1, 1, 1)])
    assert [(one.place, one.activity, one.tied_with) for one in ranking.ranked] == [
        (1, "B", ()),
        (2, "A", ("C",)),
        (2, "C", ("A",)),
        (4, "D", ()),
    ]


def test_what_lacks_a_rating_is_listed_apart_with_what_it_lacks():
    ranking = rank([Ratings("A", 5, None, None), Ratings("B", 1, 1, 1)])
    assert [one.activity for one in ranking.ranked] == ["B"]
    assert ranking.unrated == {"A": (Aspect.FEASIBILITY, Aspect.RISK)}


def test_the_distribution_shows_also_ratings_nobody_used_and_what_is_missing():
    found = distribution(rated(3, 3, 5, None), Aspect.IMPACT)
    assert found.counts == {1: 0, 2: 0, 3: 2, 4: 0, 5: 1}
    assert (found.missing, found.rated, found.most_used, found.most_used_share) == (1, 3, 3, Fraction(2, 3))


def test_nothing_rated_has_no_most_used_rating():
    found = distribution(rated(None, None), Aspect.IMPACT)
    assert (found.most_used, found.most_used_share, found.warning) == (None, None, None)


def test_ratings_as_in_cameroon_are_called_out():
    found = distribution(rated(*[3] * 56, *[5] * 30, *[1] * 14), Aspect.IMPACT)
    assert found.warning.text().startswith("56 % of the rated activities carry the same rating for impact (3)")


@pytest.mark.parametrize(
    ("impacts", "warned"),
    [
        ((3, 3, 3, 5, 5, 5), False),
        ((3, 3, 3, 3, 5, 5), True),
        ((3, 3, 3, 3), False),
        ((3, 3, 3, 1, 5), True),
        ((3, 3, 3, None, None, None, 1, 5), True),
    ],
)
def test_the_warning_comes_above_one_half_of_at_least_five_ratings(impacts, warned):
    assert (distribution(rated(*impacts), Aspect.IMPACT).warning is not None) == warned


def scores(*products):
    return {f"A{number}": None if one is None else Fraction(one, 125) for number, one in enumerate(products)}


def test_three_equal_bands_whatever_the_ratings():
    bands = forced_bands(scores(100, 90, 80, 70, 60, 50, None))
    assert bands.members == {Band.HIGH: ("A0", "A1"), Band.MEDIUM: ("A2", "A3"), Band.LOW: ("A4", "A5")}
    assert bands.unrated == ("A6",)
    assert bands.remarks == ()


def test_a_number_that_no_three_divides_is_rounded_half_up():
    sizes = {
        count: [len(names) for names in forced_bands(scores(*range(1, count + 1))).members.values()]
        for count in (1, 2, 4, 5)
    }
    assert sizes == {1: [0, 1, 0], 2: [1, 0, 1], 4: [1, 2, 1], 5: [2, 1, 2]}


def test_a_border_between_equals_is_said():
    bands = forced_bands(scores(27, 27, 27))
    assert [len(names) for names in bands.members.values()] == [1, 1, 1]
    (remark,) = bands.remarks
    assert "by their number alone: A0, A1, A2. Decide among them." in remark.text()


def test_other_shares():
    bands = forced_bands(scores(*range(100, 0, -10)), (Fraction(1, 5), Fraction(3, 10), Fraction(1, 2)))
    assert [len(names) for names in bands.members.values()] == [2, 3, 5]


@pytest.mark.parametrize("shares", [(1, 1, 1), (Fraction(1, 2), Fraction(1, 2)), (-1, 1, 1), ()])
def test_shares_that_make_no_whole_are_refused(shares):
    with pytest.raises(NaphsError, match="add up to 1"):
        forced_bands(scores(5), shares)
