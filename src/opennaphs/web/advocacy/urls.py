"""Addresses."""

from django.urls import path

from opennaphs.web.advocacy import steps

urlpatterns = [
    path("", steps.advocacy, name="advocacy"),
    path("steps.csv", steps.as_csv, name="advocacy-csv"),
    path("new/", steps.add, name="add-advocacy-step"),
    path("<int:step_id>/edit/", steps.edit, name="edit-advocacy-step"),
    path("<int:step_id>/done/", steps.done, name="finish-advocacy-step"),
    path("<int:step_id>/remove/", steps.remove, name="remove-advocacy-step"),
]
