"""Small questions with everything in them: for Hypothesis, which shrinks them, and by number, for sweeps."""

from dataclasses import replace
from decimal import Decimal
from random import Random

from hypothesis import strategies as st

from opennaphs.domain.choices import (
    Absorption,
    AtLeast,
    Bearer,
    Demand,
    DemandKind,
    Horizon,
    Measure,
    Question,
)
from opennaphs.domain.library import EconomicType
from tests.factories import create_source, create_step, create_work

AREAS, MINISTRIES, PLACES = "ABCD", ("health", "agriculture"), ("national", "district")
KINDS = tuple(EconomicType)
# (years, periods in a year, most works): what an exhaustive search goes through in well under a second.
SIZES = ((2, 1, 6), (3, 1, 6), (3, 1, 5), (2, 2, 4), (2, 4, 3))


def create_case(pick):
    """Make a question; ``pick(low, high)`` gives whole numbers, from Hypothesis or from a seeded generator."""
    years, periods_per_year, most = SIZES[pick(0, len(SIZES) - 1)]
    horizon = Horizon(2027, years, periods_per_year)
    areas = AREAS[: pick(2, 4)]
    works = _works(pick, horizon, areas, pick(3, most))
    steps = _steps(pick, areas, works)
    return Question(
        horizon,
        "USD",
        2024,
        works,
        steps,
        tuple(_source(pick, number, years, areas) for number in range(pick(1, 3))),
        tuple(Decimal(pick(1, 8)) / 4 for _ in range(horizon.periods)),
        demands=tuple(_demand(pick, horizon, works, steps) for _ in range(max(0, pick(-1, 2)))),
        at_least=tuple(_at_least(pick, works) for _ in range(max(0, pick(-2, 1)))),
        absorption=tuple(_absorption(pick, years, areas) for _ in range(max(0, pick(-1, 2)))),
        tail_limit=Decimal(10 * pick(0, 8)) if pick(0, 3) == 0 else None,
        partial_credit=Decimal(pick(1, 3)) / 4 if pick(0, 3) == 0 else Decimal(0),
        straddle=bool(pick(0, 1)),
        pay_once=pick(0, 2) == 0,
    )


def _one_of(pick, values):
    return values[pick(0, len(values) - 1)]


def _some_of(pick, values, chance=2):
    return tuple(value for value in values if pick(0, chance) == 0)


def _works(pick, horizon, areas, count):
    found = []
    for number in range(count):
        needs = _some_of(pick, [work.id for work in found], 5)
        longest = min(3, horizon.periods) + (pick(0, 9) == 9)
        found.append(
            create_work(
                f"W{number}",
                _one_of(pick, areas),
                max(1, pick(-1, longest)),
                needs,
                _one_of(pick, (None, None, "g", "h")),
                _one_of(pick, MINISTRIES),
                _one_of(pick, PLACES),
                **{
                    kind.replace("-", "_"): tuple(10 * pick(0, 7) for _ in range(pick(1, 2)))
                    for kind in _some_of(pick, KINDS, 1)
                },
            )
        )
    return tuple(found)


def _steps(pick, areas, works):
    found, names = [], [work.id for work in works]
    for number in range(pick(2, 4)):
        required = _some_of(pick, names)
        optional = tuple(name for name in _some_of(pick, names) if name not in required)
        found.append(
            create_step(
                f"S{number}",
                *required,
                worth=str(pick(1, 12)),
                area=_one_of(pick, areas),
                optional=optional,
                enough=pick(0, len(optional)),
                after=_some_of(pick, [step.id for step in found], 3),
            )
        )
    return tuple(found)


def _source(pick, number, years, areas):
    bounds = {
        "areas": _some_of(pick, areas, 1),
        "economic_types": _some_of(pick, KINDS, 1),
        "places": PLACES[:1],
        "ministries": MINISTRIES[:1],
    }
    return create_source(
        f"source {number}",
        tuple(10 * pick(0, 16) for _ in range(years)),
        _one_of(pick, ("0", "0.5", "1")),
        **{name: bound for name, bound in bounds.items() if pick(0, 4) == 0},
    )


