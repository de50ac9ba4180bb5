"""Addresses."""

from django.urls import path

from opennaphs.web.keys import views

urlpatterns = [
    path("", views.keys, name="keys"),
    path("<int:key_id>/revoke/", views.revoke, name="revoke-key"),
]
