"""Seeded questions of a realistic size: what a whole country could do, and money for about a third of it.

Calibrated to published costed plans: lognormal costs (median 25,000, sd of the logarithm 1.8), dearer at higher
levels, six in ten activities with running costs, three in ten over two years, six sources with earmarks, ministries
that can only take up so much, steps and activities that wait for those of other areas.
"""

from dataclasses import replace
from decimal import Decimal

import numpy as np

from opennaphs.domain.choices import Absorption, Bearer, Horizon, LevelStep, Measure, Question, Work
from opennaphs.domain.funding.earmarks import Earmark
from opennaphs.domain.funding.envelopes import Envelope
from opennaphs.domain.library import EconomicType
from opennaphs.domain.money import Money

AREAS, MINISTRIES, LEVELS, YEARS = 19, 8, (2, 3, 4, 5), 5
DEARER = {2: 1.0, 3: 1.3, 4: 1.7, 5: 2.2}
LEVEL_VALUE = {2: 1.0, 3: 1.0, 4: 0.8, 5: 0.5}
DISCOUNT, END_STATE = 0.03, 3.0
STARTING = (EconomicType.ONE_OFF, EconomicType.CAPITAL)


def create_question(
    seed: int,
    *,
    indicators: int = 56,
    per_step: int = 10,
    budget: float = 0.35,
    adds_up: bool = True,
    cost_scale: float = 1.0,
    start_levels: np.ndarray | None = None,
    tightness: float = 1.35,
) -> Question:
    """Make the question of one country; the same seed and sizes give the same question."""
    rng = np.random.default_rng(seed)
    area_of = rng.permutation(np.arange(indicators) % AREAS)
    risk = rng.lognormal(0.0, 0.5, indicators)
    works, steps = _works_and_steps(rng, area_of, risk, per_step, cost_scale, start_levels)
    works = _with_needs(rng, works, steps)
    steps = _with_neighbours(rng, steps)
    whole = sum(float(sum(outlay)) for work in works for outlay in _whole_outlays(work))
    sources = _sources(rng, whole * budget)
    limits = _ministry_limits(works, whole * budget, tightness, adds_up=adds_up) + _area_limits(works, adds_up=adds_up)
    held = tuple(
        Decimal(repr(round((1 + DISCOUNT) ** -(year + 1) + (END_STATE if year == YEARS - 1 else 0), 9)))
        for year in range(YEARS)
    )
    return Question(Horizon(2027, YEARS), "USD", 2024, works, steps, sources, held, absorption=limits)


def _works_and_steps(rng, area_of, risk, per_step, cost_scale, start_levels):
    works, steps = [], []
    for indicator, area in enumerate(area_of):
        start = 1 if start_levels is None else int(start_levels[indicator])
        for level in LEVELS:
            if level > start:
                ids = []
                for _ in range(rng.poisson(per_step - 1) + 1):
                    works.append(_work(rng, len(works), area, level, cost_scale))
                    ids.append(works[-1].id)
                steps.append(_step(rng, indicator, area, level, start, risk[indicator], ids))
    return works, steps


def _work(rng, number, area, level, cost_scale):
    cost = float(np.exp(rng.normal(np.log(25_000 * cost_scale * DEARER[level]), 1.8)))
    cost = min(cost, 25_000_000 * cost_scale)
    yearly = cost * rng.uniform(0.02, 0.35) if rng.random() < 0.6 else 0.0
    years = 2 if rng.random() < 0.3 else 1
    kind = STARTING[int(rng.random() < 0.4)]
    outlays = {kind: tuple(_dollars(cost / years) for _ in range(years))}
    if yearly:
        outlays[EconomicType.RECURRENT] = (*(Decimal(0),) * years, _dollars(yearly))
    ministry = f"ministry {(area * 3 + int(rng.random() < 0.25) * int(rng.integers(1, MINISTRIES))) % MINISTRIES}"
    return Work(f"W{number:05d}", f"area {area:02d}", ministry, "national", years, outlays)


