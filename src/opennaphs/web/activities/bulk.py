"""Changing many activities at once: those ticked, or all that the list shows. All of them, or none."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from opennaphs.actions.activities.change_activities import change_activities
from opennaphs.actions.activities.contents import plan_years
from opennaphs.actions.activities.remove_activities import remove_activities
from opennaphs.actions.activities.row_changes import ChangedMeanwhile, Outcome, RowChange
from opennaphs.authorization.permissions import Permission
from opennaphs.store.activities import list_rows, narrowed
from opennaphs.store.models import ActivityRecord, PlanRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.fields import RatingField, YearField
from opennaphs.web.activities.filters import FilterForm, query_of
from opennaphs.web.activities.finding import frame, list_address, whole_number
from opennaphs.web.activities.rights import Rights
from opennaphs.web.activities.telling import tell, warn
from opennaphs.web.activities.words import SECTORS, STATUSES, choices
from opennaphs.web.finding import find_plan
from opennaphs.web.row_forms import CONFLICT, INVALID

AS_IT_IS = _("leave as it is")
RATINGS = ("impact", "feasibility", "risk")
CARRIED = ("csrfmiddlewaretoken", "leave_changed")


class BulkForm(forms.Form):
    """What to set in all chosen activities; what is left empty stays as it is in each."""

    rows = forms.CharField(widget=forms.HiddenInput)
    back = forms.CharField(widget=forms.HiddenInput, required=False)
    owner = forms.CharField(label=_("Owner"), required=False, max_length=200, help_text=_("Empty: as it is."))
    no_owner = forms.BooleanField(label=_("Take the owner away"), required=False)
    first_year = YearField(_("First year"), required=False)
    status = forms.ChoiceField(label=_("Status"), required=False, choices=choices(STATUSES, AS_IT_IS))
    lead = forms.ChoiceField(label=_("Lead sector"), required=False, choices=choices(SECTORS, AS_IT_IS))
    impact = RatingField(_("Impact"))
    feasibility = RatingField(_("Feasibility"))
    risk = RatingField(_("Risk"))
    why = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=500,
        help_text=_("One sentence for the history; needed when activities are removed."),
    )

    def __init__(self, *args: Any, rights: Rights, **kwargs: Any) -> None:
        """Offer what the state of the plan allows: only the status once it is launched."""
        super().__init__(*args, **kwargs)
        years: Any = self.fields["first_year"]
        years.offer(plan_years(rights.plan), empty=AS_IT_IS)
        for name in RATINGS:
            rating: Any = self.fields[name]
            rating.choices = [("", AS_IT_IS), *rating.choices[1:]]
        if rights.state_reason():
            for name in ("owner", "no_owner", "first_year", "lead", *RATINGS):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Something must be wanted, and not two things at once."""
        said = super().clean() or {}
        removing = "remove" in self.data
        if removing and not said.get("why", "").strip():
            self.add_error("why", _now("Say in a sentence why they are removed."))
        if said.get("no_owner") and said.get("owner"):
            self.add_error("owner", _now("Write an owner or take it away, not both."))
        if not self.errors and not removing and not self.wanted():
            raise forms.ValidationError(_now("Nothing to change yet: fill in at least one field."))
        return said

    def wanted(self) -> dict[str, Any]:
        """Give the new values as actions take them."""
        said = self.cleaned_data
        fields: dict[str, Any] = {name: said[name] for name in ("owner", "first_year", "lead") if said.get(name)}
        if said.get("no_owner"):
            fields["owner"] = None
        details = {name: said[name] for name in ("status", *RATINGS) if said.get(name)}
        return fields | ({"details": details} if details else {})

    def chosen(self) -> list[tuple[int, int]]:
        """Give number and version of the chosen rows."""
        return chosen_rows(self.cleaned_data["rows"].split(","))


def chosen_rows(texts: Iterable[str]) -> list[tuple[int, int]]:
    """Read rows with the versions somebody saw: ``12:3``."""
    found = []
    for text in texts:
        pk, _colon, version = text.partition(":")
        numbers = whole_number(pk), whole_number(version)
        if numbers[0] is not None and numbers[1] is not None:
            found.append((numbers[0], numbers[1]))
    return found


