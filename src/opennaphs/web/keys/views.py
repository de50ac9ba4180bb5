"""The page of a person's keys: see them, create one, revoke one."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from opennaphs.actions.people.create_key import create_key
from opennaphs.actions.people.revoke_key import revoke_key
from opennaphs.authorization.judge import countries_of
from opennaphs.store.models import ProgramKey
from opennaphs.web.access import SignedInRequest, signed_in_page
from opennaphs.web.keys.forms import KeyForm

INVALID = 422


@signed_in_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: SignedInRequest) -> HttpResponse:
    """List a person's keys; a new one is shown once, in the answer to its form, and kept nowhere."""
    codes = countries_of(request.user)
    if request.method != "POST":
        return _page(request, KeyForm(codes=codes))
    form = KeyForm(request.POST, codes=codes)
    if not form.is_valid():
        return _page(request, form, status=INVALID)
    wanted = form.cleaned_data
    made = create_key(
        name=wanted["name"],
        countries=wanted["countries"],
        read_only=not wanted["may_write"],
        days=wanted["days"],
        by=request.user,
    )
    return render(request, "keys/created.html", {"key": made.row, "secret": made.secret})


def _page(request: SignedInRequest, form: KeyForm, status: int = 200) -> HttpResponse:
    rows = ProgramKey.objects.filter(user=request.user)
    return render(request, "keys/keys.html", {"keys": rows, "form": form}, status=status)


@signed_in_page
@require_POST
def revoke(request: SignedInRequest, key_id: int) -> HttpResponse:
    """Take a key away."""
    key = ProgramKey.objects.filter(user=request.user, pk=key_id).first()
    if key is None:
        raise Http404
    revoke_key(key=key, by=request.user)
    messages.success(request, _("The key “%(name)s” works no more.") % {"name": key.name})
    return redirect("keys")
