"""Limits of what ministries and areas can spend in a year, from the rules of a budget and the costs of the plan."""

from collections.abc import Sequence
from decimal import Decimal

from opennaphs.domain.choice_names import KnownNames
from opennaphs.domain.choice_rules import AbsorptionRule, ChoiceRules
from opennaphs.domain.choices import Absorption, Bearer
from opennaphs.domain.cost_views import cost_facts
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.money import CENT
from opennaphs.domain.planning import Plan


def check_years(place: str, amounts: Sequence[object], plan: Plan) -> None:
    """Refuse amounts that are not one for each plan year.

    Raises:
        NaphsError: there are more or fewer; the message names the place.
    """
    if len(amounts) != plan.term.years:
        message = (
            f"{place} has {len(amounts)} amounts, the plan has {plan.term.years} years ({plan.years[0]} to "
            f"{plan.years[-1]}). Write one amount for each year, 0 for a year without money."
        )
        raise NaphsError(message)


def absorption_of(plan: Plan, rules: ChoiceRules, names: KnownNames) -> tuple[Absorption, ...]:
    """Give the limit of each ministry and area that has a rule, its own or that of every other one."""
    budgets = [sum((source.by_year[year].amount for source in rules.sources), Decimal(0)) for year in _years(plan)]
    found: list[Absorption] = []
    for bearer in Bearer:
        own = {_full(rule, names): rule for rule in rules.absorption if rule.bearer is bearer and rule.name is not None}
        every = next((rule for rule in rules.absorption if rule.bearer is bearer and rule.name is None), None)
        costs = _costs(plan, bearer)
        others = {} if every is None else {name: every for name in costs if name not in own}
        found += [_limit(rule, name, costs, budgets, plan) for name, rule in (own | others).items()]
    return tuple(found)


def _years(plan: Plan) -> range:
    return range(plan.term.years)


def _full(rule: AbsorptionRule, names: KnownNames) -> str:
    name = rule.name or ""
    return names.area(name) if rule.bearer is Bearer.AREA else name


def _costs(plan: Plan, bearer: Bearer) -> dict[str, Decimal]:
    """Give what each ministry or area costs over the whole plan, those without cost left out."""
    sums: dict[str, Decimal] = {}
    for fact in cost_facts(plan):
        name = fact.ministry if bearer is Bearer.MINISTRY else fact.area
        sums[name] = sums.get(name, Decimal(0)) + fact.amount.amount
    return {name: amount for name, amount in sums.items() if amount}


def _limit(
    rule: AbsorptionRule, name: str, costs: dict[str, Decimal], budgets: list[Decimal], plan: Plan
) -> Absorption:
    if rule.by_year is not None:
        check_years(f"The limit of {name}", rule.by_year, plan)
        return Absorption(rule.bearer, name, rule.by_year, rule.adds_up, rule.measure)
    share = costs[name] / sum(costs.values(), Decimal(0)) if name in costs else Decimal(0)
    factor = (rule.factor or Decimal(0)) * share
    return Absorption(rule.bearer, name, tuple((factor * amount).quantize(CENT) for amount in budgets), rule.adds_up)
