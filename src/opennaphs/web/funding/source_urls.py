"""Addresses of the funding sources of a country."""

from django.urls import path

from opennaphs.web.funding import sources

urlpatterns = [
    path("", sources.sources, name="funding-sources"),
    path("new/", sources.add, name="add-source"),
    path("<int:source_id>/", sources.source, name="funding-source"),
    path("<int:source_id>/edit/", sources.edit, name="edit-source"),
    path("<int:source_id>/remove/", sources.remove, name="remove-source"),
]
