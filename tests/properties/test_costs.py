"""The menu estimate is additive, proportional to prices and counts, and nothing is lost between years and totals."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from opennaphs.domain.costing import cost_action
from opennaphs.domain.library import Driver, EconomicType
from tests.factories import create_action, create_prices, create_profile, create_template, create_unit_cost

templates = st.builds(
    lambda quantity, share, times, kind, per: create_template(
        quantity=quantity, share=share, times=times, kind=kind, per=per
    ),
    st.integers(1, 500),
    st.sampled_from(["0.05", "0.5", "1"]),
    st.sampled_from(["1", "4", "12"]),
    st.sampled_from(EconomicType),
    st.sampled_from([Driver.NATION, Driver.DISTRICT]),
)


def _total(lines, price="10", districts="20", starts_in=0):
    action = create_action("a", "T", 2, costs=tuple(lines))
    cost = cost_action(
        action,
        create_profile(district=districts),
        create_prices(create_unit_cost(price=price)),
        starts_in=starts_in,
        years=5,
    )
    return sum((amount.amount for line in cost.lines for amount in line.by_year), Decimal(0))


@given(st.lists(templates, min_size=1, max_size=4), st.lists(templates, min_size=1, max_size=4))
def test_the_cost_of_two_sets_of_lines_is_the_sum_of_their_costs(one, other):
    assert _total([*one, *other]) == _total(one) + _total(other)


@given(st.lists(templates, min_size=1, max_size=4), st.integers(2, 9))
def test_the_cost_grows_in_proportion_to_the_price(lines, factor):
    assert _total(lines, price=str(10 * factor)) == factor * _total(lines)


@given(st.lists(templates, min_size=1, max_size=4), st.integers(0, 3))
def test_starting_later_never_costs_more_within_the_plan(lines, year):
    assert _total(lines, starts_in=year + 1) <= _total(lines, starts_in=year)


@given(st.lists(templates, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(lines, shuffler):
    shuffled = list(lines)
    shuffler.shuffle(shuffled)
    assert _total(shuffled) == _total(lines)
