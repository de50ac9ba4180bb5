"""Addresses."""

from django.urls import path

from opennaphs.web.advocacy import moments

urlpatterns = [
    path("", moments.budget_calendar, name="budget-calendar"),
    path("new/", moments.add, name="add-budget-moment"),
    path("<int:moment_id>/edit/", moments.edit, name="edit-budget-moment"),
    path("<int:moment_id>/remove/", moments.remove, name="remove-budget-moment"),
]
