"""What the pages of a plan ask for: its tabs, and its state as a word and a colour."""

from typing import Any

from django import template

from opennaphs.store.models import PlanRecord
from opennaphs.web.plans.tabs import PlanTabs, plan_tabs
from opennaphs.web.plans.words import KINDS, STATE_KINDS, state_word

register = template.Library()


@register.simple_tag(takes_context=True, name="plan_tabs")
def tabs_of(context: dict[str, Any], plan: PlanRecord) -> PlanTabs:
    """Give the tabs of a plan for the person and page of a request."""
    request = context["request"]
    return plan_tabs(plan, request.user, request.path)


@register.filter
def plan_state(state: str) -> str:
    """Give a state of a plan in the language of the page."""
    return state_word(state)


@register.filter
def plan_state_kind(state: str) -> str:
    """Give the kind of tag a state of a plan is shown as."""
    return STATE_KINDS.get(state, "neutral")


@register.filter
def short_code(name: str) -> str:
    """Give an area or indicator as people name it: D1, not jee-3.D1."""
    return name.partition(".")[2] or name


@register.filter
def plan_kind(kind: str) -> str:
    """Give the kind of a plan in the language of the page."""
    return str(KINDS.get(kind, kind))
