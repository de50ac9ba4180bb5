"""The job that chooses what a budget shall buy from a plan: advice, with reasons; the plan stays as it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from opennaphs.actions.jobs.kinds import Outcome
from opennaphs.actions.jobs.progress import Progress
from opennaphs.actions.plans.exporting import NOT_COSTED, file_name, find_plan_of, titles
from opennaphs.analytics.optimise.conflicts import conflict_sentence, conflicts
from opennaphs.analytics.optimise.explain import explain
from opennaphs.analytics.optimise.ladder import NoPlan, optimise
from opennaphs.analytics.optimise.result import Optimum, Rung
from opennaphs.catalogue.translations import Translate, translator
from opennaphs.domain.choice_questions import question_of
from opennaphs.domain.choice_records import without_choice
from opennaphs.domain.choice_rules import ChoiceRules
from opennaphs.domain.choices import Question
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.planning import Plan
from opennaphs.domain.step_weights import weigh_steps
from opennaphs.reports.choice_brief import render_choice_docx
from opennaphs.reports.choice_tables import ChoiceReport, activities_left_out, activity_rows, area_rows
from opennaphs.reports.choice_why import ten_reasons
from opennaphs.reports.choice_wording import (
    advice_sentence,
    choice_sentences,
    cutback_sentences,
    left_out_sentence,
    rough,
    source_title,
)
from opennaphs.sources.choice_rules_yaml import parse_choice_rules
from opennaphs.store.models import Job
from opennaphs.store.plans import load_plan

SECONDS = 30.0
SECONDS_WITH_LESS = 5.0
GAP = 0.001
LESS = (Decimal("0.9"), Decimal("0.8"))
STEPS = 3


@dataclass(frozen=True)
class _Told:
    """Shows that a search goes on; it never stops it."""

    progress: Progress
    step: int

    def __call__(self, rung: Rung) -> bool:
        text = _("Choosing … {seconds} of at most {most} seconds")
        self.progress.tell(text.format(seconds=round(rung.seconds), most=round(SECONDS)), self.step, STEPS)
        return False


def run_choice(job: Job, progress: Progress) -> Outcome:
    """Choose under a budget; ``job.wanted``: ``plan``, ``rules`` (text of budget rules) and ``rules_name``."""
    row = find_plan_of(job)
    plan = without_choice(load_plan(row))
    if plan.cost_basis is None:
        raise NaphsError(NOT_COSTED)
    rules = parse_choice_rules(job.wanted["rules"].encode(), job.wanted["rules_name"])
    report = _report(plan, rules, job.wanted["rules_name"], progress)
    progress.tell(_("Writing the brief …"), STEPS - 1, STEPS)
    words = translator(plan.language)
    brief, name = render_choice_docx(report, words), file_name(row.title, "-choice.docx")
    return Outcome(_("The choice is ready."), {"plan": row.pk} | _summary(report, words), brief, name)


def _report(plan: Plan, rules: ChoiceRules, name: str, progress: Progress) -> ChoiceReport:
    question, remarks = question_of(plan, rules)
    best = _best(question, progress)
    reasons = explain(best, cutbacks=LESS, seconds=SECONDS_WITH_LESS, watch=_Told(progress, 1))
    return ChoiceReport(plan, titles(), question, best, reasons, weigh_steps(plan, rules.weighing), remarks, name, LESS)


def _best(question: Question, progress: Progress) -> Optimum:
    try:
        return optimise(question, seconds=SECONDS, gap=GAP, watch=_Told(progress, 0))
    except NoPlan as error:
        said = conflict_sentence(conflicts(question))
        remedy = "Give up or soften one of these in the rules, or add the money."
        raise NaphsError(f"{said} {remedy}" if said else str(error)) from None


def _summary(report: ChoiceReport, t: Translate) -> dict[str, Any]:
    """Give what a page shows of a choice, as plain data in the language of the plan."""
    return {
        "sentences": list(choice_sentences(report, t)),
        "reasons": list(ten_reasons(report, t)),
        "less": list(cutback_sentences(report, t)),
        "remarks": [remark.text(t) for remark in report.remarks],
        "advice": advice_sentence(report, t),
        "chosen": list(_chosen(report, t)),
        "dropped": [[one.id, one.area, one.action.text] for one in activities_left_out(report)],
        "why_dropped": [left_out_sentence(report, one, t) for one in report.reasons.left_out],
        "areas": [[one.area, one.indicators, one.lifted, rough(one.cost, t)] for one in area_rows(report)],
    }


def _chosen(report: ChoiceReport, t: Translate) -> Iterable[list[Any]]:
    """Give every chosen activity: number, area, text, what it takes, who pays; work paid once stands by its group."""
    for row in activity_rows(report):
        text = report.activities[row.name].action.text if row.name in report.activities else ", ".join(row.members)
        payers = ", ".join(source_title(report, one) for one in row.sources)
        yield [row.name, row.area, text, rough(report.money(row.total), t), payers]
