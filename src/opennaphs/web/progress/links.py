"""The page of the update links of a plan: who has one, when it was used, and making new ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Max, OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from opennaphs.actions.following.links import reported_areas, reporters
from opennaphs.actions.following.make_update_links import make_update_links
from opennaphs.actions.following.updates import UpdateWay
from opennaphs.actions.following.withdraw_update_link import withdraw_update_link
from opennaphs.authorization.permissions import Permission
from opennaphs.authorization.roles import ROLES, Scope
from opennaphs.store.activities import areas_in
from opennaphs.store.models import PlanRecord, ProgressUpdateRecord, UpdateLink, User
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.finding import frame
from opennaphs.web.activities.telling import tell
from opennaphs.web.finding import find_plan
from opennaphs.web.progress.attempts import attempt
from opennaphs.web.progress.letters import send_update_links as mail_links
from opennaphs.web.row_forms import INVALID

LEAD = Permission.FOLLOW_UP
MOST = 100


@dataclass(frozen=True)
class LinkLine:
    """One link as the page shows it. ``used_at`` is the last update that came by a link since it was made."""

    link: UpdateLink
    state: str
    kind: str
    open: bool


class PeopleForm(forms.Form):
    """For whom links are made."""

    people = forms.ModelMultipleChoiceField(
        label=gettext_lazy("People who report progress"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Each gets a letter with a link of their own. Links made earlier stop working."),
    )

    def __init__(self, *args: Any, plan: PlanRecord, **kwargs: Any) -> None:
        """Offer who reports in the plan; those who hold a technical area are ticked."""
        super().__init__(*args, **kwargs)
        found = reporters(plan)
        people: Any = self.fields["people"]
        people.queryset = User.objects.filter(pk__in=[one.pk for one in found]).order_by("name", "email")
        people.label_from_instance = lambda one: _label(one, plan)
        self.initial.setdefault("people", [one.pk for one in found if _holds_area(one, plan.country)])


def _holds_area(person: User, country: str) -> bool:
    return any(one.country == country and ROLES[one.role].scope is Scope.AREA for one in person.assignments)


def _label(person: User, plan: PlanRecord) -> str:
    mine, everything = reported_areas(person, plan), areas_in(plan)
    areas = _("all areas") if len(mine) == len(everything) else ", ".join(one.rpartition(".")[2] for one in mine)
    return f"{person} ({areas})"


@country_page(LEAD)
def update_links(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show who got a link, until when it opens, and when it was used last."""
    plan = find_plan(iso3, plan_id)
    context = frame(request, plan)
    more = {"lines": list(_lines(plan)), "state_reason": context["rights"].state_reason(Permission.REPORT_PROGRESS)}
    return render(request, "progress/links.html", {**context, **more})


def _lines(plan: PlanRecord) -> Iterable[LinkLine]:
    """Give the links, the newest first."""
    by_link = ProgressUpdateRecord.objects.filter(plan=plan, way=UpdateWay.LINK, author=OuterRef("user"))
    since = by_link.filter(written_at__gte=OuterRef("made_at")).order_by().values("author")
    used = since.annotate(last=Max("written_at")).values("last")
    links = UpdateLink.objects.filter(plan=plan).select_related("user", "plan").annotate(used_at=Subquery(used))
    return (_line(one) for one in links.order_by("-made_at", "-pk")[:MOST])


def _line(link: UpdateLink) -> LinkLine:
    if link.withdrawn_at is not None:
        return LinkLine(link, _("withdrawn"), "neutral", open=False)
    if link.expires_at <= timezone.now():
        return LinkLine(link, _("expired"), "neutral", open=False)
    if not reported_areas(link.user, link.plan):
        return LinkLine(link, _("role ended"), "warn", open=False)
    return LinkLine(link, _("open"), "done", open=True)


@country_page(LEAD)
def send_update_links(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Ask for whom, then make links and mail them; the answer may show links once, so it is a page."""
    plan = find_plan(iso3, plan_id)
    form = PeopleForm(request.POST or None, plan=plan)
    if request.method == "POST" and form.is_valid():
        people, made = list(form.cleaned_data["people"]), []
        if attempt(form, lambda: made.extend(make_update_links(plan=plan, people=people, by=request.user))):
            response = render(request, "progress/links_sent.html", frame(request, plan, sent=mail_links(request, made)))
            response["Cache-Control"] = "no-store"
            return response
    status = INVALID if request.method == "POST" else 200
    return render(request, "progress/send_links.html", frame(request, plan, form=form), status=status)


@country_page(LEAD)
@require_POST
def withdraw_link(request: SignedInRequest, iso3: str, plan_id: int, link_id: int) -> HttpResponse:
    """Take a link back."""
    link = UpdateLink.objects.select_related("plan", "user").filter(plan=find_plan(iso3, plan_id), pk=link_id).first()
    if link is None:
        raise Http404
    withdraw_update_link(link=link, by=request.user)
    tell(request, _("The link of {person} is withdrawn.").format(person=link.user))
    return redirect("update-links", iso3, plan_id)
