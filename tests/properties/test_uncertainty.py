"""Percentiles of uncertain costs: held against plain simulation, and what holds whatever the entries are."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, norm

from opennaphs.analytics.common_factors import Factors
from opennaphs.analytics.cost_entries import EXACT, CostEntry, Spread, combined
from opennaphs.analytics.uncertainty import simulate
from opennaphs.domain.money import Money

CENT = Decimal("0.01")
USUAL = Factors()

spreads = st.one_of(
    st.just(EXACT),
    st.builds(
        lambda low, high: Spread(Decimal(low) / 100, Decimal(high) / 100), st.integers(0, 100), st.integers(100, 400)
    ),
)
amounts = st.dictionaries(
    st.integers(2027, 2030),
    st.integers(0, 10**9).map(lambda cents: Money(Decimal(cents) / 100, "USD", 2024)),
    min_size=1,
    max_size=3,
)
tags = st.fixed_dictionaries(
    {"unit cost": st.sampled_from("pqr")},
    optional={"area": st.sampled_from("ABC"), "ministry": st.sampled_from(["health", "agriculture"])},
)
entry_lists = st.lists(st.builds(CostEntry, st.text("abc", max_size=2), amounts, spreads, tags), min_size=1, max_size=9)
few = settings(max_examples=40)


def create_entries(count, areas=5, seed=1):
    """Entries as in a real plan: a few large and many small ones, prices off by a lot, upwards more than downwards."""
    chance = np.random.default_rng(seed)
    found = []
    for number in range(count):
        money = Money(Decimal(f"{chance.lognormal(9, 1.2):.2f}"), "USD", 2024)
        years = range(2027 + int(chance.integers(5)), 2032)
        spread = Spread(Decimal(f"{chance.uniform(0.3, 1):.2f}"), Decimal(f"{chance.uniform(1, 3):.2f}"))
        names = {"area": f"area {chance.integers(areas)}", "unit cost": f"item {number % 40}"}
        found.append(CostEntry(f"{number:04d}", dict.fromkeys(years, money), spread, names))
    return found


def brute_force(entries, factors, draws, seed):
    """Draw every entry by itself, as a spreadsheet would, with the quantiles of the beta distribution."""
    chance = np.random.default_rng(seed)
    everything = chance.standard_normal(draws)
    scores_of = {
        tag: {value: chance.standard_normal(draws) for value in sorted({entry.tag(tag) for entry in entries})}
        for tag in factors.by_tag
    }
    sums = {}
    for entry in entries:
        scores = np.sqrt(factors.everything) * everything
        for tag, share in factors.by_tag.items():
            scores = scores + np.sqrt(share) * scores_of[tag][entry.tag(tag)]
        scores += np.sqrt(1 - factors.common) * chance.standard_normal(draws)
        off = _multiples(entry.spread, scores)
        names = [("total", "total", float(entry.likely)), ("area", entry.tag("area"), float(entry.likely))]
        names += [("year", str(year), float(money.amount)) for year, money in entry.amounts.items()]
        for cut, value, amount in names:
            sums[cut, value] = sums.get((cut, value), 0) + amount * off
    return sums


def _multiples(spread, scores):
    grid = np.linspace(-6, 6, 1201)
    low, width, peak = float(spread.low), float(spread.width), spread.peak
    return low + width * np.interp(scores, grid, beta.ppf(norm.cdf(grid), 1 + 4 * peak, 5 - 4 * peak))


@pytest.mark.slow
@pytest.mark.parametrize(
    "factors",
    [USUAL, Factors(0, {}), Factors(0.5, {"area": 0.4}), Factors(0.1, {"area": 0.1, "unit cost": 0.4}), Factors(1, {})],
    ids=["usual", "independent", "strong", "same price list", "all as one"],
)
def test_percentiles_agree_with_plain_simulation(factors):
    entries = create_entries(90)
    found = simulate(entries, draws=2**16, seed=1, factors=factors)
    plain = brute_force(entries, factors, 2**18, seed=2)
    assert {(one.cut, one.value) for one in found.ranges} == set(plain)
    for one in found.ranges:
        drawn = plain[one.cut, one.value]
        assert float(one.mean.amount) == pytest.approx(drawn.mean(), rel=0.002)
        wanted = np.percentile(drawn, [percentile for percentile, _ in one.percentiles])
        limit = 0.003 if one.cut == "total" else 0.006  # plain simulation itself is this far off for the small sums
        assert [float(money.amount) for _, money in one.percentiles] == pytest.approx(wanted, rel=limit), one


@pytest.mark.parametrize("count", [24, 26, 60])
def test_equal_and_very_skewed_entries_agree_with_plain_simulation(count):
    """Just below, just above and well above the number from which entries are summed up instead of drawn."""
    money = {2027: Money(Decimal(1000), "USD", 2024)}
    entries = [CostEntry(str(number), money, Spread(Decimal(1), Decimal(4))) for number in range(count)]
    total = simulate(entries, draws=2**16, seed=3).total
    plain = brute_force(entries, USUAL, 2**18, seed=4)["total", "total"]
    wanted = np.percentile(plain, [percentile for percentile, _ in total.percentiles])
    assert [float(money.amount) for _, money in total.percentiles] == pytest.approx(wanted, rel=0.003)


def test_a_lone_entry_has_the_percentiles_of_its_pert_distribution():
    entry = CostEntry("1", {2027: Money(Decimal(100), "USD", 2024)}, Spread(Decimal("0.5"), Decimal("2.5")))
    total = simulate([entry], draws=2**18, seed=1).total
    for percentile, money in total.percentiles:
        assert float(money.amount) == pytest.approx(50 + 200 * beta.ppf(percentile / 100, 2, 4), rel=0.003)


@few
@given(entry_lists)
def test_the_mean_is_the_mean_of_pert(entries):
    exact = sum(entry.likely * (entry.spread.low + 4 + entry.spread.high) / 6 for entry in entries)
    mean = simulate(entries, draws=4, seed=1).total.mean
    assert abs(mean.amount - exact) <= CENT


def test_more_draws_bring_the_average_of_percentiles_to_the_mean():
    levels = np.arange(0.5, 100, 1)
    total = simulate(create_entries(200), draws=2**15, seed=1, percentiles=levels.tolist()).total
    average = np.mean([float(money.amount) for _, money in total.percentiles])
    assert average == pytest.approx(float(total.mean.amount), rel=0.0005)


@few
@given(entry_lists, st.integers(0, 2**40))
def test_percentiles_rise_and_stay_between_the_lowest_and_highest_prices(entries, seed):
    for one in simulate(entries, draws=64, seed=seed, by=["area", "ministry"]).ranges:
        found = [money.amount for _, money in one.percentiles]
        assert found == sorted(found)
        assert found[0] >= 0
        assert found[-1] <= 4 * one.likely.amount + CENT


@few
@given(entry_lists, st.sampled_from([USUAL, Factors(0, {}), Factors(1, {}), Factors(0.2, {"unit cost": 0.7})]))
def test_the_shares_of_the_variance_add_up_to_one(entries, factors):
    shares = simulate(entries, draws=4, seed=1, factors=factors).shares
    varies = any(entry.likely and entry.spread.width for entry in entries)
    assert all(one.share > 0 for one in shares)
    assert sum(one.share for one in shares) == pytest.approx(1 if varies else 0, abs=1e-9)


@few
@given(entry_lists)
def test_without_spread_everything_is_the_likely_total_to_the_cent(entries):
    exact = [replace(entry, spread=EXACT) for entry in entries]
    found = simulate(exact, draws=16, seed=1)
    assert found.total.likely.amount == sum(entry.likely for entry in entries)
    assert found.shares == ()
    for one in found.ranges:
        assert {one.mean, *(money for _, money in one.percentiles)} == {one.likely}
        assert one.contingency(80).amount == 0


@few
@given(entry_lists)
def test_doubling_all_amounts_doubles_everything(entries):
    doubled = [
        replace(entry, amounts={year: money.times(Decimal(2)) for year, money in entry.amounts.items()})
        for entry in entries
    ]
    once, twice = simulate(entries, draws=32, seed=5), simulate(doubled, draws=32, seed=5)
    for one, two in zip(once.ranges, twice.ranges, strict=True):
        assert two.likely == one.likely.times(Decimal(2))
        assert abs(two.mean.amount - 2 * one.mean.amount) <= CENT
        for (_, small), (_, large) in zip(one.percentiles, two.percentiles, strict=True):
            assert abs(large.amount - 2 * small.amount) <= CENT
    assert [one.share for one in once.shares] == pytest.approx([one.share for one in twice.shares])


@few
@given(entry_lists, st.randoms(use_true_random=False), st.integers(0, 99))
def test_the_order_of_entries_changes_nothing_at_all(entries, shuffler, seed):
    shuffled = [replace(entry, tags=dict(reversed(entry.tags.items()))) for entry in entries]
    shuffler.shuffle(shuffled)
    assert simulate(shuffled, draws=32, seed=seed) == simulate(entries, draws=32, seed=seed)


@few
@given(entry_lists)
def test_the_likely_values_of_a_cut_add_up_to_the_total(entries):
    found = simulate(entries, draws=4, seed=1, by=["area", "ministry"])
    for cut in ("year", "area", "ministry"):
        assert sum(one.likely.amount for one in found.of(cut)) == found.total.likely.amount


def test_the_same_seed_gives_the_very_same_result_and_another_seed_nearly_so():
    entries = create_entries(400)
    one, again, other = (simulate(entries, draws=2**14, seed=seed) for seed in (7, 7, 8))
    assert one == again
    assert one != other
    assert float(one.total.at(95).amount) == pytest.approx(float(other.total.at(95).amount), rel=0.002)


def test_asking_for_more_cuts_changes_none_of_the_others():
    entries = create_entries(150)
    little = simulate(entries, draws=2**10, seed=1, by=())
    much = simulate(entries, draws=2**10, seed=1, by=["unit cost", "area"])
    assert much.ranges[: len(little.ranges)] == little.ranges
    assert much.shares == little.shares


def test_the_more_is_common_the_wider_the_total():
    entries = create_entries(150)
    totals = [simulate(entries, draws=2**12, seed=1, factors=Factors(share, {})).total for share in (0, 0.15, 0.5, 1)]
    widths = [one.at(95).amount - one.at(5).amount for one in totals]
    assert widths == sorted(widths)
    assert len({one.mean for one in totals}) == 1


@given(st.lists(spreads, max_size=4), st.randoms())
def test_a_product_comes_on_average_to_the_product_of_the_averages_in_any_order(several, random):
    shuffled = random.sample(several, len(several))
    found = combined(*several)
    assert found == combined(*shuffled)
    expected = np.prod([float(one.mean) for one in several])
    assert float(found.mean) >= expected - 1e-9
    assert float(found.mean) == pytest.approx(expected) or found.high == 1
    assert combined(*several, EXACT) == found


def test_a_product_varies_as_drawn_prices_times_drawn_counts():
    price, count = Spread(Decimal("0.6"), Decimal("1.8")), Spread(Decimal("0.8"), Decimal("1.5"))
    found = combined(price, count)
    random = np.random.default_rng(1)
    one, two = (_plain_draws(spread, random) for spread in (price, count))
    assert float(found.mean) == pytest.approx((one * two).mean(), rel=0.002)
    assert float(found.variance) == pytest.approx((one * two).var(), rel=0.01)
    assert np.percentile(_plain_draws(found, random), 95) == pytest.approx(np.percentile(one * two, 95), rel=0.01)


def _plain_draws(spread, random):
    peak = spread.peak
    return float(spread.low) + float(spread.width) * random.beta(1 + 4 * peak, 5 - 4 * peak, 2**19)
