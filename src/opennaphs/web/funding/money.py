"""Recording money of a piece of support, taking an entry back, validating the support, sending it back."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from opennaphs.actions.funding.record_transaction import record_transaction
from opennaphs.actions.funding.send_back_support import send_back_support
from opennaphs.actions.funding.take_back_transaction import take_back_transaction
from opennaphs.actions.funding.validate_support import validate_support
from opennaphs.actions.writing import Stale
from opennaphs.authorization.judge import NotAllowed
from opennaphs.authorization.permissions import Permission
from opennaphs.domain.errors import NaphsError
from opennaphs.domain.sentences import Refused
from opennaphs.store.models import SupportRecord
from opennaphs.web.access import SignedInRequest, country_page
from opennaphs.web.activities.finding import whole_number
from opennaphs.web.finding import find_plan
from opennaphs.web.funding.finding import find_support, find_transaction
from opennaphs.web.funding.forms import NoteForm, ReasonForm, TakeBackForm, TransactionForm
from opennaphs.web.funding.supports import partner_notice
from opennaphs.web.row_forms import INVALID

Text = str | Promise


def _ask(
    request: SignedInRequest,
    row: SupportRecord,
    form: forms.Form,
    act: Callable[[Any], object],
    *,
    heading: Text,
    submit: Text,
    told: Text,
    **more: Any,
) -> HttpResponse:
    """Show a form about a piece of support; act on it, say so, and go back to its page."""
    back = reverse("support", args=[row.plan.country, row.plan_id, row.pk])
    page = {"plan": row.plan, "row": row, "form": form, "heading": heading, "submit": submit, "cancel_url": back}
    if request.method != "POST":
        return render(request, "funding/about_support.html", {**page, **more})
    if form.is_valid():
        try:
            act(form)
        except (NotAllowed, Stale):
            raise
        except NaphsError as error:
            form.add_error(None, error.text(_) if isinstance(error, Refused) else str(error))
        else:
            messages.success(request, str(told))
            return redirect(back)
    return render(request, "funding/about_support.html", {**page, **more}, status=INVALID)


def _version(request: SignedInRequest) -> int:
    return whole_number(request.POST.get("version")) or 0


@country_page(Permission.REPORT_SUPPORT)
def record(request: SignedInRequest, iso3: str, plan_id: int, support_id: int) -> HttpResponse:
    """Record money of a piece of support."""
    plan = find_plan(iso3, plan_id)
    row = find_support(plan, support_id)
    form = TransactionForm(request.POST or None, plan=plan, initial=TransactionForm.initial_for(plan))
    return _ask(
        request,
        row,
        form,
        lambda form: record_transaction(support=row, **form.wanted(), by=request.user),
        heading=_("Record money"),
        submit=_("Record it"),
        told=_("The money is recorded."),
        notice=partner_notice(request.user, row),
        lede=_("Pledged, committed, allocated, disbursed and spent are five different things. Record each when it "
               "happens."),
    )  # fmt: skip


@country_page(Permission.REPORT_SUPPORT)
def take_back(request: SignedInRequest, iso3: str, plan_id: int, support_id: int, transaction_id: int) -> HttpResponse:
    """Take back a transaction recorded by mistake."""
    row = find_support(find_plan(iso3, plan_id), support_id)
    transaction = find_transaction(row, transaction_id)
    form = TakeBackForm(request.POST or None, initial={"on": timezone.localdate()})

    def act(form: Any) -> None:
        told = form.cleaned_data
        take_back_transaction(transaction=transaction, on=told["on"], why=told["why"], by=request.user)

    return _ask(
        request,
        row,
        form,
        act,
        heading=_("Take back an entry"),
        submit=_("Take it back"),
        told=_("The entry is taken back. Both entries stay in the list."),
        notice=partner_notice(request.user, row),
        lede=str(transaction),
    )


@country_page(Permission.MANAGE_FUNDING)
def validate(request: SignedInRequest, iso3: str, plan_id: int, support_id: int) -> HttpResponse:
    """Validate support somebody reported."""
    row = find_support(find_plan(iso3, plan_id), support_id)

    def act(form: Any) -> None:
        seen, note = whole_number(request.POST.get("seen")), form.cleaned_data["note"]
        validate_support(support=row, version=_version(request), seen=seen, note=note, by=request.user)

    return _ask(
        request,
        row,
        NoteForm(request.POST) if request.method == "POST" else NoteForm(),
        act,
        heading=_("Validate support"),
        submit=_("Validate"),
        told=_("Validated. Its money counts from now on."),
        version=row.version,
        seen=row.transactions.count(),
    )


@country_page(Permission.MANAGE_FUNDING)
def send_back(request: SignedInRequest, iso3: str, plan_id: int, support_id: int) -> HttpResponse:
    """Send support back to those who reported it."""
    row = find_support(find_plan(iso3, plan_id), support_id)

    def act(form: Any) -> None:
        reason = form.cleaned_data["reason"]
        send_back_support(support=row, reason=reason, version=_version(request), by=request.user)

    return _ask(
        request,
        row,
        ReasonForm(request.POST) if request.method == "POST" else ReasonForm(),
        act,
        heading=_("Send support back"),
        submit=_("Send it back"),
        told=_("Sent back. It does not count until it is corrected and validated."),
        version=row.version,
    )
