"""The addresses of an installation: accounts, the API, everything else is pages."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("api/", include("opennaphs.api.urls")),
    path("", include("opennaphs.web.urls")),
]
handler403 = "opennaphs.web.refusals.forbidden"
handler404 = "opennaphs.web.refusals.not_found"
handler500 = "opennaphs.web.refusals.broken"
