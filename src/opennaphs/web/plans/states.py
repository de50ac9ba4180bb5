"""Where a plan stands in its life, the ways on with what stands against each, and the ways back."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennaphs.actions.plans.move_plan import FACTS, move_plan
from opennaphs.authorization.judge import may
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.lifecycle import MoveRefused, Way, ways
from opennaphs.domain.lifecycle_checks import CheckCode
from opennaphs.domain.plan_states import PlanState
from opennaphs.store.models import PlanRecord
from opennaphs.store.publications import latest_of
from opennaphs.store.standings import standing_of
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.finding import find_plan
from opennaphs.web.plans.words import said, state_word
from opennaphs.web.row_forms import INVALID

ASKED_ON_THE_WAY = frozenset(
    {
        CheckCode.NOT_VALIDATED,
        CheckCode.NOT_ENDORSED,
        CheckCode.ENDORSED_WHEN,
        CheckCode.NOT_LAUNCHED,
        CheckCode.NOT_REVIEWED,
    }
)
"""Checks that the form of a move answers itself; every other check is met elsewhere, before the move."""
LABELS: dict[str, Any] = {
    "validated_on": gettext_lazy("Day of the validation meeting"),
    "endorsed_by": gettext_lazy("Endorsed by (office or body)"),
    "endorsed_on": gettext_lazy("Day of the endorsement"),
    "launched_on": gettext_lazy("Day of the launch"),
    "reviewed_on": gettext_lazy("Day of the review of the whole plan"),
}


class MoveForm(forms.Form):
    """One way out of a state: what is recorded on it, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    to = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, to: PlanState, back: bool, **kwargs: Any) -> None:
        """Ask for the facts of the state a plan would enter, or for the reason of going back."""
        super().__init__(*args, **kwargs)
        names = () if back else FACTS.get(to, ())
        for name in names:
            self.fields[name] = _fact(name)
        self.fields["why"] = forms.CharField(
            required=back, max_length=500, label=gettext_lazy("Why"), widget=forms.Textarea({"rows": 2})
        )

    @property
    def facts(self) -> dict[str, Any]:
        """Give what is recorded on the way."""
        return {name: self.cleaned_data[name] for name in LABELS if name in self.fields}


def _fact(name: str) -> forms.Field:
    if name == "endorsed_by":
        return forms.CharField(max_length=300, label=LABELS[name])
    return forms.DateField(label=LABELS[name], widget=forms.DateInput({"type": "date"}))


@dataclass(frozen=True)
class ShownWay:
    """One way a page offers: its state, what stands against it in sentences, and its form."""

    to: PlanState
    word: str
    back: bool
    unmet: tuple[str, ...]
    form: MoveForm


@country_page()
def state(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show where a plan stands; a POST moves it."""
    plan = find_plan(iso3, plan_id)
    if request.method == "POST":
        return _move(request, plan)
    return _show(request, plan)


def _show(request: SignedInRequest, plan: PlanRecord, wrong: MoveForm | None = None, status: int = 200) -> HttpResponse:
    standing, now = standing_of(plan, timezone.localdate()), PlanState(plan.state)
    context = {
        "plan": plan,
        "steps": _steps(now),
        "ways": [_shown(way, plan, wrong) for way in ways(standing, now)],
        "may_move": may(request.user, Permission.MOVE_PLAN, country=plan.country),
        "publication": latest_of(plan),
        "facts": [(LABELS[name], getattr(plan, name)) for name in LABELS if getattr(plan, name)],
    }
    return render(request, "plans/state.html", context, status=status)


def _shown(way: Way, plan: PlanRecord, wrong: MoveForm | None) -> ShownWay:
    left = tuple(said(one) for one in way.unmet if one.code not in ASKED_ON_THE_WAY)
    form = MoveForm(
        to=way.to,
        back=way.needs_reason,
        prefix=way.to.replace(" ", "-"),
        initial={"version": plan.version, "to": way.to.value, **_known(plan, way.to)},
    )
    if wrong is not None and wrong.prefix == form.prefix:
        form = wrong
    return ShownWay(way.to, state_word(way.to), way.needs_reason, left, form)


def _known(plan: PlanRecord, to: PlanState) -> dict[str, Any]:
    return {name: getattr(plan, name) for name in FACTS.get(to, ())}


def _steps(now: PlanState) -> list[dict[str, Any]]:
    order = tuple(PlanState)
    at = order.index(now)
    return [
        {"label": state_word(one), "state": "done" if place < at else "current" if place == at else "next"}
        for place, one in enumerate(order)
    ]


def _move(request: SignedInRequest, plan: PlanRecord) -> HttpResponse:
    to = next((one for one in PlanState if request.POST.get(f"{one.replace(' ', '-')}-to") == one.value), None)
    if to is None:
        return _show(request, plan, status=INVALID)
    order = tuple(PlanState)
    back = order.index(to) < order.index(PlanState(plan.state))
    form = MoveForm(request.POST, to=to, back=back, prefix=to.replace(" ", "-"))
    if not form.is_valid():
        return _show(request, plan, form, INVALID)
    try:
        _do(request, plan, to, form)
    except MoveRefused as refused:
        for sentence in refused.sentences:
            form.add_error(None, said(sentence))
        return _show(request, plan, form, INVALID)
    messages.success(request, _("The plan is “{state}” now.").format(state=state_word(to)))
    return redirect("plan-state", plan.country, plan.pk)


def _do(request: SignedInRequest, plan: PlanRecord, to: PlanState, form: MoveForm) -> None:
    move_plan(
        plan=plan,
        to=to,
        version=form.cleaned_data["version"],
        today=timezone.localdate(),
        facts=form.facts,
        why=form.cleaned_data["why"],
        by=request.user,
    )
