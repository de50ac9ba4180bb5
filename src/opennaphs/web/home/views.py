"""The first page: what this is for a visitor, the way to one's countries for those who are signed in."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from opennaphs.authorization.judge import countries_of, may
from opennaphs.authorization.permissions import Permission
from opennaphs.web.access import Country, SignedInRequest, public_page, signed_in_page


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Go to the only country or show the choice; a visitor reads what the workbench is."""
    if not request.user.is_authenticated:
        return render(request, "home/welcome.html")
    codes = countries_of(request.user)
    if len(codes) == 1:
        return redirect("cycle", codes[0])
    if not codes and may(request.user, Permission.ADMINISTER):
        return redirect("administration")
    return redirect("countries")


@signed_in_page
def countries(request: SignedInRequest) -> HttpResponse:
    """Show the countries a person has a role in."""
    own = [Country(code) for code in countries_of(request.user)]
    context = {
        "own_countries": sorted(own, key=lambda one: one.name),
        "administers": may(request.user, Permission.ADMINISTER),
    }
    return render(request, "home/countries.html", context)


@public_page
def healthy(request: HttpRequest) -> HttpResponse:
    """Answer a monitor: the server runs and its database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
