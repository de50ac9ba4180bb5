"""New activities, copies, and what was removed."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from opennaphs.actions.activities.contents import plan_years
from opennaphs.actions.activities.create_activity import create_activity
from opennaphs.actions.activities.duplicate_activity import duplicate_activity
from opennaphs.actions.activities.remove_activities import remove_activities
from opennaphs.actions.activities.restore_activity import restore_activity
from opennaphs.actions.activities.row_changes import ChangedMeanwhile, RowChange
from opennaphs.actions.writing import Stale
from opennaphs.authorization.judge import check_may
from opennaphs.authorization.permissions import Permission
from opennaphs.store.activities import waits_in
from opennaphs.store.models import ActivityRecord, AuditEvent, PlanRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.fields import UNSAID, YearField
from opennaphs.web.activities.finding import address, find_removed, frame, list_address, whole_number
from opennaphs.web.activities.rights import Rights
from opennaphs.web.activities.telling import tell, warn
from opennaphs.web.activities.words import SECTORS, area_choices, area_label, choices
from opennaphs.web.finding import find_activity, find_plan
from opennaphs.web.row_forms import INVALID

REMOVALS = ("remove_activities", "merge_activities")


class NewActivityForm(forms.Form):
    """What an activity needs to begin with; everything else is said on its page."""

    area = forms.ChoiceField(label=_("Area"))
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs={"rows": 3}))
    target = forms.ChoiceField(label=_("Indicator"), required=False)
    first_year = YearField(_("First year"))
    owner = forms.CharField(
        label=_("Owner"), required=False, max_length=200, help_text=_("A role, not the name of a person.")
    )
    lead = forms.ChoiceField(label=_("Lead sector"), required=False, choices=choices(SECTORS, UNSAID))
    why = forms.CharField(label=_("Why"), required=False, max_length=500)

    def __init__(self, *args: object, rights: Rights, **kwargs: object) -> None:
        """Offer the areas the person works in, and the indicators of the plan."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        plan = rights.plan
        self._offer("area", area_choices(plan, rights.areas(Permission.EDIT_ACTIVITIES)))
        indicators = plan.goals.values_list("indicator", flat=True)
        self._offer("target", [("", str(UNSAID)), *((one, one.partition(".")[2] or one) for one in indicators)])
        years = self.fields["first_year"]
        if isinstance(years, YearField):
            years.offer(plan_years(plan))

    def _offer(self, name: str, offered: object) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = offered  # type: ignore[assignment]


@country_page(Permission.EDIT_ACTIVITIES)
def activity_new(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Create an activity of the country's own."""
    plan = find_plan(iso3, plan_id)
    context = frame(request, plan)
    if request.method != "POST":
        initial = {"area": request.GET.get("area", "")}
        form = NewActivityForm(initial=initial, rights=context["rights"])
        return render(request, "activities/new.html", {**context, "form": form})
    form = NewActivityForm(request.POST, rights=context["rights"])
    if not form.is_valid():
        return render(request, "activities/new.html", {**context, "form": form}, status=INVALID)
    row = _create(request, plan, form)
    tell(request, _now("{number} is created.").format(number=row.number))
    return redirect(address("activity", row))


def _create(request: SignedInRequest, plan: PlanRecord, form: NewActivityForm) -> ActivityRecord:
    said = form.cleaned_data
    fields = {name: said[name] or None for name in ("owner", "lead")} | {"first_year": said["first_year"]}
    if said["target"]:
        fields["target"] = said["target"]
    return create_activity(
        plan=plan, area=said["area"], text=said["text"], fields=fields, why=said["why"], by=request.user
    )


@country_page(Permission.EDIT_ACTIVITIES)
@require_POST
def activity_duplicate(request: SignedInRequest, iso3: str, plan_id: int, activity_id: int) -> HttpResponse:
    """Make a copy and open it."""
    row = find_activity(iso3, plan_id, activity_id)
    copy = duplicate_activity(activity=row, by=request.user)
    tell(
        request,
        _now("{copy} is a copy of {number}. Its costs count twice now.").format(copy=copy.number, number=row.number),
    )
    return redirect(address("activity", copy))


@country_page(Permission.EDIT_ACTIVITIES)
def activity_remove(request: SignedInRequest, iso3: str, plan_id: int, activity_id: int) -> HttpResponse:
    """Ask for the reason, then remove an activity."""
    row = find_activity(iso3, plan_id, activity_id)
    check_may(request.user, Permission.EDIT_ACTIVITIES, country=iso3, area=row.area)
    why, version = request.POST.get("why", "").strip(), whole_number(request.POST.get("version"))
    if request.method != "POST" or not why:
        context = frame(request, row.plan, row=row, consequences=_consequences(row))
        return render(request, "activities/remove.html", context, status=INVALID if request.POST else 200)
    try:
        remove_activities(plan=row.plan, changes=[RowChange(row.pk, version or 0)], why=why, by=request.user)
    except ChangedMeanwhile as changed:
        text = _now("{name} changed {number} meanwhile, so it was not removed. Look at it again.")
        warn(request, text.format(name=changed.rows[0].changed_by, number=row.number))
        return redirect(address("activity", row))
    tell(request, _now("{number} is removed; it can be restored.").format(number=row.number))
    return redirect(list_address(row.plan))


def _consequences(row: ActivityRecord) -> list[str]:
    named, needed = waits_in(row.plan)
    waiting = [number for number in named if row.number in (*named[number], *needed[number])]
    found = [_now("It leaves the plan with its costs. Its number is not used again, and it can be restored.")]
    if waiting:
        found.append(_now("These wait for it: {names}.").format(names=", ".join(waiting)))
    return found


@country_page()
def activities_removed(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show what was removed from a plan, by whom and why."""
    plan = find_plan(iso3, plan_id)
    context, rows = frame(request, plan), list(plan.activities.filter(removed=True).defer("content"))
    events = AuditEvent.objects.filter(
        country=iso3, subject="activityrecord", action__in=REMOVALS, subject_id__in=[str(row.pk) for row in rows]
    )
    last = {event.subject_id: event for event in events.order_by("number")}
    shown = [
        {
            "row": row,
            "area": area_label(plan, row.area),
            "event": last.get(str(row.pk)),
            "may": context["rights"].may(Permission.EDIT_ACTIVITIES, row.area),
        }
        for row in rows
    ]
    return render(request, "activities/removed.html", {**context, "removed": shown})


@country_page(Permission.EDIT_ACTIVITIES)
@require_POST
def activity_restore(request: SignedInRequest, iso3: str, plan_id: int, activity_id: int) -> HttpResponse:
    """Restore a removed activity."""
    row = find_removed(iso3, plan_id, activity_id)
    try:
        version = whole_number(request.POST.get("version")) or 0
        restore_activity(activity=row, version=version, by=request.user)
    except Stale:
        warn(request, _now("{number} was changed meanwhile. Look again.").format(number=row.number))
        return redirect("activities_removed", iso3, plan_id)
    tell(request, _now("{number} is back in the plan.").format(number=row.number))
    return redirect(address("activity", row))