def _demand(pick, horizon, works, steps):
    kind = _one_of(pick, tuple(DemandKind))
    subject = _one_of(pick, steps if kind is DemandKind.REACH else works).id
    period = None if pick(0, 1) else pick(0, horizon.periods - 1)
    return Demand(kind, subject, "somebody asked for it", None if kind is DemandKind.LEAVE_OUT else period)


def _at_least(pick, works):
    names = _some_of(pick, [work.id for work in works], 1)
    return AtLeast("a law", names, pick(0, min(2, len(names))), "it is the law")


def _absorption(pick, years, areas):
    bearer, measure = _one_of(pick, tuple(Bearer)), _one_of(pick, tuple(Measure))
    name = _one_of(pick, MINISTRIES if bearer is Bearer.MINISTRY else areas)
    size = 10 if measure is Measure.MONEY else 1
    most = 9 if measure is Measure.MONEY else 2
    limits = tuple(Decimal(size * pick(0, most)) for _ in range(years))
    return Absorption(bearer, name, limits, bool(pick(0, 1)), measure)


def numbered_case(number):
    """Make the question of a number, always the same."""
    return create_case(Random(number).randint)


@st.composite
def questions(draw, straddle=None):
    """Draw small questions; ``straddle`` sets whether work may be split."""
    question = create_case(lambda low, high: draw(st.integers(low, high)))
    return question if straddle is None else replace(question, straddle=straddle)


def numbered_country(number, indicators=8):
    """Make a question of a middling size: indicators of three levels each, needs across areas, four sources."""
    order = Random(number)
    areas, years = [f"area {one}" for one in range(4)], 5
    works, steps = [], []
    for indicator in range(indicators):
        for level in (2, 3, 4):
            names = []
            for _ in range(order.randint(3, 7)):
                needs = tuple(work.id for work in order.sample(works, min(1, len(works))) if order.random() < 0.1)
                area, ministry = areas[indicator % 4], order.choice(MINISTRIES)
                cost = round(order.lognormvariate(10, 1.5))
                outlays = {
                    order.choice(("one_off", "capital")): (cost,),
                    "recurrent": (0, round(cost * order.random() / 4)),
                }
                group = order.choice((None, None, None, f"group {level}"))
                works.append(
                    create_work(f"W{len(works):03d}", area, order.choice((1, 1, 2)), needs, group, ministry, **outlays)
                )
                names.append(works[-1].id)
            core = [name for name in names if order.random() < 0.7] or names[:1]
            optional = tuple(name for name in names if name not in core)
            after = tuple(step.id for step in order.sample(steps, min(1, len(steps))) if order.random() < 0.3)
            below = (f"I{indicator}:{level - 1}",) if level > 2 else ()
            enough, worth = (len(optional) + 1) // 2, str(order.randint(1, 20))
            steps.append(
                create_step(
                    f"I{indicator}:{level}",
                    *core,
                    worth=worth,
                    area=areas[indicator % 4],
                    optional=optional,
                    enough=enough,
                    after=(*below, *after),
                )
            )
    whole = sum(float(sum(outlay)) for work in works for outlay in work.outlays.values())
    yearly = round(whole * 0.35 / years / 2)
    sources = (
        create_source("treasury", (yearly,) * years),
        create_source("bank", (yearly // 2,) * years, "1", economic_types=KINDS[:2]),
        create_source("fund", (yearly // 2,) * years, "0.5", areas=tuple(areas[:2])),
    )
    limits = tuple(
        Absorption(Bearer.MINISTRY, name, (Decimal(yearly),) * years, adds_up)
        for name, adds_up in zip(MINISTRIES, (True, False), strict=True)
    )
    starts = tuple(Absorption(Bearer.AREA, name, (Decimal(6),) * years, measure=Measure.STARTS) for name in areas)
    held = (Decimal(1),) * (years - 1) + (Decimal(4),)
    return Question(
        Horizon(2027, years),
        "USD",
        2024,
        tuple(works),
        tuple(steps),
        sources,
        held,
        absorption=(*limits, *starts),
        tail_limit=Decimal(yearly),
        partial_credit=Decimal(number % 2) / 5,
        pay_once=True,
    )
