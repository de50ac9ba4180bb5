"""The page behind the link of an invitation. Looking at it changes nothing: mail scanners open links, too."""

from typing import Any

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import password_validation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from opennaphs.actions.people.accept_invitation import accept_invitation
from opennaphs.actions.people.invitations import InvitationRefused, check_address, find_invitation
from opennaphs.actions.people.join_by_invitation import join_by_invitation
from opennaphs.authorization.roles import ROLES
from opennaphs.store.models import Invitation, User
from opennaphs.web.access import Country, public_page
from opennaphs.web.people.adapter import INVITED
from opennaphs.web.refusals import CONFLICT, GONE

INVALID = 422


class JoinForm(forms.Form):
    """A name and a password; the address is the one that was invited and is no field."""

    name = forms.CharField(max_length=200, label=gettext_lazy("Your name"))
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("At least 12 characters. Three or four words nobody would guess are good."),
    )
    again = forms.CharField(
        label=gettext_lazy("Password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: object, email: str, **kwargs: object) -> None:
        """Know the address, which the password may not repeat."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.email = email

    def clean_password(self) -> str:
        """Hold the password against the rules of the installation."""
        password: str = self.cleaned_data["password"]
        person = User(email=self.email, name=self.cleaned_data.get("name", ""))
        password_validation.validate_password(password, person)
        return password

    def clean(self) -> None:
        """Want it twice the same."""
        if self.cleaned_data.get("password") not in {None, self.cleaned_data.get("again")}:
            self.add_error("again", _("The two passwords are not the same."))


@public_page
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """Show who invites to what; accept, or open an account with it."""
    try:
        found = find_invitation(key)
        if request.user.is_authenticated:
            check_address(found, request.user.email)
            return _accept(request, found, key)
    except InvitationRefused as error:
        status = CONFLICT if request.user.is_authenticated else GONE
        return _sealed(render(request, "people/invitation_refused.html", {"message": str(error)}, status=status))
    if request.method == "POST" and request.POST.get("through") == "provider":
        request.session[INVITED] = key
        return redirect("openid_connect_login", provider_id="ministry")
    return _sealed(_join(request, found, key))


def _accept(request: HttpRequest, found: Invitation, key: str) -> HttpResponse:
    if request.method != "POST":
        return _sealed(render(request, "people/invitation.html", _about(found)))
    assert isinstance(request.user, User)  # noqa: S101 - signed in, as the caller saw
    accept_invitation(key=key, by=request.user)
    title = ROLES[found.role].title
    messages.success(request, _("Welcome. You now hold the role: %(role)s.") % {"role": _(title)})
    return redirect("cycle", found.country) if found.country else redirect("home")


def _join(request: HttpRequest, found: Invitation, key: str) -> HttpResponse:
    """Open the account of somebody who has none; who has one signs in first and comes back."""
    if User.objects.filter(email__iexact=found.email).exists():
        return render(request, "people/invitation.html", {**_about(found), "has_account": True})
    form = JoinForm(request.POST or None, email=found.email, initial={"name": found.name})
    if request.method != "POST" or not form.is_valid():
        context = {**_about(found), "form": form}
        return render(request, "people/invitation.html", context, status=INVALID if form.is_bound else 200)
    person = join_by_invitation(
        key=key,
        name=form.cleaned_data["name"],
        password=form.cleaned_data["password"],
        language=get_language() or "",
    )
    answer: HttpResponse = perform_login(request, Login(user=person, email=person.email))
    return answer


def _about(found: Invitation) -> dict[str, object]:
    country = Country(found.country) if found.country else None
    return {"invitation": found, "role": ROLES[found.role], "where": country, "sso_name": sso_name()}


def sso_name() -> str:
    """Give what the ministry's own sign-in is called; nothing when there is none."""
    providers: Any = settings.SOCIALACCOUNT_PROVIDERS
    apps = providers.get("openid_connect", {}).get("APPS", [])
    return str(apps[0]["name"]) if apps else ""


def _sealed(response: HttpResponse) -> HttpResponse:
    """Keep the key in the address from being stored or passed on.

    Not “no-referrer”: with it browsers send the form from nowhere (``Origin: null``), and it would be refused.
    """
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    return response
