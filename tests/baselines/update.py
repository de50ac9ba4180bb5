"""Measure the plans of the example countries; run as a program, pin the result."""

import json
from decimal import Decimal
from pathlib import Path

from opennaphs.catalogue.framework_files import load_framework
from opennaphs.catalogue.loading import load_material
from opennaphs.catalogue.price_files import read_default_prices
from opennaphs.domain.drafting import Costs, Request, draft_plan
from opennaphs.domain.goals import Term
from opennaphs.domain.planning import Plan
from opennaphs.sources.profile_yaml import load_profile
from opennaphs.sources.scores import load_scores

PINNED = Path(__file__).parent / "pinned.json"
EXAMPLES = Path(__file__).parent.parent.parent / "examples"


def measure() -> dict[str, dict[str, str | int]]:
    """Give activities and first costs of every example country and term."""
    return {
        f"{country} {term}": _numbers(_plan(country, term))
        for country in ("sierra-leone", "sri-lanka", "uganda")
        for term in Term
    }


def _plan(country: str, term: Term) -> Plan:
    (assessment,) = load_scores(EXAMPLES / country / "scores.csv").assessments
    costs = Costs(load_profile(EXAMPLES / country / "profile.yaml"), read_default_prices())
    request = Request(assessment.country, country, term, 2027)
    return draft_plan(request, load_material(), load_framework(assessment.framework), assessment, costs)


def _numbers(plan: Plan) -> dict[str, str | int]:
    amounts = [amount.amount for one in plan.activities for line in one.cost.lines for amount in line.by_year]
    return {
        "activities": len(plan.activities),
        "targets": len(plan.gaps),
        "notices": len(plan.notices),
        "usd_2024": f"{sum(amounts, Decimal(0)):.2f}",
    }


if __name__ == "__main__":
    PINNED.write_text(json.dumps(measure(), indent=1) + "\n", encoding="utf-8")
