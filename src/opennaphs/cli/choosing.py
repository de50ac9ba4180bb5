"""What ``naphs optimise`` and ``naphs frontier`` share: the whole plan, titles, per cents, conflicts."""

from decimal import Decimal, InvalidOperation

import click

from opennaphs.analytics.optimise.conflicts import conflict_sentence, conflicts
from opennaphs.analytics.optimise.ladder import NoPlan
from opennaphs.catalogue.framework_files import load_frameworks
from opennaphs.cli.output import err
from opennaphs.domain.choice_records import changed_since, without_choice
from opennaphs.domain.choices import Question
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.planning import Plan


class PerCent(click.ParamType[float]):
    """A share in per cent, with or without its sign: 0.1% or 0.1."""

    name = "per cent"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Give the share."""
        try:
            share = Decimal(str(value).removesuffix("%").strip()) / 100
        except InvalidOperation:
            share = Decimal(-1)
        if not (share.is_finite() and 0 <= share < 1):
            self.fail(f"“{value}” is no gap. Write per cent from 0 to 100, for example 0.1%.", param, ctx)
        return float(share)


def load_titles() -> dict[str, str]:
    """Give the titles of the indicators of every edition, by id."""
    return {one.id: one.title for edition in load_frameworks().values() for one in edition.indicators}


def with_all_activities(plan: Plan) -> Plan:
    """Give the plan as it was before an earlier choice, and say so."""
    if plan.choice is None:
        return plan
    back, changed = len(plan.choice.left_out), changed_since(plan)
    err.print(
        f"· The plan was chosen before (with {plan.choice.origin.rules}); its {back} activities left out then are back."
    )
    if changed:
        err.print(f"· Costed anew since then, so years and costs stay as they are: {', '.join(changed)}.", markup=False)
    return without_choice(plan)


def why_not(question: Question, error: NoPlan) -> NaphsError:
    """Say which demands and limits cannot hold together, when that can be found out."""
    said = conflict_sentence(conflicts(question))
    remedy = "Give up or soften one of these in the rules, or add the money."
    return NaphsError(f"{said} {remedy}" if said else str(error))
