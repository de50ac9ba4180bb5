"""The page of one activity: the library's words beside the country's own, and all that is known of it."""

from collections.abc import Mapping
from typing import Any, cast

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from opennaphs.actions.activities.edit_activity import edit_activity
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.plan_document import activity_of
from opennaphs.store.activities import list_rows, values_used
from opennaphs.store.models import ActivityRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.cost_view import cost_shown
from opennaphs.web.activities.finding import address, frame
from opennaphs.web.activities.forms import ActivityForm, shown
from opennaphs.web.activities.telling import tell
from opennaphs.web.activities.words import area_label, library_action, word
from opennaphs.web.finding import find_activity
from opennaphs.web.funding.of_activity import activity_money_view
from opennaphs.web.row_forms import RowForm, edit_row
from opennaphs.web.talk.threads import thread_context


@country_page()
def activity(request: SignedInRequest, iso3: str, plan_id: int, activity_id: int) -> HttpResponse:
    """Show an activity; who may edit it gets the form, everybody else its words."""
    row = find_activity(iso3, plan_id, activity_id)
    context = page_context(request, row)
    if request.method != "POST" and not context["may_edit"]:
        return render(request, "activities/activity.html", context)

    def act(form: RowForm) -> None:
        fields, said = cast("ActivityForm", form).wanted(), form.cleaned_data
        edit_activity(activity=row, fields=fields, version=said["version"], why=said["why"], by=request.user)

    return edit_row(
        request,
        row,
        ActivityForm,
        act,
        template="activities/activity.html",
        context=context,
        done=lambda: _saved(request, row),
        form_kwargs={"activity": row},
    )


def _saved(request: HttpRequest, row: ActivityRecord) -> HttpResponse:
    tell(request, _("Saved: {number}.").format(number=row.number))
    return redirect(address("activity", row))


def page_context(request: SignedInRequest, row: ActivityRecord) -> dict[str, Any]:
    """Give everything the page of an activity shows beside the form."""
    context, content = frame(request, row.plan), row.content
    rights = context["rights"]
    return {
        **context,
        "row": row,
        "area_label": area_label(row.plan, row.area),
        "reason": rights.reason(Permission.EDIT_ACTIVITIES, row.area),
        **{key: rights.may(permission, row.area) for key, permission in MAY.items()},
        "library": library_action(content["action_id"]),
        "serves": [area_label(row.plan, one) for one in content.get("details", {}).get("serves", ())],
        "facts": facts(content),
        "percent_done": content.get("details", {}).get("percent_done"),
        "other_notes": {key: text for key, text in content["notes"].items() if key not in ActivityForm.base_fields},
        "cost": cost_shown(row.plan, activity_of(content)),
        **activity_money_view(row),
        "owners": values_used(row.plan, "owner"),
        "groups": values_used(row.plan, "group"),
        **thread_context(row.plan, row, person=request.user),
        **neighbours(row),
        **_others_pages(row),
    }


MAY: Mapping[str, Permission] = {
    "may_edit": Permission.EDIT_ACTIVITIES,
    "may_report": Permission.REPORT_PROGRESS,
    "may_cost": Permission.EDIT_COSTS,
}


def facts(content: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """Give an activity as pairs of label and value, in the order of the form; what nobody said is ``None``."""
    names = [name for name in ActivityForm.base_fields if name not in {"version", "why", "text"}]
    return [(ActivityForm.base_fields[name].label, _said(shown(content, name))) for name in names]


def _said(value: object) -> str | None:
    """Give a value in words; ``None`` where nobody said anything."""
    if value in (None, "", []):
        return None
    return ", ".join(word(one) for one in value) if isinstance(value, list) else word(value)


def neighbours(row: ActivityRecord) -> dict[str, ActivityRecord | None]:
    """Give the activities before and behind this one."""
    rows = list_rows(row.plan)
    before = Q(position__lt=row.position) | Q(position=row.position, pk__lt=row.pk)
    after = Q(position__gt=row.position) | Q(position=row.position, pk__gt=row.pk)
    return {"previous": rows.filter(before).last(), "following": rows.filter(after).first()}


def _others_pages(row: ActivityRecord) -> dict[str, Any]:
    """Give the ways to the discussion and the history, as far as these pages stand."""
    talk = _reversed("talk", row.plan.country, row.plan_id)
    history = _reversed("history", row.plan.country)
    return {
        "talk_url": talk and f"{talk}?activity={row.pk}",
        "history_url": history and f"{history}?subject=activityrecord&id={row.pk}",
    }


def _reversed(name: str, *args: object) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
