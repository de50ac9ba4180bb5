"""Mapping rounds: opened, described, closed with what was known then, and compared with what is known now."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opennaphs.actions.mapping.close_mapping_round import close_mapping_round
from opennaphs.actions.mapping.edit_mapping_round import edit_mapping_round
from opennaphs.actions.mapping.open_mapping_round import open_mapping_round
from opennaphs.authorization.judge import may_somewhere
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.funding.counting import rule_sentence
from opennaphs.store.models import MappingRound, PlanRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.csv_lists import csv_response
from opennaphs.web.engagement.forms import Day
from opennaphs.web.finding import find_plan
from opennaphs.web.mapping.round_changes import RULE, against_earlier, earlier_round, other_plan, shown, since_closed
from opennaphs.web.plans.words import said
from opennaphs.web.row_forms import INVALID, RowForm, edit_row

ON_A_PAGE = 50


class RoundForm(RowForm):
    """A mapping round."""

    title = forms.CharField(max_length=200, label=_("Title"), help_text=_("For example: Workshop of May 2027."))
    held_on = Day(label=_("Day of the workshop"))
    note = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        label=_("Note"),
        help_text=_("Who was there, what was agreed."),
    )


@country_page()
@require_http_methods(["GET", "POST"])
def rounds(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show the rounds of a plan, and open one."""
    plan = find_plan(iso3, plan_id)
    form = RoundForm(request.POST or None, initial={"held_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        about = {name: form.cleaned_data[name] for name in ("title", "held_on", "note", "why")}
        row = open_mapping_round(plan=plan, by=request.user, **about)
        messages.success(request, _now("The mapping round “{title}” is open.").format(title=row.title))
        return redirect("mapping-round", iso3, plan_id, row.pk)
    page = Paginator(MappingRound.objects.filter(plan=plan).defer("snapshot"), ON_A_PAGE)
    context = {
        "plan": plan,
        "form": form,
        "page": page.get_page(request.GET.get("page")),
        "may_keep": _may_keep(request, plan),
    }
    return render(request, "mapping/rounds.html", context, status=INVALID if request.method == "POST" else 200)


def _may_keep(request: SignedInRequest, plan: PlanRecord) -> bool:
    return may_somewhere(request.user, Permission.MANAGE_FUNDING, country=plan.country)


def find_round(plan: PlanRecord, round_id: int) -> MappingRound:
    """Give a mapping round of a plan, or 404."""
    row = MappingRound.objects.filter(plan=plan, pk=round_id).select_related("plan").first()
    if row is None:
        raise Http404
    return row


@country_page()
@require_GET
def mapping_round(request: SignedInRequest, iso3: str, plan_id: int, round_id: int) -> HttpResponse:
    """Show a round: what changed against the round before it and, of a closed one, what has changed since."""
    plan = find_plan(iso3, plan_id)
    row = find_round(plan, round_id)
    earlier = earlier_round(row)
    against = against_earlier(row, earlier)
    then = _now("Now") if row.closed_on is None else _now("In this round")
    context: dict[str, Any] = {
        "plan": plan,
        "round": row,
        "earlier": earlier,
        "other_plan": other_plan(row, earlier, against),
        "against": shown(plan, against, _now("Before"), then),
        "since": shown(plan, since_closed(row), _now("In this round"), _now("Now")),
        "may_keep": _may_keep(request, plan),
        "rule": said(rule_sentence(RULE)),
    }
    return render(request, "mapping/round.html", context)


@country_page(Permission.MANAGE_FUNDING)
@require_http_methods(["GET", "POST"])
def edit(request: SignedInRequest, iso3: str, plan_id: int, round_id: int) -> HttpResponse:
    """Edit what is said of a round."""
    plan = find_plan(iso3, plan_id)
    row = find_round(plan, round_id)

    def act(form: RowForm) -> object:
        return edit_mapping_round(mapping_round=row, by=request.user, **form.cleaned_data)

    def done() -> HttpResponse:
        messages.success(request, _now("Saved."))
        return redirect("mapping-round", iso3, plan_id, round_id)

    context = {"plan": plan, "cancel_url": reverse("mapping-round", args=[iso3, plan_id, round_id])}
    return edit_row(request, row, RoundForm, act, template="mapping/edit_round.html", context=context, done=done)


@country_page(Permission.MANAGE_FUNDING)
@require_POST
def close(request: SignedInRequest, iso3: str, plan_id: int, round_id: int) -> HttpResponse:
    """Close a round."""
    row = find_round(find_plan(iso3, plan_id), round_id)
    version = request.POST.get("version", "")
    seen = int(version) if version.isdecimal() else row.version
    close_mapping_round(mapping_round=row, version=seen, by=request.user)
    messages.success(request, _now("The round is closed. What is known of the money now is kept to compare with."))
    return redirect("mapping-round", iso3, plan_id, round_id)


@country_page(Permission.EXPORT)
@require_GET
def as_csv(request: SignedInRequest, iso3: str, plan_id: int, round_id: int) -> HttpResponse:
    """Give what changed against the round before as a table, or since the round was closed (``?since=closed``)."""
    row = find_round(find_plan(iso3, plan_id), round_id)
    since = request.GET.get("since") == "closed"
    compared = since_closed(row) if since else against_earlier(row, earlier_round(row))
    headings = ("change", "source", "area", "year", "before", "after", "currency", "price_year")
    rows = [
        [str(one.kind), one.source or "", one.area, "" if one.year is None else one.year,
         f"{one.before.amount:f}", f"{one.after.amount:f}", one.after.currency, one.after.price_year]
        for one in (() if compared is None else compared.changes())
    ]  # fmt: skip
    name = "mapping-changes-since" if since else "mapping-changes"
    return csv_response(f"{name}-{iso3}-{plan_id}-{round_id}.csv", headings, rows)
