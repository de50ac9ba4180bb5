"""Small things tests are made of. Everything goes through the real constructors, so nothing impossible can be made."""

from decimal import Decimal

from opennaphs.catalogue.framework_files import load_framework
from opennaphs.domain.assessments import Assessment
from opennaphs.domain.choices import Horizon, LevelStep, Question, Work
from opennaphs.domain.crosswalks import Crosswalk, Link
from opennaphs.domain.drafting import Costs, Material, Request, cost_plan, draft_plan
from opennaphs.domain.funding.earmarks import Earmark
from opennaphs.domain.funding.envelopes import Envelope
from opennaphs.domain.goals import Term
from opennaphs.domain.library import (
    Action,
    ActionLibrary,
    ActionType,
    Builder,
    CostTemplate,
    Driver,
    EconomicType,
)
from opennaphs.domain.money import Money
from opennaphs.domain.planning import PlanningRules
from opennaphs.domain.prices import PriceList, UnitCost
from opennaphs.domain.profiles import Count, CountryProfile


def create_assessment(framework="jee-1", country="UGA", date="2017-06-26", published=None, **levels):
    """Levels as keywords with the dot left out: ``P1_1=3`` is indicator P1.1; ``None`` is not assessed."""
    ids = {f"{framework}.{code.replace('_', '.')}": level for code, level in levels.items()}
    values = {code: None if level is None else Decimal(str(level)) for code, level in ids.items()}
    return Assessment(country, framework, date, "a test", values, published or {})


def create_action(action_id, target, level, hazards=(), kind=ActionType.TRAINING, costs=None):
    return Action(action_id, target, level, f"Do what {action_id} says.", (kind,), hazards=tuple(hazards), costs=costs)


def create_library(*actions, framework=None):
    return ActionLibrary("a test library", "1", "CC0", tuple(actions), framework=framework)


def create_crosswalk(*pairs, framework="jee-1"):
    return Crosswalk(tuple(Link(framework, f"{framework}.{code}", target) for code, target in pairs))


def create_material(library, crosswalk=None, per_area=3, pile_up=None):
    return Material(library, crosswalk or Crosswalk(()), PlanningRules(per_area, pile_up or {}))


def create_request(term=Term.ONE_YEAR, **choices):
    return Request("UGA", "Uganda", term, 2027, **choices)


def create_unit_cost(item_id="thing", price="10", builder=Builder.PROCUREMENT):
    money = Money(Decimal(price), "USD", 2024)
    return UnitCost(item_id, builder, "A thing", "piece", money, money, money, "high", "counted")


def create_prices(*items):
    return PriceList("test prices", items or (create_unit_cost(),))


def create_profile(**counts):
    return CountryProfile(
        "UGA", {Driver(name.replace("_", " ")): Count(Decimal(value), 2020, "a test") for name, value in counts.items()}
    )


def create_template(use="thing", per=Driver.NATION, kind=EconomicType.ONE_OFF, share="1", times="1", **quantities):
    return CostTemplate(
        use,
        {name: Decimal(str(value)) for name, value in (quantities or {"pieces": 1}).items()},
        per,
        Decimal(share),
        Decimal(times),
        kind,
    )


def create_costed_plan(actions=None, term=Term.FIVE_YEARS, costed=True):
    """Two areas: lines of every economic type with odd fractions, an action without cost, one not costed."""
    templates = (
        create_template(pieces=3),
        create_template(pieces="0.7", kind=EconomicType.CAPITAL),
        create_template(per=Driver.DISTRICT, pieces="1.113", times="4", kind=EconomicType.RECURRENT),
    )
    actions = actions or [
        create_action("mixed", "A.1", 2, costs=templates),
        create_action("free", "A.1", 3, costs=()),
        create_action("unknown", "B.1", 2),
    ]
    plan = draft_plan(
        create_request(term),
        create_material(create_library(*actions), create_crosswalk(("P1.1", "A.1"), ("P2.1", "B.1"))),
        load_framework("jee-1"),
        create_assessment(P1_1=1, P2_1=1),
    )
    return cost_plan(plan, Costs(create_profile(district="7"), create_prices())) if costed else plan


def create_work(work_id, area="A", duration=1, needs=(), group=None, ministry="health", place="national", **outlays):
    """Outlays as keywords: ``one_off=(100,)``, ``recurrent=(10, 20)``."""
    kinds = {EconomicType(name.replace("_", "-")): amounts for name, amounts in outlays.items()}
    exact = {kind: tuple(Decimal(str(amount)) for amount in amounts) for kind, amounts in kinds.items()}
    return Work(work_id, area, ministry, place, duration, exact, tuple(needs), group)


def create_step(step_id, *required, worth="1", area="A", **more):
    return LevelStep(step_id, area, Decimal(worth), required, **more)


def create_source(source_id="treasury", amounts=(1000, 1000, 1000), carry_over="0", **earmark):
    moneys = tuple(Money(Decimal(str(amount)), "USD", 2024) for amount in amounts)
    return Envelope(source_id, f"The {source_id}", moneys, Earmark(**earmark), Decimal(carry_over))


def create_question(works, steps=(), sources=None, years=3, periods_per_year=1, **more):
    """Every period held counts 1."""
    horizon = Horizon(2027, years, periods_per_year)
    held = (Decimal(1),) * horizon.periods
    sources = (create_source(amounts=(1000,) * years),) if sources is None else tuple(sources)
    return Question(horizon, "USD", 2024, tuple(works), tuple(steps), sources, held, **more)