@country_page(Permission.REPORT_PROGRESS)
def activities_bulk(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show what can be set for the chosen activities, then set it."""
    plan = find_plan(iso3, plan_id)
    context = frame(request, plan)
    if request.method != "POST":
        return redirect(list_address(plan))
    if "apply" not in request.POST and "remove" not in request.POST:
        return _open(request, context)
    form = BulkForm(request.POST, rights=context["rights"])
    if not form.is_valid():
        return _form_page(request, context, form, INVALID)
    return _apply(request, plan, form, context)


def _open(request: SignedInRequest, context: dict[str, Any]) -> HttpResponse:
    plan, rights = context["plan"], context["rights"]
    data = QueryDict(request.POST.get("back", ""))
    if request.POST.get("scope") == "all":
        rows = list(narrowed(list_rows(plan), FilterForm(data, plan=plan).narrowing()))
    else:
        seen = dict(chosen_rows(request.POST.getlist("row")))
        rows = list(list_rows(plan).filter(pk__in=seen))
        for row in rows:
            row.version = seen[row.pk]
    mine = [row for row in rows if rights.may(Permission.REPORT_PROGRESS, row.area)]
    if not mine:
        warn(request, _now("No activity is chosen that you may change. Tick at least one."))
        return redirect(list_address(plan, query_of(data)))
    initial = {"rows": ",".join(f"{row.pk}:{row.version}" for row in mine), "back": query_of(data)}
    form = BulkForm(initial=initial, rights=rights)
    return _form_page(request, {**context, "left_out": len(rows) - len(mine)}, form)


def _form_page(request: HttpRequest, context: dict[str, Any], form: BulkForm, status: int = 200) -> HttpResponse:
    rows = form["rows"].value() or ""
    chosen = list_rows(context["plan"]).filter(pk__in=[pk for pk, _version in chosen_rows(rows.split(","))])
    shown = {"form": form, "chosen": chosen, "may_remove": not context["rights"].state_reason()}
    back = list_address(context["plan"], query_of(QueryDict(form["back"].value() or "")))
    return render(request, "activities/bulk.html", {**context, **shown, "back_url": back}, status=status)


def _apply(request: SignedInRequest, plan: PlanRecord, form: BulkForm, context: dict[str, Any]) -> HttpResponse:
    removing, why = "remove" in request.POST, form.cleaned_data["why"]
    fields = {} if removing else form.wanted()
    changes = [RowChange(pk, version, fields) for pk, version in form.chosen()]
    leave = request.POST.get("leave_changed") == "1"
    act = remove_activities if removing else change_activities
    back = list_address(plan, query_of(QueryDict(form.cleaned_data["back"])))
    try:
        outcome = act(plan=plan, changes=changes, leave_changed=leave, why=why, by=request.user)
    except ChangedMeanwhile as changed:
        return changed_page(request, context, changed.rows, len(changes), back)
    report(request, outcome)
    return redirect(back)


def changed_page(
    request: HttpRequest, context: dict[str, Any], rows: Sequence[ActivityRecord], count: int, back: str
) -> HttpResponse:
    """Show one by one what others changed meanwhile, and ask whether the rest shall be changed without it."""
    carried = [(name, value) for name, values in request.POST.lists() if name not in CARRIED for value in values]
    shown = {"changed_rows": rows, "rest": count - len(rows), "carried": carried, "back_url": back}
    return render(request, "activities/changed_meanwhile.html", {**context, **shown}, status=CONFLICT)


def report(request: HttpRequest, outcome: Outcome) -> None:
    """Say what was changed, and what was left as others had it."""
    count = len(outcome.changed)
    tell(request, ngettext("{count} activity changed.", "{count} activities changed.", count).format(count=count))
    if outcome.left:
        names = ", ".join(row.number for row in outcome.left)
        warn(request, _now("Left as others had changed them: {names}.").format(names=names))
