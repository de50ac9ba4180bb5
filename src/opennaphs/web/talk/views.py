"""The page of the talk about a plan, and what its buttons do."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from opennaphs.actions.talk.add_comment import add_comment
from opennaphs.actions.talk.reopen_comment import reopen_comment
from opennaphs.actions.talk.settle_comment import settle_comment
from opennaphs.actions.talk.withdraw_comment import withdraw_comment
from opennaphs.authorization.judge import check_may
from opennaphs.authorization.permissions import Permission
from opennaphs.store.comments import unsettled_by_activity
from opennaphs.store.models import ActivityRecord, Comment, PlanRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.finding import find_activity, find_plan
from opennaphs.web.row_forms import INVALID
from opennaphs.web.talk.letters import tell_mentioned
from opennaphs.web.talk.threads import CommentForm, others, thread_context


@country_page()
@require_http_methods(["GET", "POST"])
def talk(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show the talk about a plan or one of its activities; take a new comment."""
    plan = find_plan(iso3, plan_id)
    activity = _activity(request, iso3, plan_id)
    if request.method == "POST":
        return _speak(request, plan, activity)
    return _show(request, plan, activity)


def _speak(request: SignedInRequest, plan: PlanRecord, activity: ActivityRecord | None) -> HttpResponse:
    check_may(request.user, Permission.COMMENT, country=plan.country)
    form = CommentForm(request.POST, people=others(plan, request.user))
    if not form.is_valid():
        return _show(request, plan, activity, form=form, status=INVALID)
    text = form.cleaned_data["text"]
    comment = add_comment(plan=plan, text=text, activity=activity, mentioned=form.mentioned, by=request.user)
    tell_mentioned(comment, request.build_absolute_uri(reverse("mentions")))
    return _back(request, plan, activity, _("Your comment was added."))


@country_page()
@require_POST
def settle(request: SignedInRequest, iso3: str, plan_id: int, comment_id: int) -> HttpResponse:
    """Mark a comment as settled."""
    return _change(request, find_comment(iso3, plan_id, comment_id), settle_comment, _("The comment is settled."))


@country_page()
@require_POST
def reopen(request: SignedInRequest, iso3: str, plan_id: int, comment_id: int) -> HttpResponse:
    """Open a settled comment again."""
    return _change(request, find_comment(iso3, plan_id, comment_id), reopen_comment, _("The comment is open again."))


@country_page()
@require_POST
def withdraw(request: SignedInRequest, iso3: str, plan_id: int, comment_id: int) -> HttpResponse:
    """Withdraw one's own comment."""
    return _change(request, find_comment(iso3, plan_id, comment_id), withdraw_comment, _("The comment is withdrawn."))


def find_comment(iso3: str, plan_id: int, comment_id: int) -> Comment:
    """Give a comment of a plan of the country, or 404."""
    rows = Comment.objects.select_related("plan", "activity")
    row = rows.filter(country=iso3, plan_id=plan_id, plan__removed=False, pk=comment_id).first()
    if row is None:
        raise Http404
    return row


def _change(request: SignedInRequest, comment: Comment, act: Callable[..., Comment], done: str) -> HttpResponse:
    act(comment=comment, by=request.user)
    return _back(request, comment.plan, comment.activity, done)


def _activity(request: HttpRequest, iso3: str, plan_id: int) -> ActivityRecord | None:
    wanted = request.GET.get("activity", "")
    if not wanted:
        return None
    if not (wanted.isascii() and wanted.isdigit()):
        raise Http404
    return find_activity(iso3, plan_id, int(wanted))


def _back(request: SignedInRequest, plan: PlanRecord, activity: ActivityRecord | None, done: str) -> HttpResponse:
    """Go back to the page the talk stood on; to htmx, give the talk as it is now."""
    if request.htmx:  # type: ignore[attr-defined]
        return _show(request, plan, activity)
    messages.success(request, done)
    own = thread_context(plan, activity, person=request.user)["thread"].url
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return redirect(f"{wanted if safe else own}#talk")


def _show(
    request: SignedInRequest, plan: PlanRecord, activity: ActivityRecord | None, *, form: Any = None, status: int = 200
) -> HttpResponse:
    page = request.GET.get("page")
    context = thread_context(plan, activity, person=request.user, form=form, page=page)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "talk/thread.html", {**context, "plan": plan}, status=status)
    context |= {"plan": plan, "activity": activity, "open_activities": _open_activities(plan), "on_talk_page": True}
    return render(request, "talk/talk.html", context, status=status)


def _open_activities(plan: PlanRecord) -> list[tuple[ActivityRecord, int]]:
    """Give the activities with unsettled comments and how many each has, in the order of the plan."""
    counts = unsettled_by_activity(plan)
    rows = plan.activities.filter(pk__in=counts).defer("content")
    return [(row, counts[row.pk]) for row in rows]