def _dollars(amount):
    return Decimal(max(1, round(amount)))


def _step(rng, indicator, area, level, start, risk, ids):
    core = [name for name in ids if rng.random() < 0.7] or ids[:1]
    optional = tuple(name for name in ids if name not in core)
    after = (f"I{indicator:02d}:{level - 1}",) if level - 1 > start else ()
    worth = Decimal(repr(round(float(risk) * LEVEL_VALUE[level] / 10, 9)))
    enough = int(np.ceil(0.7 * len(optional)))
    return LevelStep(f"I{indicator:02d}:{level}", f"area {area:02d}", worth, tuple(core), optional, enough, after)


def _with_needs(rng, works, steps):
    """One activity in ten needs required work of a lower level, of any area."""
    level = {work: int(step.id[-1]) for step in steps for work in (*step.required, *step.optional)}
    required = {name for step in steps for name in step.required}
    earlier = [work.id for work in works if work.id in required]
    found = []
    for work in works:
        need = earlier[int(rng.integers(len(earlier)))] if rng.random() < 0.1 else None
        waits = need is not None and level[need] < level[work.id]
        found.append(replace(work, needs=(need,)) if waits else work)
    return tuple(found)


def _with_neighbours(rng, steps):
    """Three in ten steps to level 3 and above need a lower step of another area."""
    found = []
    for step in steps:
        after = step.after
        if int(step.id[-1]) >= 3 and rng.random() < 0.3:
            others = [one.id for one in steps if one.area != step.area and int(one.id[-1]) < int(step.id[-1])]
            after = (*after, others[int(rng.integers(len(others)))]) if others else after
        found.append(replace(step, after=after))
    return tuple(found)


def _whole_outlays(work):
    """Everything a work costs when it starts in the first year."""
    for kind, outlay in work.outlays.items():
        yield (*outlay, *(outlay[-1],) * (YEARS - len(outlay))) if kind is EconomicType.RECURRENT else outlay


def _sources(rng, money):
    def areas(count):
        return tuple(f"area {area:02d}" for area in sorted(rng.choice(AREAS, count, replace=False)))

    even = (0.2,) * 5
    plan = [
        ("treasury", 0.40, even, Earmark(), 0),
        ("line ministry", 0.08, even, Earmark(areas(4)), 0),
        ("bank", 0.17, even, Earmark(economic_types=STARTING), 1),
        ("pandemic fund", 0.15, (0.1, 0.25, 0.3, 0.25, 0.1), Earmark(areas(6)), 0),
        ("disease fund", 0.12, even, Earmark(areas(5), STARTING), 1),
        ("bilateral", 0.08, (0.4, 0.3, 0.3, 0, 0), Earmark(areas(5)), 0),
    ]
    return tuple(
        Envelope(
            name,
            name.title(),
            tuple(Money(_plain(money * share * year), "USD", 2024) for year in years),
            earmark,
            Decimal(carried),
        )
        for name, share, years, earmark, carried in plan
    )


def _plain(amount):
    return Decimal(round(amount))


def _ministry_limits(works, money, tightness, *, adds_up):
    whole, parts = 0.0, {}
    for work in works:
        cost = float(sum(sum(outlay) for outlay in _whole_outlays(work)))
        parts[work.ministry] = parts.get(work.ministry, 0.0) + cost
        whole += cost
    return tuple(
        Absorption(Bearer.MINISTRY, name, (_plain(tightness * cost / whole * money / YEARS),) * YEARS, adds_up)
        for name, cost in sorted(parts.items())
    )


def _area_limits(works, *, adds_up):
    counts = {}
    for work in works:
        counts[work.area] = counts.get(work.area, 0) + 1
    return tuple(
        Absorption(Bearer.AREA, name, (Decimal(max(1, round(0.22 * count))),) * YEARS, adds_up, Measure.STARTS)
        for name, count in sorted(counts.items())
    )
