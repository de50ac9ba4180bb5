"""Addresses."""

from django.urls import path

from opennaphs.web.publishing import views

urlpatterns = [
    path("", views.publications, name="publications"),
    path("freeze/", views.freeze, name="publication-freeze"),
    path("<int:publication_id>/", views.publication, name="publication"),
    path("<int:publication_id>/preview/", views.preview, name="publication-preview"),
    path("<int:publication_id>/preview/activities/", views.preview_activities, name="publication-activities"),
    path("<int:publication_id>/preview/costs.svg", views.preview_picture, name="publication-picture"),
    path("<int:publication_id>/release/", views.release, name="publication-release"),
    path("<int:publication_id>/withdraw/", views.withdraw, name="publication-withdraw"),
]
