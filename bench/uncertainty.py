"""Cost uncertainty of a large plan: the engine beside a plain loop, in one run on one machine.

    .venv/bin/python bench/uncertainty.py

5,000 cost lines in 19 areas over five years, 15 % + 15 % of the variance common to all and to each area; both give the
total, every year and every area. The plain loop is what a spreadsheet does, draw by draw and line by line; it makes few
draws and its time is extrapolated. A large plain simulation with numpy says how far off the percentiles are.
"""

import math
import os
import random
import resource
import statistics
import sys
import time
import tracemalloc
from collections.abc import Iterator
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta, norm

from opennaphs.analytics.common_factors import Factors
from opennaphs.analytics.cost_entries import CostEntry, Spread
from opennaphs.analytics.uncertainty import simulate
from opennaphs.domain.money import Money

LINES, AREAS, PRICES, YEARS = 5_000, 19, 144, range(2027, 2032)
DRAWS, LOOP_DRAWS, REFERENCE_DRAWS, AT_ONCE, REPEATS = 2**17, 200, 2**18, 512, 5
FACTORS = Factors()
SCORES = np.linspace(-6, 6, 1201)


def create_entries() -> list[CostEntry]:
    """A plan of many small and a few very large lines, two fifths of them recurrent."""
    chance = random.Random(1)  # noqa: S311 - made-up costs, no secret
    spreads = [
        Spread(Decimal(f"{chance.uniform(0.3, 1):.3f}"), Decimal(f"{chance.uniform(1, 3):.3f}")) for _ in range(PRICES)
    ]
    return [_entry(number, spreads, chance) for number in range(LINES)]


def _entry(number: int, spreads: list[Spread], chance: random.Random) -> CostEntry:
    price, first = chance.randrange(PRICES), chance.choice(YEARS)
    money = Money(Decimal(f"{chance.lognormvariate(9, 1.5):.2f}"), "USD", 2024)
    years = range(first, YEARS.stop) if chance.random() < 0.4 else [first]
    names = {"area": f"area {chance.randrange(AREAS):02d}", "unit cost": f"price {price}"}
    return CostEntry(f"{number:05d}", dict.fromkeys(years, money), spreads[price], names)


def multiples(entry: CostEntry) -> NDArray[np.float64]:
    """How many times its likely value an entry costs, at every one of SCORES."""
    low, width, peak = float(entry.spread.low), float(entry.spread.width), entry.spread.peak
    values: NDArray[np.float64] = low + width * beta.ppf(norm.cdf(SCORES), 1 + 4 * peak, 5 - 4 * peak)
    return values


def plain_loop(entries: list[CostEntry], draws: int) -> tuple[float, float]:
    """Seconds and processor seconds of a draw in plain Python: every line for itself, quantiles from a ready table."""
    tables = {entry.spread: multiples(entry).tolist() for entry in entries}
    areas = sorted({entry.tag("area") for entry in entries})
    lines = [
        (
            areas.index(entry.tag("area")),
            tables[entry.spread],
            [(year - YEARS.start, float(money.amount)) for year, money in entry.amounts.items()],
        )
        for entry in entries
    ]
    chance, kept = random.Random(2), []  # noqa: S311
    begun, worked = time.perf_counter(), time.process_time()
    for _ in range(draws):
        kept.append(_one_draw(lines, chance))
    return (time.perf_counter() - begun) / draws, (time.process_time() - worked) / draws


def _one_draw(lines: list, chance: random.Random) -> tuple[float, list[float], list[float]]:
    gauss = chance.gauss
    by_area, by_year, total = [0.0] * AREAS, [0.0] * len(YEARS), 0.0
    everything = math.sqrt(0.15) * gauss(0, 1)
    common = [everything + math.sqrt(0.15) * gauss(0, 1) for _ in range(AREAS)]
    own = math.sqrt(0.7)
    for area, table, amounts in lines:
        place = min(max((common[area] + own * gauss(0, 1) + 6) * 100, 0.0), 1199.999)
        below = int(place)
        multiple = table[below] + (place - below) * (table[below + 1] - table[below])
        for year, amount in amounts:
            cost = amount * multiple
            by_year[year] += cost
            by_area[area] += cost
            total += cost
    return total, by_year, by_area


