"""The support to a plan: the list, one piece with its parts and money, and entering, checking and removing it."""

from collections.abc import Iterable
from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennaphs.actions.funding.add_support import add_support
from opennaphs.actions.funding.edit_support import edit_support
from opennaphs.actions.funding.remove_support import remove_support
from opennaphs.actions.funding.rights import closed, keeps, organisations_of, why_not
from opennaphs.authorization.judge import may_somewhere
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.funding.supports import SupportState
from opennaphs.store.funding import sources_of, support_of, supports_of
from opennaphs.store.models import FundingSourceRecord, PlanRecord, SupportRecord, TransactionRecord, User
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.words import area_choices, area_label, choices
from opennaphs.web.engagement.entries import add_row, remove_row
from opennaphs.web.finding import find_plan
from opennaphs.web.funding.finding import find_source, find_support
from opennaphs.web.funding.forms import NewSupportForm, SupportForm
from opennaphs.web.funding.portions import gathered, size_text
from opennaphs.web.funding.sums import Sums, stage_table, sums_of
from opennaphs.web.funding.words import ROLES, STAGES, STATE_KINDS, STATES, region_word, stage_word
from opennaphs.web.plans.words import said
from opennaphs.web.row_forms import edit_row

ON_A_PAGE = 100
MORE = "more"
ROWS_MORE = 4


class SupportFilter(forms.Form):
    """Narrowing the list of support."""

    source = forms.ChoiceField(required=False, label=gettext_lazy("Source"))
    state = forms.ChoiceField(required=False, choices=choices(STATES, gettext_lazy("all")), label=gettext_lazy("State"))
    area = forms.ChoiceField(required=False, label=gettext_lazy("For area"))

    def __init__(self, *args: Any, plan: PlanRecord, **kwargs: Any) -> None:
        """Offer the sources and areas of the plan."""
        super().__init__(*args, **kwargs)
        named = supports_of(plan).values_list("source_id", "source__title")
        offered: Any = self.fields["source"]
        offered.choices = [
            ("", _("all")),
            *((str(pk), title) for pk, title in sorted(set(named), key=lambda one: one[1])),
        ]
        areas: Any = self.fields["area"]
        areas.choices = [("", _("all")), *area_choices(plan)]


