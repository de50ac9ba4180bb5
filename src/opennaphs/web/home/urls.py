"""Addresses of the first page, of the choice of country, and of what administrators do."""

from django.urls import path

from opennaphs.web.home import administration, views
from opennaphs.web.people import joining

urlpatterns = [
    path("", views.home, name="home"),
    path("healthy/", views.healthy, name="healthy"),
    path("countries/", views.countries, name="countries"),
    path("administration/", administration.administration, name="administration"),
    path("invitations/<str:key>/", joining.invitation, name="invitation"),
]
