"""Moving an activity up or down among the activities the person sees."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from opennaphs.actions.activities.move_activity import move_activity
from opennaphs.authorization.permissions import Permission
from opennaphs.store.activities import list_rows, narrowed, ordered
from opennaphs.store.models import ActivityRecord, PlanRecord
from opennaphs.web.access import country_page
from opennaphs.web.activities.filters import FilterForm, query_of
from opennaphs.web.activities.finding import list_address, whole_number
from opennaphs.web.activities.table import PAGE
from opennaphs.web.activities.telling import tell
from opennaphs.web.finding import find_activity

STEPS = {"up": -1, "down": 1}


@country_page(Permission.EDIT_PLAN)
def activity_move(request: HttpRequest, iso3: str, plan_id: int, activity_id: int) -> HttpResponse:
    """Move an activity one place, or to the place it was dragged to on the page of the list."""
    row = find_activity(iso3, plan_id, activity_id)
    if request.method == "POST":
        _move(request, row)
    return redirect(list_address(row.plan, query_of(request.GET)) + f"#activity-{row.pk}")


def _move(request: HttpRequest, row: ActivityRecord) -> None:
    pks = _seen(request, row.plan)
    if row.pk not in pks:
        return
    others = [pk for pk in pks if pk != row.pk]
    place = max(0, min(_place(request, pks.index(row.pk)), len(others)))
    if place == pks.index(row.pk):
        return
    move_activity(activity=row, after=_before(row, others, place), by=request.user)  # type: ignore[arg-type]
    tell(request, _("{number} is now {place} of {count}.").format(number=row.number, place=place + 1, count=len(pks)))


def _seen(request: HttpRequest, plan: PlanRecord) -> list[int]:
    """Give the activities the person sees, in order: the narrowed list."""
    form = FilterForm(request.GET, plan=plan)
    return list(ordered(narrowed(list_rows(plan), form.narrowing())).values_list("pk", flat=True))


def _place(request: HttpRequest, now: int) -> int:
    """Give the wanted place in the whole list: a step from here, or a place of the page it was dragged on."""
    dragged = whole_number(request.POST.get("position"))
    if dragged is not None:
        page = whole_number(request.GET.get("page")) or 1
        return (page - 1) * PAGE + dragged - 1
    return now + STEPS.get(request.POST.get("move", ""), 0)


def _before(row: ActivityRecord, others: list[int], place: int) -> ActivityRecord | None:
    """Give what it shall follow; at the top of a narrowed list, what stands before the first of that list."""
    if place > 0:
        return ActivityRecord.objects.get(pk=others[place - 1])
    if not others:
        return None
    first = ActivityRecord.objects.get(pk=others[0])
    rows = row.plan.activities.filter(removed=False).exclude(pk=row.pk)
    return rows.filter(position__lt=first.position).order_by("position", "pk").last()