def reference(entries: list[CostEntry], draws: int) -> NDArray[np.float64]:
    """Totals (first row) and areas of a plain simulation with numpy, every line drawn for itself."""
    areas = sorted({entry.tag("area") for entry in entries})
    area_of = np.array([areas.index(entry.tag("area")) for entry in entries])
    tables = np.stack([multiples(entry) for entry in {entry.spread: entry for entry in entries}.values()])
    shapes = {spread: number for number, spread in enumerate({entry.spread: entry for entry in entries})}
    begins = np.array([shapes[entry.spread] for entry in entries]) * len(SCORES)
    loads = np.zeros((LINES, AREAS + 1))
    loads[:, 0] = [float(entry.likely) for entry in entries]
    loads[np.arange(LINES), 1 + area_of] = loads[:, 0]
    return np.concatenate(list(_reference_parts(tables.ravel(), begins, area_of, loads, draws))).T


def _reference_parts(
    tables: NDArray[np.float64],
    begins: NDArray[np.intp],
    area_of: NDArray[np.intp],
    loads: NDArray[np.float64],
    draws: int,
) -> Iterator[NDArray[np.float64]]:
    chance = np.random.default_rng(3)
    for _ in range(0, draws, AT_ONCE):
        scores = math.sqrt(0.7) * chance.standard_normal((AT_ONCE, LINES))
        scores += math.sqrt(0.15) * chance.standard_normal((AT_ONCE, 1))
        scores += math.sqrt(0.15) * chance.standard_normal((AT_ONCE, AREAS))[:, area_of]
        places = np.clip((scores + 6) * 100, 0, 1199.999)
        below = places.astype(np.intp)
        places -= below
        below += begins
        yield (tables[below] * (1 - places) + tables[below + 1] * places) @ loads


def main() -> None:
    """Print time, ratio, memory and error."""
    entries = create_entries()
    compare_times(entries)
    print_memory(entries)
    print_errors(entries, int(sys.argv[1]) if len(sys.argv) > 1 else REFERENCE_DRAWS)


def compare_times(entries: list[CostEntry]) -> None:
    """Time the engine and the plain loop one after the other."""
    simulate(entries[:50], draws=2, seed=1)
    times, processor = [], []
    for _ in range(REPEATS):
        begun, worked = time.perf_counter(), time.process_time()
        simulate(entries, draws=DRAWS, seed=1)
        times.append(time.perf_counter() - begun)
        processor.append(time.process_time() - worked)
    each, worked_each = plain_loop(entries, LOOP_DRAWS)
    seconds = statistics.median(times)
    print(f"{LINES:,} lines, {DRAWS:,} draws; total, {len(YEARS)} years and {AREAS} areas; {os.cpu_count()} processors")
    print(f"engine      {seconds:8.2f} s, median of {REPEATS} (from {min(times):.2f} to {max(times):.2f})")
    print(f"            {statistics.median(processor):8.2f} s of processor time")
    print(f"plain loop  {each * DRAWS:8.0f} s, extrapolated from {LOOP_DRAWS} draws of {each * 1000:.2f} ms")
    ratio, by_processor = each * DRAWS / seconds, worked_each * DRAWS / statistics.median(processor)
    print(f"ratio       {ratio:8.0f}x; by processor time {by_processor:.0f}x")


def print_memory(entries: list[CostEntry]) -> None:
    """Run the engine once more under the eyes of tracemalloc, which slows it down."""
    tracemalloc.start()
    simulate(entries, draws=DRAWS, seed=1)
    print(f"memory      {tracemalloc.get_traced_memory()[1] / 1e6:8.0f} MB at most, of the engine alone")
    tracemalloc.stop()
    print(f"            {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:8.0f} MB of the whole process so far")


def print_errors(entries: list[CostEntry], draws: int) -> None:
    """Hold the percentiles of the engine against a large plain simulation."""
    found, drawn = simulate(entries, draws=DRAWS, seed=1), reference(entries, draws)
    print(f"error against {draws:,} plain draws (± twice the error of the plain draws themselves):")
    for percentile, money in found.ranges[0].percentiles:
        wanted, noise = _percentile(drawn[0], percentile)
        print(
            f"  P{percentile:<3g} of the total {100 * (float(money.amount) / wanted - 1):+.3f} % ± {200 * noise:.3f} %"
        )
    errors = [
        abs(float(one.at(95).amount) / _percentile(row, 95)[0] - 1)
        for one, row in zip(found.of("area"), drawn[1:], strict=True)
    ]
    print(f"  P95 of the areas: {100 * max(errors):.3f} % at most, ± {200 * _percentile(drawn[1], 95)[1]:.3f} %")


def _percentile(drawn: NDArray[np.float64], percentile: float) -> tuple[float, float]:
    """A percentile of plain draws and its relative standard error."""
    share = percentile / 100
    step = 100 * math.sqrt(share * (1 - share) / len(drawn))
    low, middle, high = np.percentile(drawn, [percentile - step, percentile, percentile + step])
    return float(middle), float((high - low) / 2 / middle)


if __name__ == "__main__":
    main()
