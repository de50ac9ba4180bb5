"""Who pays for an activity: what its page shows of the money of the plan."""

from typing import Any

from opennaphs.domain.funding.counting import CountingRule, rule_sentence
from opennaphs.domain.funding.documents import portion_of
from opennaphs.domain.funding.supports import MoneyStage
from opennaphs.store.funding import supports_of
from opennaphs.store.models import ActivityRecord
from opennaphs.web.funding.figures import money_of_activities
from opennaphs.web.funding.portions import size_text
from opennaphs.web.funding.words import STAGES, STATE_KINDS, STATES
from opennaphs.web.plans.money import amount_text
from opennaphs.web.plans.words import said

THE_RULE = CountingRule()
STAGE_FIELDS = {
    MoneyStage.PLEDGE: "pledged",
    MoneyStage.COMMITMENT: "committed",
    MoneyStage.ALLOCATION: "allocated",
    MoneyStage.DISBURSEMENT: "disbursed",
    MoneyStage.EXPENDITURE: "spent",
}


def activity_money_view(row: ActivityRecord) -> dict[str, Any]:
    """Give the context of ``funding/of_activity.html`` for an activity: its money, and the support tied to it.

    Nothing is worked out while no support to the plan is entered.
    """
    rows = list(supports_of(row.plan).defer("plan__frame", "source__earmark"))
    if not rows:
        return {"payers": None}
    titles = {one.source.number: one.source.title for one in rows}
    money = money_of_activities(row.plan, THE_RULE).get(row.number)
    return {
        "payers": {
            "tied": [
                _tied(one, portion) for one in rows for portion in one.portions if portion["activity"] == row.number
            ],
            "money": money,
            "named": [] if money is None else [titles.get(one, one) for one in money.sources],
            "cost": None if money is None else amount_text(money.cost),
            "counted": None if money is None else amount_text(money.counted),
            "stages": []
            if money is None
            else [(STAGES[stage], amount_text(getattr(money, name))) for stage, name in STAGE_FIELDS.items()],
            "rule": said(rule_sentence(THE_RULE)),
        }
    }


def _tied(support: Any, portion: dict[str, Any]) -> dict[str, Any]:
    return {
        "row": support,
        "size": size_text(portion_of(portion)),
        "state": STATES[support.state],
        "kind": STATE_KINDS[support.state],
    }
