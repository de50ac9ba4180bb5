"""The goals of a plan: a grid to read and set, what another goal would bring, and actions the goals still ask for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from opennaphs.actions.plans.add_library_activities import add_library_activities
from opennaphs.actions.plans.goal_effects import Effects, effect_of_goal
from opennaphs.actions.plans.set_goal import set_goal
from opennaphs.authorization.judge import areas_of, may
from opennaphs.authorization.permissions import Permission
from opennaphs.catalogue.framework_files import load_frameworks
from opennaphs.catalogue.loading import load_library
from opennaphs.domain.frameworks import HIGHEST_LEVEL, LOWEST_LEVEL
from opennaphs.domain.goals import TargetGap
from opennaphs.domain.library import Action
from opennaphs.domain.lifecycle import Editing, can_edit
from opennaphs.domain.plan_states import PlanState
from opennaphs.store.models import GoalRecord, PlanRecord
from opennaphs.store.plans import load_plan
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.assessments.wording import page_words
from opennaphs.web.finding import find_plan
from opennaphs.web.plans.finding import find_goal
from opennaphs.web.plans.forms import GoalForm
from opennaphs.web.plans.reckoning import effects_now
from opennaphs.web.row_forms import RowForm, edit_row

OFFERED = 200
LEVELS = range(LOWEST_LEVEL, HIGHEST_LEVEL + 1)


@dataclass(frozen=True)
class GoalLine:
    """One row of the grid: a goal with the words of its indicator."""

    row: GoalRecord
    code: str
    title: str

    @property
    def reached(self) -> bool:
        """Whether nothing is left to do for it."""
        return self.row.target is not None and self.row.current is not None and self.row.target <= self.row.current


@dataclass(frozen=True)
class GoalArea:
    """The goals of one technical area."""

    code: str
    title: str
    lines: tuple[GoalLine, ...]


@country_page()
def goals(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show all goals, and what the library has for them that the plan lacks."""
    plan = find_plan(iso3, plan_id)
    effects = effects_now(plan)
    offered = _offered(request, plan, effects)
    context = {
        "plan": plan,
        "areas": _by_area(plan.goals.all()),
        "levels": LEVELS,
        "may_edit": may_set(request, plan),
        "lacking": offered,
        "lacking_more": max(0, len(effects.lacking) - OFFERED),
        "beyond": effects.beyond,
        "removed": set(plan.activities.filter(removed=True).values_list("content__action_id", flat=True)),
        "may_add": any(allowed for _action, _gap, allowed in offered),
    }
    return render(request, "plans/goals.html", context)


def _offered(request: SignedInRequest, plan: PlanRecord, effects: Effects) -> list[tuple[Action, TargetGap, bool]]:
    """Give actions the goals ask for, each with whether this person may add it: the area is theirs, the plan open."""
    mine = areas_of(request.user, Permission.EDIT_ACTIVITIES, plan.country)
    area_of, editable = load_library(plan.language).area, _editable(plan)
    return [
        (action, gap, editable and (mine is None or area_of(action.target) in mine))
        for action, gap in effects.lacking[:OFFERED]
    ]


def may_set(request: SignedInRequest, plan: PlanRecord) -> bool:
    """Say whether to offer setting goals: the person may, and the state of the plan lets them."""
    return may(request.user, Permission.EDIT_PLAN, country=plan.country) and _editable(plan)


def _editable(plan: PlanRecord) -> bool:
    return can_edit(PlanState(plan.state), Editing.ALL)


def _by_area(rows: Iterable[GoalRecord]) -> list[GoalArea]:
    words, found = page_words(), {}
    indicators, areas = _known()
    lines: dict[str, list[GoalLine]] = {}
    for row in rows:
        one = indicators.get(row.indicator)
        area = one.area if one is not None else row.indicator.rpartition(".")[0]
        title = words(one.title) if one is not None else ""
        lines.setdefault(area, []).append(GoalLine(row, _short(row.indicator), title))
    for area, own in lines.items():
        found[area] = GoalArea(_short(area), words(areas.get(area, "")), tuple(own))
    return list(found.values())


def _known() -> tuple[dict[str, Any], dict[str, str]]:
    """Give the indicators and the titles of areas of every edition, by id."""
    editions = load_frameworks().values()
    indicators = {one.id: one for edition in editions for one in edition.indicators}
    return indicators, {area.id: area.title for edition in editions for area in edition.areas}


def _short(name: str) -> str:
    return name.partition(".")[2] or name


@country_page(Permission.EDIT_PLAN)
def goal(request: SignedInRequest, iso3: str, plan_id: int, goal_id: int) -> HttpResponse:
    """Set one goal; shown beforehand: what each level would add to the plan and what it would no longer ask for."""
    row = find_goal(iso3, plan_id, goal_id)

    def act(form: RowForm) -> None:
        wanted = form.cleaned_data
        set_goal(goal=row, target=wanted["target"], version=wanted["version"] or 0, why=wanted["why"], by=request.user)

    def done() -> HttpResponse:
        return _told(request, row)

    indicators, _areas = _known()
    one = indicators.get(row.indicator)
    context = {
        "plan": row.plan,
        "code": _short(row.indicator),
        "indicator_title": "" if one is None else page_words()(one.title),
        "effects": _effects(row) if request.method != "POST" else (),
    }
    return edit_row(request, row, GoalForm, act, template="plans/goal.html", context=context, done=done)


def _effects(row: GoalRecord) -> list[tuple[int, Effects]]:
    plan = load_plan(row.plan)
    return [(level, effect_of_goal(plan, row.indicator, level)) for level in LEVELS if level != row.target]


def _told(request: SignedInRequest, row: GoalRecord) -> HttpResponse:
    fresh = GoalRecord.objects.select_related("plan").get(pk=row.pk)
    code = _short(row.indicator)
    if fresh.target is None:
        messages.success(request, _("{indicator} has no goal now.").format(indicator=code))
    else:
        text = _("The goal of {indicator} is level {level}.")
        messages.success(request, text.format(indicator=code, level=fresh.target))
    lacking = len(effects_now(fresh.plan).lacking)
    if lacking:
        text = _("The goals ask for {count} actions of the library that the plan does not have. They are listed below.")
        messages.info(request, text.format(count=lacking))
    return redirect("goals", row.plan.country, row.plan_id)


@country_page(Permission.EDIT_ACTIVITIES)
@require_POST
def add(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Add the ticked actions of the library as activities."""
    plan = find_plan(iso3, plan_id)
    rows = add_library_activities(
        plan=plan, action_ids=request.POST.getlist("action"), why=request.POST.get("why", ""), by=request.user
    )
    numbers = ", ".join(row.number for row in rows[:10])
    messages.success(request, _("{count} activities added: {numbers}").format(count=len(rows), numbers=numbers))
    return redirect("goals", iso3, plan_id)