@country_page()
def supports(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Show the support to a plan, narrowed, with what it comes to at each stage."""
    plan = find_plan(iso3, plan_id)
    form = SupportFilter(request.GET or None, plan=plan)
    rows = _narrowed(plan, form)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    sums = sums_of(row.pk for row in rows)
    context = {
        **_rights(request, plan),
        "plan": plan,
        "form": form,
        "page": page,
        "stages": [str(words) for words in STAGES.values()],
        "lines": [_line(row, sums) for row in page],
        "count": len(rows),
        "totals": sums.of(row.pk for row in rows),
        "waiting": supports_of(plan).filter(state=SupportState.REPORTED).count(),
        "narrowed": form.is_bound and any(form.data.get(name) for name in form.fields),
        "sources_there": sources_of(iso3).exists(),
    }
    return render(request, "funding/supports.html", context)


def _narrowed(plan: PlanRecord, form: SupportFilter) -> list[SupportRecord]:
    rows = supports_of(plan).defer("plan__frame", "source__earmark")
    said_ = form.cleaned_data if form.is_bound and form.is_valid() else {}
    if said_.get("source"):
        rows = rows.filter(source_id=int(said_["source"]))
    if said_.get("state"):
        rows = rows.filter(state=said_["state"])
    found = list(rows)
    area = said_.get("area")
    if not area:
        return found
    numbers = {*plan.activities.filter(area=area, removed=False).values_list("number", flat=True)}
    return [row for row in found if any(area in one["areas"] or one["activity"] in numbers for one in row.portions)]


def _line(row: SupportRecord, sums: Sums) -> dict[str, Any]:
    return {
        "row": row,
        "state": STATES[row.state],
        "kind": STATE_KINDS[row.state],
        "money": sums.of([row.pk]),
        "parts": len(row.portions),
    }


def _rights(request: SignedInRequest, plan: PlanRecord) -> dict[str, Any]:
    """Give what a person may do with the money of a plan now, and why not."""
    shut = closed(plan)
    iso3 = plan.country
    reports = may_somewhere(request.user, Permission.REPORT_SUPPORT, country=iso3)
    nobody = reports and not keeps(request.user, iso3) and not organisations_of(request.user, iso3)
    reason = _("Your role does not say for which organisation you speak; the secretariat lead can add it.")
    return {
        "reports": reports,
        "keeps": keeps(request.user, iso3),
        "closed": "" if shut is None else said(shut),
        "may_add": reports and shut is None and not nobody,
        "add_reason": said(shut) if shut is not None else reason if nobody else "",
    }


@country_page()
def support(request: SignedInRequest, iso3: str, plan_id: int, support_id: int) -> HttpResponse:
    """Show a piece of support: whose it is, what its parts are for, its money by stage and year."""
    plan = find_plan(iso3, plan_id)
    row = find_support(plan, support_id)
    moves = list(TransactionRecord.objects.filter(support=row).select_related("taken_back"))
    reason, rights = why_not(request.user, row), _rights(request, plan)
    context = {
        **rights,
        "plan": plan,
        "row": row,
        "state": STATES[row.state],
        "state_kind": STATE_KINDS[row.state],
        "role": ROLES[row.role],
        "parts": list(_parts(row)),
        "moves": [_move(one) for one in moves],
        "by_stage": stage_table(moves),
        "seen": len(moves),
        "may_change": rights["reports"] and not rights["closed"] and reason is None,
        "change_reason": rights["closed"] or ("" if reason is None else said(reason)),
    }
    return render(request, "funding/support.html", context)


def _parts(row: SupportRecord) -> Iterable[dict[str, Any]]:
    activities = {one["activity"] for one in row.portions if one["activity"]}
    known = dict(row.plan.activities.filter(number__in=activities, removed=False).values_list("number", "pk"))
    texts = dict(row.plan.activities.filter(number__in=activities).values_list("number", "text"))
    for one in support_of(row, ()).portions:
        yield {
            "size": size_text(one),
            "activity": one.activity,
            "activity_id": known.get(one.activity or ""),
            "text": texts.get(one.activity or "", ""),
            "areas": [area_label(row.plan, area) for area in one.areas],
            "regions": [region_word(region) for region in one.regions],
            "kinds": one.economic_types,
            "placed": one.placed,
        }


def _move(one: TransactionRecord) -> dict[str, Any]:
    back = getattr(one, "taken_back", None)
    return {
        "row": one,
        "stage": stage_word(one.stage),
        "takes_back": one.takes_back_id is not None,
        "taken_back": back is not None,
    }


def partner_notice(person: User, row: SupportRecord) -> str:
    """Say what follows when a partner changes validated support; empty for everybody else."""
    if keeps(person, row.country_code) or row.state != SupportState.VALIDATED:
        return ""
    return _("This support is validated. What you change is checked again before it counts.")


# --- writing ------------------------------------------------------------------------------------------------------


@country_page(Permission.REPORT_SUPPORT)
def add(request: SignedInRequest, iso3: str, plan_id: int) -> HttpResponse:
    """Add support to a plan."""
    plan = find_plan(iso3, plan_id)
    mine = None if keeps(request.user, iso3) else organisations_of(request.user, iso3)
    about: dict[str, Any] = {"plan": plan, "organisations": mine}
    context = {
        **_rights(request, plan),
        "plan": plan,
        "heading": _("Add support"),
        "cancel_url": reverse("supports", args=[iso3, plan_id]),
        "adding": True,
    }
    if MORE in request.POST:
        form = NewSupportForm(initial=_started(request, NewSupportForm), **about)
        return render(request, "funding/edit_support.html", {**context, "form": form})
    return add_row(
        request,
        NewSupportForm,
        lambda form: _added(request, plan, cast("NewSupportForm", form)),
        template="funding/edit_support.html",
        context=context,
        done=lambda row: _added_page(request, row),
        form_kwargs=about,
        initial=_started(request, NewSupportForm),
    )


def _added_page(request: SignedInRequest, row: Any) -> HttpResponse:
    text = _("“%(title)s” is added. Now record its money: what was pledged, committed, allocated …")
    messages.success(request, text % {"title": row.title})
    return redirect("support", row.plan.country, row.plan_id, row.pk)


def _added(request: SignedInRequest, plan: PlanRecord, form: NewSupportForm) -> SupportRecord:
    told = form.cleaned_data
    source: FundingSourceRecord = find_source(plan.country, int(told["source"]))
    return add_support(
        plan=plan,
        source=source,
        fields=form.values(),
        organisation=told["organisation"],
        why=told["why"],
        by=request.user,
    )


def _started(request: SignedInRequest, form_class: type[SupportForm]) -> dict[str, Any]:
    """Give what a form begins with: what was typed when only more rows are asked for."""
    if request.method != "POST":
        wanted = {"source": request.GET.get("source", ""), "role": "support", "ours": True}
        return {name: value for name, value in wanted.items() if name in form_class.base_fields}
    typed: dict[str, Any] = {name: request.POST.get(name, "") for name in form_class.base_fields}
    return {**typed, "ours": "ours" in request.POST, "portions": gathered(request.POST, "portions", ROWS_MORE)}


@country_page(Permission.REPORT_SUPPORT)
def edit(request: SignedInRequest, iso3: str, plan_id: int, support_id: int) -> HttpResponse:
    """Edit support."""
    plan = find_plan(iso3, plan_id)
    row = find_support(plan, support_id)
    context = {
        **_rights(request, plan),
        "plan": plan,
        "row": row,
        "heading": row.title,
        "cancel_url": reverse("support", args=[iso3, plan_id, row.pk]),
        "notice": partner_notice(request.user, row),
    }
    if request.method == "POST" and MORE in request.POST:
        form = SupportForm(initial=_started(request, SupportForm), plan=plan)
        return render(request, "funding/edit_support.html", {**context, "form": form})

    def act(form: Any) -> None:
        told = form.cleaned_data
        fields = cast("SupportForm", form).values()
        edit_support(support=row, fields=fields, version=told["version"], why=told["why"], by=request.user)
        messages.success(request, _("Saved."))

    return edit_row(
        request,
        row,
        SupportForm,
        act,
        template="funding/edit_support.html",
        context=context,
        done=partial(redirect, "support", iso3, plan_id, row.pk),
        form_kwargs={"plan": plan},
    )


@country_page(Permission.REPORT_SUPPORT)
def remove(request: SignedInRequest, iso3: str, plan_id: int, support_id: int) -> HttpResponse:
    """Remove support."""
    plan = find_plan(iso3, plan_id)
    row = find_support(plan, support_id)
    return remove_row(
        request,
        row,
        partial(remove_support, support=row),
        question=_("Remove “%(name)s”?") % {"name": row.title},
        consequences=[
            _("Its money is counted no more; the gap grows by it."),
            _("Its transactions and its history stay in the records."),
        ],
        back=reverse("support", args=[iso3, plan_id, row.pk]),
        told=_("Removed."),
        after=reverse("supports", args=[iso3, plan_id]),
    )
