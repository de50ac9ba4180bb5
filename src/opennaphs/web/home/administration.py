"""What administrators do: open a country and name the first lead of its secretariat."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from opennaphs.actions.people.give_role import give_role
from opennaphs.actions.people.invite_person import invite_person
from opennaphs.actions.people.open_country import open_country
from opennaphs.authorization.judge import check_may
from opennaphs.authorization.permissions import Permission
from opennaphs.authorization.roles import SECRETARIAT_LEAD
from opennaphs.catalogue.country_files import country_name, find_country
from opennaphs.domain.errors import NaphsError
from opennaphs.store.models import CountryDesk, RoleAssignment, User
from opennaphs.web.access import Country, SignedInRequest, signed_in_page
from opennaphs.web.people.mail import Sent, send_invitation

INVALID = 422


class OpenForm(forms.Form):
    """A country and the address of its first lead."""

    country = forms.CharField(
        max_length=80, label=gettext_lazy("Country"), help_text=gettext_lazy("Its name or three-letter code.")
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address of the first secretariat lead"),
        help_text=gettext_lazy("Somebody without an account gets an invitation that is valid for 14 days."),
    )
    name = forms.CharField(max_length=200, required=False, label=gettext_lazy("Name of the lead"))

    def clean_country(self) -> str:
        """Give the code of what was written."""
        try:
            return find_country(self.cleaned_data["country"])
        except NaphsError as error:
            raise forms.ValidationError(str(error)) from error


@signed_in_page
def administration(request: SignedInRequest) -> HttpResponse:
    """Show the countries that work here; open one."""
    check_may(request.user, Permission.ADMINISTER)
    form = OpenForm(request.POST or None)
    if request.method != "POST":
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=INVALID)
    try:
        sent = _open(request, form.cleaned_data)
    except NaphsError as error:
        form.add_error(None, str(error))
        return _page(request, form, status=INVALID)
    if sent is None:
        name = country_name(form.cleaned_data["country"], get_language() or "en")
        messages.success(request, _("%(country)s is open and has its secretariat lead.") % {"country": name})
        return redirect("administration")
    return _page(request, OpenForm(), sent=sent)


def _open(request: SignedInRequest, wanted: dict[str, Any]) -> Sent | None:
    """Open the country and name the lead, both or neither; give what was mailed to somebody without an account."""
    iso3 = wanted["country"]
    with transaction.atomic():
        open_country(country=iso3, by=request.user)
        person = User.objects.filter(email__iexact=wanted["email"]).first()
        if person is not None:
            give_role(person=person, role=SECRETARIAT_LEAD.key, country=iso3, by=request.user)
            return None
        invitation, key = invite_person(
            email=wanted["email"], name=wanted["name"], role=SECRETARIAT_LEAD.key, country=iso3, by=request.user
        )
    return send_invitation(request, invitation, key)


def _page(request: SignedInRequest, form: OpenForm, *, sent: Sent | None = None, status: int = 200) -> HttpResponse:
    response = render(
        request, "home/administration.html", {"form": form, "desks": _desks(), "sent": sent}, status=status
    )
    if sent is not None:
        response["Cache-Control"] = "no-store"
    return response


def _desks() -> list[dict[str, Any]]:
    """Give the countries with how many lead each; an administrator sees no more of a country than that."""
    leads: dict[str, int] = {}
    for code in RoleAssignment.objects.filter(role=SECRETARIAT_LEAD.key, ended_at=None).values_list(
        "country", flat=True
    ):
        leads[code] = leads.get(code, 0) + 1
    desks = [
        {"name": Country(desk.country).name, "opened_at": desk.opened_at, "leads": leads.get(desk.country, 0)}
        for desk in CountryDesk.objects.all()
    ]
    return sorted(desks, key=lambda one: str(one["name"]))
